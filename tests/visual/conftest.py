"""A picture small enough to draw by hand, and one whose every text means harm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.visual.picture import (
    Kind,
    Picture,
    PictureClaim,
    PictureEdge,
    PictureNode,
    PictureSource,
)
from tests.visual.payloads import PAYLOADS


def pair(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


@pytest.fixture(scope="session")
def picture() -> Picture:
    """Return four tied nodes, one of them unnamed, two parallel lines, and one lone node."""
    claim = PictureClaim(
        text=pair("The plant stands in the town.", "工厂位于该市。"),
        source="d:report",
        start=120,
        end=188,
        digest="ab" * 32,
        modality="c:fact",
        certainty="c:high",
        speaker=pair("The mayor", "市长"),
    )
    return Picture(
        title=pair("Plants and towns", "工厂与城市"),
        question=pair("Which plant stands where?", "哪家工厂在哪里？"),
        view="places",
        method=pair("Drawn by hand.", "手工绘制。"),
        nodes=(
            PictureNode(
                "d:yichang",
                pair("Yichang", "宜昌市"),
                ("Yíchāng", "I-ch'ang"),
                "c:town",
                0,
                0,
                1.0,
                pair("Rank 1 of 5", "第 1 名"),
                claims=("k1",),
            ),
            PictureNode(
                "d:plant",
                pair("Green Plant", "绿色工厂"),
                ("lüse gongchang",),
                "c:plant",
                200,
                0,
                0.5,
            ),
            PictureNode("d:works", pair("Old Works", "老厂"), (), "c:plant", 0, 150, 0.2),
            PictureNode(
                "d:slot",
                pair("Plant, not named", "未具名工厂"),
                (),
                "c:plant",
                200,
                150,
                0.0,
                hollow=True,
            ),
            PictureNode("d:lone", pair("Lone Town", "孤城"), (), "c:town", 100, 300, 0.1),
        ),
        edges=(
            PictureEdge(1, 0, "r:in", "c:fact", "c:high", 2.0, ("k1",)),
            PictureEdge(1, 0, "r:pays", "c:plan", "c:low", 1.0, ("k2",)),
            PictureEdge(0, 1, "r:pays", "c:fact", "c:high", 1.0, ("k2",)),
            PictureEdge(2, 0, "r:in", "c:fact", "c:high", 1.0, ("k2",)),
            PictureEdge(3, 0, "r:in", "c:fact", "c:medium", 1.0),
        ),
        kinds={
            "c:town": Kind(pair("Town", "城镇"), "#2f5d8a", "#7fb2e5", "square"),
            "c:plant": Kind(pair("Plant", "工厂"), "#c77700", "#f0b35a", "dot"),
        },
        relations={"r:in": pair("stands in", "位于"), "r:pays": pair("pays", "支付")},
        concepts={
            "c:fact": pair("fact", "事实"),
            "c:plan": pair("plan", "计划"),
            "c:high": pair("high", "高"),
            "c:medium": pair("medium", "中"),
            "c:low": pair("low", "低"),
        },
        claims={
            "k1": claim,
            "k2": replace(claim, source="d:note", start=None, end=None, modality="c:plan"),
        },
        sources={
            "d:report": PictureSource(pair("The report", "报告"), "https://example.org/r", "2025"),
            "d:note": PictureSource(pair("The note", "便条"), "", ""),
        },
        graph_hash="cd" * 32,
    )


@pytest.fixture(scope="session")
def hostile() -> Picture:
    """Return a picture in which every text, key and address of the n-th part is payload n."""
    both = {p: pair(p, p[::-1] + p) for p in PAYLOADS}
    count = len(PAYLOADS)
    claims = {
        p: PictureClaim(both[p], p, n, n + 1, p, p, p, both[p]) for n, p in enumerate(PAYLOADS)
    }
    everything = " ".join(PAYLOADS)
    return Picture(
        title=pair(everything, everything),
        question=pair(everything, everything),
        view=everything,
        method=pair(everything, everything),
        nodes=tuple(
            PictureNode(
                p,
                both[p],
                (p,),
                p,
                n % 10 * 150,
                n // 10 * 90,
                n / count,
                both[p],
                n % 2 == 0,
                (p,),
            )
            for n, p in enumerate(PAYLOADS)
        ),
        edges=tuple(
            PictureEdge(n, (n + 1) % count, p, p, p, n + 1.0, (p,)) for n, p in enumerate(PAYLOADS)
        ),
        kinds={p: Kind(both[p], p, p, p) for p in PAYLOADS},
        relations=both,
        concepts=both,
        claims=claims,
        sources={p: PictureSource(both[p], p, p) for p in PAYLOADS},
        graph_hash=everything,
    )
