"""From a view to its picture: measures, clusters and times come from the graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.api import Graph
from kg.drawing import clustered, laid_out, measured, span
from kg.network.network import Network, Node, Tie
from kg.text.header import Header
from kg.text.names import shorten
from kg.visual.picture import PictureNode
from tests.built import world_graph

VIEW = "overall"


def test_a_node_has_the_scores_that_kg_rank_prints() -> None:
    graph = world_graph()
    picture = graph.picture(VIEW)
    for measure in ("betweenness", "constraint"):
        drawn = {node.id: node.measures.get(measure) for node in picture.nodes}
        table = graph.rank(VIEW, measure)
        names = [field.name for field in table.fields]
        rows = [dict(zip(names, row, strict=True)) for row in table.rows]
        assert rows
        for row in rows:
            assert drawn[f"gid:{row['id']}"] == pytest.approx(row["score"], rel=1e-5)


def test_a_node_has_the_cluster_that_kg_clusters_prints() -> None:
    graph = world_graph()
    picture = graph.picture(VIEW)
    sizes = {row[0]: row[1] for row in graph.clusters(VIEW).rows}
    found = [node.cluster for node in picture.nodes if node.cluster is not None]
    assert {cluster: found.count(cluster) for cluster in found} == sizes


def test_a_line_has_the_time_of_its_claims(shipped: Graph) -> None:
    picture = shipped.picture(VIEW)
    dated = [edge for edge in picture.edges if edge.since or edge.until]
    assert dated
    for edge in dated:
        times = [picture.claims[claim] for claim in edge.claims]
        assert (edge.since, edge.until) == span(
            [(claim.since, claim.until) for claim in times if claim.since or claim.until]
        )


def test_every_measure_that_nodes_have_is_named_in_both_languages() -> None:
    picture = world_graph().picture(VIEW)
    used = {key for node in picture.nodes for key in node.measures}
    assert used <= set(picture.measures)
    assert all({"en", "zh"} <= set(measure.labels) for measure in picture.measures.values())


def test_what_is_not_defined_is_left_out() -> None:
    nodes = (Node("gid:a", {}, ""), Node("gid:b", {}, ""))
    network = Network("pair", Header(), directed=False, nodes=nodes, ties=(Tie(0, 1, "r"),))
    drawn = tuple(PictureNode(shorten(n.id), {}, (), "", 0.0, 0.0, 0.0) for n in nodes)
    assert [node.measures for node in measured(drawn, network, laid_out(network, 0))] == [{}, {}]
    assert clustered(network) == [None, None]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([], ("", "")),
        ([("2024", "2024-06")], ("2024", "2024-06")),
        ([("2024-03", ""), ("2023", "2025")], ("2023", "")),
        ([("", "2020"), ("2019", "2020-05")], ("", "2020")),
    ],
)
def test_the_span_of_times_is_the_widest(
    times: list[tuple[str, str]], expected: tuple[str, str]
) -> None:
    assert span(times) == expected


def test_places_of_a_large_network_are_worked_out_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    network = world_graph().network(VIEW)
    small = laid_out(network, 0)
    monkeypatch.setattr("kg.visual.page.LARGE_NODES", 2)
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    first = laid_out(network, 0)
    assert first.clusters == small.clusters
    assert first.spots != small.spots
    monkeypatch.setattr("kg.drawing.islands", None)
    assert laid_out(network, 0) == first
    assert len(list((tmp_path / "layouts").iterdir())) == 1
    with pytest.raises(TypeError):
        laid_out(network, 1)
