"""Look-ups: find a thing by any of its names, show what is said of it, open the evidence."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from kg.columns.opened import Columns, reading
from kg.columns.text import rows_like
from kg.errors import CheckError, ColumnsError, ParameterError, UnknownNameError
from kg.evidence.sources import digest, read_text
from kg.graph.sparql import encodable
from kg.graph.store import Reader, Row
from kg.text import figures
from kg.text.header import Header
from kg.text.names import BASE, ID_PATTERN, fold, local_name, near_misses, thing
from kg.text.table import Cell, Field, Table

IRI = re.compile(r"https?://[A-Za-z0-9./#_~-]+")
HOW = ("name", "other name", "pinyin", "code", "as printed")


@cache
def words(lang: str) -> Mapping[str, str]:
    """Return the captions and connecting words of `lang`, English where there are none."""
    raw = Path(__file__).with_name("words.json").read_text("utf-8")
    found: dict[str, dict[str, str]] = json.loads(raw)
    return found.get(lang, found["en"])


@dataclass(frozen=True)
class Asking:
    """How to answer: the language of labels, the day that counts, and the corpus at hand."""

    lang: str = "en"
    as_of: str = ""
    corpus: Path | None = None


def matches(reader: Reader, text: str) -> list[tuple[str, int, int, str, str]]:
    """Return IRI, grade, kind of name, name, place of the things called like `text`, in order."""
    wanted = fold(text)
    best: dict[str, tuple[int, int, str, str]] = {}
    for row in names_like(reader, wanted) if wanted else ():
        grade = grade_of(wanted, fold(row["name"]))
        if grade is not None:
            found = (grade, HOW.index(row["how"]), row["name"], row.get("where", ""))
            best[row["thing"]] = min(best.get(row["thing"], found), found)
    ranked = sorted(best.items(), key=lambda item: (item[1][0], len(item[1][2]), item[0]))
    return [(iri, *found) for iri, found in ranked]


def names_like(reader: Reader, wanted: str) -> Iterable[Row]:
    """Return the names that may match the folded text `wanted`: of columns few, else all."""
    with contextlib.suppress(ColumnsError):
        if reader.columns is not None:
            return names_in(reader.columns, wanted)
    return reader.api("names")


def names_in(columns: Columns, wanted: str) -> list[Row]:
    """Return the names in the columns that hold `wanted`, spaces left out."""
    rows, terms = columns.rows("names"), columns.terms
    cells = [(name, rows.column(name)) for name in rows.columns]
    found = rows_like(columns, "names", wanted)
    with reading(columns.folder):
        return [{name: terms[cell[at]] for name, cell in cells if cell[at] >= 0} for at in found]


def find(reader: Reader, text: str, asking: Asking, most: int = 20) -> Table:
    """Return the things whose names match `text`, best first, ties by id.

    Names are compared without case, width, accents and spacing: zh, en, pinyin,
    codes, and every form as printed. Exact matches come first, then beginnings,
    then parts of names. With `as_of`, things that had ended or not begun on that
    day, such as former divisions, are left out.
    """
    lang, say = asking.lang, words(asking.lang)
    times = {row["thing"]: row for row in reader.api("thing-times")} if asking.as_of else {}
    ranked = [m for m in matches(reader, text) if holds(times.get(m[0], {}), asking.as_of)]
    rows: list[list[Cell]] = [
        [
            local_name(iri),
            reader.label(iri, lang),
            reader.label(reader.kinds.get(iri, ""), lang) if iri in reader.kinds else "",
            f"{say[HOW[how]]}: {name}" + (f" ({where})" if where else ""),
        ]
        for iri, _, how, name, where in ranked[:most]
    ]
    table = Table.of(fields("id", "name", "class", "match", lang=lang), rows)
    left = len(ranked) - most
    note = say["nothing"] if not ranked else say["more"].format(count=left) if left > 0 else ""
    return replace(table, title=say["things"].format(name=text), notes=(note,) if note else ())


def fields(*names: str, lang: str) -> list[Field]:
    """Return fields with their captions in `lang`."""
    return [Field(name, words(lang)[name]) for name in names]


def grade_of(wanted: str, name: str) -> int | None:
    """Return 0 for an equal name, 1 for a beginning, 2 for a part, 3 without spaces, or None."""
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if wanted in name:
        return 2
    return 3 if wanted.replace(" ", "") in name.replace(" ", "") else None


def resolve(reader: Reader, name: str) -> str:
    """Return the IRI of the thing called `name`: an id, a CURIE, an IRI, or one of its names.

    Raises
    ------
    UnknownNameError
        If nothing is called so, or several things are; the nearest ids are named.
    """
    iri = thing(name) if ":" in name or ID_PATTERN.fullmatch(name) else ""
    if iri in reader.labels:
        return iri
    if is_known(reader, iri):
        return staying(reader, iri)
    hits = matches(reader, name)
    exact = [iri for iri, grade, *_ in hits if grade == 0]
    if len(exact) == 1:
        return exact[0]
    ids = [local_name(iri) for iri in reader.labels]
    near = [local_name(iri) for iri in exact or [iri for iri, *_ in hits]]
    if not near or hits[0][1] > 1:  # parts of names only: an id with a slip of the pen is nearer
        near = list(dict.fromkeys([*near_misses(name, ids, most=3 - 2 * bool(near)), *near]))
    raise UnknownNameError("thing", name, near[:5], "kg find lists things by any name")


def things_given(reader: Reader, given: Mapping[str, str], header: Header) -> dict[str, str]:
    """Return the parameters `given` to a query, each thing as its IRI; defaults stay.

    A thing may be named in every way that `resolve` knows.

    Raises
    ------
    UnknownNameError
        If the graph has no such thing: the query would answer nothing, as if nothing were known.
    """
    if set(given) - {p.name for p in header.parameters}:
        return dict(given)  # who binds them says which are unknown
    things = {p.name: p.default for p in header.parameters if p.kind == "thing"}
    asked = {n for n, text in given.items() if things.get(n, text) != text and encodable(text)}
    named = {name: f"<{resolve(reader, given[name].strip('<>'))}>" for name in sorted(asked)}
    return {**given, **named}


def staying(reader: Reader, iri: str) -> str:
    """Return the thing that `iri` was decided to be, through all decisions, or `iri` itself."""
    merging = {shape.identity["merge"] for shape in reader.onto.shapes if shape.identity}
    for row in reader.api("decisions", thing=iri):
        if row["left"] == iri and local_name(row["decision"]) in merging:
            return staying(reader, row["right"])
    return iri


def is_known(reader: Reader, iri: str) -> bool:
    """Return whether anything is said of `iri`; of what is no IRI, nothing is."""
    return bool(IRI.fullmatch(iri)) and any(True for _ in reader.api("known", thing=iri))


def show(reader: Reader, name: str, asking: Asking) -> Table:
    """Return all that sources say of the thing called `name`, a claim a row.

    Relations come first, then what others say of it, then figures; each row
    names its source and the claim that `kg evidence` opens. With `as_of`, claims
    whose stated time does not include that day are left out.
    """
    iri = resolve(reader, name)
    rows = [row for row in reader.api("statements", thing=iri) if holds(row, asking.as_of)]
    order = {"out": 0, "in": 1, "figure": 2, "sets": 3}
    rows.sort(key=lambda r: (order[r["direction"]], r["relation"], r.get("value", ""), r["claim"]))
    cells = [statement(reader, row, asking.lang) for row in rows]
    heads = ("relation", "value", "kind", "certainty", "time", "source", "claim")
    kind = reader.kinds.get(iri, "")
    names = [reader.label(iri, asking.lang), reader.label(kind, asking.lang), local_name(iri)]
    title = " · ".join(names)
    table = Table.of(fields(*heads, lang=asking.lang), cells, title)
    return replace(table, notes=tuple(notes_on(reader, iri, asking)))


def statement(reader: Reader, row: Row, lang: str) -> list[Cell]:
    """Return one row of `show`."""
    relation = reader.label(row["relation"], lang)
    value = value_of(reader, row, lang)
    if row["direction"] == "in":
        relation = f"← {relation}"
    elif row["direction"] == "sets":
        value = f"{reader.label(row['value'], lang)}: {figure_of(reader, row, lang)}"
    return [
        relation,
        value,
        reader.label(row["modality"], lang),
        reader.label(row["certainty"], lang),
        time_of(row),
        local_name(row["source"]),
        local_name(row["claim"]),
    ]


def value_of(reader: Reader, row: Row, lang: str) -> str:
    """Return the value of a claim in words: a label, a literal, or a figure."""
    if "comparator" in row:
        return figure_of(reader, row, lang)
    value = row.get("value", "")
    return reader.label(value, lang) if value.startswith(BASE) else value


def figure_of(reader: Reader, row: Row, lang: str) -> str:
    """Return a figure in words: comparator, number, unit, and what it is compared with."""
    if "number" not in row:
        return reader.label(row["comparator"], lang)
    sign = local_name(row["comparator"])
    word = words(lang).get(sign, "")
    upper = f"–{figures.in_words(row['upper'], lang)}" if "upper" in row else ""
    number = figures.in_words(row["number"], lang)
    gap = "" if lang == "zh" else " "
    text = f"{word}{number}{upper}{gap}{reader.label(row['unit'], lang)}"
    other = f" ({reader.label(row['compared'], lang)})" if "compared" in row else ""
    return text.strip() + other


def time_of(row: Row) -> str:
    """Return the time of a claim: `2023`, `2023 – 2025`, `– 2025` (until then), or nothing.

    >>> time_of({"until": "2025"}), time_of({"from": "2023", "until": "2023"})
    ('– 2025', '2023')
    """
    start, end = row.get("from", ""), row.get("until", "")
    if start == end:
        return start
    return f"{start} – {end}".strip()


def holds(row: Row, as_of: str) -> bool:
    """Return whether the day `as_of` is within a claim's time; within an unknown one it is."""
    if not as_of:
        return True
    first, last = bounds_of(as_of)
    if "from" in row and figures.bounds(row["from"])[0] > last:
        return False
    return not ("until" in row and figures.bounds(row["until"])[1] < first)


