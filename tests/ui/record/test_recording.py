"""Recording from the window: with the cargo that is here, and with a script that prints what cargo prints."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cguviz.ui.main.main_window import Desk
from cguviz.ui.record.dialog import RecordDialog
from cguviz.workspace.record.cargo_words import Choices
from cguviz.workspace.requests.lab import Try
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.state import workspace as ws
from tests.ui.conftest import WAIT, MakeDesk, is_shown
from tests.ui.lab.test_lab import lines

MANIFEST = '[package]\nname = "small"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n'
SOURCE = """
#[inline(never)]
pub fn first(x: u32) -> u32 { second(x) + 1 }
#[inline(never)]
pub fn second(x: u32) -> u32 { third(x) * 2 }
pub mod deep {
    #[inline(never)]
    pub fn lonely(x: u32) -> u32 { x ^ 5 }
}
#[inline(never)]
pub fn third(x: u32) -> u32 { x - 7 }
"""
MORE = """
#[inline(never)]
pub fn another(x: u32) -> u32 { first(x) / 3 }
"""
METADATA = (
    '{{"packages": [{{"name": "small", "id": "s", "manifest_path": "{folder}/Cargo.toml", "default_run": null,'
    ' "targets": [{{"kind": ["lib"], "name": "small"}}]}}], "workspace_members": ["s"],'
    ' "workspace_default_members": ["s"], "workspace_root": "{folder}"}}'
)
BAR = r"printf '\033[1m\033[96m    Building\033[0m [====>    ] 3/12: serde, syn(build)\r' >&2"
LINE = r"printf '\033[K\033[1m\033[92m   Compiling\033[0m serde v1.0.1\n' >&2"
ERROR = r"printf '\033[1m\033[91merror[E0308]\033[0m\033[1m: mismatched types\033[0m\n' >&2"

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

needs_cargo = pytest.mark.skipif(shutil.which("cargo") is None, reason="there is no cargo here")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "cguviz" / "recordings"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a crate of five functions."""
    folder = tmp_path / "small"
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text(MANIFEST)
    (folder / "src" / "lib.rs").write_text(SOURCE)
    return folder


def pretend(folder: Path, monkeypatch: pytest.MonkeyPatch, *build: str) -> None:
    """Put a script in cargo's place that knows one crate and builds it by some lines of shell."""
    script = folder.parent / "cargo"
    (folder.parent / "metadata.json").write_text(METADATA.format(folder=folder))
    lines = [
        "#!/bin/sh",
        'case "$1" in',
        f"metadata) exec cat {shlex.quote(str(folder.parent / 'metadata.json'))} ;;",
        "-Z) exit 101 ;;",  # as old ones, that tell nothing of their configuration
        "esac",
        *build,
    ]
    script.write_text("\n".join(lines) + "\n")
    script.chmod(0o700)
    monkeypatch.setenv("CARGO", str(script))


def is_alive(pid: str) -> bool:
    """Say whether a process runs; one that has ended may wait for its parent to look at it."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def dialog_of(desk: Desk, qtbot: QtBot, choices: Choices) -> RecordDialog:
    """Open the dialog by its key and choose what to record; returns when cargo has told of the folder."""
    window = desk.parts.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_R, CONTROL_SHIFT)
    dialog = desk.parts.recordings.dialog
    assert dialog is not None
    assert not dialog.isModal()
    dialog.form.choose(choices)
    qtbot.waitUntil(lambda: dialog.start.isEnabled(), timeout=WAIT)
    return dialog


def places(desk: Desk) -> dict[str, tuple[float, ...]]:
    """Return where the box of each function is in the graph."""
    drawn = desk.store.drawn
    assert drawn is not None
    boxes = drawn.scene.boxes
    return dict(zip(boxes.title.tolist(), map(tuple, boxes.box.tolist()), strict=True))


@needs_cargo
def test_records_shows_and_records_again_where_everything_stays(
    make_desk: MakeDesk, qtbot: QtBot, small: Path, own_folders: Path
) -> None:
    desk = make_desk()
    store = desk.store
    dialog = dialog_of(desk, qtbot, Choices(str(small), arguments="--offline", units=2))
    assert dialog.form.package.currentText() == "small"
    assert dialog.form.target.currentText() == "small (library)"
    assert "cargo cguviz rustc --lib --offline -o" in dialog.command.toPlainText()
    qtbot.keyClick(dialog.form.arguments, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_shown(desk), timeout=WAIT)
    assert dialog.isHidden()
    assert store.workspace.opened is not None
    assert store.workspace.opened.files == (str(own_folders / "small-debug.cguviz"),)
    assert "Recorded small (debug): 4 items in " in desk.parts.messages.text()
    assert "Compiling" in dialog.log.toPlainText()
    assert not (small / "target").exists()
    assert not (small / "Cargo.lock").exists()

    assert store.capture is not None
    before = places(desk)
    chosen = store.capture.items.name.tolist().index("small::third")
    store.apply(ws.select_items(store.workspace, [chosen]))
    store.ask_lab(Try(store.workspace.opened, Side(0, "PLACE"), "merge units=1", 1))
    qtbot.waitUntil(lambda: len(desk.store.capture.stages if desk.store.capture else ()) == 3, timeout=WAIT)
    made = store.capture.stages[-1] if store.capture else ""
    (small / "src" / "lib.rs").write_text(SOURCE.replace("x ^ 5", "x ^ 6") + MORE)
    former = store.workspace.opened
    desk.actions["record-again"].trigger()
    qtbot.waitUntil(lambda: store.workspace.opened != former and is_shown(desk), timeout=WAIT)

    assert store.workspace.opened.files == (str(own_folders / "small-debug-2.cguviz"),)
    assert store.drawn is not None
    assert store.drawn.kept
    now = places(desk)
    assert now.keys() - before.keys() == {"small::another"}
    assert [name for name in before if not np.allclose(before[name], now[name], atol=0.01)] == []
    assert made in store.capture.stages
    assert [line.rule for line in lines(desk) if line.stage == made] == ["merge units=1"]
    (selected,) = store.workspace.selection.items
    assert store.capture.items.name[selected] == "small::third"
    qtbot.mouseClick(desk.parts.messages.offer_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: store.sides is not None, timeout=WAIT)
    assert store.sides is not None
    assert store.sides.compared.counts["added"] == 1


@needs_cargo
def test_a_crate_that_does_not_compile_is_one_sentence_and_the_messages(
    make_desk: MakeDesk, qtbot: QtBot, small: Path, own_folders: Path
) -> None:
    (small / "src" / "lib.rs").write_text('pub fn f() -> u8 { "no number" }\n')
    dialog = dialog_of(make_desk(), qtbot, Choices(str(small), arguments="--offline"))
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.start.isEnabled() and "failed" in dialog.step.text(), timeout=WAIT)
    assert dialog.step.text() == "The build failed, as cargo says; nothing was recorded."
    assert dialog.log.isHidden()
    qtbot.mouseClick(dialog.messages, Qt.MouseButton.LeftButton)
    assert not dialog.log.isHidden()
    assert "error[E0308]: mismatched types" in dialog.log.toPlainText()
    assert "\x1b" not in dialog.log.toPlainText()
    assert not own_folders.exists()


def test_waits_until_cargo_has_told_of_another_folder(
    make_desk: MakeDesk, qtbot: QtBot, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The packages that are still shown are those of the former one."""
    pretend(small, monkeypatch)
    dialog = dialog_of(make_desk(), qtbot, Choices(str(small)))
    dialog.form.folder.setEditText(str(small / "src"))
    assert not dialog.start.isEnabled()
    qtbot.waitUntil(dialog.start.isEnabled, timeout=WAIT)


