"""How long until the window is up, and how long it ever stands still.

CPU seconds of fresh processes, each figure the least of a few runs: what else the machine does only adds. Measured
with CPython 3.11: up within 1.5 times the time of an empty window; the longest turns while the largest capture opens
take 22 ms of CPU (wanted: at most 50).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.captures import CAPTURES
from tests.sources import REPOSITORY

RUNS = 5
MOST = 1.6
"""The window is up within so many times the time of an empty one."""
STALL_MS = 50.0

EMPTY = """
import time
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication(["empty"])
window = QMainWindow()
window.show()
application.processEvents()
print(time.process_time())
"""
OURS = """
import sys, time
import PySide6
from cguviz.ui.main.app import check_display, check_pyside
check_pyside(sys.version_info[:2], PySide6.__version__)
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from cguviz.ui.frame import appearance, settings as kept
from cguviz.ui.main.start import WindowStart
from cguviz.ui.frame.window import Window
application = QApplication(["cguviz", "-style", "fusion"])
settings = QSettings(sys.argv[1], QSettings.Format.IniFormat)
appearance.dress(application, appearance.theme_of(kept.load_theme(settings)))
window = Window(settings)
# Connected before the thread that loads the rest is, so that nothing of it is counted.
window.painted.connect(lambda: print(time.process_time(), flush=True))
start = WindowStart(window, [])
start.finished.connect(window.close)
window.show()
application.exec()
"""
STALL = """
import json, sys, time
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from cguviz.ui.frame import appearance
from cguviz.ui.main.start import WindowStart
from cguviz.ui.frame.window import Window

def main():
    application = QApplication(["cguviz", "-style", "fusion"])
    appearance.dress(application, appearance.theme_of("light"))
    window = Window(QSettings(sys.argv[1], QSettings.Format.IniFormat))
    window.resize(1280, 800)
    start = WindowStart(window, sys.argv[2:])
    window.show()
    turns = []
    def turn():
        # Never waiting: what a turn takes is the window's own work, and waiting for threads that hold the interpreter.
        begin, cpu = time.perf_counter(), time.thread_time()
        application.processEvents()
        turns.append(((time.thread_time() - cpu) * 1000, (time.perf_counter() - begin) * 1000))
        time.sleep(0.0005)
    def done():
        store = start.desk and start.desk.store
        return store and store.drawn and store.index and not store.jobs.pending
    while not done():
        turn()
    settled = []
    start.desk.parts.pane.canvas.settled.connect(lambda: settled.append(True))
    while not settled:
        turn()
    window.close()
    print(json.dumps([[round(value) for value in turn] for turn in sorted(turns, reverse=True)[:5]]))

if __name__ == "__main__":
    main()
"""


def run(script: str, folder: Path, *arguments: str) -> str:
    """Run a script in a fresh process and return what it prints."""
    path = folder / "script.py"
    path.write_text(script)
    # As installed: modules are compiled.
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder.parent / "compiled")}
    environment = {**os.environ, **compiled, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, str(path), str(folder / "cguviz.ini"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=600).stdout


def test_the_window_is_up_soon(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    empty = min(float(run(EMPTY, tmp_path)) for _ in range(RUNS))
    ours = min(float(run(OURS, tmp_path)) for _ in range(RUNS))
    benchmark.extra_info.update(empty_s=empty, ours_s=ours, ratio=ours / empty)
    sys.stdout.write(f"empty window {empty:.3f} s, cguviz {ours:.3f} s, ratio {ours / empty:.2f} (at most {MOST})\n")
    benchmark.pedantic(run, args=(OURS, tmp_path), rounds=1)


@pytest.mark.parametrize("folder", CAPTURES[-1:], ids=lambda folder: folder.name)
def test_opening_the_largest_capture_never_stalls(benchmark: BenchmarkFixture, tmp_path: Path, folder: Path) -> None:
    run(STALL, tmp_path, str(folder))
    turns = json.loads(benchmark.pedantic(run, args=(STALL, tmp_path, str(folder)), rounds=1))
    benchmark.extra_info.update(longest_turns_ms=turns)
    sys.stdout.write(f"{folder.name}: longest turns of the event loop, [CPU, wall] ms: {turns} (at most {STALL_MS})\n")
