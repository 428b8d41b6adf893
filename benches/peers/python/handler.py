"""The same call by boto3, the client made once, as AWS's own guide for Lambda has it."""

import os

import boto3

connect = boto3.client("connect")


def start(event, context):
    contact = connect.start_outbound_chat_contact(
        SourceEndpoint={"Type": "CONNECT_PHONENUMBER_ARN", "Address": os.environ["CONNECT_SMS_NUMBER"]},
        DestinationEndpoint={"Type": "TELEPHONE_NUMBER", "Address": event["To"]},
        InstanceId=os.environ["CONNECT_INSTANCE"],
        ContactFlowId=os.environ["CONNECT_FLOW"],
        SegmentAttributes={"connect:Subtype": {"ValueString": "connect:SMS"}},
        InitialSystemMessage={"ContentType": "text/plain", "Content": event["Message"]},
        ClientToken=context.aws_request_id,
    )
    return contact["ContactId"]
