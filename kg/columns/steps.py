"""Steps: the lines `# columns:` in the header of a query, which say how columns answer it.

A line is one step on rows, read from the left. A TERM is a parameter (`?lang`), a CURIE, or
a plain text; the terms behind a table fix its leading columns.

    from TABLE [TERM ...] [as NEW=COLUMN ...]
    search TABLE [TERM ...] contains|matches TERM         rows by their text
    join TABLE [TERM ...] on COLUMN [as NEW=COLUMN ...]   on the next column of the table
    optional TABLE [TERM ...] on COLUMN [as NEW=COLUMN ...]
    where COLUMN is [not] TERM ... [unless TERM]          unless that TERM is among them
    where COLUMN under PREFIX:                            IRIs that begin so
    count [COLUMN] by COLUMN ... as NEW                   rows, or different values
    distinct COLUMN ...
    order [-]COLUMN ... [top NUMBER]
    show NAME[=COLUMN] NAME=id:COLUMN ...                 the last step: what is answered
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

STEP = re.compile(r"# columns: *(.+)")


def steps_of(query: str) -> list[list[str]]:
    r"""Return the steps in the header of a query, word by word; none if it has no columns form.

    >>> steps_of("# title.en: All\n# columns: from labels ?lang\nSELECT")
    [['from', 'labels', '?lang']]
    """
    steps = []
    for line in query.splitlines():
        if not line.startswith("#"):
            break
        found = STEP.fullmatch(line.rstrip())
        if found:
            steps.append(shlex.split(found[1]))
    return steps


def before(words: Sequence[str], *marks: str) -> tuple[list[str], dict[str, list[str]]]:
    """Return the words before any mark, and those behind each mark.

    >>> before(["labels", "?lang", "on", "thing"], "on", "as")
    (['labels', '?lang'], {'on': ['thing'], 'as': []})
    """
    head: list[str] = []
    found: dict[str, list[str]] = {mark: [] for mark in marks}
    part = head
    for word in words:
        if word in found:
            part = found[word]
        else:
            part.append(word)
    return head, found
