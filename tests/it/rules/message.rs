//! `InitialSystemMessage` and its short form `Message`: content types, lengths, and what carriers take as SMS.

use super::context::{accepted, assert_length, pointers, rejections};
use connect_outbound_chat::request::InitialMessage;
use serde_json::{Value, json};

const INTERACTIVE_RESPONSE: &str = "application/vnd.amazonaws.connect.message.interactive.response";
const TEXTS: [&str; 2] = ["text/plain", "text/markdown"];
const CONTENT: &str = "/InitialSystemMessage/Content";

fn long(content_type: &str, content: &str) -> Value {
    json!({"InitialSystemMessage": {"ContentType": content_type, "Content": content}})
}

fn by(channel: &str, mut members: Value) -> Value {
    members["Channel"] = json!(channel);
    members
}

/// JSON of so many characters: a string of them.
fn json_of(characters: usize) -> String {
    format!("\"{}\"", "é".repeat(characters - 2))
}

#[test]
fn a_message_is_a_plain_text() {
    let short = accepted(json!({"Message": "Hello"}));
    assert_eq!(short, accepted(long("text/plain", "Hello")));
    let Some(InitialMessage::System(message)) = short.params.initial_message else { panic!("no message") };
    assert_eq!((message.content_type.name(), message.content.reveal().as_str()), ("text/plain", "Hello"));
}

#[test]
fn a_text_has_1_to_1024_characters() {
    // WhatsApp: by SMS, these characters would be too many for the carrier first.
    assert_length("/Message", 1, 1024, |text| by("WhatsApp", json!({"Message": text})));
    for content_type in TEXTS {
        assert_length(CONTENT, 1, 1024, |text| by("WhatsApp", long(content_type, &text)));
    }
    accepted(json!({"Message": "a".repeat(1024)}));
    assert_eq!(pointers(json!({"Message": "a".repeat(1025)})), ["/Message"]);
}

#[test]
fn json_has_up_to_12000_characters() {
    for channel in ["SMS", "WhatsApp"] {
        accepted(by(channel, long("application/json", "1")));
        accepted(by(channel, long("application/json", &json_of(12_000))));
        assert_eq!(pointers(by(channel, long("application/json", &json_of(12_001)))), [CONTENT]);
        assert_eq!(pointers(by(channel, long("application/json", ""))), [CONTENT]);
    }
}

#[test]
fn what_is_announced_as_json_parses() {
    for right in ["{}", "[]", "null", "\"x\"", " {\"a\": [1, 2.5e3, true]} "] {
        accepted(long("application/json", right));
    }
    for wrong in ["hello", "{", "{}{}", "{'a': 1}", "[1,]", "NaN", " ", "{\"a\": 1} x", "\"\n\""] {
        assert_eq!(pointers(long("application/json", wrong)), [CONTENT], "{wrong}");
    }
}

#[test]
fn an_interactive_response_has_1_to_12288_characters() {
    assert_length(CONTENT, 1, 12_288, |text| long(INTERACTIVE_RESPONSE, &text));
}

#[test]
fn the_content_type_is_one_of_four() {
    for known in ["text/plain", "text/markdown", "application/json", INTERACTIVE_RESPONSE] {
        accepted(long(known, "{}"));
    }
    let interactive = "application/vnd.amazonaws.connect.message.interactive";
    for other in ["", "text/html", "TEXT/PLAIN", "text/plain; charset=utf-8", " text/plain", interactive] {
        assert_eq!(pointers(long(other, "{}")), ["/InitialSystemMessage/ContentType"], "{other}");
    }
}

#[test]
fn a_system_message_has_both_members() {
    let pointers = |message: Value| pointers(json!({"InitialSystemMessage": message}));
    assert_eq!(pointers(json!({})), [CONTENT, "/InitialSystemMessage/ContentType"]);
    assert_eq!(pointers(json!({"ContentType": "text/plain"})), [CONTENT]);
    assert_eq!(pointers(json!({"Content": "Hello"})), ["/InitialSystemMessage/ContentType"]);
    assert_eq!(pointers(json!({"ContentType": "text/html"})), [CONTENT, "/InitialSystemMessage/ContentType"]);
    assert_eq!(pointers(json!("Hello")), ["/InitialSystemMessage"]);
}

