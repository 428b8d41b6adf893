#!/usr/bin/env python3
"""Writes the numbering plans that `src/request/country.rs` reads, and the numbers that its tests read.

    python3 -m venv venv
    venv/bin/pip install phonenumbers==9.0.43
    venv/bin/python tools/countries.py

Last run with phonenumbers 9.0.43, the Python port of Google's libphonenumber (both Apache-2.0), whose metadata is
the source of every fact in the four files:

    src/request/countries.tsv       one line per country
    src/request/mobiles.tsv         one line per calling code: which of its national numbers are mobile numbers
    tests/data/example-numbers.tsv  libphonenumber's example numbers, written in many ways, and their E.164
    tests/data/non-numbers.tsv      what libphonenumber says cannot be a number of its country

The metadata changes about twice a month; run this again, read the diff, and set the version above.
"""

import re
import sys
from pathlib import Path

import phonenumbers
from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    SUPPORTED_REGIONS,
    NumberParseException,
    PhoneMetadata,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

try:
    from re import _parser as regex
except ImportError:  # before Python 3.11
    import sre_parse as regex

ROOT = Path(__file__).resolve().parent.parent
WORLD = "001"  # libphonenumber's name for calling codes of no country, such as +800
E164_DIGITS = 15
REGIONS = sorted(SUPPORTED_REGIONS)
PLANS = {region: PhoneMetadata.metadata_for_region(region) for region in REGIONS}
TYPES = {value: name.lower() for name, value in vars(PhoneNumberType).items() if isinstance(value, int) and value < 11}

# All of regular expressions that src/request/country/pattern.rs understands.
UNDERSTOOD = re.compile(r"(?:[0-9|?$)]|\\d|\[[0-9-]+\]|\((?:\?:)?|\{\d+(?:,\d+)?\})*")


def lengths(calling_code, plan):
    """Possible lengths of a national number, without those that only serve inside a town or that E.164 cannot hold."""
    longest = E164_DIGITS - len(str(calling_code))
    possible = {length for length in plan.general_desc.possible_length if length <= longest}
    main = COUNTRY_CODE_TO_REGION_CODE[calling_code][0]
    if main != WORLD:  # Canada's 7 digits are none in +1
        possible &= set(PLANS[main].general_desc.possible_length)
    return ",".join(map(str, sorted(possible)))


def trunk(plan):
    """The national prefix as a pattern, and what replaces it before the group it captures.

    Groups that nothing is made of (carrier codes) are turned into plain ones, so that at most one group captures.
    """
    pattern, rule = plan.national_prefix_for_parsing or "", plan.national_prefix_transform_rule
    kept = 0
    if rule:
        inserted, kept = re.fullmatch(r"(\d*)\\(\d)", rule).groups()
        kept = int(kept)
        assert kept == re.compile(pattern).groups, "libphonenumber looks at the last group"
    seen = 0

    def plain(_):
        nonlocal seen
        seen += 1
        return "(" if seen == kept else "(?:"

    pattern = re.sub(r"\((?!\?)", plain, pattern)
    return pattern, inserted if rule else ""


def table():
    for calling_code, regions in sorted(COUNTRY_CODE_TO_REGION_CODE.items()):
        for region in regions:
            plan = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
            international = plan.international_prefix or ""
            national, inserted = trunk(plan)
            digits = "" if region == WORLD else plan.general_desc.national_number_pattern
            for pattern in (international, national, digits):
                assert UNDERSTOOD.fullmatch(pattern), (region, pattern)
            bare = "bare" if is_written_bare(region) else ""
            possible = lengths(calling_code, plan)
            subscribers = subscriber_lengths(plan) or possible
            yield [region, str(calling_code), possible, subscribers, international, national, inserted, bare, digits]


def subscriber_lengths(plan):
    """Lengths of fixed and mobile numbers, without those of services."""
    kinds = [kind for kind in (plan.fixed_line, plan.mobile) if kind]
    return ",".join(map(str, sorted({length for kind in kinds for length in kind.possible_length if length > 0})))


