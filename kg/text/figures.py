"""Figures and dates: what a cell may hold, and how a number is shown."""

from __future__ import annotations

import calendar
import re
from decimal import Decimal

DECIMAL = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,15})?")
PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
NUMERAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
MONTHS = range(1, 13)
LONG = 10_000
DATE_TYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


def decimal(text: str) -> str:
    """Return `text` as a canonical decimal numeral.

    Raises
    ------
    ValueError
        If it is not a plain decimal number: separators, exponents and words hide errors.

    >>> decimal("600.50"), decimal("-0")
    ('600.5', '0')
    """
    if not DECIMAL.fullmatch(text):
        message = "not a plain decimal number such as 600000000000 or 29.5"
        raise ValueError(message)
    number = format(Decimal(text), "f")
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return number if number.strip("-0.") else "0"


def date_type(text: str) -> str:
    """Return the XSD type of a partial date: year, year and month, or a whole day.

    Raises
    ------
    ValueError
        If it is no such date, or a day that the calendar does not have.

    >>> date_type("2023-10")
    'xsd:gYearMonth'
    """
    match = PARTIAL_DATE.fullmatch(text)
    if not match:
        message = "not a date: YYYY, YYYY-MM or YYYY-MM-DD"
        raise ValueError(message)
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if year < 1 or month not in MONTHS or not 1 <= day <= calendar.monthrange(year, month)[1]:
        message = "no such day in the calendar"
        raise ValueError(message)
    return DATE_TYPES[len(text)]


def bounds(text: str) -> tuple[str, str]:
    """Return the first and last day of a partial date, as ISO days.

    Raises
    ------
    ValueError
        If it is no partial date; see `date_type`.

    >>> bounds("2024-02")
    ('2024-02-01', '2024-02-29')
    """
    date_type(text)
    year, month, day = (*text.split("-"), "", "")[:3]
    first, last = month or "01", month or "12"
    length = calendar.monthrange(int(year), int(last))[1]
    return f"{year}-{first}-{day or '01'}", f"{year}-{last}-{day or f'{length:02d}'}"


def grouped(text: str) -> str:
    """Return a decimal numeral with thousands separated; other text unchanged.

    >>> grouped("600000000000"), grouped("29.5"), grouped("?")
    ('600,000,000,000', '29.5', '?')
    """
    if not NUMERAL.fullmatch(text):
        return text
    number = Decimal(text)
    whole, _, part = format(number, "f").partition(".")
    return f"{int(whole):,}" + (f".{part}" if part else "") if abs(number) >= LONG else text


def in_words(text: str, lang: str) -> str:
    """Return a large decimal numeral with the words of scale of a language.

    >>> in_words("90000000000", "en"), in_words("-1410000", "zh")
    ('90 billion', '-141万')
    """
    return scaled(text) if lang == "en" else scaled_zh(text)


def scaled(text: str) -> str:
    """Return a large decimal numeral in words of scale: million, billion, trillion.

    >>> scaled("600000000000"), scaled("2463"), scaled("221800000")
    ('600 billion', '2463', '221.8 million')
    """
    if not NUMERAL.fullmatch(text):
        return text
    number = Decimal(text)
    for size, word in ((12, "trillion"), (9, "billion"), (6, "million")):
        if abs(number) >= Decimal(10) ** size:
            return f"{format((number / Decimal(10) ** size).normalize(), 'f')} {word}"
    return grouped(text)


def scaled_zh(text: str) -> str:
    """Return a large decimal numeral with the Chinese units of scale 万, 亿 and 万亿.

    >>> scaled_zh("600000000000"), scaled_zh("11000000000000"), scaled_zh("2463")
    ('6000亿', '11万亿', '2463')
    >>> scaled_zh("221800000"), scaled_zh("12746000")
    ('2.218亿', '1274.6万')
    """
    if not NUMERAL.fullmatch(text):
        return text
    number = Decimal(text)
    for size, word in ((12, "万亿"), (8, "亿"), (4, "万")):
        part = (number / Decimal(10) ** size).normalize()
        if abs(part) >= 1 and part == round(part, 3):
            return f"{format(part, 'f')}{word}"
    return grouped(text)
