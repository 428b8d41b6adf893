// One event of each kind that can be sent, and what the sender sees.
const text = { To: "+14155550123", Message: "Hello!" };
const body = JSON.stringify(text);
const headers = { "content-type": "application/json" };

export const EVENTS = {
  "a direct call": [text, /"ContactId"/],
  "a Function URL": [{ version: "2.0", rawPath: "/outbound-chats", headers, requestContext: { http: { method: "POST", path: "/outbound-chats" }, requestId: "r1", stage: "$default" }, body }, /^201 Created/],
  "a REST API": [{ httpMethod: "POST", path: "/outbound-chats", headers, requestContext: { requestId: "r2", stage: "prod" }, body }, /^201 Created/],
  "a load balancer": [{ requestContext: { elb: { targetGroupArn: "arn" } }, httpMethod: "POST", path: "/outbound-chats", headers: { ...headers, "x-amzn-trace-id": "Root=1-a-b" }, body }, /^201 Created/],
  "an SQS queue": [{ Records: [{ messageId: "m1", body, eventSource: "aws:sqs", eventSourceARN: "arn:aws:sqs:us-east-1:111122223333:texts" }] }, /"batchItemFailures": \[\]/],
  "an SNS topic": [{ Records: [{ EventSource: "aws:sns", Sns: { MessageId: "n1", Message: body } }] }, /"ContactId"/],
  "a pipe": [[text], /"ContactId"/],
  "EventBridge": [{ id: "e1", "detail-type": "Order Shipped", source: "com.example.shop", detail: text }, /"ContactId"/],
  "a Connect flow": [{ Details: { ContactData: { ContactId: "11111111-1111-4111-8111-111111111111", CustomerEndpoint: { Type: "TELEPHONE_NUMBER", Address: "+12025550142" } }, Parameters: { Message: "Hello!" } } }, /"Status": "STARTED"/],
};
