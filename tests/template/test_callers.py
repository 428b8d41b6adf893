"""Who may invoke the front, and how the HTTP API lets them in."""

import json

from expansion import LEAST, expand, of_type, resolve


def test_all_callers_of_the_front_use_the_warm_alias_when_there_is_one(least, everything):
    for stack, target in ((least, "<Front.Arn>"), (everything, "<FrontAlias>")):
        assert stack["ConnectIntegration"]["Properties"]["IntegrationArn"] == target
        assert stack["HttpIntegration"]["Properties"]["IntegrationUri"] == target
        for permission in of_type(stack, "AWS::Lambda::Permission").values():
            assert permission["FunctionName"] == target


def test_the_connect_instance_alone_may_invoke_the_front(stack):
    integration = stack["ConnectIntegration"]["Properties"]
    assert (integration["InstanceId"], integration["IntegrationType"]) == (LEAST["ConnectInstanceArn"], "LAMBDA_FUNCTION")
    permission = stack["ConnectPermission"]["Properties"]
    assert permission["Principal"] == "connect.amazonaws.com"
    assert permission["SourceArn"] == LEAST["ConnectInstanceArn"]
    assert permission["SourceAccount"] == "111122223333"


def test_every_permission_to_invoke_names_its_source(stack):
    permissions = of_type(stack, "AWS::Lambda::Permission")
    assert len(permissions) == 2
    for name, permission in permissions.items():
        assert "SourceArn" in permission and permission["Principal"] != "*", name


def routes(stack):
    return {route["RouteKey"]: route for route in of_type(stack, "AWS::ApiGatewayV2::Route").values()}


def test_callers_sign_with_iam_by_default(least):
    assert {key: route["AuthorizationType"] for key, route in routes(least).items()} == {
        "POST /outbound-chats": "AWS_IAM",
        "GET /openapi.json": "AWS_IAM",
    }


def test_callers_send_a_jwt_where_an_issuer_is_given():
    parameters = LEAST | {"JwtIssuer": "https://login.example.com", "JwtAudience": "outbound"}
    stack = resolve(expand(parameters=parameters), parameters)["Resources"]
    for route in routes(stack).values():
        assert (route["AuthorizationType"], route["AuthorizerId"]) == ("JWT", "<JwtAuthorizer>")
        assert "AuthorizationScopes" not in route
    assert stack["JwtAuthorizer"]["Properties"]["JwtConfiguration"] == {
        "Issuer": "https://login.example.com",
        "Audience": ["outbound"],
    }


def test_webhooks_and_the_description_are_open_only_where_enabled_and_starting_never(everything):
    assert {key: route["AuthorizationType"] for key, route in routes(everything).items()} == {
        "POST /outbound-chats": "JWT",
        "GET /openapi.json": "NONE",
        "POST /sources/{name}": "NONE",
    }
    assert routes(everything)["POST /outbound-chats"]["AuthorizationScopes"] == ["chats:start"]


def test_the_api_is_throttled(stack):
    settings = stack["HttpStage"]["Properties"]["DefaultRouteSettings"]
    assert int(settings["ThrottlingRateLimit"]) > 0 and int(settings["ThrottlingBurstLimit"]) > 0


def test_access_logs_are_json_without_personal_data(stack):
    line = json.loads(stack["HttpStage"]["Properties"]["AccessLogSettings"]["Format"])
    assert set(line.values()) <= {
        "$context.requestId", "$context.requestTime", "$context.routeKey", "$context.status", "$context.responseLatency",
        "$context.integrationStatus", "$context.integrationLatency", "$context.integrationErrorMessage",
        "$context.error.message",
    }  # fmt: skip
