//! The members of a request document, in one table: their names, what they are short for, what they hold, and the words
//! that other APIs have for them.
//!
//! <https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundChatContact.html>

/// One member of a request document.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// The name, as the API spells it; camelCase is taken, too.
    pub name: &'static str,
    /// The member of the API that it is short for.
    pub short_for: Option<&'static str>,
    /// What it holds.
    pub shape: Shape,
    /// Other APIs' names for it: whoever writes one gets ours in the error.
    pub other_words: &'static [&'static str],
}

/// What a member holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    Text,
    /// A whole number.
    Integer,
    /// A string or a whole number.
    TextOrInteger,
    /// `true` or `false`.
    Boolean,
    /// `true`, `false` or a list of names.
    BooleanOrList,
    /// A list.
    List,
    /// An object with members of the API's.
    Structure,
    /// An object whose keys are the sender's own.
    Map,
}

const fn member(name: &'static str, shape: Shape) -> Member {
    Member { name, short_for: None, shape, other_words: &[] }
}

impl Member {
    const fn short_for(self, name: &'static str) -> Member {
        Member { short_for: Some(name), ..self }
    }

    const fn also_called(self, other_words: &'static [&'static str]) -> Member {
        Member { other_words, ..self }
    }
}

/// Every member that a request document may have.
pub const MEMBERS: [Member; 23] = [
    member("SourceEndpoint", Shape::Structure),
    member("DestinationEndpoint", Shape::Structure),
    member("InstanceId", Shape::Text).also_called(&["instance", "instanceArn", "connectInstanceId"]),
    member("SegmentAttributes", Shape::Map),
    member("Attributes", Shape::Map).also_called(&["contactAttributes", "customAttributes"]),
    member("ContactFlowId", Shape::Text).also_called(&["flow", "flowId", "contactFlow", "flowArn"]),
    member("ChatDurationInMinutes", Shape::Integer).also_called(&["chatDuration", "duration"]),
    member("ParticipantDetails", Shape::Structure),
    member("InitialSystemMessage", Shape::Structure),
    member("InitialTemplatedSystemMessage", Shape::Structure),
    member("RelatedContactId", Shape::Text).also_called(&["contactId", "relatedContact"]),
    member("SupportedMessagingContentTypes", Shape::List),
    member("ClientToken", Shape::Text).also_called(&["idempotencyKey", "idempotencyToken", "token"]),
    member("To", Shape::Text).short_for("DestinationEndpoint").also_called(&[
        "phoneNumber",
        "phone",
        "recipient",
        "destination",
        "destinationPhoneNumber",
        "destinationNumber",
        "toNumber",
        "mobile",
        "mobilePhone",
        "msisdn",
        "phone_number",
        "to_number",
    ]),
    member("From", Shape::Text).short_for("SourceEndpoint").also_called(&[
        "source",
        "sourcePhoneNumber",
        "originationNumber",
        "originationIdentity",
        "fromNumber",
        "from_number",
    ]),
    member("Channel", Shape::Text).short_for("SegmentAttributes").also_called(&["messageType"]),
    member("Message", Shape::Text).short_for("InitialSystemMessage").also_called(&[
        "body",
        "text",
        "content",
        "messageBody",
        "messageText",
        "initialMessage",
        "sms",
    ]),
    member("DisplayName", Shape::Text).short_for("ParticipantDetails").also_called(&["customerName"]),
    member("CopyAttributes", Shape::BooleanOrList),
    member("SendAt", Shape::Text).also_called(&["scheduledTime", "sendTime", "scheduleAt"]),
    member("TimeZone", Shape::Text).also_called(&["tz", "zone"]),
    member("ExpiresAt", Shape::TextOrInteger).also_called(&["expires", "expiration", "ttl"]),
    member("IgnoreSendWindow", Shape::Boolean),
];

/// Pairs of members that exclude each other: a short form and what it is short for, and the two first messages.
pub fn excluding_pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    let short_forms = MEMBERS.iter().filter_map(|member| Some((member.name, member.short_for?)));
    let messages = ["Message", "InitialSystemMessage"].map(|name| (name, "InitialTemplatedSystemMessage"));
    short_forms.chain(messages)
}

/// The names alone.
pub const NAMES: [&str; MEMBERS.len()] = {
    let mut names = [""; MEMBERS.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = MEMBERS[index].name;
        index += 1;
    }
    names
};

/// The member called `name` in either spelling.
pub fn find(name: &str) -> Option<&'static Member> {
    MEMBERS.iter().find(|member| is_spelling_of(name, member.name))
}

/// The member for which others use the word `name`, in any casing.
pub fn find_by_other_word(name: &str) -> Option<&'static Member> {
    MEMBERS.iter().find(|member| member.other_words.iter().any(|word| word.eq_ignore_ascii_case(name)))
}

/// Whether `name` is a sign that an object is meant to be a request document: a member, or what others call the
/// destination. (What others call the message stands in events of every kind.)
pub fn suggests_a_request(name: &str) -> bool {
    find(name).is_some() || find_by_other_word(name).is_some_and(|member| member.name == "To")
}

/// Whether `name` is `known` as the API spells it, or in camelCase.
pub fn is_spelling_of(name: &str, known: &str) -> bool {
    let (Some(first), Some(initial)) = (name.chars().next(), known.chars().next()) else { return false };
    first.eq_ignore_ascii_case(&initial) && name.get(1..) == known.get(1..)
}
