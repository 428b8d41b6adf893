// Calls of the function to Scheduler and EventBridge, made by hand.
const signed = (service) => ({ Authorization: `AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0` });

async function call(url, options) {
  const answer = await fetch(url, options);
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
}

/** A one-time schedule into the request queue, at a time in UTC: `2099-01-31T16:00:00`. */
export const schedule = (simulator, name, at, input) => call(`${simulator}schedules/${name}`, {
  method: "POST",
  headers: signed("scheduler"),
  body: JSON.stringify({
    FlexibleTimeWindow: { Mode: "OFF" },
    ScheduleExpression: `at(${at})`,
    ActionAfterCompletion: "DELETE",
    Target: { Arn: "arn:aws:sqs:us-east-1:111122223333:requests", RoleArn: "arn:aws:iam::111122223333:role/scheduler", Input: JSON.stringify(input) },
  }),
});

/** Result events, each of a type (`started`) and a detail. */
export const putEvents = (simulator, events) => call(simulator, {
  method: "POST",
  headers: { ...signed("events"), "X-Amz-Target": "AWSEvents.PutEvents" },
  body: JSON.stringify({ Entries: events.map(([type, detail]) => ({ Source: "connect-outbound-chat", DetailType: "Outbound chat " + type, Detail: JSON.stringify(detail) })) }),
});
