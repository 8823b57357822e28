"""Figures and dates: only what people agree on is a number or a day."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.figures import bounds, date_type, decimal, grouped, scaled

NUMERALS = st.from_regex(r"[+-]?[0-9]{1,30}(\.[0-9]{1,15})?", fullmatch=True)


@given(NUMERALS)
def test_decimal_keeps_every_digit_of_the_value(text: str) -> None:
    assert Decimal(decimal(text)) == Decimal(text)


@given(NUMERALS)
def test_decimal_is_canonical(text: str) -> None:
    assert decimal(decimal(text)) == decimal(text)
    assert not decimal(text).startswith("+")


def test_decimal_of_thirty_digits_is_not_rounded() -> None:
    assert decimal("123456789012345678901234567890.5") == "123456789012345678901234567890.5"


@pytest.mark.parametrize("text", ["0", "-0", "+0.0", "-0.000", "00"])
def test_zero_has_one_form(text: str) -> None:
    assert decimal(text) == "0"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1e9",
        "1,000",
        "1 000",
        "NaN",
        "Infinity",
        "∞",
        "１２",
        "٣",
        "1.",
        ".5",
        "1_000",
        "0x1",
        "½",
        "1.2.3",
        "--1",
        "1-",
        "$5",
        "5%",
        "9" * 31,
        "0." + "1" * 16,
        " 1",
        "1\n",
    ],
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a plain decimal number"):
        decimal(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("0001", "xsd:gYear"), ("2023-10", "xsd:gYearMonth"), ("2024-02-29", "xsd:date")],
)
def test_the_precision_of_a_date_is_its_type(text: str, kind: str) -> None:
    assert date_type(text) == kind


@pytest.mark.parametrize(
    "text",
    ["2023-02-30", "2023-13", "2023-00", "0000", "2023-04-31", "1900-02-29", "2023-01-00"],
)
def test_a_day_the_calendar_lacks_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no such day"):
        date_type(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "23",
        "2023-1",
        "2023-1-1",
        "2023/01",
        "12.10.2023",
        "２０２３",
        "٢٠٢٣",
        "2023-10-",
        "-2023",
        "2023-10-12T00:00",
        "2023-10-12 ",
        "Oct 2023",
        "2023年",
        "20231012",
        "2023-10-12Z",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        date_type(text)


@given(st.dates())
def test_a_whole_day_is_its_own_bounds(day: object) -> None:
    assert bounds(str(day)) == (str(day), str(day))


def test_bounds_of_a_year_and_of_a_month() -> None:
    assert bounds("2023") == ("2023-01-01", "2023-12-31")
    assert bounds("2024-02") == ("2024-02-01", "2024-02-29")
    assert bounds("2023-02") == ("2023-02-01", "2023-02-28")


@pytest.mark.parametrize("text", ["2024-13", "soon", "2023-02-30"])
def test_bounds_refuses_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a date|no such day"):
        bounds(text)


@pytest.mark.parametrize(
    "text", ["", "NaN", "Infinity", "-inf", "sNaN", "１２３４５", "1_0000", "n/a"]
)
def test_what_is_no_number_is_shown_unchanged(text: str) -> None:
    assert grouped(text) == text
    assert scaled(text) == text


def test_thousands_are_separated_from_ten_thousand_on() -> None:
    assert grouped("9999") == "9999"
    assert grouped("10000") == "10,000"
    assert grouped("-12345.5") == "-12,345.5"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("999999", "999,999"),
        ("1000000", "1 million"),
        ("-600000000000", "-600 billion"),
        ("2463000000000", "2.463 trillion"),
    ],
)
def test_large_numbers_are_told_in_words_of_scale(text: str, words: str) -> None:
    assert scaled(text) == words
