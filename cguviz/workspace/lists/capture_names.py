"""Short names of captures that are open together, and the files that each came from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cguviz.model.capture import Capture

SEPARATOR = re.compile(r"([-_ /]+)")
"""Between the words of a file's name; kept when it is taken apart."""


def names_of(captures: Sequence[Capture], files: Sequence[str]) -> tuple[str, ...]:
    """Return a short name for each capture by which it is told from the others.

    The crate, where crates differ; else what of the names of `files`, as they were opened, or of the folders they
    lie in, differs.
    """
    crates = [capture.crate or "(crate not named)" for capture in captures]
    if len(set(crates)) == len(crates):
        return tuple(crates)
    opened = [next(iter(home), "") for home in homes_of(captures, files)]
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


def _is_of(capture: Capture, file: str) -> bool:
    """Say whether a capture came from a file, or from something in that folder or archive."""
    folder = (f"{file.rstrip('/')}/", f"{file}!")
    return any(source == file or source.startswith(folder) for source in capture.sources)


def homes_of(captures: Sequence[Capture], files: Sequence[str]) -> list[tuple[str, ...]]:
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
