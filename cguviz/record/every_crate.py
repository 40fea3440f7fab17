"""Recording of every crate of a build: members, dependencies, build scripts and proc macros.

```
cargo build --timings ─▶ Job, Job, Job … ─▶ rustc for IR, some at once ─▶ Raw, read and forgotten before too many are
```

The build begins with an empty target folder: what is fresh, cargo does not compile. All that it leaves is gone when
the recordings have been read.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

from cguviz.progress import Progress, silent
from cguviz.record import place
from cguviz.record.cargo_command import CargoCommand, Variant
from cguviz.record.job import Job, is_empty, jobs, refuse
from cguviz.record.launcher import environment_of
from cguviz.record.package import CargoWorkspace
from cguviz.record.processes import call, end, wait
from cguviz.record.raw import Raw
from cguviz.record.run import LOCK, TESTS, keep_lock, profile_words, raw_of
from cguviz.record.settings import wrapper_of
from cguviz.record.units import emit, failure, tokens

AT_ONCE = 4
"""Compilers that write IR at the same time at most: each may need a gigabyte."""
KEEPS_GOING = 74
"""Of cargo 1.x: the first with `--keep-going`."""


@dataclasses.dataclass(frozen=True)
class RecordedBuild:
    """A recorded build whose crates have not been read yet.

    Attributes
    ----------
    folder
        Holds what was recorded; gone when the recordings are let go.
    members
        Folders of its packages.
    variant
        What was asked for.
    jobs
        The crates that were compiled, members first, each kind in the order in which they were done.
    timings
        The page of cargo's own, None if it wrote none.
    failed
        Whether cargo could not build all.
    """

    folder: Path
    members: frozenset[str]
    variant: Variant
    jobs: tuple[Job, ...]
    timings: Path | None
    failed: bool


@dataclasses.dataclass(frozen=True)
class UnrecordedCrate:
    """A crate without anything to read, and the reason.

    Attributes
    ----------
    job
        How it was compiled.
    why
        A part of a sentence: "nothing is instantiated in it".
    """

    job: Job
    why: str


@contextlib.contextmanager
def record_build(variant: Variant, workspace: CargoWorkspace, progress: Progress = silent) -> Iterator[RecordedBuild]:
    """Build all that cargo would build, and record each crate; `recordings` reads them while the context lasts.

    Parameters
    ----------
    variant, progress
        As in `record_crate`.
    workspace
        The variant's.

    Raises
    ------
    RecordError
        No crate could be compiled.
    Cancelled, KeyboardInterrupt
        All processes of the build have ended and the folder is gone.
    """
    home = place.folder_of(variant.order, workspace.root)
    with place.writing(home):
        run = Path(tempfile.mkdtemp(prefix="recording-", dir=home))
    try:
        with place.writing(home):
            whole = _build(variant, workspace, home, run, progress)
        yield whole
    finally:
        shutil.rmtree(run)


def _build(variant: Variant, workspace: CargoWorkspace, home: Path, run: Path, progress: Progress) -> RecordedBuild:
    """Run cargo with the wrapper, and describe the crates that were compiled."""
    target = run / "target"
    before = wrapper_of(variant.order)
    with keep_lock(workspace.root / LOCK):
        script_at = run if variant.order.target_dir else home
        environment = environment_of(run, script_at, target, variant.rustc_words, before, every=True)
        words = [*variant.order.program, *command(variant.order, target)]
        status = call(words, environment, progress)
    ran = jobs(run)
    if not any(job.status == 0 for job in ran):
        raise refuse(next(iter(ran), None), status)
    members = frozenset(str(Path(package.manifest).parent) for package in workspace.packages)
    ran.sort(key=lambda job: job.manifest not in members)
    page = next(target.glob("cargo-timings/cargo-timing.html"), None)
    return RecordedBuild(
        folder=run, members=members, variant=variant, jobs=tuple(ran), timings=page, failed=status != 0
    )


def command(order: CargoCommand, target: Path) -> list[str]:
    """Return the words behind `cargo` that build the user's choice and run none of it."""
    subcommand = order.subcommand if order.subcommand in ("rustc", *TESTS) else "build"
    package = ["-p", order.package] if order.package else []
    words = [subcommand, *order.several, *package, *order.target, *profile_words(order), *order.options]
    going = [] if subcommand in TESTS or not keeps_going(order) else ["--keep-going"]
    stays = ["--no-run"] if subcommand in TESTS else []
    handed = ["--", *order.rustc] if order.rustc else []
    return [*words, *stays, *going, "--timings", "--target-dir", str(target), *handed]


def keeps_going(order: CargoCommand) -> bool:
    """Say whether this cargo knows `--keep-going`, to build crates that do not depend on a failing crate."""
    done = subprocess.run([*order.program, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"cargo 1\.(\d+)\.", done.stdout)
    return found is not None and int(found[1]) >= KEEPS_GOING


def recordings(whole: RecordedBuild, progress: Progress = silent) -> Generator[Raw | UnrecordedCrate]:
    """Have rustc write the IR of each crate, and yield the raw recordings one after the other.

    What was handed out is removed when the next is asked for. Meanwhile rustc writes the IR of the next ones.

    Parameters
    ----------
    whole
        As `record_build` yields it.
    progress
        Told of each crate; may raise `Cancelled`.
    """
    count = min(os.cpu_count() or 1, AT_ONCE)
    started: list[tuple[Job, subprocess.Popen[bytes] | None]] = []
    waiting = list(whole.jobs)
    with tokens(os.cpu_count() or 1) as sharing:
        try:
            for number in range(len(whole.jobs)):
                while waiting and len(started) < count:
                    job = waiting.pop(0)
                    started.append((job, None if _obstacle(job) else emit(job, sharing)))
                job, process = started[0]
                missing = ""
                if process is not None:
                    step = f"LLVM IR of {job.package}"
                    missing = failure(job, wait(process, progress, step, number / len(whole.jobs)))
                del started[0]
                if process is None:
                    yield UnrecordedCrate(job, _obstacle(job))
                else:
                    yield raw_of(job, whole.variant, _words_alone(whole, job), whole.folder, missing=missing)
                shutil.rmtree(job.folder)
        finally:
            for _, process in started:
                if process is not None:
                    end(process)


def _obstacle(job: Job) -> str:
    """Return the reason why rustc need not be asked for a crate's IR, "" if there is none."""
    if job.status is None or job.status < 0:
        return "its compiler was killed"
    if job.status:
        return "it does not compile"
    return "nothing is instantiated in it" if is_empty(job) else ""


def _words_alone(whole: RecordedBuild, job: Job) -> list[str]:
    """Return the words behind `cargo` that record a crate by itself; none for a build script or test."""
    order = whole.variant.order
    target = {"lib": ["--lib"], "proc-macro": ["--lib"]}.get(job.sort)
    if job.sort == "bin" and job.program:
        target = ["--bin", job.program]
    if target is None:
        return []
    package = job.package if job.manifest in whole.members else f"{job.package}@{job.version}"
    return ["rustc", "-p", package, *target, *profile_words(order), *order.options]
