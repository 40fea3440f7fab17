"""Recording of one crate: cargo runs with the wrapper, and nothing is left behind whatever happens."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from cguviz.progress import Progress, silent
from cguviz.record import place, wrapper
from cguviz.record.cargo_command import CargoCommand, Variant
from cguviz.record.job import Job, is_empty, jobs, nothing_in, refuse
from cguviz.record.launcher import environment_of
from cguviz.record.package import CargoWorkspace, Target, target_of, workspace_of
from cguviz.record.processes import call, wait
from cguviz.record.raw import PROFILE, STATS, UNITS_ITEMS, UNITS_PROFILE, Raw
from cguviz.record.repeat import repeat, time_functions
from cguviz.record.settings import wrapper_of
from cguviz.record.units import emit, failure, tokens

TESTS = ("test", "t", "bench")
LOCK = "Cargo.lock"


@dataclasses.dataclass(frozen=True)
class Measuring:
    """Measurements besides the plain build.

    Attributes
    ----------
    builds
        How many builds are measured, the plain one included.
    functions
        Whether LLVM's time on single functions is measured, in a build of its own.
    """

    builds: int = 1
    functions: bool = False


ONCE = Measuring()


@contextlib.contextmanager
def record_crate(variant: Variant, progress: Progress = silent, measuring: Measuring = ONCE) -> Iterator[Raw]:
    """Build a crate and record it; the files are there until the context is left.

    Cargo's messages go where this process's go.

    Parameters
    ----------
    variant
        What to build.
    progress
        Told a few times a second that the build goes on; may raise `Cancelled`.
    measuring
        See there.

    Raises
    ------
    RecordError
        There is nothing to record, the build failed, or rustc could not do what recording needs.
    Cancelled, KeyboardInterrupt
        All processes of the build have ended and the folder is gone.
    """
    workspace = workspace_of(variant.order)
    target = target_of(variant.order, workspace)
    folder = place.folder_of(variant.order, workspace.root)
    with place.writing(folder):
        run = Path(tempfile.mkdtemp(prefix="recording-", dir=folder))
    try:
        with place.writing(folder):
            job, missing = _record(variant, target, workspace=workspace, folder=folder, run=run, progress=progress)
            unmeasured = _measure(job, measuring, progress)
        raw = raw_of(
            job,
            variant,
            words=command(variant.order, target, None),
            target=folder,
            others=target.others,
            missing=missing,
        )
        yield dataclasses.replace(raw, unmeasured=unmeasured)
    finally:
        for path in (path for job in jobs(run) for path in job.products):
            path.unlink(missing_ok=True)
        shutil.rmtree(run)


def _record(
    variant: Variant, target: Target, workspace: CargoWorkspace, folder: Path, run: Path, progress: Progress
) -> tuple[Job, str]:
    """Build a crate and have rustc write its IR; say why there is none."""
    before = wrapper_of(variant.order)
    with keep_lock(workspace.root / LOCK):
        home = run if variant.order.target_dir else folder
        environment = environment_of(run, home, folder, variant.rustc_words, before, every=False)
        words = [*variant.order.program, *command(variant.order, target, folder), wrapper.MARK]
        status = call(words, environment, progress)
    job = next(iter(jobs(run)), None)
    if status or job is None or job.status != 0:
        raise refuse(job, status)
    if is_empty(job):
        raise nothing_in(job.crate)
    with tokens(os.cpu_count() or 1) as sharing:
        return job, failure(job, wait(emit(job, sharing), progress))


def _measure(job: Job, measuring: Measuring, progress: Progress) -> str:
    """Measure a crate's times again, as often as asked for, and return the failed measurements in words."""
    if measuring == ONCE:
        return ""
    with tokens(os.cpu_count() or 1) as sharing:
        wanted = measuring.builds - 1
        done = repeat(job, wanted, sharing, progress)
        timed = not measuring.functions or time_functions(job, sharing, progress)
    failed = [f"build {done + 2} of {measuring.builds} failed, so that {done + 1} are told"] if done < wanted else []
    return "; ".join([*failed, *([] if timed else ["LLVM's time on functions could not be measured"])])


def raw_of(
    job: Job, variant: Variant, words: Sequence[str], target: Path, others: tuple[str, ...] = (), missing: str = ""
) -> Raw:
    """Describe the files that were recorded of a crate.

    Parameters
    ----------
    job
        The first run of rustc went well, the second has ended.
    variant
        What was asked for.
    words
        What records it by itself, behind `cargo`; none for what cannot be.
    target
        The folder that was built in.
    others
        Options of targets that could have been meant as well.
    missing
        Why there is no LLVM IR, "" if there is.
    """
    _rename(job.folder, f"{UNITS_PROFILE}/*.mm_profdata", f"{UNITS_PROFILE}.mm_profdata")
    _rename(job.folder, f"{PROFILE}/*.mm_profdata", f"{PROFILE}.mm_profdata")
    _rename(job.folder, "*.mono_items.json", STATS)
    wrapper.keep_own(job.folder / UNITS_ITEMS)
    spoken = shlex.join(["cargo", *variant.order.program[1:], *words]) if words else f"{job.sort} of {job.package}"
    settings = "".join(f" {word}" for word in variant.rustc_words)
    return Raw(
        folder=job.folder,
        crate=job.crate,
        profile=profile_of(variant.order),
        compiler=job.compiler,
        command=f"{spoken} --{settings}" if settings else spoken,
        called=Path.cwd() if words else None,
        target=target,
        others=others,
        dumped=job.dumped,
        package=job.package,
        version=job.version,
        what=job.sort,
        missing=missing,
    )


def _rename(folder: Path, pattern: str, name: str) -> None:
    """Rename a file of rustc's, whose name holds crate and process, to the name that readers know."""
    for path in folder.glob(pattern):
        path.rename(folder / name)


def command(order: CargoCommand, target: Target, folder: Path | None) -> list[str]:
    """Return the words behind `cargo` for one target: the user's options, and the target folder."""
    package = ["-p", target.package] if target.package else []
    place_at = ["--target-dir", str(folder)] if folder else []
    handed = ["--", *order.rustc] if order.rustc or folder else []
    return ["rustc", *package, *target.options, *profile_words(order), *order.options, *place_at, *handed]


def profile_words(order: CargoCommand) -> list[str]:
    """Return the options that choose the profile, as `cargo rustc` knows them."""
    if order.profile == "release":
        return ["--release"]
    if order.profile:
        return ["--profile", order.profile]
    if order.subcommand in TESTS:
        return ["--profile", "bench" if order.subcommand == "bench" else "test"]
    return []


def profile_of(order: CargoCommand) -> str:
    """Return the name of the profile's folder in a target folder."""
    if not order.profile and order.subcommand in TESTS:
        return "test"
    return "debug" if order.profile in ("", "dev") else order.profile


@contextlib.contextmanager
def keep_lock(lock: Path) -> Iterator[None]:
    """Put `Cargo.lock` back as it was, with its time, when the context is left: cargo makes one where there is none."""
    before = (lock.read_bytes(), lock.stat()) if lock.exists() else None
    try:
        yield
    finally:
        if before is None:
            lock.unlink(missing_ok=True)
        elif lock.read_bytes() != before[0]:
            lock.write_bytes(before[0])
            os.utime(lock, ns=(before[1].st_atime_ns, before[1].st_mtime_ns))
