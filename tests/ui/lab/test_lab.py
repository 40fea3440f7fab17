"""The partition lab used by hand: rules chosen, chained and run, the scoreboard read, sorted, clicked and written."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from cguviz.partition import PARTITIONERS, find_rule, format_pipeline, parse
from cguviz.partition.options import DEFAULT, fields_of
from cguviz.ui.lab.chain import about
from cguviz.ui.lab.form import OptionForm
from cguviz.ui.lab.panel import Lab
from cguviz.ui.lab.scoreboard import Scoreboard
from cguviz.ui.lab.scoreboard_model import FIELDS
from cguviz.ui.lab.trials import ScoreLine
from cguviz.ui.main.main_window import Desk
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.state import workspace as ws
from tests.captures import sample_named
from tests.ui.conftest import WAIT, MakeDesk

HEADINGS = [field.heading for field in FIELDS]


def scores_of(desk: Desk) -> Scoreboard:
    scores = desk.parts.docks["scores"].widget()
    assert isinstance(scores, Scoreboard)
    return scores


def lines(desk: Desk) -> list[ScoreLine]:
    model = scores_of(desk).model
    return [line for row in range(model.rowCount()) if (line := model.line(row)) is not None]


def run(desk: Desk, qtbot: QtBot) -> None:
    """Press Run, and wait until the comparison is there."""
    lab = desk.parts.lab
    qtbot.mouseClick(lab.run_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: compared(desk) or not lab.refusal.isHidden(), timeout=WAIT)


def compared(desk: Desk) -> bool:
    sides, change = desk.store.sides, desk.store.workspace.change
    return sides is not None and change is not None and sides.request.change.stage == change.stage


def show_lab(desk: Desk, qtbot: QtBot) -> Lab:
    desk.actions["lab"].trigger()
    qtbot.waitUntil(desk.parts.lab.run_button.isVisible)
    return desk.parts.lab


@pytest.mark.parametrize("rule", PARTITIONERS, ids=lambda rule: rule.name)
def test_a_form_shows_all_options_and_gives_back_what_it_shows(qtbot: QtBot, rule: object) -> None:
    known = find_rule(getattr(rule, "name", ""))
    form = OptionForm()
    qtbot.addWidget(form)
    form.show_options(known.name, known.options())
    assert list(form.editors) == [field.word for field in fields_of(known.options)]
    defaults = {field.word for field in fields_of(known.options) if field.default is None}
    assert {word for word, text in form.words.items() if text == DEFAULT} == defaults
    assert form.options() == known.options()
    assert known.title in about(known)
    assert known.standing in about(known).casefold()
    assert known.pull_request in about(known)


def test_massage_of_the_toy_is_watched_beside_its_start(toy_desk: Desk, qtbot: QtBot) -> None:
    lab = show_lab(toy_desk, qtbot)
    lab.chain.set_pipeline(parse("massage"))
    run(toy_desk, qtbot)
    sides, workspace = toy_desk.store.sides, toy_desk.store.workspace
    assert sides is not None
    assert workspace.base == "PLACE"
    assert workspace.change == Side(0, "PLACE+MASSAGE")
    assert workspace.view == ws.COMPARE
    assert sides.compared.counts["moved"] + sides.compared.counts["merged"] == 8  # as published
    assert len(sides.compared.comparison.change.units) == 5
    (line,) = [line for line in lines(toy_desk) if line.rule]
    assert (line.rule, line.start, line.moves) == ("massage", "PLACE", 8)
    assert toy_desk.changes.currentText() == "PLACE+MASSAGE"


def test_the_panel_tells_how_many_copies_uses_explain(regex_desk: Desk, qtbot: QtBot) -> None:
    lab = show_lab(regex_desk, qtbot)
    assert lab.share.isHidden()
    lab.chain.set_pipeline(parse("place"))
    run(regex_desk, qtbot)
    assert not lab.share.isHidden()
    assert "Uses explain 2,361 of the 2,519 copies in PLACE (93.7%)" in lab.share.text()
    regex_desk.store.apply(ws.choose_change(regex_desk.store.workspace, Side(0, "MERGE")))
    assert lab.share.isHidden()


def test_the_panel_tells_what_a_build_that_is_not_incremental_cannot_show(regex_desk: Desk, qtbot: QtBot) -> None:
    lab = show_lab(regex_desk, qtbot)
    lab.chain.set_pipeline(parse("merge incremental=yes"))
    run(regex_desk, qtbot)
    assert not lab.share.isHidden()
    assert lab.share.text().startswith("The recorded build is not incremental. An incremental one has a second unit")
    lab.chain.set_pipeline(parse("merge"))
    qtbot.mouseClick(lab.run_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lab.share.isHidden, timeout=WAIT)


def test_the_same_again_is_shown_and_not_run(toy_desk: Desk, qtbot: QtBot) -> None:
    lab = show_lab(toy_desk, qtbot)
    run(toy_desk, qtbot)
    toy_desk.store.apply(ws.choose_change(toy_desk.store.workspace, None))
    lab.run()
    assert toy_desk.store.workspace.change == Side(0, "PLACE+MERGE")
    qtbot.waitUntil(lambda: compared(toy_desk) and not toy_desk.store.jobs.pending, timeout=WAIT)
    assert toy_desk.store.capture is not None
    assert toy_desk.store.capture.stages == ("PLACE", "MERGE", "INTERNALIZE", "PLACE+MERGE")


def test_a_chain_is_edited_and_keeps_its_name(regex_desk: Desk, qtbot: QtBot) -> None:
    desk = regex_desk
    lab = show_lab(desk, qtbot)
    lab.chain.add_text("massage")
    qtbot.mouseClick(lab.chain.up, Qt.MouseButton.LeftButton)
    assert format_pipeline(lab.pipeline) == "massage | merge"
    lab.chain.list.setCurrentRow(1)
    units = lab.chain.form.editors["units"]
    assert isinstance(units, QSpinBox)
    units.setValue(5)
    lab.name.setText("five")
    lab.beside.setCurrentIndex(lab.beside.findData("MERGE"))
    run(desk, qtbot)
    assert desk.store.workspace.change == Side(0, "five")
    assert desk.store.workspace.base == "MERGE"
    assert desk.store.sides is not None
    assert len(desk.store.sides.compared.comparison.change.units) == 5
    assert [format_pipeline(kept) for kept in lab.chain.named_pipelines()] == ["five: massage | merge units=5"]
    lab.chain.list.setCurrentRow(0)
    qtbot.mouseClick(lab.chain.remove, Qt.MouseButton.LeftButton)
    assert format_pipeline(lab.pipeline) == "five: merge units=5"


def test_a_refusal_is_a_sentence_in_the_panel_and_in_the_scoreboard(toy_desk: Desk, qtbot: QtBot) -> None:
    lab = show_lab(toy_desk, qtbot)
    lab.chain.set_pipeline(parse("merge units=40"))
    run(toy_desk, qtbot)
    assert "29 items cannot fill 40 units" in lab.refusal.text()
    assert toy_desk.store.workspace.change is None
    (line,) = [line for line in lines(toy_desk) if line.rule]
    assert (line.stage, line.refusal) == ("", lab.refusal.text())
    lab.start.setCurrentIndex(lab.start.findData("MERGE"))
    lab.chain.set_pipeline(parse("differencing units=3"))
    run(toy_desk, qtbot)
    qtbot.waitUntil(lambda: "merged already" in lab.refusal.text(), timeout=WAIT)


def test_without_uses_the_panel_says_how_to_get_them(make_desk: MakeDesk, tmp_path: Path, qtbot: QtBot) -> None:
    source = sample_named("regex-1.7.1-release") / "dump.txt.gz"
    alone = tmp_path / "dump.txt.gz"
    alone.write_bytes(source.read_bytes())
    desk = make_desk(alone)
    lab = show_lab(desk, qtbot)
    lab.chain.set_pipeline(parse("massage"))
    run(desk, qtbot)
    assert "open the LLVM IR" in lab.refusal.text()


def test_all_rules_are_tried_sorted_clicked_and_written(regex_desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk = regex_desk
    lab, board = show_lab(desk, qtbot), scores_of(desk)
    qtbot.mouseClick(lab.all_button, Qt.MouseButton.LeftButton)
    assert not lab.progress.isHidden()
    qtbot.waitUntil(lambda: {line.rule for line in lines(desk)} >= {rule.name for rule in PARTITIONERS}, timeout=WAIT)
    qtbot.waitUntil(lambda: all(line.score is not None for line in lines(desk)), timeout=WAIT)
    assert lab.progress.isHidden()
    assert board.isVisible()
    cut = HEADINGS.index("Cut uses")
    board.view.sortByColumn(cut, Qt.SortOrder.AscendingOrder)
    order = [line.score.cut for line in lines(desk) if line.score is not None]
    assert order == sorted(order)
    best = lines(desk)[0]
    view = board.view
    where = view.visualRect(board.model.index(0, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert desk.store.workspace.change == Side(0, best.stage)
    path = tmp_path / "rules.csv"
    board.export(str(path))
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert [int(row["cut_uses"]) for row in rows] == order
    assert rows[0]["stage"] == best.stage
    board.export(str(tmp_path / "no such folder" / "rules.csv"))
    assert "cannot be written" in desk.parts.messages.text()


def test_other_jobs_are_other_builds(regex_desk: Desk, qtbot: QtBot) -> None:
    desk = regex_desk
    lab = show_lab(desk, qtbot)
    desk.actions["scores"].trigger()
    qtbot.waitUntil(lambda: all(line.score is not None for line in lines(desk)), timeout=WAIT)
    lab.jobs.setValue(1)
    qtbot.waitUntil(lambda: all(line.score is not None for line in lines(desk)), timeout=WAIT)
    one = [line.score.build for line in lines(desk) if line.score is not None]
    lab.jobs.setValue(16)
    qtbot.waitUntil(lambda: all(line.score is not None for line in lines(desk)), timeout=WAIT)
    assert all(line.score is not None and line.score.build < slow for line, slow in zip(lines(desk), one, strict=True))


def test_cancelling_keeps_what_was_tried(regex_desk: Desk, qtbot: QtBot) -> None:
    desk = regex_desk
    lab = show_lab(desk, qtbot)
    run(desk, qtbot)
    qtbot.waitUntil(lambda: not desk.store.jobs.pending, timeout=WAIT)
    lab.try_all()
    qtbot.mouseClick(lab.cancel, Qt.MouseButton.LeftButton)
    assert lab.progress.isHidden()
    assert [line.rule for line in lines(desk)][:4] == ["", "", "", "merge"]
    lab.chain.set_pipeline(parse("nth"))
    run(desk, qtbot)
    qtbot.waitUntil(lambda: desk.store.workspace.change == Side(0, "PLACE+NTH"), timeout=WAIT)


def test_the_toolbar_tries_a_preset_under_its_name(toy_desk: Desk, qtbot: QtBot) -> None:
    toy_desk.parts.lab.run_text("rustc-1.70")
    qtbot.waitUntil(lambda: compared(toy_desk), timeout=WAIT)
    assert toy_desk.store.workspace.change == Side(0, "rustc-1.70")
    lab = toy_desk.parts.lab
    inline = lab.chain.form.editors["inline"]
    assert isinstance(inline, QComboBox)
    inline.setCurrentText("before")
    assert lab.pipeline.name == ""


def test_with_nothing_open_the_panel_says_so(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk()
    lab = show_lab(desk, qtbot)
    qtbot.mouseClick(lab.run_button, Qt.MouseButton.LeftButton)
    assert "Open a capture" in lab.refusal.text()
    assert lines(desk) == []
