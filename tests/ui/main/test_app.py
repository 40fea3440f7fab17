"""Starting: what is refused before Qt is touched, what is loaded before the window is seen."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cguviz.errors import CguvizError
from cguviz.ui.main.app import check_display, check_pyside
from tests.sources import REPOSITORY

# The window of `run`, closed as soon as it works; tells whether numpy or the workspace were there when it was seen.
RUN = """
import os, sys
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
import cguviz.ui.frame.settings as kept
kept.open_settings = lambda: QSettings(os.environ["INI"], QSettings.Format.IniFormat)
import cguviz.ui.main.start as start
seen = []
class Start(start.WindowStart):
    def __init__(self, window, paths):
        window.painted.connect(lambda: seen.append(not {"numpy", "cguviz.workspace"}.isdisjoint(sys.modules)))
        super().__init__(window, paths)
        self.finished.connect(lambda: (print(seen, self.desk is not None), window.close()))
start.WindowStart = Start
from cguviz.ui.main.app import run
sys.exit(run([]))
"""


@pytest.mark.parametrize(
    ("python", "pyside"), [((3, 11), "6.11.3"), ((3, 11), "6.8.0"), ((3, 12), "6.12.0"), ((3, 13), "7.0.0")]
)
def test_pairs_that_work_are_accepted(python: tuple[int, int], pyside: str) -> None:
    check_pyside(python, pyside)


@pytest.mark.parametrize("pyside", ["6.12.0", "6.12", "6.13.1", "7.0.0a1"])
def test_the_pair_that_crashes_is_refused_with_a_way_out(pyside: str) -> None:
    with pytest.raises(CguvizError, match=r"Python 3\.12 or newer, or run: pip install"):
        check_pyside((3, 11), pyside)


def test_without_a_display_the_way_to_a_picture_is_named() -> None:
    with pytest.raises(CguvizError, match="cguviz export"):
        check_display({"HOME": "x"}, "linux")


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_with_a_display_the_window_may_open(name: str) -> None:
    check_display({name: "something"}, "linux")
    check_display({}, "darwin")


def test_the_window_is_seen_before_numpy_is_loaded_and_works_at_last(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    ini = str(tmp_path_factory.mktemp("config") / "cguviz.ini")
    ended = subprocess.run(
        [sys.executable, "-c", RUN],
        env={"QT_QPA_PLATFORM": "offscreen", "INI": ini, "PYTHONPATH": str(REPOSITORY), "HOME": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.stdout.strip() == "[False] True", ended.stderr
    assert ended.returncode == 0


def test_what_is_loaded_for_the_window_holds_no_formats() -> None:
    """All formats at once are a turn of 80 ms; the window's process only names them, and loads them later."""
    code = "import importlib, sys; from cguviz.ui.main.start import APART, IN_TURNS, view_modules\n"
    code += "for name in (*APART, *IN_TURNS, *view_modules()): importlib.import_module(name)\n"
    code += "print(sorted(name for name in sys.modules if name.startswith('cguviz.formats')))"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=120
    )
    assert ended.stdout.strip() == "[]"