def is_written_bare(region):
    """Whether people at home write mobile numbers without a national prefix, because there is none or all the same."""
    number = region != WORLD and phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    if not number:
        return False
    significant = phonenumbers.national_significant_number(number)
    if re.sub(r"\D", "", phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)) == significant:
        return True
    main = COUNTRY_CODE_TO_REGION_CODE[number.country_code][0]
    for number_format in PLANS[main].number_format:
        leading = number_format.leading_digits_pattern
        if re.fullmatch(number_format.pattern, significant) and (not leading or re.match(leading[-1], significant)):
            return bool(number_format.national_prefix_optional_when_formatting)
    return False


def mobiles():
    """The mobile numbers of each calling code, those of all regions that share it together."""
    for calling_code, regions in sorted(COUNTRY_CODE_TO_REGION_CODE.items()):
        patterns = []
        for region in regions:
            plan = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
            # In North America fixed numbers can be ported to mobile networks, and nothing tells them apart.
            for kind in (plan.mobile, plan.fixed_line) if calling_code == 1 else (plan.mobile,):
                pattern = kind and kind.national_number_pattern
                if pattern and pattern not in patterns:
                    assert UNDERSTOOD.fullmatch(pattern), (region, pattern)
                    patterns.append(pattern)
        if patterns:
            yield [str(calling_code), "|".join(patterns)]


def expand(parsed):
    """Every string of digits that a pattern of an international prefix stands for."""
    strings = [""]
    for operation, argument in parsed:
        name = str(operation)
        if name == "LITERAL":
            choices = [chr(argument)]
        elif name == "IN":
            choices = [digit for digit in "0123456789" if re.fullmatch(bracket(argument), digit)]
        elif name == "BRANCH":
            choices = [string for branch in argument[1] for string in expand(branch)]
        elif name == "SUBPATTERN":
            choices = expand(argument[3])
        elif name == "MAX_REPEAT":
            least, most, what = argument
            choices = ["".join([string] * count) for count in range(least, most + 1) for string in expand(what)]
        else:
            raise ValueError(name)
        strings = [string + choice for string in strings for choice in choices]
    return list(dict.fromkeys(strings))


def bracket(argument):
    inside = ""
    for operation, value in argument:
        inside += {
            "LITERAL": lambda: chr(value),
            "RANGE": lambda: f"{chr(value[0])}-{chr(value[1])}",
            "CATEGORY": lambda: "0-9",
        }[str(operation)]()
    return f"[{inside}]"


def international_prefixes(region, most):
    return expand(regex.parse(PLANS[region].international_prefix))[:most]


def read(text, region):
    """E.164 as libphonenumber reads it, or None with its reason."""
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as problem:
        return None, {value: name for name, value in vars(NumberParseException).items() if name.isupper()}[
            problem.error_type
        ]
    reason = phonenumbers.is_possible_number_with_reason(number)
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if reason == ValidationResult.IS_POSSIBLE and len(written) > E164_DIGITS + 1:
        return None, "TOO_LONG_FOR_E164"
    if reason == ValidationResult.IS_POSSIBLE:
        return written, None
    return None, {value: name for name, value in vars(ValidationResult).items() if isinstance(value, int)}[reason]


def writings(number, region):
    """The ways in which people of a country, their telephones and their databases write one number of it."""
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    international = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    significant = phonenumbers.national_significant_number(number)
    prefix = PLANS[region].national_prefix or ""
    code = str(number.country_code)
    yield national
    yield re.sub(r"\D", "", national)
    yield prefix + significant
    yield significant
    yield international
    yield f"+{code} ({prefix}) {significant}" if prefix else f"(+{code}) {significant}"
    yield f"{code}{significant}"
    yield phonenumbers.format_number(number, PhoneNumberFormat.RFC3966)
    if PLANS[region].international_prefix == "00":  # nobody else dials a way abroad to call home
        yield f"00 {code} {significant}"