def held(row: Row, as_of: str) -> str:
    """Return whether a claim held on a day: `yes`, `no`, or `unknown` without a stated time."""
    if "from" not in row and "until" not in row:
        return "unknown"
    return "yes" if holds(row, as_of) else "no"


def bounds_of(as_of: str) -> tuple[str, str]:
    """Return the first and last day of `as_of`.

    Raises
    ------
    ParameterError
        If it is no partial date, or a day that the calendar does not have.
    """
    try:
        figures.date_type(as_of)
    except ValueError as error:
        message = f"as of {as_of!r}: {error}"
        raise ParameterError(message) from None
    return figures.bounds(as_of)


def notes_on(reader: Reader, iri: str, asking: Asking) -> Iterable[str]:
    """Yield the names of a thing, with where they are printed, and the decisions on it."""
    names: dict[str, list[str]] = {}
    for row in reader.api("names", thing=iri):
        where = f" ({row['where']})" if "where" in row else ""
        names.setdefault(row["how"], []).append(row["name"] + where)
    say = words(asking.lang)
    for how in sorted(names, key=HOW.index):
        yield f"{say[how]}: {'; '.join(sorted(set(names[how])))}"
    for row in sorted(reader.api("decisions", thing=iri), key=lambda row: row["row"]):
        yield say["identity"].format(
            decision=reader.label(row["decision"], asking.lang),
            other=local_name(row["right"] if row["left"] == iri else row["left"]),
            certainty=reader.label(row["certainty"], asking.lang),
            basis=row["basis"],
        )
    if asking.as_of:
        yield say["as_of"].format(day=asking.as_of)


