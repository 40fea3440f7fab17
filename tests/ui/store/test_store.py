"""Each part of the window is called for what it reads, and for nothing else."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType

import pytest
from pytestqt.qtbot import QtBot

import cguviz.ui
from cguviz.ui.main.main_window import Desk
from cguviz.ui.store.store import Store
from cguviz.workspace.state import workspace as ws
from tests.ui.conftest import WAIT, is_shown

UI = Path(cguviz.ui.__file__).parent
TELL = Store._tell.__code__


def told(act: Callable[[], None]) -> set[str]:
    """Return the modules of the window that the store calls meanwhile, directly or not, as paths from its folder.

    What Qt paints anew to make room for something is no business of the store.
    """
    codes: set[CodeType] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        del argument
        caller = frame.f_back
        if event == "call" and caller is not None and (caller.f_code is TELL or caller.f_code in codes):
            codes.add(frame.f_code)

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    files = {Path(code.co_filename) for code in codes}
    return {file.relative_to(UI).as_posix() for file in files if file.is_relative_to(UI)}


def test_showing_the_timeline_is_no_business_of_other_parts(toy_desk: Desk, qtbot: QtBot) -> None:
    desk = toy_desk
    for name in ("compare", "graph", "scores", "lab"):
        desk.actions[name].trigger()
        qtbot.waitUntil(lambda: is_shown(desk), timeout=WAIT)

    def show() -> None:
        desk.actions["timeline"].trigger()
        qtbot.waitUntil(lambda: desk.store.timeline is not None and is_shown(desk), timeout=WAIT)

    def select() -> None:
        desk.store.apply(ws.select_items(desk.store.workspace, [0]))

    parts = {"lists/outline.py", "inspector/panel.py", "lab/scoreboard.py", "views/compare.py"}
    modules = told(show)
    assert "timeline/view.py" in modules
    assert modules.isdisjoint(parts)
    # A selection is.
    assert parts - told(select) == {"lab/scoreboard.py"}


def test_a_part_is_called_once_for_a_change_of_all_that_it_reads(toy_desk: Desk) -> None:
    store, calls = toy_desk.store, list[str]()
    store.changes_of("search", "moved_only").connect(lambda: calls.append("both"))
    store.changes_of("search").connect(lambda: calls.append("search"))
    store.changes_of("theme").connect(lambda: calls.append("theme"))
    store.apply(dataclasses.replace(store.workspace, search="main", moved_only=True))
    assert sorted(calls) == ["both", "search"]
    store.apply(dataclasses.replace(store.workspace, moved_only=False))
    assert sorted(calls) == ["both", "both", "search"]
    store.apply(dataclasses.replace(store.workspace))
    assert len(calls) == 3


def test_answers_are_told_of_before_choices(toy_desk: Desk, qtbot: QtBot) -> None:
    store, calls = toy_desk.store, list[str]()
    for part in ("base", "stage"):
        store.changes_of(part).connect(lambda part=part: calls.append(part))
    assert store.capture is not None
    first, *_, last = store.capture.stages
    for stage in (first, last):
        store.apply(ws.choose_stage(store.workspace, stage))
        qtbot.waitUntil(lambda: is_shown(toy_desk), timeout=WAIT)
    calls.clear()
    # Its answer is kept: both change at once.
    store.apply(ws.choose_stage(store.workspace, first))
    assert calls == ["stage", "base"]


def test_a_part_of_the_state_that_does_not_exist_cannot_be_read(toy_desk: Desk) -> None:
    with pytest.raises(ValueError, match="colour"):
        toy_desk.store.changes_of("stage", "colour")
