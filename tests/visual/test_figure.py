"""A picture as a still: every node and line with its claims, names apart, its graph named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli.draw import command
from kg.errors import FormatError
from kg.visual.figure import figure
from kg.visual.picture import Picture
from kg.visual.raster import png
from kg.visual.svg import NAMES
from tests.visual.charts.samples import SVG, desc, marks, texts, tip, tree


def test_every_node_and_every_line_is_drawn_with_its_claims(picture: Picture) -> None:
    svg = figure(picture)
    keys = [mark.get("data-key") for mark in marks(svg) if mark.get("data-key")]
    assert sorted(keys) == sorted(node.id for node in picture.nodes)
    lines = [mark for mark in marks(svg) if not mark.get("data-key")]
    assert [mark.get("data-claim") for mark in lines] == ["k1", "k2", "k2", "k2", None]
    assert tip(lines[1]) == "Green Plant → Yichang: pays, plan"


def test_what_is_no_fact_is_dashed_and_what_has_no_name_is_hollow(picture: Picture) -> None:
    svg = figure(picture)
    lines = [mark.findall(f"{SVG}path")[0] for mark in marks(svg) if not mark.get("data-key")]
    assert ["dash" in (line.get("class") or "") for line in lines] == [False, True, *[False] * 3]
    assert [line.get("opacity") for line in lines] == ["1", "0.38", "1", "1", "0.62"]
    slot = next(mark for mark in marks(svg) if mark.get("data-key") == "d:slot")
    assert [one.get("class") for one in slot if one.tag != f"{SVG}title"] == [
        "f-ground s-k0 ring pin"
    ]


def test_parallel_lines_do_not_lie_on_each_other(picture: Picture) -> None:
    lines = [m.findall(f"{SVG}path")[0] for m in marks(figure(picture)) if not m.get("data-key")]
    assert len({line.get("d") for line in lines}) == len(picture.edges)


def test_title_names_legend_and_graph_are_written(picture: Picture) -> None:
    said = texts(figure(picture, "zh"))
    assert {"工厂与城市", "宜昌市", "老厂", "城镇（2）", "工厂（3）"} <= set(said)
    assert any("cd" * 8 in one for one in said)
    assert "cd" * 32 in desc(figure(picture))
    assert "5 nodes, 5 lines." in desc(figure(picture))
    assert "Most lines: Yichang (5)" in desc(figure(picture))


def test_harmful_texts_keys_and_colours_stay_harmless(hostile: Picture) -> None:
    root = tree(figure(hostile))
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= NAMES
    assert figure(hostile) == figure(hostile)


def test_a_picture_that_is_empty_or_not_whole_is_told_apart(picture: Picture) -> None:
    assert "Nothing to show" in texts(figure(replace(picture, nodes=(), edges=())))
    with pytest.raises(FormatError):
        figure(replace(picture, claims={}))
    lost = replace(picture.nodes[0], x=float("nan"))
    with pytest.raises(FormatError):
        figure(replace(picture, nodes=(lost, *picture.nodes[1:])))


def test_a_line_to_itself_and_one_node_alone_are_drawn(picture: Picture) -> None:
    own = replace(picture.edges[0], source=0, target=0)
    alone = replace(picture, nodes=picture.nodes[:1], edges=(own,))
    assert len(marks(figure(alone))) == 2


def test_draw_writes_a_still_that_any_viewer_opens(tmp_path: Path) -> None:
    out = tmp_path / "three.svg"
    done = CliRunner().invoke(command, ["three-chains", "--format", "svg", "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_text("utf-8").startswith("<svg")


def test_png_is_written_or_says_what_to_install(picture: Picture) -> None:
    try:
        import vl_convert  # noqa: F401
    except ImportError:
        with pytest.raises(FormatError, match=r"pip install '\.\[static\]'"):
            png(figure(picture))
    else:
        assert png(figure(picture)).startswith(b"\x89PNG")
    with pytest.raises(FormatError):
        png(figure(picture), 99)
