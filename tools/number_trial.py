#!/usr/bin/env python3
"""Counts how telephone numbers are read whose truth is known: right, refused, or wrong.

    python3 -m venv venv
    venv/bin/pip install phonenumbers==9.0.43
    cargo build --example read_numbers
    venv/bin/python tools/number_trial.py target/debug/examples/read_numbers

Mobile numbers of every region are made from the patterns of libphonenumber's metadata, each is written in the ways that
people, spreadsheets and other programs write numbers, and read with the region's own and with other default countries.
So the truth is known without asking any reader of numbers. It is deterministic: the same seed makes the same cases.

    --numbers N     mobile numbers for each region (default 40)
    --defaults N    foreign default countries that each number is written in (default 8)
    --examples N    show so many of what should not have been
    --before FILE   also ask another program, such as the same of an older version
    --compare       also hold every number that is returned against libphonenumber's parse of the same text
    --sample FILE   ask nobody, but write some cases of each writing, for a test that needs neither Python nor time:
                    --numbers 1 --sample tests/data/number-trial.tsv

It fails if a number is returned that the writer did not mean, or of what must be refused, or if 0.1 % or more of the
clear ones are refused. Only where nobody can know what was meant nothing is demanded.
"""

import argparse
import json
import random
import re
import subprocess
import sys
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from countries import PLANS, REGIONS, international_prefixes, regex, write

# Countries of every kind: an international prefix other than 00, carriers, no national prefix, numbers of any length.
OTHERS = ["US", "DE", "GB", "IN", "BR", "AU", "IT", "FR", "CO", "KR", "HK", "SG", "JP", "RU", "FI", "ID", "AT", "XK", "TH", "CN"]
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
FULL_WIDTH = {ord(ascii): ord(ascii) + 0xFEE0 for ascii in "0123456789+-./()"}
ARABIC = {ord("0") + digit: 0x0660 + digit for digit in range(10)}
PERSIAN = {ord("0") + digit: 0x06F0 + digit for digit in range(10)}
# How callers' ids spell that they are withheld: ANONYMOUS, UNAVAILABLE, UNKNOWN, BLOCKED, RESTRICTED.
WITHHELD = ["+266696687", "+86282452253", "+8656696", "+2562533", "+7378742833", "+1266696687", "+17378742833"]


class Mobile:
    """A number whose truth is known."""

    def __init__(self, region, number):
        self.region = region
        self.e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        self.code = str(number.country_code)
        self.significant = phonenumbers.national_significant_number(number)
        self.national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        self.international = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
        self.uri = phonenumbers.format_number(number, PhoneNumberFormat.RFC3966)
        self.prefix = PLANS[region].national_prefix or ""


def made_from(parsed, chance):
    """A random string that a pattern matches."""
    out = ""
    for operation, argument in parsed:
        name = str(operation)
        if name == "LITERAL":
            out += chr(argument)
        elif name == "IN":
            out += chance.choice([digit for digit in "0123456789" if matches(argument, digit)])
        elif name == "BRANCH":
            out += made_from(chance.choice(argument[1]), chance)
        elif name == "SUBPATTERN":
            out += made_from(argument[3], chance)
        elif name == "MAX_REPEAT":
            least, most, what = argument
            for _ in range(chance.randint(least, most)):
                out += made_from(what, chance)
        else:
            raise ValueError(name)
    return out


def matches(choices, digit):
    for operation, value in choices:
        name = str(operation)
        if name == "LITERAL" and chr(value) == digit or name == "CATEGORY":
            return True
        if name == "RANGE" and value[0] <= ord(digit) <= value[1]:
            return True
    return False


def mobiles(region, count, chance):
    """Numbers that libphonenumber calls valid mobile numbers of the region (or mobile or fixed, where none can tell)."""
    plan = PLANS[region]
    if not plan.mobile or not plan.mobile.national_number_pattern:
        return
    parsed = regex.parse(plan.mobile.national_number_pattern)
    seen = set()
    for _ in range(count * 20):
        significant = made_from(parsed, chance)
        number = phonenumbers.PhoneNumber(country_code=plan.country_code, national_number=int(significant))
        if significant.startswith("0"):
            number.italian_leading_zero = True
            number.number_of_leading_zeros = len(significant) - len(significant.lstrip("0")) or None
        if significant in seen or not phonenumbers.is_valid_number_for_region(number, region):
            continue
        if phonenumbers.number_type(number) not in MOBILE or len(significant) + len(str(plan.country_code)) > 15:
            continue
        mobile = Mobile(region, number)
        # In Gabon, where old numbers of 7 digits are still in the metadata, one's national form is another's number.
        if not phonenumbers.is_valid_number(number) or reads_as_another(mobile):
            continue
        seen.add(significant)
        yield mobile
        if len(seen) == count:
            return


