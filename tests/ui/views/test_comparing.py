"""The comparison in the window: linked panes, flipping, moves, flow, swapping, what comes back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cguviz.formats import load
from cguviz.formats.capture_file import file as cguviz_file
from cguviz.model.comparison import Fate
from cguviz.progress import silent
from cguviz.scene.graph.hit import Hit
from cguviz.scene.scene import Role
from cguviz.ui.main.main_window import Desk
from cguviz.ui.store.answers_shown import Sides
from cguviz.ui.views.compare import ComparePane
from cguviz.ui.views.side import SideView
from cguviz.workspace.state import workspace as ws
from tests.analysis.test_comparison import massaged
from tests.captures import sample_named
from tests.ui.conftest import WAIT, MakeDesk, picture, wait_until_said

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def massaged_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the toy program with its published massage as a further stage."""
    (toy,) = load([sample_named("toy-0.1.0-release")], silent)
    path = tmp_path_factory.mktemp("massaged") / "toy.cguviz"
    cguviz_file.save(str(path), (toy.replace(partitions=(*toy.partitions, massaged(toy))),))
    return path


@pytest.fixture
def desk(make_desk: MakeDesk, massaged_file: Path, qtbot: QtBot) -> Desk:
    """Return a window that compares the toy program before and after massaging."""
    made = make_desk(massaged_file)
    choose(made, "PLACE", "MASSAGE")
    wait_for_sides(qtbot, made)
    return made


def choose(desk: Desk, base: str, change: str) -> None:
    """Choose both sides in the toolbar."""
    for box, text in ((desk.bases, base), (desk.changes, change)):
        row = box.findText(text)
        assert row >= 0
        box.setCurrentIndex(row)
        box.activated.emit(row)


def wait_for_sides(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: desk.store.sides is not None and not desk.store.jobs.pending, timeout=WAIT)


def pane_of(desk: Desk) -> ComparePane:
    pane = desk.parts.pane
    assert isinstance(pane, ComparePane)
    return pane


def sides_of(desk: Desk) -> Sides:
    assert desk.store.sides is not None
    return desk.store.sides


def views_of(desk: Desk) -> tuple[SideView, SideView]:
    pane = pane_of(desk)
    return pane._base, pane._change


def one_that_moved(desk: Desk) -> int:
    return int(sides_of(desk).compared.moves.item[0])


def chosen_roles(view: SideView) -> list[Role]:
    """Return what the selected boxes of a pane are."""
    assert view.boxes is not None
    return [Role(int(role)) for role in view.boxes.scene.boxes.role[view.canvas._emphasis.boxes]]


def point_in(view: SideView, box: int) -> QPoint:
    """Return where the middle of a box is on its canvas."""
    assert view.boxes is not None
    viewport = view.canvas.viewport()
    x0, y0, x1, y1 = view.boxes.scene.boxes.box[box].tolist()
    x, y = (x0 + x1) / 2 * viewport.scale - viewport.left, (y0 + y1) / 2 * viewport.scale - viewport.top
    return QPointF(x / viewport.ratio, y / viewport.ratio).toPoint()


def test_choosing_a_change_compares(desk: Desk) -> None:
    assert desk.store.workspace.view == ws.COMPARE
    base, change = views_of(desk)
    assert base.heading.text().startswith("base PLACE · 9 units")
    assert change.heading.text().startswith("change MASSAGE · ")
    assert pane_of(desk).bar.summary.text().startswith("4 moved · 4 merged · 21 same")
    assert desk.chooser.currentText() == "Compare"


def test_panes_are_linked(desk: Desk, qtbot: QtBot) -> None:
    base, change = (view.canvas for view in views_of(desk))
    assert base.camera is change.camera
    qtbot.keyClick(change, Qt.Key.Key_Plus)
    # Their widths may differ by a pixel.
    assert base.viewport().world == pytest.approx(change.viewport().world, abs=2 / base.camera.scale)


