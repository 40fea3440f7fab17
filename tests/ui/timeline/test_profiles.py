"""A profile opened alone shows its threads; two stand below one another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cguviz.scene.timeline.chart import Part
from cguviz.ui.main.main_window import Desk
from cguviz.ui.timeline import TimelineDock
from cguviz.workspace.requests.requests import DrawTimeline
from cguviz.workspace.state import opening
from tests.timelines import TIMELINES, file_id, files_named
from tests.ui.conftest import WAIT, MakeDesk, canvas_of

SLIM = [path for path in files_named("image-0.24.3_dbg*.slim.mm_profdata") if "slim" in path.parts]
ALONE = [TIMELINES / "ryu.llvm_timings.json.gz", *files_named("regex-syntax*128cgu.slim.mm_profdata")[:1]]


def timeline_of(desk: Desk) -> TimelineDock:
    dock = desk.parts.docks["timeline"].widget()
    assert isinstance(dock, TimelineDock)
    return dock


def shown(desk: Desk, qtbot: QtBot) -> TimelineDock:
    dock = timeline_of(desk)
    qtbot.waitUntil(lambda: dock.view.chart is not None, timeout=WAIT)
    return dock


@pytest.mark.parametrize("path", ALONE, ids=file_id)
def test_a_profile_alone_shows_its_threads(make_desk: MakeDesk, qtbot: QtBot, path: Path) -> None:
    desk = make_desk(path, wait=False)
    qtbot.waitUntil(lambda: bool(desk.store.captures), timeout=WAIT)
    dock = shown(desk, qtbot)
    assert dock.isVisible()
    assert dock.height() > desk.parts.pane.height()
    assert "tells no functions" in canvas_of(desk)._message
    assert [section.title for section in desk.parts.inspector.model.sections] == ["Units"]
    assert not desk.parts.messages.isVisible()
    view = dock.view
    assert view.chart is not None
    view.step(1)
    while view.chart.tracks[0].bars.part[view.spot.bar] not in (Part.OPTIMIZE, Part.LTO):
        view.choose(type(view.spot)(0, view.spot.bar + 1))
    assert re.search("Optimize|LTO", desk.parts.inspector.text())
    slowest = [one for one in desk.parts.inspector.model.sections if one.title == "Slowest functions"]
    assert len(slowest) == ("llvm_timings" in path.name)
    for section in slowest:
        names = [section.line(row)[0] for row in range(section.length)]
        assert any("::" in name for name in names)
        assert not any(name.startswith(("_R", "_ZN")) for name in names)


def test_phases_alone_are_listed(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(TIMELINES / "miniz_oxide.time-passes.txt", wait=False)
    qtbot.waitUntil(lambda: bool(desk.parts.inspector.model.sections), timeout=WAIT)
    (section,) = desk.parts.inspector.model.sections
    assert section.title == "Phases"
    assert ("LLVM_passes", "804 ms") in [section.line(row) for row in range(section.length)]
    assert "in the inspector" in canvas_of(desk)._message
    dock = timeline_of(desk)
    assert not dock.isVisible()
    desk.parts.docks["timeline"].show()
    qtbot.waitUntil(lambda: "open a self-profile" in dock.hint.text(), timeout=WAIT)


@pytest.mark.skipif(len(SLIM) < 2, reason="needs two profiles of one crate")
def test_two_profiles_stand_below_one_another(make_desk: MakeDesk, qtbot: QtBot) -> None:
    one, other = sorted(SLIM, key=lambda path: "dbg16" not in path.name)
    desk = make_desk(one, other, wait=False)
    dock = shown(desk, qtbot)
    assert dock.view.chart is not None
    assert [track.heading.partition(":")[0] for track in dock.view.chart.tracks] == ["dbg16", "dbg1"]
    assert desk.bases.currentText() == "dbg16: threads only"
    assert desk.changes.currentText() == "dbg1: threads only"
    assert any("by name" in line for line in dock.view.chart.caption)
    desk.actions["swap"].trigger()
    qtbot.waitUntil(
        lambda: dock.view.chart is not None and dock.view.chart.tracks[0].heading.startswith("dbg1:"), timeout=WAIT
    )


def test_drawing_can_be_stopped(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(ALONE[0], wait=False)
    dock = shown(desk, qtbot)
    dock.choices.align.setCurrentIndex(1)
    desk.store.cancel()
    assert dock.view.chart is not None
    desk.store.apply(opening.close_files(desk.store.workspace))
    assert "Load a self-profile" in dock.hint.text()
    desk.store.open([str(ALONE[0])])
    qtbot.waitUntil(lambda: any(isinstance(one, DrawTimeline) for one in desk.store.jobs.pending), timeout=WAIT)
    assert dock.hint.text().startswith("Drawing")
    desk.store.cancel()
    assert dock.hint.text().startswith("Not drawn")
    desk.parts.docks["timeline"].hide()
    desk.parts.docks["timeline"].show()
    qtbot.waitUntil(lambda: dock.view.chart is not None, timeout=WAIT)
