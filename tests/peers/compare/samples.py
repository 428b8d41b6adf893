"""Handlers as the published samples are made, each of a few lines of our own that call StartOutboundChatContact.

docs/compare.md names the samples and tells at which commit they were read. What they do with an event is kept: which members
they index, that they pass no token, what they catch and what they answer.
"""

import json


class Samples:
    """The handlers, with the client that they share."""

    def __init__(self, connect, settings):
        self.connect, self.settings = connect, settings

    def start(self, number, text, attributes):
        return self.connect.start_outbound_chat_contact(
            SourceEndpoint={"Type": "CONNECT_PHONENUMBER_ARN", "Address": self.settings["source"]},
            DestinationEndpoint={"Type": "TELEPHONE_NUMBER", "Address": number},
            InstanceId=self.settings["instance"],
            ContactFlowId=self.settings["flow"],
            SegmentAttributes={"connect:Subtype": {"ValueString": "connect:SMS"}},
            InitialSystemMessage={"ContentType": "text/plain", "Content": text},
            Attributes=attributes,
        )

    def queue(self, event):
        """A: a loop over the records, without a `try`, that answers nothing; the message's attributes are passed on."""
        for record in event["Records"]:
            message = json.loads(record["body"])
            self.start(message["To"], message["Message"], message.get("Attributes", {}))

    def event(self, event):
        """B: indexes the event, and sends one attribute of its own."""
        wanted = event.get("detail", event)
        self.start(wanted["To"], wanted["Message"], {"first_name": str(wanted.get("DisplayName", ""))})

    def http(self, event):
        """C: one attribute, whatever the body's hold; any error is a 500 with what the SDK said."""
        try:
            body = json.loads(event["body"])
            contact = self.start(body["To"], body["Message"], {"customerName": str(body.get("DisplayName", ""))})
            return {"statusCode": 200, "body": json.dumps({"ContactId": contact["ContactId"]})}
        except Exception as error:
            return {"statusCode": 500, "body": json.dumps({"error": str(error)})}
