"""Names: short and long forms, near misses, folding, width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.names import (
    PREFIXES,
    choose_label,
    display_width,
    expand,
    fold,
    inert,
    local_name,
    near_misses,
    shorten,
    thing,
    visible,
)


@pytest.mark.parametrize("prefix", sorted(set(PREFIXES) - {"dc"}))
def test_what_is_shortened_is_expanded_again(prefix: str) -> None:
    iri = PREFIXES[prefix] + "a-b"
    assert shorten(iri) == f"{prefix}:a-b"
    assert expand(shorten(iri)) == iri


@given(st.text())
def test_shorten_loses_nothing(text: str) -> None:
    iri = PREFIXES["gid"] + text
    assert expand(shorten(iri)) == iri


@pytest.mark.parametrize("iri", ["https://example.org/a", "urn:x:y", "nothing", ""])
def test_what_has_no_prefix_stays_as_it_is(iri: str) -> None:
    assert shorten(iri) == iri
    assert expand(iri) == iri


def test_an_iri_deeper_than_its_prefix_is_not_shortened() -> None:
    assert shorten(PREFIXES["gid"] + "a/b") == PREFIXES["gid"] + "a/b"


def test_a_thing_is_named_by_id_curie_or_iri() -> None:
    iri = PREFIXES["gid"] + "testland"
    assert thing("testland") == thing("gid:testland") == thing(iri) == iri


def test_local_name_is_behind_the_last_slash_or_hash() -> None:
    assert local_name("http://x/a#b") == "b"
    assert local_name("http://x/a/") == ""


def test_near_misses_are_nearest_first_and_at_most_three() -> None:
    known = ["leads", "leader", "leaders", "lead", "owns"]
    assert near_misses("leads", known)[0] == "leads"
    assert len(near_misses("leads", known)) == 3
    assert near_misses("zzz", known) == []


def test_near_misses_do_not_depend_on_the_order_of_the_known() -> None:
    known = ["abc", "abd", "abe", "abf"]
    assert near_misses("abx", known) == near_misses("abx", reversed(known))


def test_folding_ignores_width_case_accents_and_spaces() -> None:
    assert fold(" ＡＢ　Wǔhàn \u200b") == fold("ab wuhan") == "ab wuhan"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_the_label_falls_back_to_english_chinese_any_and_the_local_name() -> None:
    assert choose_label({"en": "a", "zh": "b"}, "zh") == "b"
    assert choose_label({"en": "a", "zh": "b"}, "fr") == "a"
    assert choose_label({"zh": "b", "de": "c"}, "fr") == "b"
    assert choose_label({"de": "c", "es": "d"}, "fr") == "c"
    assert choose_label({"en": ""}, "en", "http://x/y") == "y"


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("ab", 2), ("湖北", 4), ("Ａ", 2), ("e\u0301", 1), ("a\u200bb", 2), ("，", 2)],
)
def test_width_counts_columns_of_a_terminal(text: str, width: int) -> None:
    assert display_width(text) == width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a<U+202E>b"),
        ("a\u2066b", "a<U+2066>b"),
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("\x9b31mred", "<U+009B>31mred"),
        ("a\x07", "a<U+0007>"),
        ("\udcff", "<U+DCFF>"),
        ("a\r\nb\tc", "a b c"),
        ("a\x00b", "a<U+0000>b"),
    ],
)
def test_what_hides_turns_or_commands_becomes_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_visible_text_is_one_printable_line(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in shown)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋a", "－a", "＠a"],
)
def test_a_formula_is_made_inert(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=b", "-5", "+5.5", "-1e-05", "湖北", "a@b", "1-2"])
def test_what_is_no_formula_stays(text: str) -> None:
    assert inert(text) == text
