"""Nodes and ties: one by one, or as columns of numbers from which they are made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, overload

from kg.text.names import choose_label

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints: TypeAlias = npt.NDArray[np.int64]
    Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Node:
    """An actor or thing: its IRI, its labels by language, and the IRI of its kind."""

    id: str
    labels: Mapping[str, str]
    kind: str

    def label(self, lang: str) -> str:
        """Return the label in `lang`, else another one, else the local name.

        >>> Node("https://example.org/wuhan", {"zh": "武汉"}, "").label("en")
        '武汉'
        """
        return choose_label(self.labels, lang, self.id)


@dataclass(frozen=True, order=True)
class Tie:
    """One relation from the node `source` to the node `target`, both by position.

    `weights` holds what each of `claims` adds to `weight`, in their order; left empty, the
    claims add equal parts. `modality` and `certainty` are those of the strongest of them.
    """

    source: int
    target: int
    relation: str
    weight: float = 1.0
    modality: str = ""
    certainty: str = ""
    claims: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()

    def parts(self) -> tuple[float, ...]:
        """Return what each claim adds to the weight.

        >>> Tie(0, 1, "helps", 3.0, claims=("c1", "c2")).parts()
        (1.5, 1.5)
        """
        return self.weights or (self.weight / max(len(self.claims), 1),) * len(self.claims)


@dataclass(frozen=True, eq=False)
class Columns:
    """Ties as arrays: entry i of each column is said of tie i; codes stand for `words`.

    `source` and `target` are positions of nodes. The code -1 stands for no text. Tie i rests
    on `claims[starts[i]:starts[i + 1]]`, and each of these adds its entry of `parts` to the
    weight. Only those of `words` that somebody asks for are read, so that they may lie in a
    file.
    """

    source: Ints
    target: Ints
    weight: Floats
    relation: Ints
    modality: Ints
    certainty: Ints
    starts: Ints
    claims: Ints
    parts: Floats
    words: Sequence[str]

    @classmethod
    def of(cls, ties: Sequence[Tie]) -> Columns:
        """Return the columns of `ties`, in their order."""
        import numpy as np  # heavy: only who computes pays

        codes: dict[str, int] = {"": -1}

        def code(text: str) -> int:
            return codes.setdefault(text, len(codes) - 1)

        named = [(code(t.relation), code(t.modality), code(t.certainty)) for t in ties]
        texts = np.asarray(named, dtype=np.int64).reshape(-1, 3)
        return cls(
            np.asarray([tie.source for tie in ties], dtype=np.int64),
            np.asarray([tie.target for tie in ties], dtype=np.int64),
            np.asarray([tie.weight for tie in ties], dtype=np.float64),
            texts[:, 0],
            texts[:, 1],
            texts[:, 2],
            np.cumsum([0, *(len(tie.claims) for tie in ties)], dtype=np.int64),
            np.asarray([code(claim) for tie in ties for claim in tie.claims], dtype=np.int64),
            np.asarray([part for tie in ties for part in tie.parts()], dtype=np.float64),
            tuple(codes)[1:],
        )

    def __len__(self) -> int:
        return len(self.source)

    @cached_property
    def resting(self) -> Ints:
        """The tie that each entry of `claims` belongs to."""
        import numpy as np  # heavy: only who computes pays

        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @cached_property
    def claim_codes(self) -> Mapping[str, int]:
        """The code of each claim behind these ties, by its text in order."""
        import numpy as np  # heavy: only who computes pays

        found = ((self.words[code], code) for code in np.unique(self.claims).tolist())
        return dict(sorted(found))

    def text(self, code: int) -> str:
        """Return the text of a code.

        >>> Columns.of([Tie(0, 1, "helps")]).text(0)
        'helps'
        """
        return "" if code < 0 else self.words[code]

    def take(self, kept: Ints) -> Columns:
        """Return the columns of the ties at the positions `kept`, in that order."""
        import numpy as np  # heavy: only who computes pays

        counts = np.diff(self.starts)[kept]
        starts = np.concatenate(([0], np.cumsum(counts)))
        shift = np.repeat(self.starts[:-1][kept] - starts[:-1], counts)
        claims = np.arange(starts[-1]) + shift
        return Columns(
            self.source[kept],
            self.target[kept],
            self.weight[kept],
            self.relation[kept],
            self.modality[kept],
            self.certainty[kept],
            starts,
            self.claims[claims],
            self.parts[claims],
            self.words,
        )

    def without(self, claims: Set[str]) -> Columns:
        """Return what is left if `claims` are not believed; ties that rest on no claim stay.

        >>> two = Tie(0, 1, "helps", 3.0, claims=("c1", "c2"), weights=(1.0, 2.0))
        >>> Columns.of([two]).without({"c1"}).weight.tolist()
        [2.0]
        """
        import numpy as np  # heavy: only who computes pays

        doubted = [code for text in claims if (code := self.claim_codes.get(text)) is not None]
        held = ~np.isin(self.claims, doubted)
        counts = np.bincount(self.resting[held], minlength=len(self))
        touched = counts < np.diff(self.starts)
        sums = np.bincount(self.resting[held], self.parts[held], minlength=len(self))
        rest = replace(
            self,
            weight=np.where(touched, sums, self.weight),
            starts=np.concatenate(([0], np.cumsum(counts))),
            claims=self.claims[held],
            parts=self.parts[held],
        )
        return rest.take(np.flatnonzero(~touched | (counts > 0)))

    def between(self, place: Ints) -> Columns:
        """Return the ties between nodes whose new `place` is not below 0, at these places.

        The nodes keep their order, and so do the ties.
        """
        import numpy as np  # heavy: only who computes pays

        source, target = place[self.source], place[self.target]
        kept = np.flatnonzero((source >= 0) & (target >= 0))
        return replace(self, source=source, target=target).take(kept)

    def beside(self, source: Ints, target: Ints) -> Columns:
        """Return these ties and one more of weight 1, of no relation and claim, per given pair."""
        import numpy as np  # heavy: only who computes pays

        more = np.full(len(source), -1)
        whole = Columns(
            np.concatenate((source, self.source)),
            np.concatenate((target, self.target)),
            np.concatenate((np.ones(len(source)), self.weight)),
            np.concatenate((more, self.relation)),
            np.concatenate((more, self.modality)),
            np.concatenate((more, self.certainty)),
            np.concatenate((np.zeros(len(source), dtype=np.int64), self.starts)),
            self.claims,
            self.parts,
            self.words,
        )
        return whole.take(np.lexsort((whole.target, whole.source)))

    def ties(self) -> tuple[Tie, ...]:
        """Return the ties one by one.

        >>> Columns.of([Tie(0, 1, "helps", claims=("c1",))]).ties()[0].claims
        ('c1',)
        """
        starts, parts = self.starts.tolist(), self.parts.tolist()
        claims = [self.text(code) for code in self.claims.tolist()]
        columns = (self.source, self.target, self.relation, self.weight)
        rows = zip(*(c.tolist() for c in (*columns, self.modality, self.certainty)), strict=True)
        made = []
        for i, (source, target, relation, weight, modality, certainty) in enumerate(rows):
            first, last = starts[i], starts[i + 1]
            texts = (self.text(modality), self.text(certainty), tuple(claims[first:last]))
            relation_text = self.text(relation)
            made.append(
                Tie(source, target, relation_text, weight, *texts, tuple(parts[first:last]))
            )
        return tuple(made)


class Ties(Sequence[Tie]):
    """The ties of `columns`, all made when the first is asked for."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    @cached_property
    def made(self) -> tuple[Tie, ...]:
        """The ties themselves."""
        return self.columns.ties()

    def __len__(self) -> int:
        return len(self.columns)

    @overload
    def __getitem__(self, index: int) -> Tie: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Tie]: ...
    def __getitem__(self, index: int | slice) -> Tie | Sequence[Tie]:
        return self.made[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self.made == tuple(other)

    def __hash__(self) -> int:
        return hash(self.made)


class Nodes(Sequence[Node]):
    """`count` nodes, sorted by id; `make` is called for the node at a position once."""

    def __init__(self, count: int, make: Callable[[int], Node]) -> None:
        self.size, self.make = count, make
        self.made: dict[int, Node] = {}

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, index: int) -> Node: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Node]: ...
    def __getitem__(self, index: int | slice) -> Node | Sequence[Node]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(self.size)))
        place = range(self.size)[index]
        if place not in self.made:
            self.made[place] = self.make(place)
        return self.made[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))
