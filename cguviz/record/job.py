"""One run of rustc under cargo, as `wrapper` noted it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from cguviz.errors import RecordError
from cguviz.record.raw import ITEMS
from cguviz.record.wrapper import codegen_of, value_of

JOB = "job.json"


@dataclasses.dataclass(frozen=True)
class Job:
    """A crate that rustc compiled or failed to compile.

    Attributes
    ----------
    folder
        Holds what was recorded of it.
    crate
        As in `--crate-name`; all build scripts are called alike.
    compiler
        "rustc 1.95.0 (…)".
    old
        The release that recording needs if this compiler is too old ("1.65"), else "".
    status
        How rustc ended: 0 if all went well, negative if a signal ended it, None if it never ended.
    dumped
        Whether the compiler printed a dump of its partitioning.
    rustc, arguments, called, environment
        How it was called, and where.
    unstable
        `RUSTC_BOOTSTRAP` as rustc had it, "" if it knew none.
    listed, counted, mangling
        Options that print mono items, that count the instances of definitions, and that mangle symbols as the user's
        own build does.
    """

    folder: Path
    crate: str
    compiler: str
    old: str
    status: int | None
    dumped: bool
    rustc: str
    arguments: list[str]
    called: str
    environment: dict[str, str]
    unstable: str
    listed: list[str]
    counted: list[str]
    mangling: list[str]

    @property
    def package(self) -> str:
        """Name of the package."""
        return self.environment.get("CARGO_PKG_NAME", self.crate)

    @property
    def version(self) -> str:
        """Version of the package, or ""."""
        return self.environment.get("CARGO_PKG_VERSION", "")

    @property
    def program(self) -> str:
        """Name of the program or example, or "" for other crates."""
        return self.environment.get("CARGO_BIN_NAME", "")

    @property
    def manifest(self) -> str:
        """Folder of the package."""
        return self.environment.get("CARGO_MANIFEST_DIR", "")

    @property
    def sort(self) -> str:
        """The sort of target in the package: "lib", "bin", "test", "proc-macro" or "build-script"."""
        kind = value_of(self.arguments, "--crate-type")
        if self.crate.startswith("build_script_"):
            return "build-script"
        if "--test" in self.arguments:
            return "test"
        return kind if kind in ("bin", "proc-macro") else "lib"

    @property
    def products(self) -> list[Path]:
        """The files that the crate left in cargo's target folder.

        Cargo gives them a suffix, but those of dynamic libraries only their crate's name.
        """
        extra, out = codegen_of(self.arguments, "extra-filename"), value_of(self.arguments, "--out-dir")
        patterns = [f"*{extra}*"] if extra else [f"{self.crate}.*", f"lib{self.crate}.*"]
        return [path for pattern in patterns for path in Path(out).glob(pattern)] if out and Path(out).is_dir() else []


def jobs(run: Path) -> list[Job]:
    """Return the crates that `wrapper` saw compiled, in the order in which they ended.

    Parameters
    ----------
    run
        The folder of a recording.
    """
    found = sorted(run.glob(f"*/{JOB}"), key=lambda path: (path.stat().st_mtime_ns, path))
    return [_read_job(path) for path in found]


def _read_job(path: Path) -> Job:
    """Read the notes of `wrapper` on one crate."""
    told = json.loads(path.read_bytes())
    return Job(
        folder=path.parent,
        crate=told["crate"],
        compiler=told.get("compiler", ""),
        old=told.get("old", ""),
        status=told.get("status"),
        dumped=told.get("dumped", False),
        rustc=told["rustc"],
        arguments=told["arguments"],
        called=told["folder"],
        environment=told["environment"],
        unstable=told.get("unstable", ""),
        listed=told.get("listed", []),
        counted=told.get("counted", []),
        mangling=told.get("mangling", []),
    )


def is_empty(job: Job) -> bool:
    """Say whether no code is generated for a crate."""
    return b"MONO_ITEM " not in (job.folder / ITEMS).read_bytes()


def refuse(job: Job | None, status: int) -> RecordError:
    """Return the error for a build that left nothing to record.

    Parameters
    ----------
    job
        The run of rustc that was to be recorded, None if there was none.
    status
        How cargo ended.
    """
    if job is not None and job.old:
        return RecordError(f"{job.compiler} is too old to be recorded; take rustc {job.old} or later (rustup update).")
    if status < 0 or (job is not None and (job.status or 0) < 0):
        return RecordError("the build was killed; nothing was recorded.")
    if status or (job is not None and job.status):
        return RecordError("the build failed, as cargo says; nothing was recorded.")
    return RecordError("cargo never compiled the crate; nothing was recorded.")


def nothing_in(crate: str) -> RecordError:
    """Return the error for a crate for which no code is generated."""
    return RecordError(
        f"nothing is instantiated in {crate}: all that it has is generic, inline or no function, so no code is"
        " generated for it. Record a program or test that uses it (--bin NAME, --example NAME, --test NAME)."
    )
