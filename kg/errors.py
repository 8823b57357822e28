"""Every error that kg raises on purpose: what is wrong, where, and what is allowed."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

SHOWN = 100


def missing(what: str, package: str, extra: str) -> str:
    """Return what is said where the package of an extra is not installed.

    >>> missing("PNG", "vl-convert-python", "static")
    "PNG needs the package vl-convert-python: pip install '.[static]' in the source folder of kg"
    """
    how = f"pip install '.[{extra}]' in the source folder of kg"
    return f"{what} needs the package {package}: {how}"


class KgError(Exception):
    """Base of all deliberate errors; `exit_code` is what the command line returns."""

    exit_code: ClassVar[int] = 1


class Problem(NamedTuple):
    """One fault of the input: `file`, `row` (1 is the header), `column`, and what is wrong."""

    file: str
    row: int
    column: str
    what: str

    def __str__(self) -> str:
        """Return `file:row:column: what`, leaving out the parts that do not apply."""
        parts = [self.file, str(self.row) if self.row else "", self.column]
        return ":".join(part for part in parts if part) + f": {self.what}"


class DataError(KgError):
    """The tables have faults; all of them are listed, the first hundred printed."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        rest = len(self.problems) - SHOWN
        if rest > 0:
            lines.append(f"... and {rest} more")
        count = len(self.problems)
        lines.append(f"{count} problem{'s' if count != 1 else ''}; nothing was written")
        super().__init__("\n".join(lines))


class CheckError(KgError):
    """A check of the graph found errors."""

    exit_code: ClassVar[int] = 3


class UnknownNameError(KgError):
    """A name stands for nothing known."""

    def __init__(self, kind: str, name: str, near: list[str], allowed: str = "") -> None:
        self.kind, self.name, self.near = kind, name, near
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"unknown {kind} {name!r}{hint}{f' ({allowed})' if allowed else ''}")


class QuerySyntaxError(KgError):
    """A query is not SPARQL 1.1."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the query is not valid SPARQL: {what}")


class ForbiddenQueryError(KgError):
    """A query asks for what read-only, offline queries may not do."""

    def __init__(self, word: str, why: str) -> None:
        self.word = word
        super().__init__(f"{word} is refused: {why}")


class QueryLimitError(KgError):
    """A query ran into its limit of time, memory, or size of the answer."""


class FormatError(KgError):
    """A format does not fit what it is asked to hold."""


class StoreError(KgError):
    """A store folder is missing, damaged, or cannot be written."""


class RemoteError(KgError):
    """A SPARQL endpoint is not reached, refuses, or answers what cannot be used."""


class TransientError(RemoteError):
    """A fault of an endpoint that another try may not meet; `wait` is what it asks for, seconds."""

    def __init__(self, what: str, wait: float = 0.0) -> None:
        super().__init__(what)
        self.wait = wait


class ParameterError(KgError):
    """A parameter of a named query is missing or malformed."""


class TooFewNodesError(KgError):
    """A measure is not defined on a network this small."""


class NotComputableError(KgError):
    """A measure did not converge or is undefined on this network."""


class ColumnsError(KgError):
    """The columns beside a store are missing, damaged, or not made for what is asked."""


class EngineError(KgError):
    """Another engine is missing, cannot be reached, or failed."""
