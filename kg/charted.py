"""What the page of a report shows beside its words: the evidence of claims, and charts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from kg.analysis.card import word
from kg.drawing import LANGUAGES, both, picture_of
from kg.graph.lookup import time_of
from kg.graph.store import Reader, Row
from kg.network.network import Network
from kg.report.desk import Desk
from kg.report.proofs import Origin, Proof, Proofs
from kg.report.report import Report, Section
from kg.text.names import BASE, local_name
from kg.text.table import Cell, Table
from kg.visual.charts.curve import Curve, Line, curve
from kg.visual.charts.frame import Head, responsive
from kg.visual.charts.heat import STATES, Heat, heat
from kg.visual.charts.heat import Cell as Spot
from kg.visual.charts.intervals import Intervals, Ranked, intervals
from kg.visual.charts.matrix import Matrix, Tied, matrix
from kg.visual.charts.outline import Outline
from kg.visual.charts.places import Place, Places, places
from kg.visual.charts.sankey import Flow, Sankey, Stop, sankey
from kg.visual.charts.tiles import Tile, Tiles, plan, tiles
from kg.visual.charts.timeline import Happening, Timeline, pieces, timeline
from kg.visual.charts.trajectory import Series, Trajectory, Value, trajectory
from kg.visual.figure import figure

MIXED = 2
NETWORK = "view-ties"
Draw = Callable[[float], str]
Chart = Callable[[Section, str], Draw]


def proofs_of(desk: Desk) -> Proofs:
    """Return all claims and sources of the graph, the claims on each thing and of each view."""
    reader = desk.reader
    rows = sorted(reader.api("claim-texts"), key=lambda row: row["claim"])
    times = {row["claim"]: time_of(row) for row in reader.api("claim-times")}
    things: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for end in sorted({row["subject"], row.get("object", "")}):
            if end.startswith(BASE):
                things[local_name(end)].append(local_name(row["claim"]))
    return Proofs(
        {local_name(row["claim"]): proof_of(reader, row, times) for row in rows},
        dict(origins_of(reader)),
        {name: tuple(claims) for name, claims in things.items()},
        {view: claims_behind(web) for view, web in desk.networks.items()},
    )


def proof_of(reader: Reader, row: Row, times: Mapping[str, str]) -> Proof:
    """Return what is shown of one claim."""
    kind, certainty, derivation, speaker = (
        both(reader, row[key]) if key in row else {}
        for key in ("modality", "certainty", "derivation", "speaker")
    )
    return Proof(
        {lang: row[lang] for lang in LANGUAGES if lang in row},
        local_name(row["source"]),
        row.get("start", ""),
        row.get("end", ""),
        row.get("digest", ""),
        kind,
        certainty,
        derivation,
        speaker,
        times.get(row["claim"], ""),
    )


def origins_of(reader: Reader) -> Iterator[tuple[str, Origin]]:
    """Yield id and description of each source; of several dates, the first and the last."""
    facts = {row["source"]: row for row in sorted(reader.api("source-facts"), key=str)}
    for iri, row in sorted(facts.items()):
        date = " – ".join(dict.fromkeys(row[key] for key in ("earliest", "latest") if key in row))
        texts = (row.get("publisher", ""), date, row.get("address", ""))
        yield local_name(iri), Origin(both(reader, iri), *texts)


def claims_behind(web: Network) -> tuple[str, ...]:
    """Return the claims that the ties of a network rest on."""
    return tuple(sorted({local_name(claim) for tie in web.ties for claim in tie.claims}))


def illustrated(report: Report, desk: Desk, ground: Outline | None = None) -> Report:
    """Return the report with a chart in each section that has one, drawn for two widths.

    Where things lie is drawn on `ground`, a map that a user gave.
    """
    charts = dict(CHARTS)
    if ground is not None:
        charts["places"] = partial(places_of, ground)
    made = (with_chart(section, report.lang, charts) for section in report.sections)
    return replace(report, sections=tuple(with_network(section, desk) for section in made))


def with_chart(section: Section, lang: str, charts: Mapping[str, Chart]) -> Section:
    """Return the section with its chart, if its table is of a kind that has one and not empty."""
    for mark, draw in charts.items():
        if f"-{mark}-" in f"-{section.name}-" and drawable(section.table):
            return replace(section, picture=responsive(draw(section, lang)))
    return section


def with_network(section: Section, desk: Desk) -> Section:
    """Return the section with the picture of its view, if it lists the ties of one."""
    if f"-{NETWORK}-" not in f"-{section.name}-" or not section.table.rows:
        return section
    web = desk.network(section.table.meta["view"])
    if NETWORK not in web.computed:
        web.computed[NETWORK] = picture_of(desk.reader, web, 0, desk.asking.as_of)
    drawn = figure(web.computed[NETWORK], desk.lang)
    return replace(section, picture=f'<div class="kgv-broad">{drawn}</div>')


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


def matrix_of(section: Section, lang: str) -> Draw:
    """Return how ties between clusters are drawn, each pair on both sides of the diagonal."""
    names: dict[int, str] = {}
    found: dict[tuple[int, int], Tied] = {}
    for row in section.table.records():
        ends = [(int(str(row[n])), str(row[m])) for n, m in CLUSTER_ENDS]
        names |= {number: f"{number} {name}" for number, name in ends}
        (one, _), (other, _) = ends
        for pair in ((one, other), (other, one)):
            found[pair] = Tied(*pair, float(str(row["ties"])), ids(row))
    order = {number: n for n, number in enumerate(sorted(names))}
    cells = tuple(replace(c, row=order[c.row], column=order[c.column]) for c in found.values())
    labels = tuple({lang: names[number]} for number in order)
    chart = Matrix(head_of(section, lang), labels, labels, cells)
    return lambda width: matrix(chart, lang, width)


def timeline_of(section: Section, lang: str) -> Draw:
    """Return how dated things are drawn, a lane for each kind of happening."""
    rows = list(section.table.records())
    lanes = list(dict.fromkeys(sorted(str(row["happening"]) for row in rows)))
    happenings = tuple(
        Happening(
            texts(row, "what", lang),
            str(row["date"]).partition("–")[0],
            lanes.index(str(row["happening"])),
            str(row["date"]).partition("–")[2],
            (str(row["claim"]),),
        )
        for row in rows
    )
    chart = Timeline(head_of(section, lang), tuple({lang: lane} for lane in lanes), happenings)
    parts = pieces(chart)
    return lambda width: "\n".join(timeline(part, lang, width) for part in parts)


def tiles_of(section: Section, lang: str) -> Draw:
    """Return how numbers of provinces are drawn, a tile for each."""
    rows = [row for row in section.table.records() if str(row["code"]) in plan()]
    found = tuple(Tile(str(r["code"]), float(str(r["claim_count"])), ids(r)) for r in rows)
    chart = Tiles(head_of(section, lang), found)
    return lambda width: tiles(chart, lang, width)


def places_of(ground: Outline, section: Section, lang: str) -> Draw:
    """Return how places are drawn that the map of a user knows by their codes."""
    rows = [row for row in section.table.records() if str(row["code"]) in ground.spots]
    kinds = list(dict.fromkeys(str(row["class"]) for row in rows))
    spots = tuple(
        Place(
            texts(row, "place", lang),
            *ground.spots[str(row["code"])],
            value=float(len(ids(row))),
            group=kinds.index(str(row["class"])),
            claims=ids(row),
        )
        for row in rows
    )
    groups = tuple({lang: kind} for kind in kinds)
    chart = Places(head_of(section, lang), spots, groups, ground.lines)
    return lambda width: places(chart, lang, width)


CLUSTER_ENDS = (("cluster", "most_tied"), ("other_cluster", "other_most_tied"))
CHARTS: Mapping[str, Chart] = {
    "way": trajectory_of,
    "gaps-list": heat_of,
    "instruments-flows": sankey_of,
    "trust": intervals_of,
    "curve": curve_of,
    "between": matrix_of,
    "events-of-year": timeline_of,
    "provinces": tiles_of,
}
