"""A partition as nodes and edges, which every graph format reads and writes.

Knows how a placement becomes a node and back; knows no syntax. Files of other programs have a name and a unit for
each node and no more; files of our own carry what `ATTRIBUTES` names, so that what was written can be read again.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

import numpy as np

from cguviz.errors import LoadError
from cguviz.model.capture import Capture, Remark
from cguviz.model.inference import are_inferred
from cguviz.model.items import Items, Kind
from cguviz.model.partition import LINKAGES, VISIBILITIES, Mode, Partition, partition_of, placed_uses
from cguviz.model.texts import Texts
from cguviz.model.unit_labels import short_labels
from cguviz.model.unit_words import UnitWords
from cguviz.model.uses import Uses

STAGE = "GRAPH"
"""The stage of a graph that names none."""
NO_UNIT = "(no unit)"
"""The unit of nodes outside any cluster."""
MOST = (1 << 31) - 1
"""The largest count or size that a graph may state."""
SUFFIX = re.compile(r"(.+)/(\d+)\Z", re.DOTALL)
"""`name/R`: an item and the number of references to it."""

Attributes = Mapping[str, str | int]


@dataclasses.dataclass(frozen=True, slots=True)
class Node:
    """An item in a unit.

    Attributes
    ----------
    name
        Of the item.
    unit
        Index into the graph's units, or -1.
    item
        Nodes that share it are copies of one item; "" where each node is an item of its own.
    size, instructions, blocks
        -1 where not known.
    mode, kind, linkage, visibility, symbol
        As in the model.
    inferred
        1 where the mode is inferred, else -1.
    """

    name: str
    unit: int
    item: str = ""
    size: int = -1
    instructions: int = -1
    blocks: int = -1
    mode: int = Mode.ROOT
    kind: int = Kind.FN
    linkage: int = 0
    visibility: int = 0
    symbol: str = ""
    inferred: int = -1


@dataclasses.dataclass(frozen=True, slots=True)
class Edge:
    """A use: from node to node, with its counts."""

    source: int
    target: int
    calls: int = 1
    references: int = 0


@dataclasses.dataclass(frozen=True)
class Graph:
    """A partition with its uses; its fields are the same as in `Capture`.

    Attributes
    ----------
    words
        By the names of units; see `cguviz.model.unit_words`.
    """

    crate: str
    compiler: str
    stage: str
    units: tuple[str, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    remarks: tuple[Remark, ...] = ()
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def labels(self) -> list[str]:
        """The units in words, as pictures write them; names that no words are known of stay whole."""
        labels = short_labels(self.units, UnitWords.of(self.words))
        return [label if name in self.words else name for name, label in zip(self.units, labels, strict=True)]


ATTRIBUTES = ("item", "size", "instructions", "blocks", "mode", "inferred", "kind", "linkage", "visibility", "symbol")
"""What a node of our own has besides its name and unit, in the order of writing."""


def attributes_of(node: Node) -> dict[str, str | int]:
    """Return the known attributes of a node, by `ATTRIBUTES`."""
    values: dict[str, str | int] = {
        "item": node.item,
        "size": node.size,
        "instructions": node.instructions,
        "blocks": node.blocks,
        "mode": Mode(node.mode).name.lower(),
        "inferred": node.inferred,
        "kind": Kind(node.kind).name.lower(),
        "linkage": LINKAGES[node.linkage],
        "visibility": VISIBILITIES[node.visibility],
        "symbol": node.symbol,
    }
    return {name: values[name] for name in ATTRIBUTES if values[name] not in ("", -1)}


def node_of(name: str, unit: int, attributes: Attributes) -> Node:
    """Build a node; attributes that are absent or mean nothing take their defaults."""
    return Node(
        name=name,
        unit=unit,
        item=str(attributes.get("item", "")),
        size=count_of(attributes.get("size", -1)),
        instructions=count_of(attributes.get("instructions", -1)),
        blocks=count_of(attributes.get("blocks", -1)),
        mode=_index(attributes, "mode", [mode.name.lower() for mode in Mode], Mode.ROOT),
        kind=_index(attributes, "kind", [kind.name.lower() for kind in Kind], Kind.FN),
        linkage=_index(attributes, "linkage", LINKAGES, 0),
        visibility=_index(attributes, "visibility", VISIBILITIES, 0),
        symbol=str(attributes.get("symbol", "")),
        inferred=1 if count_of(attributes.get("inferred", -1)) == 1 else -1,
    )


def count_of(value: object, default: int = -1) -> int:
    """Return a count or size as a graph states it, or the default where it states none."""
    try:
        count = int(value) if isinstance(value, str | int) else default
    except ValueError:
        return default
    return min(count, MOST) if count >= 0 else default


def edge_of(source: int, target: int, attributes: Attributes) -> Edge:
    """Build an edge: one call where it states no counts."""
    references = count_of(attributes.get("references", 0), 0)
    return Edge(source, target, count_of(attributes.get("calls", 0 if references else 1), 1), references)


def stem(path: str) -> str:
    """Return a file's name without its folder and endings."""
    name = PurePath(path.rpartition("!")[2]).name.removesuffix(".gz").removesuffix(".zst")
    return PurePath(name).stem


