"""GraphML and GEXF with a unit attribute on the nodes, by way of networkx.

XML with a document type is refused: entities can make a small file gigabytes, and no graph needs them.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from cguviz.errors import LoadError
from cguviz.formats.graphs.attributes import about_of, graph_with, node_rows
from cguviz.formats.graphs.graph import capture_of, graph_of
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.progress import Progress

if TYPE_CHECKING:
    import networkx

GRAPHML = re.compile(rb"<(?:\w+:)?graphml\b")
GEXF = re.compile(rb"<(?:\w+:)?gexf\b")
DATE = re.compile(r' lastmodifieddate="[^"]*"')
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
QUOTED = 100
"""Characters of networkx's own words that an error quotes."""
ODD = (KeyError, ValueError, TypeError, AttributeError, IndexError, RuntimeError)
"""What networkx lets escape besides its own errors when well-formed XML is no good graph."""


def sniff_graphml(head: bytes) -> bool:
    """Say whether a file is XML whose first element is a GraphML document."""
    return _is_xml(head) and GRAPHML.search(head) is not None


def sniff_gexf(head: bytes) -> bool:
    """Say whether a file is XML whose first element is a GEXF document."""
    return _is_xml(head) and GEXF.search(head) is not None


def read_graphml(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read GraphML.

    Raises
    ------
    LoadError
        It is damaged, has a document type, or is no graph.
    """
    import networkx

    return [_capture(source, networkx.read_graphml, progress) for source in sources]


def read_gexf(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read GEXF.

    Raises
    ------
    LoadError
        It is damaged, has a document type, or is no graph.
    """
    import networkx

    return [_capture(source, networkx.read_gexf, progress) for source in sources]


def write_graphml(capture: Capture, partition: Partition) -> str:
    """Return a partition as GraphML; names of units are a graph attribute, one in a line."""
    import networkx

    file = io.BytesIO()
    networkx.write_graphml_xml(_network(capture, partition), file, named_key_ids=True)
    return file.getvalue().decode()


def write_gexf(capture: Capture, partition: Partition) -> str:
    """Return a partition as GEXF, which has no place for the crate and the stage."""
    import networkx

    text = "\n".join(networkx.generate_gexf(_network(capture, partition)))
    return DATE.sub("", text, count=1) + "\n"  # equal partitions give equal files on any day


def _is_xml(head: bytes) -> bool:
    """Say whether a file begins like XML."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _capture(source: Source, reader: Callable[[io.BytesIO], networkx.Graph], progress: Progress) -> Capture:
    """Read a graph by a reader of networkx."""
    import networkx

    progress("reading XML", 0.0)
    _refuse_bombs(source)
    try:
        with warnings.catch_warnings():
            # networkx warns of attributes without a type, and then does the sensible thing: it takes them as text.
            warnings.simplefilter("ignore")
            network = reader(io.BytesIO(source.data))
    except (networkx.NetworkXException, ParseError, *ODD) as error:
        raise LoadError(
            f"the XML is well formed but no graph that networkx can read ({error}).", source.path
        ) from error
    graph = graph_with(network.nodes(data=True), network.edges(data=True), network.graph, source.path)
    return capture_of(graph, source.path)


def _refuse_bombs(source: Source) -> None:
    """Check that the XML is well formed and declares nothing."""

    def refuse(*_: object) -> None:
        raise LoadError("has a document type (<!DOCTYPE …>), which graphs do not need; remove it.", source.path)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(source.data, True)
    except expat.ExpatError as error:
        text = f"the XML breaks off or is damaged ({expat.ErrorString(error.code)})."
        raise LoadError(text, source.path, error.lineno) from error
    except (LookupError, ValueError) as error:
        raise LoadError(f"the XML names an encoding that cannot be read ({error}).", source.path) from error


def _network(capture: Capture, partition: Partition) -> networkx.Graph:
    """Return a partition as a graph of networkx."""
    import networkx

    graph = graph_of(capture, partition)
    network = networkx.DiGraph()
    about = about_of(graph)
    network.graph.update(
        {key: _clean(value if isinstance(value, str) else "\n".join(value)) for key, value in about.items()}
    )
    for number, row in enumerate(node_rows(graph)):
        clean = {key: _clean(value) if isinstance(value, str) else value for key, value in row.items()}
        network.add_node(number, label=clean["name"], **clean)
    for edge in graph.edges:
        network.add_edge(edge.source, edge.target, calls=edge.calls, references=edge.references)
    return network


def _clean(text: str) -> str:
    """Replace characters that XML cannot hold."""
    return NOT_XML.sub("\ufffd", text)
