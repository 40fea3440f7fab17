"""Sweeps: values, curves that grow, points that are clicked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cguviz.partition import parse
from cguviz.schedule import ground_of
from cguviz.ui.lab.sweep import Option, Sweep
from cguviz.ui.main.main_window import Desk
from cguviz.workspace.lab.sweep import sweep as sweep_units
from cguviz.workspace.requests.opened import Side
from tests.ui.conftest import WAIT


def sweep_of(desk: Desk, qtbot: QtBot) -> Sweep:
    desk.actions["sweep"].trigger()
    sweep = desk.parts.docks["sweep"].widget()
    assert isinstance(sweep, Sweep)
    qtbot.waitUntil(lambda: sweep.curves is not None)
    return sweep


def test_units_are_swept_drawn_and_compared(regex_desk: Desk, qtbot: QtBot) -> None:
    desk = regex_desk
    sweep = sweep_of(desk, qtbot)
    desk.parts.lab.chain.set_pipeline(parse("massage | merge"))
    assert sweep.option.currentData() == Option(1, "units")
    sweep.most.setValue(20)
    sweep.count.setValue(7)
    assert sweep.values() == [1, 4, 7, 10, 14, 17, 20]
    qtbot.mouseClick(sweep.run_button, Qt.MouseButton.LeftButton)
    curves = sweep.curves
    assert curves is not None
    drawn = curves.plots[1].listDataItems
    qtbot.waitUntil(lambda: bool(drawn()) and len(drawn()[0].getData()[0]) == 7, timeout=WAIT)
    x, cut = drawn()[0].getData()
    assert x.tolist() == sweep.values()
    assert cut[0] < cut[-1]
    x, ratio = curves.plots[3].listDataItems()[0].getData()
    assert x.tolist() == sweep.values()
    capture = desk.store.capture
    assert capture is not None
    ground = ground_of(capture, jobs=desk.parts.lab.jobs.value())
    assert ground is not None
    rows = list(sweep_units(capture, "PLACE", parse("massage | merge"), [int(value) for value in x], ground))
    assert ratio.tolist() == [row.score.cpu_ratio for row in rows]
    assert rows[0].score.warning in sweep.hint.text()
    assert desk.store.capture is not None
    assert desk.store.capture.stages == ("PLACE", "MERGE", "INTERNALIZE")
    curves.chosen.emit(7.0)
    qtbot.waitUntil(lambda: desk.store.workspace.change is not None, timeout=WAIT)
    assert desk.store.workspace.change == Side(0, "PLACE+MASSAGE+MERGE,units=7")
    desk.actions["theme-dark"].trigger()
    qtbot.waitUntil(lambda: curves.plots[0].backgroundBrush().color().lightness() < 60)


def test_values_that_are_refused_are_told(toy_desk: Desk, qtbot: QtBot) -> None:
    sweep = sweep_of(toy_desk, qtbot)
    sweep.least.setValue(28)
    sweep.most.setValue(31)
    sweep.count.setValue(4)
    sweep.run()
    qtbot.waitUntil(lambda: "2 refused" in sweep.hint.text(), timeout=WAIT)
    assert "cannot fill" in sweep.hint.text()


def test_rules_without_numbers_cannot_be_swept(toy_desk: Desk, qtbot: QtBot) -> None:
    sweep = sweep_of(toy_desk, qtbot)
    toy_desk.parts.lab.chain.set_pipeline(parse("massage"))
    assert not sweep.run_button.isEnabled()
    assert "No rule" in sweep.hint.text()
    toy_desk.parts.lab.chain.set_pipeline(parse("min-size"))
    assert sweep.run_button.isEnabled()
    assert sweep.values()[0] == 0
