"""Every `aws` command of the runbook and of docs/deploying.md is one that the AWS CLI knows, with options that it has."""

import re
import shlex

import pytest
from awscli.clidriver import create_clidriver
from expansion import ALL, ROOT, expand, resolve

# Of version 2 alone; what is installed here is version 1.
OF_VERSION_2 = {"--cli-binary-format"}
COMMANDS_OF_VERSION_2 = {("configure", "export-credentials")}


def commands(page):
    """The commands of a page's console blocks and of its text, each with where it stands."""
    markdown = (ROOT / "docs" / page).read_text()
    blocks = re.findall(r"^ *```console\n(.*?)^ *```", markdown, re.M | re.S)
    lines = [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    inline = re.findall(r"`(aws [^`]+)`", re.sub(r"```.*?```", "", markdown, flags=re.S))
    for text in lines + inline:
        # A command within a pipe, a substitution or after xargs.
        for found in re.findall(r"(?<![\w`])aws [a-z0-9-]+ [a-z0-9-]+[^|]*", text):
            yield re.sub(r"[)\"]*$", "", found) if text.startswith("URL=") else found


COMMANDS = sorted({(page, command.strip()) for page in ("runbook.md", "deploying.md") for command in commands(page)})


@pytest.fixture(scope="module")
def cli():
    driver = create_clidriver()
    return driver, driver._get_command_table()


@pytest.mark.parametrize("page, command", COMMANDS, ids=lambda text: text[:70])
def test_the_cli_knows_the_command_and_its_options(page, command, cli):
    driver, table = cli
    # Quotes that a line break or the pattern above has left open are of no matter: options are words of their own.
    words = re.findall(r"(?:^|\s)(--[a-z0-9-]+|[a-z0-9-]+)(?=\s|$|=)", re.sub(r"'[^']*'|\"[^\"]*\"", "TEXT", command))
    service, operation = words[1], words[2]
    if (service, operation) in COMMANDS_OF_VERSION_2:
        return
    assert service in table, service
    operations = table[service].subcommand_table if hasattr(table[service], "subcommand_table") else table[service]._get_command_table()
    assert operation in operations, operation
    known = {f"--{name}" for name in operations[operation].arg_table} | {f"--{name}" for name in driver._get_cli_data()["options"]}
    negated = {name.replace("--", "--no-", 1) for name in known}
    for option in (word for word in words[3:] if word.startswith("--")):
        assert option in known | negated | OF_VERSION_2, option


def test_there_are_commands_to_check():
    assert len(COMMANDS) > 25
    for _, command in COMMANDS:
        shlex.split(command + ("'" if command.count("'") % 2 else ""), posix=False)


def test_the_quotas_codes_stand_beside_their_commands():
    runbook = (ROOT / "docs/runbook.md").read_text()
    for code in ("L-408DD6C6", "L-D4BA6F6E"):
        assert f"get-service-quota --service-code connect --quota-code {code}" in runbook
        assert f"request-service-quota-increase --service-code connect --quota-code {code}" in runbook


def test_what_is_redriven_is_told_where_to_go():
    runbook = (ROOT / "docs/runbook.md").read_text()
    [redrive] = re.findall(r"aws sqs start-message-move-task [^`]*?\n *aws", runbook)
    assert "--destination-arn QUEUE_ARN" in redrive


def test_the_outputs_that_the_runbook_speaks_of_are_there():
    outputs = resolve(expand(parameters=ALL), ALL)["Outputs"]
    shown = {"QUEUE_URL": "QueueUrl", "QUEUE_ARN": "QueueArn", "DEAD_LETTERS_URL": "DeadLettersUrl"}
    shown |= {"DEAD_LETTERS_ARN": "DeadLettersArn", "ASYNC_FAILURES_URL": "AsyncFailuresUrl"}
    runbook = (ROOT / "docs/runbook.md").read_text()
    for name, output in shown.items():
        assert name in runbook and output in outputs, name
