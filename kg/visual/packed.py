"""The content of a large page: columns of numbers and texts, compressed, the evidence in parts."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from operator import itemgetter, methodcaller
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import FormatError
from kg.visual.content import LANGS, Fields, Json, Numbers, Parts, described, gathered, texts, year
from kg.visual.picture import Picture, Text

CHUNK = 4096
"""How many claims are compressed, and so read by the page, at once."""
LEVEL = 2
GZIP = 31
DIGITS = 12
"""How many digits of a passage's hash a large page holds: as many as its panel writes."""
UNSTATED = -32768
"""The year where none is stated."""

Column = NDArray[Any]


def packed(picture: Picture, lines: Mapping[str, Any]) -> tuple[Json, dict[str, str]]:
    """Return what the page's scripts need at once, and base64 of gzip by the name of its block.

    `numbers` holds the columns one after the other, each from a multiple of eight bytes, as
    `columns` of the page lists them; `texts` is JSON; `claims-0`, `claims-1`... are JSON too,
    each with the columns of `CHUNK` claims. The same picture gives the same blocks.

    Raises as `gathered` and `described` of `kg.visual.content` do, and

    Raises
    ------
    FormatError
        If a number is not finite.
    """
    parts = gathered(picture)
    page, number = described(picture, parts, lines)
    columns = _nodes(parts, number) | _edges(parts, number)
    columns["source"] = _coded(parts.claims["source"], number["source"])
    for name, column in columns.items():
        if not np.isfinite(column).all() and name != "values":
            raise FormatError(f"a number of the picture is not finite: one of {name}")
    page["columns"] = [[name, c.dtype.name, len(c)] for name, c in columns.items()]
    page["counts"] = {
        "nodes": len(picture.nodes),
        "edges": len(picture.edges),
        "claims": len(parts.keys),
        "sources": len(page["sources"]),
    }
    page["chunk"] = CHUNK
    with ThreadPoolExecutor(2) as pool:  # compressing leaves the interpreter free
        numbers = b"".join(map(_bytes, columns.values()))
        made = {"numbers": pool.submit(_compressed, numbers)}
        made["texts"] = pool.submit(_compressed, _texts(parts.nodes))
        told = _wordings(parts.keys, parts.claims, number)
        for n, start in enumerate(range(0, len(parts.keys), CHUNK)):
            rows = slice(start, start + CHUNK)
            made[f"claims-{n}"] = pool.submit(_compressed, _part(told, rows))
        return page, {name: block.result() for name, block in made.items()}


def _compressed(data: bytes) -> str:
    """Return base64 of gzip without a name or a time, so that equal bytes give equal text."""
    press = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    return b64encode(press.compress(data) + press.flush()).decode("ascii")


def _json(values: Iterable[Any]) -> bytes:
    """Return a list as JSON in UTF-8; halves of signs cannot be written: question marks."""
    return f"[{','.join(map(_written, values))}]".encode("utf-8", "replace")


def _written(value: Any) -> str:
    """Return JSON; a list of texts is written as one text, many times faster, where it can be."""
    if isinstance(value, list) and value and isinstance(value[0], str):
        whole = "\n".join(value)
        if whole.count("\n") == len(value) - 1 and "\\" not in whole:
            return f"[{_dumped(whole)}]".replace("\\n", '","')
    return _dumped(value)


