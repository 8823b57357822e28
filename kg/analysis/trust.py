"""Trust: how far a ranking moves when sources, ties or unnamed members are in doubt."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from kg.analysis.card import NOTHING_KNOWN, Background, card_of, word
from kg.analysis.chance import HIGH, LOW, Sampling, affordable, spread
from kg.analysis.finding import Finding, about, listed, refusal, slot_notes
from kg.analysis.places import Places, movement, places, tidy, tied_only
from kg.analysis.rank import LOWEST_FIRST, RANKED_BY, Measure, ranking_of, score, steps_of
from kg.errors import NotComputableError, TooFewNodesError
from kg.network.network import Network
from kg.text.table import Cell, Table, show

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Doubt:
    """Which share of the ties is dropped in each sample, and how long the list is that counts."""

    share: float = 0.1
    top: int = 10
    sampling: Sampling = field(default_factory=Sampling)


USUAL = Doubt()


@dataclass(frozen=True)
class Shaken:
    """The places of a ranking, and those of each sample; `failed` samples had none."""

    usual: Places
    samples: tuple[Places, ...]
    failed: int = 0

    def intervals(self, none: str) -> list[str]:
        """Return for each node the interval of its places in the samples."""
        return [between([run[i] for run in self.samples], none) for i in range(len(self.usual))]

    def taus(self) -> list[float]:
        """Return Kendall's tau-b of each sample's ranking with the usual one, in [-1, 1].

        Nodes without a place come last. Rankings in which all are equal have none.
        """
        from scipy.stats import kendalltau  # heavy: only who computes pays

        last = len(self.usual) + 1
        kept = [i for i, place in enumerate(self.usual) if place is not None]
        usual, *runs = ([run[i] or last for i in kept] for run in (self.usual, *self.samples))
        return [
            float(kendalltau(usual, run).statistic)
            for run in runs
            if len(set(usual)) > 1 and len(set(run)) > 1
        ]

    def overlaps(self, top: int) -> list[float]:
        """Return the share of the `top` first nodes that each sample has among its own first.

        Where shared ranks make one of the lists longer, the share is that of the longer list.
        """
        usual = first(self.usual, top)
        return [
            len(usual & first(run, top)) / max(len(usual), len(first(run, top)), 1)
            for run in self.samples
        ]


def trust(
    network: Network,
    measure: str,
    doubt: Doubt = USUAL,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Rank the nodes by `measure` with the intervals of their ranks under three doubts.

    `missing_ties`: ties dropped at random; `kept_first`: the share of those samples in which
    the node is among the first `doubt.top`; with unnamed members `more_ties`: each of them tied
    to one more named node; with `known.sources` those of leaving out one source, as in `rank`.
    Intervals run from the 2.5 % to the 97.5 % quantile. A large network gets fewer samples
    than asked for, at least 20; the notes then say how many.

    Raises
    ------
    UnknownNameError
        If `measure` is none of those in `RANKED_BY`.
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If the score is not defined on this network or on any sample, or the share is not
        between 0 and 1.

    >>> from kg.network.network import Node, Tie
    >>> from kg.text.header import Header
    >>> nodes = tuple(Node(name, {}, "") for name in ("arm", "hub", "leg"))
    >>> star = Network("star", Header(), False, nodes, (Tie(0, 1, "r"), Tie(1, 2, "r")))
    >>> [(*row[:2], row[4]) for row in trust(star, "degree").rows]
    [(1, 'hub', '1'), (2, 'arm', '1–none'), (2, 'leg', '1–none')]
    """
    ranking = ranking_of(network, Measure(measure, doubt.sampling.seed), known)
    ties = shaken(network, measure, doubt, known, dropped)
    unnamed = unnamed_in(network, known)
    slots = shaken(network, measure, doubt, known, tied_once_more) if unnamed else None
    none = word("none", lang)
    columns = [shake.intervals(none) for shake in (ties, slots) if shake]
    order = sorted(
        (place, network.nodes[i].label(lang), network.nodes[i].id, i)
        for i, place in enumerate(ranking.places)
        if place is not None
    )
    rows: list[tuple[Cell, ...]] = []
    for place, _, iri, i in order:
        cells: list[Cell] = [place, *about(network, i, lang, known), ranking.scores[i]]
        often = sum((run[i] or math.inf) <= doubt.top for run in ties.samples) / len(ties.samples)
        cells += [columns[0][i], often, *(column[i] for column in columns[1:])]
        if known.sources:
            without = {source: other[i] for source, other in ranking.without.items()}
            cells += movement(place, without, none)
        rows.append((*cells, iri))
    keys = ["rank", "label", "kind", "score", "missing_ties", "kept_first"]
    keys += ["more_ties"] if slots else []
    keys += ["by_source", "hangs_on"] if known.sources else []
    finding = Finding(
        "trust",
        (*keys, "id"),
        rows,
        chosen=f"{card_of(measure, lang).title}; {chosen_of(doubt, lang)}",
        seed=str(doubt.sampling.seed),
        more=(*trust_notes(ties, slots, doubt, lang), *slot_notes(network, known, lang)),
        meta={"method": measure},
    )
    return finding.table(network, lang)


