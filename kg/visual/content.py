"""The content of a page: a picture as lists that point at each other by number, never by name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain, count
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from kg.errors import FormatError
from kg.text.names import INVISIBLE, choose_label, display_width
from kg.visual.picture import (
    Kind,
    Measure,
    Picture,
    PictureClaim,
    PictureEdge,
    PictureNode,
    Text,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LANGS = ("en", "zh")
MOST = 400
"""Of a longer name, no more is looked at: its rows hold far less."""
ROW, LINE, LINES = 16, 26, 3
"""Columns of a name in one row, the most columns of a row where there are more, and rows."""
SHAPES = frozenset({"dot", "square", "diamond", "triangle", "triangleDown", "star", "hexagon"})
COLOR = re.compile(r"#[0-9a-fA-F]{6}")
WEB = re.compile(r"https?://[^\s\x00-\x20\x7f-\xa0\"'<>\\^`{|}]+", re.IGNORECASE)
PLAIN = Kind({}, "#6b7480", "#9aa5b1", "dot")
CJK, OPEN, CLOSE = r"\u2e80-\u9fff\uff00-\uffef", "（《「『“‘", "）》」』”’、，。；：！？"
YEAR = re.compile(r"([12][0-9]{3})(-[0-9]{2}){0,2}", re.ASCII)
HYPHEN = re.compile(r"(?<=[A-Za-z]-)(?=[A-Za-z])")
WORDS = re.compile(rf"[{OPEN}]*(?:[^\s{CJK}]+|.)[{CLOSE}]*|\s+", re.DOTALL)

Json = dict[str, Any]
Fields = Mapping[str, list[Any]]
"""The fields of many things, one list a field."""


class Numbers:
    """The numbers under which keys are known on the page, in the order given.

    >>> Numbers("leader", ["b", "a"])["a"]
    1
    """

    def __init__(self, what: str, keys: Iterable[str]) -> None:
        self.what = what
        self.of = dict(zip(keys, count()))

    def __getitem__(self, key: str) -> int:
        """Return the number of `key`; a key that the picture does not hold is refused."""
        if key not in self.of:
            raise FormatError(f"the picture names the {self.what} {key!r} but does not hold it")
        return self.of[key]


@dataclass(frozen=True)
class Parts:
    """What a picture draws: nodes, lines, and the claims behind any of them, sorted by `keys`.

    `cited` holds the claims of one node after the other, then of the lines, by their place.
    """

    nodes: Fields
    edges: Fields
    keys: list[str]
    claims: Fields
    cited: NDArray[np.int64]


def content(picture: Picture, lines: Mapping[str, Any]) -> Json:
    """Return all that the page's scripts need of `picture`, free of names as keys.

    Raises as `gathered` and `described` do.
    """
    parts = gathered(picture)
    page, number = described(picture, parts, lines)
    number["claim"] = Numbers("claim", parts.keys)
    return page | {
        "claims": [_claim(key, picture.claims[key], number) for key in parts.keys],
        "nodes": [_node(node, number) for node in picture.nodes],
        "edges": [_edge(edge, number) for edge in picture.edges],
    }


def gathered(picture: Picture) -> Parts:
    """Return nodes, lines and the claims behind them as lists of their fields.

    Raises
    ------
    FormatError
        If a node or line names a claim that the picture does not hold, or a line runs to no
        node: it would be drawn without its evidence.
    """
    import numpy as np  # heavy: only who draws a network pays

    nodes, edges = _fields(PictureNode, picture.nodes), _fields(PictureEdge, picture.edges)
    met: dict[str, int] = defaultdict(count().__next__)
    named = chain.from_iterable(chain(nodes["claims"], edges["claims"]))
    cited = np.array(list(map(met.__getitem__, named)), dtype=np.int64)
    names = list(met)
    order = sorted(range(len(names)), key=names.__getitem__)
    keys = list(map(names.__getitem__, order))
    try:
        claims = list(map(picture.claims.__getitem__, keys))
    except KeyError as error:
        message = f"the picture names the claim {error.args[0]!r} but does not hold it"
        raise FormatError(message) from error
    _ends(edges, len(picture.nodes))
    place = np.argsort(order)
    return Parts(nodes, edges, keys, _fields(PictureClaim, claims), place[cited])


def _fields(kind: type[Any], things: Sequence[Any]) -> Fields:
    """Return all fields of things of a kind."""
    return {own.name: list(map(attrgetter(own.name), things)) for own in fields(kind)}


def described(
    picture: Picture, parts: Parts, lines: Mapping[str, Any]
) -> tuple[Json, dict[str, Numbers]]:
    """Return what nodes, lines and claims refer to, and the numbers by which they do.

    `lines` says which modalities are drawn solid and how strong each certainty is drawn.

    Raises
    ------
    FormatError
        If a claim names a source that the picture does not hold.
    """
    number = {
        "kind": Numbers("class", _by_count(parts.nodes["kind"])),
        "relation": Numbers("relation", _by_count(parts.edges["relation"])),
        "modality": Numbers("modality", _modalities(parts, lines)),
        "certainty": Numbers("certainty", _certainties(parts, lines)),
        "source": Numbers("source", _sources(picture, parts.claims["source"])),
        "measure": Numbers("measure", sorted(picture.measures)),
    }
    page = {
        "title": texts(picture.title),
        "question": texts(picture.question),
        "method": texts(picture.method),
        "view": picture.view,
        "hash": picture.graph_hash,
        "kinds": [_kind(key, picture.kinds.get(key, PLAIN)) for key in number["kind"].of],
        "relations": [_named(key, picture.relations) for key in number["relation"].of],
        "modalities": [
            _named(key, picture.concepts) | {"solid": ending(key) in lines["solid"]}
            for key in number["modality"].of
        ],
        "certainties": [_named(key, picture.concepts) for key in number["certainty"].of],
        "measures": [_measure(key, picture.measures[key]) for key in number["measure"].of],
        "sources": [_source(key, picture) for key in number["source"].of],
    }
    return page, number


def _ends(edges: Fields, nodes: int) -> None:
    """Refuse a line that runs to no node."""
    ends = edges["source"] + edges["target"]
    if not ends or (min(ends) >= 0 and max(ends) < nodes):
        return
    for one, other in zip(edges["source"], edges["target"], strict=True):
        if not (0 <= one < nodes and 0 <= other < nodes):
            raise FormatError(f"a line runs from {one} to {other}, not both nodes")


def ending(key: str) -> str:
    """Return what stands behind the last `:`, `/` or `#` of a key.

    >>> ending("ex:sure")
    'sure'
    """
    return re.split(r"[:/#]", key)[-1]


def web_address(url: str) -> str:
    """Return `url` if it is plainly an http or https address, else an empty text.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    return url if WEB.fullmatch(url) else ""


