"""The content of a large page: columns of numbers and texts, compressed, the evidence in parts."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from operator import attrgetter, methodcaller
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import FormatError
from kg.visual.content import LANGS, Json, Numbers, described, texts, year
from kg.visual.picture import Picture, PictureClaim, PictureNode, Text

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

    Raises as `kg.visual.content.described` does, and

    Raises
    ------
    FormatError
        If a number is not finite.
    """
    page, number = described(picture, lines)
    keys = list(number["claim"].of)
    claims = list(map(picture.claims.__getitem__, keys))
    columns = _nodes(picture, number) | _edges(picture, number) | _claims(claims, number)
    for name, column in columns.items():
        if not np.isfinite(column).all() and name != "values":
            raise FormatError(f"a number of the picture is not finite: one of {name}")
    page["columns"] = [[name, c.dtype.name, len(c)] for name, c in columns.items()]
    page["counts"] = {
        "nodes": len(picture.nodes),
        "edges": len(picture.edges),
        "claims": len(keys),
        "sources": len(page["sources"]),
    }
    page["chunk"] = CHUNK
    blocks: dict[str, Callable[[], bytes]] = {
        "numbers": lambda: b"".join(map(_bytes, columns.values())),
        "texts": lambda: _json(_texts(picture.nodes)),
    }
    for n, start in enumerate(range(0, len(keys), CHUNK)):
        part = slice(start, start + CHUNK)
        blocks[f"claims-{n}"] = partial(_wordings, keys[part], claims[part], number)
    with ThreadPoolExecutor(2) as pool:  # compressing leaves the interpreter free
        made = [pool.submit(_compressed, make()) for make in blocks.values()]
        return page, {name: one.result() for name, one in zip(blocks, made, strict=True)}


def _compressed(data: bytes) -> str:
    """Return base64 of gzip without a name or a time, so that equal bytes give equal text."""
    press = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    return b64encode(press.compress(data) + press.flush()).decode("ascii")


