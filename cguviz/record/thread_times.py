"""Processor time of a running compiler's threads, from Linux's `/proc`: loaded by `wrapper`, imports nothing of cguviz.

A self-profile knows the clock alone: on a busy machine a bar of half a second may hold a tenth of work. Linux tells of
each thread how long it ran and how long it waited for a processor, in nanoseconds; threads that have ended are not
told any more. So all are looked at every few milliseconds, and the end of each is for the reader to fill in.

```
NANOSECONDS<TAB>THREAD<TAB>RAN<TAB>WAITED<TAB>NAME     a thread that ran since it was looked at last, and before that
NANOSECONDS<TAB>0<TAB>BYTES<TAB>0<TAB>                 the memory that the compiler holds
```

Looking takes about 0.1 ms with five threads at work (Python 3.11, two busy processors): 1 % of one processor.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import time
from collections.abc import Callable, Generator
from pathlib import Path

PERIOD_S = 0.01
"""Seconds between two looks."""
MEMORY_EVERY = 5
"""Looks for each one at the memory, whose pages the kernel adds up."""
TOLD_EVERY = 20
"""Looks for each time that somebody is told that the compiler runs."""
NAMED_AFTER = 3
"""Looks at a thread after which its name is known: it has that of its parent when it begins."""
LONGEST = 200
"""Bytes that hold any of the files."""
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def wait(process: subprocess.Popen[bytes], path: Path, tell: Callable[[], None] | None = None) -> int:
    """Wait for a compiler, and write the times of its threads meanwhile; elsewhere than on Linux, only wait.

    Parameters
    ----------
    process
        The compiler.
    path
        The file to write.
    tell
        Called a few times a second; may raise, then nothing is written.

    Returns
    -------
    Its status, negative if a signal ended it.
    """
    tells = Path(f"/proc/{process.pid}/task/{process.pid}/schedstat").exists()
    rows: list[str] = []
    looks = _looks(f"/proc/{process.pid}")
    for number in itertools.count():
        if process.poll() is not None:
            break
        if tells:
            rows += next(looks)
        if tell is not None and number % TOLD_EVERY == 0:
            tell()
        time.sleep(PERIOD_S)
    looks.close()
    if tells:
        path.write_text("".join(rows), encoding="utf-8")
    return process.returncode


def _looks(folder: str) -> Generator[list[str]]:
    """Look at a process each time a row is wanted; gives the rows of threads that ran since then."""
    files: dict[str, int] = {}
    names: dict[str, tuple[str, int]] = {}
    told: dict[str, bytes] = {}
    idle: dict[str, int] = {}
    try:
        for look in itertools.count():
            rows = [] if look % MEMORY_EVERY else _memory(folder)
            threads = _threads(folder)
            for thread in files.keys() - threads:
                os.close(files.pop(thread))
            for thread in threads:
                try:
                    if thread not in files:
                        files[thread] = os.open(f"{folder}/task/{thread}/schedstat", os.O_RDONLY)
                    now = os.pread(files[thread], LONGEST, 0)
                    if told.get(thread) == now:
                        idle[thread] = time.time_ns()
                        continue
                    name, seen = names.get(thread, ("", 0))
                    if seen < NAMED_AFTER:
                        name = _read(f"{folder}/task/{thread}/comm").decode(errors="replace").rstrip("\n")
                        names[thread] = name, seen + 1
                except OSError:
                    continue  # it has just ended
                if thread in idle:
                    # Until the look before this one it did not run.
                    rows.append(_row(idle.pop(thread), thread, told[thread], name))
                rows.append(_row(time.time_ns(), thread, now, name))
                told[thread] = now
            yield rows
    finally:
        for file in files.values():
            os.close(file)


def _row(moment: int, thread: str, told: bytes, name: str) -> str:
    ran, waited, _ = told.split()
    return f"{moment}\t{thread}\t{int(ran)}\t{int(waited)}\t{name}\n"


def _threads(folder: str) -> set[str]:
    """Return the numbers of a process's threads, none if it has just ended."""
    try:
        with os.scandir(f"{folder}/task") as found:
            return {each.name for each in found}
    except OSError:
        return set()


def _memory(folder: str) -> list[str]:
    """Return a row for the memory that a process holds, none if it has just ended."""
    try:
        pages = int(_read(f"{folder}/statm").split()[1])
    except (OSError, IndexError):
        return []
    return [f"{time.time_ns()}\t0\t{pages * PAGE}\t0\t\n"]


def _read(path: str) -> bytes:
    """Return the first bytes of a file of `/proc`."""
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, LONGEST)
    finally:
        os.close(file)