def reads_as_another(mobile):
    """Whether the national form that libphonenumber itself writes is another number."""
    number = phonenumbers.parse(mobile.national, mobile.region)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) != mobile.e164


def grouped(digits, separator, chance):
    """Digits in groups of two to four."""
    groups = []
    while digits:
        size = chance.choice((2, 3, 4))
        if len(digits) - size < 2:
            size = len(digits)
        groups.append(digits[:size])
        digits = digits[size:]
    return separator.join(groups)


def with_plus(mobile, chance):
    """Name, text: what any default country, and none, must read."""
    code, rest = mobile.code, mobile.significant
    head, tail = rest[:3], rest[3:]
    yield "E.164", mobile.e164
    yield "international, as libphonenumber formats it", mobile.international
    yield "international, groups with spaces", f"+{code} " + grouped(rest, " ", chance)
    yield "international, groups with dashes", f"+{code}-" + grouped(rest, "-", chance)
    yield "international, groups with en dashes", f"+{code}–" + grouped(rest, "–", chance)
    yield "international, groups with non-breaking hyphens", f"+{code}‑" + grouped(rest, "‑", chance)
    yield "international, non-breaking spaces", mobile.international.replace(" ", "\u00a0")
    yield "international, thin and wide spaces", mobile.international.replace(" ", chance.choice("\u2009\u202f\u3000\t"))
    yield "international, area in brackets", f"+{code} ({head}) {tail}"
    yield "international, area in square brackets", f"+{code} [{head}] {tail}"
    yield "international, calling code in brackets", f"(+{code}) {rest}"
    yield "international, slash behind the area", f"+{code} {head}/{tail}"
    yield "international, in brackets as a whole", f"({mobile.e164})"
    yield "URI of RFC 3966", mobile.uri
    yield "tel before E.164", "tel:" + mobile.e164
    yield "TEL and a space", "TEL: " + mobile.international
    yield "white space around", chance.choice(("  %s ", "\t%s\r\n", "\u00a0%s\u3000", "%s\n", "\u2003%s")) % mobile.e164
    yield "line break inside", f"+{code} {head}\n{tail}"
    yield "direction marks around", chance.choice(
        ("\u202d%s\u202c", "\u202a%s\u202c", "\u200e%s", "%s\u200f", "\u2066%s\u2069", "\u2068%s\u2069", "\u061c%s")
    ) % mobile.international
    yield "direction marks inside", mobile.international.replace(" ", " \u200e", 1)
    yield "byte order mark before", "\ufeff" + mobile.e164
    yield "zero-width spaces inside", "\u200b".join(mobile.international.split(" "))
    yield "soft hyphens inside", f"+{code}\u00ad{head}\u00ad{tail}"
    yield "full-width digits", mobile.e164.translate(FULL_WIDTH)
    yield "full-width digits and separators", f"+{code} ({head}) {tail}".translate(FULL_WIDTH)
    yield "Arabic-Indic digits", mobile.international.translate(ARABIC)
    yield "Persian digits", mobile.international.translate(PERSIAN)
    # A last group of one digit, or of zeros, looks like decimals.
    if len(tail) % 3 != 1 and len(tail) > 3 and int(tail[-(len(tail) % 3 or 3) :]):
        yield "international, dots", ".".join([f"+{code}", head] + re.findall("...?", tail))
    if mobile.prefix:
        if mobile.prefix == "0":
            yield "(0) behind the calling code", f"+{code} (0) {rest}"
            yield "(0) set close", f"+{code}(0){rest}"
            yield "(０), full-width", f"+{code}（０）{rest}"
        yield "national prefix behind the calling code", f"+{code} {mobile.prefix}{rest}"
        yield "area with its national prefix in brackets", f"+{code} ({mobile.prefix}{head}) {tail}"


