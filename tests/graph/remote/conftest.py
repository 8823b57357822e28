"""The shipped graph pushed into two independent servers, once for all test processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.api import Graph
from kg.graph.remote.push import Destination, push, target_of
from tests import servers


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def oxigraph(shipped: Graph, common: Path) -> Iterator[str]:
    """The address of an Oxigraph server that holds the shipped graph."""

    def fill(address: str) -> None:
        push(shipped.reader.folder, target_of(f"{address}/query"), str)

    with servers.shared(common / "oxigraph", servers.oxigraph, fill) as address:
        yield f"{address}/query"


@pytest.fixture(scope="session")
def virtuoso(shipped: Graph, common: Path) -> Iterator[str]:
    """The address of a Virtuoso server that holds the shipped graph; writing needs a password."""

    def fill(address: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KG_ENDPOINT_USER", "dba")
            patch.setenv("KG_ENDPOINT_PASSWORD", "dba")
            target = target_of(f"{address}/sparql", update=f"{address}/sparql-auth")
            push(shipped.reader.folder, target, str)

    with servers.shared(common / "virtuoso", servers.virtuoso, fill) as address:
        yield f"{address}/sparql"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    """The address of an Oxigraph server that holds nothing."""
    with servers.oxigraph(tmp_path) as address:
        yield address


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def writable(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Destination]:
    """One server after the other that tests may fill as they like."""
    query, update = {"oxigraph": ("query", "update"), "virtuoso": ("sparql", "sparql-auth")}[
        request.param
    ]
    start = getattr(servers, request.param)
    with pytest.MonkeyPatch.context() as patch, start(tmp_path_factory.mktemp("server")) as address:
        patch.setenv("KG_ENDPOINT_USER", "dba")
        patch.setenv("KG_ENDPOINT_PASSWORD", "dba")
        yield target_of(f"{address}/{query}", update=f"{address}/{update}")
