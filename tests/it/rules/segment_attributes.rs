//! `SegmentAttributes` and its short form `Channel`: keys, values as the API's model has them, and the subtype.

use super::context::{accepted, pointers};
use connect_outbound_chat::request::Channel;
use serde_json::{Value, json};

/// Segment attributes with a subtype and this value under `k`.
fn holding(value: Value) -> Value {
    json!({"SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:SMS"}, "k": value}})
}

fn keyed(key: &str) -> Value {
    json!({"SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:SMS"}, key: {"ValueString": "v"}}})
}

fn subtype(value: Value) -> Value {
    json!({"SegmentAttributes": {"connect:Subtype": value}})
}

#[test]
fn the_subtype_is_sms_or_whatsapp_and_nothing_else() {
    for (name, channel) in [("SMS", Channel::Sms), ("WhatsApp", Channel::WhatsApp)] {
        let long = accepted(subtype(json!({"ValueString": format!("connect:{name}")})));
        assert_eq!(long.params.channel(), channel);
        assert_eq!(accepted(json!({"Channel": name})), long);
    }
    for other in ["connect:Guide", "connect:sms", "SMS", "connect:SMS ", "connect:Whatsapp", "connect:Email", ""] {
        let pointer = ["/SegmentAttributes/connect:Subtype"];
        assert_eq!(pointers(subtype(json!({"ValueString": other}))), pointer, "{other}");
    }
    for other in ["sms", "Sms", "connect:SMS", "Whatsapp", "WHATSAPP", "Voice", "", " SMS"] {
        assert_eq!(pointers(json!({"Channel": other})), ["/Channel"], "{other}");
    }
}

#[test]
fn the_channel_is_sms_unless_one_is_named() {
    assert_eq!(accepted(json!({})).params.channel(), Channel::Sms);
}

#[test]
fn segment_attributes_without_a_subtype_are_refused() {
    for without in [json!({}), json!({"k": {"ValueString": "connect:SMS"}}), json!({"Connect:subtype": {}})] {
        let members = json!({"SegmentAttributes": without});
        assert_eq!(pointers(members), ["/SegmentAttributes/connect:Subtype"]);
    }
    for value in [json!({}), json!({"ValueInteger": 1}), json!({"ValueArn": "connect:SMS"})] {
        assert_eq!(pointers(subtype(value)), ["/SegmentAttributes/connect:Subtype"]);
    }
}

#[test]
fn keys_have_1_to_128_characters_and_may_hold_any() {
    for key in ["a", "connect:Other", "with space", "é", "a/b", "\u{1F600}", "to", "ValueString"] {
        let request = accepted(keyed(key));
        assert_eq!(request.params.segment_attributes.others.keys().collect::<Vec<_>>(), [key]);
    }
    for sign in ["a", "é", "\u{1F600}"] {
        accepted(keyed(&sign.repeat(128)));
        // The pointer does not repeat what is too long to read.
        assert_eq!(pointers(keyed(&sign.repeat(129))), ["/SegmentAttributes/…"]);
    }
    assert_eq!(pointers(keyed("")), ["/SegmentAttributes/"]);
}

#[test]
fn keys_of_a_value_map_are_bounded_alike() {
    let map = |key: String| holding(json!({"ValueMap": {key: {"ValueInteger": 1}}}));
    accepted(map("k".repeat(128)));
    assert_eq!(pointers(map("k".repeat(129))), ["/SegmentAttributes/k/ValueMap/…"]);
    assert_eq!(pointers(map(String::new())), ["/SegmentAttributes/k/ValueMap/"]);
}

#[test]
fn a_value_string_has_up_to_1024_characters() {
    for member in ["ValueString", "ValueArn"] {
        for sign in ["a", "é", "\u{1F600}"] {
            accepted(holding(json!({member: sign.repeat(1024)})));
            let pointer = [format!("/SegmentAttributes/k/{member}")];
            assert_eq!(pointers(holding(json!({member: sign.repeat(1025)}))), pointer);
        }
        accepted(holding(json!({member: ""})));
    }
}

#[test]
fn a_value_integer_is_a_whole_number_of_32_bits() {
    for integer in [i32::MIN, -1, 0, 1, i32::MAX] {
        let request = accepted(holding(json!({"ValueInteger": integer})));
        assert_eq!(request.params.segment_attributes.others["k"].value_integer, Some(integer));
    }
    for wrong in [json!(2_147_483_648_i64), json!(-2_147_483_649_i64), json!(1.5), json!("1"), json!(true)] {
        assert_eq!(pointers(holding(json!({"ValueInteger": wrong}))), ["/SegmentAttributes/k/ValueInteger"]);
    }
}

#[test]
fn maps_and_lists_nest_and_are_read_all_the_way_down() {
    let inner = json!({"valueList": [{"valueString": "s"}, {"ValueMap": {"to": {"valueArn": "arn:x"}}}, {}]});
    let request = accepted(holding(json!({"valueMap": {"inner": inner, "n": {"valueInteger": 7}}})));
    let map = request.params.segment_attributes.others["k"].value_map.as_ref().unwrap();
    assert_eq!(map["n"].value_integer, Some(7));
    let list = map["inner"].value_list.as_ref().unwrap();
    assert_eq!(list[0].value_string.as_deref(), Some("s"));
    assert_eq!(list[1].value_map.as_ref().unwrap()["to"].value_arn.as_deref(), Some("arn:x"));
    assert_eq!(list.len(), 3);
}

#[test]
fn violations_deep_inside_are_pointed_at_exactly() {
    let list = json!([{"ValueString": "s"}, {"ValueMap": {"a/b": {"ValueString": 1}, "c": {"Value": 1}}}, "x"]);
    assert_eq!(
        pointers(holding(json!({"ValueList": list, "valueInteger": "7"}))),
        [
            "/SegmentAttributes/k/ValueList/1/ValueMap/a~1b/ValueString",
            "/SegmentAttributes/k/ValueList/1/ValueMap/c/Value",
            "/SegmentAttributes/k/ValueList/2",
            "/SegmentAttributes/k/valueInteger",
        ]
    );
}

#[test]
fn values_have_the_kinds_of_the_model() {
    for (member, wrong) in [
        ("ValueString", json!(1)),
        ("ValueArn", json!({})),
        ("ValueMap", json!([])),
        ("ValueList", json!({})),
        ("ValueBoolean", json!(true)),
    ] {
        let pointer = [format!("/SegmentAttributes/k/{member}")];
        assert_eq!(pointers(holding(json!({member: wrong}))), pointer);
    }
    for wrong in [json!("s"), json!(1), json!(null), json!([])] {
        assert_eq!(pointers(holding(wrong)), ["/SegmentAttributes/k"]);
    }
    for wrong in [json!("connect:SMS"), json!([]), json!(1)] {
        assert_eq!(pointers(json!({"SegmentAttributes": wrong})), ["/SegmentAttributes"]);
    }
}

#[test]
fn nesting_ends_at_16_levels_for_the_stack_s_sake() {
    let nested = |levels: usize| (1..levels).fold(json!({"ValueInteger": 1}), |inner, _| json!({"ValueList": [inner]}));
    accepted(holding(nested(16)));
    assert_eq!(pointers(holding(nested(17))).len(), 1);
    assert_eq!(pointers(holding(nested(60))).len(), 1);
}

#[test]
fn a_subtype_of_the_wrong_kind_is_one_violation() {
    for value in [json!("connect:SMS"), json!(1), json!([]), json!(null)] {
        assert_eq!(pointers(subtype(value)), ["/SegmentAttributes/connect:Subtype"]);
    }
}