def at_home(mobile, chance):
    """Name, text: what the number's own country must read."""
    rest = mobile.significant
    digits = re.sub(r"\D", "", mobile.national)
    yield "national, as libphonenumber formats it", mobile.national
    yield "national, digits alone", digits
    yield "national, non-breaking spaces", mobile.national.replace(" ", "\u00a0")
    yield "national, spaces as dashes", mobile.national.replace(" ", "-")
    yield "national, full-width", digits.translate(FULL_WIDTH)
    yield "national, Arabic-Indic digits", digits.translate(ARABIC)
    yield "national, direction marks around", f"\u202a{mobile.national}\u202c"
    yield "national, white space around", f" {mobile.national}\r\n"
    yield "national, groups with spaces", grouped(digits, " ", chance)
    yield "national, area in brackets", f"({digits[:3]}) {digits[3:]}"
    if len(digits) > 7:
        yield "national, slash behind the area", f"{digits[:4]}/{digits[4:]}"
    yield "national, tel before", "tel:" + digits
    # Pairs that end in .00 may be a spreadsheet's.
    if len(digits) > 5 and len(digits) % 2 == 0 and not digits.endswith("00"):
        yield "national, dots in pairs", ".".join(re.findall("..", digits))
    if mobile.prefix:
        yield "national prefix and digits", mobile.prefix + rest
    if mobile.prefix == "0":
        yield "(0) before the national number", f"(0){rest}"


def dials_zero(region):
    """Whether a lone 0 may stand before the region's numbers."""
    return bool(re.match(f"(?:{PLANS[region].national_prefix_for_parsing or '-'})$", "0"))


def refused(mobile, chance):
    """Name, text, truth: what must be refused with any default country; a truth of None: no number may come of it."""
    code, rest, other = mobile.code, mobile.significant, mobile.significant[:-1] + str((int(mobile.significant[-1]) + 1) % 10)
    e164 = mobile.e164
    for end in (".0", ",0", ".00", ",00", ".000", " .0", "．０", ".0\u200e "):
        yield f"decimals: {ascii(end)}", e164 + end, e164
    mantissa = f"{code}{rest}"
    yield "exponent: rounded", f"{mantissa[0]}.{mantissa[1:6]}E+{len(mantissa) - 1}", None
    yield "exponent: all digits", f"{mantissa[0]}.{mantissa[1:]}e{len(mantissa) - 1}", e164
    yield "exponent: comma", f"{mantissa[0]},{mantissa[1:6]}E+{len(mantissa) - 1}", None
    for between in ("; ", ";", ", ", ",", " / ", "/", "\n", " ", " or ", " | ", " & ", " - "):
        yield f"two numbers: {ascii(between)}", f"{e164}{between}+{code}{other}", None
    yield "two numbers: the second without +", f"{e164} / {rest}", None
    yield "two numbers: the last digit of another behind a slash", f"{e164}/{other[-1]}", None
    yield "two numbers: the last two digits of another behind a slash", f"{mobile.international}/{other[-2:]}", None
    for extension in ("x12", " ext. 12", " ext 123", "#12", ";ext=12", ",12", ",,12", "~12", " (12)", " int 4", " доб. 12", " x 1234", "p12"):
        yield f"extension: {ascii(extension)}", e164 + extension, e164
    if not dials_zero(mobile.region):
        yield "(0) where no 0 is dialled: close", f"+{code} (0){rest}", e164
        yield "(0) where no 0 is dialled: spaced", f"+{code} ( 0 ) {rest}", e164
        yield "(0) where no 0 is dialled: as -0-", f"+{code}-0-{rest}", e164
    yield "Hangul filler", e164 + "\u3164", e164
    yield "letter O for 0", "+" + (code + rest).replace("0", "O", 1) if "0" in code + rest else e164 + "O", e164
    yield "plus at the end", f"{code}{rest}+", e164
    yield "two plus signs", "+" + e164, e164


def refused_at_home(mobile, chance):
    """The same, of national writings in the number's own country."""
    rest, digits = mobile.significant, re.sub(r"\D", "", mobile.national)
    other = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    for end in (".0", ",0", ".00", ".000"):
        yield f"decimals, national: {ascii(end)}", mobile.national + end, mobile.e164
        yield f"decimals, without the national prefix: {ascii(end)}", rest + end, mobile.e164
    yield "exponent, national", f"{rest[0]}.{rest[1:]}E{len(rest) - 1}", mobile.e164
    for between in ("; ", ", ", " / ", "/", "\n", " ", " - "):
        yield f"two numbers, national: {ascii(between)}", f"{mobile.national}{between}{other}", None
    yield "two numbers, national: the last digit of another behind a slash", f"{mobile.national}/{other[-1]}", None
    for extension in (" x12", " ext. 12", "#12", ", 12", "~12", " (2)", " (office)"):
        yield f"extension, national: {ascii(extension)}", mobile.national + extension, mobile.e164
    if not dials_zero(mobile.region):
        yield "(0) where no 0 is dialled, national", f"(0){rest}", mobile.e164


