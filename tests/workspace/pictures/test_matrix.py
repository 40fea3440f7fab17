"""The matrix as a picture: heat, totals, the written SVG, the difference of two stages."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import etree

from cguviz.analysis.statistics import figures
from cguviz.model.capture import Capture
from cguviz.model.partition import partition_of
from cguviz.model.paths.table import split
from cguviz.model.texts import Texts
from cguviz.scene.look.palette import contrast
from cguviz.scene.look.theme import LIGHT, THEMES, Theme
from cguviz.scene.matrix.describe import LEVELS, Heat, cell_at, fill, ink, number
from cguviz.scene.matrix.svg import write_matrix
from cguviz.scene.svg.graph import write
from cguviz.workspace.pictures.matrix import tabulate, tabulate_difference
from cguviz.workspace.pictures.neighbourhood import draw_neighbourhood
from cguviz.workspace.requests.views import DEFAULT_AROUND, ORDERS
from cguviz.workspace.results.matrix import BASE_ONLY, CHANGE_ONLY, Tabulated

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def place(regex: Capture) -> Tabulated:
    return tabulate(regex, "PLACE", order="name")


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_shows_the_same_counts(regex: Capture, place: Tabulated, order: str) -> None:
    scene = tabulate(regex, "PLACE", order=order).scene
    assert sorted(scene.title) == sorted(place.scene.title)
    assert sorted(scene.count.tolist()) == sorted(place.scene.count.tolist())
    stands = {title: row for row, title in enumerate(scene.title)}
    for cell in range(0, len(place.scene.count), 37):
        user, used = (place.scene.title[int(side[cell])] for side in (place.scene.row, place.scene.column))
        found = cell_at(scene, stands[user], stands[used])
        assert scene.count[found] == place.scene.count[cell]


def test_units_stand_by_name_and_by_size(regex: Capture, place: Tabulated) -> None:
    assert place.scene.label[0] < place.scene.label[30]
    scene = tabulate(regex, "PLACE", order="size").scene
    assert np.all(np.diff(regex.partition("PLACE").unit_sizes[scene.unit]) <= 0)


def test_totals_leave_out_what_is_inside(regex: Capture, place: Tabulated) -> None:
    scene, known = place.scene, figures(regex.partition("PLACE"), regex.items, regex.uses)
    assert scene.out.sum() == scene.into.sum() == known.cut_uses
    inside = scene.row == scene.column
    assert scene.count[inside].sum() == known.inside_uses
    assert np.array_equal(scene.heat == Heat.INSIDE, inside)
    assert f"{known.inside_uses:,} uses inside units · {known.cut_uses:,} cut" in scene.caption


def test_the_uses_behind_a_cell(regex: Capture, place: Tabulated) -> None:
    assert regex.uses is not None
    scene = place.scene
    assert np.array_equal(np.diff(place.starts), scene.count)
    cell = int(np.argmax(np.where(scene.row != scene.column, scene.count, 0)))
    rows = slice(place.starts[cell], place.starts[cell + 1])
    pairs = set(zip(regex.uses.user.tolist(), regex.uses.used.tolist(), strict=True))
    assert set(zip(place.user[rows].tolist(), place.used[rows].tolist(), strict=True)) <= pairs
    (user, used), on_change = place.names_of(cell)
    assert not on_change
    assert place.cell_of((user, used), on_change=False) == cell
    assert cell_at(scene, len(scene) - 1, 0) == -1


def test_a_difference_adds_up(regex: Capture) -> None:
    table = tabulate_difference(regex, "PLACE", regex, "MERGE", order="name")
    scene = table.scene
    before, after = (figures(regex.partition(stage), regex.items, regex.uses) for stage in ("PLACE", "MERGE"))
    assert None not in (before.inside_uses, after.inside_uses, before.cut_uses, after.cut_uses)
    inside = scene.row == scene.column
    assert scene.sides[inside].sum(axis=0).tolist() == [before.inside_uses, after.inside_uses]
    assert scene.sides[~inside].sum(axis=0).tolist() == [before.cut_uses, after.cut_uses]
    assert np.array_equal(scene.count, scene.sides[:, 1] - scene.sides[:, 0])
    # Of 66 units 16 live on: the others have rows of their own, with nothing but losses.
    assert len(scene) == 66
    gone = np.isin(scene.row, np.flatnonzero(table.change_unit < 0))
    assert gone.any()
    assert scene.count[gone].max() < 0
    only = [int((table.sides == side).sum()) for side in (BASE_ONLY, CHANGE_ONLY)]
    assert only[1] - only[0] == scene.count.sum()
    assert number(scene, -1234) == "−1,234"


def test_a_stage_differs_from_itself_in_nothing(regex: Capture) -> None:
    scene = tabulate_difference(regex, "MERGE", regex, "MERGE", order="cluster").scene
    assert not scene.count.any()
    assert not scene.level.any()
    write_matrix(scene, LIGHT)


@pytest.mark.parametrize("units", [(), ("a",), ("a", "b")])
def test_units_without_items_use_nothing(toy: Capture, units: tuple[str, ...]) -> None:
    none, flags = np.empty(0, np.int32), np.empty(0, np.uint8)
    empty = partition_of("EMPTY", Texts.of(units), none, none, flags, flags, flags, np.empty(0, np.int64))
    capture = toy.replace(partitions=(*toy.partitions, empty))
    for order in ORDERS:
        table = tabulate(capture, "EMPTY", order=order)
        assert (len(table.scene), len(table.scene.count)) == (len(units), 0)
        write_matrix(table.scene, LIGHT)
    gone = tabulate_difference(capture, "PLACE", capture, "EMPTY", order="cluster").scene
    assert gone.count.max() < 0
    around = draw_neighbourhood(capture, empty, split(toy.items, toy.crate), 0, around=DEFAULT_AROUND, aspect=1.6)
    assert around.scene.caption[-1] == "in no unit of EMPTY"
    assert write(around.scene, LIGHT)


def test_without_uses_nothing_is_pretended(regex: Capture) -> None:
    table = tabulate(regex.replace(uses=None), "MERGE", order="name")
    assert not table.known
    assert len(table.scene.count) == 0
    assert "load the LLVM IR" in table.scene.caption[-1]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_numbers_can_be_read_on_every_heat(theme: Theme) -> None:
    grounds = [[fill(theme, heat, level) for level in range(1, LEVELS + 1)] for heat in Heat]
    for heat, colors in zip(Heat, grounds, strict=True):
        assert len(set(colors)) == LEVELS
        for level, ground in enumerate(colors, start=1):
            assert contrast(ink(theme, heat, level), ground) > 3.5


def test_the_svg_says_what_the_scene_says(place: Tabulated) -> None:
    text = write_matrix(place.scene, LIGHT)
    assert text == write_matrix(place.scene, LIGHT)
    root = etree.fromstring(text.encode())
    cells = [group for group in root.iter(f"{SVG}g") if str(group.get("class")).startswith("cell ")]
    assert len(cells) == len(place.scene.count)
    for row in (0, len(cells) // 2):
        assert cells[row].get("data-user") == place.scene.title[int(place.scene.row[row])]
        title = cells[row].findtext(f"{SVG}title")
        assert title is not None
        assert f"{int(place.scene.count[row]):,} use" in title
    assert {group.get("class") for group in cells} == {"cell cut", "cell inside"}