def _json(value: Any) -> bytes:
    """Return JSON as UTF-8; halves of signs cannot be written and become question marks."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _bytes(column: Column) -> bytes:
    """Return a column in the order of bytes that browsers read, filled up to eights."""
    data = column.astype(column.dtype.newbyteorder("<"), copy=False).tobytes()
    return data + b"\0" * (-len(data) % 8)


def _fields(things: Sequence[Any], *names: str) -> list[list[Any]]:
    """Return the fields called `names` of all things, one list a field."""
    return [list(map(attrgetter(name), things)) for name in names]


def _small(values: Iterable[int]) -> Column:
    """Return whole numbers from 0 in the narrowest of the types that pages read."""
    found = np.fromiter(values, np.int64)
    top = int(found.max(initial=0))
    if top >= 2**32 or int(found.min(initial=0)) < 0:
        raise FormatError("a page cannot count so far")
    return found.astype(np.uint8 if top < 2**8 else np.uint16 if top < 2**16 else np.uint32)


def _coded(values: Iterable[str], numbers: Numbers) -> Column:
    """Return keys by their numbers."""
    return _small(map(numbers.of.__getitem__, values))


def _listed(lists: Sequence[Sequence[str]], number: Numbers) -> list[Column]:
    """Return where the claims of each thing start among all, and all, by their numbers."""
    starts = np.concatenate(([0], np.cumsum(list(map(len, lists)), dtype=np.int64)))
    return [_small(starts), _coded(chain.from_iterable(lists), number)]


def _nodes(picture: Picture, number: Mapping[str, Numbers]) -> dict[str, Column]:
    """Return the columns of the nodes; `values` holds one measure after the other."""
    names = ("x", "y", "size", "kind", "hollow", "cluster", "measures", "claims")
    x, y, size, kind, hollow, cluster, measures, claims = _fields(picture.nodes, *names)
    for key in set(chain.from_iterable(measures)):
        number["measure"][key]  # refuses what has no name
    asked = (map(methodcaller("get", key), measures) for key in number["measure"].of)
    numbers = np.array(list(chain.from_iterable(asked)), dtype=np.float32)
    if np.isinf(numbers).any():
        raise FormatError("a number of the picture is not finite: one of the measures")
    starts, all_claims = _listed(claims, number["claim"])
    return {
        "x": np.array(x, dtype=np.float32),
        "y": np.array(y, dtype=np.float32),
        "size": np.array(size, dtype=np.float32),
        "kind": _coded(kind, number["kind"]),
        "hollow": np.array(hollow, dtype=np.uint8),
        "cluster": _small(one or 0 for one in cluster),
        "values": numbers,
        "nodeStarts": starts,
        "nodeClaims": all_claims,
    }


def _edges(picture: Picture, number: Mapping[str, Numbers]) -> dict[str, Column]:
    """Return the columns of the lines; `dated` says whether any time is stated."""
    names = ("source", "target", "weight", "since", "until", "claims")
    source, target, weight, since, until, claims = _fields(picture.edges, *names)
    kinds = ("relation", "modality", "certainty")
    coded = zip(kinds, _fields(picture.edges, *kinds), strict=True)
    years = {key: year(key) or UNSTATED for key in {*since, *until}}
    spoken = {key for key, claim in picture.claims.items() if claim.since or claim.until}
    mute = map(spoken.isdisjoint, claims) if spoken else [True] * len(claims)
    dated = [bool(a or b or not one) for a, b, one in zip(since, until, mute, strict=True)]
    starts, all_claims = _listed(claims, number["claim"])
    return {
        "from": _small(source),
        "to": _small(target),
        **{name: _coded(column, number[name]) for name, column in coded},
        "weight": np.array(weight, dtype=np.float32),
        "since": np.array(list(map(years.__getitem__, since)), dtype=np.int16),
        "until": np.array(list(map(years.__getitem__, until)), dtype=np.int16),
        "dated": np.array(dated, dtype=np.uint8),
        "edgeStarts": starts,
        "edgeClaims": all_claims,
    }


def _claims(claims: Sequence[PictureClaim], number: Mapping[str, Numbers]) -> dict[str, Column]:
    """Return what the filters ask of claims before any is read: the source of each."""
    return {"source": _coded(map(attrgetter("source"), claims), number["source"])}


def _both(labels: Sequence[Text], keys: Sequence[str]) -> list[list[str]]:
    """Return the texts of each language, a missing one borrowed from another or from its key."""
    columns = [list(map(methodcaller("get", lang), labels)) for lang in LANGS]
    if all(map(all, columns)):
        return columns
    return [
        [
            one or (texts(label, key)[n] if label else key)
            for one, label, key in zip(column, labels, keys, strict=True)
        ]
        for n, column in enumerate(columns)
    ]


def _texts(nodes: Sequence[PictureNode]) -> list[Any]:
    """Return keys, labels in each language, other names and notes of the nodes."""
    keys, labels, names, notes = _fields(nodes, "id", "labels", "names", "note")
    both = _both(labels, keys)
    foreign = max(map(len, labels), default=0) > len(LANGS)
    odd = [n for n, own in enumerate(names) if own or (foreign and len(labels[n]) > len(LANGS))]
    more = [{*labels[n].values(), *names[n]} - {both[0][n], both[1][n], ""} for n in odd]
    others = {str(n): sorted(found) for n, found in zip(odd, more, strict=True) if found}
    return [keys, *both, others, {str(n): texts(note) for n, note in enumerate(notes) if note}]


def _wordings(
    keys: Sequence[str], claims: Sequence[PictureClaim], number: Mapping[str, Numbers]
) -> bytes:
    """Return claims as columns: key, texts, place, hash, modality, certainty, speaker, time.

    A column in which all claims say the same is that one value.
    """
    names = ("text", "start", "end", "digest", "modality", "certainty", "speaker", "since", "until")
    text, start, end, digest, modality, certainty, speaker, since, until = _fields(claims, *names)
    empty = [""] * len(claims)
    columns = [
        keys,
        *_both(text, empty),
        start,
        end,
        [one[:DIGITS] for one in digest],
        list(map(number["modality"].of.__getitem__, modality)),
        list(map(number["certainty"].of.__getitem__, certainty)),
        *_both(speaker, empty),
        since,
        until,
    ]
    same = [column.count(column[0]) == len(column) for column in columns]
    return _json([one[0] if alike else one for one, alike in zip(columns, same, strict=True)])