def never_wrong(mobile, chance):
    """Name, text: mistakes that programs make, of which the right number or none may come."""
    code, rest, prefix = mobile.code, mobile.significant, mobile.prefix
    yield "calling code twice", f"+{code}{code}{rest}"
    yield "calling code twice, with 00", f"+{code}00{code}{rest}"
    yield "+00 and the calling code", f"+00{code}{rest}"
    yield "a 0 before the national number, whatever the country", f"+{code}0{rest}"
    yield "a 0 before the national number, spaced", f"+{code} 0{rest[:3]} {rest[3:]}"
    yield "a comma at the end", mobile.e164 + ","
    yield "pause and code", mobile.e164 + ",,123456#"
    if prefix:
        yield "calling code, 00, national prefix", f"+{code} 00 {prefix}{rest}"


def home_only_never_wrong(mobile, chance):
    code, rest = mobile.code, mobile.significant
    yield "0 and the calling code, national", f"0{code}{rest}"
    yield "right-to-left override", f"\u202e{mobile.national}\u202c"


def valid_at_home(digits, region):
    """Whether digits are a valid number of the region as they stand, once its national prefix is taken off, or as
    libphonenumber completes them by an area code."""
    plan = PLANS[region]
    candidates = {digits}
    if plan.national_prefix and digits.startswith(plan.national_prefix):
        candidates.add(digits[len(plan.national_prefix) :])
    codes = plan.country_code
    for candidate in candidates:
        if not candidate or not candidate.strip("0"):
            continue
        number = phonenumbers.PhoneNumber(country_code=codes, national_number=int(candidate))
        if candidate.startswith("0"):
            number.italian_leading_zero = True
        if phonenumbers.is_valid_number(number):
            return True
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    return number.country_code == codes and phonenumbers.is_valid_number(number)


def fits_at_home(digits, region):
    """Whether a general pattern of the country, or of one that shares its calling code, holds digits as they stand."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[PLANS[region].country_code]
    return any(re.fullmatch(PLANS[one].general_desc.national_number_pattern, digits) for one in regions)


def is_valid(digits):
    """Whether digits are a valid number once a + stands before them."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse("+" + digits, None))
    except phonenumbers.NumberParseException:
        return False


def without_plus(mobile, default):
    """Calling code and number without a +: clear only at home, and only where it is no national number."""
    digits = mobile.code + mobile.significant
    if PLANS[default].country_code == PLANS[mobile.region].country_code:
        # In North America the calling code is the national prefix, too.
        clear = not fits_at_home(digits, default) or PLANS[default].national_prefix == mobile.code
        kind = "read" if clear else "never wrong"
        name = "calling code without +, at home"
        yield kind, name + ("" if clear else ", could be national"), digits
        yield kind, name + ", spaced" + ("" if clear else ", could be national"), f"{mobile.code} {mobile.significant}"
        if mobile.prefix == "0":
            yield "never wrong", name + ", (0)", f"{mobile.code} (0){mobile.significant}"
    elif valid_at_home(digits, default):
        yield "unknowable", "a foreign number without + that is a valid national one, too", digits
    else:
        yield "refused", "a foreign number without +", digits
        yield "refused", "a foreign number without +, spaced", f"{mobile.code} {mobile.significant}"
        for end in (".0", ".00", ".000"):
            yield "refused", f"a foreign number without +, decimals: {end}", digits + end


