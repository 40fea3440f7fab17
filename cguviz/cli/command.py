"""What a command is, and what commands share: loading with progress and remarks on stderr."""

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
class Command:
    """A row of `COMMANDS`.

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


def counted(number: int, what: str) -> str:
    """Return "1 unit", "2,021 items"."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def terminal_progress() -> Progress:
    """Return a progress bar if stderr is a terminal, else silence."""
    return bar if sys.stderr.isatty() else silent


@dataclasses.dataclass(frozen=True)
class Choice:
    """A capture, and which of its stages was asked for ("" for all, or the last)."""

    capture: Capture
    stage: str


def load(specs: Sequence[str]) -> list[Choice]:
    """Load `FILE`, `FILE:STAGE` and `FILE:CRATE:STAGE`; files of one compilation join.

    Returns
    -------
    One choice for each capture, or for each of its stages that were named.

    Raises
    ------
    CguvizError
        A file cannot be read, or a stage or crate that was asked for is not there.
    """
    progress = terminal_progress()
    named = [formats.split_stage(spec) for spec in specs]
    captures = formats.load([path for path, _, _ in named], progress)
    progress("", 1.0)
    chosen = []
    # A .cguviz file keeps the names of the files it was made from: what comes from no other path comes from it.
    silent_paths = {path for path, _, _ in named if not any(is_from(capture, path) for capture in captures)}
    for capture in captures:
        known = any(is_from(capture, path) for path, _, _ in named)
        wanted = [
            stage
            for path, crate, stage in named
            if (not crate or crate == capture.crate) and (is_from(capture, path) if known else path in silent_paths)
        ]
        stages = dict.fromkeys(stage for stage in wanted if stage)
        chosen += [Choice(capture, stage) for stage in stages or dict.fromkeys(wanted)]
    crates = [crate for _, crate, _ in named if crate and crate not in {choice.capture.crate for choice in chosen}]
    if crates:
        there = ", ".join(sorted({capture.crate for capture in captures}))
        raise CguvizError(f"there is no crate {crates[0]!r} in the file; there is {there}.")
    for choice in chosen:
        if choice.stage:
            choice.capture.partition(choice.stage)
    return chosen


def is_from(capture: Capture, path: str) -> bool:
    """Say whether a capture came from a file, or from something in that folder or archive."""
    return any(source == path or source.startswith((f"{path}/", f"{path}!")) for source in capture.sources)


def tell_remarks(capture: Capture) -> None:
    """Print the remarks of a capture on stderr, one line each."""
    for remark in capture.remarks:
        place = f"{remark.path}:{remark.line}: " if remark.line else f"{remark.path}: " if remark.path else ""
        print(f"{place}{remark.text}", file=sys.stderr)
