"""The table of measures that `kg measure` prints, a row for each thing and measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.analysis.card import card_of
from kg.analysis.writeback import Measured
from kg.report.desk import Desk, table_of, tell
from kg.text.names import local_name
from kg.text.table import Cell, Table

COLUMNS = ("view", "measure", "label", "score", "rank", "best", "worst", "hangs_on", "id")


def measured_table(desk: Desk, found: Iterable[Measured]) -> Table:
    """Return the measures by view and measure, best first, and in notes what is not computable."""
    rows: list[list[Cell]] = []
    notes = []
    for one in found:
        name = card_of(one.measure, desk.lang).title
        if one.refused:
            notes.append(f"{one.view}, {name}: {one.refused}")
        for value in sorted(one.values, key=lambda v: (v.rank or 0, v.number, v.node)):
            label = desk.reader.label(value.node, desk.lang)
            place: list[Cell] = [value.rank, value.best, value.worst, value.hangs_on]
            rows.append([one.view, name, label, value.number, *place, local_name(value.node)])
    table = table_of(desk, COLUMNS, rows, tell("title_measured", desk.lang))
    return replace(table, notes=tuple(notes))
