"""What of windows, timers, threads and child processes is alive now, told apart by identity."""

from __future__ import annotations

import dataclasses
import gc
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

# These serve a whole test run once multiprocessing has been used; nobody can end them per test.
KEPT_PROCESSES = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")


@dataclasses.dataclass(frozen=True)
class Leftovers:
    """What was alive at one moment.

    Attributes
    ----------
    alive
        From an identity (kind and address, thread or process number) to what a person would call it.
    """

    alive: dict[tuple[str, int], str]

    @classmethod
    def now(cls) -> Leftovers:
        """Look at everything of this process."""
        return cls({key: name for kind in KINDS for key, name in kind().items()})

    def new_since(self, *, wait_s: float) -> list[str]:
        """Return what is alive now and was not then, giving it some time to end.

        Parameters
        ----------
        wait_s
            Seconds. Only used up when something is left: what is ending needs a moment to be gone.
        """
        end = time.monotonic() + wait_s
        while True:
            now = Leftovers.now()
            new = [name for key, name in now.alive.items() if key not in self.alive]
            if not new or time.monotonic() > end:
                return sorted(new)
            _let_things_end()


def _let_things_end() -> None:
    gc.collect()
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        if QCoreApplication.instance() is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            QCoreApplication.processEvents()
    multiprocessing.active_children()  # collects those that have ended
    threading.Event().wait(0.02)


def _threads() -> dict[tuple[str, int], str]:
    return {("thread", thread.ident or 0): f"thread {thread.name}" for thread in threading.enumerate()}


def _processes() -> dict[tuple[str, int], str]:
    found = {("process", child.pid or 0): f"process {child.name}" for child in multiprocessing.active_children()}
    for pid in _children():
        words = _words(Path(f"/proc/{pid}/cmdline"))
        # One that has just been started has no words yet, one that has ended and was not collected has none any more.
        alive = bool(words) or _state(pid) not in "ZX"
        if alive and not any(kept in words for kept in KEPT_PROCESSES):
            found.setdefault(("process", pid), f"process {pid} ({words})")
    return found


def _children() -> list[int]:
    """Return the numbers of the child processes."""
    try:
        lists = [path.read_text() for path in Path("/proc/self/task").glob("*/children")]
    except OSError:
        lists = []  # a thread has ended meanwhile
    if lists:
        return [int(number) for text in lists for number in text.split()]
    # Not every kernel is built with these lists.
    numbers = (int(folder.name) for folder in Path("/proc").glob("[0-9]*"))
    return [pid for pid in numbers if _state_and_parent(pid)[1] == str(os.getpid())]


def _state(pid: int) -> str:
    return _state_and_parent(pid)[0]


def _state_and_parent(pid: int) -> list[str]:
    """Return the third and fourth field; the second, the program, may hold blanks and parentheses."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[:2]
    except OSError:
        return ["X", "0"]  # it has ended meanwhile


def _words(cmdline: Path) -> str:
    try:
        return cmdline.read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""  # it has ended meanwhile


def _windows() -> dict[tuple[str, int], str]:
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    import shiboken6
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return {}
    return {
        ("window", shiboken6.getCppPointer(widget)[0]): f"window {type(widget).__name__} {widget.objectName()!r}"
        for widget in QApplication.topLevelWidgets()
    }


def _timers_and_qthreads() -> dict[tuple[str, int], str]:
    if "PySide6.QtCore" not in sys.modules:
        return {}
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QThread, QTimer

    if QCoreApplication.instance() is None:
        return {}
    objects = gc.get_objects()
    # Two passes over types, and no isinstance(): objects of other libraries must not be asked for their class,
    # and this runs twice for each test over some 300,000 objects.
    kinds = {kind for kind in set(map(type, objects)) if issubclass(kind, (QTimer, QThread))}
    found = {}
    for thing in (thing for thing in objects if type(thing) in kinds and shiboken6.isValid(thing)):
        if isinstance(thing, QTimer) and thing.isActive():
            found["timer", shiboken6.getCppPointer(thing)[0]] = f"running timer of {thing.parent()!r}"
        elif isinstance(thing, QThread) and thing.isRunning():
            found["qthread", shiboken6.getCppPointer(thing)[0]] = f"running QThread {thing.objectName()!r}"
    return found


KINDS: tuple[Callable[[], dict[tuple[str, int], str]], ...] = (_threads, _processes, _windows, _timers_and_qthreads)
