"""The table row of a command, and the tools that commands share: loading with progress and remarks on stderr."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence

from cguviz import formats
from cguviz.errors import CguvizError
from cguviz.model.capture import Capture
from cguviz.progress import Progress, silent

BAR_WIDTH = 30


@dataclasses.dataclass(frozen=True)
class Subcommand:
    """A command of the command line: a row of `COMMANDS`.

    Attributes
    ----------
    name, help
        As typed, and one line on what it does.
    module
        Holds `arguments(parser)`, which adds the command's arguments, and `run(chosen) -> int`, which does it.
    foreign
        Whether another program's options may stand among its own: then the module also holds `own_first(words)`,
        which puts them in order.
    """

    name: str
    help: str
    module: str
    foreign: bool = False


def bar(step: str, done: float) -> None:
    """Draw a progress bar on stderr; the `Progress` of a terminal."""
    filled = round(min(max(done, 0.0), 1.0) * BAR_WIDTH)
    end = "\r\x1b[K" if done >= 1 else ""
    print(f"\r\x1b[K{'█' * filled}{'·' * (BAR_WIDTH - filled)} {step}{end}", end="", file=sys.stderr, flush=True)


def count_text(number: int, what: str) -> str:
    """Return a number with its noun: "1 unit", "2,021 items"."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def terminal_progress() -> Progress:
    """Return a progress bar if stderr is a terminal, else silence."""
    return bar if sys.stderr.isatty() else silent


@dataclasses.dataclass(frozen=True)
class NamedFile:
    """A file as named on the command line: `FILE`, `FILE:STAGE` or `FILE:CRATE:STAGE`.

    Attributes
    ----------
    text
        As typed.
    path, crate, stage
        Its parts, "" where not named.
    """

    text: str
    path: str
    crate: str
    stage: str

    def __str__(self) -> str:
        return self.text


def file_named(text: str) -> NamedFile:
    """Take the name of a file, crate and stage apart; the type of such arguments."""
    return NamedFile(text, *formats.split_stage(text))


def paths_of(files: Sequence[NamedFile]) -> tuple[str, ...]:
    """Return the paths of files, each once."""
    return tuple(dict.fromkeys(file.path for file in files))


@dataclasses.dataclass(frozen=True)
class Choice:
    """A capture, and the name of the stage that was asked for ("" for all, or the last)."""

    capture: Capture
    stage: str


def load(files: Sequence[NamedFile]) -> list[Choice]:
    """Load files; captures of one compilation join.

    Returns
    -------
    One choice for each capture, or for each of its stages that were named.

    Raises
    ------
    CguvizError
        A file cannot be read, or a stage or crate that was asked for is not there.
    """
    progress = terminal_progress()
    captures = formats.load([file.path for file in files], progress)
    progress("", 1.0)
    chosen = []
    # A .cguviz file keeps the names of the files it was made from: what comes from no other path comes from it.
    silent_paths = {file.path for file in files if not any(is_from(capture, file.path) for capture in captures)}
    for capture in captures:
        known = any(is_from(capture, file.path) for file in files)
        wanted = [
            file.stage
            for file in files
            if file.crate in ("", capture.crate)
            and (is_from(capture, file.path) if known else file.path in silent_paths)
        ]
        stages = dict.fromkeys(stage for stage in wanted if stage)
        chosen += [Choice(capture, stage) for stage in stages or dict.fromkeys(wanted)]
    there = {choice.capture.crate for choice in chosen}
    for file in files:
        if file.crate and file.crate not in there:
            crates = ", ".join(sorted({capture.crate for capture in captures}))
            raise CguvizError(f"there is no crate {file.crate!r} in the file; there is {crates}.")
    for choice in chosen:
        if choice.stage:
            choice.capture.partition(choice.stage)
    return chosen


def load_one(file: NamedFile, done: str) -> Choice:
    """Load the capture of a file that must hold no other.

    Parameters
    ----------
    done
        What is done with one crate at a time: "compared".

    Raises
    ------
    CguvizError
        It cannot be read, or holds several crates.
    """
    choices = load([file])
    if len(choices) != 1:
        crates = ", ".join(choice.capture.crate for choice in choices) or "none"
        raise CguvizError(f"{file}: one crate can be {done} at a time, there is {crates}: choose FILE:CRATE:STAGE.")
    return choices[0]


def is_from(capture: Capture, path: str) -> bool:
    """Say whether a capture came from a file, or from inside that folder or archive."""
    return any(source == path or source.startswith((f"{path}/", f"{path}!")) for source in capture.sources)


def tell_remarks(capture: Capture) -> None:
    """Print the remarks of a capture on stderr, one line each."""
    for remark in capture.remarks:
        place = f"{remark.path}:{remark.line}: " if remark.line else f"{remark.path}: " if remark.path else ""
        print(f"{place}{remark.text}", file=sys.stderr)
