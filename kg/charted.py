"""What the page of a report shows beside its words: the evidence of claims, and charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from kg.analysis.card import word
from kg.drawing import both, pictured_sources
from kg.graph.store import Reader
from kg.report.page import Proof
from kg.report.report import Report, Section
from kg.text.names import local_name
from kg.text.table import Cell, Table
from kg.visual.charts.curve import Curve, Line, curve
from kg.visual.charts.frame import Head, responsive
from kg.visual.charts.heat import STATES, Heat, heat
from kg.visual.charts.heat import Cell as Spot
from kg.visual.charts.intervals import Intervals, Ranked, intervals
from kg.visual.charts.sankey import Flow, Sankey, Stop, sankey
from kg.visual.charts.trajectory import Series, Trajectory, Value, trajectory

MIXED = 2
Draw = Callable[[float], str]

LANGUAGES = ("en", "zh")


def proofs_of(reader: Reader) -> Mapping[str, Proof]:
    """Return wording, source and place of each claim, by its id."""
    rows = list(reader.api("claim-texts"))
    sources = pictured_sources(reader, {row["source"] for row in rows})
    found = {}
    for row in sorted(rows, key=lambda row: sorted(row.items())):
        source = sources.get(row["source"])
        found[local_name(row["claim"])] = Proof(
            text={lang: row[lang] for lang in LANGUAGES if lang in row},
            source=both(reader, row["source"]),
            address=source.url if source else "",
            place=f"{row['start']}–{row['end']}" if "start" in row and "end" in row else "",
            digest=row.get("digest", ""),
            kind=both(reader, row["modality"]),
            certainty=both(reader, row["certainty"]),
        )
    return found


def illustrated(report: Report) -> Report:
    """Return the report with a chart in each section that has one, drawn for two widths."""
    return replace(report, sections=tuple(with_chart(s, report.lang) for s in report.sections))


def with_chart(section: Section, lang: str) -> Section:
    """Return the section with its chart, if its table is of a kind that has one and not empty."""
    for mark, draw in CHARTS.items():
        if f"-{mark}-" in f"-{section.name}-" and drawable(section.table):
            return replace(section, picture=responsive(draw(section, lang)))
    return section


def drawable(table: Table) -> bool:
    """Return whether a chart is true to the table: rows, and years not beside parts of years.

    What half a year amounts to may not stand in one line with what a year amounts to.
    """
    times = [str(row["time"]) for row in table.records() if "time" in row]
    return len(table) > 0 and len({len(time) for time in times}) < MIXED


def head_of(section: Section, lang: str) -> Head:
    """Return the head of a chart: the title of its section."""
    return Head({lang: section.title})


def texts(row: Mapping[str, Cell], key: str, lang: str) -> Mapping[str, str]:
    """Return a cell as a label."""
    return {lang: str(row[key])}


def ids(row: Mapping[str, Cell]) -> tuple[str, ...]:
    """Return the claims that a row names."""
    return tuple(str(row["claims"]).split())


def trajectory_of(section: Section, lang: str) -> Draw:
    """Return how numbers over time are drawn; what is not yet so is hollow."""
    actual = section.table.meta.get("actual", "").split()
    values = tuple(
        value_of(row, aim=str(number) not in actual)
        for number, row in enumerate(section.table.records())
    )
    unit = texts(next(section.table.records()), "unit", lang)
    series = (Series({lang: section.title}, values),)
    chart = Trajectory(head_of(section, lang), series, unit)
    return lambda width: trajectory(chart, lang, width)


def value_of(row: Mapping[str, Cell], *, aim: bool) -> Value:
    """Return one number of a trajectory with its bounds."""
    year, month = (*str(row["time"]).split("-"), "1")[:2]
    when = int(year) + (int(month) - 1) / 12
    low, high = row["low"], row["high"]
    ends = [float(end) for end in (low, high) if isinstance(end, int | float)]
    if len(ends) == 1:
        return Value(when, ends[0], ">=" if high is None else "<=", aim, claims=ids(row))
    if ends[0] == ends[1]:
        return Value(when, ends[0], aim=aim, claims=ids(row))
    return Value(when, sum(ends) / 2, "=", aim, ends[0], ends[1], ids(row))


def heat_of(section: Section, lang: str) -> Draw:
    """Return how the states of segments by region are drawn."""
    rows = list(section.table.records())
    states = {word(f"gap_{state}", lang): state for state in STATES}
    parts = list(dict.fromkeys(str(row["segment"]) for row in rows))
    places = list(dict.fromkeys(str(row["region"]) for row in rows))
    spots = {(str(row["segment"]), str(row["region"])): row for row in rows}
    cells = tuple(
        Spot(
            parts.index(part),
            places.index(place),
            states[str(row["state"])],
            texts(row, "reason", lang),
            ids(row),
        )
        for (part, place), row in spots.items()
    )
    labels = [tuple({lang: name} for name in names) for names in (parts, places)]
    chart = Heat(head_of(section, lang), labels[0], labels[1], cells)
    return lambda width: heat(chart, lang, width)


def sankey_of(section: Section, lang: str) -> Draw:
    """Return how flows from stage to stage are drawn."""
    stops: dict[tuple[int, str], int] = {}
    flows = []
    for row in section.table.records():
        stage = int(str(row["stage"]))
        ends = [(stage - 1, str(row["end_1"])), (stage, str(row["end_2"]))]
        one, other = (stops.setdefault(end, len(stops)) for end in ends)
        flows.append(Flow(one, other, float(str(row["weight"])), claims=ids(row)))
    layers = tuple({lang: ""} for _ in range(max(layer for layer, _ in stops) + 1))
    made = tuple(Stop({lang: name}, layer) for layer, name in stops)
    chart = Sankey(head_of(section, lang), layers, made, tuple(flows))
    return lambda width: sankey(chart, lang, width)


def intervals_of(section: Section, lang: str) -> Draw:
    """Return how ranks are drawn with the best and worst that they may be."""
    ranks = []
    for row in section.table.records():
        ends = str(row["by_source"]).replace("–", " ").split()
        if ends and ends[0].isdigit():
            worst = int(ends[-1]) if ends[-1].isdigit() else None
            place, hangs = int(str(row["rank"])), str(row["hangs_on"] or "")
            ranks.append(Ranked(texts(row, "label", lang), place, int(ends[0]), worst, hangs))
    chart = Intervals(head_of(section, lang), tuple(ranks))
    return lambda width: intervals(chart, lang, width)


def curve_of(section: Section, lang: str) -> Draw:
    """Return how what is left is drawn as nodes leave."""
    table = section.table
    captions = {field.name: {lang: field.caption} for field in table.fields}
    numbers = {f.name: tuple(float(str(c)) for c in table.column(f.name)) for f in table.fields}
    gone = numbers["removed"]
    lines = []
    for name in (key for key in numbers if key.startswith("left_")):
        left = numbers[name]
        band = (numbers["low"], numbers["high"]) if name == "left_chance" else ((), ())
        lines.append(Line(captions[name], gone, left, sum(left[1:]) / (len(left) - 1), *band))
    chart = Curve(head_of(section, lang), tuple(lines))
    return lambda width: curve(chart, lang, width)


CHARTS: Mapping[str, Callable[[Section, str], Draw]] = {
    "way": trajectory_of,
    "gaps-list": heat_of,
    "instruments-flows": sankey_of,
    "trust": intervals_of,
    "curve": curve_of,
}
