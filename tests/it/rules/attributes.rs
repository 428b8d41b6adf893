//! `Attributes`: keys, values, and the bytes that they may have together; and `CopyAttributes`.

use super::context::{accepted, plain, pointers, read, read_text, with};
use connect_outbound_chat::request::{ChatDefaults, CopyAttributes};
use serde_json::{Map, Value, json};

/// The attributes that are read from a request with these.
#[track_caller]
fn read_as(attributes: Value) -> Vec<(String, String)> {
    let params = accepted(json!({"Attributes": attributes})).params;
    params.attributes.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}

#[test]
fn keys_are_of_letters_digits_underscores_and_hyphens() {
    for code_point in 0..=0x17F {
        let sign = char::from_u32(code_point).unwrap();
        let document = with(&json!({"Attributes": {(format!("a{sign}")): "v"}}));
        let fits = sign.is_ascii_alphanumeric() || sign == '_' || sign == '-';
        assert_eq!(read(&document).is_ok(), fits, "U+{code_point:04X}");
    }
    for sign in ['\u{FF21}', '\u{0661}', '\u{1F600}', '\u{212A}'] {
        assert!(read(&with(&json!({"Attributes": {(sign.to_string()): "v"}}))).is_err(), "{sign}");
    }
}

#[test]
fn an_empty_key_is_refused() {
    assert_eq!(pointers(json!({"Attributes": {"": "v"}})), ["/Attributes/"]);
}

#[test]
fn each_wrong_key_is_pointed_at_as_rfc_6901_writes_it() {
    let attributes = json!({"a b": "v", "a/b": "v", "a~b": "v", "c.d": "v", "fine": "v"});
    let expected = ["/Attributes/a b", "/Attributes/a~0b", "/Attributes/a~1b", "/Attributes/c.d"];
    assert_eq!(pointers(json!({"Attributes": attributes})), expected);
}

#[test]
fn keys_stay_as_they_were_written() {
    let attributes = json!({"to": "1", "To": "2", "contentType": "3", "InstanceId": "4", "instanceId": "5"});
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        read_as(attributes),
        [pair("InstanceId", "4"), pair("To", "2"), pair("contentType", "3"), pair("instanceId", "5"), pair("to", "1")]
    );
}

#[test]
fn numbers_and_booleans_become_their_text_as_written() {
    let texts = ["1.50", "12345678901234567890123", "-0", "1e3", "0.10", "1E+2", "true", "false", "-7"];
    for text in texts {
        let mut document = plain().to_string();
        document.truncate(document.len() - 1);
        let document = format!("{document}, \"Attributes\": {{ \"k\" : {text} }} }}");
        let request = read_text(&document, &ChatDefaults::default()).unwrap();
        let read: Vec<_> = request.params.attributes.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(read, [text]);
    }
}

#[test]
fn nulls_and_nested_values_are_refused_where_they_stand() {
    let attributes = json!({"a": null, "b": {}, "c": [], "d": {"x": "y"}, "e": ["x"], "f": ""});
    let expected = ["/Attributes/b", "/Attributes/c", "/Attributes/d", "/Attributes/e"];
    assert_eq!(pointers(json!({"Attributes": attributes})), expected);
}

#[test]
fn attributes_are_an_object() {
    for wrong in [json!("a"), json!(1), json!(true), json!([])] {
        assert_eq!(pointers(json!({"Attributes": wrong})), ["/Attributes"]);
    }
    assert_eq!(read_as(json!({})), []);
    assert_eq!(read(&with(&json!({"Attributes": null}))), read(&plain()));
}

#[test]
fn keys_and_values_have_32768_bytes_of_utf_8_in_all() {
    // é is 2 bytes, the emoji 4, each of them one character.
    for (sign, bytes) in [("a", 1), ("é", 2), ("\u{1F600}", 4)] {
        let room = 32_768 - "key".len() - "other".len() - 1;
        let value = format!("{}{}", sign.repeat(room / bytes), "a".repeat(room % bytes));
        read_as(json!({"key": value, "other": "1"}));
        assert_eq!(pointers(json!({"Attributes": {"key": format!("{value}a"), "other": "1"}})), ["/Attributes"]);
        assert_eq!(pointers(json!({"Attributes": {"key": value, "other": "12"}})), ["/Attributes"]);
        assert_eq!(pointers(json!({"Attributes": {"key": value, "others": "1"}})), ["/Attributes"]);
    }
}

#[test]
fn the_text_of_numbers_counts_too() {
    let numbers = |digits: usize| {
        let document = plain().to_string();
        let (members, attributes) = (&document[..document.len() - 1], format!("{{\"k\":{}}}", "1".repeat(digits)));
        read_text(&format!("{members},\"Attributes\":{attributes}}}"), &ChatDefaults::default())
    };
    assert!(numbers(32_767).is_ok());
    assert!(numbers(32_768).is_err());
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let document = plain().to_string();
    let document = format!("{},\"Attributes\":{{\"k\":\"1\",\"\\u006b\":\"2\"}}}}", &document[..document.len() - 1]);
    assert!(read_text(&document, &ChatDefaults::default()).is_err());
}

#[test]
fn copy_attributes_is_true_false_or_names() {
    let copied = |value: Value| accepted(json!({"CopyAttributes": value, "RelatedContactId": "c-1"})).copy_attributes;
    assert_eq!(copied(json!(true)), CopyAttributes::All);
    assert_eq!(copied(json!(false)), CopyAttributes::None);
    assert_eq!(copied(json!(["a", "b c"])), CopyAttributes::Named(vec!["a".to_owned(), "b c".to_owned()]));
    for wrong in [json!("true"), json!(1), json!({})] {
        let members = json!({"CopyAttributes": wrong, "RelatedContactId": "c-1"});
        assert_eq!(pointers(members), ["/CopyAttributes"]);
    }
}

#[test]
fn copy_attributes_needs_a_contact_to_copy_from() {
    assert_eq!(pointers(json!({"CopyAttributes": true})), ["/CopyAttributes"]);
    assert_eq!(pointers(json!({"copyAttributes": ["a"]})), ["/copyAttributes"]);
    accepted(json!({"CopyAttributes": false}));
}

#[test]
fn a_hundred_thousand_attributes_are_refused_in_a_moment() {
    let many: Map<String, Value> = (0..100_000).map(|index| (format!("k{index}"), json!(0))).collect();
    let document = with(&json!({"Attributes": many}));
    let started = std::time::Instant::now();
    assert!(read(&document).is_err());
    // A comparison of each with each takes minutes.
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

#[test]
fn each_name_to_copy_that_is_no_text_is_pointed_at() {
    let members = json!({"CopyAttributes": ["a", 1, null], "RelatedContactId": "c-1"});
    assert_eq!(pointers(members), ["/CopyAttributes/1", "/CopyAttributes/2"]);
}
