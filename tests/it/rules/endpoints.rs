//! The two ends of a chat: types, addresses, and how numbers are read.

use super::context::{FROM, TO, accepted, pointers, read_text, with};
use connect_outbound_chat::request::country::Country;
use connect_outbound_chat::request::document::Refused;
use connect_outbound_chat::request::{ChatDefaults, PhoneNumber};
use serde_json::{Value, json};

fn source(address: &str) -> Value {
    json!({"SourceEndpoint": {"Type": "CONNECT_PHONENUMBER_ARN", "Address": address}})
}

fn destination(address: &str) -> Value {
    json!({"DestinationEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": address}})
}

/// A phone number's ARN of so many characters.
fn arn(characters: usize) -> String {
    let start = "arn:aws:connect:us-east-1:111122223333:phone-number/";
    format!("{start}{}", "é".repeat(characters - start.len()))
}

#[test]
fn from_stands_for_a_source_endpoint() {
    assert_eq!(accepted(source(FROM)), accepted(json!({"From": FROM})));
    assert_eq!(accepted(source(FROM)).source.as_deref(), Some(FROM));
}

#[test]
fn to_stands_for_a_destination_endpoint() {
    assert_eq!(accepted(destination(TO)).destination, accepted(json!({"To": TO})).destination);
    assert_eq!(accepted(destination(TO)).destination.as_ref().map(PhoneNumber::as_str), Some(TO));
}

#[test]
fn a_source_s_address_has_at_most_256_characters() {
    accepted(json!({"From": arn(256)}));
    accepted(source(&arn(256)));
    assert_eq!(pointers(json!({"From": arn(257)})), ["/From"]);
    assert_eq!(pointers(source(&arn(257))), ["/SourceEndpoint/Address"]);
}

#[test]
fn a_source_is_a_phone_number_s_arn() {
    let others = ["", "+14155550123", "arn:aws:connect:us-east-1:111122223333:instance/i", "phone-number/p", "arn:"];
    for other in others {
        assert_eq!(pointers(json!({"From": other})), ["/From"], "{other}");
        assert_eq!(pointers(source(other)), ["/SourceEndpoint/Address"], "{other}");
    }
    let without_id = "arn:aws:connect:us-east-1:111122223333:phone-number/";
    assert_eq!(pointers(json!({"From": without_id})), ["/From"]);
}

#[test]
fn an_endpoint_has_no_other_type_than_its_own() {
    let types =
        ["TELEPHONE_NUMBER", "VOIP", "CONTACT_FLOW", "CONNECT_PHONENUMBER_ARN", "EMAIL_ADDRESS", "voip", "", "SMS"];
    for name in types {
        let source = json!({"SourceEndpoint": {"Type": name, "Address": FROM}});
        match name {
            "CONNECT_PHONENUMBER_ARN" => drop(accepted(source)),
            _ => assert_eq!(pointers(source), ["/SourceEndpoint/Type"], "{name}"),
        }
        let destination = json!({"DestinationEndpoint": {"Type": name, "Address": TO}});
        match name {
            "TELEPHONE_NUMBER" => drop(accepted(destination)),
            _ => assert_eq!(pointers(destination), ["/DestinationEndpoint/Type"], "{name}"),
        }
    }
}

#[test]
fn an_endpoint_has_both_members() {
    for name in ["SourceEndpoint", "DestinationEndpoint"] {
        assert_eq!(pointers(json!({name: {}})), [format!("/{name}/Address"), format!("/{name}/Type")]);
        for wrong in [json!("+14155550123"), json!(1), json!([])] {
            assert_eq!(pointers(json!({name: wrong})), [format!("/{name}")]);
        }
        let wrong = json!({name: {"Type": 1, "Address": false}});
        assert_eq!(pointers(wrong), [format!("/{name}/Address"), format!("/{name}/Type")]);
    }
}

#[test]
fn without_a_default_country_a_plus_is_read_in_any_common_writing() {
    for text in
        ["+14155550142", "+1 (415) 555-0142", " +14155550142\n", "tel:+1.415.555.0142", "\u{202d}+14155550142\u{202c}"]
    {
        for request in [accepted(json!({"To": text})), accepted(destination(text))] {
            assert_eq!(request.destination.as_ref().map(PhoneNumber::as_str), Some("+14155550142"), "{text:?}");
        }
    }
    let others = [
        "",
        "+",
        "+12",
        "+123456789012345",
        "+1234567890123456",
        "+0123456789",
        "14155550123",
        "(415) 555-0123",
        "0014155550123",
        "+1415555012x",
        "+14155550123.0",
        "+1 (0) 415 555 0123",
        "+266696687",
    ];
    for text in others {
        assert_eq!(pointers(json!({"To": text})), ["/To"], "{text:?}");
        assert_eq!(pointers(destination(text)), ["/DestinationEndpoint/Address"], "{text:?}");
    }
}

#[test]
fn a_default_country_reads_national_formats() {
    let read_in = |country: &str, text: &str| {
        let defaults = ChatDefaults { country: Country::from_alpha2(country), ..ChatDefaults::default() };
        read_text(&with(&json!({"To": text})).to_string(), &defaults)
    };
    for (country, text, e164) in [
        ("US", "(415) 555-0123", "+14155550123"),
        ("DE", "0171 1234567", "+491711234567"),
        ("DE", "0044 20 7946 0018", "+442079460018"),
        ("DE", "+1 415 555 0123", "+14155550123"),
        ("DE", "+14155550123", "+14155550123"),
    ] {
        let request = read_in(country, text).unwrap();
        assert_eq!(request.destination.as_ref().map(PhoneNumber::as_str), Some(e164), "{text}");
    }
    for text in ["", "555-0123", "415CALLME", "(415) 555-0123 x7", "+14155550123456", "unknown"] {
        let Err(Refused::Invalid(rejections)) = read_in("US", text) else { panic!("{text} is read") };
        assert_eq!(rejections.iter().map(|one| one.pointer.as_str()).collect::<Vec<_>>(), ["/To"], "{text}");
    }
}

#[test]
fn a_number_that_was_read_is_read_the_same_again() {
    let examples = include_str!("../../data/example-numbers.tsv");
    for row in examples.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<_> = row.split('\t').collect();
        let country = Country::from_alpha2(columns[0]);
        for text in &columns[3..] {
            let once = PhoneNumber::parse(text, country).expect(text);
            assert_eq!(PhoneNumber::parse(once.as_str(), country).as_ref(), Ok(&once), "{text} in {}", columns[0]);
        }
    }
}
