"""CloudWatch as far as the template's alarms need it: metrics out of log lines, metric math, sliding windows, M of N.

- Embedded metric format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
- Metric math: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
- Windows: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html (sliding by default)
- Missing data: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

import ast
import bisect
import collections
import functools
import itertools
import json
import operator

MINUTE, HOUR, DAY = 60, 3600, 86400


class Metrics:
    """Data points by namespace, name and dimensions; CloudWatch keeps them by the minute. Put all, then read."""

    def __init__(self):
        self.points = collections.defaultdict(lambda: collections.defaultdict(list))
        self.sums = {}

    def put(self, namespace, name, dimensions, time, value):
        self.points[namespace, name, frozenset(dimensions.items())][int(time) // MINUTE].append(value)

    def log(self, line):
        """What CloudWatch makes of a log line: nothing, unless it holds metrics."""
        document = json.loads(line)
        metadata = document.get("_aws")
        if metadata is None:
            return
        for directive in metadata["CloudWatchMetrics"]:
            for dimensions in directive["Dimensions"]:
                by = {name: document[name] for name in dimensions}
                for metric in directive["Metrics"]:
                    self.put(directive["Namespace"], metric["Name"], by, metadata["Timestamp"] / 1000, document[metric["Name"]])

    def series(self, metric, statistic, period, ends):
        """One value for each window of `period` seconds that ends at one of `ends`; None where there are no data points."""
        dimensions = {item["Name"]: item["Value"] for item in metric.get("Dimensions", [])}
        key = metric["Namespace"], metric["MetricName"], frozenset(dimensions.items())
        if key not in self.sums:
            minutes = sorted(self.points[key])
            sums = itertools.accumulate((sum(self.points[key][minute]) for minute in minutes), initial=0)
            self.sums[key] = minutes, list(sums)
        minutes, sums = self.sums[key]
        result = []
        for end in ends:
            first, last = (bisect.bisect_left(minutes, at // MINUTE) for at in (end - period, end))
            if first == last:
                result.append(None)
            elif statistic == "Sum":
                result.append(sums[last] - sums[first])
            else:
                assert statistic == "Maximum", statistic
                result.append(max(max(self.points[key][minute]) for minute in minutes[first:last]))
        return result


@functools.cache
def parsed(expression):
    """The expression, and the names in it. What the template uses of the language happens to be Python's syntax."""
    tree = ast.parse(expression, mode="eval").body
    return tree, {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


# A value that can't be computed is a data point that isn't there.
def lift(function):
    def over(*series):
        def at(values):
            if None in values:
                return None
            try:
                return float(function(*values))
            except ZeroDivisionError:
                return None

        return [at(values) for values in zip(*series, strict=True)]

    return over


OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
}


class Math:
    """An expression over series of equal length."""

    def __init__(self, series, length):
        self.known, self.length = series, length

    def evaluate(self, expression):
        return self.value(parsed(expression)[0])

    def value(self, node):
        match node:
            case ast.Constant(value=number):
                return [float(number)] * self.length
            case ast.Name(id=name):
                return self.known[name]
            case ast.BinOp(left=left, op=op, right=right):
                return lift(OPERATORS[type(op)])(self.value(left), self.value(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return lift(OPERATORS[type(op)])(self.value(left), self.value(right))
            case ast.Call(func=ast.Name(id="FILL"), args=[series, filler]):
                return [new if old is None else old for old, new in zip(self.value(series), self.value(filler), strict=True)]
            case ast.Call(func=ast.Name(id="IF"), args=[condition, yes, no]):
                branches = zip(self.value(condition), self.value(yes), self.value(no), strict=True)
                return [None if condition is None else yes if condition else no for condition, yes, no in branches]
        raise NotImplementedError(ast.dump(node))


COMPARISONS = {"GreaterThanThreshold": operator.gt, "GreaterThanOrEqualToThreshold": operator.ge}


def values(alarm, metrics, now):
    """What the alarm compares with its threshold at `now`: its last data points, the newest first."""
    count = alarm["EvaluationPeriods"]
    if "MetricName" in alarm:
        ends = [now - number * alarm["Period"] for number in range(count)]
        return metrics.series(alarm, alarm["Statistic"], alarm["Period"], ends)
    [period] = {query["MetricStat"]["Period"] for query in alarm["Metrics"] if "MetricStat" in query}
    ends = [now - number * period for number in range(count)]
    known, waiting = {}, {}
    for query in alarm["Metrics"]:
        if "MetricStat" in query:
            stat = query["MetricStat"]
            known[query["Id"]] = metrics.series(stat["Metric"], stat["Stat"], period, ends)
        else:
            waiting[query["Id"]] = query
    [shown] = [query["Id"] for query in alarm["Metrics"] if query.get("ReturnData", True)]
    # Expressions may name each other, in any order.
    while shown not in known:
        ready = [
            name
            for name, query in waiting.items()
            if name not in known and not parsed(query["Expression"])[1] & (set(waiting) - set(known))
        ]
        for name in ready:
            known[name] = Math(known, count).evaluate(waiting[name]["Expression"])
        assert ready, "expressions that name each other in a circle"
    return known[shown]


def is_in_alarm(alarm, metrics, now):
    assert alarm["TreatMissingData"] == "notBreaching"
    breaches = COMPARISONS[alarm["ComparisonOperator"]]
    breaching = [value is not None and breaches(value, float(alarm["Threshold"])) for value in values(alarm, metrics, now)]
    return sum(breaching) >= alarm.get("DatapointsToAlarm", alarm["EvaluationPeriods"])


def first_alarm(alarm, metrics, begin, end):
    """When it rings first, evaluated every minute; None if it stays silent. Not counted: what already held at `begin`."""
    for now in range(begin, end + 1, MINUTE):
        if is_in_alarm(alarm, metrics, now):
            return now
    return None
