//! What is printed at the start: where everything listens, and commands to try.

use serde_json::json;
use simulator::VOICE_SAMPLE;

/// The text. The event of the example happened at `now`: the function refuses events that are a week old.
pub(crate) fn text(front: &str, simulator: &str, now: &str) -> String {
    let invocations = format!("{front}/2015-03-31/functions/outbound-chat/invocations");
    let (event, flow) = (event(now), flow());
    format!(
        "\
Page and HTTP front   {front}/
Lambda's Invoke API   {invocations}
Amazon Connect        {simulator}

Nothing here reaches AWS or a phone. Press Ctrl-C to end it. Open the page, or try one of these commands:

1. Post a text

curl {front}/outbound-chats -H 'Content-Type: application/json' -d '{{\"To\":\"+14155550123\",\"Message\":\"Hello!\"}}'

2. Send an EventBridge event, with the AWS CLI or without it

echo '{event}' | \\
  AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any aws lambda invoke --region us-east-1 \\
  --endpoint-url {front} --function-name outbound-chat --payload fileb:///dev/stdin /dev/stdout

curl {invocations} -d '{event}'

3. Send the event by which a flow hands a call over to SMS

curl {invocations} -d '{flow}'"
    )
}

fn event(now: &str) -> String {
    json!({
        "version": "0",
        "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "detail-type": "Order Shipped",
        "source": "com.example.shop",
        "account": "111122223333",
        "time": now,
        "region": "us-east-1",
        "resources": [],
        "detail": {"To": "+14155550123", "Message": "Your order is on its way."},
    })
    .to_string()
}

fn flow() -> String {
    json!({
        "Name": "ContactFlowEvent",
        "Details": {
            "ContactData": {
                "ContactId": VOICE_SAMPLE,
                "Channel": "VOICE",
                "InstanceARN": "arn:aws:connect:us-east-1:111122223333:instance/12345678-1234-4123-8123-123456789012",
                "CustomerEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+12025550142"},
            },
            "Parameters": {"Message": "We can help you by text, too."},
        },
    })
    .to_string()
}
