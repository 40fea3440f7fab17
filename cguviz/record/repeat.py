"""Further runs of a crate's compiler like the plain one: times measured again, and times of functions."""

from __future__ import annotations

import shutil
from pathlib import Path

from cguviz.progress import Progress
from cguviz.record import thread_times
from cguviz.record.job import Job
from cguviz.record.processes import end, start
from cguviz.record.raw import FUNCTIONS, LOG, PROFILE, REPEATS, THREADS
from cguviz.record.units import without_options
from cguviz.record.wrapper import Words, has_names, plain

MEASURING = "measuring again"
Sharing = tuple[dict[str, str], tuple[int, ...]]


def repeat(job: Job, count: int, sharing: Sharing, progress: Progress) -> int:
    """Compile a crate again, a few times, for the times alone.

    Parameters
    ----------
    job
        The first run, which went well.
    count
        How many runs more.
    sharing
        As `units.tokens` yields it.
    progress
        Told a few times a second; may raise `Cancelled`.

    Returns
    -------
    The number of runs that went well; the first one that does not is the last.
    """
    for number in range(count):
        folder = job.folder / REPEATS / str(number)
        (folder / PROFILE).mkdir(parents=True)
        fine = _run(
            job,
            folder,
            arguments=[*plain(job.arguments, folder), *job.mangling],
            sharing=sharing,
            progress=progress,
            done=number / count,
        )
        profile = next((folder / PROFILE).iterdir(), None)
        if not fine or profile is None or not has_names(profile):
            shutil.rmtree(folder)
            return number
        shutil.rmtree(folder / "out")
        profile.rename(folder / f"{PROFILE}.mm_profdata")
    return count


def time_functions(job: Job, sharing: Sharing, progress: Progress) -> bool:
    """Compile a crate again with times of single functions (`-Z llvm-time-trace`); return whether there are some."""
    folder = job.folder / "timed"
    (folder / PROFILE).mkdir(parents=True)
    fine = _run(
        job,
        folder,
        arguments=[*plain(job.arguments, folder), "-Z", "llvm-time-trace"],
        sharing=sharing,
        progress=progress,
        done=0.0,
    )
    made = next((folder / "out").glob("*.llvm_timings.json"), None)
    if fine and made is not None:
        made.rename(job.folder / FUNCTIONS)
    shutil.rmtree(folder)
    return fine and made is not None


def _run(job: Job, folder: Path, arguments: Words, sharing: Sharing, progress: Progress, done: float) -> bool:
    """Run rustc so that nothing but the folder changes; return whether it went well."""
    environment, files = sharing
    unstable = {"RUSTC_ICE": "0"} | ({"RUSTC_BOOTSTRAP": job.unstable} if job.unstable else {})
    (folder / "out").mkdir()
    log = folder / LOG
    with log.open("wb") as said:
        process = start(
            [job.rustc, *without_options(arguments, "--out-dir", "-o"), "--out-dir", str(folder / "out")],
            {**job.environment, **environment, **unstable},
            folder=Path(job.called),
            output=said,
            errors=said,
            inherited=files,
        )
        try:
            status = thread_times.wait(process, folder / THREADS, lambda: progress(MEASURING, done))
        finally:
            end(process)
    shutil.rmtree(folder / "incremental-plain", ignore_errors=True)
    log.unlink()
    return status == 0
