"""Attributes of nodes and edges, which GraphML, GEXF and node-link JSON have in common.

Knows which attributes mean a unit or a name; knows no syntax.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from cguviz.formats.graphs.graph import Attributes, Edge, Graph, Node, attributes_of, edge_of, node_of, stem
from cguviz.model.capture import Remark

UNIT_KEYS = ("unit", "cgu", "codegen_unit", "cluster", "group", "community", "module", "modularity_class")
"""Names of the attribute that says which unit a node is in; the first that a graph has counts."""
NAME_KEYS = ("name", "label")

Row = tuple[Hashable, Mapping[str, object]]
Link = tuple[Hashable, Hashable, Mapping[str, object]]


def graph_with(nodes: Iterable[Row], edges: Iterable[Link], about: Mapping[str, object], path: str) -> Graph:
    """Build a graph from nodes and edges with attributes.

    Parameters
    ----------
    nodes
        Their ids and attributes.
    edges
        The ids they lead from and to, and attributes.
    about
        Attributes of the whole: `crate`, `compiler`, `stage`, `units` (names in order) and their `words` if known.
    path
        Where it comes from.
    """
    rows = [(key, _plain(attributes)) for key, attributes in nodes]
    unit_key = next((key for key in UNIT_KEYS if any(key in attributes for _, attributes in rows)), "")
    name_key = next((key for key in NAME_KEYS if any(key in attributes for _, attributes in rows)), "")
    listed, texts = _listed(about.get("units")), _listed(about.get("words"))
    units = {name: number for number, name in enumerate(dict.fromkeys(listed))}
    words = {name: text for name, text in zip(listed, texts, strict=False) if text}
    number: dict[Hashable, int] = {}
    found: list[Node] = []
    for key, attributes in rows:
        number.setdefault(key, len(found))
        unit = str(attributes.get(unit_key, ""))
        place = units.setdefault(unit, len(units)) if unit else -1
        found.append(node_of(str(attributes.get(name_key, key)), place, attributes))
    links: list[Edge] = []
    remarks: list[Remark] = []
    lost = 0
    for source, target, counts in edges:
        if source in number and target in number:
            links.append(edge_of(number[source], number[target], _plain(counts)))
        else:
            lost += 1
    if lost:
        told = f"{lost:,} of {lost + len(links):,} edges have an end that is not there; they are left out."
        remarks.append(Remark(told, path=path))
    return Graph(
        crate=str(about.get("crate", stem(path))),
        compiler=str(about.get("compiler", "")),
        stage=str(about.get("stage", "")),
        units=tuple(units),
        nodes=tuple(found),
        edges=tuple(links),
        remarks=tuple(remarks),
        words=words,
    )


def about_of(graph: Graph) -> dict[str, str | list[str]]:
    """Return the attributes of the whole graph."""
    words = [graph.words.get(name, "") for name in graph.units]
    return {
        "crate": graph.crate,
        "compiler": graph.compiler,
        "stage": graph.stage,
        "units": list(graph.units),
        **({"words": words} if graph.words else {}),
    }


def node_rows(graph: Graph) -> Iterable[dict[str, str | int]]:
    """Return each node's name, unit and attributes; the unit's label, too, where that says more than its name."""
    labels = [
        {"unit_label": label} if name in graph.words else {}
        for name, label in zip(graph.units, graph.labels, strict=True)
    ]
    for node in graph.nodes:
        yield {"name": node.name, "unit": graph.units[node.unit], **labels[node.unit], **attributes_of(node)}


def _listed(value: object) -> list[str]:
    """Return an attribute that is a list, or, as XML has none, a text of a line each."""
    if isinstance(value, str):
        return value.split("\n") if value else []
    return list(map(str, value)) if isinstance(value, list) else []


def _plain(attributes: Mapping[str, object]) -> Attributes:
    """Keep attributes that are text or numbers; a number with a point becomes text, so that 7.0 can name a unit."""
    kept: dict[str, str | int] = {}
    for key, value in attributes.items():
        if isinstance(value, str | int):
            kept[key] = value
        elif isinstance(value, float):
            kept[key] = f"{value:g}"
    return kept
