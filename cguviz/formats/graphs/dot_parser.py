"""A DOT file's statements as a graph.

One loop over the words with a stack of open braces: depth costs memory, never recursion.
"""

from __future__ import annotations

import dataclasses
import html
import itertools
import re
from collections.abc import Iterable, Iterator
from textwrap import shorten

from cguviz.errors import LoadError
from cguviz.formats.graphs.dot_lexer import DotToken, line_of, tokens
from cguviz.formats.graphs.graph import Edge, Graph, edge_of, node_of, stem, unit_names
from cguviz.model.capture import Remark

MOST_EDGES = 5_000_000
"""`{a b c} -> {d e f}` makes an edge for each pair, so a short file can ask for any number; cargo has 105,000."""

DEEPEST = 200
"""Nodes count for every subgraph around them, so depth costs time."""
CLUSTER = "cluster"
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
ENTITY = re.compile(r"&(\w+;|#\w+;)", re.ASCII)
"""Signs by name or number, which labels may have as HTML has them."""
QUOTED = 40
"""Characters of a name that an error quotes."""
NAMES = ("id", "text")
COUNTS = {"calls", "references"}
KEYWORDS = ("node", "edge", "graph")
END = DotToken("end", "", -1)


@dataclasses.dataclass(frozen=True)
class _Scope:
    """An open brace.

    Attributes
    ----------
    unit
        The unit that nodes inside belong to, -1 for none.
    nodes
        Nodes named inside: what an edge to the whole subgraph goes to.
    chain
        The ends of the edge statement being read, each a list of nodes; None where an arrow awaits its end.
    attributes
        Those of the edge statement being read.
    defaults
        Those that `edge [...]` set.
    depth
        The number of braces around.
    """

    unit: int
    defaults: dict[str, str]
    depth: int = 0
    nodes: list[int] = dataclasses.field(default_factory=list)
    chain: list[list[int] | None] = dataclasses.field(default_factory=list)
    attributes: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class _Drawing:
    """The graph as far as it was read; unit 0 is the whole graph and becomes "no unit".

    Attributes
    ----------
    unit_ids, unit_attributes, unit_parents
        Clusters by name, with their attributes and what they lie in; the first are those of the whole graph.
    node_ids, node_units, node_attributes
        Nodes by name.
    edges
        By number; in a strict graph, which has one from node to node and no more, by the two.
    astray
        Nodes that two clusters name of which neither lies in the other.
    """

    text: str
    path: str
    is_directed: bool
    is_strict: bool
    unit_ids: dict[str, int] = dataclasses.field(default_factory=lambda: {"": 0})
    unit_attributes: list[dict[str, str]] = dataclasses.field(default_factory=lambda: [{}])
    unit_parents: list[int] = dataclasses.field(default_factory=lambda: [-1])
    node_ids: dict[str, int] = dataclasses.field(default_factory=dict)
    node_units: list[int] = dataclasses.field(default_factory=list)
    node_attributes: list[dict[str, str]] = dataclasses.field(default_factory=list)
    edges: dict[int | tuple[int, int], Edge] = dataclasses.field(default_factory=dict)
    astray: set[int] = dataclasses.field(default_factory=set)


def parse(text: str, path: str, said: Iterable[str] = ()) -> Graph:
    """Read the first graph of a DOT file; `said` are remarks on its text.

    Raises
    ------
    LoadError
        The text breaks the grammar; the line is named.
    """
    stream = tokens(text, path)
    words = _read_header(stream, path)
    drawing = _Drawing(text, path, is_directed="digraph" in words, is_strict="strict" in words)
    remarks = [*said]
    if not drawing.is_directed:
        remarks.append("The graph has no arrows; each line is read as left uses right.")
    scopes = [_Scope(0, {})]
    ahead = next(stream, END)
    while scopes and ahead is not END:
        token, ahead = ahead, next(stream, END)
        ahead = _step(token, ahead, stream, scopes, drawing)
    if scopes:
        remarks.append("The graph is cut off, its last } is missing; only what came before can be read.")
        for scope in scopes:
            if scope.chain and scope.chain[-1] is None:
                scope.chain.clear()
            _finish(scope, drawing, ahead)
    elif ahead is not END:
        remarks.append("Only the first graph of the file is shown.")
    return _graph(drawing, remarks)


def _read_header(stream: Iterator[DotToken], path: str) -> set[str]:
    """Read up to the first brace, and return the keywords in front of the graph's name."""
    words: set[str] = set()
    for token in stream:
        if token.kind == "{":
            return words
        if token.kind == "id" and not {"graph", "digraph"} & words:
            words.add(token.value.lower())
    raise LoadError("the graph is cut off before its first brace.", path)


