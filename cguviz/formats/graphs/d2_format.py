"""D2 with containers: each container is a unit, each shape in one an item, each connection a use.

Knows the language of d2lang.com as far as graphs go; styles, classes, variables, layers and imports are skipped. Keys
are taken as they are written: D2 ignores their case, but function names differ by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cguviz.formats.graphs.d2_parser import parse
from cguviz.formats.graphs.graph import attributes_of, capture_of, graph_of
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.partition import Mode, Partition
from cguviz.progress import Progress

DASHES = {(Mode.INLINED, False): 3, (Mode.INLINED, True): 2, (Mode.ROOT, True): 1}
"""Length of strokes of outlines by mode and whether that is inferred."""
LOOKED_AT = 1 << 13
"""Characters whose lines must all be D2."""
QUOTED = r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\n]|'')*+'"
# Blanks are taken possessively: three runs of them side by side would else be shared out in n³ ways. A possessive
# group with a lookahead inside goes wrong before Python 3.11.5 (Debian 12 has 3.11.2), so the name is an atomic one.
NAME = rf"(?:{QUOTED}|(?>[\w*]+(?:(?:[ ]|-(?![->]))*[\w*]+)*))"
KEY = rf"{NAME}(?:\.{NAME})*"
EDGE = rf"{KEY}(?:\s*+(?:<-+>?|-+>|--+)\s*+{KEY})+"
END = r"\s*+;?\s*+(?:\#.*)?$"
OPENING = re.compile(rf"\s*+(?:{EDGE}|{KEY})\s*+:\s*+(?:(?:{QUOTED})\s*+|[^\n{{}}\[\]]*+)\{{{END}")
CONNECTION = re.compile(rf"\s*+{EDGE}\s*+(?::.*)?{END}")
OTHER = re.compile(rf"\s*+(?:\}}|{KEY}\s*+(?::.*[^,\s])?|{KEY}\s*+:?\s*+\{{.*\}}|\({EDGE}\)\[.*|\.\.\.@\S+){END}")
BLANK = re.compile(r"\s*(?:#.*)?$")
COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
BLOCKS = re.compile(r'"""(?s:.*?)"""|\|\w*\n(?s:.*?)\n\s*\|')
"""Comments and texts of several lines."""


def sniff(head: bytes) -> bool:
    """Say whether every line could be D2, and one at least opens a container or connects two shapes."""
    text = head[:LOOKED_AT].decode("utf-8", "replace").removeprefix("\ufeff")
    # A comment ends with its line, even behind a backslash.
    lines = COMMENT.sub("", BLOCKS.sub('""', text)).replace("\\\n", " ").split("\n")
    if len(text) >= LOOKED_AT // 2 and len(lines) > 1 and len(head) >= LOOKED_AT:
        lines.pop()  # cut by the limit
    telling = False
    for line in lines:
        if BLANK.match(line):
            continue
        if OPENING.match(line) or CONNECTION.match(line):
            telling = True
        elif not OTHER.match(line):
            return False
    return telling


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read D2 graphs.

    Raises
    ------
    LoadError
        The text is no D2, or has no shapes in containers.
    """
    captures: list[Capture] = []
    for source in sources:
        progress("reading D2", 0.0)
        graph = parse(source.data.decode("utf-8", "replace"), source.path)
        captures.append(capture_of(graph, source.path))
    return captures


def write(capture: Capture, partition: Partition) -> str:
    """Return a partition as D2; facts without a place in D2 go into tooltips, as `key value` with semicolons."""
    return "".join(_lines(capture, partition))


def _lines(capture: Capture, partition: Partition) -> Iterator[str]:
    """Yield the lines of a partition as D2."""
    graph = graph_of(capture, partition)
    for key, value in (("crate", graph.crate), ("compiler", graph.compiler), ("stage", graph.stage)):
        yield f"# {key}: " + value.replace("\n", " ") + "\n"
    at = 0
    ends: list[str] = []
    for number, (unit, label) in enumerate(zip(graph.units, graph.labels, strict=True)):
        yield f"u{number}: {_quote(label)} {{\n"
        if unit in graph.words:
            yield f"  tooltip: {_quote(f'unit {unit}; words {graph.words[unit]}')}\n"
        while at < len(graph.nodes) and graph.nodes[at].unit == number:
            node = graph.nodes[at]
            tip = "; ".join(f"{key} {value}" for key, value in attributes_of(node).items())
            dash = {(Mode.INLINED, -1): 3, (Mode.INLINED, 1): 2, (Mode.ROOT, 1): 1}.get(
                (Mode(node.mode), node.inferred)
            )
            style = f"; style.stroke-dash: {dash}" if dash else ""
            yield f"  n{at}: {_quote(node.name)} {{tooltip: {_quote(tip)}{style}}}\n"
            ends.append(f"u{number}.n{at}")
            at += 1
        yield "}\n"
    for edge in graph.edges:
        counts = [f"{edge.calls} calls"] if edge.calls else []
        counts += [f"{edge.references} references"] if edge.references else []
        style = "" if edge.calls else " {style.stroke-dash: 3}"
        yield f"{ends[edge.source]} -> {ends[edge.target]}: {_quote(', '.join(counts))}{style}\n"


def _quote(text: str) -> str:
    """Quote a string; a dollar would begin a variable."""
    return '"' + re.sub(r'["\\$]', r"\\\g<0>", text).replace("\n", "\\n") + '"'
