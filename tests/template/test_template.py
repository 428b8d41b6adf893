"""Rules that the template keeps, whatever else changes in it. Policies are in test_policies.py."""

import json
import re

import pytest
from expansion import ALL, LEAST, ROOT, TEMPLATE, expand, resolve
from samtranslator.yaml_helper import yaml_parse

RUNBOOK = (ROOT / "docs/runbook.md").read_text()

# Section 1 of the settings, by exact name.
SETTINGS = {
    "CONNECT_INSTANCE", "CONNECT_FLOW", "CONNECT_SMS_NUMBER", "CONNECT_WHATSAPP_NUMBER", "DEFAULT_COUNTRY",
    "ALLOWED_DESTINATIONS", "RATE_PER_SECOND", "QUEUE_URL", "SOURCES_DIR", "PUBLIC_URL", "MAX_AGE_SECONDS", "FLOW_ERRORS",
    "SEND_WINDOW", "SCHEDULE_TARGET_ARN", "SCHEDULE_ROLE_ARN", "SCHEDULE_GROUP", "SCHEDULE_DEAD_LETTER_ARN",
    "RESULTS_BUS", "RESULT_ATTRIBUTES", "MAX_RECEIVES", "EVENT_SOURCES_ON",
}  # fmt: skip
SCHEDULE = {"SCHEDULE_TARGET_ARN", "SCHEDULE_ROLE_ARN", "SCHEDULE_GROUP", "SCHEDULE_DEAD_LETTER_ARN"}
METRICS = {
    "Started", "Deflected", "Scheduled", "Skipped", "Rejected", "Unverified", "Refused", "Throttled", "TimedOut",
    "ResultsLost", "ConnectLatency",
}  # fmt: skip


@pytest.fixture(params=[LEAST, ALL], ids=["least", "all"])
def stack(request):
    return resolve(expand(parameters=request.param), request.param)["Resources"]


@pytest.fixture
def least():
    return resolve(expand(parameters=LEAST), LEAST)["Resources"]


@pytest.fixture
def everything():
    return resolve(expand(parameters=ALL), ALL)["Resources"]


def of_type(stack, kind):
    return {name: item["Properties"] for name, item in stack.items() if item["Type"] == kind}


def mapping(stack):
    [source] = of_type(stack, "AWS::Lambda::EventSourceMapping").values()
    return source


def test_a_message_is_hidden_for_six_times_the_workers_timeout(stack):
    assert stack["Queue"]["Properties"]["VisibilityTimeout"] >= 6 * stack["Worker"]["Properties"]["Timeout"]


def test_the_worker_takes_batches_and_reports_what_failed(stack):
    source = mapping(stack)
    assert source["EventSourceArn"] == "<Queue.Arn>"
    assert source["FunctionName"] == "<Worker>"
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_all_workers_together_stay_within_two_starts_a_second(least):
    workers = mapping(least)["ScalingConfig"]["MaximumConcurrency"]
    rate = float(least["Worker"]["Properties"]["Environment"]["Variables"]["RATE_PER_SECOND"])
    assert workers * rate <= 2


def test_a_full_batch_at_the_workers_pace_takes_at_most_half_its_timeout(least):
    worker = least["Worker"]["Properties"]
    rate = float(worker["Environment"]["Variables"]["RATE_PER_SECOND"])
    assert mapping(least)["BatchSize"] / rate <= worker["Timeout"] / 2


def test_the_queue_and_the_worker_agree_on_which_try_is_the_last(least, everything):
    for stack, tries in ((least, "5"), (everything, ALL["MaxReceives"])):
        redrive = {"deadLetterTargetArn": "<DeadLetters.Arn>", "maxReceiveCount": tries}
        assert stack["Queue"]["Properties"]["RedrivePolicy"] == redrive
        assert stack["Worker"]["Properties"]["Environment"]["Variables"]["MAX_RECEIVES"] == tries


def test_dead_letters_outlive_the_queue_but_not_the_tokens(stack):
    week = 7 * 24 * 3600
    for name in ("DeadLetters", "AsyncFailures"):
        kept = stack[name]["Properties"]["MessageRetentionPeriod"]
        assert stack["Queue"]["Properties"]["MessageRetentionPeriod"] < kept <= week, name


def test_queues_are_encrypted(stack):
    for name, queue in of_type(stack, "AWS::SQS::Queue").items():
        assert queue["SqsManagedSseEnabled"] is True, name


def test_the_front_answers_before_a_flow_gives_up(stack):
    assert stack["Front"]["Properties"]["Timeout"] < 8