def _step(
    token: DotToken, ahead: DotToken, stream: Iterator[DotToken], scopes: list[_Scope], drawing: _Drawing
) -> DotToken:
    """Read one part of a statement, and return the word after it."""
    scope = scopes[-1]
    word = token.value.lower() if token.kind == "id" else ""
    if word == "subgraph":
        name = ""
        if ahead.kind in NAMES:
            name, ahead = ahead.value, next(stream, END)
        if ahead.kind != "{":
            raise _error(drawing, ahead, "a { must follow the name of a subgraph")
        scopes.append(_open(scope, name, drawing))
        return next(stream, END)
    if word in KEYWORDS:
        _finish(scope, drawing, token)
        while ahead.kind == "[":
            found, ahead = _attributes(next(stream, END), stream, drawing)
            if word == "edge":
                scope.defaults.update(found)
            elif word == "graph":
                _describe(scope, found, drawing)
        return ahead
    if token.kind in NAMES and ahead.kind == "=":
        _finish(scope, drawing, token)
        _describe(scope, {token.value: next(stream, END).value}, drawing)
        return next(stream, END)
    if token.kind in NAMES:
        ahead = _skip_ports(ahead, stream)
        nodes = [_node(scope, token.value, drawing)]
        while ahead.kind == ",":
            ahead = next(stream, END)
            if ahead.kind not in NAMES or ahead.value.lower() in (*KEYWORDS, "subgraph"):
                break
            nodes.append(_node(scope, ahead.value, drawing))
            ahead = _skip_ports(next(stream, END), stream)
        _reach(scope, nodes, drawing, token)
    elif token.kind == "{":
        scopes.append(_open(scope, "", drawing))
    elif token.kind == "}":
        _finish(scope, drawing, token)
        scopes.pop()
        if scopes:
            nodes = list(dict.fromkeys(scope.nodes))
            _reach(scopes[-1], nodes, drawing, token)
            scopes[-1].nodes.extend(nodes)
            while ahead.kind == "[" and len(scopes[-1].chain) == 1:  # which mean nothing behind a subgraph
                _, ahead = _attributes(next(stream, END), stream, drawing)
    elif token.kind in ("->", "--"):
        if not scope.chain or scope.chain[-1] is None:
            raise _error(drawing, token, "an arrow needs a node on its left")
        scope.chain.append(None)
    elif token.kind == "[":
        found, ahead = _attributes(ahead, stream, drawing)
        if len(scope.chain) > 1:
            scope.attributes.update(found)
        elif scope.chain and scope.chain[0]:
            for node in scope.chain[0]:
                drawing.node_attributes[node].update(found)
    elif token.kind in (";", ","):
        _finish(scope, drawing, token)
    else:
        raise _error(drawing, token, "a node, an edge or a subgraph must stand here")
    return ahead


def _attributes(token: DotToken, stream: Iterator[DotToken], drawing: _Drawing) -> tuple[dict[str, str], DotToken]:
    """Read the attributes in brackets, and return them with the word after the closing bracket."""
    found: dict[str, str] = {}
    while token.kind not in ("]", "end"):
        if token.kind in NAMES:
            key, value, token = token.value, "true", next(stream, END)
            if token.kind == "=":
                value, token = next(stream, END).value, next(stream, END)
            found[key] = value
        elif token.kind in (",", ";"):
            token = next(stream, END)
        else:
            raise _error(drawing, token, "an attribute (name=value) must stand here")
    return found, next(stream, END)


def _open(scope: _Scope, name: str, drawing: _Drawing) -> _Scope:
    """Return the scope of a subgraph; only clusters are units, others merely group."""
    unit = scope.unit
    if scope.depth == DEEPEST:
        raise LoadError(f"has subgraphs more than {DEEPEST} deep, as no call graph needs.", drawing.path)
    if name.lower().startswith(CLUSTER):
        unit = drawing.unit_ids.setdefault(name, len(drawing.unit_attributes))
        if unit == len(drawing.unit_attributes):
            drawing.unit_attributes.append({})
            drawing.unit_parents.append(scope.unit)
    return _Scope(unit, dict(scope.defaults), scope.depth + 1)


def _describe(scope: _Scope, found: dict[str, str], drawing: _Drawing) -> None:
    drawing.unit_attributes[scope.unit].update({key: _plain(value, "") for key, value in found.items()})


