// The same call by the AWS SDK for JavaScript v3, with the smallest client of the Runtime API there can be: Lambda's own
// is a native module, so this peer is a little better off than on Lambda.
import http from "node:http";
import { ConnectClient, StartOutboundChatContactCommand } from "@aws-sdk/client-connect";

const { AWS_LAMBDA_RUNTIME_API, CONNECT_FLOW, CONNECT_INSTANCE, CONNECT_SMS_NUMBER } = process.env;
const [host, port] = AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const connect = new ConnectClient({});

const ask = (method, path, body) =>
  new Promise((resolve, reject) => {
    const request = http.request({ host, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}` }, (reply) => {
      const parts = [];
      reply.on("data", (part) => parts.push(part));
      reply.on("end", () => resolve({ headers: reply.headers, text: Buffer.concat(parts).toString() }));
    });
    request.on("error", reject);
    request.end(body);
  });

const start = async (event, ClientToken) => {
  const { ContactId } = await connect.send(
    new StartOutboundChatContactCommand({
      SourceEndpoint: { Type: "CONNECT_PHONENUMBER_ARN", Address: CONNECT_SMS_NUMBER },
      DestinationEndpoint: { Type: "TELEPHONE_NUMBER", Address: event.To },
      InstanceId: CONNECT_INSTANCE,
      ContactFlowId: CONNECT_FLOW,
      SegmentAttributes: { "connect:Subtype": { ValueString: "connect:SMS" } },
      InitialSystemMessage: { ContentType: "text/plain", Content: event.Message },
      ClientToken,
    }),
  );
  return ContactId;
};

for (;;) {
  const { headers, text } = await ask("GET", "next");
  const id = headers["lambda-runtime-aws-request-id"];
  await ask("POST", `${id}/response`, JSON.stringify(await start(JSON.parse(text), id)));
}
