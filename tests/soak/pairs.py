"""Pairs of real builds of one crate, side by side: whatever else the machine does, it does to both.

Each build has one job token, so that one of its threads works at a time; two processors are enough for a pair. On a
machine that others used, too, 166 builds varied by 10 % and ratios of pairs by 2 %.
"""

from __future__ import annotations

import dataclasses
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from cguviz.formats.source import Source
from cguviz.formats.traces.thread_times import read_thread_times
from cguviz.record import thread_times
from cguviz.record.job import Job
from cguviz.record.units import tokens
from cguviz.record.wrapper import without


@dataclasses.dataclass(frozen=True)
class Measured:
    """Nanoseconds of a build's threads on a processor: all that optimize, all of LTO, and the coordinator."""

    optimize: int
    lto: int
    coordinator: int

    @property
    def llvm(self) -> int:
        """Optimization and LTO."""
        return self.optimize + self.lto


def pair(job: Job, first: Sequence[str], second: Sequence[str]) -> tuple[Measured, Measured]:
    """Build a crate twice at a time, each time with codegen options of its own.

    Parameters
    ----------
    job
        The call of rustc.
    first, second
        Values of `-C`, such as "codegen-units=4"; they take the place of what cargo said.

    Raises
    ------
    ValueError
        A build failed.
    """
    found: list[Measured | None] = [None, None]

    def run(number: int, settings: Sequence[str]) -> None:
        found[number] = _build(job, settings)

    threads = [threading.Thread(target=run, args=each) for each in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one, other = found
    if one is None or other is None:
        raise ValueError(f"{job.crate} does not build with {' '.join((*first, 'or', *second))}")
    return one, other


def _build(job: Job, settings: Sequence[str]) -> Measured | None:
    """Build once; None if that fails."""
    with tempfile.TemporaryDirectory() as folder, tokens(1) as (sharing, files):
        names = [setting.partition("=")[0] for setting in settings]
        arguments = without(job.arguments, Path(folder), *names, incremental="build")
        at = arguments.index("--out-dir") + 1
        named = [word for setting in settings for word in ("-C", setting)]
        words = [job.rustc, *arguments[:at], folder, *arguments[at + 1 :], *named]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(
            words, cwd=job.called, env={**job.environment, **sharing}, stdout=quiet, stderr=quiet, pass_fds=files
        ) as process:
            times = Path(folder) / "thread-times.txt"
            if thread_times.wait(process, times):
                return None
        told = read_thread_times(Source(str(times), times.read_bytes()))
        last = {thread: int(ran) for thread, ran in zip(told.thread.tolist(), told.ran.tolist(), strict=True)}
        spent = dict.fromkeys(("opt", "lto", "coordinator"), 0)
        for thread, ran in last.items():
            stage = told.threads[thread].partition(" ")[0]
            if stage in spent:
                spent[stage] += ran
        return Measured(*spent.values())
