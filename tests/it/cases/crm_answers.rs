//! What a CRM is answered: nothing that makes it repeat for a day or switch its webhook off.

use crate::crm::{Crm, Heard, open, setup};
use crate::queue::{Queue, delivered};
use crate::runtime_api::Lambda;
use crate::sources::Folder;
use crate::support::{connect, event, started, starts};
use axum::http::StatusCode;
use serde_json::json;
use simulator::{Fault, Simulator};

async fn function(connect: &Simulator, queue: Option<&Queue>) -> Lambda {
    let setup = setup(&connect.url());
    queue.map_or_else(|| setup.clone(), |queue| queue.setup(setup.clone())).start().await
}

/// With a mapping that always fails.
async fn function_whose_mappings_fail(connect: &Simulator, queue: Option<&Queue>) -> Lambda {
    let files: Vec<(&str, String)> = Crm::all().iter().map(|crm| (crm.name(), with_failing_map(crm.file()))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = Folder::with(&files);
    let setup = setup(&connect.url()).set("SOURCES_DIR", folder.0.to_str().unwrap());
    let setup = queue.map_or_else(|| setup.clone(), |queue| queue.setup(setup.clone()));
    let lambda = setup.start().await;
    // The files are read at the start; the first answer comes after that.
    Heard::from_delivery(&lambda, &event("http-api")).await;
    connect.clear_calls();
    lambda
}

fn with_failing_map(file: &str) -> String {
    let (before, rest) = file.split_once("map = '''").unwrap();
    let (_, after) = rest.split_once("'''").unwrap();
    format!("{before}map = '''$error(\"zirconia\")'''{after}")
}

/// The rule of each CRM stands in its source's file. Zendesk and Pipedrive count what isn't 2xx against the webhook, Shopify
/// deletes its subscription after eight, and Dataverse repeats after 502, 503 and 504 alone.
#[tokio::test]
async fn every_crm_hears_200_of_what_can_never_be_started_503_of_what_may_be_and_of_a_broken_mapping_what_is_broken() {
    let fine = Queue::start(StatusCode::OK, "texts").await;
    for queue in [None, Some(&fine)] {
        let connect = connect().await;
        let lambda = function(&connect, queue).await;
        let failing = function_whose_mappings_fail(&connect, queue).await;
        for crm in Crm::all() {
            let place = format!("{}, {} queue", crm.name(), if queue.is_some() { "with a" } else { "without a" });
            let bad = Heard::from_delivery(&lambda, &crm.delivers(&crm.example_with_number("ask wife"))).await;
            let broken = Heard::from_delivery(&failing, &crm.delivers(&crm.example())).await;
            println!("{place}: bad number {}; mapping fails {}", bad.row(), broken.row());
            match crm.speaks_soap() {
                true => {
                    assert!((bad.status, bad.body.contains("<Ack>true</Ack>")) == (200, true), "{place}: {}", bad.body);
                    let ack = broken.body.contains("<Ack>false</Ack>");
                    assert!((broken.status, ack) == (200, true), "{place}: {}", broken.body);
                    for heard in [&bad, &broken] {
                        assert_eq!(heard.content_type.as_deref(), Some("text/xml; charset=utf-8"), "{place}");
                    }
                }
                false => {
                    let results = bad.json()["results"].clone();
                    assert_eq!(
                        (bad.status, &results[0]["code"]),
                        (200, &json!("ValidationFailed")),
                        "{place}: {}",
                        bad.body
                    );
                    assert_eq!((broken.status, &broken.json()["code"]), (422, &json!("MappingFailed")), "{place}");
                }
            }
            assert!(!bad.body.contains("ask wife") && !broken.body.contains("zirconia"), "{place}");
        }
        assert!(starts(&connect).is_empty());
        assert!(fine.sent().is_empty());
    }
}

#[tokio::test]
async fn every_crm_is_asked_to_send_again_what_is_throttled_or_what_the_queue_did_not_take() {
    let connect = connect().await;
    let broken = Queue::start(StatusCode::INTERNAL_SERVER_ERROR, "texts").await;
    let denied = Queue::start(StatusCode::FORBIDDEN, "texts").await;
    for (queue, number) in [
        (None, Fault::Throttling.number()),
        (Some(&broken), "+12025550170".to_owned()),
        // A queue that isn't ours says nothing of the text: it can be sent once the owner has mended it.
        (Some(&denied), "+12025550170".to_owned()),
    ] {
        let lambda = function(&connect, queue).await;
        for crm in Crm::all() {
            let heard = Heard::from_delivery(&lambda, &crm.delivers(&crm.example_with_number(&number))).await;
            println!("{}: {}", crm.name(), heard.row());
            match crm.speaks_soap() {
                true => assert!(heard.status == 200 && heard.body.contains("<Ack>false</Ack>"), "{}", heard.body),
                false => {
                    assert_eq!(
                        (heard.status, heard.retry_after.as_deref()),
                        (503, Some("1")),
                        "{}: {}",
                        crm.name(),
                        heard.body
                    );
                }
            }
        }
    }
    assert_eq!(started(&connect), 0);
}

#[tokio::test]
async fn every_crm_hears_201_of_a_start_202_of_what_is_queued_and_204_of_what_is_skipped() {
    let connect = connect().await;
    let queue = Queue::start(StatusCode::OK, "texts").await;
    for (queue, status) in [(None, 201), (Some(&queue), 202)] {
        let lambda = function(&connect, queue).await;
        for crm in Crm::all() {
            let heard = Heard::from_delivery(&lambda, &crm.delivers(&crm.example())).await;
            let skipped = Heard::from_delivery(&lambda, &crm.delivers(&crm.example_with_number(""))).await;
            match crm.speaks_soap() {
                true => {
                    assert!(heard.body.contains("<Ack>true") && skipped.body.contains("<Ack>true"), "{}", heard.body)
                }
                false => {
                    assert_eq!((heard.status, skipped.status), (status, 204), "{}: {}", crm.name(), heard.body);
                    assert!(!heard.json()["ClientToken"].as_str().unwrap().is_empty());
                }
            }
        }
    }
    assert_eq!(started(&connect), Crm::all().len() + 1, "Salesforce's message has two notifications");
    assert_eq!(queue.sent().len(), Crm::all().len() + 1);
}

#[tokio::test]
async fn each_failure_of_amazon_connect_is_told_a_crm_as_what_is_left_to_do() {
    let connect = connect().await;
    let lambda = function(&connect, None).await;
    let zendesk = Crm::named("zendesk");
    for (fault, status, retry_after) in [
        (Fault::InvalidRequest, 200, None),
        (Fault::Validation, 200, None),
        (Fault::AccessDenied, 200, None),
        (Fault::ResourceNotFound, 200, None),
        (Fault::Unknown, 200, None),
        // The owner has to mend it, and the text can be sent then.
        (Fault::ExpiredToken, 500, None),
        (Fault::Conflict, 503, Some("1")),
        (Fault::LimitExceeded, 503, Some("60")),
        (Fault::Throttling, 503, Some("1")),
        (Fault::ThrottlingWithStatus400, 503, Some("1")),
        (Fault::TooManyRequests, 503, Some("1")),
        (Fault::InternalService, 503, Some("1")),
        (Fault::ServiceUnavailable, 503, Some("1")),
        (Fault::BadGateway, 503, Some("1")),
        (Fault::Dropped, 503, Some("1")),
    ] {
        let heard =
            Heard::from_delivery(&lambda, &zendesk.delivers(&zendesk.example_with_number(&fault.number()))).await;
        assert_eq!((heard.status, heard.retry_after.as_deref()), (status, retry_after), "{fault:?}: {}", heard.body);
        let problem = if status == 200 { heard.json()["results"][0].clone() } else { heard.json() };
        assert_eq!(problem["retryable"], json!(status == 503), "{fault:?}");
        if status == 503 {
            assert_eq!(problem["status"], 503, "{fault:?}: a problem document has the status that it is sent with");
        }
    }
}

// One number that can never be right made Salesforce repeat all notifications of its message for 24 hours.
#[tokio::test]
async fn a_salesforce_message_is_acknowledged_when_nothing_is_left_to_repeat_and_a_repeat_starts_only_what_is_left() {
    let connect = connect().await;
    let lambda = function(&connect, None).await;
    let salesforce = Crm::named("salesforce-outbound-message");
    let third = "<Notification><Id>04l5g00000ABCDGAA4</Id><sObject><Id>003</Id><MobilePhone>ask wife</MobilePhone>\
                 </sObject></Notification></notifications>";
    let three = salesforce.example().replace("</notifications>", third);
    let heard = Heard::from_delivery(&lambda, &salesforce.delivers(&three)).await;
    assert!(heard.body.contains("<Ack>true</Ack>"), "{}", heard.body);
    assert_eq!(started(&connect), 2);

    let throttled = three.replace("ask wife", "+14155550144");
    connect.fail_next("StartOutboundChatContact", Fault::Throttling, 1);
    let heard = Heard::from_delivery(&lambda, &salesforce.delivers(&throttled)).await;
    assert!(heard.status == 200 && heard.body.contains("<Ack>false</Ack>"), "{}", heard.body);
    let heard = Heard::from_delivery(&lambda, &salesforce.delivers(&throttled)).await;
    assert!(heard.body.contains("<Ack>true</Ack>"), "{}", heard.body);
    assert_eq!(started(&connect), 3);
}

#[tokio::test]
async fn salesforce_hears_soap_of_a_body_that_cannot_be_read_and_a_stranger_does_not() {
    let connect = connect().await;
    let lambda = function(&connect, None).await;
    let salesforce = Crm::named("salesforce-outbound-message");
    let good = salesforce.example();
    for body in [
        "".to_owned(),
        "{}".to_owned(),
        good[..good.len() - 20].to_owned(),
        format!("{good}{}", &good[good.find("<soapenv").unwrap()..]),
        format!("<!DOCTYPE x>{good}"),
        "x".repeat((1 << 19) + 1),
    ] {
        let heard = Heard::from_delivery(&lambda, &salesforce.delivers(&body)).await;
        assert!(heard.body.contains("<Ack>false</Ack>"), "{}", heard.body);
        assert_eq!(heard.content_type.as_deref(), Some("text/xml; charset=utf-8"));
    }
    let mut wrong = salesforce.delivers(&good);
    wrong["rawQueryString"] = json!("secret=wrong");
    let other_organization = salesforce.delivers(&good.replace("00D5g000004ABCDEA4", "00D5g000009ZZZZZZZ"));
    for request in [wrong, other_organization] {
        let heard = Heard::from_delivery(&lambda, &request).await;
        assert_eq!((heard.status, &heard.json()["code"]), (401, &json!("SignatureInvalid")), "{}", heard.body);
    }
    assert!(starts(&connect).is_empty());
}

#[tokio::test]
async fn a_list_says_what_is_left_to_do_of_the_worst_in_it() {
    let connect = connect().await;
    let many = "map = '''[phones.{\"to\": $}]'''\n[verify]\ntype = \"none\"\n";
    let folder = Folder::with(&[("many", many)]);
    let setup = setup(&connect.url()).set("SOURCES_DIR", folder.0.to_str().unwrap());
    let lambda = setup.start().await;
    for (phones, status, retry_after) in [
        (json!(["+12025550150", "+12025550151"]), 200, None),
        (json!(["+12025550150", "ask wife"]), 200, None),
        (json!(["ask wife", "her husband"]), 200, None),
        (json!(["ask wife", Fault::Throttling.number()]), 503, Some("1")),
        (json!(["+12025550150", Fault::LimitExceeded.number(), Fault::Throttling.number()]), 503, Some("60")),
    ] {
        let heard = Heard::from_delivery(&lambda, &open("many", &json!({"phones": phones}).to_string())).await;
        assert_eq!((heard.status, heard.retry_after.as_deref()), (status, retry_after), "{}", heard.body);
        assert_eq!(heard.json()["results"].as_array().map(Vec::len), phones.as_array().map(Vec::len));
    }
}

#[tokio::test]
async fn what_its_owner_has_to_mend_is_not_called_done() {
    let connect = connect().await;
    let lambda = setup(&connect.url()).unset("CONNECT_FLOW").start().await;
    let zendesk = Crm::named("zendesk");
    let heard = Heard::from_delivery(&lambda, &zendesk.delivers(&zendesk.example())).await;
    assert_eq!((heard.status, &heard.json()["code"]), (500, &json!("NotConfigured")), "{}", heard.body);
    let salesforce = Crm::named("salesforce-outbound-message");
    let heard = Heard::from_delivery(&lambda, &salesforce.delivers(&salesforce.example())).await;
    assert!(heard.body.contains("<Ack>false</Ack>"), "{}", heard.body);
}

#[tokio::test]
async fn a_hopeless_request_of_a_crm_is_counted_and_logged_all_the_same() {
    let connect = connect().await;
    let lambda = function(&connect, None).await;
    let shopify = Crm::named("shopify-orders");
    let heard = Heard::from_delivery(&lambda, &shopify.delivers(&shopify.example_with_number("555-555-SHIP"))).await;
    assert_eq!(heard.status, 200);
    let written = lambda.stop().await;
    assert!(written.iter().any(|line| line.contains("\"Rejected\":1")), "{written:#?}");
    assert!(
        written.iter().any(|line| line.contains("\"code\":\"ValidationFailed\"") && line.contains("shopify-orders"))
    );
    assert!(!written.iter().any(|line| line.contains("SHIP")), "{written:#?}");
}

/// What a worker gets from the queue that a webhook was put on.
#[tokio::test]
async fn a_queued_webhook_is_started_by_the_worker_with_the_token_that_the_crm_was_told() {
    let connect = connect().await;
    let queue = Queue::start(StatusCode::OK, "texts").await;
    let lambda = function(&connect, Some(&queue)).await;
    let zendesk = Crm::named("zendesk");
    let heard = Heard::from_delivery(&lambda, &zendesk.delivers(&zendesk.example())).await;
    lambda.invoke(&delivered(&queue.sent()[0])).await.unwrap();
    assert_eq!(starts(&connect)[0].body["ClientToken"], heard.json()["ClientToken"]);
}
