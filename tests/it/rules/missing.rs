//! What must be there once settings are in, what settings supply, and the fence around destinations.

use super::context::{FLOW, FROM, INSTANCE, TO, plain, read, read_text, with};
use connect_outbound_chat::outcome::Failure;
use connect_outbound_chat::policy::destinations::{self, AllowedDestinations};
use connect_outbound_chat::request::country::Country;
use connect_outbound_chat::request::defaults::Numbers;
use connect_outbound_chat::request::document::Refused;
use connect_outbound_chat::request::{Channel, ChatDefaults, ChatRequest};
use serde_json::{Value, json};

const WHATSAPP: &str = "arn:aws:connect:us-east-1:111122223333:phone-number/whatsapp";

fn without(name: &str) -> Value {
    let mut document = plain();
    document.as_object_mut().unwrap().remove(name);
    document
}

fn all_settings() -> ChatDefaults {
    ChatDefaults {
        instance_id: Some("default-i".to_owned()),
        contact_flow_id: Some("default-f".to_owned()),
        sms_numbers: Numbers::parse(Channel::Sms, FROM).unwrap(),
        whatsapp_numbers: Numbers::parse(Channel::WhatsApp, WHATSAPP).unwrap(),
        ..ChatDefaults::default()
    }
}

fn read_in(document: &Value, defaults: &ChatDefaults) -> Result<ChatRequest, Refused> {
    read_text(&document.to_string(), defaults)
}

/// Whether the destination of `document` may be texted where these prefixes are allowed.
fn check(document: &Value, defaults: &ChatDefaults, prefixes: &str) -> Result<(), Failure> {
    let request = read_in(document, defaults).unwrap();
    let allowed = AllowedDestinations::parse(prefixes).unwrap();
    destinations::check(&allowed, request.destination.as_ref().unwrap(), request.destination_pointer)
}

#[test]
fn a_missing_member_names_itself_and_its_setting() {
    for (name, variable) in
        [("InstanceId", "CONNECT_INSTANCE"), ("ContactFlowId", "CONNECT_FLOW"), ("From", "CONNECT_SMS_NUMBER")]
    {
        let Err(Refused::NotConfigured(told)) = read(&without(name)) else { panic!("{name} is not missed") };
        assert_eq!((told.len(), told[0].pointer.clone()), (1, format!("/{name}")));
        assert!(told[0].detail.contains(name) && told[0].detail.contains(variable), "{}", told[0]);
    }
}

#[test]
fn all_that_is_missing_is_told_together() {
    let Err(Refused::NotConfigured(told)) = read(&json!({"To": TO})) else { panic!("nothing is missed") };
    let mut told: Vec<_> = told.iter().map(|one| one.pointer.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["/ContactFlowId", "/From", "/InstanceId"]);
}

#[test]
fn what_is_missing_is_told_beside_what_is_wrong() {
    let Err(Refused::Invalid(told)) = read(&json!({"To": TO, "Message": ""})) else { panic!("it is taken") };
    let mut told: Vec<_> = told.iter().map(|one| one.pointer.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["/ContactFlowId", "/From", "/InstanceId", "/Message"]);
}

#[test]
fn a_destination_is_the_request_s_own_to_give() {
    let Err(Refused::Invalid(told)) = read_in(&without("To"), &all_settings()) else { panic!("To is not missed") };
    assert_eq!((told.len(), told[0].pointer.as_str()), (1, "/To"));
    let mut related = without("To");
    related["RelatedContactId"] = json!("c-1");
    let request = read(&related).unwrap();
    assert_eq!((request.destination.as_ref(), request.needs_lookup()), (None, Some("c-1")));
}

#[test]
fn settings_fill_in_what_the_request_leaves_out() {
    let request = read_in(&json!({"To": TO}), &all_settings()).unwrap();
    assert_eq!(request.params.instance_id, "default-i");
    assert_eq!(request.params.contact_flow_id, "default-f");
    assert_eq!(request.source.as_deref(), Some(FROM));
    assert_eq!(request.params.channel(), Channel::Sms);
    let request = read_in(&json!({"To": TO, "Channel": "WhatsApp"}), &all_settings()).unwrap();
    assert_eq!(request.source.as_deref(), Some(WHATSAPP));
}

