"""Quads: lines are read as the engine reads them, and refused where a store would differ."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.columns.quads import Codes, Quads
from kg.errors import ColumnsError

P, G = ox.NamedNode("urn:p"), ox.NamedNode("urn:g")
LINE = b'<urn:a> <urn:p> "x" <urn:g> .\n'


@given(st.lists(st.text(st.characters(codec="utf-8", blacklist_characters="\x00"), max_size=9)))
def test_any_literal_comes_back(texts: list[str]) -> None:
    store = ox.Store()
    store.extend(ox.Quad(P, P, ox.Literal(text), G) for text in texts)
    lines = store.dump(format=ox.RdfFormat.N_QUADS) or b""
    codes = Codes()
    ends = Quads(lines, ["<urn:p>"], codes).triples(["<urn:p>"], "<urn:g>")[1]
    cells = list(codes)
    found = b"".join(b"<urn:p> <urn:p> %s <urn:g> .\n" % cells[code] for code in ends)
    assert set(ox.parse(input=found, format=ox.RdfFormat.N_QUADS)) == set(store)


def test_only_triples_of_the_wanted_predicates_are_numbered() -> None:
    codes = Codes()
    quads = Quads(LINE + LINE.replace(b"urn:p", b"urn:q"), ["<urn:q>"], codes)
    assert list(codes) == [b"<urn:a>", b'"x"', b"<urn:g>"]
    assert [part.tolist() for part in quads.triples(["<urn:q>"], "?g")] == [[0], [1], [2]]


def test_a_triple_of_two_graphs_stands_once_in_the_merge() -> None:
    quads = Quads(LINE + LINE.replace(b"urn:g", b"urn:h"), ["<urn:p>"], Codes())
    told = {graph: len(quads.triples(["<urn:p>"], graph)[0]) for graph in ("", "?g", "<urn:h>")}
    assert told == {"": 1, "?g": 2, "<urn:h>": 1}


@pytest.mark.parametrize(
    "line",
    [
        b"no line",
        b"<urn:a> <urn:p> <urn:b> .",
        b'<urn:a> <urn:p> "x" .',
        b'<urn:a> <urn:p> "x <y>" .',
        b'<urn:a> <urn:p> "x <y"^^<urn:t> .',
        b'<urn:a> <urn:p> "x" _:g .',
        b"_:a <urn:p> <urn:b> <urn:g> .",
        b"<urn:a> <urn:p> _:b <urn:g> .",
    ],
)
def test_lines_without_a_graph_and_blank_nodes_are_refused(line: bytes) -> None:
    with pytest.raises(ColumnsError, match="columns are not joined from"):
        Quads(LINE + line + b"\n", ["<urn:p>"], Codes())
