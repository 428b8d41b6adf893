#!/usr/bin/env python3
"""Writes when windows of `SEND_WINDOW` are open, for the tests of `src/policy/send_window.rs`.

Set up as tools/time_zones.py says, then:

    venv/bin/python tools/send_windows.py

    tests/data/send-windows.tsv   a number, a window, a time, and when the window is open from then on

Every minute is tried with Python's zoneinfo, so that nothing here can be wrong in the way that the function's arithmetic
might be. That takes some minutes.
"""

import random
import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import phonenumbers
from time_zones import expected, offsets, write

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEK = 7 * 24 * 60
NUMBERS = """
+12125550123 +12085550123 +18505550123 +15205550123 +19285550123 +18085550123 +17095550123 +18675550123 +12045550123
+14035550123 +16045550123 +18765550123 +18005550199 +447400123456 +442079460018 +4915123456789 +353851234567
+34612345678 +351912345678 +212612345678 +201001234567 +9725012345678 +970599123456 +79161234567 +74012123456
+77710009998 +905012345678 +989123456789 +93701234567 +919812345678 +9779812345678 +9592123456 +61412345678
+61892201234 +61298765432 +6421123456 +6433051234 +56221234567 +595961456789 +5511961234567 +5592981234567
+525512345678 +5353123456 +298211234 +299221234 +68987123456 +68672001234 +67571234567 +6838884012 +8613123456789
+81312345678 +821012345678 +237671234567 +27711234567 +80012345678
""".split()
WINDOWS = """
08:00-21:00|Mon-Sat 09:00-18:00|22:00-06:00|Sun 10:00-12:00|Mon-Fri 08:00-12:00, Mon-Fri 14:00-18:00|Fri 22:00-06:00
09:00-17:00|00:00-24:00|02:00-03:00|Sat-Mon 00:30-02:30|12:00-24:00|+1=08:00-21:00, +49=Mon-Sat 08:00-20:00, Mon-Fri 09:00-17:00
23:45-00:15|+4=Mon 10:00-11:00, +49=07:00-22:00, +1=11:00-20:00, 08:30-19:45
""".strip().replace("\n", "|").split("|")


def minutes(text, number):
    """The minutes of a week in which texts to `number` may go."""
    by_prefix = {}
    for prefix, first, last, opens, closes in re.findall(
        r"(?:(\+\d+)=)?(?:([A-Z]\w\w)(?:-([A-Z]\w\w))? )?(\d\d:\d\d)-(\d\d:\d\d)", text
    ):
        days = [DAYS.index(first)] if first else list(range(7))
        while last and DAYS[days[-1]] != last:
            days.append((days[-1] + 1) % 7)
        start, end = (60 * int(time[:2]) + int(time[3:]) for time in (opens, closes))
        end += 24 * 60 * (end <= start)
        opened = by_prefix.setdefault(prefix, set())
        opened |= {(24 * 60 * day + minute) % WEEK for day in days for minute in range(start, end)}
    return by_prefix[max((prefix for prefix in by_prefix if number.startswith(prefix)), key=len)]


def is_open(opened, at, zones):
    local = [at.astimezone(ZoneInfo(zone)) for zone in zones]
    return all(24 * 60 * time.weekday() + 60 * time.hour + time.minute in opened for time in local)


def opening(opened, at, zones):
    if len(opened) == WEEK:
        return stamp(at)
    if not zones:
        return "never"
    # Zones of one clock are open and closed together.
    zones = list({offsets(zone): zone for zone in zones}.values())
    time = at
    while time < at + timedelta(days=15):
        if is_open(opened, time, zones):
            return stamp(time)
        time = time.replace(second=0) + timedelta(minutes=1)
    return "never"


def stamp(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def times(dice, zones):
    """Any time, the hours around a change of one of the clocks, and the second before and at a full hour."""
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)
    yield start + timedelta(seconds=dice.randrange(700 * 24 * 3600))
    changes = [since for zone in zones for since, _ in offsets(zone)[1:]]
    for change in dice.sample(changes, min(2, len(changes))):
        yield datetime.fromtimestamp(change, timezone.utc) + timedelta(minutes=dice.randint(-600, 60))
    hour = start + timedelta(hours=dice.randrange(700 * 24))
    yield from (hour - timedelta(seconds=1), hour)


def main():
    dice, lines = random.Random(15), []
    for number in NUMBERS:
        parsed = phonenumbers.parse(number)
        zones = expected(number[1:], parsed)
        for window in dice.sample(WINDOWS, 3):
            opened = minutes(window, number)
            for at in times(dice, zones):
                lines.append("\t".join([number, window, stamp(at), opening(opened, at, zones)]))
    write("tests/data/send-windows.tsv", ["number, SEND_WINDOW, a time, and when it is open next; never: in 15 days"], lines)


if __name__ == "__main__":
    main()
