"""Whole builds: folders of self-profiles, captures and cargo's own account, read as one `Build`.

```
FOLDER/  serde-0010652.mm_profdata   …  many crates ─┐
         app.cguviz                      captures ───┼─ one crate at a time, summed up ─▶ join by name, call and clock
         cargo-timing.html               cargo ──────┘
```

Tells builds from other files; reading is the formats' own, joining is in `cguviz.formats.cargo.join`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from cguviz.errors import LoadError
from cguviz.formats import opening
from cguviz.formats.account import Account
from cguviz.formats.cargo.crates import CompiledCrate, summary_of
from cguviz.formats.cargo.join import join_build
from cguviz.formats.files.unpacking import LIMITS, Limits
from cguviz.formats.format import BuildPart
from cguviz.formats.opening import Found, OpenableFiles, source_of
from cguviz.formats.table import FORMATS
from cguviz.model.build import Build
from cguviz.model.capture import Capture, Remark
from cguviz.progress import Progress, silent

SEVERAL = 3
"""Profiles named one by one are a build from this number on: two are a comparison, and so are captures."""
STARTS = 1_000_000_000
"""Nanoseconds between the starts of one build in two of cargo's files, at most."""


def open_paths(
    paths: Sequence[str | Path], progress: Progress = silent, *, limits: Limits = LIMITS
) -> Build | list[Capture]:
    """Open files as a whole build, or else as the captures of `cguviz.formats.load`, which raises the same errors."""
    looked = opening.recognise(paths, limits=limits)
    build = read_build(looked, progress, limits=limits)
    return opening.read(looked, progress, limits=limits) if build is None else build


def is_account(path: str | Path) -> bool:
    """Say whether a file is cargo's own account of a build.

    Raises
    ------
    LoadError
        It cannot be read.
    """
    if not Path(path).is_file():
        return False
    head = opening.read_head(path)
    return any(known.account is not None and known.sniff(head) for known in FORMATS)


def open_build(paths: Sequence[str | Path], progress: Progress = silent, *, limits: Limits = LIMITS) -> Build | None:
    """Read a whole build, None where the files are none; raises as `cguviz.formats.load` does."""
    return read_build(opening.recognise(paths, limits=limits), progress, limits=limits)


def read_build(looked: OpenableFiles, progress: Progress = silent, *, limits: Limits = LIMITS) -> Build | None:
    """Read a whole build from recognised files.

    Returns
    -------
    None where they are none: where something else is among them, or they tell of fewer than two crates.

    Raises
    ------
    LoadError
        They are a build, but none of them can be read.
    """
    cargo = [file for file in looked.found if file.format is not None and file.format.account is not None]
    crates = [file for file in looked.found if file.format is not None and file.format.part is not BuildPart.NONE]
    if len(cargo) + len(crates) < len(looked.found) or not _may_be(looked, cargo, crates):
        return None
    reading = _BuildReading(progress, limits, list(looked.trouble), alone=len(looked.found) == 1)
    compiled = _latest(_summaries(crates, reading), reading.said)
    told = _choose_account(
        [one for file in cargo if (one := _account(file, reading)) is not None], compiled, reading.said
    )
    if told is None and len({(one.crate, one.command.package, one.command.kind) for one in compiled}) < 2:
        return None
    sources = tuple(str(path) for path in looked.paths)
    return join_build(told, compiled, reading.said).replace(sources=sources)


@dataclasses.dataclass(frozen=True)
class _BuildReading:
    """The settings of reading a build, and its remarks so far; `alone`: the only file's error is raised."""

    progress: Progress
    limits: Limits
    said: list[Remark]
    alone: bool


def _may_be(looked: OpenableFiles, cargo: Sequence[Found], crates: Sequence[Found]) -> bool:
    """Say whether files of these formats can be a build, before any is read."""
    if cargo:
        return True
    named = all(file.path == file.root for file in looked.found)
    captures = any(file.format is not None and file.format.part is BuildPart.CAPTURE for file in crates)
    return len(crates) >= SEVERAL and not captures if named else len(crates) > 1


def _account(file: Found, reading: _BuildReading) -> Account | None:
    """Read cargo's account of a build, None for other files."""
    if file.format is None or file.format.account is None:
        return None
    try:
        return file.format.account(source_of(file, reading.progress, reading.limits, reading.said))
    except LoadError as error:
        if reading.alone or file.path == file.root:
            raise
        reading.said.append(opening.remark_of(error))
        return None


def _summaries(files: Sequence[Found], reading: _BuildReading) -> list[CompiledCrate]:
    """Sum up each crate's file in turn; unreadable files do not hide the rest."""
    found: list[CompiledCrate] = []
    for number, file in enumerate(files):
        reading.progress("reading crates", number / len(files))
        if file.format is None:
            continue
        part = _part(reading.progress, number, len(files))
        try:
            source = source_of(file, part, reading.limits, reading.said)
            captures = file.format.read([source], part)
        except LoadError as error:
            reading.said.append(opening.remark_of(error))
        else:
            found += [summary_of(capture, str(file.path)) for capture in captures]
    return found


def _part(progress: Progress, number: int, count: int) -> Progress:
    """Return a progress that moves within one file's share of the whole, so that work can be cancelled in it."""

    def report(step: str, done: float) -> None:
        progress(step, (number + done) / count)

    return report


def _latest(compiled: Sequence[CompiledCrate], said: list[Remark]) -> list[CompiledCrate]:
    """Keep one record of each compilation: the latest, and of one run the capture, which knows most."""
    found: dict[object, CompiledCrate] = {}
    older = 0
    for one in sorted(compiled, key=lambda one: (one.began, one.complete)):
        key = (one.crate, one.command.hash) if one.command.hash else (one.crate, one.began, one.file)
        before = found.pop(key, None)
        if before is None:
            # A capture that does not keep how the compiler was called is of the run that began at its time.
            same = [each for each, other in found.items() if one.began and _same_run(one, other)]
            before = found.pop(same[0]) if same else None
            if before is not None and not one.command.crate:
                one = dataclasses.replace(one, command=before.command)
        older += before is not None and before.began != one.began
        found[key] = one
    if older:
        said.append(Remark(f"{older} older records of the same compilations were left out."))
    return list(found.values())


def _same_run(one: CompiledCrate, other: CompiledCrate) -> bool:
    """Say whether two records are of one run of the compiler."""
    return (one.crate, one.began) == (other.crate, other.began)


def _choose_account(told: Sequence[Account], compiled: Sequence[CompiledCrate], said: list[Remark]) -> Account | None:
    """Choose the account of cargo whose build has most of the crates, else the latest; logs know more."""
    if not told:
        return None

    def fits(one: Account) -> int:
        end = one.began + max(ran.end for ran in one.ran)
        return sum(one.began <= each.began <= end for each in compiled)

    best = max(told, key=lambda one: (fits(one), one.began // STARTS, bool(one.load)))
    others = [one for one in told if abs(one.began - best.began) > STARTS]
    if others:
        names = ", ".join(Path(one.path).name for one in others[:3])
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        said.append(Remark(f"Left out, being of other builds: {names}{more}.", path=best.path))
    twin = next((one for one in told if one is not best and one not in others and one.load is None), None)
    if best.load is not None and twin is not None:
        # A log tells what each needs, to the nanosecond; a page how busy the machine was.
        return dataclasses.replace(twin, load=best.load, title=twin.title or best.title)
    return best
