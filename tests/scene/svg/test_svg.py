import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cguviz.formats import load
from cguviz.layout import LayoutOptions, lay_out
from cguviz.model.capture import Capture
from cguviz.model.layout import slots_of
from cguviz.model.paths.table import split
from cguviz.model.texts import Texts
from cguviz.model.unit_labels import unit_labels
from cguviz.progress import silent
from cguviz.scene.graph.describe import graph
from cguviz.scene.look.text_fitting import BOLD, width
from cguviz.scene.look.theme import LIGHT, THEMES, Theme
from cguviz.scene.scene import Role, Scene
from cguviz.scene.svg.frame import wrap
from cguviz.scene.svg.graph import write
from cguviz.scene.svg.xml_text import safe, safe_column
from tests.captures import CAPTURES, capture_id

SVG = "{http://www.w3.org/2000/svg}"
SLACK = 0.11
"""Coordinates are rounded to tenths."""


def parse(text: str) -> etree._Element:
    return etree.fromstring(text.encode(), etree.XMLParser(huge_tree=True))


def groups(root: etree._Element, kind: str) -> list[etree._Element]:
    return [g for g in root.iter(f"{SVG}g") if kind in (g.get("class") or "").split()]


def rect(group: etree._Element) -> tuple[float, float, float, float]:
    (own,) = group.findall(f"{SVG}rect")
    x, y, w, h = (float(own.get(name) or "nan") for name in ("x", "y", "width", "height"))
    return x, y, x + w, y + h


