#!/usr/bin/env python3
"""Writes `tests/data/sms-lengths.tsv`: texts and their lengths as SMS, by two packages that are not ours.

    python3 -m venv venv
    venv/bin/pip install gsm0338==1.1.0 smsutil==1.1.3
    venv/bin/python tools/sms_lengths.py

gsm0338 has the alphabet of 3GPP TS 23.038, by Unicode's names of its characters; smsutil cuts texts into parts. A
text stands in the file as runs: `U+0041*160 U+20AC` is 160 times A and a euro sign.
"""

import itertools
import random
import unicodedata
from pathlib import Path

import smsutil
from gsm0338 import charset

ESCAPE = "\x1b"  # in the table, and yet no character that a text may have
CONTROLS = {"LINE FEED": "\n", "CARRIAGE RETURN": "\r", "FORM FEED": "\f", "ESCAPE": ESCAPE}


def characters(table):
    return {CONTROLS.get(name) or unicodedata.lookup(name) for name in table.values() if name} - {ESCAPE}


BASIC = sorted(characters(charset.BASIC_CHARACTER_SET))
EXTENSION = sorted(characters(charset.BASIC_CHARACTER_SET_EXTENSION))
NEAR_MISSES = "\x1b\t\0`´’‘“”„–—…•°çḈáíóúñêëãõşğıİŁłżčřűőαΔ΄ЖяІﬁ中あアㄱאب٣฿₹₽™®©\u00a0\u200b\u200d\u202f\ufeff\U0001f600\U0001f1e9"


def texts():
    yield from BASIC
    yield from EXTENSION
    yield from dict.fromkeys(NEAR_MISSES)
    for count in (159, 160, 161, 305, 306, 307, 459, 460, 1377, 1378, 1529, 1530, 1531, 1600):
        yield "a" * count
    for count in (79, 80, 81, 152, 153, 154, 764, 765, 766):
        yield "€" * count
    for before in (151, 152, 153, 158, 159, 304, 305, 306):
        yield "a" * before + "{" + "b" * 10
        yield "a" * before + "€"
        yield "a" * before + "[" + "b" * 160
    for count in (1, 69, 70, 71, 133, 134, 135, 201, 202, 603, 604, 629, 630, 631, 670, 671):
        yield "я" * count
        yield "a" * (count - 1) + "я"
        yield "“" + "a" * (count - 1)
    for count in (1, 34, 35, 36, 66, 67, 68, 314, 315, 316):
        yield "\U0001f600" * count
    for before in (65, 66, 67, 68, 69, 132, 133, 134):
        yield "я" * before + "\U0001f600"
        yield "я" * before + "\U0001f600" + "a" * 70
    chance = random.Random(23038)
    for alphabet in (BASIC[:], BASIC + EXTENSION * 3, BASIC + EXTENSION + ["я"], BASIC + ["\U0001f600"] * 40):
        for _ in range(15):
            runs = chance.randrange(1, 25)
            yield "".join(chance.choice(alphabet) * chance.randrange(1, 40) for _ in range(runs))


def row(text):
    wide = next(((at, sign) for at, sign in enumerate(text) if sign not in BASIC and sign not in EXTENSION), None)
    split = smsutil.unicode_split(text) if wide else smsutil.gsm_split(text)
    # smsutil knows the escape as a character; apart from that, two tables must agree.
    assert bool(wide) != smsutil.is_valid_gsm(text) or ESCAPE in text, ascii(text)
    units = split.total_bytes // 2 if wide else split.total_bytes
    runs = [(sign, len(list(same))) for sign, same in itertools.groupby(text)]
    spelt = " ".join(f"U+{ord(sign):04X}" + (f"*{count}" if count > 1 else "") for sign, count in runs)
    position, name = (str(wide[0]), f"U+{ord(wide[1]):04X}") if wide else ("-", "-")
    return "\t".join([spelt, "ucs2" if wide else "gsm7", str(units), str(len(split.parts)), position, name])


if __name__ == "__main__":
    lines = [row(text) for text in dict.fromkeys(texts())]
    header = "# text, alphabet, septets or UTF-16 units, parts, first character outside GSM 03.38; by tools/sms_lengths.py\n"
    path = Path(__file__).resolve().parent.parent / "tests/data/sms-lengths.tsv"
    path.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(lines)} lines")