def year(date: str) -> int | None:
    """Return the year of a partial date, None for anything else.

    >>> year("2024-05"), year("soon")
    (2024, None)
    """
    found = YEAR.fullmatch(date)
    return int(found[1]) if found else None


def brief(label: str) -> str:
    r"""Return `label` for the drawing: a row of 16 columns, or two or three of at most 26.

    What does not fit in three rows is cut with an ellipsis.

    >>> brief("Hubei Provincial Department of Economy")
    'Hubei Provincial\nDepartment of Economy'
    >>> brief("湖北省动力电池产业链")
    '湖北省动力\n电池产业链'
    """
    text = " ".join(INVISIBLE.sub("", label[:MOST]).split())
    words = WORDS.findall(text)
    parts = [part for word in words for part in HYPHEN.split(word)]
    width = display_width(text)
    for pieces, most in ((words, LINES - 1), (words, LINES), (parts, LINES)):
        for limit in (ROW if width <= ROW else width // most, *range(width // most + 1, LINE + 1)):
            rows = _wrapped(pieces, limit)
            if len(rows) <= most and all(display_width(row) <= LINE for row in rows):
                return "\n".join(rows)
    rows = _wrapped(parts, LINE)
    wide = next((n for n, row in enumerate(rows) if display_width(row) > LINE), LINES - 1)
    whole, rest = rows[: min(wide, LINES - 1)], rows[min(wide, LINES - 1) :]
    return "\n".join([*whole, _whole(" ".join(rest), LINE - 1) + "…"])


def _whole(text: str, width: int) -> str:
    """Return the start of `text` that takes `width` columns, without half a word if few remain."""
    start = _cut(text, width)
    words = start.rpartition(" ")[0]
    halved = len(text) > len(start) and text[len(start)] != " " and text[len(start)].isascii()
    return (words if halved and 2 * len(words) > len(start) else start).rstrip(" ,.;:(+，、；：（")


def _wrapped(words: list[str], limit: int) -> list[str]:
    """Return the words in rows of `limit` columns; a longer word has a row of its own."""
    rows = [""]
    for word in words:
        if rows[-1].strip() and display_width(rows[-1] + word.rstrip()) > limit:
            rows[-1] = rows[-1].strip()
            rows.append("")
        rows[-1] += word if rows[-1] else word.lstrip()
    return [*rows[:-1], rows[-1].strip()]


def _cut(text: str, width: int) -> str:
    """Return as much of the start of `text` as takes `width` columns."""
    used = 0
    for place, char in enumerate(text):
        used += display_width(char)
        if used > width:
            return text[:place].rstrip()
    return text


def texts(labels: Text, key: str = "") -> list[str]:
    """Return the texts in the order of LANGS; a missing one is borrowed from another language."""
    return [choose_label(labels, lang) or key for lang in LANGS]


def _by_count(keys: Iterable[str]) -> list[str]:
    """Return the different keys, the most frequent first, ties by name."""
    return [key for key, _ in sorted(Counter(keys).items(), key=lambda item: (-item[1], item[0]))]


def _sources(picture: Picture, named: Iterable[str]) -> list[str]:
    """Return the keys of the sources of the claims, by date, then by key."""
    used = set(named)
    for key in sorted(used - set(picture.sources)):
        raise FormatError(f"the picture names the source {key!r} but does not hold it")
    return sorted(used, key=lambda key: (picture.sources[key].date, key))


def _modalities(parts: Parts, lines: Mapping[str, Any]) -> list[str]:
    """Return the modalities in use, those drawn solid first."""
    used = {*parts.edges["modality"], *parts.claims["modality"]}
    return sorted(used, key=lambda key: (ending(key) not in lines["solid"], key))


def _certainties(parts: Parts, lines: Mapping[str, Any]) -> list[str]:
    """Return the degrees of certainty in use, the strongest first."""
    used = {*parts.edges["certainty"], *parts.claims["certainty"]}
    return sorted(used, key=lambda key: (-float(lines["opacity"].get(ending(key), 1.0)), key))


def _named(key: str, labels: Mapping[str, Text]) -> Json:
    """Return a key with its labels."""
    return {"key": key, "label": texts(labels.get(key, {}), key)}


def _kind(key: str, kind: Kind) -> Json:
    """Return a class with a shape the drawing knows and colours that are colours."""
    return {
        "key": key,
        "label": texts(kind.labels, key),
        "color": kind.color if COLOR.fullmatch(kind.color) else PLAIN.color,
        "dark": kind.dark if COLOR.fullmatch(kind.dark) else PLAIN.dark,
        "shape": kind.shape if kind.shape in SHAPES else PLAIN.shape,
    }


def _measure(key: str, measure: Measure) -> Json:
    """Return a measure with its names and what it says."""
    return {"key": key, "label": texts(measure.labels, key), "about": texts(measure.about)}


def _source(key: str, picture: Picture) -> Json:
    """Return a source with its address, if that is one."""
    source = picture.sources[key]
    address = web_address(source.url)
    return {"key": key, "label": texts(source.labels, key), "url": address, "date": source.date}


def _claim(key: str, claim: PictureClaim, number: Mapping[str, Numbers]) -> Json:
    """Return a claim, its source, modality and certainty by number."""
    return {
        "key": key,
        "text": texts(claim.text),
        "source": number["source"][claim.source],
        "start": claim.start,
        "end": claim.end,
        "digest": claim.digest,
        "modality": number["modality"][claim.modality],
        "certainty": number["certainty"][claim.certainty],
        "speaker": texts(claim.speaker),
        "since": claim.since,
        "until": claim.until,
    }


def _node(node: PictureNode, number: Mapping[str, Numbers]) -> Json:
    """Return a node: texts, class and claims by number; its place is with the drawing."""
    label = texts(node.labels, node.id)
    others = sorted({*node.labels.values(), *node.names} - set(label) - {""})
    return {
        "key": node.id,
        "label": label,
        "brief": [brief(one) for one in label],
        "names": others,
        "kind": number["kind"][node.kind],
        "size": node.size,
        "note": texts(node.note),
        "hollow": node.hollow,
        "claims": [number["claim"][claim] for claim in node.claims],
        "values": _values(node, number["measure"]),
        "cluster": node.cluster,
    }


def _values(node: PictureNode, measures: Numbers) -> list[float | None]:
    """Return the numbers of a node in the order of the measures, None where it has none."""
    values: list[float | None] = [None] * len(measures.of)
    for key, value in node.measures.items():
        values[measures[key]] = value
    return values


def _edge(edge: PictureEdge, number: Mapping[str, Numbers]) -> Json:
    """Return a line: ends, relation, modality, certainty and claims by number."""
    return {
        "from": edge.source,
        "to": edge.target,
        "relation": number["relation"][edge.relation],
        "modality": number["modality"][edge.modality],
        "certainty": number["certainty"][edge.certainty],
        "weight": edge.weight,
        "claims": [number["claim"][claim] for claim in edge.claims],
        "since": year(edge.since),
        "until": year(edge.until),
    }
