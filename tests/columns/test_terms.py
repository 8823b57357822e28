"""Terms: every value comes back, codes are in the order of texts, and files are not trusted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.columns.terms import IRI, Terms, mapped, numbers, parsed
from kg.columns.write import write_terms
from tests.columns.worlds import columns

TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=8)
TAGS = st.sampled_from(["", "en", "zh"])


def cell(value: str, tag: str) -> bytes:
    literal = ox.Literal(value, language=tag) if tag else ox.Literal(value)
    return str(literal).replace("\t", "\\t").encode()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXT, TAGS), min_size=1, max_size=20))
def test_every_term_is_found_again_under_a_code_in_the_order_of_texts(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("terms")
    order, _, suffixes = write_terms([cell(*one) for one in told], folder)
    terms = Terms(folder, suffixes)
    for (value, tag), code in zip(told, order.tolist(), strict=True):
        assert (terms[code], terms.suffix(code)) == (value, f"@{tag}" if tag else "")
        assert terms.code(value, f"@{tag}" if tag else "") == code
    assert list(terms) == sorted(terms)


def test_an_unknown_term_has_no_code() -> None:
    terms = columns("small").terms
    assert terms.code("https://w3id.org/green-industry/id/nowhere") == -1
    assert terms.code("\udcff") == -1
    assert terms.code("https://w3id.org/green-industry/id/acme", "@en") == -1


def test_terms_under_a_prefix_stand_together() -> None:
    terms = columns("small").terms
    first, until = terms.under("https://w3id.org/green-industry/id/")
    assert all(
        text.startswith("https://w3id.org/green-industry/id/") for text in terms[first:until]
    )
    assert not terms[first - 1].startswith("https://w3id.org/green-industry/id/")
    assert until - first == sum("green-industry/id/" in text for text in terms)


def test_numbers_and_dates_keep_their_datatype() -> None:
    found = list(parsed([b"5", b"1.50", b"true", b'"2023"^^<urn:x>', b"<urn:y>"]))
    xsd = "^^http://www.w3.org/2001/XMLSchema#"
    kinds = [f"{xsd}integer", f"{xsd}decimal", f"{xsd}boolean", "^^urn:x", IRI]
    assert found == list(zip(["5", "1.50", "true", "2023", "urn:y"], kinds, strict=True))


@pytest.mark.parametrize("wrong", [b"", b"no array", b"\x93NUMPY\x01\x00\xff\xff"])
def test_a_file_that_is_no_array_is_refused(tmp_path: Path, wrong: bytes) -> None:
    (tmp_path / "x.npy").write_bytes(wrong)
    with pytest.raises(ValueError, match="is no array"):
        numbers(tmp_path / "x.npy", "i")


@pytest.mark.parametrize("wrong", [np.zeros(3), np.array([object()]), np.zeros((2, 2), "i4").T])
def test_an_array_of_another_kind_is_refused(tmp_path: Path, wrong: np.ndarray) -> None:
    np.save(tmp_path / "x.npy", np.asfortranarray(wrong), allow_pickle=True)
    with pytest.raises(ValueError, match="is no array of i"):
        numbers(tmp_path / "x.npy", "i")


def test_an_empty_file_is_mapped_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    assert bytes(mapped(tmp_path / "x")) == b""
