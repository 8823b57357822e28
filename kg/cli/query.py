"""The command `kg query`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options
from kg.cli.asking import FORMATS, Question, ask
from kg.graph.sparql import ENGINES


@click.command()
@click.argument("source", required=False, metavar="[FILE.rq | NAME | -]")
@click.option("-e", "--expression", help="The query itself.")
@click.option("--param", "params", multiple=True, metavar="K=V", help="A parameter; repeatable.")
@click.option(
    "--data",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    help="A folder of tables, or RDF files to ask as they are; repeatable.",
)
@options.graph
@options.ontology
@options.lang
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Default: table, or tsv if piped."
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=60.0,
    show_default=True,
    help="Seconds the query may take.",
)
@click.option(
    "--memory",
    type=click.IntRange(64, 65536),
    default=2048,
    show_default=True,
    help="Megabytes the query may take.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="auto",
    show_default=True,
    help="What answers a named query: SPARQL, or the columns beside a large graph; same rows.",
)
@options.output
def command(**given: object) -> None:
    """Ask the graph in SPARQL, or by the name of a query; without one, list the named queries.

    Prefixes gi, gid, gic, gig, rdf, rdfs, owl, xsd, skos, dcterms are known.

    \b
    Example: kg query three-chains
             kg query -e 'SELECT ?x WHERE { ?x skos:prefLabel "湖北省"@zh }' --format csv
    """  # noqa: D301  click reads the backspace
    ask(Question(**given))  # type: ignore[arg-type]
