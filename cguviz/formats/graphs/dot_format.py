"""DOT (Graphviz) with clusters: each cluster is a unit, each node an item, each edge a use.

Knows the language of graphviz.org/doc/info/lang.html except ports, which it skips, and records, which stay text.
A node belongs to the innermost cluster that names it, as Graphviz draws it; of clusters side by side, to the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cguviz.formats.graphs.dot_parser import ENTITY, parse
from cguviz.formats.graphs.graph import attributes_of, capture_of, graph_of
from cguviz.formats.graphs.text import decode_text
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.partition import Mode, Partition
from cguviz.progress import Progress

BLANK = r"(?>\s+|//[^\n]*\n|/\*.*?\*/|\#[^\n]*\n)"
NAME = r"(?>[\w\x80-\U0010ffff]+|-?[.\d]+|<[^<>]*+>|\"(?:[^\"\\]|\\.)*+\")"
START = re.compile(
    rf"{BLANK}*+(?:strict{BLANK}++)?(?:di)?graph(?![^\W]){BLANK}*+(?>{NAME}(?>{BLANK}*+\+{BLANK}*+{NAME})*+)?{BLANK}*+\{{",
    re.IGNORECASE | re.DOTALL,
)


def sniff(head: bytes) -> bool:
    """Say whether a file begins as a DOT graph does."""
    return START.match(decode_text(head)[0]) is not None


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read DOT graphs.

    Raises
    ------
    LoadError
        The text is no DOT, or has no nodes.
    """
    captures: list[Capture] = []
    for source in sources:
        progress("reading DOT", 0.0)
        text, remarks = decode_text(source.data)
        graph = parse(text, source.path, remarks)
        captures.append(capture_of(graph, source.path))
    return captures


def write(capture: Capture, partition: Partition) -> str:
    """Return a partition as DOT.

    Parameters
    ----------
    capture, partition
        Copies of inlined items are nodes of their own; what else is known of an item becomes attributes that
        Graphviz does not mind.
    """
    return "".join(_lines(capture, partition))


def _lines(capture: Capture, partition: Partition) -> Iterator[str]:
    graph = graph_of(capture, partition)
    yield f"digraph {_quote(graph.crate or 'capture')} {{\n"
    for key, value in (("crate", graph.crate), ("compiler", graph.compiler), ("stage", graph.stage)):
        yield f"  {key}={_quote(value)};\n"
    yield '  node [shape=box, fontname="sans-serif"];\n'
    at = 0
    for number, (unit, label) in enumerate(zip(graph.units, graph.labels, strict=True)):
        yield f"  subgraph cluster_{number} {{\n    label={_quote(label)};\n"
        if unit in graph.words:
            yield f"    unit={_quote(unit)};\n    words={_quote(graph.words[unit])};\n"
        while at < len(graph.nodes) and graph.nodes[at].unit == number:
            node = graph.nodes[at]
            style = ", style=dashed" if node.mode == Mode.INLINED else ""
            style = ", style=dotted" if node.inferred == 1 else style
            known = "".join(f", {key}={_quote(str(value))}" for key, value in attributes_of(node).items())
            yield f"    n{at} [label={_quote(node.name)}{known}{style}];\n"
            at += 1
        yield "  }\n"
    for edge in graph.edges:
        style = "" if edge.calls else ", style=dotted"
        yield f"  n{edge.source} -> n{edge.target} [calls={edge.calls}, references={edge.references}{style}];\n"
    yield "}\n"


def _quote(text: str) -> str:
    """Quote a label; in labels, a backslash must be doubled, and Graphviz reads `&lt;` as a sign."""
    text = ENTITY.sub(r"&amp;\1", text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'
