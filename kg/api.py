"""The Python API: a graph that is asked, shown, ranked and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ParameterError
from kg.graph import lookup, shipped
from kg.graph.sparql import NAME, Limits, bind, select
from kg.graph.store import open_reader
from kg.ontology import Ontology
from kg.text.header import read_header
from kg.text.names import own_lang
from kg.text.table import Table, safe

if TYPE_CHECKING:
    import rdflib

    from kg.analysis.clusters import Settings
    from kg.analysis.rank import Measure
    from kg.network.network import Network
    from kg.report.report import Report
    from kg.visual.picture import Picture

LANGUAGES = ("en", "zh")
__all__ = ["Graph", "language_and_day", "open_graph"]


def open_graph(
    store: str | Path | None = None,
    data: str | Path | None = None,
    ontology: str | Path | None = None,
    *,
    memory: bool = False,
) -> Graph:
    """Return the graph in `store`, or of the tables in `data`, or the shipped one.

    `store` is a folder, or the http address of an endpoint that `kg push` has filled.
    With `memory` the graph is read into memory once; see `kg.load`.
    """
    if store and data:
        message = "give a store or tables, not both"
        raise ParameterError(message)
    onto = Ontology(Path(ontology) if ontology else shipped.folder("ontology"))
    if store:
        return Graph(store, onto, memory=memory)
    place = shipped.built(Path(data) if data else shipped.folder("data"), onto)
    return Graph(place, onto, memory=memory)


class Graph:
    """A published graph: `query`, `find`, `show`, `evidence`, `network`, `rank`, `clusters`."""

    def __init__(self, place: str | Path, onto: Ontology, *, memory: bool = False) -> None:
        self.onto = onto
        self.reader = open_reader(place, onto, memory=memory)

    def __repr__(self) -> str:
        return f"<kg graph of {len(self)} quads, {self.reader.digest[:12]}>"

    def __len__(self) -> int:
        return self.reader.size

    def _repr_html_(self) -> str:
        """Return what the graph holds, for a notebook."""
        table = self.query("overview", {"lang": own_lang()})._repr_html_()
        return f"<p>{safe(repr(self)[1:-1])}</p>{table}"

    def query(
        self,
        text: str,
        params: dict[str, str] | None = None,
        limits: Limits | None = None,
        engine: str = "auto",
    ) -> Table:
        """Return the answer to SPARQL `text`, or to the named query called so, as a table.

        It runs in a process of its own with limits on time, memory and size. Where the graph
        is large, some named queries are answered by its columns instead; `engine` may be
        `sparql` or `columns` to have it one way only. The rows are the same.

        Raises
        ------
        kg.errors.KgError
            If the query is not allowed, not SPARQL, or runs into a limit.

        >>> import kg
        >>> kg.load().query("SELECT ?x WHERE { ?x skos:prefLabel 'Hubei'@en }").rows
        (('https://w3id.org/green-industry/id/hubei',),)
        """
        from kg.graph.scan import scan_of

        named = NAME.fullmatch(text.strip())
        body = self.onto.file("queries", text.strip()).read_text("utf-8") if named else text
        header = read_header(body)
        given = lookup.things_given(self.reader, params or {}, header)
        origin = self.reader.origin
        scan = scan_of(body if named else "", origin.store, self.onto, engine)
        table = select(body, replace(origin, scan=scan), bind(given, header), limits)
        return Table(
            table.fields,
            table.rows,
            header.text("title", (params or {}).get("lang", "en")),
            method=body,
        )

    def find(self, text: str, lang: str = "en", as_of: str = "") -> Table:
        """Return the things with a name like `text`, best first; see `kg.graph.lookup.find`."""
        return lookup.find(self.reader, text, lookup.Asking(lang, as_of))

    def show(self, name: str, lang: str = "en", as_of: str = "") -> Table:
        """Return all that sources say of a thing, a claim a row."""
        return lookup.show(self.reader, name, lookup.Asking(lang, as_of))

    def evidence(
        self, claim: str, lang: str = "en", corpus: str | Path | None = None, as_of: str = ""
    ) -> Table:
        """Return what a claim says and where; with `corpus` the passage itself."""
        folder = Path(corpus) if corpus else None
        return lookup.evidence(self.reader, claim, lookup.Asking(lang, as_of, folder))

    def to_rdflib(self) -> rdflib.Dataset:
        """Return the graph as an rdflib Dataset, a copy in memory, one context a source."""
        from kg.graph.export import to_rdflib

        return to_rdflib(self.reader.store)

    @cached_property
    def views(self) -> Table:
        """Return the named views with the question each answers, by name."""
        rows = []
        for name, path in self.onto.files("views").items():
            header = read_header(path.read_text("utf-8"))
            rows.append([name, header.text("title", "en"), header.text("question", "en")])
        return Table.of(["view", "title", "question"], rows, "Views")

    @cached_property
    def queries(self) -> Table:
        """Return the named queries with title and parameters, by name."""
        rows = []
        for name, path in self.onto.files("queries").items():
            header = read_header(path.read_text("utf-8"))
            params = "; ".join(f"{p.name}: {p.what}" for p in header.parameters)
            rows.append([name, header.text("title", "en"), params])
        return Table.of(["query", "title", "parameters"], rows, "Named queries")

    def network(self, view: str, as_of: str = "") -> Network:
        """Return the network of a named view, ties of other days than `as_of` left out.

        >>> import kg
        >>> type(kg.load().network("three-chains").to_networkx()).__name__
        'MultiDiGraph'
        """
        from kg.analysis.reading import network_of_view

        return network_of_view(self.reader, view, as_of)

    def rank(
        self, view: str, measure: str | Measure = "betweenness", top: int | None = None, **how: str
    ) -> Table:
        """Return the nodes of a view ranked by `measure`; see `kg.analysis.rank.rank`.

        `how` may name `lang` (en or zh) and `as_of` (a day).

        Raises
        ------
        kg.errors.KgError
            If there is no such view or measure, or `top` is below 1.
        """
        from kg.analysis.rank import rank
        from kg.analysis.reading import background
        from kg.report.desk import with_ids

        if top is not None and top < 1:
            message = f"top is {top}; give 1 or more, or None for all"
            raise ParameterError(message)
        lang, as_of = language_and_day(how)
        network = self.network(view, as_of)
        return with_ids(rank(network, measure, top, lang, background(self.reader, lang)))

    def clusters(self, view: str, settings: Settings | None = None, **how: str) -> Table:
        """Return the clusters of a view; see `kg.analysis.clusters.clusters`.

        `how` may name `lang` (en or zh) and `as_of` (a day).
        """
        from kg.analysis.clusters import USUAL, clusters
        from kg.analysis.reading import background

        lang, as_of = language_and_day(how)
        network = self.network(view, as_of)
        return clusters(network, settings or USUAL, lang, background(self.reader, lang))

    def picture(self, view: str, as_of: str = "", seed: int = 0, top: int | None = None) -> Picture:
        """Return what a page on a view shows: nodes at their places, ties, claims, sources.

        With `top`, only that many nodes are kept: those with the most neighbours.
        """
        from kg.drawing import picture_of

        network = self.network(view, as_of)
        kept = network.strongest(top) if top else network
        return picture_of(self.reader, kept, seed, as_of)

    def page(
        self, view: str, lang: str = "en", as_of: str = "", seed: int = 0, top: int | None = None
    ) -> str:
        """Return one offline HTML page that draws a view with the evidence of every line."""
        from kg.visual.page import render_page

        return render_page(self.picture(view, as_of, seed, top), lang)

    def report(self, name: str, *names: str, lang: str = "en", as_of: str = "") -> Report:
        """Return the report called `name` on the things called `names`; see `kg.report.catalog`.

        >>> import kg
        >>> kg.load().report("gaps").title
        'Chain gaps'
        """
        from kg.report import catalog
        from kg.report.desk import Desk

        return catalog.report(name, Desk(self.reader, lookup.Asking(lang, as_of), names))

    def report_page(
        self, name: str, *names: str, lang: str = "en", as_of: str = "", geojson: str | Path = ""
    ) -> str:
        """Return a report as one offline HTML page in both languages, `lang` shown first.

        `geojson` is a file with a map of your own, on which places are drawn by division code.
        """
        from kg.charted import illustrated, proofs_of
        from kg.report import catalog
        from kg.report.desk import Desk
        from kg.report.page import render_report
        from kg.visual.charts.outline import read_outline

        ground = read_outline(Path(geojson)) if geojson else None
        desk = Desk(self.reader, lookup.Asking(lang, as_of), names)
        desks = [desk.spoken(one) for one in sorted(LANGUAGES, key=lambda one: one != lang)]
        pages = {d.lang: illustrated(catalog.report(name, d), d, ground) for d in desks}
        return render_report(pages, proofs_of(desk), self.reader.digest)

    def scenario(
        self, file: str | Path, out: str | Path, lang: str = "en", as_of: str = ""
    ) -> Report:
        """Return what the assumptions of `file` would change; `out` takes the graph with them.

        This graph stays as it is; `kg.load(out)` opens the other. See
        `kg.analysis.scenario.scenario` for what is refused.
        """
        from kg.analysis.scenario import scenario
        from kg.report.report import gathered

        asking = lookup.Asking(lang, as_of)
        tables = scenario(self.reader, Path(file), Path(out), asking)
        return gathered("scenario", tables, lang, as_of)

    def difference(
        self, other: Graph | None = None, before: str = "", after: str = "", lang: str = "en"
    ) -> Report:
        """Return what differs from this graph to `other`, or from the day `before` to `after`.

        >>> import kg
        >>> len(kg.load().difference(before="2023", after="2025").sections)
        4
        """
        from kg.analysis.difference import difference
        from kg.report.report import gathered

        readers = self.reader, (other or self).reader
        days = lookup.Asking(lang, before), lookup.Asking(lang, after)
        return gathered("difference", difference(*readers, *days), lang)

    def export(self, form: str, view: str = "overall") -> dict[str, bytes]:
        """Return the graph, or a view of it, in another format: contents by file name.

        Raises
        ------
        kg.errors.FormatError
            If there is no such format.
        """
        from kg.graph.export import export_csv, export_rdf
        from kg.network.exchange import NETWORK_FORMATS, network_file

        if form == "csv":
            return {name: text.encode("utf-8") for name, text in export_csv(self.reader).items()}
        if form in NETWORK_FORMATS:
            return {f"{view}.{form}": network_file(self.network(view), form)}
        return {f"graph.{form}": export_rdf(self.reader.store, form)}


def language_and_day(how: Mapping[str, str]) -> tuple[str, str]:
    """Return language and day of an analysis; a name of neither is no option."""
    unknown = sorted(set(how) - {"lang", "as_of"})
    if unknown:
        message = f"unknown option {', '.join(unknown)}; there are lang and as_of"
        raise ParameterError(message)
    return how.get("lang", "en"), how.get("as_of", "")
