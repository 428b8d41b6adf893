//! What is said at the start: where everything listens, and three commands to try.

use simulator::VOICE_SAMPLE;

/// An EventBridge event.
const EVENT: &str = r#"{"version":"0","id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","detail-type":"Order Shipped","source":"com.example.shop","account":"111122223333","time":"2099-01-15T09:00:00Z","region":"us-east-1","resources":[],"detail":{"To":"+14155550123","Message":"Your order is on its way."}}"#;

/// The text.
pub(crate) fn text(front: &str, connect: &str) -> String {
    let flow = format!(
        r#"{{"Name":"ContactFlowEvent","Details":{{"ContactData":{{"ContactId":"{VOICE_SAMPLE}","Channel":"VOICE","InstanceARN":"arn:aws:connect:us-east-1:111122223333:instance/12345678-1234-4123-8123-123456789012","CustomerEndpoint":{{"Type":"TELEPHONE_NUMBER","Address":"+12025550142"}}}},"Parameters":{{"Message":"We can help you by text, too."}}}}}}"#
    );
    let invocations = format!("{front}/2015-03-31/functions/outbound-chat/invocations");
    format!(
        "\
Page and HTTP front   {front}/
Lambda's Invoke API   {invocations}
Amazon Connect        {connect}

Nothing here reaches AWS or a phone. Ctrl-C ends it. Three things to try:

1. Post a text

curl {front}/outbound-chats -H 'Content-Type: application/json' -d '{{\"To\":\"+14155550123\",\"Message\":\"Hello!\"}}'

2. Send an EventBridge event, by the AWS CLI or without it

echo '{EVENT}' | \\
  AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any aws lambda invoke --region us-east-1 \\
  --endpoint-url {front} --function-name outbound-chat --payload fileb:///dev/stdin /dev/stdout

curl {invocations} -d '{EVENT}'

3. Deflect a call from its flow

curl {invocations} -d '{flow}'"
    )
}