#[test]
fn what_the_request_gives_wins_over_settings() {
    let own = json!({"To": TO, "From": WHATSAPP, "InstanceId": INSTANCE, "ContactFlowId": FLOW});
    let request = read_in(&own, &all_settings()).unwrap();
    assert_eq!(request.params.instance_id, INSTANCE);
    assert_eq!(request.params.contact_flow_id, FLOW);
    assert_eq!(request.source.as_deref(), Some(WHATSAPP));
}

#[test]
fn a_setting_does_not_cover_for_a_member_that_is_wrong() {
    for name in ["InstanceId", "ContactFlowId", "From", "To", "Channel", "SourceEndpoint", "DestinationEndpoint"] {
        let Err(Refused::Invalid(told)) = read_in(&with(&json!({name: 1})), &all_settings()) else {
            panic!("{name} is taken");
        };
        assert_eq!(told.iter().map(|one| one.pointer.as_str()).collect::<Vec<_>>(), [format!("/{name}")]);
    }
}

#[test]
fn the_longest_prefix_of_the_destination_chooses_the_number() {
    let arn = |name: &str| format!("arn:aws:connect:us-east-1:111122223333:phone-number/{name}");
    let numbers = format!("+1={},+1415={},+44={}", arn("us"), arn("sf"), arn("uk"));
    let defaults =
        ChatDefaults { sms_numbers: Numbers::parse(Channel::Sms, &numbers).unwrap(), ..ChatDefaults::default() };
    let document = |to: &str| json!({"To": to, "InstanceId": INSTANCE, "ContactFlowId": FLOW});
    for (to, name) in [("+14155550123", "sf"), ("+14165550123", "us"), ("+442079460018", "uk")] {
        assert_eq!(read_in(&document(to), &defaults).unwrap().source, Some(arn(name)));
    }
    let Err(Refused::NotConfigured(told)) = read_in(&document("+4930123456"), &defaults) else { panic!("it is taken") };
    assert!(told[0].detail.contains("CONNECT_SMS_NUMBER") && told[0].detail.contains("From"), "{}", told[0]);
}

#[test]
fn a_destination_without_an_allowed_prefix_is_not_allowed() {
    for (prefixes, to, passes) in [
        ("+1,+44", "+14155550123", true),
        ("+1,+44", "+442079460018", true),
        ("+1,+44", "+4930123456", false),
        ("+1,+44", "+4532123456", false),
        ("+1415", "+14155550123", true),
        ("+1415", "+14165550123", false),
        ("+493012345678", "+4930123456", false),
    ] {
        match check(&with(&json!({"To": to})), &ChatDefaults::default(), prefixes) {
            Ok(()) => assert!(passes, "{to} passes {prefixes}"),
            Err(Failure::DestinationNotAllowed(told)) => {
                assert!(!passes, "{to} does not pass {prefixes}");
                assert_eq!(told.pointer, "/To");
                assert!(told.detail.contains("ALLOWED_DESTINATIONS"), "{told}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_refusal_points_at_the_member_that_named_the_destination() {
    let endpoint = json!({"type": "TELEPHONE_NUMBER", "address": TO});
    for (members, pointer) in
        [(json!({"DestinationEndpoint": endpoint}), "/DestinationEndpoint"), (json!({"To": TO}), "/To")]
    {
        let refused = check(&with(&members), &ChatDefaults::default(), "+44");
        let Err(Failure::DestinationNotAllowed(told)) = refused else { panic!("it passes") };
        assert_eq!(told.pointer, pointer);
    }
}

#[test]
fn allowed_prefixes_are_compared_with_the_number_as_read() {
    let defaults = ChatDefaults { country: Country::from_alpha2("US"), ..ChatDefaults::default() };
    let national = with(&json!({"To": "(415) 555-0123"}));
    assert_eq!(check(&national, &defaults, "+1415"), Ok(()));
    assert!(matches!(check(&national, &defaults, "+1416"), Err(Failure::DestinationNotAllowed(_))));
}

#[test]
fn a_missing_whatsapp_number_names_the_setting_of_whatsapp() {
    let whatsapp = json!({"To": TO, "Channel": "WhatsApp", "InstanceId": INSTANCE, "ContactFlowId": FLOW});
    let Err(Refused::NotConfigured(told)) = read(&whatsapp) else { panic!("From is not missed") };
    assert!(told[0].detail.contains("CONNECT_WHATSAPP_NUMBER"), "{}", told[0]);
}
