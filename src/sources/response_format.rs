//! What a webhook's sender wants to hear.

/// The dialect of a source's answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ResponseFormat {
    /// JSON, as `POST /outbound-chats` answers.
    #[default]
    Json,
    /// Salesforce Outbound Message: an acknowledgement in SOAP, or it sends again for 24 hours.
    SalesforceAck,
}

/// The acknowledgement that Salesforce wants.
/// <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_listener.htm>
pub const SALESFORCE_ACK: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>"#,
    r#"<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>"#,
    "</soapenv:Body></soapenv:Envelope>"
);