def sturdiness(
    network: Network,
    doubt: Doubt = USUAL,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return, for each measure, how far its ranking stays the same when ties are missing.

    Kendall's tau-b with the usual ranking (mean and interval) and the share of the first
    `doubt.top` nodes that stays among the first (mean and least). A measure that is not
    defined on this network has empty cells.

    Raises
    ------
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If the share is not between 0 and 1.
    """
    rows: list[tuple[Cell, ...]] = []
    notes: dict[str, None] = {}
    check(network, doubt)
    for measure in RANKED_BY:
        title = card_of(measure, lang).title
        try:
            found = shaken(network, measure, doubt, known, dropped)
        except TooFewNodesError:
            raise
        except NotComputableError:
            rows.append((title, None, None, None, None, None))
            continue
        notes |= dict.fromkeys(f"{title}: {n}" for n in samples_note(found, doubt, lang))
        taus, kept = found.taus(), found.overlaps(doubt.top)
        agreed = spread(taus) if taus else (None, None, None)
        rows.append((title, *agreed, sum(kept) / len(kept), min(kept)))
    keys = ("measure", "tau", "low", "high", "stay_first", "stay_first_least")
    chosen, seed = chosen_of(doubt, lang), str(doubt.sampling.seed)
    finding = Finding("sturdiness", keys, rows, chosen=chosen, seed=seed, more=tuple(notes))
    return finding.table(network, lang)


def chosen_of(doubt: Doubt, lang: str) -> str:
    """Return the parameters of `doubt` in words."""
    samples = doubt.sampling.samples
    return word("doubt", lang, share=show(doubt.share), top=doubt.top, samples=samples)


def check(network: Network, doubt: Doubt) -> None:
    """Do nothing where ties can be dropped.

    Raises
    ------
    NotComputableError
        If the share is not between 0 and 1, or too few ties would be left.
    """
    if not 0 < doubt.share < 1:
        raise refusal("trust", network.name, "a share of ties between 0 and 1", doubt.share)


def shaken(
    network: Network,
    measure: str,
    doubt: Doubt,
    known: Background,
    change: Callable[[Network, np.random.Generator, Doubt, Background], Network],
) -> Shaken:
    """Return the places by `measure`, and those after each random `change` of the network.

    Raises
    ------
    NotComputableError
        If the measure is not defined on the network or on any of the samples.
    """
    check(network, doubt)
    lowest, shown = measure in LOWEST_FIRST, listed(network, known)
    asked = Measure(measure, doubt.sampling.seed)

    def place(one: Network) -> Places:
        return places(tidy(score(one, asked)), shown, lowest=lowest)

    usual, samples, failed = place(network), [], 0
    most = affordable(steps_of(network, measure), max(doubt.sampling.samples, 1))
    for draw in islice(doubt.sampling.draws(), most):
        try:
            samples.append(tied_only(change(network, draw, doubt, known), network, place))
        except (NotComputableError, TooFewNodesError):
            failed += 1
    if not samples:
        found = f"none of {failed}"
        raise refusal("trust", network.name, f"samples on which {measure} is defined", found)
    return Shaken(usual, tuple(samples), failed)


def dropped(
    network: Network, draw: np.random.Generator, doubt: Doubt, known: Background
) -> Network:
    """Return the network without a random share of its ties, at least one."""
    del known  # both kinds of change are called alike
    import numpy as np  # heavy: only who computes pays

    count = len(network.ties)
    gone = draw.choice(count, max(1, round(doubt.share * count)), replace=False)
    return network.of(network.columns.take(np.delete(np.arange(count), gone)))


def tied_once_more(
    network: Network, draw: np.random.Generator, doubt: Doubt, known: Background
) -> Network:
    """Return the network with each unnamed member tied to one more named node, at random."""
    del doubt  # both kinds of change are called alike
    import numpy as np  # heavy: only who computes pays

    slots = np.asarray(unnamed_in(network, known))
    named = draw.choice(listed(network, known), len(slots))
    turned = draw.integers(2, size=len(slots)) > 0
    ends = np.where(turned, named, slots), np.where(turned, slots, named)
    return network.of(network.columns.beside(*ends))


def unnamed_in(network: Network, known: Background) -> list[int]:
    """Return the positions of the unnamed members."""
    return [i for i, node in enumerate(network.nodes) if node.id in known.slots]


def first(found: Places, top: int) -> set[int]:
    """Return the positions whose place is among the first `top`."""
    return {i for i, place in enumerate(found) if place is not None and place <= top}


def between(found: Sequence[int | None], none: str) -> str:
    """Return the interval from the 2.5 % to the 97.5 % quantile of places.

    A node without a place (said as `none`) comes after all others.

    >>> between([2, 3, 2, None], "none"), between([1, 1], "none")
    ('2–none', '1')
    """
    order = sorted(math.inf if place is None else place for place in found)
    limits = order[math.floor(LOW * len(order))], order[math.ceil(HIGH * len(order)) - 1]
    best, worst = (none if limit == math.inf else str(limit) for limit in limits)
    return best if best == worst else f"{best}–{worst}"


def samples_note(found: Shaken, doubt: Doubt, lang: str) -> list[str]:
    """Return the footnote that says that there are fewer samples than asked for, if so."""
    count, wanted = len(found.samples) + found.failed, max(doubt.sampling.samples, 1)
    return [word("fewer_samples", lang, count=count, all=wanted)] if count < wanted else []


def trust_notes(ties: Shaken, slots: Shaken | None, doubt: Doubt, lang: str) -> tuple[str, ...]:
    """Return the footnotes on agreement of the samples with the ranking, for each doubt."""
    notes = samples_note(ties, doubt, lang)
    for name, found in (("missing_ties", ties), ("more_ties", slots)):
        if found:
            taus, kept = found.taus(), found.overlaps(doubt.top)
            mean, low, high = (show(value) for value in spread(taus)) if taus else ("-",) * 3
            notes.append(
                word(
                    "samples_agree",
                    lang,
                    what=word(name, lang),
                    tau=mean,
                    low=low,
                    high=high,
                    top=doubt.top,
                    kept=show(sum(kept) / len(kept)),
                    least=show(min(kept)),
                    failed=found.failed,
                )
            )
    return tuple(notes)
