// connect-outbound-chat within an app of the AWS CDK.
//
//   npm ci
//   npx cdk deploy --context release=/path/to/the/unpacked/release
//
// The release has template.yaml, function.zip and the folder layer/. The template is taken as it is: its parameters, alarms
// and roles stay those that are tested there. What other stacks need of it they get from its resources, like queueArn.

const path = require("node:path");
const { App, Stack } = require("aws-cdk-lib");
const { CfnInclude } = require("aws-cdk-lib/cloudformation-include");
const { Asset } = require("aws-cdk-lib/aws-s3-assets");

class OutboundChatStack extends Stack {
  constructor(scope, id, { release, parameters, ...props }) {
    super(scope, id, props);

    const outbound = new CfnInclude(this, "OutboundChat", {
      templateFile: path.join(release, "template.yaml"),
      parameters,
    });

    // The code goes to the bucket of `cdk bootstrap`, and so does the layer's folder, which the template names even where
    // OwnSources leaves the layer out.
    const code = new Asset(this, "Code", { path: path.join(release, "function.zip") });
    for (const name of ["Front", "Worker"]) {
      outbound.getResource(name).codeUri = { bucket: code.s3BucketName, key: code.s3ObjectKey };
    }
    const sources = new Asset(this, "Sources", { path: path.join(release, "layer") });
    outbound.getResource("SourcesLayer").contentUri = { bucket: sources.s3BucketName, key: sources.s3ObjectKey };

    // For whatever else sends requests: a pipe, a schedule, another stack.
    this.queueArn = outbound.getResource("Queue").attrArn;
  }
}

const app = new App();
const release = app.node.tryGetContext("release");
if (!release) throw new Error("say where the unpacked release lies: --context release=PATH");

new OutboundChatStack(app, "outbound-chat", {
  release,
  parameters: {
    ConnectInstanceArn: "arn:aws:connect:us-east-1:111122223333:instance/11111111-1111-1111-1111-111111111111",
    ConnectFlowArn:
      "arn:aws:connect:us-east-1:111122223333:instance/11111111-1111-1111-1111-111111111111/contact-flow/22222222-2222-2222-2222-222222222222",
    SmsNumberArn: "arn:aws:connect:us-east-1:111122223333:phone-number/33333333-3333-3333-3333-333333333333",
    DefaultCountry: "US",
    AllowedDestinations: "+1",
    AlarmEmail: "you@example.com",
  },
});