def test_a_click_selects_in_both_panes_at_its_place_and_its_ghost(desk: Desk, qtbot: QtBot) -> None:
    item = one_that_moved(desk)
    base, change = views_of(desk)
    assert base.boxes is not None
    leaving = next(
        box for box in base.boxes.of_items(np.array([item])) if base.boxes.scene.boxes.role[box] == Role.LEAVING
    )
    qtbot.mouseClick(base.canvas, LEFT, pos=point_in(base, int(leaving)))
    assert desk.store.workspace.selection.items == (item,)
    assert sorted(chosen_roles(base)) == [Role.LEAVING, Role.GHOST]
    assert sorted(chosen_roles(change)) == [Role.ARRIVED, Role.GHOST] or sorted(chosen_roles(change)) == [
        Role.GHOST,
        Role.ARRIVED,
    ]
    text = desk.parts.inspector.text()
    assert "Fate moves from cgu4 to cgu1" in text
    assert "Uses made internal +1" in text


def test_what_is_under_the_pointer_is_outlined_in_the_other_pane(desk: Desk) -> None:
    item = one_that_moved(desk)
    base, change = views_of(desk)
    assert base.boxes is not None
    assert change.boxes is not None
    box = int(base.boxes.of_items(np.array([item]))[0])
    base.canvas.hovered.emit(base.canvas.hit_at(QPointF(point_in(base, box))))
    assert set(change.canvas._echo[0]) == set(change.boxes.of_items(np.array([item])))
    base.canvas.hovered.emit(Hit())
    assert not len(change.canvas._echo[0])


def test_a_merged_unit_is_selected_where_it_was(desk: Desk) -> None:
    compared = sides_of(desk).compared
    merged = int(np.flatnonzero(compared.comparison.merged)[0])
    name = compared.comparison.base.units[merged]
    desk.store.apply(ws.select_units(desk.store.workspace, [name]))
    base, change = views_of(desk)
    assert base.canvas._emphasis.units.tolist() == [merged]
    (frame,) = change.canvas._emphasis.units.tolist()
    assert change.boxes is not None
    assert change.boxes.scene.units.role[frame] == Role.FORMER
    assert change.boxes.scene.units.title[frame] == name
    text = desk.parts.inspector.text()
    assert "Becomes part of" in text
    assert [section.title for section in desk.parts.inspector.model.sections] == ["Went to", "Items"]


def test_a_unit_of_the_change_tells_what_it_is_made_of(desk: Desk) -> None:
    compared = sides_of(desk).compared
    unit = int(np.argmax(compared.comparison.change.unit_sizes))
    name = compared.comparison.change.units[unit]
    desk.store.apply(ws.select_units(desk.store.workspace, [name], on_change=True))
    base, change = views_of(desk)
    assert change.canvas._emphasis.units.tolist() == [unit]
    assert base.boxes is not None
    assert [Role(int(base.boxes.scene.units.role[row])) for row in base.canvas._emphasis.units] == [Role.HEIR]
    assert "(+" in desk.parts.inspector.text()
    came = desk.parts.inspector.model.sections[0]
    assert came.title == "Came from"
    assert came.length >= 3
    assert came.target is not None
    assert not came.target(0).on_change


def test_tab_flips_in_place_and_b_shows_both(desk: Desk, qtbot: QtBot) -> None:
    pane = pane_of(desk)
    base, change = views_of(desk)
    base.canvas.activateWindow()
    base.canvas.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is base.canvas)
    qtbot.keyClick(base.canvas, Qt.Key.Key_Tab)
    assert (base.isVisible(), change.isVisible()) == (False, True)
    camera = pane.canvas.camera.state()
    assert QApplication.focusWidget() is change.canvas
    qtbot.keyClick(change.canvas, Qt.Key.Key_Tab)
    assert (base.isVisible(), change.isVisible()) == (True, False)
    assert pane._morph.isVisible()
    assert len(pane._morph._from) == len(pane._morph._to) == 4
    assert pane.canvas.camera.state() == camera
    qtbot.keyClick(base.canvas, Qt.Key.Key_Plus)
    assert not pane._morph.isVisible()
    qtbot.keyClick(base.canvas, Qt.Key.Key_B)
    assert (base.isVisible(), change.isVisible()) == (True, True)


