"""A second run of rustc for a crate, which writes unoptimised LLVM IR of each codegen unit before any are merged.

The run makes no object code, and its messages are kept to ourselves: cargo has had those of the first one. It names
more units than a crate has modules, so that rustc merges none of them. It lists its mono items, by which
`formats.recording` puts the units together as the plain build has them, and profiles nothing but their sizes.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from cguviz.record.job import Job
from cguviz.record.processes import start
from cguviz.record.raw import LOG, UNITS, UNITS_ITEMS, UNITS_PROFILE
from cguviz.record.wrapper import Words, codegen_of, without

UNMERGED = 10_000
"""Units asked for: more than rustc makes of any crate, which is one a module, or two in incremental builds."""


def ir_arguments(arguments: Words, folder: Path) -> Words:
    """Return the arguments of a run for unoptimised IR per unit, the sizes of units, and nothing else.

    Debug information is left out of builds that are not optimised: it places nothing differently there, and takes a
    sixth of the run. In optimised ones it does (2,898 placements of regex instead of 2,895).

    Parameters
    ----------
    arguments
        As cargo gave them.
    folder
        Takes `UNITS`, `UNITS_PROFILE` and incremental state.
    """
    cut = ("incremental", "codegen-units", "lto", "linker-plugin-lto", "save-temps")
    kept = without(arguments, folder, *cut, incremental="units")
    kept = [word for word in without_options(kept, "--out-dir", "-o") if not word.startswith("--emit=")]
    optimised = codegen_of(kept, "opt-level") not in ("", "0") or "-O" in kept
    return [
        *without_options(kept, "--emit"),
        "--emit=llvm-ir",
        "--out-dir",
        str(folder / UNITS),
        *("-C", f"codegen-units={UNMERGED}"),
        *([] if optimised else ["-C", "debuginfo=0"]),
        *("-C", "no-prepopulate-passes", "-C", "lto=off"),
        *("-Z", f"self-profile={folder / UNITS_PROFILE}", "-Z", "self-profile-events=artifact-sizes"),
    ]


def without_options(arguments: Words, *options: str) -> Words:
    """Return arguments without some options and the word behind each."""
    rest = iter(arguments)
    return [word for word in rest if word not in options or next(rest, None) is None]


@contextlib.contextmanager
def tokens(count: int) -> Iterator[tuple[dict[str, str], tuple[int, ...]]]:
    """Make a pipe of job tokens (as make's), by which compilers share the processors as under cargo.

    A rustc that finds no tokens would take 32 for itself.

    Parameters
    ----------
    count
        How many threads may run at once.

    Yields
    ------
    The environment that tells of the pipe, and the open files that must be handed on.
    """
    read, write = os.pipe()
    try:
        os.write(write, b"+" * (count - 1))
        yield {"CARGO_MAKEFLAGS": f"-j --jobserver-fds={read},{write} --jobserver-auth={read},{write}"}, (read, write)
    finally:
        os.close(read)
        os.close(write)


def emit(job: Job, sharing: tuple[dict[str, str], tuple[int, ...]]) -> subprocess.Popen[bytes]:
    """Start the second run of a crate, which writes its IR; `failure` says how it ended.

    Parameters
    ----------
    job
        The first run, which went well.
    sharing
        Of `tokens`.
    """
    environment, files = sharing
    unstable = {"RUSTC_ICE": "0"} | ({"RUSTC_BOOTSTRAP": job.unstable} if job.unstable else {})
    # A dump prints hashes of legacy symbols, by which it joins the IR.
    mangling = ["-Z", "unstable-options", "-C", "symbol-mangling-version=" + ("legacy" if job.dumped else "v0")]
    (job.folder / UNITS).mkdir()
    (job.folder / UNITS_PROFILE).mkdir()
    with (job.folder / UNITS_ITEMS).open("wb") as output, (job.folder / LOG).open("wb") as errors:
        return start(
            [job.rustc, *ir_arguments(job.arguments, job.folder), *job.listed, *job.counted, *mangling],
            {**job.environment, **environment, **unstable},
            folder=Path(job.called),
            output=output,
            errors=errors,
            inherited=files,
        )


def failure(job: Job, status: int) -> str:
    """Return the reason why there is no IR of a crate, "" if there is IR.

    Parameters
    ----------
    job
        After its second run.
    status
        How that ended.
    """
    if not status:
        return ""
    if status < 0:
        return f"rustc was killed while it wrote the LLVM IR of {job.crate}"
    said = _first_error(job.folder / LOG)
    return f"rustc could not write the LLVM IR of {job.crate}: {said or 'it ended without a word'}"


def _first_error(log: Path) -> str:
    """Return the first error in a compiler's messages, which are JSON under cargo."""
    for line in log.read_bytes().decode("utf-8", "replace").splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            message = {"level": "error", "message": line} if line.startswith("error") else {}
        if isinstance(message, dict) and message.get("level") == "error":
            return str(message.get("message", "")).rstrip(".")
    return ""
