//! What a webhook's answer means to the CRM that gets it.

use super::Reply;
use serde_json::Value;

/// In a sentence or two, what the CRM is answered and why; `None` for anything but a webhook.
pub(super) fn what_it_hears(event: &str, reply: &Reply) -> Option<String> {
    let event: Value = serde_json::from_str(event).ok()?;
    let path =
        ["/rawPath", "/path", "/requestContext/http/path"].iter().find_map(|path| event.pointer(path)?.as_str())?;
    let Reply::Http { status, headers, body } = reply else { return None };
    path.split('/').any(|segment| segment == "sources").then(|| meaning(*status, headers, body))
}

fn meaning(status: u16, headers: &[(String, String)], body: &str) -> String {
    if body.contains("<Ack>") {
        return match body.contains("<Ack>true</Ack>") {
            true => "Salesforce is answered <Ack>true</Ack>: nothing is left to repeat.".to_owned(),
            false => {
                "Salesforce is answered <Ack>false</Ack>: it sends all notifications again, for up to 24 hours. Those that \
                      were started are not started twice."
                    .to_owned()
            }
        };
    }
    let hears = format!("The CRM is answered {status}: ");
    let retry_after = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("Retry-After"));
    hears
        + &match status {
            200 if body.contains("\"results\"") => {
                "delivered, though a text was refused for good. A repeat would be refused, too, and many CRMs switch a \
                 webhook off after errors; so the failure is in the log, in the metric Rejected and on the results bus."
                    .to_owned()
            }
            200 => "it is answered as it expects.".to_owned(),
            201 => "delivered; the text was started.".to_owned(),
            202 => "delivered; the text waits in the queue or for its hour.".to_owned(),
            204 => "delivered; the mapping asked for no text.".to_owned(),
            401 => {
                "the signature is wrong, missing or too old, so that nothing was read. “Check a delivery” below tells \
                    where it fails."
                    .to_owned()
            }
            404 => "there is no source of that name, or its secret is not set.".to_owned(),
            413 => "the body is too large.".to_owned(),
            415 => "the body is of a type that is not read.".to_owned(),
            422 => "the mapping failed. The owner of this function has to correct it; until then each delivery fails."
                .to_owned(),
            429 | 502..=504 => {
                let after = retry_after.map_or(String::new(), |(_, seconds)| format!(", after {seconds} s"));
                format!("it may work later. CRMs that repeat a webhook send it again{after}.")
            }
            500 => "a setting is missing. The owner of this function has to set it; until then each delivery fails."
                .to_owned(),
            _ => "not delivered.".to_owned(),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(path: &str, status: u16, body: &str) -> Option<String> {
        let event = serde_json::json!({"rawPath": path}).to_string();
        let headers = vec![("Retry-After".to_owned(), "1".to_owned())];
        what_it_hears(&event, &Reply::Http { status, headers, body: body.to_owned() })
    }

    #[test]
    fn only_webhooks_are_explained() {
        assert_eq!(heard("/outbound-chats", 201, "{}"), None);
        assert_eq!(what_it_hears("{}", &Reply::Result { value: Value::Null }), None);
    }

    #[test]
    fn each_answer_is_explained_by_what_the_crm_does_next() {
        for (status, body, expected) in [
            (201, "{}", "was started"),
            (204, "", "asked for no text"),
            (200, r#"{"results":[{"code":"ValidationFailed"}]}"#, "refused for good"),
            (503, "{}", "send it again, after 1 s"),
            (401, "{}", "the signature is wrong"),
            (422, "{}", "the mapping failed"),
            (200, "<Ack>true</Ack>", "nothing is left to repeat"),
            (200, "<Ack>false</Ack>", "sends all notifications again"),
        ] {
            let told = heard("/prod/sources/zendesk", status, body).unwrap_or_default();
            assert!(told.contains(expected), "{status} {body}: {told}");
        }
    }
}
