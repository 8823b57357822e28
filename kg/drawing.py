"""From a view of the graph to its network and its picture, with the evidence at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np

from kg.analysis.card import card_of
from kg.analysis.clusters import partition
from kg.analysis.places import tidy
from kg.analysis.rank import RANKED_BY, score
from kg.analysis.reading import not_then
from kg.errors import NotComputableError, TooFewNodesError
from kg.graph.shipped import cache_folder
from kg.graph.store import Reader, Row
from kg.network.network import Network, Tie
from kg.text.figures import bounds
from kg.text.names import shorten
from kg.version import VERSION
from kg.visual.islands import islands
from kg.visual.kept import Floats, kept
from kg.visual.layout import Point, place
from kg.visual.picture import (
    Kind,
    Measure,
    Picture,
    PictureClaim,
    PictureEdge,
    PictureNode,
    PictureSource,
)

LANGUAGES = ("en", "zh")
SHOWN_DIGITS = 6
COSTLY = frozenset({"betweenness", "harmonic"})
COSTLY_NODES = 5000
Times = Mapping[str, tuple[str, str]]


def both(reader: Reader, iri: str) -> Mapping[str, str]:
    """Return the label of `iri` in each language."""
    return {lang: reader.label(iri, lang) for lang in LANGUAGES}


def picture_of(reader: Reader, network: Network, seed: int, as_of: str = "") -> Picture:
    """Return the picture of a network: places by `seed`, colours of classes, claims, sources.

    Of what is said of a node, claims of other days than `as_of` are left out.
    """
    header = network.header
    gone = not_then(reader, as_of)
    times = {r["claim"]: (r.get("from", ""), r.get("until", "")) for r in reader.api("claim-times")}
    texts = [row for row in reader.api("claim-texts") if row["claim"] not in gone]
    about: dict[str, list[str]] = {node.id: [] for node in network.nodes}
    for row in texts:
        about.get(row["subject"], []).append(row["claim"])
    wanted = {claim for tie in network.ties for claim in tie.claims}
    wanted |= {claim for own in about.values() for claim in own}
    claims = {
        **pictured_claims(reader, texts, wanted, times),
        **references(reader, network, texts),
    }
    concepts = {c for tie in network.ties for c in (tie.modality, tie.certainty)}
    concepts |= {c for claim in claims.values() for c in (claim.modality, claim.certainty)}
    laid = laid_out(network, seed)
    nodes = measured(pictured_nodes(reader, network, about, laid), network, laid)
    return Picture(
        title={lang: header.text("title", lang) for lang in LANGUAGES},
        question={lang: header.text("question", lang) for lang in LANGUAGES},
        view=network.name,
        method={lang: header.text("weight", lang) for lang in LANGUAGES},
        nodes=nodes,
        edges=tuple(pictured_tie(tie, times) for tie in network.ties),
        kinds={kind: kind_of(reader, kind) for kind in sorted({node.kind for node in nodes})},
        relations={t: both(reader, t) for t in sorted({tie.relation for tie in network.ties})},
        concepts={iri: both(reader, iri) for iri in sorted(concepts)},
        claims=claims,
        sources=pictured_sources(reader, {claim.source for claim in claims.values()}),
        graph_hash=reader.digest,
        measures={key: measure_of(key) for key in RANKED_BY},
    )


def pictured_tie(tie: Tie, times: Times) -> PictureEdge:
    """Return a tie as a line with the time that its dated claims span."""
    since, until = span([times[claim] for claim in tie.claims if claim in times])
    return PictureEdge(
        tie.source,
        tie.target,
        tie.relation,
        tie.modality,
        tie.certainty,
        tie.weight,
        tie.claims,
        since,
        until,
    )


def span(times: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Return the earliest start and the latest end; one that is open anywhere stays open.

    >>> span([("2023", "2024"), ("2022-05", "2024-03")]), span([("2023", ""), ("", "2024")])
    (('2022-05', '2024'), ('', ''))
    """
    dated = list(times)
    starts, ends = [since for since, _ in dated], [until for _, until in dated]
    since = min(starts, key=lambda date: bounds(date)[0]) if starts and all(starts) else ""
    until = max(ends, key=lambda date: bounds(date)[1]) if ends and all(ends) else ""
    return since, until


def measure_of(key: str) -> Measure:
    """Return the names of a measure and the question it answers."""
    cards = {lang: card_of(key, lang) for lang in LANGUAGES}
    return Measure(
        {lang: card.title for lang, card in cards.items()},
        {lang: card.question for lang, card in cards.items()},
    )


@dataclass(frozen=True)
class Laid:
    """Where the nodes of a network lie, and their clusters, in the order of its nodes."""

    spots: Sequence[Point]
    clusters: Sequence[int | None]


def laid_out(network: Network, seed: int) -> Laid:
    """Return places and clusters; those of a network for a large page are kept in the cache.

    What is kept goes by a hash of the nodes' number, of all ties, and of the seed: two views of
    the same ties share it, and it is never of another day or of another graph.
    """
    from kg.visual.page import is_large  # templates: only who draws pays

    first, second, weight = network.links
    pairs = list(zip(first.tolist(), second.tolist(), strict=True))
    count = len(network.nodes)
    if not is_large(count, len(network.ties)):
        return Laid(place(count, pairs, seed), clustered(network))

    def make() -> Floats:
        numbers = clustered(network)
        spots = np.array(islands(count, pairs, numbers, seed)).reshape(-1, 2)
        return np.column_stack([spots, [float(number or 0) for number in numbers]])

    known = sha256(f"{VERSION} {count} {seed}".encode())
    for column in (first, second, weight):
        known.update(column.tobytes())
    found = kept(cache_folder() / "layouts", known.hexdigest()[:32], (count, 3), make)
    spots = [(x, y) for x, y in found[:, :2].tolist()]
    return Laid(spots, [int(number) or None for number in found[:, 2].tolist()])


