"""Node-link JSON, as networkx and d3 write it, with a unit attribute on the nodes.

```json
{"directed": true, "graph": {"stage": "PLACE"},
 "nodes": [{"id": 0, "name": "main", "unit": "a-cgu.0"}], "edges": [{"source": 0, "target": 0, "calls": 1}]}
```

Edges may be called `links`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from cguviz.errors import LoadError
from cguviz.formats.graphs.attributes import Link, Row, about_of, graph_with, node_rows
from cguviz.formats.graphs.graph import capture_of, graph_of
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.progress import Progress

NODES = re.compile(rb'"nodes"\s*:\s*\[\s*(?:\]|\{[^{}]*"(?:id|name|key)"\s*:)')
EXPECTED = (
    'node-link JSON has a list "nodes" of objects with "id", and a list "edges" or "links" with "source", "target"'
)


def sniff(head: bytes) -> bool:
    """Say whether a file is a JSON object with a list of nodes."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and NODES.search(head) is not None


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read node-link graphs.

    Raises
    ------
    LoadError
        It is no JSON, or not of this form.
    """
    captures: list[Capture] = []
    for source in sources:
        progress("reading JSON", 0.0)
        try:
            tree: object = json.loads(source.data.decode("utf-8-sig", "replace"))
        except json.JSONDecodeError as error:
            raise LoadError(f"the JSON breaks off or is damaged ({error.msg}).", source.path, error.lineno) from error
        except (ValueError, RecursionError) as error:
            raise LoadError("the JSON holds numbers or nestings that no graph has.", source.path) from error
        if not isinstance(tree, dict):
            raise LoadError(f"{EXPECTED}.", source.path)
        about = tree.get("graph")
        graph = graph_with(
            _nodes(tree, source.path),
            _edges(tree, source.path),
            about if isinstance(about, dict) else {},
            source.path,
        )
        captures.append(capture_of(graph, source.path))
    return captures


def write(capture: Capture, partition: Partition) -> str:
    """Return a partition as node-link JSON; `networkx.node_link_graph` reads it."""
    graph = graph_of(capture, partition)
    nodes = [{"id": number, **row} for number, row in enumerate(node_rows(graph))]
    edges = [
        {"source": edge.source, "target": edge.target, "calls": edge.calls, "references": edge.references}
        for edge in graph.edges
    ]
    tree = {"directed": True, "multigraph": False, "graph": about_of(graph), "nodes": nodes, "edges": edges}
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n"


def _nodes(tree: Mapping[str, object], path: str) -> Iterator[Row]:
    """Yield the key and attributes of each node."""
    for node in _objects(tree.get("nodes"), path):
        yield _key(next((node[name] for name in ("id", "key", "name") if name in node), None), path), node


def _edges(tree: Mapping[str, object], path: str) -> Iterator[Link]:
    """Yield the ends and attributes of each edge."""
    for edge in _objects(tree.get("edges", tree.get("links", [])), path):
        yield _key(edge.get("source"), path), _key(edge.get("target"), path), edge


def _objects(value: object, path: str) -> Iterator[dict[str, object]]:
    """Yield the objects of a list."""
    if not isinstance(value, list):
        raise LoadError(f"{EXPECTED}.", path)
    for each in value:
        if not isinstance(each, dict):
            raise LoadError(f"{EXPECTED}.", path)
        yield each


def _key(value: object, path: str) -> str | int:
    """Return the name of a node."""
    if not isinstance(value, str | int):
        raise LoadError(f"{EXPECTED}; a node or end of an edge has no name.", path)
    return value
