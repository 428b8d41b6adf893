//! `InitialSystemMessage` and its short form `Message`: content types, lengths, and what carriers take as SMS.

use super::context::{accepted, pointers, read, rejections, with};
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

#[test]
fn a_message_is_a_plain_text() {
    let short = accepted(json!({"Message": "Hello"}));
    assert_eq!(short, accepted(long("text/plain", "Hello")));
    let Some(InitialMessage::System(message)) = short.params.initial_message else { panic!("no message") };
    assert_eq!((message.content_type.name(), message.content.reveal().as_str()), ("text/plain", "Hello"));
}

#[test]
fn a_text_has_1_to_1024_characters_by_sms_and_4096_by_whatsapp() {
    for sign in ["a", "é", "\u{1F600}"] {
        for (count, fits) in [(1, true), (4_096, true), (4_097, false)] {
            let text = sign.repeat(count);
            let members = [("text/plain", true), ("text/markdown", false)].map(|(content_type, is_short)| {
                let members = if is_short { json!({"Message": text}) } else { long(content_type, &text) };
                by("WhatsApp", members)
            });
            for members in members {
                assert_eq!(read(&with(&members)).is_ok(), fits, "{count} of {sign}");
            }
        }
    }
    assert_eq!(pointers(by("WhatsApp", json!({"Message": "a".repeat(4_097)}))), ["/Message"]);
    accepted(json!({"Message": "a".repeat(1024)}));
    assert_eq!(pointers(json!({"Message": "a".repeat(1025)})), ["/Message"]);
    assert_eq!(pointers(json!({"Message": ""})), ["/Message"]);
}

#[test]
fn any_content_has_at_most_16384_bytes() {
    // https://docs.aws.amazon.com/connect/latest/APIReference/API_ChatMessage.html
    for (content_type, sign) in [("application/json", "a"), (INTERACTIVE_RESPONSE, "a"), (INTERACTIVE_RESPONSE, "€")]
    {
        let json_of = |bytes: usize| format!("\"{}\"", sign.repeat((bytes - 2) / sign.len()));
        accepted(long(content_type, &json_of(16_384)));
        assert_eq!(pointers(long(content_type, &json_of(16_387))), [CONTENT]);
        assert_eq!(pointers(long(content_type, "")), [CONTENT]);
    }
    // 4,096 characters of four bytes each are as many bytes as there may be.
    accepted(by("WhatsApp", json!({"Message": "\u{1F600}".repeat(4_096)})));
}

#[test]
fn a_text_shows_something_and_controls_nothing() {
    for blank in [" ", "\n\t ", "\u{200B}\u{FEFF}", "\u{3164}", "\u{2800}\u{AD}", "\u{E0020}"] {
        assert_eq!(pointers(by("WhatsApp", json!({"Message": blank}))), ["/Message"], "{blank:?}");
    }
    for control in ["a\u{0}", "\u{7}a", "a\u{1B}[0m", "a\u{85}", "\u{7F}a"] {
        assert_eq!(pointers(by("WhatsApp", json!({"Message": control}))), ["/Message"], "{control:?}");
    }
    for fine in ["a\r\n\tb", ".", "\u{1F44D}\u{FE0F}", "\u{200F}a"] {
        accepted(by("WhatsApp", json!({"Message": fine})));
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
    for content in [json!(""), json!("a".repeat(16_385)), json!(1), json!({"a": 1})] {
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
