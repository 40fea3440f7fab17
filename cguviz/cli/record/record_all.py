"""`cguviz record --all`: every crate of a build into one folder, and a report on the build."""

from __future__ import annotations

import collections
import contextlib
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cguviz import formats, record
from cguviz.cli.builds import table
from cguviz.cli.command import count_text, terminal_progress
from cguviz.errors import LoadError, RecordError
from cguviz.formats import recording
from cguviz.formats.opening_builds import open_build
from cguviz.progress import Progress
from cguviz.record.package import workspace_of
from cguviz.record.run import profile_of

SUFFIX = ".cguviz"
TIMINGS = "cargo-timing.html"


def record_all(variant: record.Variant, output: str | None, named: bool) -> None:
    """Record every crate of a build into a folder, and print their sizes and times.

    Parameters
    ----------
    variant
        What to build.
    output
        The folder, by default named after workspace and profile.
    named
        Whether other profiles are recorded in the same go.

    Raises
    ------
    RecordError
        Nothing could be recorded, or not everything: then the message says how much was.
    """
    workspace = workspace_of(variant.order)
    profile = profile_of(variant.order)
    name = output_path(output or f"{workspace.root.name}-{profile}")
    parts = (name.name, profile if named and output else "", variant.label.replace("/", "_"))
    folder = name.with_name("-".join(filter(None, parts)))
    with _fresh(folder) as made:
        with record.record_build(variant, workspace) as whole:
            if whole.timings is not None:
                shutil.copyfile(whole.timings, made / TIMINGS)
            _save_all(whole, made)
            count, failed = sum(1 for _ in made.glob(f"*{SUFFIX}")), whole.failed
        if not count:
            raise RecordError("nothing is instantiated in any crate of this build; nothing was recorded.")
    build = open_build([folder])
    if build is not None:
        print("\n".join(table(build)))
    print(f"wrote {folder} ({count_text(count, 'crate')}); see it: cguviz {shlex.quote(str(folder))}", file=sys.stderr)
    if failed:
        raise RecordError("the build failed in part, as cargo says above; the other crates were recorded.")


def output_path(output: str) -> Path:
    """Return the path that `-o` names; checked before a build is waited for.

    Raises
    ------
    RecordError
        It names nothing that could be written.
    """
    path = Path(output)
    if path.name in ("", ".."):
        raise RecordError(f"-o {output!r} is no name; give that of a file, or with --all of a folder, to be written.")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        there = "you may not write there" if path.parent.is_dir() else "there is no such folder"
        raise RecordError(f"{path.parent}: {there}; choose another place with -o.")
    return path


def _save_all(whole: record.RecordedBuild, folder: Path) -> None:
    """Read and save one crate after the other; of earlier crates only their files are left."""
    names: collections.Counter[str] = collections.Counter()
    progress = terminal_progress()
    # Closed even if this is interrupted: compilers are at work on the crates that come next.
    with contextlib.closing(record.recordings(whole, progress)) as recordings:
        for number, raw in enumerate(recordings, 1):
            progress("", 1.0)
            count = f"{number}/{len(whole.jobs)}"
            if isinstance(raw, record.UnrecordedCrate):
                print(
                    f"{count} {_file_name(raw.job.package, raw.job.version, raw.job.sort, raw.job.crate)}: {raw.why}",
                    file=sys.stderr,
                )
                continue
            name = _file_name(raw.package, raw.version, raw.what, raw.crate)
            names[name] += 1
            # A package may be compiled twice: for this machine and for another, or with other features.
            file = f"{name}-{names[name]}{SUFFIX}" if names[name] > 1 else name + SUFFIX
            try:
                said = _save(raw, folder / file, progress)
            except LoadError as error:
                said = str(error)
            print(f"{count} {name}: {said}", file=sys.stderr)


def _save(raw: record.Raw, path: Path, progress: Progress) -> str:
    """Read and save one crate, and return its figures for people."""
    found = recording.read(
        raw.folder, raw.command, called=raw.called, dumped=raw.dumped, missing=raw.missing, progress=progress
    )
    progress("", 1.0)
    formats.save(path, [found.capture])
    units = count_text(len(found.capture.partition().units), "unit")
    agreed = f"{found.agreed:,} of {found.placed:,} placements agree"
    return f"{count_text(len(found.capture.items), 'item')}, {units}, {agreed}"


def _file_name(package: str, version: str, what: str, crate: str) -> str:
    """Return the name of a crate's file: "regex-1.7.1", or of several "ripgrep-13.0.0-bin-rg"."""
    which = crate if what in ("bin", "test") and crate != package.replace("-", "_") else ""
    return "-".join(filter(None, (package, version, what if what != "lib" else "", which)))


@contextlib.contextmanager
def _fresh(folder: Path) -> Iterator[Path]:
    """Make a new folder, which takes the place of an existing one when all has gone well.

    Raises
    ------
    RecordError
        It cannot be made, or what is there is no earlier recording.
    """
    strange = sorted(path.name for path in folder.iterdir() if not _ours(path)) if folder.is_dir() else []
    if strange or (folder.exists() and not folder.is_dir()):
        held = f"holds {strange[0]}, which is no recording" if strange else "is a file"
        raise RecordError(f"{folder}: {held}; name another folder with -o.")
    try:
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise RecordError(f"{folder}: cannot be made ({error.strerror}); name another folder with -o.") from error
    try:
        yield made
        made.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
    except OSError as error:
        raise RecordError(f"{folder}: cannot be written ({error.strerror}); name another folder with -o.") from error
    finally:
        if made.exists():
            shutil.rmtree(made)


def _ours(path: Path) -> bool:
    """Say whether a file in a folder was written by `record --all`."""
    return path.is_file() and (path.suffix == SUFFIX or path.name == TIMINGS)
