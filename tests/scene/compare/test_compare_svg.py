"""The written comparison: two panes with absolute coordinates, units and placements of each side once."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import etree

from cguviz.analysis.statistics import figures
from cguviz.model.capture import Capture
from cguviz.scene.compare.page import beside
from cguviz.scene.compare.svg import write_pair
from cguviz.scene.look.text_fitting import width
from cguviz.scene.look.theme import LIGHT, THEMES, Theme
from cguviz.scene.scene import Role
from cguviz.workspace.results.comparison import Compared
from tests.analysis.test_comparison import massaged
from tests.scene.compare.test_compare import compare_stages
from tests.scene.svg.test_svg import SVG, groups, inside, parse, rect


@pytest.fixture(scope="module")
def merged(regex: Capture) -> Compared:
    return compare_stages(regex, "PLACE", regex, "MERGE", stacks=False)


@pytest.fixture(scope="module")
def moved(toy: Capture) -> Compared:
    capture = toy.replace(partitions=(*toy.partitions, massaged(toy)))
    return compare_stages(capture, "PLACE", capture, "MASSAGE")


def test_the_caption_counts_cut_uses_as_the_figures_do(merged: Compared, regex: Capture) -> None:
    for line, stage in zip(merged.pair.caption[2:4], ("PLACE", "MERGE"), strict=True):
        told = figures(regex.partition(stage), regex.items, regex.uses)
        assert told.cut_uses is not None
        assert told.inside_uses is not None
        assert line.endswith(f" · {told.cut_uses:,} of {told.cut_uses + told.inside_uses:,} uses cut")


def panes(found: Compared, theme: Theme = LIGHT) -> list[etree._Element]:
    return groups(parse(write_pair(found.pair, theme)), "pane")


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_each_pane_holds_its_own_units_and_placements(merged: Compared, theme: Theme) -> None:
    drawn = panes(merged, theme)
    assert [pane.get("class") for pane in drawn] == ["pane base", "pane change"]
    sides = (merged.comparison.base, merged.comparison.change)
    for pane, partition in zip(drawn, sides, strict=True):
        units = groups(pane, "unit")
        assert [unit.get("data-unit") for unit in units] == partition.units.tolist()
        counts = [len(groups(unit, "item")) for unit in units]
        assert counts == np.diff(partition.starts).tolist()
        for unit in units:
            assert all(inside(rect(item), rect(unit)) for item in groups(unit, "item"))
    assert len(groups(drawn[0], "dropped")) == int(merged.comparison.dropped.sum())
    assert len(groups(drawn[1], "former")) == int((merged.pair.base.units.role == Role.INNER).sum())


def test_what_did_not_move_is_shifted_by_the_distance_of_the_panes_alone(merged: Compared, moved: Compared) -> None:
    for found in (merged, moved):
        base, change = panes(found)
        shift = float((beside(found.pair).change.bounds - found.pair.base.bounds)[0])
        places = [
            {(item.get("data-symbol"), *np.round(np.array(rect(item)) - (left, 0, left, 0), 0)) for item in kept}
            for left, kept in (
                (
                    0.0,
                    [g for g in groups(base, "item") if not {"dropped", "leaving"} & set(g.get("class", "").split())],
                ),
                (shift, [g for g in groups(change, "item") if "arrived" not in g.get("class", "").split()]),
            )
        ]
        # Rounded to tenths and shifted by a distance that is none, a coordinate may be rounded the other way.
        assert len(places[0] & places[1]) > 0.8 * len(places[0])
        assert len(places[0]) == len(places[1])


def test_moved_items_leave_arrive_and_haunt(moved: Compared) -> None:
    base, change = panes(moved)
    names = {"a4_1", "a4_3", "a6_1", "a6_3"}
    for pane, kind in ((base, "leaving"), (change, "arrived")):
        for own in (kind, "ghost"):
            assert {(g.get("data-name") or "").rsplit("::", 1)[-1] for g in groups(pane, own)} == names
        assert len(groups(pane, "item")) == 29
    # So few uses are cut that all are drawn: 17 before, 9 after.
    assert [
        len([p for p in pane.iter(f"{SVG}path") if "cross" in (p.get("class") or "")]) for pane in (base, change)
    ] == [17, 9]


def test_coordinates_are_absolute_and_headings_fit_their_panes(merged: Compared) -> None:
    root = parse(write_pair(merged.pair, LIGHT))
    assert not [g for g in root.iter() if g.get("transform")]
    page = beside(merged.pair)
    for pane, scene in zip(groups(root, "pane"), (page.base, page.change), strict=True):
        for text in pane.findall(f"{SVG}text"):
            size = float(text.get("font-size") or 0)
            assert float(text.get("x") or 0) + width(text.text or "") * size <= scene.bounds[2]
    assert [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "title"][1:] == [
        "base PLACE",
        "change MERGE",
    ]


def test_the_same_comparison_gives_the_same_text(moved: Compared) -> None:
    assert write_pair(moved.pair, LIGHT) == write_pair(moved.pair, LIGHT)