def inside(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    return all(inner[axis] >= outer[axis] - SLACK and inner[axis + 2] <= outer[axis + 2] + SLACK for axis in (0, 1))


def text_boxes(root: etree._Element, own: str) -> list[tuple[float, float, float, float]]:
    """Return the rectangles that texts of a class take at most."""
    sizes = {"name": 15.0 * BOLD, "note": 12.0, "module": 11.0}
    found = []
    for text in root.iter(f"{SVG}text"):
        if text.get("class") == own:
            x, y, size = float(text.get("x") or 0), float(text.get("y") or 0), sizes[own]
            found.append((x, y - size, x + width(text.text or "") * size, y))
    return found


@pytest.fixture(scope="module", params=CAPTURES, ids=capture_id)
def drawn(request: pytest.FixtureRequest) -> tuple[Capture, Scene, etree._Element]:
    """Return a real capture's last stage, laid out with every placement in a box of its own, and its SVG."""
    (capture,) = load([str(request.param / "dump.txt.gz"), *_code(request.param)], silent)
    partition, paths = capture.partition(), split(capture.items, capture.crate)
    layout = lay_out(slots_of(partition), paths, capture.uses, options=LayoutOptions(stacks=False))
    scene = graph(capture, partition, layout, paths)
    return capture, scene, parse(write(scene, LIGHT))


def _code(folder: Path) -> list[str]:
    return [str(path) for path in (folder / "ll.tar.zst",) if path.exists() and path.stat().st_size < 8_000_000]


def test_every_capture_keeps_the_promised_structure(drawn: tuple[Capture, Scene, etree._Element]) -> None:
    capture, scene, root = drawn
    partition = capture.partition()
    units = groups(root, "unit")
    assert [unit.get("data-unit") for unit in units] == partition.units.tolist()
    labels = unit_labels(partition, capture, split(capture.items, capture.crate))
    assert [unit.get("data-label") for unit in units] == labels
    for unit, name, label in zip(units, partition.units, labels, strict=True):
        told = unit.find(f"{SVG}title").text
        assert name in told
        assert label in told
    assert len(groups(root, "item")) == len(partition)
    names, symbols = capture.items.name.tolist(), capture.items.symbol.tolist()
    for row, (unit, (start, end)) in enumerate(zip(units, pairwise(partition.starts.tolist()), strict=True)):
        own = rect(unit)
        placed = [(names[k], symbols[k]) for k in partition.item[start:end].tolist()]
        items = unit.findall(f"{SVG}g[@data-name]")
        assert sorted((item.get("data-name"), item.get("data-symbol")) for item in items) == sorted(placed), row
        for item in items:
            kind = (item.get("class") or "").split()
            assert kind[0] == "item"
            assert (kind[1] == "root") != (kind[1] == "inlined")
            assert [title.text for title in item.findall(f"{SVG}title")] == [item.get("data-name")]
            assert inside(rect(item), own)
        inlined = sum("inlined" in (item.get("class") or "").split() for item in items)
        assert inlined == int(partition.inlined[start:end].sum())
    assert not [element for element in root.iter() if element.get("transform")]
    assert len(scene.boxes) == len(partition)


def test_no_label_is_wider_than_its_box(drawn: tuple[Capture, Scene, etree._Element]) -> None:
    _, _, root = drawn
    shown = 0
    for item in groups(root, "item"):
        for text in item.findall(f"{SVG}text"):
            x0, y0, x1, y1 = rect(item)
            half = width(text.text or "") * 13 / 2
            shown += 1
            assert x0 <= float(text.get("x") or 0) - half
            assert float(text.get("x") or 0) + half <= x1
            assert y0 <= float(text.get("y") or 0) <= y1
    assert shown


def test_captions_of_units_stay_in_their_units(drawn: tuple[Capture, Scene, etree._Element]) -> None:
    _, scene, root = drawn
    boxes = [rect(unit) for unit in groups(root, "unit")]
    for own in ("name", "note"):
        for box in text_boxes(root, own):
            assert any(inside(box, unit) for unit in boxes)
    assert len(text_boxes(root, "name")) == len(scene.units)


def test_legend_and_caption_cover_nothing(drawn: tuple[Capture, Scene, etree._Element]) -> None:
    _, scene, root = drawn
    x, y, w, h = map(float, (root.get("viewBox") or "").split())
    _, top, _, bottom = scene.bounds.tolist()
    (legend,), (caption,) = groups(root, "legend"), groups(root, "caption")
    assert all(float(text.get("y") or 0) < top for text in caption)
    assert all(float(swatch.get("y") or 0) > bottom for swatch in legend.iter(f"{SVG}rect"))
    for text in (*caption, *legend.iter(f"{SVG}text")):
        size = float(text.get("font-size") or 0)
        left, base = float(text.get("x") or 0), float(text.get("y") or 0)
        bold = BOLD if text.get("class") == "title" else 1.0
        assert x <= left
        assert left + width(text.text or "") * size * bold <= x + w
        assert y <= base - size
        assert base <= y + h


@pytest.mark.parametrize("choice", ["inside", "all", "none"])
def test_uses_are_paths_that_say_what_they_are(
    regex_scene: Scene, choice: str, drawing: Callable[..., etree._Element]
) -> None:
    links = regex_scene.links
    assert links is not None
    shown = {"inside": ~links.cut, "all": np.ones(len(links), bool), "none": np.zeros(len(links), bool)}[choice]
    root = drawing(regex_scene, links=choice)
    paths = [path for path in root.iter(f"{SVG}path") if (path.get("class") or "").startswith("use")]
    kinds = sorted(tuple((path.get("class") or "").split()) for path in paths)
    what = np.where(links.call, "call", "reference")[shown].tolist()
    where = np.where(links.cut, "cross", "inside")[shown].tolist()
    assert kinds == sorted(("use", *pair) for pair in zip(what, where, strict=True))
    assert all(re.fullmatch(r"M[-\d.]+ [-\d.]+C[-\d. ]+", path.get("d") or "") for path in paths)


@pytest.fixture(scope="session")
def drawing() -> Callable[..., etree._Element]:
    return lambda scene, theme=LIGHT, **options: parse(write(scene, theme, **options))


def test_a_selection_shows_its_callers_and_callees(toy_scene: Scene, drawing: Callable[..., etree._Element]) -> None:
    links = toy_scene.links
    assert links is not None
    box = int(np.argmax(np.bincount(links.target)))
    root = drawing(toy_scene, links="none", selected_boxes=np.array([box], np.int32))
    kinds = [(path.get("class") or "").split()[-1] for path in groups(root, "across")[0]]
    assert kinds.count("callee") == int((links.source == box).sum())
    assert kinds.count("caller") == int(((links.target == box) & (links.source != box)).sum())
    (chosen,) = groups(root, "selected")
    assert chosen.get("data-name") == toy_scene.boxes.title[box]


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_looks_are_classes_and_every_class_has_a_rule(toy_scene: Scene, theme: Theme) -> None:
    root = parse(write(toy_scene, theme, links="all"))
    (style,) = root.iter(f"{SVG}style")
    assert not [element for element in root.iter() if element.get("style") or element.get("fill") == "black"]
    plain = {"caption", "legend", "uses", "across", "few", "call", "inside", "item", "cguviz", "stack", "unit"}
    used = {name for element in root.iter() for name in (element.get("class") or "").split()}
    assert [name for name in sorted(used - plain) if f".{name}" not in (style.text or "")] == []


def test_the_same_scene_gives_the_same_text(toy_scene: Scene) -> None:
    assert write(toy_scene, LIGHT) == write(toy_scene, LIGHT)


def test_names_that_xml_cannot_hold_are_mended(toy_scene: Scene, drawing: Callable[..., etree._Element]) -> None:
    bad = Texts.of(f'<"&\x00\x1b[0m\n\ufffe{k}>' for k in range(len(toy_scene.boxes)))
    scene = toy_scene.replace(
        boxes=toy_scene.boxes.replace(title=bad, label=bad),
        units=toy_scene.units.replace(title=bad.take(np.arange(len(toy_scene.units)))),
        symbol=bad,
        caption=("a\x07b & <c>",),
    )
    root = drawing(scene)
    assert groups(root, "item")[0].get("data-name") == '<"&[0m 0>'
    assert root.findtext(f"{SVG}title") == "ab & <c>"


@given(st.lists(st.text(), max_size=6))
def test_columns_are_escaped_as_single_texts(texts: list[str]) -> None:
    assert safe_column(Texts.of(texts)) == [safe(text, quoted=True) for text in Texts.of(texts)]


@given(st.text())
def test_whatever_is_written_can_be_parsed(text: str) -> None:
    escaped = safe(text.encode("utf-8", "replace").decode(), quoted=True)
    assert etree.fromstring(f'<a b="{escaped}"/>'.encode()).get("b") is not None


def test_folded_and_empty_scenes_are_written(toy_scene: Scene, drawing: Callable[..., etree._Element]) -> None:
    roles = toy_scene.units.role.copy()
    roles[0] = Role.FOLDED
    folded = drawing(toy_scene.replace(units=toy_scene.units.replace(role=roles)))
    assert groups(folded, "folded")[0].get("data-unit") == toy_scene.units.title[0]


def test_lines_are_broken_between_figures() -> None:
    line = "16 units · 3,359 placed items · 2,021 unique items"
    assert wrap(line, 1000.0) == [line]
    assert wrap(line, width("16 units · 3,359 placed items")) == ["16 units · 3,359 placed items", "2,021 unique items"]
    assert wrap(line, 0.0) == line.split(" · ")
