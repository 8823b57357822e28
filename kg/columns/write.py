"""Write: the answers of the views and of the column queries, coded and sorted, beside the store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.columns.terms import parsed
from kg.ontology import Ontology
from kg.text.header import read_header
from kg.text.names import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kg.columns.quads import Codes

FORMAT = 1
INDEX = "index.json"


def definitions(onto: Ontology) -> Mapping[str, str]:
    """Return the query behind every table, by name: each view, and each file of `columns/`."""
    found = {f"view-{name}": path for name, path in onto.files("views").items()}
    found |= onto.files("columns")
    return {name: path.read_text("utf-8") for name, path in sorted(found.items())}


def definition(onto: Ontology, name: str) -> str:
    """Return the query behind one table, nothing if there is none."""
    kind, file = ("views", name[5:]) if name.startswith("view-") else ("columns", name)
    path = onto.folder / kind / f"{file}.rq"
    return path.read_text("utf-8") if path.is_file() else ""


def digest_of(query: str) -> str:
    """Return the SHA-256 of a query: columns of another text are not its answer."""
    return hashlib.sha256(query.encode()).hexdigest()


def plan_of(onto: Ontology) -> str:
    """Return the SHA-256 of all that says how columns are written: equal graphs, equal columns."""
    return digest_of(json.dumps([FORMAT, *definitions(onto).items()]))


def write_columns(store: ox.Store, lines: bytes, onto: Ontology, folder: Path) -> None:
    """Write the columns of the graph in `store` into the new `folder`; equal graphs, equal bytes.

    `lines` are the quads of the graph as sorted N-Quads. Every table is one array of columns
    by rows, each cell the code of a term, -1 where nothing is bound; rows are sorted by their
    columns from the left.
    """
    import numpy as np

    from kg.columns.answers import answers
    from kg.columns.quads import Codes

    folder.mkdir(parents=True)
    once = cache(folded)  # labels are names as well
    codes, queries = Codes(), definitions(onto)
    found = answers(store, lines, queries, codes)
    order, values, suffixes = write_used(codes, [cells for _, cells in found.values()], folder)
    tables: dict[str, Any] = {}
    for name, (columns, cells) in found.items():
        rows = order[cells]
        rows = rows[:, np.lexsort(rows[::-1])] if rows.size else rows
        np.save(folder / f"{name}.npy", np.ascontiguousarray(rows))
        notes = read_header(queries[name]).notes
        for kind, change in (("text", str), ("fold", once)):
            if f"columns.{kind}" in notes:
                texts = [values[code] for code in rows[columns.index(notes[f"columns.{kind}"])]]
                write_texts([change(text) for text in texts], folder, f"{name}.{kind}")
                tables.setdefault(name, {})[kind] = notes[f"columns.{kind}"]
        told = {"columns": columns, "rows": rows.shape[1], "query": digest_of(queries[name])}
        tables.setdefault(name, {}).update(told)
    index = {"format": FORMAT, "suffixes": suffixes, "tables": tables}
    text = json.dumps(index, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / INDEX).write_text(text, "utf-8")


def write_used(
    codes: Codes, tables: Iterable[NDArray[np.int32]], folder: Path
) -> tuple[NDArray[np.int32], list[str], list[str]]:
    """Return what `write_terms` does after writing those terms that stand in any table."""
    import numpy as np

    used = np.zeros(len(codes) + 1, bool)
    for cells in tables:
        used[cells] = True
    used[-1] = False  # -1 stands for nothing and stays
    found, values, suffixes = write_terms(list(compress(codes, used.tolist())), folder)
    order = np.full(len(used), -1, np.int32)
    order[used] = found
    return order, values, suffixes


def write_terms(
    cells: Sequence[bytes], folder: Path
) -> tuple[NDArray[np.int32], list[str], list[str]]:
    """Return the code of each term, and values and suffixes by code, after writing all terms.

    A term may be spelt in two ways, such as a number.
    """
    import numpy as np

    terms = [(value.encode(), suffix, value) for value, suffix in parsed(cells)]
    ranked = sorted(set(terms))
    place = {term: code for code, term in enumerate(ranked)}
    order = np.array([place[term] for term in terms], np.int32)
    suffixes = sorted({suffix for _, suffix, _ in ranked})
    mark = {suffix: at for at, suffix in enumerate(suffixes)}
    np.save(folder / "suffixes.npy", np.array([mark[s] for _, s, _ in ranked], np.int16))
    heap = [raw for raw, _, _ in ranked]
    np.save(folder / "terms.npy", ends(heap))
    (folder / "terms.utf8").write_bytes(b"".join(heap))
    return order, [value for _, _, value in ranked], suffixes


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
