"""One crate recorded, and the builds of it that what-ifs are held against.

A build's partition comes from rustc itself, `-Z print-mono-items`, called as cargo called it but for the number of
units. `-Z no-codegen` spares the rest of a library, `-C no-prepopulate-passes` most of a program, for which rustc would
list nothing then: on num-bigint, chrono and a program neither changed a byte of 32 lists.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cguviz import record
from cguviz.formats import recording
from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.mono import items as mono_items
from cguviz.formats.recording.merge import merge_stage
from cguviz.formats.recording.place import Unmerged, place_stage
from cguviz.formats.recording.reader import UNITS, UNITS_ITEMS
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.progress import silent
from cguviz.record.job import Job, jobs
from cguviz.record.wrapper import codegen_of, without

INCREMENTAL = "incremental"


@dataclasses.dataclass(frozen=True)
class Recorded:
    """A crate recorded once, with its default number of units.

    Attributes
    ----------
    capture
        As saved.
    job
        The call of rustc.
    before
        The lines of rustc's list of unmerged units, for each item of the capture.
    """

    capture: Capture
    job: Job
    before: Unmerged

    def build(self, units: int) -> Partition:
        """Return the partition of a real build, on the capture's items.

        Parameters
        ----------
        units
            `-C codegen-units`, 0 for none.

        Raises
        ------
        ValueError
            The build does not consist of the recording's unmerged units.
        """
        after = merge_stage(self.before, _listed(self.job, units))
        if after.stage is None or after.differences:
            raise ValueError("; ".join(after.differences))
        return after.stage


@contextlib.contextmanager
def recorded(folder: Path, profile: str, target: Path) -> Iterator[Recorded]:
    """Record the library of a package, or the program of one that has none.

    Parameters
    ----------
    folder
        Of the package.
    profile
        "release", "dev" or "incremental", which is dev as cargo builds members of a workspace.
    target
        Where to build.
    """
    with contextlib.chdir(folder):
        os.environ |= {"CARGO_INCREMENTAL": str(int(profile == INCREMENTAL)), "RUSTFLAGS": "--cap-lints=allow"}
        named = "dev" if profile == INCREMENTAL else profile
        words = ["cargo", "build", "--quiet", *target_of(folder), "--profile", named, "--target-dir", str(target)]
        (variant,) = record.variants(record.parse_command(words), [])
        with record.record_crate(variant) as raw:
            found = recording.read(raw.folder, raw.command, called=raw.called, missing=raw.missing)
            (job,) = jobs(raw.folder.parent)
            files = (Source(str(path), path.read_bytes()) for path in sorted((raw.folder / UNITS).glob("*.ll")))
            (ir,) = llvm_ir.read(files, silent)
            told = _read(raw.folder / UNITS_ITEMS)
            yield Recorded(found.capture, job, place_stage(ir, told))


def target_of(folder: Path) -> list[str]:
    """Return cargo's option for the library of a package, or for the program named like it."""
    return ["--lib"] if (folder / "src" / "lib.rs").exists() else ["--bin", folder.name]


def _read(path: Path) -> Capture:
    (capture,) = mono_items.read([Source(str(path), path.read_bytes())], silent)
    return capture


def _listed(job: Job, units: int) -> Capture:
    """Let rustc list the mono items of a build."""
    with tempfile.TemporaryDirectory() as folder:
        own = ["codegen-units"] if units else []
        arguments = without(job.arguments, Path(folder), *own, incremental="build")
        at = arguments.index("--out-dir") + 1
        named = ["-C", f"codegen-units={units}"] if units else []
        spared = ["-C", "no-prepopulate-passes"] if job.sort == "bin" else ["-Z", "no-codegen"]
        words = [job.rustc, *arguments[:at], folder, *arguments[at + 1 :], *named, *job.listed, *spared]
        assert units == 0 or codegen_of(words, "codegen-units") == str(units)
        environment = {**job.environment, "RUSTC_BOOTSTRAP": job.unstable or "1"}
        items = Path(folder) / "mono-items.txt"
        with items.open("wb") as out:
            subprocess.run(words, cwd=job.called, env=environment, stdout=out, stderr=subprocess.DEVNULL, check=True)
        return _read(items)
