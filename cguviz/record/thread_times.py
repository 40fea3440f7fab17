"""Processor time of a running compiler's threads, from Linux's `/proc`: loaded by `wrapper`, imports nothing of cguviz.

A self-profile knows the clock alone: on a busy machine a bar of half a second may hold a tenth of work. Linux tells of
each thread how long it ran and how long it waited for a processor, in nanoseconds; threads that have ended are not
told any more. So all are looked at every few milliseconds, and the end of each is for the reader to fill in.

```
NANOSECONDS<TAB>THREAD<TAB>RAN<TAB>WAITED<TAB>NAME     a thread that ran since it was looked at last
NANOSECONDS<TAB>0<TAB>BYTES<TAB>0<TAB>                 the memory that the compiler holds
```

Looking takes 60 µs at eight threads (Python 3.11), 0.6 % of one processor.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

PERIOD_S = 0.01
"""Seconds between two looks."""
MEMORY_EVERY = 5
"""Looks for each one at the memory, whose pages the kernel adds up."""
NAMED_AFTER = 3
"""Looks at a thread after which its name is known: it has that of its parent when it begins."""
SHORT = 200
"""Bytes that hold any of the files."""
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Watched:
    """Threads of one process, by their open files.

    Attributes
    ----------
    rows
        Lines of the file.
    """

    def __init__(self, process: int) -> None:
        self._folder = f"/proc/{process}"
        self._files: dict[str, int] = {}
        self._ran: dict[str, bytes] = {}
        self._names: dict[str, tuple[str, int]] = {}
        self._looks = 0
        self.rows: list[str] = []

    def look(self) -> None:
        """Add a row for each thread that ran; a thread or process that has just ended adds none."""
        try:
            with os.scandir(f"{self._folder}/task") as found:
                threads = [each.name for each in found]
        except OSError:
            return
        for thread in self._files.keys() - set(threads):
            os.close(self._files.pop(thread))
        for thread in threads:
            try:
                if thread not in self._files:
                    self._files[thread] = os.open(f"{self._folder}/task/{thread}/schedstat", os.O_RDONLY)
                told = os.pread(self._files[thread], SHORT, 0)
                if self._ran.get(thread) != told:
                    self._add(thread, told)
            except OSError:
                continue
        if self._looks % MEMORY_EVERY == 0:
            self._add_memory()
        self._looks += 1

    def _add(self, thread: str, told: bytes) -> None:
        name, seen = self._names.get(thread, ("", 0))
        if seen < NAMED_AFTER:
            name = _read(f"{self._folder}/task/{thread}/comm").decode(errors="replace").rstrip("\n")
            self._names[thread] = name, seen + 1
        ran, waited, _ = told.split()
        self.rows.append(f"{time.time_ns()}\t{thread}\t{int(ran)}\t{int(waited)}\t{name}\n")
        self._ran[thread] = told

    def _add_memory(self) -> None:
        try:
            pages = int(_read(f"{self._folder}/statm").split()[1])
        except OSError:
            return
        self.rows.append(f"{time.time_ns()}\t0\t{pages * PAGE}\t0\t\n")

    def close(self) -> None:
        """Close the files."""
        while self._files:
            os.close(self._files.popitem()[1])


def wait(process: subprocess.Popen[bytes], path: Path) -> int:
    """Wait for a compiler, and write what its threads ran meanwhile; elsewhere than on Linux, only wait.

    Returns
    -------
    Its status, negative if a signal ended it.
    """
    if not Path(f"/proc/{process.pid}/task/{process.pid}/schedstat").exists():
        return process.wait()
    watched = Watched(process.pid)
    try:
        while process.poll() is None:
            watched.look()
            time.sleep(PERIOD_S)
    finally:
        watched.close()
    path.write_text("".join(watched.rows), encoding="utf-8")
    return process.returncode


def _read(path: str) -> bytes:
    """Return the first bytes of a file of `/proc`."""
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, SHORT)
    finally:
        os.close(file)