def test_the_gateway_waits_longer_than_the_front_may_take(stack):
    assert stack["HttpIntegration"]["Properties"]["TimeoutInMillis"] > 1000 * stack["Front"]["Properties"]["Timeout"]


def test_failed_asynchronous_invocations_are_kept(stack):
    configs = of_type(stack, "AWS::Lambda::EventInvokeConfig").values()
    assert len(configs) == (2 if "FrontAlias" in stack else 1)
    for config in configs:
        assert config["FunctionName"] == "<Front>"
        assert config["DestinationConfig"]["OnFailure"]["Destination"] == "<AsyncFailures.Arn>"


def test_functions_run_the_same_code_with_traces_and_json_logs_that_expire(stack):
    functions = of_type(stack, "AWS::Lambda::Function")
    assert set(functions) == {"Front", "Worker"}
    for name, function in functions.items():
        assert function["Runtime"] == "provided.al2023"
        assert function["Handler"] == "bootstrap"
        assert stack[name]["Metadata"] == {"BuildMethod": "rust-cargolambda", "BuildProperties": {"Binary": "bootstrap"}}
        assert function["TracingConfig"] == {"Mode": "Active"}
        assert function["LoggingConfig"]["LogFormat"] == "JSON"
        assert function["LoggingConfig"]["LogGroup"] == f"<{name}Logs>"
        assert stack[f"{name}Logs"]["Properties"]["LogGroupName"] == f"/aws/lambda/{function['FunctionName']}"
    assert functions["Front"]["Code"] == functions["Worker"]["Code"]
    for group in of_type(stack, "AWS::Logs::LogGroup").values():
        assert int(group["RetentionInDays"]) > 0


def test_one_template_serves_the_code_of_either_processor(least, everything):
    for stack, architecture in ((least, "arm64"), (everything, "x86_64")):
        for function in of_type(stack, "AWS::Lambda::Function").values():
            assert function["Architectures"] == [architecture]


def test_what_is_packaged_is_named_at_each_function_and_never_in_globals():
    template = yaml_parse(TEMPLATE.read_text())
    assert "CodeUri" not in template["Globals"]["Function"]
    functions = [item["Properties"] for item in template["Resources"].values() if item["Type"] == "AWS::Serverless::Function"]
    assert [function["CodeUri"] for function in functions] == [".", "."]
    # CDK's CfnInclude can't read SAM's own form of it.
    assert not any("EventInvokeConfig" in function for function in functions)


def test_levels_that_would_drop_the_metrics_cannot_be_chosen():
    assert expand()["Parameters"]["LogLevel"]["AllowedValues"] == ["TRACE", "DEBUG", "INFO"]


SECRETS = {name for file in (ROOT / "sources").glob("*.toml") for name in re.findall(r'"env:(\w+)"', file.read_text())}


def test_environment_variables_are_the_settings_by_their_names(stack):
    for function in of_type(stack, "AWS::Lambda::Function").values():
        assert set(function["Environment"]["Variables"]) <= SETTINGS | SECRETS


def test_settings_that_nobody_entered_are_not_set(least):
    expected = {
        "Front": {"QUEUE_URL", "FLOW_ERRORS", "PUBLIC_URL"},
        "Worker": {"MAX_RECEIVES"},
    }
    for name, own in expected.items():
        variables = dict(least[name]["Properties"]["Environment"]["Variables"])
        # An empty secret is as good as none: its source is not there.
        assert {secret for secret in SECRETS if variables.pop(secret) == ""} == SECRETS
        assert set(variables) == own | SCHEDULE | {"CONNECT_INSTANCE", "CONNECT_FLOW", "CONNECT_SMS_NUMBER", "RATE_PER_SECOND"}


def test_texts_wait_for_the_queue_under_the_stacks_role_and_group(stack):
    for function in of_type(stack, "AWS::Lambda::Function").values():
        variables = function["Environment"]["Variables"]
        assert {name: variables[name] for name in SCHEDULE} == {
            "SCHEDULE_TARGET_ARN": "<Queue.Arn>",
            "SCHEDULE_ROLE_ARN": "<ScheduleRole.Arn>",
            "SCHEDULE_GROUP": "<ScheduleGroup>",
            "SCHEDULE_DEAD_LETTER_ARN": "<DeadLetters.Arn>",
        }
    assert stack["ScheduleGroup"]["Properties"] == {"Name": "outbound"}


def test_without_sending_later_nothing_of_it_is_there():
    parameters = LEAST | {"SendLater": "false"}
    stack = resolve(expand(parameters=parameters), parameters)["Resources"]
    assert not {"ScheduleGroup", "ScheduleRole", "ScheduleAndTell", "SchedulesLostAlarm"} & set(stack)
    for function in of_type(stack, "AWS::Lambda::Function").values():
        assert not SCHEDULE & set(function["Environment"]["Variables"])


