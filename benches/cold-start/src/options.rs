//! What the bench was asked for.

use crate::contender::Contender;
use std::path::PathBuf;

/// How it is called.
const USAGE: &str = "cold-start-bench [--rounds N] [--warm N] [--links N] [--no-batches] [--no-webhooks] [--only NAME,…] \
                     [--also NAME=BOOTSTRAP[,system][,VARIABLE=VALUE]…]… [--target FOLDER] [--out FOLDER]";

/// The options.
pub struct Options {
    /// How often each contender is started cold.
    pub rounds: usize,
    /// Warm calls after each cold start on a full core.
    pub warm: usize,
    /// In how many of the rounds over the long link, too.
    pub links: usize,
    /// Whether batches are run.
    pub batches: bool,
    /// Whether webhooks are sent.
    pub webhooks: bool,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// Where results are written.
    pub out: Option<PathBuf>,
    only: Option<Vec<String>>,
    also: Vec<Contender>,
}

impl Options {
    /// The options in a command line.
    pub fn read(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
        let target = PathBuf::from("target");
        let (only, also, out) = (None, Vec::new(), None);
        let mut options =
            Options { rounds: 21, warm: 200, links: 5, batches: true, webhooks: true, target, out, only, also };
        let mut arguments = arguments.skip(1);
        while let Some(name) = arguments.next() {
            match name.as_str() {
                "--no-batches" => {
                    options.batches = false;
                    continue;
                }
                "--no-webhooks" => {
                    options.webhooks = false;
                    continue;
                }
                _ => {}
            }
            let value = arguments.next().ok_or(USAGE)?;
            let count = || value.parse().map_err(|_| USAGE.to_owned());
            match name.as_str() {
                "--rounds" => options.rounds = count()?,
                "--warm" => options.warm = count()?,
                "--links" => options.links = count()?,
                "--only" => options.only = Some(value.split(',').map(str::to_owned).collect()),
                "--also" => options.also.push(Contender::also(&value).ok_or(USAGE)?),
                "--target" => options.target = value.into(),
                "--out" => options.out = Some(value.into()),
                _ => return Err(USAGE.to_owned()),
            }
        }
        options.target = std::fs::canonicalize(&options.target).map_err(|error| error.to_string())?;
        Ok(options)
    }

    /// Who is measured.
    pub fn contenders(&self) -> Vec<Contender> {
        let wanted = |who: &Contender| self.only.as_ref().is_none_or(|only| only.contains(&who.name));
        Contender::all(&self.target).into_iter().filter(wanted).chain(self.also.clone()).collect()
    }
}