def test_the_passage_ends_by_itself(desk: Desk, qtbot: QtBot) -> None:
    for _ in range(2):
        desk.actions["flip"].trigger()
    morph = pane_of(desk)._morph
    assert morph.isVisible()
    qtbot.waitUntil(lambda: not morph.isVisible())


def test_the_outline_follows_the_side_that_is_seen_alone(desk: Desk, qtbot: QtBot) -> None:
    assert desk.parts.outline.model.index(0, 1).data() == "171"
    desk.actions["flip"].trigger()
    qtbot.waitUntil(lambda: desk.store.stage is not None and desk.store.stage.on_change, timeout=WAIT)
    assert desk.parts.outline.model.index(0, 1).data() == "187"
    desk.parts.outline.tree.setCurrentIndex(desk.parts.outline.model.index(0, 0))
    assert desk.store.workspace.selection.on_change


def test_moved_only_dims_the_rest(desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(pane_of(desk).bar.moved_only, LEFT)
    for view in views_of(desk):
        assert view.boxes is not None
        roles = view.boxes.scene.boxes.role
        dimmed = set(view.canvas._emphasis.dimmed.tolist())
        assert dimmed == set(np.flatnonzero(np.isin(roles, (Role.ROOT, Role.INLINED))).tolist())
    desk.actions["moved-only"].trigger()
    assert not len(views_of(desk)[0].canvas._emphasis.dimmed)


def test_a_line_of_the_moves_shows_both_places(desk: Desk, qtbot: QtBot) -> None:
    moves = desk.parts.moves
    desk.actions["moves"].trigger()
    assert moves.model.rowCount() == 4
    pane_of(desk).canvas.camera.restore((-5000.0, -5000.0, 2.0))
    cell = moves.model.index(2, 0)
    qtbot.mouseClick(moves.view.viewport(), LEFT, pos=moves.view.visualRect(cell).center())
    item = moves.model.item(cell)
    assert desk.store.workspace.selection.items == (item,)
    x0, y0, x1, y1 = pane_of(desk).canvas.viewport().world
    for view in views_of(desk):
        rects = view.rects_of(np.array([item], np.int32))
        assert len(rects) == 2
        assert (rects[:, 0] > x0).all()
        assert (rects[:, 1] > y0).all()
        assert (rects[:, 2] < x1).all()
        assert (rects[:, 3] < y1).all()


def test_moves_are_sorted_and_filtered(desk: Desk) -> None:
    moves = desk.parts.moves
    model = moves.model
    sizes = [int(model.index(row, 3).data()) for row in range(4)]
    assert sizes == sorted(sizes, reverse=True)
    moves.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert [model.index(row, 0).data() for row in range(4)] == ["a4_1", "a4_3", "a6_1", "a6_3"]
    moves.filter.setText("cgu6")
    assert [model.index(row, 1).data() for row in range(model.rowCount())] == ["cgu6", "cgu6"]
    moves.filter.setText("a4_3")
    assert model.rowCount() == 1


def test_a_ribbon_selects_its_items(desk: Desk, qtbot: QtBot) -> None:
    strip = pane_of(desk).flow
    assert strip.strip is not None
    compared = sides_of(desk).compared
    moved = np.flatnonzero(compared.comparison.fate == Fate.MOVED)
    # The last ribbon is painted last: one that moved.
    row = len(strip.strip.way) - 1
    x0, x1, x2, x3 = strip.strip.ribbon[row].tolist()
    middle = QPointF((x0 + x1 + x2 + x3) / 4 + 10, (strip.strip.top + strip.strip.bottom) / 2)
    assert strip.hit_at(middle).ribbon == row
    qtbot.mouseClick(strip, LEFT, pos=middle.toPoint())
    items = desk.store.workspace.selection.items
    assert items
    assert set(items) <= set(moved.tolist())
    assert all(Role.GHOST in chosen_roles(view) for view in views_of(desk))


def test_a_bar_selects_its_unit(desk: Desk, qtbot: QtBot) -> None:
    strip = pane_of(desk).flow
    assert strip.strip is not None
    bar = int(np.flatnonzero((strip.strip.change == 1) & (np.diff(strip.strip.unit_starts) == 1))[0])
    x0, y0, x1, y1 = strip.strip.box[bar].tolist()
    qtbot.mouseClick(strip, LEFT, pos=QPointF((x0 + x1) / 2 + 10, (y0 + y1) / 2).toPoint())
    unit = int(strip.strip.unit[strip.strip.unit_starts[bar]])
    name = sides_of(desk).compared.comparison.change.units[unit]
    assert desk.store.workspace.selection == ws.Selection(units=(name,), on_change=True)


def test_swapping_turns_leaving_into_arriving(desk: Desk, qtbot: QtBot) -> None:
    desk.actions["swap"].trigger()
    assert (desk.bases.currentText(), desk.changes.currentText()) == ("MASSAGE", "PLACE")
    qtbot.waitUntil(
        lambda: desk.store.sides is not None and desk.store.sides.request.change.stage == "PLACE", timeout=WAIT
    )
    assert views_of(desk)[0].heading.text().startswith("base MASSAGE")


def test_the_map_of_modules_shows_the_same_sides(desk: Desk, qtbot: QtBot) -> None:
    desk.actions["modules"].trigger()
    wait_for_sides(qtbot, desk)
    pane = pane_of(desk)
    assert pane is not desk.panes.pane(ws.COMPARE)
    base, change = views_of(desk)
    assert base.boxes is not None
    assert change.boxes is not None
    assert (base.boxes.scene.boxes.box == change.boxes.scene.boxes.box).all()
    item = one_that_moved(desk)
    desk.store.apply(ws.select_items(desk.store.workspace, [item]))
    assert chosen_roles(base) == [Role.CHANGED]
    desk.actions["compare"].trigger()
    wait_for_sides(qtbot, desk)
    assert Role.GHOST in chosen_roles(views_of(desk)[0])


def test_none_ends_the_comparison(desk: Desk) -> None:
    desk.changes.setCurrentIndex(0)
    desk.changes.activated.emit(0)
    assert desk.store.workspace.view == ws.GRAPH
    assert desk.store.sides is None
    assert "Choose a change" in desk.parts.moves.hint.text()
    assert not desk.actions["flip"].isEnabled()


def test_the_comparison_is_exported(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    for suffix in (".svg", ".png", ".pdf"):
        path = tmp_path / f"both{suffix}"
        desk.store.export(picture(desk, ws.COMPARE), str(path), "light")
        wait_until_said(qtbot, desk, path.name)
        assert path.stat().st_size > 500
    svg = (tmp_path / "both.svg").read_text()
    assert 'class="pane base"' in svg
    assert 'class="pane change"' in svg


def test_a_unit_folds_on_both_sides_and_nothing_moves(desk: Desk) -> None:
    pane = desk.parts.pane
    assert isinstance(pane, ComparePane)
    assert desk.store.sides is not None
    name = desk.store.sides.compared.comparison.base.units[0]
    canvases = pane.canvases
    before = [canvas.scene for canvas in canvases]
    camera = canvases[0].camera.state()
    desk.store.apply(ws.select_units(desk.store.workspace, [name]))
    canvases[0].setFocus()
    desk.actions["fold"].trigger()
    assert desk.store.workspace.folded == {name}
    for old, canvas in zip(before, canvases, strict=True):
        assert old is not None
        assert canvas.scene is not None
        assert len(canvas.scene.boxes) < len(old.boxes)
        assert set(map(tuple, canvas.scene.boxes.box.tolist())) < set(map(tuple, old.boxes.box.tolist()))
    assert canvases[0].camera.state() == camera
    folded = canvases[0].scene
    assert folded is not None
    assert any(Role(role) is Role.FOLDED for role in folded.units.role)
    # Selecting what is folded away is no trouble.
    item = int(desk.store.sides.compared.comparison.base.item[0])
    desk.store.go(ws.select_items(desk.store.workspace, [item]))
    desk.actions["unfold-all"].trigger()
    assert [canvas.scene for canvas in canvases] == before
