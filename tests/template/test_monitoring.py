"""Alarms and dashboard: what each says and reads. When an alarm rings is in test_alarms.py."""

import json
import re

from expansion import ROOT, expand, of_type

RUNBOOK = (ROOT / "docs/runbook.md").read_text()

METRICS = {
    "Started", "Deflected", "Scheduled", "Skipped", "Rejected", "Unverified", "Refused", "Throttled", "TimedOut",
    "ResultsLost", "ConnectLatency",
}  # fmt: skip


def test_levels_that_would_drop_the_metrics_cannot_be_chosen():
    assert expand()["Parameters"]["LogLevel"]["AllowedValues"] == ["TRACE", "DEBUG", "INFO"]


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
