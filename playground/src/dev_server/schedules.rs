//! The texts that wait for their time, as the page lists them.

use connect_outbound_chat::request::PhoneNumber;
use connect_outbound_chat::request::time_zone::possible_zones;
use serde::Serialize;
use serde_json::Value;
use simulator::{Schedule, Simulator};

/// A schedule, and the text that its input asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WaitingText {
    group: String,
    name: String,
    /// When it fires, RFC 3339 in UTC.
    fires_at: String,
    /// The time zones that the recipient may be in, by their IANA names; empty if none is known.
    time_zones: Vec<String>,
    to: Option<String>,
    message: Option<String>,
    channel: Option<String>,
    /// What is sent to the queue.
    input: Value,
}

/// The texts that wait, the earliest first.
pub(super) fn waiting_texts(simulator: &Simulator) -> Vec<WaitingText> {
    let mut schedules = simulator.schedules();
    schedules.retain(Schedule::is_waiting);
    schedules.sort_by_key(|schedule| schedule.fires_at);
    schedules.into_iter().map(WaitingText::from_schedule).collect()
}

impl WaitingText {
    fn from_schedule(schedule: Schedule) -> WaitingText {
        let input = schedule.input.unwrap_or_default();
        let input: Value = serde_json::from_str(&input).unwrap_or(Value::String(input));
        let text = |pointers: &[&str]| {
            pointers.iter().find_map(|pointer| input.pointer(pointer)?.as_str()).map(ToOwned::to_owned)
        };
        let to = text(&["/DestinationEndpoint/Address", "/To"]);
        let time_zones = text(&["/TimeZone"]).map_or_else(|| zones_of(to.as_deref()), |zone| vec![zone]);
        let subtype = text(&["/SegmentAttributes/connect:Subtype/ValueString", "/Channel"]);
        WaitingText {
            group: schedule.group,
            name: schedule.name,
            fires_at: schedule.fires_at.rfc3339(),
            time_zones,
            to,
            message: text(&["/InitialSystemMessage/Content", "/Message"]),
            channel: subtype.map(|subtype| subtype.trim_start_matches("connect:").to_owned()),
            input,
        }
    }
}

/// The time zones that a number may lie in, as the function has it.
fn zones_of(number: Option<&str>) -> Vec<String> {
    let number = number.and_then(|number| PhoneNumber::parse(number, None).ok());
    let zones = number.as_ref().map(possible_zones).unwrap_or_default();
    zones.iter().map(|zone| zone.name().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulator::Options;

    #[tokio::test]
    async fn nothing_waits_at_the_start() {
        let simulator = Simulator::start(Options::default(), ([127, 0, 0, 1], 0).into()).await.unwrap();
        assert_eq!(waiting_texts(&simulator), []);
    }
}