def evidence(reader: Reader, name: str, asking: Asking) -> Table:
    """Return what the claim called `name` says and where, a property a row.

    With a corpus the passage itself is printed, after its hash was compared.

    Raises
    ------
    UnknownNameError
        If there is no such claim, observation, or mention.
    """
    iri = thing(name)
    rows = list(reader.api("evidence", claim=iri, lang=asking.lang)) if IRI.fullmatch(iri) else []
    if not rows:
        known = [local_name(row["claim"]) for row in reader.api("claims")]
        raise UnknownNameError("claim", name, near_misses(name, known), "kg show lists claims")
    row = min(rows, key=lambda r: sorted(r.items()))
    cells: list[list[Cell]] = [[key, text] for key, text in lines(reader, row, asking) if text]
    say = words(asking.lang)
    heads = [Field("property", say["property"]), Field("value", say["content"])]
    title = say["evidence"].format(name=local_name(iri))
    return Table.of(heads, cells, title)


def lines(reader: Reader, row: Row, asking: Asking) -> Iterable[tuple[str, str]]:
    """Yield caption and text of what is known of one claim."""
    lang, say = asking.lang, words(asking.lang)
    value = value_of(reader, row, lang)
    parts = [reader.label(row[key], lang) for key in ("subject", "relation") if key in row]
    yield say["statement"], " · ".join([*parts, value] if value else parts)
    yield say["words"], row.get("wording", "")
    for key in ("modality", "certainty", "derivation", "policy", "speaker"):
        yield say[key], reader.label(row[key], lang) if key in row else ""
    yield say["speaker"], "" if "speaker" in row else say["itself"]
    yield say["time"], time_of(row)
    if asking.as_of:
        yield say["then"].format(day=asking.as_of), say[held(row, asking.as_of)]
    yield say["printed"], row.get("printed", "")
    yield say["note"], row.get("note", "")
    yield say["source"], f"{local_name(row['source'])} · {reader.label(row['source'], lang)}"
    yield say["translation"], reader.label(row["quality"], lang) if "quality" in row else ""
    yield say["address"], row.get("address", "")
    if "start" in row:
        place = {key: row.get(key, "") for key in ("start", "end", "file")}
        yield say["passage"], say["place"].format(**place)
        yield "SHA-256", row["digest"]
    yield say["text"], passage(row, asking)


def passage(row: Row, asking: Asking) -> str:
    """Return the passage itself if its text is at hand, or how to get it shown.

    Raises
    ------
    CheckError
        If the text at this place is not the one that was registered.
    """
    if "start" not in row:
        return ""
    if asking.corpus is None:
        return words(asking.lang)["absent"]
    text = read_text(asking.corpus, row["file"])[int(row["start"]) : int(row["end"])]
    if digest(text) != row["digest"]:
        message = f"{asking.corpus / row['file']}: the passage at this place has another hash"
        raise CheckError(message)
    return f"“{text}”"