def _dumped(value: Any) -> str:
    """Return JSON without a space between its signs."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _bytes(column: Column) -> bytes:
    """Return a column in the order of bytes that browsers read, filled up to eights."""
    data = column.astype(column.dtype.newbyteorder("<"), copy=False).tobytes()
    return data + b"\0" * (-len(data) % 8)


def _small(values: Sequence[int] | Column) -> Column:
    """Return whole numbers from 0 in the narrowest of the types that pages read."""
    found = np.asarray(values, np.int64)
    top = int(found.max(initial=0))
    if top >= 2**32 or int(found.min(initial=0)) < 0:
        raise FormatError("a page cannot count so far")
    return found.astype(np.uint8 if top < 2**8 else np.uint16 if top < 2**16 else np.uint32)


def _coded(values: Iterable[str], numbers: Numbers) -> Column:
    """Return keys by their numbers."""
    return _small(list(map(numbers.of.__getitem__, values)))


def _starts(lists: Sequence[Sequence[str]]) -> Column:
    """Return where the claims of each thing start among all, and where the last end."""
    return np.concatenate(([0], np.cumsum(list(map(len, lists)), dtype=np.int64)))


def _nodes(parts: Parts, number: Mapping[str, Numbers]) -> dict[str, Column]:
    """Return the columns of the nodes; `values` holds one measure after the other."""
    nodes, starts = parts.nodes, _starts(parts.nodes["claims"])
    measures = nodes["measures"]
    for key in set(chain.from_iterable(measures)):
        number["measure"][key]  # refuses what has no name
    asked = (map(methodcaller("get", key), measures) for key in number["measure"].of)
    numbers = np.array(list(chain.from_iterable(asked)), dtype=np.float32)
    if np.isinf(numbers).any():
        raise FormatError("a number of the picture is not finite: one of the measures")
    return {
        "x": np.array(nodes["x"], dtype=np.float32),
        "y": np.array(nodes["y"], dtype=np.float32),
        "size": np.array(nodes["size"], dtype=np.float32),
        "kind": _coded(nodes["kind"], number["kind"]),
        "hollow": np.array(nodes["hollow"], dtype=np.uint8),
        "cluster": _small([one or 0 for one in nodes["cluster"]]),
        "values": numbers,
        "nodeStarts": _small(starts),
        "nodeClaims": _small(parts.cited[: starts[-1]]),
    }


def _edges(parts: Parts, number: Mapping[str, Numbers]) -> dict[str, Column]:
    """Return the columns of the lines; `dated` says whether any time is stated."""
    kinds = ("relation", "modality", "certainty")
    edges, starts = parts.edges, _starts(parts.edges["claims"])
    cited = parts.cited[len(parts.cited) - starts[-1] :]
    since, until = edges["since"], edges["until"]
    years = {key: year(key) or UNSTATED for key in {*since, *until}}
    spoken = np.concatenate(([0], np.cumsum(_dated(parts.claims)[cited])))[starts]
    return {
        "from": _small(edges["source"]),
        "to": _small(edges["target"]),
        **{name: _coded(edges[name], number[name]) for name in kinds},
        "weight": np.array(edges["weight"], dtype=np.float32),
        "since": np.array(list(map(years.__getitem__, since)), dtype=np.int16),
        "until": np.array(list(map(years.__getitem__, until)), dtype=np.int16),
        "dated": (_dated(edges) | (np.diff(spoken) > 0)).astype(np.uint8),
        "edgeStarts": _small(starts),
        "edgeClaims": _small(cited),
    }


def _dated(things: Fields) -> Column:
    """Return of which things a time is stated."""
    since, until = (np.fromiter(things[name], bool) for name in ("since", "until"))
    return np.asarray(since | until)


def _both(labels: Sequence[Text], keys: Sequence[str]) -> list[Sequence[str]]:
    """Return the texts of each language, a missing one borrowed from another or from its key."""
    if not any(labels):
        return [keys] * len(LANGS)
    try:
        found = list(chain.from_iterable(map(itemgetter(*LANGS), labels)))
    except KeyError:
        found = [""]
    if all(found):
        return [found[n :: len(LANGS)] for n in range(len(LANGS))]
    return [
        [
            label.get(lang) or (texts(label, key)[n] if label else key)
            for label, key in zip(labels, keys, strict=True)
        ]
        for n, lang in enumerate(LANGS)
    ]


def _texts(nodes: Fields) -> bytes:
    """Return keys, labels in each language, other names and notes of the nodes."""
    keys, labels, names = nodes["id"], nodes["labels"], nodes["names"]
    both = _both(labels, keys)
    foreign = max(map(len, labels), default=0) > len(LANGS)
    odd = [n for n, own in enumerate(names) if own or (foreign and len(labels[n]) > len(LANGS))]
    more = [{*labels[n].values(), *names[n]} - {both[0][n], both[1][n], ""} for n in odd]
    others = {str(n): sorted(found) for n, found in zip(odd, more, strict=True) if found}
    notes = {str(n): texts(note) for n, note in enumerate(nodes["note"]) if note}
    return _json([keys, *both, others, notes])


def _wordings(
    keys: list[str], claims: Fields, number: Mapping[str, Numbers]
) -> list[Sequence[Any]]:
    """Return claims as columns: key, texts, place, hash, modality, certainty, speaker, time."""
    empty = [""] * len(keys)
    return [
        keys,
        *_both(claims["text"], empty),
        claims["start"],
        claims["end"],
        [one[:DIGITS] for one in claims["digest"]],
        list(map(number["modality"].of.__getitem__, claims["modality"])),
        list(map(number["certainty"].of.__getitem__, claims["certainty"])),
        *_both(claims["speaker"], empty),
        claims["since"],
        claims["until"],
    ]


def _part(columns: Sequence[Sequence[Any]], rows: slice) -> bytes:
    """Return the rows of columns; one in which all say the same is that one value."""
    own = [column[rows] for column in columns]
    same = [one[0] == one[-1] and one.count(one[0]) == len(one) for one in own]
    return _json(column[0] if alike else column for column, alike in zip(own, same, strict=True))
