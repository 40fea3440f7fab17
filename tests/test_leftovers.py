"""The watch over what tests leave behind sees each kind of it."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from tests.leftovers import Leftovers


def test_a_thread_is_seen_until_it_ends() -> None:
    before = Leftovers.now()
    end = threading.Event()
    thread = threading.Thread(target=end.wait, name="forgotten")
    thread.start()
    assert before.new_since(wait_s=0) == ["thread forgotten"]
    end.set()
    thread.join()
    assert before.new_since(wait_s=0) == []


def test_a_child_process_is_seen_until_it_ends() -> None:
    before = Leftovers.now()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        (left,) = before.new_since(wait_s=0)
        assert f"process {child.pid} " in left
        child.kill()
    assert before.new_since(wait_s=0) == []


@pytest.mark.usefixtures("qapp")
def test_a_window_and_its_timer_are_seen_until_they_are_gone() -> None:
    before = Leftovers.now()
    window = QWidget()
    window.setObjectName("forgotten")
    timer = QTimer(window)
    timer.start(1_000_000)
    assert [left.split(" of ")[0] for left in before.new_since(wait_s=0)] == [
        "running timer",
        "window QWidget 'forgotten'",
    ]
    timer.stop()
    window.deleteLater()
    del timer, window
    assert before.new_since(wait_s=5) == []
