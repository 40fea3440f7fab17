"""A D2 file's statements as a graph.

One loop over the statements with a stack of open maps: depth costs memory, never recursion.
"""

from __future__ import annotations

import dataclasses
import itertools
import re

from cguviz.errors import LoadError
from cguviz.formats.graphs.d2_lexer import ARROW, BLANK, INDEX, REST, KeyPart, end_of, key_at, line_of, value_at
from cguviz.formats.graphs.graph import ATTRIBUTES, Edge, Graph, edge_of, node_of, stem, unit_names
from cguviz.model.capture import Remark

KEYWORD = re.compile(
    r"""class(?:es)? | constraint | direction | grid-(?:columns|gap|rows) | height | (?:horizontal|vertical)-gap | icon
    | label | layers | left | link | near | scenarios | shape | (?:source|target)-arrowhead | steps | style | tooltip
    | top | vars | width""",
    re.VERBOSE | re.IGNORECASE,
)
"""Keys that describe a shape instead of naming one."""

BOARDS = frozenset(("layers", "scenarios", "steps"))
HEADER = re.compile(r"# (crate|compiler|stage): (.*)")
COUNTS = re.compile(r"(?:(\d+) calls?)?(?:, )?(?:(\d+) references?)?")
UNREAD = -1
"""A map whose statements are no concern of ours."""


@dataclasses.dataclass(frozen=True)
class _Board:
    """Shapes by number; shape 0 is the whole board.

    Attributes
    ----------
    numbers
        By the shape around and the key.
    keys, parents, labels, tips
        Of each shape.
    bare
        Shapes whose map was opened and has held nothing yet.
    links
        (from, to, label) of connections.
    remarks
        What could not be read as meant.
    """

    text: str
    path: str
    numbers: dict[tuple[int, str], int] = dataclasses.field(default_factory=dict)
    keys: list[str] = dataclasses.field(default_factory=lambda: [""])
    parents: list[int] = dataclasses.field(default_factory=lambda: [-1])
    labels: list[str] = dataclasses.field(default_factory=lambda: [""])
    tips: list[str] = dataclasses.field(default_factory=lambda: [""])
    bare: set[int] = dataclasses.field(default_factory=set)
    links: list[tuple[int, int, str]] = dataclasses.field(default_factory=list)
    remarks: dict[str, int] = dataclasses.field(default_factory=dict)


def parse(text: str, path: str) -> Graph:
    """Read a D2 file.

    Raises
    ------
    LoadError
        The text breaks the grammar; the line is named.
    """
    board = _Board(text, path)
    scopes = [0]
    at = end_of(BLANK, text, 0)
    while at < len(text):
        if text[at] == "}":
            if len(scopes) == 1:
                raise LoadError("this } closes nothing.", path, line_of(text, at))
            scopes.pop()
            at += 1
        elif text[at] in "(&.@*!":
            # Changes of a connection, filters, imports and patterns name no shape.
            at = end_of(REST, text, at)
            if text.startswith("{", at):
                scopes.append(UNREAD)
                at += 1
        else:
            at = _statement(at, scopes, board)
        at = end_of(BLANK, text, at)
    if len(scopes) > 1:
        board.remarks["The file is cut off, a } is missing; only what came before can be read."] = 0
    return _graph(board)


def _statement(at: int, scopes: list[int], board: _Board) -> int:
    """Read a shape, a connection or a description, and return its end."""
    text, start = board.text, at
    parts, at = key_at(text, at, board.path)
    keys = [parts]
    arrows: list[re.Match[str]] = []
    while arrow := ARROW.match(text, at):
        parts, at = key_at(text, arrow.end(), board.path)
        keys.append(parts)
        arrows.append(arrow)
    at = end_of(INDEX, text, at)
    value = ""
    if text.startswith(":", at):
        value, at = value_at(text, at + 1, board.path)
    opened = text.startswith("{", at)
    if not opened and at < len(text) and text[at] not in "\n;}#" and not text.startswith(" #", at):
        raise LoadError(f"“{text[at]}” has no meaning in D2 here.", board.path, line_of(text, at))
    inside = UNREAD
    if scopes[-1] != UNREAD:
        where = line_of(text, start) if "_" in (part.name for key in keys for part in key) else 0
        inside = (
            _link(scopes[-1], keys, arrows=arrows, label=value, line=where, board=board)
            if arrows
            else _shape(scopes[-1], keys[0], value=value, opened=opened, line=where, board=board)
        )
    if opened:
        scopes.append(inside)
        at += 1
    return at


