"""What the description's formats mean: of each, values that schemathesis may send as right ones."""

import json
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import available_timezones

import schemathesis
from hypothesis import strategies as st

NOW = datetime.now(UTC)
# In the writings that a description can't list, and each in one time zone, so that its local time is known.
NUMBERS = ["+14155550123", "+1 (415) 555-0123", "+447400123456", "tel:+33-6-12-34-56-78", "+4915123456789", "+81 90 1234 5678"]
# An SMS with one character outside GSM 03.38 has room for 630 UTF-16 units.
TEXTS = st.text(st.characters(categories=["L", "N", "P", "S"]) | st.sampled_from(" \t\n"), min_size=1, max_size=300)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
LOCAL_TIMES = st.datetimes(datetime(2000, 1, 1), NOW.replace(tzinfo=None) + timedelta(days=5))
DURATIONS = st.builds("P{}DT{}H{}M{}S".format, *[st.integers(0, 59)] * 4) | st.integers(0, 366 * 86_400).map(str)


def instants(earliest, latest):
    """RFC 3339, so far from now."""
    zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    return st.builds(lambda ahead, zone: (NOW + ahead).astimezone(zone).isoformat(), st.timedeltas(earliest, latest), zones)


FORMATS = {
    "phone-number": st.sampled_from(NUMBERS),
    "readable-text": TEXTS.filter(str.strip),
    "json-text": JSON.map(json.dumps),
    "time-zone": st.sampled_from(sorted(available_timezones())),
    "send-at": instants(timedelta(days=-30), timedelta(days=6)) | LOCAL_TIMES.map(lambda time: time.isoformat()[:16]),
    "expires-at": instants(timedelta(days=-1), timedelta(days=300)) | DURATIONS,
}
for name, values in FORMATS.items():
    schemathesis.openapi.format(name, values)
