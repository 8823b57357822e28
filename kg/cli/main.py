"""The command `kg`: finds the command asked for, and turns errors into one line."""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import os
import sys
from typing import Any

import click

import kg
from kg.errors import KgError

COMMANDS = {
    "build": "Build the graph from its tables into a verified store folder.",
    "check": "Check shapes, rules, questions and passages.",
    "query": "Ask the graph in SPARQL, or by the name of a query.",
    "find": "Find things by any of their names.",
    "show": "Show all that sources say of a thing.",
    "evidence": "Open the evidence of a claim.",
    "rank": "Rank the nodes of a view.",
    "clusters": "Find the clusters of a view.",
    "report": "Write a report on a matter, a thing, or all.",
    "scenario": "Build the graph with assumptions, and show what changes.",
    "diff": "Show what differs between two graphs or two days.",
    "measure": "Measure the views, and write the measures into the graph.",
    "draw": "Draw a view as an offline page, SVG or PNG.",
    "export": "Write the graph in another format.",
    "push": "Load a built graph into a SPARQL endpoint.",
    "verify": "Verify that a store is what its manifest says.",
    "demo": "Go the whole way on the shipped data.",
}


SELDOM = 50_000  # objects until garbage is looked for: what one command makes, it mostly keeps


class Commands(click.Group):
    """Loads a command's file only when it runs, so that help stays fast."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of all commands in the order of a first visit."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called `cmd_name`, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"kg.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that `args` name; near misses are named for an unknown one."""
        name = args[0]
        if name not in COMMANDS:
            from kg.text.names import near_misses

            near = near_misses(name, COMMANDS)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"No such command {name!r}{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line on streams that hold Chinese in any locale."""
        ready_streams()
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            drop_output()
            place = error.filename or "standard output"
            click.echo(f"Error: {place}: {error.strerror or error}", err=True)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a deliberate error becomes its message and exit code."""
        try:
            return super().invoke(ctx)
        except KgError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            drop_output()
            ctx.exit(0)
        except KeyboardInterrupt:
            click.echo("\nStopped; nothing is half written.", err=True)
            ctx.exit(1)


def ready_streams() -> None:
    """Open the standard streams that are closed, and write UTF-8 whatever the locale says."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  for good
        elif isinstance(stream, io.TextIOWrapper) and mode == "w":
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def drop_output() -> None:
    """Send what is still buffered nowhere, or Python would complain of it at its end."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(kg.__version__, prog_name="kg")
def main() -> None:
    """Ask, rank and draw the evidence graph of China's green industry.

    Every number and every line goes back to the passage that says so.

    Example: kg demo
    """


def run() -> None:
    """Run the command line as a process, which ends with it."""
    gc.set_threshold(SELDOM)
    try:
        main(prog_name="kg")
    except SystemExit as end:
        if isinstance(end.code, int):
            leave(end.code)
        raise


def leave(code: int) -> None:
    """End the process at once: to take apart what it holds in memory would take its time.

    Return if something is left that cannot be written: Python tells of that at its own end.
    """
    atexit._run_exitfuncs()  # noqa: SLF001  as Python does
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
