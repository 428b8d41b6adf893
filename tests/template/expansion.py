"""The template as CloudFormation gets it: expanded by aws-sam-translator, and resolved for given parameters.

    python expansion.py > expanded.json     the expansion, for cfn-lint
"""

import copy
import functools
import json
import logging
import pathlib
import re
import sys

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"

# It warns of usage statistics that nobody sent.
logging.getLogger("samtranslator.metrics.metrics").setLevel(logging.ERROR)

PSEUDO = {
    "AWS::AccountId": "111122223333",
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::StackName": "outbound",
    "AWS::URLSuffix": "amazonaws.com",
}
INSTANCE = "arn:aws:connect:us-east-1:111122223333:instance/11111111-1111-1111-1111-111111111111"
NUMBER = "arn:aws:connect:us-east-1:111122223333:phone-number/"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:"

# What one must enter, and nothing more.
LEAST = {
    "ConnectInstanceArn": INSTANCE,
    "ConnectFlowArn": INSTANCE + "/contact-flow/22222222-2222-2222-2222-222222222222",
    "SmsNumberArn": NUMBER + "33333333-3333-3333-3333-333333333333",
}
# Everything switched on.
ALL = LEAST | {
    "WhatsAppNumberArn": NUMBER + "44444444-4444-4444-4444-444444444444",
    "SmsNumbersByPrefix": "+44=" + NUMBER + "55555555-5555-5555-5555-555555555555",
    "WhatsAppNumbersByPrefix": "+49=" + NUMBER + "66666666-6666-6666-6666-666666666666",
    "OtherNumberArns": NUMBER + "55555555-5555-5555-5555-555555555555," + NUMBER + "66666666-6666-6666-6666-666666666666",
    "OtherFlowArns": INSTANCE + "/contact-flow/77777777-7777-7777-7777-777777777777",
    "KnowledgeBaseId": "88888888-8888-8888-8888-888888888888",
    "DefaultCountry": "US",
    "AllowedDestinations": "+1,+44,+49",
    "MaxAgeSeconds": "3600",
    "SendWindow": "+1=08:00-21:00, +49=Mon-Sat 08:00-20:00, Mon-Fri 09:00-17:00",
    "SendLater": "true",
    "FlowErrors": "return",
    "EnableSources": "true",
    "OwnSources": "true",
    "SourceSecretArns": SECRET + "outbound/zendesk-AbCdEf," + SECRET + "outbound/shopify-GhIjKl",
    "SourceParameterArns": "arn:aws:ssm:us-east-1:111122223333:parameter/outbound/hubspot",
    "SecretsKmsKeyArn": "arn:aws:kms:us-east-1:111122223333:key/99999999-9999-9999-9999-999999999999",
    "PublicUrl": "https://outbound.example.com",
    "SalesforceOutboundSecret": "a-long-random-text",
    "SalesforceOrganizationId": "00D000000000000EAA",
    "EventSources": "my.shop,aws.partner/zendesk.com/1/default",
    "EventSourcesOn": "salesforce-event-relay,shopify-events,post-call-survey",
    "ContactLensRules": "true",
    "OtherRuleArns": "arn:aws:events:us-east-1:111122223333:rule/partner/orders",
    "CustomEventBusArn": "arn:aws:events:us-east-1:111122223333:event-busv2/orders/abcdefghij0123456789abcde",
    "CustomEventBusPattern": '{"source":["my.shop"]}',
    "ResultsBus": "outbound-results",
    "ResultAttributes": "zendeskTicketId,hubspotContactId",
    "Architecture": "x86_64",
    "MaxReceives": "3",
    "DeflectAbandonedCalls": "true",
    "JwtIssuer": "https://login.example.com",
    "JwtAudience": "outbound",
    "JwtScope": "chats:start",
    "FrontReservedConcurrency": "20",
    "FrontProvisionedConcurrency": "1",
    "Release": "1",
    "WorkerReservedConcurrency": "2",
    "AlarmEmail": "team@example.com",
    "TextsFrom": "+14155550100,MyShop",
}


def expand(text=None, parameters=LEAST):
    """SAM's own expansion, conditions and intrinsic functions still in it."""
    return copy.deepcopy(expanded(TEMPLATE.read_text() if text is None else text, tuple(parameters.items())))


@functools.cache
def expanded(text, parameters):
    template = yaml_parse(text)
    # What `sam package` does: local folders become objects in a bucket.
    for resource in template["Resources"].values():
        for name in ("CodeUri", "ContentUri"):
            path = resource["Properties"].get(name)
            if isinstance(path, str) and not path.startswith("s3://"):
                resource["Properties"][name] = f"s3://bucket/{name}"
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=PSEUDO["AWS::Region"]))
    return translator.translate(template, parameter_values=dict(parameters))


def resolve(expanded, parameters):
    """The expansion as it is with these parameters: only what is created, intrinsic functions computed.

    An attribute of a resource, which only AWS knows, becomes `<Resource.Attribute>`.
    """
    resolver = Resolver(expanded, parameters)
    assert resolver.refusals() == []
    return resolver.template()


def refusals(expanded, parameters):
    """The parameters and rules by which CloudFormation would refuse these parameters."""
    return Resolver(expanded, parameters).refusals()


