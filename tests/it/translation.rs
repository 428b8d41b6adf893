//! What Connect is told of a request: every member, as the API spells it.

use crate::support::{function, only_start};
use serde_json::json;

#[tokio::test]
async fn ids_given_as_arns_reach_connect_as_ids() {
    let (connect, lambda) = function().await;
    let instance = "arn:aws:connect:us-east-1:111122223333:instance/aaaa-bbbb";
    let document = json!({
        "To": "+12025550150",
        "InstanceId": instance,
        "ContactFlowId": format!("{instance}/contact-flow/cccc-dddd"),
        "RelatedContactId": format!("{instance}/contact/eeee-ffff"),
        "InitialTemplatedSystemMessage": {
            "KnowledgeBaseId": "arn:aws:wisdom:us-east-1:111122223333:knowledge-base/kb-1",
            "MessageTemplateId": "arn:aws:wisdom:us-east-1:111122223333:message-template/kb-1/t-1:3",
            "TemplateAttributes": {},
        },
    });
    lambda.invoke(&document).await.unwrap();
    let call = only_start(&connect);
    assert_eq!(call["InstanceId"], "aaaa-bbbb");
    assert_eq!(call["ContactFlowId"], "cccc-dddd");
    assert_eq!(call["RelatedContactId"], "eeee-ffff");
    assert_eq!(call["InitialTemplatedSystemMessage"]["KnowledgeBaseId"], "kb-1");
    assert_eq!(call["InitialTemplatedSystemMessage"]["MessageTemplateId"], "t-1:3");
}

#[tokio::test]
async fn every_member_reaches_connect_as_the_api_spells_it() {
    let (connect, lambda) = function().await;
    let document = json!({
        "To": "+12025550150",
        "SegmentAttributes": {
            "connect:Subtype": {"ValueString": "connect:SMS"},
            "own": {"ValueMap": {"k": {"ValueList": [{"ValueInteger": 7}]}}},
        },
        "attributes": {"whole": 7, "part": 1.50, "yes": true, "Text": "x"},
        "message": "Hello",
        "clientToken": "mine",
        "supportedMessagingContentTypes": ["text/plain", "application/json"],
    });
    lambda.invoke(&document).await.unwrap();
    let mut call = only_start(&connect);
    for settled in ["SourceEndpoint", "InstanceId", "ContactFlowId"] {
        call.as_object_mut().unwrap().remove(settled);
    }
    let told = json!({
        "DestinationEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+12025550150"},
        "SegmentAttributes": {
            "connect:Subtype": {"ValueString": "connect:SMS"},
            "own": {"ValueMap": {"k": {"ValueList": [{"ValueInteger": 7}]}}},
        },
        "Attributes": {"whole": "7", "part": "1.5", "yes": "true", "Text": "x"},
        "InitialSystemMessage": {"ContentType": "text/plain", "Content": "Hello"},
        "ClientToken": "mine",
        "SupportedMessagingContentTypes": ["text/plain", "application/json"],
    });
    assert_eq!(call, told);
}
