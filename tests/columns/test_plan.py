"""Plans: every query with a columns form gives the rows of its SPARQL form, in the same order."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox
import pytest

from kg.columns.plan import run
from kg.columns.steps import steps_of
from kg.errors import ColumnsError
from kg.graph import guard
from kg.graph.sparql import bind
from kg.text.header import read_header
from kg.text.names import PREFIXES
from tests.columns.worlds import ONTO, WORLDS, columns, graph

TEXTS = {name: path.read_text("utf-8") for name, path in ONTO.files("queries").items()}
PLANNED = {name: text for name, text in TEXTS.items() if steps_of(text)}
ASKED: Mapping[str, list[dict[str, str]]] = {
    "claim-counts": [{}],
    "claims-where": [
        {},
        {"relation": "isLocatedIn"},
        {"relation": "suppliesTo", "trust": "medium"},
        {"mode": "plan", "trust": "high"},
        {"document": "d001"},
        {"document": "t1"},
        {"document": "nobody"},
    ],
    "class-counts": [{}],
    "lying-in": [{"region": place} for place in ("china", "hubei", "province-1", "east-city", "x")],
    "most-tied": [{}, {"relation": "suppliesTo"}, {"relation": "isLocatedIn"}],
    "names-containing": [{"text": text} for text in ("energy", "绿色", "CARBON asset", "é", " ")],
    "names-matching": [
        {"pattern": pattern} for pattern in ("^Hubei.*Fund$", r"Co\., Ltd\.$", "基金|公司$", "a*")
    ],
    "policy-targets": [{}],
    "things-by-region": [
        {},
        {"level": "Country"},
        {"level": "Prefecture"},
        {"level": "Enterprise"},
    ],
}
CASES = [(name, params, lang) for name in ASKED for params in ASKED[name] for lang in ("en", "zh")]


def test_every_planned_query_is_compared() -> None:
    assert set(ASKED) == set(PLANNED)


@pytest.mark.parametrize("world", WORLDS)
def test_columns_and_sparql_give_the_same_rows(world: str) -> None:
    opened, store = columns(world), graph(world)
    found: dict[str, int] = {}
    for name, params, lang in CASES:
        terms = bind({**params, "lang": lang}, read_header(PLANNED[name]))
        told = store.query(guard.fill(PLANNED[name], terms), prefixes=dict(PREFIXES))
        assert isinstance(told, ox.QuerySolutions)
        rows = [[cell if cell is None else spelt(cell) for cell in row] for row in told]
        names, ours = run(opened, PLANNED[name], terms)
        assert names == [variable.value for variable in told.variables]
        assert ours == rows, (name, params, lang)
        found[name] = found.get(name, 0) + len(rows)
    empty = {name for name, count in found.items() if not count}
    assert empty <= ({"policy-targets", "names-matching"} if world == "small" else set())


def spelt(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> tuple[str, str]:
    """Return a term as its value and what tells its kind."""
    if not isinstance(term, ox.Literal):
        return term.value, "<>"  # type: ignore[union-attr]
    typed = "" if term.datatype == ox.Literal("").datatype else f"^^{term.datatype.value}"
    return term.value, f"@{term.language}" if term.language else typed


def test_a_query_without_steps_is_refused() -> None:
    with pytest.raises(ColumnsError, match="no form on columns"):
        run(columns("small"), "SELECT * WHERE { ?s ?p ?o }", {})


@pytest.mark.parametrize(
    "step",
    [
        "from nowhere",
        "fly labels",
        "from labels ?unknown",
        "where x is y",
        "join labels on x",
        "where",
        "order x",
        "show x",
        "search claims contains x",
        "search labels matches (a+)+",
    ],
)
def test_a_wrong_step_is_told_in_a_sentence(step: str) -> None:
    with pytest.raises(ColumnsError):
        run(columns("small"), f"# columns: {step}\nSELECT", {})