def _node(scope: _Scope, name: str, drawing: _Drawing) -> int:
    node = drawing.node_ids.setdefault(name, len(drawing.node_units))
    if node == len(drawing.node_units):
        drawing.node_units.append(scope.unit)
        drawing.node_attributes.append({})
    elif scope.unit != drawing.node_units[node]:
        before = drawing.node_units[node]
        if _is_around(before, scope.unit, drawing):
            drawing.node_units[node] = scope.unit
        elif not _is_around(scope.unit, before, drawing):
            drawing.astray.add(node)
    scope.nodes.append(node)
    return node


def _is_around(outer: int, unit: int, drawing: _Drawing) -> bool:
    """Say whether a cluster, or the whole graph, lies around another."""
    while unit > 0 and unit != outer:
        unit = drawing.unit_parents[unit]
    return unit == outer


def _skip_ports(ahead: DotToken, stream: Iterator[DotToken]) -> DotToken:
    """Read the ports behind a node, and return the word after them."""
    while ahead.kind == ":":
        next(stream, END)
        ahead = next(stream, END)
    return ahead


def _reach(scope: _Scope, nodes: list[int], drawing: _Drawing, token: DotToken) -> None:
    """Take nodes as the next end of the statement, or as the first of a new one."""
    if scope.chain and scope.chain[-1] is None:
        scope.chain[-1] = nodes
    else:
        _finish(scope, drawing, token)
        scope.chain.append(nodes)


def _finish(scope: _Scope, drawing: _Drawing, token: DotToken) -> None:
    """Build the edges of the statement that ends here."""
    attributes = scope.defaults | scope.attributes
    for sources, targets in itertools.pairwise(scope.chain):
        if sources is None or targets is None:
            raise _error(drawing, token, "an arrow needs a node on its right")
        if len(drawing.edges) + len(sources) * len(targets) > MOST_EDGES:
            raise _error(drawing, token, f"the graph has more than {MOST_EDGES:,} edges, too many to show")
        for pair in itertools.product(sources, targets):
            edge = edge_of(*pair, attributes)
            if not drawing.is_strict:
                drawing.edges[len(drawing.edges)] = edge
                continue
            key = pair if drawing.is_directed else (min(pair), max(pair))
            # Attributes of the edge said again are attributes of the one edge; its direction is that of the first.
            before = drawing.edges.setdefault(key, edge)
            if COUNTS & scope.attributes.keys():
                drawing.edges[key] = dataclasses.replace(before, calls=edge.calls, references=edge.references)
    scope.chain.clear()
    scope.attributes.clear()


def _graph(drawing: _Drawing, remarks: list[str]) -> Graph:
    if drawing.astray:
        remarks.append(f"{len(drawing.astray):,} nodes are named in two clusters; each is shown in its first.")
    # A cluster of our own has its words for a label, and its name beside them.
    labels = [
        told.get("unit") or told.get("label") or name.removeprefix(CLUSTER).lstrip("_") or name
        for name, told in zip(drawing.unit_ids, drawing.unit_attributes, strict=True)
    ]
    units, number = unit_names(labels, drawing.unit_parents, drawing.node_units)
    nodes = tuple(
        node_of(
            _plain(attributes.get("label", "\\N"), name),
            number[unit],
            {key: _plain(value, "") for key, value in attributes.items()},
        )
        for name, unit, attributes in zip(drawing.node_ids, drawing.node_units, drawing.node_attributes, strict=True)
    )
    about, *clusters = drawing.unit_attributes
    return Graph(
        crate=about.get("crate", stem(drawing.path)),
        compiler=about.get("compiler", ""),
        stage=about.get("stage", ""),
        units=units,
        nodes=nodes,
        edges=tuple(drawing.edges.values()),
        remarks=tuple(Remark(text, path=drawing.path) for text in remarks),
        words={told["unit"]: told["words"] for told in clusters if "unit" in told and "words" in told},
    )


def _plain(label: str, name: str) -> str:
    r"""Undo the escapes of a label: `\N` is the node's name, `\n`, `\l` and `\r` break lines, `&lt;` is a sign."""
    if "\\" in label:
        known = {"N": name, "n": " ", "l": " ", "r": " ", "G": ""}
        label = ESCAPE.sub(lambda match: known.get(match[1], match[1]), label).strip()
    return ENTITY.sub(lambda match: html.unescape(match[0]), label) if "&" in label else label


def _error(drawing: _Drawing, token: DotToken, expected: str) -> LoadError:
    if token is END:
        return LoadError(f"{expected}, but the file ends.", drawing.path)
    found = shorten(token.value, QUOTED, placeholder="…")
    return LoadError(f"{expected}, not “{found}”.", drawing.path, line_of(drawing.text, token.start))
