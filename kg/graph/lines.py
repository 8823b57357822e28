"""Lines: sheets as lines of N-Quads, written without a detour through terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import repeat

import pyoxigraph as ox

from kg.evidence.record import Iri, Sheet, Text
from kg.ontology import Column
from kg.text.names import PREFIXES, expand, local_name

TYPE = f"<{expand('rdf:type')}>"
THING, GRAPH = PREFIXES["gid"], PREFIXES["gig"]


class Lines:
    """The lines of sheets, things that were merged under the name that stays.

    >>> Lines({"acme-ltd": "acme"}).thing("acme-ltd")
    '<https://w3id.org/green-industry/id/acme>'
    """

    def __init__(self, stays: Mapping[str, str]) -> None:
        self.stays = stays
        self.kept, self.named = Names(self.own), Names(self.renamed)

    def thing(self, name: str) -> str:
        """Return the term of the thing called `name`."""
        return f"<{THING}{self.stays.get(name, name)}>"

    def own(self, iri: str) -> str:
        """Return an IRI as a term."""
        return f"<{iri}>"

    def renamed(self, iri: str) -> str:
        """Return an IRI as a term, a thing that was merged under the name that stays."""
        return self.thing(iri[len(THING) :]) if iri.startswith(THING) else f"<{iri}>"

    def of(self, sheet: Sheet) -> list[str]:
        """Return the quads of the rows in the graph of their table or of their source."""
        places = range(len(sheet.ids))
        merged = {at for at in places if sheet.ids[at] in self.stays}
        if not merged:
            return self.rows(sheet, merged=False)
        others = sheet.picked([at for at in places if at not in merged])
        into = sheet.picked(sorted(merged))
        return self.rows(into, merged=True) + self.rows(others, merged=False)

    def rows(self, sheet: Sheet, *, merged: bool) -> list[str]:
        """Return the quads of rows, all of things that were merged into others, or none."""
        shape = sheet.shape
        subjects = [self.thing(name) for name in sheet.ids]
        graphs = sheet.firsts(shape.graph_column) if shape.graph_column else ()
        names = map(local_name, graphs) if graphs else repeat(shape.graph, len(subjects))
        ends = [f" <{GRAPH}{name}> .\n" for name in names]
        kind = f" {TYPE} <{shape.row_class}>"
        rows = zip(subjects, ends, strict=True) if shape.row_class else ()
        lines = [subject + kind + end for subject, end in rows]
        for column in shape.columns:
            iri = predicate_of(column, merged=merged)
            if iri:
                names_of = self.kept if column.keeps_identity else self.named
                whole = zip(subjects, sheet.column(column.name), ends, strict=True)
                lines += [
                    f"{subject} <{iri}> "
                    f"{names_of[node.value] if isinstance(node, Iri) else literal(node)}{end}"
                    for subject, cell, end in whole
                    for node in cell
                ]
        return lines


class Names(dict[str, str]):
    """The terms of IRIs, each written once."""

    def __init__(self, write: Callable[[str], str]) -> None:
        super().__init__()
        self.write = write

    def __missing__(self, iri: str) -> str:
        term = self[iri] = self.write(iri)
        return term


def predicate_of(column: Column, *, merged: bool) -> str:
    """Return the property of `column`, another or none for a thing merged into another."""
    name = column.when_merged if merged and column.when_merged != "" else column.predicate
    return expand(name) if name else ""


def literal(text: Text) -> str:
    r"""Return a literal as the engine writes it.

    >>> literal(Text('"', "", "en"))
    '"\\""@en'
    """
    value, datatype, lang = text
    if value.isprintable() and '"' not in value and "\\" not in value:
        return f'"{value}"{suffix(datatype, lang)}'
    return written(value, datatype, lang)


@lru_cache(maxsize=1024)
def suffix(datatype: str, lang: str) -> str:
    """Return what stands behind the characters of a literal."""
    return written("", datatype, lang).removeprefix('""')


def written(value: str, datatype: str, lang: str) -> str:
    """Return what the engine writes for a literal."""
    if lang:
        return str(ox.Literal(value, language=lang))
    if datatype:
        return str(ox.Literal(value, datatype=ox.NamedNode(datatype)))
    return str(ox.Literal(value))


def quads(lines: Iterable[str]) -> Iterator[ox.Quad]:
    """Yield the quads that lines of N-Quads stand for, in their order."""
    return ox.parse(input="".join(lines).encode(), format=ox.RdfFormat.N_QUADS, lenient=True)