def dialled(mobile, default, chance):
    """An international prefix instead of the +: the country's own, and 00 where people only believe that it is."""
    digits = mobile.code + mobile.significant
    plan = PLANS[default]
    pattern = plan.international_prefix
    own = plan.preferred_international_prefix or (international_prefixes(default, 1) or [""])[0]
    own = re.sub(r"\D", "", own)
    if own and own != "00":
        # Where it begins with 00, a number behind the 00 may be meant as well.
        clear = len(international_prefixes(default, 3)) == 1 and not own.startswith("00")
        clear &= not is_valid(own + digits)
        name = "the country's own international prefix" + ("" if clear else ", one of several")
        yield "read" if clear else "never wrong", name, own + digits
    if pattern == "00":
        yield "read", "00", "00" + digits
        yield "read", "00, spaced", f"00 {mobile.code} {mobile.significant}"
        yield "read", "00, in brackets", f"(00{mobile.code}) {mobile.significant}"
        if mobile.prefix == "0":
            yield "read", "00 and (0)", f"00{mobile.code} (0){mobile.significant}"
    else:
        at_home = plan.country_code == PLANS[mobile.region].country_code
        kind = "00 where it is not the international prefix" if not re.fullmatch(pattern, "00") else "00 where carriers follow it"
        yield "refused" if at_home and "not" in kind else "never wrong", kind + (", at home" if at_home else ""), f"00 {digits}"


def bare(mobile):
    """The national number without the national prefix."""
    rest = mobile.significant
    clear = not is_valid(rest) and not rest.startswith(mobile.code)
    name = "national, without the national prefix"
    yield "read" if clear else "never wrong", name + ("" if clear else ", could be international"), rest


def extended(mobile, defaults):
    """Two more digits that nothing announces. Where numbers may have so many, nobody can tell."""
    for text, countries in ((f"{mobile.international} 12", ["", *defaults]), (f"{mobile.national} 12", defaults[:1])):
        could_be_longer = is_valid(mobile.e164[1:] + "12") or is_valid(re.sub(r"\D", "", text))
        for default in countries:
            if could_be_longer:
                yield "unknowable", "extension without a mark, and a number could be as long", default, text, mobile.e164
            else:
                yield "refused", "extension without a mark", default, text, mobile.e164


def cases(count, defaults):
    """Kind, writing, default country, text, truth."""
    for region in REGIONS:
        # One generator of chances for each region: a change of the metadata of one leaves the others' cases alone.
        chance = random.Random(region)
        for mobile in mobiles(region, count, chance):
            foreign = chance.sample([one for one in REGIONS if one != region], 4) + chance.sample(OTHERS, 4)
            foreign = [one for one in dict.fromkeys(foreign) if one != region][:defaults]
            for name, text in with_plus(mobile, chance):
                for default in ["", region, chance.choice(foreign)]:
                    yield "read", name, default, text, mobile.e164
            for name, text in at_home(mobile, chance):
                yield "read", name, region, text, mobile.e164
            for kind, name, text in bare(mobile):
                yield kind, name, region, text, mobile.e164
            for name, text, truth in refused(mobile, chance):
                for default in ["", region, chance.choice(foreign)]:
                    yield "refused", name, default, text, truth
            for name, text, truth in refused_at_home(mobile, chance):
                yield "refused", name, region, text, truth
            for name, text in never_wrong(mobile, chance):
                for default in ["", region, chance.choice(foreign)]:
                    yield "never wrong", name, default, text, mobile.e164
            for name, text in home_only_never_wrong(mobile, chance):
                yield "never wrong", name, region, text, mobile.e164
            yield from extended(mobile, [region, chance.choice(foreign)])
            for default in [region] + foreign:
                for kind, name, text in without_plus(mobile, default):
                    yield kind, name, default, text, mobile.e164
                for kind, name, text in dialled(mobile, default, chance):
                    yield kind, name, default, text, mobile.e164
        for text in WITHHELD:
            for default in ("", region):
                yield "refused", "withheld caller id", default, text, None
            yield "refused", "withheld caller id, without +", region, text[1:], None