def _link(
    scope: int, keys: list[list[KeyPart]], arrows: list[re.Match[str]], label: str, line: int, board: _Board
) -> int:
    """Read a connection, and return the shape whose map opens."""
    ends = [_find(scope, key, line, board) for key in keys]
    for (left, right), arrow in zip(itertools.pairwise(ends), arrows, strict=True):
        if arrow[1]:
            board.links.append((right, left, label))
        if arrow[2] or not arrow[1]:
            board.links.append((left, right, label))
        if not arrow[1] and not arrow[2]:
            board.remarks.setdefault("Connections without an arrow are read as left uses right.", line)
    return UNREAD


def _shape(scope: int, key: list[KeyPart], value: str, opened: bool, line: int, board: _Board) -> int:
    """Read a shape or a description of one, and return the shape whose map opens."""
    told = next((index for index, part in enumerate(key) if not part.quoted and KEYWORD.fullmatch(part.name)), None)
    if told is not None:
        word = key[told].name.lower()
        shape = _find(scope, key[:told], line, board)
        board.bare.discard(shape)
        if word == "label":
            board.labels[shape] = value
        elif word == "tooltip":
            board.tips[shape] = value
        elif word in BOARDS:
            board.remarks.setdefault("Only the first board is shown; layers, scenarios and steps are left out.", line)
        return UNREAD
    shape = _find(scope, key, line, board)
    if value:
        board.labels[shape] = value
    if opened:
        board.bare.add(shape)
    return shape


def _find(scope: int, key: list[KeyPart], line: int, board: _Board) -> int:
    """Return the shape of a key, made if it is new."""
    shape = scope
    for part in key:
        if part.name == "_" and not part.quoted:
            shape = board.parents[shape]
            if shape < 0:
                raise LoadError("“_” leads out of the outermost container.", board.path, line)
            continue
        board.bare.discard(shape)
        inner = board.numbers.setdefault((shape, part.name), len(board.keys))
        if inner == len(board.keys):
            board.keys.append(part.name)
            board.parents.append(shape)
            board.labels.append("")
            board.tips.append("")
        shape = inner
    return shape


def _graph(board: _Board) -> Graph:
    names = [label or key for label, key in zip(board.labels, board.keys, strict=True)]
    linked = {end for source, target, _ in board.links for end in (source, target)}
    groups = sorted({0, *board.parents[1:], *(board.bare - linked)})
    place = {shape: number for number, shape in enumerate(groups)}
    leaves = [shape for shape in range(1, len(names)) if shape not in place]
    # A container of our own has its words for a label, and its name in the tooltip.
    told = [_pairs(board.tips[shape]) for shape in groups]
    units, number = unit_names(
        [about.get("unit") or names[shape] for about, shape in zip(told, groups, strict=True)],
        [place.get(board.parents[shape], -1) for shape in groups],
        [place[board.parents[shape]] for shape in leaves],
    )
    nodes = tuple(
        node_of(names[shape], number[place[board.parents[shape]]], _attributes(board.tips[shape])) for shape in leaves
    )
    row = {shape: index for index, shape in enumerate(leaves)}
    links = [link for link in board.links if link[0] in row and link[1] in row]
    if len(links) < len(board.links):
        text = f"{len(board.links) - len(links):,} connections of whole containers are left out."
        board.remarks[text] = 0
    edges = tuple(_edge(row[source], row[target], label) for source, target, label in links)
    known = {match[1]: match[2] for match in map(HEADER.match, board.text.split("\n", 3)[:3]) if match}
    remarks = tuple(Remark(text, line, board.path) for text, line in board.remarks.items())
    crate = known.get("crate", stem(board.path))
    words = {about["unit"]: about["words"] for about in told if "unit" in about and "words" in about}
    return Graph(
        crate=crate,
        compiler=known.get("compiler", ""),
        stage=known.get("stage", ""),
        units=units,
        nodes=nodes,
        edges=edges,
        remarks=remarks,
        words=words,
    )


def _attributes(tip: str) -> dict[str, str | int]:
    return {key: value for key, value in _pairs(tip).items() if key in ATTRIBUTES}


def _pairs(tip: str) -> dict[str, str]:
    """Read a tooltip of our own: `key value` with semicolons."""
    return {key: value for key, _, value in (pair.partition(" ") for pair in tip.split("; "))}


def _edge(source: int, target: int, label: str) -> Edge:
    match = COUNTS.fullmatch(label)
    if not label or match is None:
        return Edge(source, target)
    return edge_of(source, target, {"calls": match[1] or 0, "references": match[2] or 0})