def test_lists_reach_the_function_as_it_reads_them(everything):
    variables = everything["Front"]["Properties"]["Environment"]["Variables"]
    assert variables["RESULTS_BUS"] == ALL["ResultsBus"]
    assert variables["RESULT_ATTRIBUTES"] == "zendeskTicketId,hubspotContactId"
    assert variables["EVENT_SOURCES_ON"] == ALL["EventSourcesOn"]


def test_both_functions_find_the_secrets_of_a_source_file_in_the_layer(everything):
    # A source in SOURCES_DIR whose secret isn't set stops the function, whether it checks signatures or not.
    front, worker = (everything[name]["Properties"]["Environment"]["Variables"] for name in ("Front", "Worker"))
    assert {name: front[name] for name in SECRETS} == {name: worker[name] for name in SECRETS}


def test_only_the_front_knows_the_queue_so_that_a_worker_cannot_queue_again(stack):
    assert stack["Front"]["Properties"]["Environment"]["Variables"]["QUEUE_URL"] == "<Queue>"
    assert "QUEUE_URL" not in stack["Worker"]["Properties"]["Environment"]["Variables"]


def test_numbers_by_prefix_come_before_the_default_number(everything):
    numbers = everything["Worker"]["Properties"]["Environment"]["Variables"]["CONNECT_SMS_NUMBER"].split(",")
    assert numbers[0].startswith("+44=") and numbers[-1] == ALL["SmsNumberArn"]


def test_concurrency_is_off_unless_asked_for(least, everything):
    for name in ("Front", "Worker"):
        assert "ReservedConcurrentExecutions" not in least[name]["Properties"]
        assert everything[name]["Properties"]["ReservedConcurrentExecutions"] in ("20", "2")
    assert not of_type(least, "AWS::Lambda::Alias")
    [alias] = of_type(everything, "AWS::Lambda::Alias").values()
    assert alias["ProvisionedConcurrencyConfig"] == {"ProvisionedConcurrentExecutions": "1"}


def test_all_callers_of_the_front_use_the_warm_alias_when_there_is_one(least, everything):
    for stack, target in ((least, "<Front.Arn>"), (everything, "<FrontAlias>")):
        assert stack["ConnectIntegration"]["Properties"]["IntegrationArn"] == target
        assert stack["HttpIntegration"]["Properties"]["IntegrationUri"] == target
        for permission in of_type(stack, "AWS::Lambda::Permission").values():
            assert permission["FunctionName"] == target


def test_a_new_release_publishes_a_new_version(everything):
    [version] = of_type(everything, "AWS::Lambda::Version").values()
    assert version["Description"] == ALL["Release"]


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


def test_a_custom_bus_delivers_into_the_queue_for_a_day_and_records_what_it_could_not(everything):
    subscriber = everything["CustomBusSubscriber"]["Properties"]
    assert subscriber["EventBusArn"] == ALL["CustomEventBusArn"]
    assert subscriber["InvokeConfiguration"] == {"TargetArn": "<Queue.Arn>", "RoleArn": "<CustomBusRole.Arn>"}
    # With metadata: there are the event's id and, in aws:Source, the only proof of where it comes from.
    assert subscriber["Transformer"] == {"Type": "WITH_METADATA"}
    assert subscriber["RetryPolicy"] == {"MaxRetryAttempts": 185, "MaxEventAgeInSeconds": 86400}
    # Its record is not the event, so it must not lie where it would be redriven into the request queue.
    assert subscriber["OnFailureConfiguration"] == {"Arn": "<AsyncFailures.Arn>"}
    assert subscriber["FilterConfiguration"] == {"Filters": [{"Scope": "DATA", "Pattern": '{"source":["my.shop"]}'}]}


def test_without_a_pattern_a_custom_bus_delivers_everything_and_without_a_bus_there_is_nothing(least):
    parameters = LEAST | {"CustomEventBusArn": ALL["CustomEventBusArn"]}
    stack = resolve(expand(parameters=parameters), parameters)["Resources"]
    assert "FilterConfiguration" not in stack["CustomBusSubscriber"]["Properties"]
    assert not {"CustomBusSubscriber", "CustomBusRole"} & set(least)