def test_shows_cargos_progress_and_cancels_all_of_it(
    make_desk: MakeDesk, qtbot: QtBot, small: Path, own_folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    pretend(small, monkeypatch, LINE, BAR, "sleep 600 &", f"echo $$ $! > {shlex.quote(str(started))}", "wait")
    desk = make_desk()
    dialog = dialog_of(desk, qtbot, Choices(str(small)))
    qtbot.keyClick(dialog.form.arguments, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.step.text() == "Building 3 of 12: serde, syn(build)", timeout=WAIT)
    assert dialog.bar.value() == 250
    assert "   Compiling serde v1.0.1" in dialog.log.toPlainText()
    assert not dialog.form.isEnabled()
    assert not desk.parts.recordings.notice.isHidden()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()
    qtbot.mouseClick(desk.parts.recordings.notice, Qt.MouseButton.LeftButton)
    assert not dialog.isHidden()
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.start.isEnabled(), timeout=WAIT)
    assert dialog.step.text().startswith("Cancelled")
    assert [pid for pid in started.read_text().split() if is_alive(pid)] == []
    (builds,) = (tmp_path / "cache" / "cguviz" / "builds").iterdir()
    assert list(builds.glob("recording-*")) == []
    assert not own_folders.exists()
    assert desk.parts.recordings.notice.isHidden()


def test_a_failing_build_is_told_though_the_dialog_is_closed(
    make_desk: MakeDesk, qtbot: QtBot, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = tmp_path / "go"
    os.mkfifo(go)
    pretend(small, monkeypatch, ERROR, f"cat {shlex.quote(str(go))}", "exit 101")
    desk = make_desk()
    dialog = dialog_of(desk, qtbot, Choices(str(small)))
    qtbot.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "E0308" in dialog.log.toPlainText(), timeout=WAIT)
    dialog.reject()
    go.write_text("")
    qtbot.waitUntil(lambda: "failed" in desk.parts.messages.text(), timeout=WAIT)
    qtbot.mouseClick(desk.parts.messages.offer_button, Qt.MouseButton.LeftButton)
    assert not dialog.isHidden()


def test_a_folder_without_a_crate_says_so_at_once(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk()
    desk.actions["record"].trigger()
    dialog = desk.parts.recordings.dialog
    assert dialog is not None
    for folder, sentence in (
        ("", "Choose the folder of a crate."),
        (str(tmp_path / "nowhere"), "There is no such folder."),
        (str(tmp_path), "There is no Cargo.toml in this folder or above it."),
    ):
        dialog.form.folder.setEditText(folder)
        assert dialog.form.hint.text() == sentence
        assert not dialog.start.isEnabled()


def test_what_cargo_does_not_understand_stands_under_the_folder(
    make_desk: MakeDesk, qtbot: QtBot, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARGO", shutil.which("false") or "false")
    desk = make_desk()
    desk.actions["record"].trigger()
    dialog = desk.parts.recordings.dialog
    assert dialog is not None
    dialog.form.choose(Choices(str(small)))
    qtbot.waitUntil(lambda: dialog.form.hint.text().startswith("Cargo cannot read what there is"), timeout=WAIT)
    assert not dialog.start.isEnabled()


def test_tab_goes_through_the_form_from_top_to_bottom(
    make_desk: MakeDesk, qtbot: QtBot, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(small, monkeypatch, "exit 1")
    dialog = dialog_of(make_desk(), qtbot, Choices(str(small)))
    form = dialog.form
    toolchains = [form.toolchain] if form.toolchain.isVisible() else []
    order = [form.browse, form.package, form.target, form.profile, form.units, *toolchains, form.arguments, form.path]
    form.folder.setFocus()
    for widget in order:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is widget
    assert dialog.start.isDefault()
