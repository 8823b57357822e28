"""Options that several commands share, and how they print a table."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from kg.text.table import Table

Function = TypeVar("Function", bound=Callable[..., Any])
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
STDOUT = ("-", "/dev/stdout")
ENDPOINT = "kg.endpoint"


def lang(function: Function) -> Function:
    """Return `function` with the option --lang."""
    option = click.option(
        "--lang",
        type=click.Choice(["en", "zh"]),
        default="en",
        show_default=True,
        envvar="KG_LANG",
        help="Language of labels and texts.",
    )
    return option(function)


def store(function: Function) -> Function:
    """Return `function` with the option --store."""
    option = click.option(
        "--store", type=FOLDER, help="Folder of a built graph; default: the shipped graph."
    )
    return option(function)


def graph(function: Function) -> Function:
    """Return `function` with --store and --endpoint; `store` is the folder, or the address."""
    folder = click.option(
        "--store",
        type=FOLDER,
        callback=place_of_graph,
        help="Folder of a built graph; default: the shipped graph.",
    )
    endpoint = click.option(
        "--endpoint",
        metavar="URL",
        envvar="KG_ENDPOINT",
        expose_value=False,
        is_eager=True,
        callback=note_endpoint,
        help="SPARQL endpoint that `kg push` has filled (or KG_ENDPOINT), asked instead.",
    )
    return folder(endpoint(function))


def note_endpoint(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    """Keep the address of the endpoint for `place_of_graph`."""
    if value and "://" not in value:
        message = f"{value!r} is no http or https address"
        raise click.BadParameter(message)
    ctx.meta[ENDPOINT] = value


def place_of_graph(
    ctx: click.Context, _param: click.Parameter, value: Path | None
) -> Path | str | None:
    """Return the folder or the endpoint that is asked; what the command line says comes first."""
    address: str | None = ctx.meta.get(ENDPOINT)
    said = ctx.get_parameter_source("endpoint") is ParameterSource.COMMANDLINE
    if value and address and said:
        message = "give --store or --endpoint, not both"
        raise click.UsageError(message)
    return value if value or (ctx.params.get("data") and not said) else address


def data(function: Function) -> Function:
    """Return `function` with the option --data."""
    option = click.option("--data", type=FOLDER, help="Folder of tables; default: ours.")
    return option(function)


def ontology(function: Function) -> Function:
    """Return `function` with the option --ontology."""
    option = click.option("--ontology", type=FOLDER, help="Folder of the ontology; default: ours.")
    return option(function)


def corpus(function: Function) -> Function:
    """Return `function` with the option --corpus."""
    option = click.option(
        "--corpus",
        type=FOLDER,
        envvar="KG_CORPUS",
        help="Folder of the documents' texts (or KG_CORPUS): passages are proved and shown.",
    )
    return option(function)


def as_of(function: Function) -> Function:
    """Return `function` with the option --as-of."""
    option = click.option(
        "--as-of", default="", metavar="DATE", callback=read_day, help="Only what holds then."
    )
    return option(function)


def table_format(function: Function) -> Function:
    """Return `function` with the options --format and -o of a table."""
    form = click.option(
        "--format",
        "form",
        type=click.Choice(["text", "md", "html", "json", "csv", "tsv"]),
        default="text",
        show_default=True,
        help="How to write the table.",
    )
    return form(output(function))


def report_format(function: Function) -> Function:
    """Return `function` with the options --format and -o of several tables."""
    form = click.option(
        "--format",
        "form",
        type=click.Choice(["text", "md", "json", "csv"]),
        default="text",
        show_default=True,
        help="How to write the tables.",
    )
    return form(output(function))


def output(function: Function) -> Function:
    """Return `function` with the option -o."""
    option = click.option(
        "-o", "--output", type=click.Path(path_type=Path), help="File to write; default: print."
    )
    return option(function)


def read_day(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """Return a partial date, or say what one looks like."""
    from kg.text.figures import date_type

    try:
        return value if not value else date_type(value) and value
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def terminal_width() -> int:
    """Return the columns to write for: those of the terminal, at most 120, else 80."""
    from shutil import get_terminal_size  # heavy: compression

    return min(get_terminal_size((80, 24)).columns, 120) if sys.stdout.isatty() else 80


def put(content: str | bytes, path: Path | None) -> None:
    """Print `content`, or write it whole to `path`; `-` stands for standard output."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    if path is not None and str(path) not in STDOUT:
        from kg.graph.export import write_whole

        write_whole(path, raw)
        click.echo(f"wrote {os.fspath(path)}", err=True)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()


def put_table(table: Table, form: str, path: Path | None) -> None:
    """Print `table` in the format `form` and the language asked for, or write it to `path`."""
    from kg.report.render import render

    spoken = click.get_current_context().params.get("lang", "en")
    put(render(table, form, terminal_width(), spoken), path)


def put_tables(tables: Iterable[Table], name: str, rest: Mapping[str, Any]) -> None:
    """Print several tables below each other, or write them to a file."""
    from kg.report.report import gathered, write

    report = gathered(name, tables, rest["lang"], rest.get("as_of", ""))
    put(write(report, rest["form"], terminal_width()), rest["output"])


def put_findings(table: Table, output: dict[str, Any]) -> None:
    """Print the errors a check found; any error ends the command with exit code 3."""
    from kg.errors import CheckError

    put_table(table, output["form"], output["output"])
    if len(table):
        message = f"{len(table)} error{'s' if len(table) > 1 else ''} found"
        raise CheckError(message)


def put_files(files: dict[str, bytes], path: Path | None) -> None:
    """Write one file to `path` or print it; write several into the folder `path`."""
    if len(files) == 1:
        put(next(iter(files.values())), path)
        return
    if path is None or str(path) in STDOUT:
        raise click.UsageError(f"give -o FOLDER: {', '.join(files)} are written there")
    path.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        put(content, path / name)
