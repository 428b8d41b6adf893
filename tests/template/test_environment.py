"""What the functions are told: each environment variable by its name."""

import re

from expansion import ALL, LEAST, ROOT, expand, of_type, resolve

# What the function reads, by exact name.
SETTINGS = {
    "CONNECT_INSTANCE", "CONNECT_FLOW", "CONNECT_SMS_NUMBER", "CONNECT_WHATSAPP_NUMBER", "DEFAULT_COUNTRY",
    "ALLOWED_DESTINATIONS", "RATE_PER_SECOND", "QUEUE_URL", "SOURCES_DIR", "PUBLIC_URL", "MAX_AGE_SECONDS", "FLOW_ERRORS",
    "SEND_WINDOW", "SCHEDULE_TARGET_ARN", "SCHEDULE_ROLE_ARN", "SCHEDULE_GROUP", "SCHEDULE_DEAD_LETTER_ARN",
    "RESULTS_BUS", "RESULT_ATTRIBUTES", "MAX_RECEIVES", "EVENT_SOURCES_ON",
}  # fmt: skip

SCHEDULE = {"SCHEDULE_TARGET_ARN", "SCHEDULE_ROLE_ARN", "SCHEDULE_GROUP", "SCHEDULE_DEAD_LETTER_ARN"}

SECRETS = {name for file in (ROOT / "sources").glob("*.toml") for name in re.findall(r'"env:(\w+)"', file.read_text())}


def test_environment_variables_are_the_settings_by_their_names(stack):
    for function in of_type(stack, "AWS::Lambda::Function").values():
        assert set(function["Environment"]["Variables"]) <= SETTINGS | SECRETS


def test_the_settings_are_those_of_the_docs():
    documented = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", (ROOT / "docs/settings.md").read_text()))
    assert SETTINGS <= documented


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


def test_every_secret_of_a_built_in_source_has_a_hidden_parameter():
    template = expand()
    environment = template["Resources"]["Front"]["Properties"]["Environment"]["Variables"]
    for variable in SECRETS:
        parameter = environment[variable]["Ref"]
        assert template["Parameters"][parameter]["NoEcho"] in (True, "true"), variable
