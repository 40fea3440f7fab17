"""What to compare when two files are opened together: the last stages of both, or those that were named."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from cguviz.errors import CguvizError
from cguviz.model.capture import Capture
from cguviz.workspace.state.workspace import COMPARE, COMPARING, ESTIMATES, GRAPH, NOTHING, PAIR, Side, Workspace

SEPARATOR = re.compile(r"([-_ /]+)")
"""Between the words of a file's name; kept when it is taken apart."""


def paired(workspace: Workspace, captures: Sequence[Capture]) -> Workspace:
    """Make the two sides of a workspace fit what the files hold.

    A change that was to be found becomes the capture of the second file, or none; one that is not there is let go,
    and with it the views that compare.
    """
    timed = any(capture.timeline is not None or capture.measurements is not None for capture in captures)
    if workspace.view == ESTIMATES and not timed:
        workspace = dataclasses.replace(workspace, view=GRAPH)
    if workspace.crate < len(captures) and captures[workspace.crate].measurements is not None:
        # Nothing else can be shown of published measurements.
        return dataclasses.replace(workspace, change=None, view=ESTIMATES)
    change = workspace.change
    if change == PAIR:
        files = () if workspace.opened is None else workspace.opened.files
        pair = pair_of(captures, files)
        if pair is not None:
            base, other = pair
            # Of a profile alone only threads are known: there are no graphs to stand beside each other.
            view = COMPARE if all(captures[crate].partitions for crate in pair) else GRAPH
            return dataclasses.replace(workspace, crate=base, base="", change=Side(other, ""), view=view)
        change = None
    elif change is not None and (
        change.crate >= len(captures) or (change.stage and change.stage not in captures[change.crate].stages)
    ):
        change = None
    if change == workspace.change:
        return workspace
    view = GRAPH if change is None and workspace.view in COMPARING else workspace.view
    selection = NOTHING if workspace.selection.on_change else workspace.selection
    return dataclasses.replace(workspace, change=change, view=view, selection=selection)


def as_named(workspace: Workspace, captures: Sequence[Capture], named: Sequence[tuple[str, str, str]]) -> Workspace:
    """Show what was named when files were opened: one stage, or two as base and change.

    Parameters
    ----------
    workspace, captures
        After `paired`.
    named
        File, crate and stage, the last two "" where not named.

    Raises
    ------
    CguvizError
        There is no such crate or stage.
    """
    files = list(dict.fromkeys(path for path, _, _ in named))
    homes = _homes(captures, files)
    found = (workspace.crate, workspace.crate if workspace.change is None else workspace.change.crate)
    sides: list[Side] = []
    for place, (path, crate, stage) in enumerate(named):
        rows = [row for row, capture in enumerate(captures) if path in homes[row] and crate in ("", capture.crate)]
        if not rows:
            there = ", ".join(sorted({capture.crate for capture in captures}))
            raise CguvizError(f"there is no crate {crate!r} in {path}; there is {there}.")
        likely = found[min(place, 1)]
        row = likely if likely in rows else rows[0]
        sides.append(Side(row, captures[row].partition(stage).stage if stage else ""))
    if len(sides) == 2 and (len(files) == 1 or workspace.change is not None):
        return dataclasses.replace(workspace, crate=sides[0].crate, base=sides[0].stage, change=sides[1], view=COMPARE)
    side = next((side for side in sides if side.stage), sides[0])
    return dataclasses.replace(workspace, crate=side.crate, base=side.stage)


def pair_of(captures: Sequence[Capture], files: Sequence[str]) -> tuple[int, int] | None:
    """Return which captures two files hold, base first; None unless there are two files with a capture in each.

    Where a file holds several crates, those that both files hold are taken.
    """
    if len(files) != 2:
        return None
    homes = _homes(captures, files)
    held = [
        [row for row, capture in enumerate(captures) if _has_something(capture) and file in homes[row]]
        for file in files
    ]
    pairs = [(left, right) for left in held[0] for right in held[1] if left != right]
    alike = [pair for pair in pairs if captures[pair[0]].crate == captures[pair[1]].crate]
    return next(iter([*alike, *pairs]), None)


