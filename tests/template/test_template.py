"""Rules that the template keeps, whatever else changes in it. Policies, parameters, alarms and callers have files of their own."""

import json
import re
import tomllib

from expansion import ALL, LEAST, ROOT, TEMPLATE, expand, of_type, resolve
from samtranslator.yaml_helper import yaml_parse


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


def test_concurrency_is_off_unless_asked_for(least, everything):
    for name in ("Front", "Worker"):
        assert "ReservedConcurrentExecutions" not in least[name]["Properties"]
        assert everything[name]["Properties"]["ReservedConcurrentExecutions"] in ("20", "2")
    assert not of_type(least, "AWS::Lambda::Alias")
    [alias] = of_type(everything, "AWS::Lambda::Alias").values()
    assert alias["ProvisionedConcurrencyConfig"] == {"ProvisionedConcurrentExecutions": "1"}


def test_a_new_release_publishes_a_new_version(everything):
    [version] = of_type(everything, "AWS::Lambda::Version").values()
    assert version["Description"] == ALL["Release"]


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


def test_each_parameter_is_shown_in_a_group_and_explained_in_the_docs():
    template = expand()
    groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert sorted(name for group in groups for name in group["Parameters"]) == sorted(template["Parameters"])
    deploying = (ROOT / "docs/deploying.md").read_text()
    for name in template["Parameters"]:
        assert f"`{name}`" in deploying, name


# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-template-publishing-applications-metadata-properties.html
APPLICATION = {
    "Name": r"[a-zA-Z0-9-]{1,140}",
    "Description": r".{1,256}",
    "Author": r"(?=.{1,127}$)[a-zA-Z0-9](([a-zA-Z0-9]|-(?!-))*[a-zA-Z0-9])?",
    "SpdxLicenseId": r"Apache-2\.0",
    "LicenseUrl": r"LICENSE",
    "ReadmeUrl": r"README\.md",
    "SemanticVersion": r"\d+\.\d+\.\d+",
}


def test_the_application_repository_has_its_metadata():
    application = expand()["Metadata"]["AWS::ServerlessRepo::Application"]
    # Where the repository lives is known where a release is made: .ci/pack adds HomePageUrl and SourceCodeUrl.
    assert set(application) == set(APPLICATION) | {"Labels"}
    for name, pattern in APPLICATION.items():
        assert re.fullmatch(pattern, application[name]), name
    assert 0 < len(application["Labels"]) <= 10
    for label in application["Labels"]:
        assert re.fullmatch(r"[a-zA-Z0-9+\-_:/@]{1,127}", label), label
    for name in ("LicenseUrl", "ReadmeUrl"):
        assert (ROOT / application[name]).exists()


def test_everything_that_tells_a_version_tells_cargos():
    workspace = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]
    application = expand()["Metadata"]["AWS::ServerlessRepo::Application"]
    assert (application["SemanticVersion"], application["SpdxLicenseId"]) == (workspace["version"], workspace["license"])
    assert json.loads((ROOT / "src/event/http/openapi.json").read_text())["info"]["version"] == workspace["version"]
    [newest, *_] = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert re.fullmatch(re.escape(workspace["version"]) + r", (unreleased|20\d\d-\d\d-\d\d)", newest)
