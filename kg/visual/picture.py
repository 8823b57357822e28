"""A picture: all that a network page shows, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.text.names import own_lang

Text = Mapping[str, str]
"""A text in several languages: language code to text."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What nodes of one class look like: `color` on light ground, `dark` on dark ground."""

    labels: Text
    color: str
    dark: str
    shape: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One number per node by which a reader may size or colour: its names, and what it says."""

    labels: Text
    about: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PictureNode:
    """One thing drawn at `x`, `y` (pixels) with `size` in [0, 1]; `hollow` if it has no name.

    `names` are other spellings by which a reader may search: aliases, printed forms, pinyin.
    `measures` holds a number by key of `Picture.measures`, None or left out where the node has
    none; `cluster` counts from 1, None for nodes that stand alone.
    """

    id: str
    labels: Text
    names: tuple[str, ...]
    kind: str
    x: float
    y: float
    size: float
    note: Text = field(default_factory=dict)
    hollow: bool = False
    claims: tuple[str, ...] = ()
    measures: Mapping[str, float | None] = field(default_factory=dict)
    cluster: int | None = None


@dataclass(frozen=True, slots=True)
class PictureEdge:
    """One line from the node at index `source` to the node at index `target`.

    `since` and `until` are partial dates of the stated time, empty where an end is open; both
    are empty where no time is stated.
    """

    source: int
    target: int
    relation: str
    modality: str
    certainty: str
    weight: float = 1.0
    claims: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class PictureSource:
    """One document that claims come from."""

    labels: Text
    url: str
    date: str


@dataclass(frozen=True, slots=True)
class PictureClaim:
    """What `source` says from character `start` to `end`, in our words; `digest` is SHA-256.

    It holds from `since` to `until`, partial dates, empty where not stated.
    """

    text: Text
    source: str
    start: int | None
    end: int | None
    digest: str
    modality: str
    certainty: str
    speaker: Text = field(default_factory=dict)
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a page shows; edges name nodes by index, everything else goes by its key."""

    title: Text
    question: Text
    view: str
    method: Text
    nodes: tuple[PictureNode, ...]
    edges: tuple[PictureEdge, ...]
    kinds: Mapping[str, Kind]
    relations: Mapping[str, Text]
    concepts: Mapping[str, Text]
    claims: Mapping[str, PictureClaim]
    sources: Mapping[str, PictureSource]
    graph_hash: str
    measures: Mapping[str, Measure] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        """Return the picture for a notebook, as the figure that papers take."""
        from kg.visual.figure import figure

        return figure(self, own_lang())