def _has_something(capture: Capture) -> bool:
    return bool(capture.partitions) or capture.timeline is not None


def _is_of(capture: Capture, file: str) -> bool:
    """Say whether a capture came from a file, or from something in that folder or archive."""
    folder = (f"{file.rstrip('/')}/", f"{file}!")
    return any(source == file or source.startswith(folder) for source in capture.sources)


def _homes(captures: Sequence[Capture], files: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the files that each capture came from.

    A `.cguviz` file keeps what its capture was made from, so the capture does not say in which file it was: where as
    many captures are of no file as files are of no capture, they go together in their order.
    """
    homes = [tuple(file for file in files if _is_of(capture, file)) for capture in captures]
    rows = [row for row, home in enumerate(homes) if not home]
    free = [file for file in files if not any(file in home for home in homes)]
    if len(rows) == len(free):
        for row, file in zip(rows, free, strict=True):
            homes[row] = (file,)
    return homes


def with_some_change(workspace: Workspace, captures: Sequence[Capture]) -> Workspace:
    """Choose sides that are worth comparing: the first stage against the last, or the first against another capture's.

    A base that is not the last stage stays what it is. Nothing is chosen where there is nothing to choose from.
    """
    if workspace.crate >= len(captures):
        return workspace
    stages = captures[workspace.crate].stages
    others = [crate for crate, capture in enumerate(captures) if crate != workspace.crate and capture.stages]
    if len(stages) > 1:
        base = workspace.base if workspace.base not in ("", stages[-1]) else stages[0]
        return dataclasses.replace(workspace, base=base, change=Side(workspace.crate, stages[-1]))
    if others:
        return dataclasses.replace(workspace, change=Side(others[0], ""))
    return workspace


def names_of(captures: Sequence[Capture], files: Sequence[str]) -> tuple[str, ...]:
    """Return a short name for each capture by which it is told from the others.

    The crate, where crates differ; else what of the names of `files`, as they were opened, or of the folders they
    lie in, differs.
    """
    crates = [capture.crate or "(crate not named)" for capture in captures]
    if len(set(crates)) == len(crates):
        return tuple(crates)
    opened = [next(iter(home), "") for home in _homes(captures, files)]
    sources = [[part for part in file.replace("\\", "/").split("/") if part] for file in opened]
    depth = next(
        (depth for depth in range(1, 4) if len({"/".join(parts[-depth:]) for parts in sources}) == len(sources)), 0
    )
    told = _without_common_ending([parts[-depth] if depth and len(parts) >= depth else "" for parts in sources])
    if len(set(told)) < len(told):
        return tuple(f"{crate} {row + 1}" for row, crate in enumerate(crates))
    if len(set(crates)) > 1:
        return tuple(name if crate in name else f"{crate} {name}" for crate, name in zip(crates, told, strict=True))
    return _without_common_start(told)


def _without_common_ending(names: Sequence[str]) -> list[str]:
    """Leave out the endings of files that all have: "dbg16.mm_profdata", "dbg1.mm_profdata" → "dbg16", "dbg1"."""
    first = names[0]
    dots = (at for at, letter in enumerate(first) if letter == ".")
    ending = next((first[at:] for at in dots if all(name.endswith(first[at:]) for name in names)), "")
    bare = [name.removesuffix(ending) for name in names]
    return bare if all(bare) else list(names)


def _without_common_start(names: Sequence[str]) -> tuple[str, ...]:
    """Leave out the words that all names begin with: "regex-1.7-debug", "regex-1.7-release" → "debug", "release"."""
    words = [SEPARATOR.split(name) for name in names]
    count = 0
    while all(len(parts) > count + 2 for parts in words) and len({tuple(parts[: count + 2]) for parts in words}) == 1:
        count += 2
    return tuple("".join(parts[count:]) for parts in words)
