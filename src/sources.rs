//! Stub until the branch lands.
use serde_json::value::RawValue;
use std::path::Path;
use time::OffsetDateTime;
pub struct Sources;
pub struct Mistake;
pub struct Source;
pub struct Secrets;
pub struct Verified {
    pub signed_id: Option<String>,
}
pub struct Refusal;
impl std::fmt::Display for Refusal {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
pub struct Webhook<'a> {
    pub method: &'a str,
    pub path_and_query: &'a str,
    pub url: Option<&'a str>,
    pub headers: &'a [(String, String)],
    pub query: &'a [(String, String)],
    pub body: &'a [u8],
}
pub enum Mapped {
    Skipped,
    One(Box<RawValue>),
    Many(Vec<Box<RawValue>>),
}
pub enum MappingProblem {
    NotReadable(String),
    Failed(String),
}
#[derive(PartialEq)]
pub enum Answer {
    Json,
    SalesforceAck,
}
pub const SALESFORCE_ACK: &str = "";
impl Sources {
    pub fn load(_: Option<&Path>, _: &dyn Fn(&str) -> Option<String>) -> Result<Sources, Vec<Mistake>> {
        Ok(Sources)
    }
    pub fn named(&self, _: &str) -> Option<&Source> {
        None
    }
    pub fn claiming<'a>(&'a self, _: &'a str, _: &'a str) -> impl Iterator<Item = &'a Source> {
        std::iter::empty()
    }
}
impl Source {
    pub fn name(&self) -> &str {
        ""
    }
    pub async fn verify(&self, _: &Webhook<'_>, _: &Secrets, _: OffsetDateTime) -> Result<Verified, Refusal> {
        Err(Refusal)
    }
    pub fn accepts(&self, _: Option<&str>) -> bool {
        false
    }
    pub fn map_webhook(&self, _: &Webhook<'_>, _: Option<&str>) -> Result<Mapped, MappingProblem> {
        Ok(Mapped::Skipped)
    }
    pub fn map_event(&self, _: &RawValue) -> Result<Mapped, MappingProblem> {
        Ok(Mapped::Skipped)
    }
    pub fn answer(&self) -> Answer {
        Answer::Json
    }
}

impl Secrets {
    pub fn new(_: &aws_config::SdkConfig, _: &dyn Fn(&str) -> Option<String>) -> Secrets {
        Secrets
    }
}
impl std::fmt::Display for Mistake {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
