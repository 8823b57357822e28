"""Headers: what the leading comments of a query file say about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

LINE = r"#\s*(?P<key>[a-z]+(?:\.[a-z_0-9]+)?):\s*(?P<value>.*?)\s*$"
PARAMETER = (  # compiled when a query has comments: many have none
    r"#\s*param\s+(?P<name>[a-z][a-zA-Z0-9_]*)\s+(?P<kind>thing|text|number|date|term|concept)"
    r"\s+(?P<default>\S+)\s+(?P<what>.+?)\s*$"
)


class Parameter(NamedTuple):
    """A value that a user may set in a named query; `default` is `-` where one must."""

    name: str
    kind: str
    default: str
    what: str


@dataclass(frozen=True)
class Header:
    """Titles and notes by key such as `title.en`, and the parameters, in their order."""

    notes: Mapping[str, str] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()

    def text(self, key: str, lang: str) -> str:
        """Return the note `key` in `lang`, else in English, else nothing."""
        return self.notes.get(f"{key}.{lang}") or self.notes.get(f"{key}.en", "")


def read_header(query: str) -> Header:
    r"""Return what the comments before the first line of code say.

    >>> read_header("# title.en: Who pays?\n# param chain thing - the chain\nSELECT ...").text(
    ...     "title", "en"
    ... )
    'Who pays?'
    """
    notes: dict[str, str] = {}
    parameters = []
    for line in query.splitlines():
        if not line.startswith("#"):
            break
        parameter = re.match(PARAMETER, line)
        note = re.match(LINE, line)
        if parameter:
            parameters.append(Parameter(**parameter.groupdict()))
        elif note:
            notes[note["key"]] = note["value"]
    return Header(notes, tuple(parameters))