def answers(program, asked):
    """What the program says to each line, by as many processes as there are cores to spare."""
    parts = [asked[start::2] for start in range(2)]

    def ask(part):
        lines = "".join(f"{default}\t{json.dumps(text)}\n" for _, _, default, text, _ in part)
        out = subprocess.run([program], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
        return out.splitlines()

    with ThreadPoolExecutor() as pool:
        first, second = pool.map(ask, parts)
    said = [None] * len(asked)
    said[0::2], said[1::2] = first, second
    return said


def sample(asked):
    """Some cases of each writing."""
    by_name = defaultdict(list)
    for case in asked:
        by_name[case[:2]].append(case)
    for (kind, name), rows in sorted(by_name.items()):
        for _, _, default, text, truth in random.Random(name).sample(rows, min(25, len(rows))):
            if kind != "unknowable":
                yield [kind, name, default, truth or "", json.dumps(text)]


def compare(asked, said):
    """Where libphonenumber makes another number of the same text."""
    differing = defaultdict(list)
    agree = 0
    for (kind, name, default, text, truth), answer in zip(asked, said):
        if not answer.startswith("+"):
            continue
        try:
            theirs = phonenumbers.format_number(phonenumbers.parse(text, default or None), PhoneNumberFormat.E164)
        except phonenumbers.NumberParseException as problem:
            theirs = f"error {problem.error_type}"
        if theirs == answer:
            agree += 1
        else:
            differing[name].append((default, text, answer, theirs, truth))
    print(f"\nlibphonenumber agrees on {agree} of the numbers returned; it differs on:")
    for name, rows in sorted(differing.items(), key=lambda item: -len(item[1])):
        print(f"  {len(rows)} × {name}, such as {rows[0]!r}")


UNWANTED = {"read": ("refused", "wrong"), "refused": ("right", "wrong"), "never wrong": ("wrong",), "unknowable": ()}
HEADINGS = {
    "read": "Clear: must be read",
    "refused": "Must be refused",
    "never wrong": "May be read or refused, and must never make another number",
    "unknowable": "Nobody can know",
}


def result(answer, truth):
    return "refused" if not answer.startswith("+") else "right" if answer == truth else "wrong"


def counted(asked, said):
    """How often each came of each writing; what differs in a detail behind a colon together."""
    counts = defaultdict(Counter)
    for (kind, name, _, _, truth), answer in zip(asked, said):
        counts[kind, name.partition(":")[0]][result(answer, truth)] += 1
    return counts


def print_table(kind, columns):
    """One row for each writing, and how each program read it."""
    print(f"\n### {HEADINGS[kind]}\n")
    print("| writing | cases |" + "".join(f" {name}: right | refused | wrong |" for name in columns))
    print("| --- | ---: |" + " ---: | ---: | ---: |" * len(columns))
    rows = [name for of, name in next(iter(columns.values())) if of == kind]
    sums = {column: Counter() for column in columns}
    for name in rows:
        for column, counts in columns.items():
            sums[column].update(counts[kind, name])
    for name in [*rows, None]:
        shown = [counts[kind, name] if name else sums[column] for column, counts in columns.items()]
        figures = "".join(f" {count['right']:,} | {count['refused']:,} | {count['wrong']:,} |" for count in shown)
        print(f"| {name or '**all**'} | {shown[0].total():,} |{figures}")


def print_examples(asked, said, most):
    examples = defaultdict(list)
    for (kind, name, default, text, truth), answer in zip(asked, said):
        if result(answer, truth) in UNWANTED[kind]:
            examples[kind, name, result(answer, truth)].append((default, text, truth, answer))
    for (kind, name, came), rows in examples.items() if most else ():
        print(f"\n{came}: {kind}, {name}: {len(rows)}")
        for row in random.Random(1).sample(rows, min(most, len(rows))):
            print("    ", ascii(row))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program", nargs="?")
    options.add_argument("--numbers", type=int, default=40)
    options.add_argument("--defaults", type=int, default=8)
    options.add_argument("--examples", type=int, default=0)
    options.add_argument("--before")
    options.add_argument("--compare", action="store_true")
    options.add_argument("--sample")
    options = options.parse_args()
    asked = list(cases(options.numbers, options.defaults))
    if options.sample:
        write(options.sample, "what to do, writing, default country, the number meant, JSON of the text", sample(asked))
        return
    said = answers(options.program, asked)
    columns = {"before": counted(asked, answers(options.before, asked))} if options.before else {}
    counts = columns["after" if options.before else "it"] = counted(asked, said)
    for kind in UNWANTED:
        print_table(kind, columns)
    print_examples(asked, said, options.examples)
    if options.compare:
        compare(asked, said)
    sums = defaultdict(Counter)
    for (kind, _), count in counts.items():
        sums[kind].update(count)
    wrong = sum(sums[kind]["wrong"] for kind in ("read", "refused", "never wrong"))
    share = sums["read"]["refused"] / sums["read"].total()
    print(f"\n{len(asked):,} cases. Wrong: {wrong}. Clear ones refused: {share:.4%}.", end=" ")
    print(f"Read although they must be refused: {sums['refused']['right']}.")
    sys.exit(wrong > 0 or share >= 0.001 or sums["refused"]["right"] > 0)


if __name__ == "__main__":
    main()