def environment(expanded, parameters, function):
    """The environment variables that a function would get, were these parameters taken."""
    resource = Resolver(expanded, parameters).value(expanded["Resources"][function]["Properties"]["Environment"])
    return resource["Variables"]


def allows(parameter, value):
    """Whether a parameter's own constraints allow a value; of a list, each member."""
    for member in value if isinstance(value, list) else [value]:
        if "AllowedPattern" in parameter and not re.fullmatch(parameter["AllowedPattern"], member):
            return False
    if isinstance(value, list):
        return True
    if "AllowedValues" in parameter and value not in map(str, parameter["AllowedValues"]):
        return False
    if "MaxLength" in parameter and len(value) > int(parameter["MaxLength"]):
        return False
    if parameter["Type"] == "Number":
        try:
            number = float(value)
        except ValueError:
            return False
        return float(parameter.get("MinValue", "-inf")) <= number <= float(parameter.get("MaxValue", "inf"))
    return True


class Resolver:
    NOTHING = object()

    def __init__(self, expanded, parameters):
        unknown = set(parameters) - set(expanded["Parameters"])
        assert not unknown, f"no such parameters: {unknown}"
        self.expanded = expanded
        self.values = dict(PSEUDO)
        for name, parameter in expanded["Parameters"].items():
            value = str(parameters[name] if name in parameters else parameter["Default"])
            # CloudFormation trims the members of a list.
            is_list = parameter["Type"] == "CommaDelimitedList"
            self.values[name] = [member.strip() for member in value.split(",")] if is_list else value

    def refusals(self):
        """Why CloudFormation would not take these parameters: names of parameters and rules, in order."""
        wrong = [name for name, parameter in self.expanded["Parameters"].items() if not allows(parameter, self.values[name])]
        return wrong + [name for name, rule in self.expanded["Rules"].items() if not self.keeps(rule)]

    def keeps(self, rule):
        applies = self.condition(rule["RuleCondition"]) if "RuleCondition" in rule else True
        return not applies or all(self.condition(assertion["Assert"]) for assertion in rule["Assertions"])

    def template(self):
        result = {}
        for section in ("Resources", "Outputs"):
            result[section] = {
                name: self.value({key: value for key, value in item.items() if key != "Condition"})
                for name, item in self.expanded[section].items()
                if "Condition" not in item or self.condition(item["Condition"])
            }
        return result

    def condition(self, condition):
        if isinstance(condition, str):
            return self.condition(self.expanded["Conditions"][condition])
        [(function, arguments)] = condition.items()
        match function:
            case "Condition":
                return self.condition(arguments)
            case "Fn::Equals":
                return str(self.value(arguments[0])) == str(self.value(arguments[1]))
            case "Fn::Not":
                return not self.condition(arguments[0])
            case "Fn::Or":
                return any(map(self.condition, arguments))
            case "Fn::And":
                return all(map(self.condition, arguments))
            case "Fn::Contains":
                return self.value(arguments[1]) in self.value(arguments[0])
            case "Fn::EachMemberEquals":
                return all(member == arguments[1] for member in self.value(arguments[0]))
        raise NotImplementedError(function)

    def value(self, value):
        if isinstance(value, list):
            values = [self.value(item) for item in value]
            return [item for item in values if item is not self.NOTHING]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            [(function, arguments)] = value.items()
            if function == "Ref":
                return self.reference(arguments)
            if function.startswith("Fn::"):
                return self.function(function, arguments)
        values = {key: self.value(item) for key, item in value.items()}
        return {key: item for key, item in values.items() if item is not self.NOTHING}

    def function(self, function, arguments):
        match function:
            case "Fn::If":
                condition, yes, no = arguments
                return self.value(yes if self.condition(condition) else no)
            case "Fn::GetAtt":
                resource, attribute = arguments if isinstance(arguments, list) else arguments.split(".", 1)
                self.created(resource)
                return f"<{resource}.{attribute}>"
            case "Fn::Join":
                return arguments[0].join(self.value(arguments[1]))
            case "Fn::Split":
                return self.value(arguments[1]).split(arguments[0])
            case "Fn::Select":
                return self.value(arguments[1])[int(arguments[0])]
            case "Fn::Sub":
                text, variables = (arguments, {}) if isinstance(arguments, str) else arguments
                return re.sub(r"\$\{([^!}]+)\}", lambda match: self.substitute(match[1], variables), text)
        raise NotImplementedError(function)

    def substitute(self, name, variables):
        if name in variables:
            return str(self.value(variables[name]))
        if "." in name:
            return self.function("Fn::GetAtt", name)
        return str(self.reference(name))

    def reference(self, name):
        if name == "AWS::NoValue":
            return self.NOTHING
        if name in self.values:
            return self.values[name]
        self.created(name)
        return f"<{name}>"

    def created(self, resource):
        item = self.expanded["Resources"][resource]
        assert "Condition" not in item or self.condition(item["Condition"]), f"{resource} is used but not created"


def of_type(stack, kind):
    """The properties of a stack's resources of one type, by name."""
    return {name: item["Properties"] for name, item in stack.items() if item["Type"] == kind}


if __name__ == "__main__":
    json.dump(expand(), sys.stdout, indent=1)
