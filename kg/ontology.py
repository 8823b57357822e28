"""The ontology as data: a read-only view of the folder `ontology/`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import StoreError, UnknownNameError
from kg.text.names import PREFIXES, expand, local_name, near_misses
from kg.text.table import Table

PLAIN = re.compile(r"[\w-]{1,99}", re.ASCII)
"""The name of a file that is no path: the file can be asked for without listing the others."""
NOUNS: Mapping[type, str] = {str: "text", list: "list", dict: "object"}


@dataclass(frozen=True)
class Term:
    """A class or property with its labels and what it relates to; names are IRIs."""

    iri: str
    kind: str
    labels: Mapping[str, str]
    parents: frozenset[str]
    domains: frozenset[str]
    ranges: frozenset[str]
    scheme: str
    literal: str
    transitive: bool


@dataclass(frozen=True)
class Column:
    """How a cell of a table becomes RDF; the words of CSVW."""

    name: str
    titles: Mapping[str, str]
    description: Mapping[str, str]
    predicate: str = ""
    required: bool = False
    datatype: str = "string"
    lang: str = ""
    value_url: str = ""
    separator: str = ""
    pattern: str = ""
    scheme: str = ""
    domain_of: str = ""
    range_of: str = ""
    when_merged: str | None = ""
    keeps_identity: bool = False


@dataclass(frozen=True)
class TableShape:
    """One table of the data folder: which files, which columns, which graph."""

    url: str
    titles: Mapping[str, str]
    description: Mapping[str, str]
    columns: tuple[Column, ...]
    row_class: str = ""
    graph: str = ""
    graph_column: str = ""
    passage: Mapping[str, str] = field(default_factory=dict)
    corpus: Mapping[str, str] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str) -> Column | None:
        """Return the column called `name`, or None."""
        return next((c for c in self.columns if c.name == name), None)


def wanted(raw: Any, key: str, kind: type, where: str) -> Any:
    """Return what `raw` holds under `key`; a ValueError says `where` it is missing or no `kind`.

    >>> wanted({"url": "sources.csv"}, "url", str, "table 1")
    'sources.csv'
    """
    found = raw.get(key) if isinstance(raw, dict) else None
    if not isinstance(found, kind):
        message = f"{where} has no {NOUNS[kind]} under {key!r}"
        raise ValueError(message)  # noqa: TRY004  the file is wrong, no argument
    return found


def read_column(raw: Any, where: str) -> Column:
    """Return the column that one CSVW column object stands for; `where` names it in errors."""
    return Column(
        name=wanted(raw, "name", str, where),
        titles=wanted(raw, "titles", dict, where),
        description=wanted(raw, "dc:description", dict, where),
        predicate=expand(raw.get("propertyUrl", "")),
        required=raw.get("required", False),
        datatype=raw.get("datatype", "string"),
        lang=raw.get("lang", ""),
        value_url=raw.get("valueUrl", ""),
        separator=raw.get("separator", ""),
        pattern=raw.get("format", ""),
        scheme=raw.get("kg:scheme", ""),
        domain_of=raw.get("kg:domainOf", ""),
        range_of=raw.get("kg:rangeOf", ""),
        when_merged=raw.get("kg:whenMerged", ""),
        keeps_identity=raw.get("kg:keepIdentity", False),
    )


def read_shape(raw: Any, where: str = "the table") -> TableShape:
    """Return the table that one CSVW table object stands for; `where` names it in errors."""
    schema = wanted(raw, "tableSchema", dict, where)
    columns = enumerate(wanted(schema, "columns", list, where), start=1)
    return TableShape(
        url=wanted(raw, "url", str, where),
        titles=wanted(raw, "dc:title", dict, where),
        description=wanted(raw, "dc:description", dict, where),
        columns=tuple(read_column(c, f"{where}, column {n}") for n, c in columns),
        row_class=raw.get("kg:rowClass", ""),
        graph=raw.get("kg:graph", ""),
        graph_column=raw.get("kg:graphColumn", ""),
        passage=raw.get("kg:passage", {}),
        corpus=raw.get("kg:corpus", {}),
        identity=raw.get("kg:identity", {}),
    )


class Ontology:
    """What `folder` says: terms, concepts, tables, queries, views, rules and style."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "tables.json").is_file():
            message = f"{folder} is no ontology folder: it has no tables.json"
            raise StoreError(message)
        self.folder = folder

    @cached_property
    def store(self) -> ox.Store:
        """Return the Turtle files of the folder as one in-memory store."""
        store = ox.Store()
        for path in sorted(self.folder.glob("*.ttl")):
            try:
                store.load(path=str(path), format=ox.RdfFormat.TURTLE)
            except (SyntaxError, ValueError, OSError) as error:
                message = f"{path}: {error}"
                raise StoreError(message) from None
        return store

    @cached_property
    def shapes(self) -> tuple[TableShape, ...]:
        """Return the tables of `tables.json`, in its order.

        Raises
        ------
        StoreError
            If the file is damaged; the message says where.
        """
        path = self.folder / "tables.json"
        try:
            raw = json.loads(path.read_bytes())
            tables = enumerate(wanted(raw, "tables", list, "it"), start=1)
            return tuple(read_shape(table, f"table {n}") for n, table in tables)
        except (ValueError, TypeError, AttributeError, RecursionError, OSError) as error:
            message = f"{path} does not describe tables: {error}"
            raise StoreError(message) from None

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """Return every class and property by IRI."""
        found: dict[str, dict[str, set[str]]] = {}
        for row in self.ask("terms"):
            found.setdefault(row[0], {}).setdefault(row[1], set()).add(row[2])
        return {iri: make_term(iri, aspects) for iri, aspects in sorted(found.items())}

    @cached_property
    def schemes(self) -> Mapping[str, frozenset[str]]:
        """Return the concepts of each concept scheme, all as IRIs."""
        members: dict[str, set[str]] = {}
        for scheme, concept in self.ask("schemes"):
            members.setdefault(scheme, set()).add(concept)
        return {scheme: frozenset(concepts) for scheme, concepts in members.items()}

    @cached_property
    def named(self) -> dict[str, Mapping[str, str]]:
        """Return the concepts by name of the schemes that were asked for."""
        return {}

    def concepts(self, scheme: str) -> Mapping[str, str]:
        """Return the IRIs of the concepts of a scheme by their local names."""
        if scheme not in self.named:
            members = self.schemes.get(scheme, frozenset())
            self.named[scheme] = {local_name(iri): iri for iri in members}
        return self.named[scheme]

    @cached_property
    def style(self) -> Mapping[str, Mapping[str, str]]:
        """Return colour, shape and symbol of each class, those of its parents filled in."""
        own: dict[str, dict[str, str]] = {}
        for iri, aspect, value in self.ask("style"):
            own.setdefault(iri, {})[aspect] = value
        styled = {}
        for iri, term in self.terms.items():
            if term.kind == "class":
                chain = [own.get(a, {}) for a in reversed(self.ancestors(iri))]
                styled[iri] = {key: value for part in chain for key, value in part.items()}
        return styled

    def ask(self, name: str) -> list[tuple[str, ...]]:
        """Return the rows of `api/<name>.rq` over the ontology alone, as strings."""
        try:
            text = (self.folder / "api" / f"{name}.rq").read_text("utf-8")
            if "SERVICE" in text.upper():
                message = "SERVICE is refused: nothing is fetched"
                raise StoreError(f"api/{name}.rq: {message}")
            rows = self.store.query(text, prefixes=dict(PREFIXES))
        except (SyntaxError, ValueError, OSError) as error:
            message = f"api/{name}.rq: {error}"
            raise StoreError(message) from None
        if not isinstance(rows, ox.QuerySolutions):
            message = f"api/{name}.rq is no SELECT query"
            raise StoreError(message)
        return sorted(tuple(cell.value if cell else "" for cell in row) for row in rows)

    def _repr_html_(self) -> str:
        """Return the classes and properties with their labels, for a notebook."""
        rows = [
            [local_name(iri), term.kind, term.labels.get("en"), term.labels.get("zh")]
            for iri, term in self.terms.items()
        ]
        table = Table.of(["term", "kind", "English", "中文"], rows, "Ontology · 本体")
        return table._repr_html_()

    def ancestors(self, iri: str) -> list[str]:
        """Return the class `iri` and its superclasses, nearest first, ties by IRI."""
        order, layer = [iri], [iri]
        while layer:
            parents = {p for c in layer if c in self.terms for p in self.terms[c].parents}
            layer = sorted(p for p in parents if p in self.terms and p not in order)
            order += layer
        return order

    def term(self, name: str) -> Term:
        """Return the term called `name`: a local name, a CURIE or an IRI.

        Raises
        ------
        UnknownNameError
            If the ontology has no such class or property; near misses are named.
        """
        iri = expand(name) if ":" in name else PREFIXES["gi"] + name
        if iri not in self.terms:
            known = [local_name(key) for key in self.terms]
            raise UnknownNameError("term", name, near_misses(local_name(name), known))
        return self.terms[iri]

    def files(self, kind: str) -> Mapping[str, Path]:
        """Return the files of the subfolder `kind` by name without suffix, sorted."""
        paths = sorted(p for p in (self.folder / kind).glob("*.r[qu]") if p.is_file())
        return {path.stem: path for path in paths}

    def file(self, kind: str, name: str) -> Path:
        """Return the file called `name` in the subfolder `kind`.

        Raises
        ------
        UnknownNameError
            If there is none; near misses are named, and where to see them all.
        """
        path = self.folder / kind / f"{name}.rq"
        if PLAIN.fullmatch(name) and path.is_file():
            return path
        files = self.files(kind)
        if name not in files:
            words = {
                "queries": ("query", "kg query lists them"),
                "views": ("view", f"there are {', '.join(files)}"),
            }
            one, all_of_them = words.get(kind, (kind.rstrip("s"), ""))
            near = near_misses(name, files)
            raise UnknownNameError(one, name, near, "" if near else all_of_them)
        return files[name]


def make_term(iri: str, aspects: Mapping[str, Iterable[str]]) -> Term:
    """Return the term that the rows of `api/terms.rq` on `iri` describe."""

    def one(key: str) -> str:
        return min(aspects.get(key, [""]))

    return Term(
        iri=iri,
        kind=one("kind"),
        labels={lang: one(f"label-{lang}") for lang in ("en", "zh") if one(f"label-{lang}")},
        parents=frozenset(aspects.get("parent", ())),
        domains=frozenset(aspects.get("domain", ())),
        ranges=frozenset(aspects.get("range", ())),
        scheme=one("scheme"),
        literal=one("literal"),
        transitive=bool(one("transitive")),
    )
