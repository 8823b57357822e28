"""Write: the answers of the views and of the column queries, coded and sorted, beside the store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.columns.terms import parsed
from kg.errors import StoreError
from kg.ontology import Ontology
from kg.text.header import read_header
from kg.text.names import PREFIXES, fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORMAT = 1
INDEX = "index.json"


class Codes(dict[bytes, int]):
    """Numbers for the cells of answers, in the order in which they are first met."""

    def __missing__(self, cell: bytes) -> int:
        number = self[cell] = len(self)
        return number


def definitions(onto: Ontology) -> Mapping[str, str]:
    """Return the query behind every table, by name: each view, and each file of `columns/`."""
    found = {f"view-{name}": path for name, path in onto.files("views").items()}
    found |= onto.files("columns")
    return {name: path.read_text("utf-8") for name, path in sorted(found.items())}


def digest_of(query: str) -> str:
    """Return the SHA-256 of a query: columns of another text are not its answer."""
    return hashlib.sha256(query.encode()).hexdigest()


def write_columns(store: ox.Store, onto: Ontology, folder: Path) -> None:
    """Write the columns of the graph in `store` into the new `folder`; equal graphs, equal bytes.

    Every table is one array of columns by rows, each cell the code of a term, -1 where
    nothing is bound; rows are sorted by their columns from the left.
    """
    import numpy as np

    folder.mkdir(parents=True)
    codes = Codes()
    answers = {name: draft(store, query, codes) for name, query in definitions(onto).items()}
    order, values, suffixes = write_terms(codes, folder)
    tables: dict[str, Any] = {}
    for name, (columns, cells) in answers.items():
        rows = order[cells]
        rows = rows[np.lexsort(rows.T[::-1])] if rows.size else rows
        np.save(folder / f"{name}.npy", np.ascontiguousarray(rows.T))
        query = definitions(onto)[name]
        notes = read_header(query).notes
        for kind, change in (("text", str), ("fold", folded)):
            if f"columns.{kind}" in notes:
                texts = [values[code] for code in rows[:, columns.index(notes[f"columns.{kind}"])]]
                write_texts([change(text) for text in texts], folder, f"{name}.{kind}")
                tables.setdefault(name, {})[kind] = notes[f"columns.{kind}"]
        told = {"columns": columns, "rows": len(rows), "query": digest_of(query)}
        tables.setdefault(name, {}).update(told)
    index = {"format": FORMAT, "suffixes": suffixes, "tables": tables}
    text = json.dumps(index, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / INDEX).write_text(text, "utf-8")


def draft(store: ox.Store, query: str, codes: Codes) -> tuple[list[str], NDArray[np.int32]]:
    """Return the columns of an answer and its rows, in numbers of cells as they come."""
    import numpy as np

    found = store.query(query, prefixes=dict(PREFIXES))
    if not isinstance(found, ox.QuerySolutions):
        message = "columns are made of SELECT queries"
        raise StoreError(message)
    raw = found.serialize(format=ox.QueryResultsFormat.TSV) or b""
    head, _, body = raw.partition(b"\n")
    columns = [name.lstrip("?") for name in head.decode().split("\t")]
    cells = body.replace(b"\n", b"\t").split(b"\t")[:-1]
    numbered = np.fromiter(map(codes.__getitem__, cells), np.int32, len(cells))
    return columns, numbered.reshape(-1, len(columns))


def write_terms(codes: Codes, folder: Path) -> tuple[NDArray[np.int32], list[str], list[str]]:
    """Return final codes by number, and values and suffixes by code, after writing all terms."""
    import numpy as np

    unbound = codes.pop(b"", None)
    numbers, terms = list(codes.values()), list(parsed(codes))
    ranked = sorted(range(len(terms)), key=lambda n: (terms[n][0].encode(), terms[n][1]))
    order = np.full(len(terms) + (unbound is not None), -1, np.int32)
    order[[numbers[n] for n in ranked]] = np.arange(len(ranked), dtype=np.int32)
    values = [terms[n][0] for n in ranked]
    suffixes = sorted({suffix for _, suffix in terms})
    place = {suffix: at for at, suffix in enumerate(suffixes)}
    marks = np.array([place[terms[n][1]] for n in ranked], np.int16)
    np.save(folder / "suffixes.npy", marks)
    heap = [value.encode() for value in values]
    np.save(folder / "terms.npy", ends(heap))
    (folder / "terms.utf8").write_bytes(b"".join(heap))
    return order, values, suffixes


def ends(parts: list[bytes] | list[str]) -> NDArray[np.int64]:
    """Return where each part begins when all are joined, and where the last one ends."""
    import numpy as np

    return np.cumsum([0, *map(len, parts)], dtype=np.int64)


def write_texts(texts: list[str], folder: Path, name: str) -> None:
    """Write the text of each row on a line, and the character at which each line begins."""
    import numpy as np

    lines = [text.replace("\n", " ") + "\n" for text in texts]
    (folder / f"{name}.utf8").write_bytes("".join(lines).encode())
    np.save(folder / f"{name}.npy", ends(lines))


def folded(name: str) -> str:
    """Return `name` as it is searched for: folded, and without any spaces.

    >>> folded("Wǔ hàn")
    'wuhan'
    """
    return fold(name).replace(" ", "")
