"""Exchange: a network in the files that Gephi, Cytoscape, igraph and others read."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

from kg.errors import FormatError

if TYPE_CHECKING:
    import networkx as nx

    from kg.network.network import Network

NETWORK_FORMATS = ("graphml", "gexf", "cytoscape")
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def network_file(network: Network, form: str) -> bytes:
    """Return `network` as a file of the format `form`: graphml, gexf, or cytoscape (JSON).

    Every attribute has one type, lists are joined by `; `, and the same network
    gives the same bytes: the date that GEXF would carry is left out.

    Raises
    ------
    FormatError
        If there is no such format.
    """
    import networkx as nx

    if form not in NETWORK_FORMATS:
        message = f"unknown network format {form!r}; choose one of {', '.join(NETWORK_FORMATS)}"
        raise FormatError(message)
    graph = plain(network)
    if form == "cytoscape":
        data = nx.cytoscape_data(graph, name="label")
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
    stream = io.BytesIO()
    if form == "graphml":
        nx.write_graphml_xml(graph, stream, named_key_ids=True)
        return stream.getvalue()
    nx.write_gexf(graph, stream)
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", stream.getvalue())


def plain(network: Network) -> nx.MultiGraph[str]:
    """Return the network with plain attributes only: text and floats, none of them missing.

    An undirected network has undirected edges: other programs would believe an arrow.
    """
    arrows = network.to_networkx()
    graph: nx.MultiGraph[str] = arrows if network.directed else arrows.to_undirected()
    del graph.graph["directed"]
    for _, attributes in graph.nodes(data=True):
        tidy(attributes)
    for number, (_, _, attributes) in enumerate(graph.edges(data=True)):
        tidy(attributes)
        attributes["id"] = f"e{number}"
    return graph


def tidy(attributes: dict[str, object]) -> None:
    """Make each attribute a float or a text that XML can hold."""
    for key, value in list(attributes.items()):
        if isinstance(value, (tuple, list)):
            attributes[key] = "; ".join(str(part) for part in value)
        elif isinstance(value, bool | int | float):
            attributes[key] = float(value)
        else:
            attributes[key] = UNFIT.sub("", "" if value is None else str(value))
