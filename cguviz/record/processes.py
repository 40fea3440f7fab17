"""Processes of cargo and rustc, each in a process group of its own, so that all of it can be ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from cguviz.errors import RecordError
from cguviz.progress import Progress

BUILDING = "building"
"""The step while cargo itself works; how far it is stands in its own words (see `messages`)."""
POLL_S = 0.2
"""Seconds between two looks at whether the user wants to stop."""
GRACE_S = 3.0
"""Seconds that compilers get to end after being asked to."""


def call(words: Sequence[str], environment: Mapping[str, str], progress: Progress) -> int:
    """Run cargo to its end and return its status; its messages go where this process's go.

    Parameters
    ----------
    words, environment
        What to run.
    progress
        Told a few times a second that it goes on; may raise `Cancelled`.

    Returns
    -------
    Its status, negative if a signal ended it.
    """
    return wait(start(words, environment), progress)


def wait(process: subprocess.Popen[bytes], progress: Progress, step: str = BUILDING, done: float = 0.0) -> int:
    """Wait for a program while reporting `step` and `done`; an interruption ends the program."""
    try:
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(POLL_S)
            progress(step, done)
    finally:
        end(process)


def start(
    words: Sequence[str],
    environment: Mapping[str, str],
    *,
    folder: Path | None = None,
    output: IO[bytes] | None = None,
    errors: IO[bytes] | None = None,
    inherited: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a program.

    Parameters
    ----------
    words, environment
        What to run.
    folder
        Where, by default here.
    output, errors
        Where its words go, by default where this process's go.
    inherited
        Open files that it shall have, too.

    Raises
    ------
    RecordError
        It cannot be started.
    """
    try:
        return subprocess.Popen(
            words,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            pass_fds=inherited,
            process_group=0,
        )
    except OSError as error:
        raise RecordError(f"`{words[0]}` cannot be started ({error.strerror}).") from error


def end(process: subprocess.Popen[bytes]) -> None:
    """End a running program and all its children: by asking, then by force."""
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_S)
    latest = time.monotonic() + GRACE_S
    while _is_alive(process.pid) and time.monotonic() < latest:
        time.sleep(0.02)
    if _is_alive(process.pid):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _is_alive(group: int) -> bool:
    """Say whether a process group still has members."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