def unit_names(labels: Sequence[str], parents: Sequence[int], used: Iterable[int]) -> tuple[tuple[str, ...], list[int]]:
    """Choose the groups that are units, and give each a name of its own.

    A group that holds only groups is no unit; one that holds nothing is.

    Parameters
    ----------
    labels
        Of the groups; group 0 is the whole graph.
    parents
        The group that each lies in, -1 for the whole graph.
    used
        The group of each node.

    Returns
    -------
    names, number
        The names of the units, and the unit of each group: -1 for those that are none.
    """
    holding = set(used)
    outer = set(parents) - holding
    chosen = [group for group in range(1, len(labels)) if group not in outer]
    number = [-1] * len(labels)
    names: dict[str, int] = {}
    for group in chosen:
        name = labels[group]
        if name in names and parents[group] > 0:
            name = f"{labels[parents[group]]}/{name}"
        while name in names:
            name = f"{name} ({group})"
        number[group] = names.setdefault(name, len(names))
    return tuple(names), number


def graph_of(capture: Capture, partition: Partition) -> Graph:
    """Return the placements of a partition as nodes, and its placed uses as edges."""
    items = capture.items
    names, symbols = items.name.tolist(), items.symbol.tolist()
    columns = zip(
        partition.unit.tolist(),
        partition.item.tolist(),
        partition.size.tolist(),
        partition.mode.tolist(),
        partition.linkage.tolist(),
        partition.visibility.tolist(),
        strict=True,
    )
    kinds, instructions, blocks = items.kind.tolist(), items.instructions.tolist(), items.blocks.tolist()
    inferred = np.where(are_inferred(items), 1, -1).tolist()
    nodes = tuple(
        Node(
            name=names[item],
            unit=unit,
            item=str(item),
            size=size,
            instructions=instructions[item],
            blocks=blocks[item],
            mode=mode,
            kind=kinds[item],
            linkage=linkage,
            visibility=visibility,
            symbol=symbols[item],
            inferred=inferred[item],
        )
        for unit, item, size, mode, linkage, visibility in columns
    )
    edges: tuple[Edge, ...] = ()
    if capture.uses is not None:
        placed = placed_uses(partition, capture.uses)
        calls, references = capture.uses.calls[placed.use], capture.uses.references[placed.use]
        edges = tuple(map(Edge, placed.source.tolist(), placed.target.tolist(), calls.tolist(), references.tolist()))
    known, units = capture.words.by_name(), tuple(partition.units)
    words = {name: known[name] for name in units if name in known}
    return Graph(
        crate=capture.crate,
        compiler=capture.compiler,
        stage=partition.stage,
        units=units,
        nodes=nodes,
        edges=edges,
        words=words,
    )