def test_rules_reach_the_queue_and_never_a_function(everything):
    rules = of_type(everything, "AWS::Events::Rule")
    assert rules.pop("DeliveryRule")["Targets"][0]["Id"] == "Log"
    assert set(rules) == {"RequestRule", "AbandonedCallRule", "ContactLensRule"}
    for rule in rules.values():
        [target] = rule["Targets"]
        assert target["Arn"] == "<Queue.Arn>"
        assert target["DeadLetterConfig"] == {"Arn": "<DeadLetters.Arn>"}
    assert rules["RequestRule"]["EventPattern"] == {"source": ["my.shop", "aws.partner/zendesk.com/1/default"]}


def test_without_events_there_is_no_rule_and_nobody_else_may_send(least):
    assert set(of_type(least, "AWS::Events::Rule")) == {"DeliveryRule"} and not of_type(least, "AWS::SQS::QueuePolicy")


def test_the_layer_comes_only_with_source_files_of_ones_own(least, everything):
    assert not of_type(least, "AWS::Lambda::LayerVersion") and least["Front"]["Properties"].get("Layers", []) == []
    [layer] = of_type(everything, "AWS::Lambda::LayerVersion")
    for name in ("Front", "Worker"):
        assert everything[name]["Properties"]["Layers"] == [f"<{layer}>"]


def anchors(markdown):
    """The anchors that GitHub gives a page's headings."""
    headings = re.findall(r"^#+ (.+)$", markdown, re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_alarm_says_what_to_do_and_where_the_runbook_says_more(stack):
    alarms = of_type(stack, "AWS::CloudWatch::Alarm")
    for name, alarm in alarms.items():
        section = re.search(r"docs/runbook\.md#([a-z-]+)$", alarm["AlarmDescription"])
        assert section, name
        assert section[1] in anchors(RUNBOOK), section[1]
        assert alarm["TreatMissingData"] == "notBreaching", name
        assert alarm["AlarmActions"] == alarm["OKActions"] == (["<AlarmTopic>"] if "AlarmTopic" in stack else []), name


def test_alarms_near_the_timeout_ring_at_four_fifths_of_it(stack):
    for name in ("Front", "Worker"):
        assert stack[f"{name}DurationAlarm"]["Properties"]["Threshold"] == 800 * stack[name]["Properties"]["Timeout"]


def test_alarms_and_dashboard_read_metrics_that_the_function_writes(stack):
    read = set()
    for alarm in of_type(stack, "AWS::CloudWatch::Alarm").values():
        for query in alarm.get("Metrics", []):
            metric = query.get("MetricStat", {}).get("Metric", {})
            if metric.get("Namespace") == "ConnectOutboundChat":
                assert query["ReturnData"] is False
                assert "Dimensions" not in metric, "alarms read the totals"
                read.add(metric["MetricName"])
    assert {"Refused", "Throttled", "Started"} <= read <= METRICS
    board = json.loads(stack["Dashboard"]["Properties"]["DashboardBody"])
    for widget in board["widgets"]:
        namespace = None
        for row in widget["properties"].get("metrics", []):
            if isinstance(row[0], dict) or row[0] == "...":
                continue
            namespace = namespace if row[0] == "." else row[0]
            if namespace == "ConnectOutboundChat":
                assert row[1] in METRICS
    shown = [alarm.removeprefix("<").removesuffix(".Arn>") for alarm in board["widgets"][0]["properties"]["alarms"]]
    assert sorted(shown) == sorted(of_type(stack, "AWS::CloudWatch::Alarm"))


def test_each_parameter_is_shown_in_a_group_and_explained_in_the_docs():
    template = expand()
    groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert sorted(name for group in groups for name in group["Parameters"]) == sorted(template["Parameters"])
    deploying = (ROOT / "docs/deploying.md").read_text()
    for name in template["Parameters"]:
        assert f"`{name}`" in deploying, name


def test_the_application_repository_has_its_metadata():
    application = expand()["Metadata"]["AWS::ServerlessRepo::Application"]
    assert {"Name", "Description", "Author", "SpdxLicenseId", "LicenseUrl", "ReadmeUrl", "SemanticVersion"} <= set(application)
    package = (ROOT / "Cargo.toml").read_text()
    assert f'version = "{application["SemanticVersion"]}"' in package
    assert f'license = "{application["SpdxLicenseId"]}"' in package
    assert (ROOT / application["LicenseUrl"]).exists()


def test_every_secret_of_a_built_in_source_has_a_hidden_parameter():
    template = expand()
    environment = template["Resources"]["Front"]["Properties"]["Environment"]["Variables"]
    for variable in SECRETS:
        parameter = environment[variable]["Ref"]
        assert template["Parameters"][parameter]["NoEcho"] in (True, "true"), variable
