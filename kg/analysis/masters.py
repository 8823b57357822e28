"""Masters: does a firm meet the rule of a jurisdiction for chain masters: yes, no or unknown."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.analysis.card import word
from kg.analysis.finding import Finding
from kg.errors import NotComputableError, StoreError
from kg.graph.lookup import Asking, figure_of, holds, resolve, time_of
from kg.graph.store import Reader, Row
from kg.text.names import PREFIXES, local_name, near_misses
from kg.text.table import Cell, Table

RULES = "masters.csv"
COLUMNS = (
    "jurisdiction",
    "track",
    "criterion",
    "test",
    "indicator",
    "comparator",
    "value",
    "unit",
    "asked",
    "source",
    "note_en",
    "note_zh",
)
ALWAYS = "always"
YES, NO, UNKNOWN = "yes", "no", "unknown"
ABOUT = Decimal("0.1")
ENDLESS = Decimal("Infinity")
OVERALL = ("label", "track", "meets_rule", "missing", "within", "claims", "source_ids", "id")
SINGLE = (
    "label",
    "track",
    "criterion",
    "threshold",
    "value_found",
    "meets_rule",
    "missing",
    "claims",
    "source_ids",
    "rule_source",
)


@dataclass(frozen=True)
class Rule:
    """One criterion of a jurisdiction: which figure, which bound, and who asks for it.

    `value` is None where no source states the threshold.
    """

    jurisdiction: str
    track: str
    criterion: str
    test: str
    indicator: str
    comparator: str
    value: Decimal | None
    unit: str
    asked: str
    source: str
    note_en: str
    note_zh: str

    def note(self, lang: str) -> str:
        """Return what is noted on the rule, with its source."""
        return word(
            "rule_note",
            lang,
            criterion=word(f"criterion_{self.criterion}", lang),
            track=word(f"track_{self.track}", lang),
            note=self.note_zh if lang == "zh" else self.note_en,
            source=self.source,
        )


@dataclass(frozen=True)
class Answer:
    """What one criterion gives for one firm, and the claims behind it."""

    verdict: str
    found: str
    missing: str
    claims: tuple[str, ...] = ()


def masters(
    reader: Reader, asking: Asking, jurisdiction: str = "guangdong", name: str = ""
) -> tuple[Table, Table]:
    """Return the verdict on each named master (or on the firm `name`), and each criterion.

    A firm meets the rule if it meets every criterion that is always asked; it fails if it
    fails one; else it is unknown, and the missing datum is named. Criteria that only some
    chains ask for never decide; one whose threshold no source states is unknown. A firm seated
    elsewhere is screened as if the rule applied.

    Raises
    ------
    NotComputableError
        If no rule of the jurisdiction is on record, or no firm is a named master.
    UnknownNameError
        If nothing is called `name`.
    """
    rules = rules_of(reader, jurisdiction)
    named = sorted({row["firm"] for row in reader.api("master-firms")})
    firms = [resolve(reader, name)] if name else named
    if not firms:
        message = "screening is not computable: needs a named master, or name a firm"
        raise NotComputableError(message)
    overall: list[tuple[Cell, ...]] = []
    single: list[tuple[Cell, ...]] = []
    for firm in firms:
        for track in dict.fromkeys(rule.track for rule in rules):
            own = [rule for rule in rules if rule.track == track]
            answers = [answer_of(reader, asking, firm, rule) for rule in own]
            overall.append(overall_row(reader, asking, firm, own, answers))
            single += [
                single_row(reader, asking, firm, rule, answer)
                for rule, answer in zip(own, answers, strict=True)
            ]
    title = word("rules_of", asking.lang, place=reader.label(thing_of(jurisdiction), asking.lang))
    notes = tuple(rule.note(asking.lang) for rule in rules)
    return (
        Finding("masters", OVERALL, overall, more=notes).table(title, asking.lang),
        Finding("masters", SINGLE, single, more=notes).table(title, asking.lang),
    )


def thing_of(name: str) -> str:
    """Return the IRI of an id."""
    return PREFIXES["gid"] + name


def rules_of(reader: Reader, jurisdiction: str) -> list[Rule]:
    """Return the rules of a jurisdiction, in the order of the table.

    Raises
    ------
    NotComputableError
        If there is none.
    StoreError
        If the table is damaged; it names the row.
    """
    path = reader.onto.folder / RULES
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise StoreError(message) from None
    rules = [read_rule(row, number) for number, row in enumerate(rows, start=2)]
    found = [rule for rule in rules if rule.jurisdiction == jurisdiction]
    if not found:
        known = sorted({rule.jurisdiction for rule in rules})
        near = near_misses(jurisdiction, known)
        hint = f"; did you mean {near[0]}?" if near else ""
        message = (
            f"screening is not computable: needs rules of {jurisdiction!r} in {RULES}, which has "
            f"those of {', '.join(known)}{hint}"
        )
        raise NotComputableError(message)
    return found


def read_rule(row: dict[str, str], number: int) -> Rule:
    """Return the rule of one row."""
    if tuple(row) != COLUMNS or any(value is None for value in row.values()):
        message = f"{RULES}:{number}: needs the columns {', '.join(COLUMNS)}"
        raise StoreError(message)
    try:
        value = Decimal(row["value"]) if row["value"] else None
    except ArithmeticError:
        message = f"{RULES}:{number}:value: {row['value']!r} is no number"
        raise StoreError(message) from None
    signs = ("ge", "le") if row["value"] else ("",)
    if row["test"] not in ("figure", "chains") or row["comparator"] not in signs:
        message = (
            f"{RULES}:{number}: test is figure or chains, comparator is ge or le, "
            "empty where no value is stated"
        )
        raise StoreError(message)
    texts = {key: text for key, text in row.items() if key != "value"}
    return Rule(value=value, **texts)


def answer_of(reader: Reader, asking: Asking, firm: str, rule: Rule) -> Answer:
    """Return whether a firm meets one criterion, as far as the sources tell."""
    test = chains_of if rule.test == "chains" else figures_of
    answer = test(reader, asking, firm, rule)
    if rule.value is not None:
        return answer
    lacks = (answer.missing, word("needs_threshold", asking.lang))
    return replace(answer, verdict=UNKNOWN, missing="; ".join(filter(None, lacks)))


def figures_of(reader: Reader, asking: Asking, firm: str, rule: Rule) -> Answer:
    """Return whether the latest figures of a firm meet one criterion."""
    rows = [
        row
        for row in reader.api("master-figures", firm=firm)
        if row["indicator"] == thing_of(rule.indicator)
        and local_name(row["unit"]) == rule.unit
        and holds(row, asking.as_of)
    ]
    latest = max((row.get("until", "") for row in rows), default="")
    rows = [row for row in rows if row.get("until", "") == latest]
    if not rows:
        label = word(f"criterion_{rule.criterion}", asking.lang)
        if thing_of(rule.indicator) in reader.labels:
            label = reader.label(thing_of(rule.indicator), asking.lang)
        return Answer(UNKNOWN, "", word("needs_figure", asking.lang, figure=label))
    verdicts = {meets(row, rule) for row in rows}
    found = "; ".join(
        sorted({f"{figure_of(reader, row, asking.lang)} {time_of(row)}".strip() for row in rows})
    )
    claims = tuple(sorted(row["claim"] for row in rows))
    if len(verdicts) > 1:
        return Answer(UNKNOWN, found, word("needs_agreement", asking.lang), claims)
    verdict = verdicts.pop()
    vague = verdict == UNKNOWN and rule.value is not None
    missing = word("needs_sharper", asking.lang) if vague else ""
    return Answer(verdict, found, missing, claims)


def chains_of(reader: Reader, asking: Asking, firm: str, rule: Rule) -> Answer:
    """Return whether a firm is a master of few enough chains, as far as sources name it."""
    rows = [row for row in reader.api("master-firms") if row["firm"] == firm]
    chains = {row["chain"] for row in rows if "chain" in row}
    verdict = UNKNOWN if rule.value is None else YES if len(chains) <= rule.value else NO
    told = word("chains_named", asking.lang, count=len(chains))
    return Answer(verdict, told, "", tuple(sorted({row["claim"] for row in rows})))


def meets(row: Row, rule: Rule) -> str:
    """Return whether all, none or some of the values that a figure allows meet the rule."""
    if rule.value is None:
        return UNKNOWN
    low, high = span(row)
    if rule.comparator == "le":
        return YES if high <= rule.value else NO if low > rule.value else UNKNOWN
    return YES if low >= rule.value else NO if high < rule.value else UNKNOWN


def span(row: Row) -> tuple[Decimal, Decimal]:
    """Return the lowest and highest value that a figure allows; `about` allows ten percent.

    >>> span({"comparator": "x/ge", "number": "5"})
    (Decimal('5'), Decimal('Infinity'))
    """
    number, sign = Decimal(row["number"]), local_name(row["comparator"])
    slack = abs(number) * ABOUT
    bounds = {
        "eq": (number, number),
        "gt": (number, ENDLESS),
        "ge": (number, ENDLESS),
        "lt": (-ENDLESS, number),
        "le": (-ENDLESS, number),
        "about": (number - slack, number + slack),
        "nearly": (number - slack, number),
        "between": (number, Decimal(row.get("upper", "Infinity"))),
    }
    return bounds.get(sign, (-ENDLESS, ENDLESS))


def overall_row(
    reader: Reader, asking: Asking, firm: str, rules: Sequence[Rule], answers: Sequence[Answer]
) -> tuple[Cell, ...]:
    """Return the verdict on a firm over all criteria of a track."""
    pairs = list(zip(rules, answers, strict=True))
    asked = [answer.verdict for rule, answer in pairs if rule.asked == ALWAYS]
    verdict = NO if NO in asked else UNKNOWN if UNKNOWN in asked else YES
    open_ones = [
        answer.missing for rule, answer in pairs if rule.asked == ALWAYS and answer.missing
    ]
    open_ones += [
        word("if_asked", asking.lang, missing=answer.missing)
        for rule, answer in pairs
        if rule.asked != ALWAYS and answer.missing
    ]
    claims = {claim for answer in answers for claim in answer.claims}
    lies, seats = seat_of(reader, asking, firm, rules[0].jurisdiction)
    told = evidence(reader, claims | seats)
    label = reader.label(firm, asking.lang)
    track = word(f"track_{rules[0].track}", asking.lang)
    cells = (label, track, word(verdict, asking.lang), "; ".join(open_ones), lies)
    return (*cells, *told, local_name(firm))


def seat_of(reader: Reader, asking: Asking, firm: str, place: str) -> tuple[str, set[str]]:
    """Return whether a firm sits in the jurisdiction, and the claims that say where it sits."""
    rows = list(reader.api("seats", thing=firm))
    inside = {row["claim"] for row in rows if row["region"] == thing_of(place)}
    if inside:
        return word(YES, asking.lang), inside
    return word(NO if rows else UNKNOWN, asking.lang), {row["claim"] for row in rows}


def single_row(
    reader: Reader, asking: Asking, firm: str, rule: Rule, answer: Answer
) -> tuple[Cell, ...]:
    """Return the row of one criterion."""
    lang, concept = asking.lang, PREFIXES["gic"]
    threshold = word("threshold_unstated", lang)
    if rule.value is not None:
        bound = {
            "comparator": concept + rule.comparator,
            "number": format(rule.value, "f"),
            "unit": concept + rule.unit,
        }
        threshold = figure_of(reader, bound, lang)
    criterion = word(f"criterion_{rule.criterion}", lang)
    if rule.asked != ALWAYS:
        criterion = word("asked_by_some", lang, criterion=criterion)
    return (
        reader.label(firm, lang),
        word(f"track_{rule.track}", lang),
        criterion,
        threshold,
        answer.found,
        word(answer.verdict, lang),
        answer.missing,
        *evidence(reader, answer.claims),
        rule.source,
    )


def evidence(reader: Reader, claims: Sequence[str] | set[str]) -> tuple[str, str]:
    """Return ids of claims and of their sources."""
    sources = {row["claim"]: local_name(row["source"]) for row in reader.api("claim-sources")}
    known = sorted(set(claims))
    told = {sources[claim] for claim in known if claim in sources}
    return " ".join(local_name(claim) for claim in known), " ".join(sorted(told))