def measured(
    nodes: tuple[PictureNode, ...], network: Network, laid: Laid
) -> tuple[PictureNode, ...]:
    """Return the nodes with their measures and clusters; what is not defined is left out.

    Clusters have the numbers that `kg clusters` prints. What takes time by nodes and
    ties is left out where there are many of both.
    """
    scores = {}
    for measure in RANKED_BY:
        if measure in COSTLY and len(network.nodes) > COSTLY_NODES:
            continue
        try:
            scores[measure] = tidy(score(network, measure))
        except (NotComputableError, TooFewNodesError):
            continue
    return tuple(
        replace(
            node,
            measures={
                key: float(f"{value:.{SHOWN_DIGITS}g}")
                for key, values in scores.items()
                if (value := values[n]) is not None
            },
            cluster=laid.clusters[n],
        )
        for n, node in enumerate(nodes)
    )


def clustered(network: Network) -> list[int | None]:
    """Return the number of each node's cluster from 1, None for a node that is alone in its own."""
    try:
        labels = partition(network)
    except (NotComputableError, TooFewNodesError):
        return [None] * len(network.nodes)
    alone = {label for label, size in Counter(labels).items() if size == 1}
    return [None if label in alone else label + 1 for label in labels]


def kind_of(reader: Reader, kind: str) -> Kind:
    """Return labels, colours and shape of a class, as the ontology says."""
    style = reader.onto.style.get(kind, {})
    return Kind(
        both(reader, kind) if kind else {"en": "other", "zh": "其他"},
        style.get("color", "#6b7280"),
        style.get("dark", "#9ca3af"),
        style.get("shape", "dot"),
    )


def pictured_nodes(
    reader: Reader, network: Network, about: Mapping[str, list[str]], laid: Laid
) -> tuple[PictureNode, ...]:
    """Return the nodes of a network at their places, sized by their number of neighbours."""
    pairs = sorted({(tie.source, tie.target) for tie in network.ties})
    near: dict[int, set[int]] = {}
    for a, b in pairs:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    most = max((len(ends) for ends in near.values()), default=1)
    slots = {row["slot"] for row in reader.api("slots")}
    names: dict[str, set[str]] = {}
    for row in reader.api("names"):
        names.setdefault(row["thing"], set()).add(row["name"])
    return tuple(
        PictureNode(
            id=shorten(node.id),
            labels=both(reader, node.id),
            names=tuple(sorted(names.get(node.id, ()))),
            kind=node.kind,
            x=laid.spots[n][0],
            y=laid.spots[n][1],
            size=(len(near.get(n, ())) / most) ** 0.5,
            hollow=node.id in slots,
            claims=tuple(sorted(about[node.id])),
        )
        for n, node in enumerate(network.nodes)
    )


def pictured_claims(
    reader: Reader, texts: Iterable[Row], wanted: set[str], times: Times
) -> Mapping[str, PictureClaim]:
    """Return the claims in `wanted` with wording, place and time, by IRI."""
    found = {}
    for row in texts:
        if row["claim"] in wanted:
            found[row["claim"]] = PictureClaim(
                text={lang: row[lang] for lang in LANGUAGES if lang in row},
                source=row["source"],
                start=int(row["start"]) if "start" in row else None,
                end=int(row["end"]) if "end" in row else None,
                digest=row.get("digest", ""),
                modality=row["modality"],
                certainty=row["certainty"],
                speaker=both(reader, row["speaker"]) if "speaker" in row else {},
                since=times.get(row["claim"], ("", ""))[0],
                until=times.get(row["claim"], ("", ""))[1],
            )
    return dict(sorted(found.items()))


def references(
    reader: Reader, network: Network, texts: Iterable[Row]
) -> Mapping[str, PictureClaim]:
    """Return what ties rest on that are no claims but rows of a reference table, by IRI."""
    known = {row["claim"] for row in texts}
    rows = {c: tie for tie in network.ties for c in tie.claims if c not in known}
    sources = {
        row["thing"]: row["source"] for row in reader.api("stated-in") if row["thing"] in rows
    }
    return {
        iri: PictureClaim({}, sources[iri], None, None, "", tie.modality, tie.certainty)
        for iri, tie in sorted(rows.items())
        if iri in sources
    }


def pictured_sources(reader: Reader, wanted: set[str]) -> Mapping[str, PictureSource]:
    """Return the sources in `wanted` with title, address and date, by IRI."""
    found = {}
    for row in reader.api("source-facts"):
        if row["source"] in wanted:
            span = [row[key] for key in ("earliest", "latest") if key in row]
            date = " – ".join(dict.fromkeys(span))
            source = PictureSource(both(reader, row["source"]), row.get("address", ""), date)
            found[row["source"]] = source
    return dict(sorted(found.items()))
