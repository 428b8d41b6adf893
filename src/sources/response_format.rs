//! The form in which a webhook's sender wants its answer.

/// The form of a source's responses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ResponseFormat {
    /// JSON.
    #[default]
    Json,
    /// Salesforce Outbound Message: an acknowledgement in SOAP, or it sends again for 24 hours.
    SalesforceAck,
}

/// The acknowledgement that Salesforce wants, in SOAP 1.1.
/// <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_listener.htm>
macro_rules! acknowledgement {
    ($ack:literal) => {
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?>"#,
            r#"<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>"#,
            r#"<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>"#,
            $ack,
            "</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>"
        )
    };
}

/// Nothing has to be sent again.
pub const SALESFORCE_ACK: &str = acknowledgement!("true");
/// Please send it again.
pub const SALESFORCE_NO_ACK: &str = acknowledgement!("false");
