"""The queries that the stack and the runbook offer name only keys that the function logs."""

import json
import re
import time

import pytest
from expansion import ALL, LEAST, ROOT, expand, resolve
from function import Function, refused, started
from test_metrics import ENDED_CHAT, REQUEST

STACK = resolve(expand(parameters=ALL), ALL)["Resources"]
QUERIES = {
    resource["Properties"]["Name"]: resource["Properties"]
    for resource in STACK.values()
    if resource["Type"] == "AWS::Logs::QueryDefinition"
}
RUNBOOK = (ROOT / "docs/runbook.md").read_text()
SHOWN = re.findall(r"^ *```text\n(.*?)```", RUNBOOK, re.M | re.S)

# Of the query language, and CloudWatch's own fields.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
LANGUAGE = {
    "fields", "filter", "stats", "sort", "limit", "parse", "display", "by", "as", "asc", "desc", "and", "or", "not", "in", "like",
    "count", "latest", "max", "min", "pct", "avg", "sum", "bin", "ispresent", "@timestamp", "@message", "1h", "5m",
}  # fmt: skip


def names(query):
    """The keys that a query reads: what is neither text, language, nor a name that the query gives itself."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|/[^/]*/", " ", query)
    given = set(re.findall(r"\bas\s+(\w+)", bare))
    for listed in re.findall(r"\bas\s+(\w+(?:\s*,\s*\w+)+)", bare) if "parse" in bare else []:
        given |= set(re.split(r"\s*,\s*", listed))
    words = set(re.findall(r"@?[a-zA-Z_][\w]*|\d+[a-z]", bare))
    return words - LANGUAGE - given


@pytest.fixture(scope="module")
def logged():
    """Every key of every line that the function writes, over events that between them have all of them."""
    environment = {
        "CONNECT_INSTANCE": LEAST["ConnectInstanceArn"],
        "CONNECT_FLOW": LEAST["ConnectFlowArn"],
        "CONNECT_SMS_NUMBER": LEAST["SmsNumberArn"],
    }
    related = REQUEST | {"RelatedContactId": "22222222-2222-2222-2222-222222222222"}
    carried = {"version": "0", "id": "e-1", "detail-type": "Order", "source": "my.shop", "detail": REQUEST | {"To": "x"}}
    keys = set()
    for event, aws in ((related, started), (REQUEST, refused(403, "AccessDeniedException")), (ENDED_CHAT, started), (carried, started)):
        with Function(environment, aws) as function:
            function.invoke(event, int(time.time() * 1000) + 10_000)
        keys |= {key for line in map(json.loads, function.lines) if "_aws" not in line for key in line}
    with Function({"RATE_PER_SECOND": "0"}) as function:
        assert not function.starts()
    return keys | {key for line in map(json.loads, function.lines) for key in line}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_of_the_stack_reads_only_keys_that_are_logged(name, logged):
    assert names(QUERIES[name]["QueryString"]) <= logged


@pytest.mark.parametrize("query", SHOWN, ids=lambda query: query.split("\n")[0][:60])
def test_a_query_of_the_runbook_reads_only_keys_that_are_logged(query, logged):
    assert names(query) <= logged


def test_a_key_that_is_not_logged_is_noticed(logged):
    assert names('filter message = "chat" | stats count(*) as chats by dialect') - logged == {"dialect"}


def test_queries_run_over_the_log_groups_of_the_stack():
    groups = {name: resource for name, resource in STACK.items() if resource["Type"] == "AWS::Logs::LogGroup"}
    for query in QUERIES.values():
        assert {group.strip("<>") for group in query["LogGroupNames"]} <= set(groups)


def test_the_dashboards_query_reads_only_keys_that_are_logged(logged):
    board = json.loads(STACK["Dashboard"]["Properties"]["DashboardBody"])
    [query] = [widget["properties"]["query"] for widget in board["widgets"] if widget["type"] == "log"]
    assert names(re.sub(r"SOURCE '[^']*' \| ", "", query)) <= logged


def test_the_runbook_names_every_query_of_the_stack():
    for name in QUERIES:
        assert name.split("/")[1] in RUNBOOK, name