def capture_of(graph: Graph, path: str) -> Capture:
    """Build a capture of one stage.

    Copies of an item use what it uses once each, so the counts of an item are those of the copy that states most.

    Raises
    ------
    LoadError
        There are no nodes.
    """
    if not graph.nodes:
        raise LoadError("the graph has no nodes; each item must be a node, each unit a cluster or container.", path)
    nodes, remarks = _without_counts(graph.nodes), list(graph.remarks)
    units = list(graph.units)
    astray = sum(node.unit < 0 for node in nodes)
    if astray:
        told = f"{astray:,} of {len(nodes):,} nodes are in no cluster; they are shown in the unit {NO_UNIT}."
        remarks.append(Remark(told, path=path))
        units.append(NO_UNIT)
    item, first = _items_of(nodes)
    chosen = [nodes[index] for index in first]
    inferred = np.array([node.inferred == 1 for node in chosen], np.uint8)
    items = Items(
        name=Texts.of(node.name for node in chosen),
        symbol=Texts.of(node.symbol for node in chosen),
        kind=np.array([node.kind for node in chosen], np.uint8),
        size=np.array([node.size for node in chosen], np.int64),
        instructions=np.array([node.instructions for node in chosen], np.int64),
        blocks=np.array([node.blocks for node in chosen], np.int64),
        inferred=inferred if inferred.any() else None,
    )
    partition = partition_of(
        graph.stage or STAGE,
        Texts.of(units),
        unit=np.array([node.unit if node.unit >= 0 else len(units) - 1 for node in nodes], np.int32),
        item=np.array(item, np.int32),
        mode=np.array([node.mode for node in nodes], np.uint8),
        linkage=np.array([node.linkage for node in nodes], np.uint8),
        visibility=np.array([node.visibility for node in nodes], np.uint8),
        size=np.array([node.size for node in nodes], np.int64),
    )
    uses = _uses_of(graph.edges, item, len(chosen))
    return Capture(
        graph.crate,
        graph.compiler,
        items,
        (partition,),
        uses,
        remarks=tuple(remarks),
        sources=(path,) if path else (),
        words=UnitWords.of(graph.words),
    )


def _items_of(nodes: Iterable[Node]) -> tuple[list[int], list[int]]:
    """Return the item of each node, and the first node of each item."""
    known: dict[str, int] = {}
    item: list[int] = []
    first: list[int] = []
    for index, node in enumerate(nodes):
        number = known.setdefault(node.item, len(first)) if node.item else len(first)
        if number == len(first):
            first.append(index)
        item.append(number)
    return item, first


def _uses_of(edges: Iterable[Edge], item: list[int], items: int) -> Uses:
    """Add up the edges between items."""
    between: dict[tuple[int, int], tuple[int, int]] = {}
    for edge in edges:
        calls, references = between.get((edge.source, edge.target), (0, 0))
        between[edge.source, edge.target] = (min(calls + edge.calls, MOST), min(references + edge.references, MOST))
    most: dict[tuple[int, int], tuple[int, int]] = {}
    for (source, target), counts in between.items():
        key = (item[source], item[target])
        most[key] = max(counts, most.get(key, counts))
    rows = np.array([(*pair, *counts) for pair, counts in most.items()], np.int32).reshape(-1, 4)
    return Uses.of(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], items=items)


def _without_counts(nodes: tuple[Node, ...]) -> list[Node]:
    """Remove `/R` from the names if all have it: the published pictures count references there."""
    found = [SUFFIX.match(node.name) for node in nodes if not node.item]
    names = [match[1] for match in found if match]
    if len(names) < len(nodes):
        return list(nodes)
    return [dataclasses.replace(node, name=name) for node, name in zip(nodes, names, strict=True)]


def _index(attributes: Attributes, key: str, names: Iterable[str], default: int) -> int:
    """Return the number of an attribute's value among some names."""
    value = str(attributes.get(key, ""))
    return next((index for index, name in enumerate(names) if name == value), default)