/// Texts that carriers just take, and with one more character do not.
fn sms_texts() -> [(String, &'static str); 5] {
    [
        ("€".repeat(765), "a"),
        ("[]{}|~\\^€".repeat(85), "a"),
        ("я".repeat(630), "я"),
        (format!("{}я", "a".repeat(629)), "a"),
        ("\u{1F600}".repeat(315), "a"),
    ]
}

#[test]
fn a_text_of_1024_characters_may_still_be_over_1530_septets() {
    // 518 signs of one septet and 506 of two.
    let septets = |wide: usize| format!("{}{}", "a".repeat(1024 - wide), "€".repeat(wide));
    accepted(json!({"Message": septets(506)}));
    assert_eq!(pointers(json!({"Message": septets(507)})), ["/Message"]);
    accepted(by("WhatsApp", json!({"Message": septets(507)})));
}

#[test]
fn the_carriers_limits_are_those_of_sms_alone() {
    for (text, more) in sms_texts() {
        let over = format!("{text}{more}");
        accepted(by("WhatsApp", json!({"Message": over})));
        let segments = json!({"connect:Subtype": {"ValueString": "connect:WhatsApp"}});
        accepted(json!({"Message": over, "SegmentAttributes": segments}));
    }
    let segments = json!({"connect:Subtype": {"ValueString": "connect:SMS"}});
    let members = json!({"Message": "я".repeat(631), "SegmentAttributes": segments});
    assert_eq!(pointers(members), ["/Message"]);
}

#[test]
fn json_and_interactive_responses_are_no_sms_texts() {
    accepted(long("application/json", &format!("\"{}\"", "я".repeat(5000))));
    accepted(long(INTERACTIVE_RESPONSE, &"я".repeat(5000)));
}

#[test]
fn a_message_that_is_no_text_is_refused() {
    for wrong in [json!(1), json!(true), json!([]), json!({"Content": "x"})] {
        assert_eq!(pointers(json!({"Message": wrong})), ["/Message"]);
    }
}

#[test]
fn an_sms_has_1530_septets_or_630_utf_16_units() {
    for (text, more) in sms_texts() {
        let over = format!("{text}{more}");
        accepted(json!({"Message": text}));
        assert_eq!(pointers(json!({"Message": over})), ["/Message"]);
        for content_type in TEXTS {
            accepted(long(content_type, &text));
            assert_eq!(pointers(long(content_type, &over)), [CONTENT]);
        }
    }
}

#[test]
fn a_text_that_is_too_long_in_both_ways_is_told_both() {
    let told = |text: String| pointers(json!({"Message": text}));
    assert_eq!(told("я".repeat(1025)), ["/Message", "/Message"]);
    assert_eq!(told("a".repeat(1531)), ["/Message", "/Message"]);
    assert_eq!(told("a".repeat(1530)), ["/Message"]);
    assert_eq!(pointers(long("text/markdown", &"я".repeat(1025))), [CONTENT, CONTENT]);
}

#[test]
fn a_content_that_no_type_could_have_is_told_beside_a_wrong_type() {
    for content in [json!(""), json!("a".repeat(12_289)), json!(1), json!({"a": 1})] {
        for content_type in [json!("text/html"), json!(7), json!(null)] {
            let message = json!({"ContentType": content_type, "Content": content});
            let expected = [CONTENT, "/InitialSystemMessage/ContentType"];
            assert_eq!(pointers(json!({"InitialSystemMessage": message})), expected);
        }
    }
}

#[test]
fn an_sms_that_is_too_long_is_told_its_parts_and_the_character_that_made_it_wide() {
    let detail = |text: &str| rejections(json!({"Message": text})).remove(0).detail;
    // 631 units in parts of 67.
    let wide = detail(&format!("{}ж", "x".repeat(630)));
    assert!(wide.contains("10 SMS parts") && wide.contains("U+0436"), "{wide}");
    // 1532 septets in parts of 153, and no € is cut in two.
    let narrow = detail(&"€".repeat(766));
    assert!(narrow.contains("11 SMS parts"), "{narrow}");
}