def may_be_another(text, region, e164, kind):
    """Whether a text without a plus is another number once its plus, or 00 as a plus, is believed to be lost."""
    digits = re.sub(r"\D", "", text)
    if "+" in text:
        return False
    zeros = digits.startswith("00") and PLANS[region].international_prefix != "00"
    other, _ = read(f"+{digits[2:] if zeros else digits}", None)
    if other in (None, e164):
        return False
    is_written_to = kind in ("fixed_line", "mobile", "fixed_line_or_mobile")
    return zeros or not is_written_to or phonenumbers.is_valid_number(phonenumbers.parse(other, None))


def examples():
    for region in REGIONS:
        seen = set()
        for kind in TYPES:
            number = phonenumbers.example_number_for_type(region, kind)
            if number is None:
                continue
            e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            if e164 in seen or len(e164) > E164_DIGITS + 1:
                continue
            seen.add(e164)
            # libphonenumber itself reads a few of these as another number; those are no example of anything. Nor are
            # those that can be another number, too, nor Belize's 0-800, which looks like a national prefix.
            texts = [
                text
                for text in dict.fromkeys(writings(number, region))
                if read(text, region)[0] == e164
                and not may_be_another(text, region, e164, TYPES[kind])
                and "0-800" not in text
            ]
            if texts:
                yield [region, TYPES[kind], e164, *texts]
        yield from abroad(region)
    for calling_code, regions in sorted(COUNTRY_CODE_TO_REGION_CODE.items()):
        if regions == (WORLD,):
            number = phonenumbers.example_number_for_non_geo_entity(calling_code)
            e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            yield ["DE", "world", e164, phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL), "00" + e164[1:]]


def abroad(region):
    """A number of another country, dialled from this one by each of its carriers."""
    other = "GB" if region != "GB" else "FR"
    number = phonenumbers.example_number_for_type(other, PhoneNumberType.MOBILE)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    texts = [phonenumbers.format_out_of_country_calling_number(number, region)]
    texts += [prefix + e164[1:] for prefix in international_prefixes(region, 12)]
    yield [region, "abroad", e164] + [
        text for text in texts if read(text, region)[0] == e164 and not may_be_another(text, region, e164, "mobile")
    ]


def non_numbers():
    for region in REGIONS:
        plan = PLANS[region]
        number = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE) or phonenumbers.example_number(region)
        significant = phonenumbers.national_significant_number(number)
        prefix = plan.national_prefix or ""
        possible = plan.general_desc.possible_length
        for length in range(2, max(possible) + 3):
            cut = (significant * 3)[:length]
            for text in (prefix + cut, f"+{number.country_code} {cut}"):
                written, reason = read(text, region)
                if written is None:
                    yield [region, text, reason]
    for text in ("+999 123456789", "+0 123456789", "+210 1234567", "00 999 123456789"):
        yield ["DE", text, read(text, "DE")[1]]


def write(path, about, rows):
    lines = ["\t".join(row) for row in rows]
    tool = Path(sys.argv[0]).name
    header = f"# {about}\n# From libphonenumber (Apache-2.0) by tools/{tool}; do not edit.\n"
    (ROOT / path).write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path}: {len(lines)} lines")


if __name__ == "__main__":
    write(
        "src/request/countries.tsv",
        "country, calling code (its main country first), lengths, those of fixed and mobile numbers,"
        " international prefix, national prefix, put before what it captures,"
        " bare if mobile numbers are written without a national prefix, national numbers",
        table(),
    )
    write("src/request/mobiles.tsv", "calling code, its mobile numbers", mobiles())
    write("tests/data/example-numbers.tsv", "default country, kind, E.164, and ways to write it", examples())
    write("tests/data/non-numbers.tsv", "default country, text, libphonenumber's reason", non_numbers())
