"""Graph formats: what is written can be read again, and the published pictures are read as what they show."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import ExportError, LoadError
from cguviz.formats import export, load
from cguviz.formats.table import FORMATS, WRITERS
from cguviz.model.capture import Capture
from cguviz.model.inference import are_inferred
from cguviz.model.items import Items
from cguviz.model.partition import Mode, Partition, partition_of, placed_uses
from cguviz.model.texts import Texts
from cguviz.model.uses import Uses
from tests.captures import CAPTURES, sample_named

SMALL = [folder for folder in CAPTURES if folder.name.startswith(("toy", "serde-"))]
UNIT_LOST = {".gexf"}
"""Formats without a place for the crate, the stage and empty units."""

Row = tuple[str, str, int, int, int, int]


def placements(capture: Capture, partition: Partition) -> list[tuple[object, ...]]:
    items, units = capture.items, partition.units.tolist()
    names, symbols, inferred = items.name.tolist(), items.symbol.tolist(), are_inferred(items).tolist()
    return [
        (
            *(names[item], symbols[item], inferred[item], units[unit]),
            *(int(items.kind[item]), int(items.instructions[item])),
            *rest,
        )
        for item, unit, *rest in zip(
            partition.item.tolist(),
            partition.unit.tolist(),
            partition.mode.tolist(),
            partition.linkage.tolist(),
            partition.visibility.tolist(),
            partition.size.tolist(),
            strict=True,
        )
    ]


def lines(capture: Capture, partition: Partition) -> list[tuple[int, int, int, int]]:
    """Return the uses between placements, which are in the same order on both sides."""
    if capture.uses is None:
        return []
    placed = placed_uses(partition, capture.uses)
    calls, references = capture.uses.calls[placed.use], capture.uses.references[placed.use]
    return sorted(zip(placed.source.tolist(), placed.target.tolist(), calls.tolist(), references.tolist(), strict=True))


def check_round_trip(capture: Capture, partition: Partition, suffix: str, folder: Path) -> None:
    path = folder / f"a{suffix}"
    export(path, capture, partition)
    (again,) = load([path])
    (found,) = again.partitions
    assert placements(again, found) == placements(capture, partition)
    assert lines(again, found) == lines(capture, partition)
    assert len(again.items) == len(set(partition.item.tolist()))
    assert again.remarks == ()
    if suffix not in UNIT_LOST:
        assert (again.crate, again.compiler, found.stage) == (capture.crate, capture.compiler, partition.stage)
        assert found.units.tolist() == partition.units.tolist()
        known = capture.words.by_name()
        assert again.words.by_name() == {name: known[name] for name in partition.units if name in known}


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize(
    "folder", [folder for folder in CAPTURES if folder.name.startswith(("toy", "serde-"))], ids=str
)
def test_captures_come_back(folder: Path, suffix: str, tmp_path: Path) -> None:
    (capture,) = load([folder])
    for partition in capture.partitions:
        check_round_trip(capture, partition, suffix, tmp_path)


@pytest.mark.parametrize("suffix", WRITERS)
def test_regex_comes_back(regex: Capture, suffix: str, tmp_path: Path) -> None:
    check_round_trip(regex, regex.partition("INTERNALIZE"), suffix, tmp_path)


@pytest.mark.parametrize("suffix", WRITERS)
def test_words_of_units_are_written_and_come_back(regex: Capture, suffix: str, tmp_path: Path) -> None:
    partition = regex.partition("PLACE")
    check_round_trip(regex, partition, suffix, tmp_path)
    text = (tmp_path / f"a{suffix}").read_text()
    assert "alloc::collections::vec_deque" in text
    assert all(name in text for name in partition.units)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).filter(
    lambda name: name == name.strip()
)


@st.composite
def captures(draw: st.DrawFn) -> Capture:
    """Return a capture of a few items with any names, each placed once or more."""
    names = draw(st.lists(NAMES, min_size=1, max_size=6))
    units = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    count = len(names)
    pairs = [(item, unit) for item in range(count) for unit in range(len(units))]
    placed = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=12, unique=True))
    item, unit = (np.array(column, np.int32) for column in zip(*placed, strict=True))
    mode = np.array(draw(st.lists(st.sampled_from(Mode), min_size=len(placed), max_size=len(placed))), np.uint8)
    inferred = np.array(draw(st.lists(st.integers(0, 1), min_size=count, max_size=count)), np.uint8)
    ends = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=10))
    rows = np.array(ends, np.int32).reshape(-1, 2)
    counts = np.array(draw(st.lists(st.integers(0, 3), min_size=len(ends), max_size=len(ends))), np.int32)
    items = Items(
        Texts.of(names),
        Texts.of(draw(st.lists(st.sampled_from(["", "main", "h1"]), min_size=count, max_size=count))),
        np.zeros(count, np.uint8),
        np.full(count, -1, np.int64),
        np.full(count, -1, np.int64),
        np.full(count, -1, np.int64),
        inferred=inferred,
    )
    size = np.array(draw(st.lists(st.integers(-1, 99), min_size=len(placed), max_size=len(placed))), np.int64)
    zeros = np.zeros(len(placed), np.uint8)
    partition = partition_of(draw(NAMES), Texts.of(units), unit, item, mode, zeros, zeros, size)
    uses = Uses.of(rows[:, 0], rows[:, 1], counts, (counts == 0).astype(np.int32), items=count)
    return Capture(draw(NAMES), "rustc 1.85.0", items, (partition,), uses)


@pytest.mark.parametrize("suffix", WRITERS)
@given(capture=captures())
def test_any_names_come_back(capture: Capture, suffix: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    check_round_trip(capture, capture.partitions[0], suffix, tmp_path_factory.mktemp("any"))


@pytest.mark.parametrize("suffix", [".dot", ".d2"])
@pytest.mark.parametrize(("picture", "items", "uses"), [("toy-pre", 29, 33), ("toy-post", 29, 34)])
def test_the_published_pictures(suffix: str, picture: str, items: int, uses: int) -> None:
    (capture,) = load([sample_named(f"published/{picture}{suffix}")])
    assert (len(capture.items), capture.uses is not None and len(capture.uses)) == (items, uses)
    assert capture.stages == ("GRAPH",)
    assert capture.crate == picture
    assert capture.remarks == ()
    partition = capture.partition()
    assert np.all(partition.size == -1)
    assert not np.any(partition.mode)


def drawn(capture: Capture) -> tuple[object, ...]:
    """Return names, units and uses with their counts, as the published data lists them."""
    partition, names = capture.partition(), capture.items.name.tolist()
    units = partition.units.tolist()
    assert capture.uses is not None
    placed = [(names[item], units[unit]) for item, unit in zip(partition.item, partition.unit, strict=True)]
    uses = [
        (names[user], names[used], int(calls))
        for user, used, calls in zip(capture.uses.user, capture.uses.used, capture.uses.calls, strict=True)
    ]
    return units, placed, sorted(uses)


@pytest.mark.parametrize("picture", ["toy-pre", "toy-post"])
def test_both_writings_of_a_picture_are_one_graph(picture: str) -> None:
    dot, d2 = (load([sample_named(f"published/{picture}{suffix}")])[0] for suffix in (".dot", ".d2"))
    assert drawn(dot) == drawn(d2)


def published_data() -> list[Path]:
    """Return the published pictures as data, where the folder of captures has them beside it."""
    named = os.environ.get("CGUVIZ_CAPTURES")
    return sorted((Path(named).parent / "massage").glob("*.json")) if named else []


@pytest.mark.parametrize("suffix", [".dot", ".d2"])
@pytest.mark.parametrize("path", published_data(), ids=lambda path: path.stem)
def test_the_pictures_are_read_as_published(path: Path, suffix: str) -> None:
    want = json.loads(path.read_text())
    (capture,) = load([path.with_suffix(suffix)])
    placed = [(row["name"], row["unit"]) for row in want["items"]]
    assert drawn(capture) == (want["units"], placed, sorted(map(tuple, want["uses"])))


def test_massaging_empties_four_units_of_the_toy() -> None:
    before, after = (load([sample_named(f"published/{name}.dot")])[0] for name in ("toy-pre", "toy-post"))
    assert (len(before.partition().units), len(after.partition().units)) == (9, 5)


def test_other_programs_read_what_is_written(toy: Capture) -> None:
    partition = toy.partition("INTERNALIZE")
    node_link = json.loads(WRITERS[".json"](toy, partition))
    graphs = [
        networkx.node_link_graph(node_link, edges="edges"),
        networkx.read_graphml(io.BytesIO(WRITERS[".graphml"](toy, partition).encode())),
        networkx.read_gexf(io.BytesIO(WRITERS[".gexf"](toy, partition).encode())),
    ]
    for graph in graphs:
        assert sorted(data["name"] for _, data in graph.nodes(data=True)) == sorted(toy.items.name.tolist())
        assert {data["unit"] for _, data in graph.nodes(data=True)} == set(partition.units.tolist())
        assert len(graph.edges) == len(lines(toy, partition))


@pytest.mark.parametrize("suffix", WRITERS)
def test_equal_partitions_are_written_equally(toy: Capture, suffix: str) -> None:
    write = WRITERS[suffix]
    assert write(toy, toy.partition()) == write(toy.replace(), toy.partition())


def test_only_what_can_be_read_again_can_be_written() -> None:
    readable = {suffix for known in FORMATS for suffix in known.suffixes}
    assert set(WRITERS) <= readable


def test_an_unknown_ending_names_those_there_are(toy: Capture, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"use one of \.dot, .*\.json"):
        export(tmp_path / "a.xlsx", toy, toy.partition())


JSON = {
    "links": (
        {"nodes": [{"id": "a", "group": 1}, {"id": "b", "group": 2}], "links": [{"source": "a", "target": "b"}]},
        2,
    ),
    "numbers": ({"nodes": [{"id": 1, "cgu": "x"}, {"id": 2, "cgu": "x"}], "edges": [{"source": 1, "target": 2}]}, 1),
    "names": ({"nodes": [{"name": "a", "unit": "x"}], "links": []}, 1),
    "no units": ({"nodes": [{"id": "a"}], "links": []}, 1),
}


@pytest.mark.parametrize(("tree", "units"), JSON.values(), ids=JSON)
def test_node_link_json_of_others(tree: object, units: int, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(tree, indent=1))
    (capture,) = load([tmp_path / "a.json"])
    assert len(capture.partition().units) == units


WRONG_JSON = {
    "an edge of nobody is left out": ('{"nodes": [{"id": 1}], "links": [{"source": 1, "target": 9}]}', ""),
    "cut off": ('{"nodes": [{"id": 1}, ', "breaks off"),
    "nodes that are none": ('{"nodes": [{"id": 1}, 2]}', "node-link JSON has"),
    "a node without a name": ('{"nodes": [{"id": 1}, {}]}', "no name"),
    "a list for a name": ('{"nodes": [{"id": 1}, {"id": []}]}', "no name"),
    "nested without end": ('{"nodes": [{"id": 1}], "x": ' + "[" * 100_000, "no graph has"),
    "no nodes": ('{"nodes": []}', "the graph has no nodes"),
}


@pytest.mark.parametrize(("text", "said"), WRONG_JSON.values(), ids=WRONG_JSON)
def test_wrong_json(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(text)
    if not said:
        assert "1 of 1 edges have an end that is not there" in load([tmp_path / "a.json"])[0].remarks[0].text
        return
    with pytest.raises(LoadError, match=said):
        load([tmp_path / "a.json"])


BOMB = """<?xml version="1.0"?>
<!DOCTYPE graphml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<graphml><graph edgedefault="directed"><node id="&b;"/></graph></graphml>"""
EMPTY_GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"/></graphml>'
WRONG_XML = {
    "a bomb": (BOMB, "document type"),
    "a bomb in UTF-16": (BOMB.replace("?>", ' encoding="UTF-16"?>'), "document type"),
    "cut off": ("<graphml><graph>", r"\.xml:1: the XML breaks off"),
    "no graph": ("<graphml></graphml>", "no graph"),
    "no nodes": (
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"/></graphml>',
        "nodes",
    ),
    "no gexf": ("<gexf/>", "no graph"),
}


@pytest.mark.parametrize(("text", "said"), WRONG_XML.values(), ids=WRONG_XML)
def test_wrong_xml(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(text, encoding="utf-16" if "UTF-16" in text else "utf-8")
    with pytest.raises(LoadError, match=said if "UTF-16" not in text else "a text file|binary|document"):
        load([tmp_path / "a.xml"])
