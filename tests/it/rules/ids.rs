//! Ids, the token and the name: how long they may be, and ids that come as ARNs.

use super::context::{TO, accepted, assert_id, assert_length, pointers};
use crate::support::token;
use serde_json::{Value, json};

#[test]
fn an_instance_id_has_1_to_100_characters() {
    assert_id("/InstanceId", 100, |id| json!({"InstanceId": id}));
}

#[test]
fn a_contact_flow_id_has_1_to_500_characters() {
    assert_id("/ContactFlowId", 500, |id| json!({"ContactFlowId": id}));
}

#[test]
fn a_related_contact_id_has_1_to_256_characters() {
    assert_id("/RelatedContactId", 256, |id| json!({"RelatedContactId": id}));
}

#[test]
fn a_client_token_has_up_to_500_characters() {
    assert_length("/ClientToken", 0, 500, |token| json!({"ClientToken": token}));
    assert_eq!(accepted(json!({"ClientToken": "mine"})).params.client_token, "mine");
}

#[test]
fn an_empty_client_token_counts_as_none() {
    assert_eq!(accepted(json!({"ClientToken": ""})).params.client_token, token("t:1", TO));
    assert_eq!(accepted(json!({})).params.client_token, token("t:1", TO));
}

#[test]
fn a_display_name_has_1_to_256_characters() {
    assert_length("/DisplayName", 1, 256, |name| json!({"DisplayName": name}));
    let long = |name| json!({"ParticipantDetails": {"DisplayName": name}});
    assert_length("/ParticipantDetails/DisplayName", 1, 256, long);
    assert_eq!(accepted(json!({"DisplayName": "Jo"})).params, accepted(long("Jo".to_owned())).params);
}

#[test]
fn participant_details_without_a_display_name_are_refused() {
    assert_eq!(pointers(json!({"ParticipantDetails": {}})), ["/ParticipantDetails/DisplayName"]);
}

#[test]
fn an_id_is_taken_out_of_its_arn() {
    let instance = "arn:aws:connect:us-east-1:111122223333:instance/i-1";
    let params = accepted(json!({
        "InstanceId": instance,
        "ContactFlowId": format!("{instance}/contact-flow/f-2"),
        "RelatedContactId": format!("{instance}/contact/c-3"),
    }))
    .params;
    assert_eq!(params.instance_id, "i-1");
    assert_eq!(params.contact_flow_id, "f-2");
    assert_eq!(params.related_contact_id.as_deref(), Some("c-3"));
}

#[test]
fn the_id_in_an_arn_has_the_length_of_an_id() {
    let arn = |resource: &str, id: String| format!("arn:aws:connect:us-east-1:111122223333:{resource}/{id}");
    assert_id("/InstanceId", 100, |id| json!({"InstanceId": arn("instance", id)}));
    assert_id("/ContactFlowId", 500, |id| json!({"ContactFlowId": arn("instance/i/contact-flow", id)}));
    assert_id("/RelatedContactId", 256, |id| json!({"RelatedContactId": arn("instance/i/contact", id)}));
}

#[test]
fn the_arn_of_something_else_is_refused() {
    for name in ["InstanceId", "ContactFlowId", "RelatedContactId"] {
        let members = json!({name: "arn:aws:s3:::a-bucket"});
        assert_eq!(pointers(members), [format!("/{name}")]);
    }
    let instance = "arn:aws:connect:us-east-1:111122223333:instance/i-1";
    assert_eq!(pointers(json!({"ContactFlowId": instance})), ["/ContactFlowId"]);
}

#[test]
fn an_id_that_is_no_text_is_refused() {
    for wrong in [json!(1), json!(true), json!([]), json!({})] {
        for name in ["InstanceId", "ContactFlowId", "RelatedContactId", "ClientToken", "DisplayName"] {
            assert_eq!(pointers(json!({name: wrong.clone()})), [format!("/{name}")]);
        }
    }
}

#[test]
fn a_chat_lasts_60_to_10080_minutes() {
    for (minutes, fits) in [(59, false), (60, true), (10_080, true), (10_081, false), (0, false), (-60, false)] {
        let members = json!({"ChatDurationInMinutes": minutes});
        match fits {
            true => assert_eq!(accepted(members).params.chat_duration_in_minutes, Some(minutes)),
            false => assert_eq!(pointers(members), ["/ChatDurationInMinutes"], "{minutes}"),
        }
    }
}

#[test]
fn minutes_are_a_whole_number() {
    let wrong: [Value; 7] =
        [json!(60.5), json!("120"), json!(true), json!([60]), json!({}), json!(4_294_967_356_i64), json!(1e300)];
    for minutes in wrong {
        assert_eq!(pointers(json!({"ChatDurationInMinutes": minutes})), ["/ChatDurationInMinutes"]);
    }
}
