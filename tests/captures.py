"""Which real captures the tests read.

`CAPTURES` names folders that hold a `dump.txt.gz`: those of the folder named by the environment variable
`CGUVIZ_CAPTURES`, and those of sample_graphs/ that it lacks. Nothing is read here.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path

SAMPLE_GRAPHS = Path(__file__).parent.parent / "sample_graphs"
DUMP = "dump.txt.gz"


def folders_with_dump(parent: Path) -> tuple[Path, ...]:
    """Return the capture folders right below a folder, the smallest dump first."""
    return tuple(sorted((dump.parent for dump in parent.glob(f"*/{DUMP}")), key=dump_size))


def dump_size(folder: Path) -> tuple[int, str]:
    """Return the sort key of a capture folder: bytes of its packed dump, then its name."""
    return (folder / DUMP).stat().st_size, folder.name


def capture_named(name: str) -> Path:
    """Return the folder of a capture by its name, the complete one where there is a choice.

    Raises
    ------
    LookupError
        There is no such folder. Tests that can do without it ask `has_capture` first.
    """
    for folder in CAPTURES:
        if folder.name == name:
            return folder
    raise LookupError(f"there is no capture {name!r}; there are {', '.join(folder.name for folder in CAPTURES)}")


def has_capture(name: str) -> bool:
    """Return whether `capture_named` finds a capture of this name."""
    return any(folder.name == name for folder in CAPTURES)


def sample_named(name: str) -> Path:
    """Return a file or folder of sample_graphs/ by its name."""
    path = SAMPLE_GRAPHS / name
    if not path.exists():
        raise LookupError(f"there is no sample {name!r} in {SAMPLE_GRAPHS}")
    return path


def capture_id(folder: Path) -> str:
    """Return what pytest shows for a capture: `parametrize("folder", CAPTURES, ids=capture_id)`."""
    return folder.name


def dump_bytes(folder: Path) -> bytes:
    """Return the unpacked debug log of a capture folder."""
    return gzip.decompress((folder / DUMP).read_bytes())


def _captures() -> tuple[Path, ...]:
    named = os.environ.get("CGUVIZ_CAPTURES")
    complete = folders_with_dump(Path(named)) if named else ()
    if named and not complete:
        raise LookupError(f"CGUVIZ_CAPTURES names {named}, which holds no */{DUMP}")
    names = {folder.name for folder in complete}
    samples = (folder for folder in SAMPLES if folder.name not in names)
    return tuple(sorted((*complete, *samples), key=dump_size))


SAMPLES: tuple[Path, ...] = folders_with_dump(SAMPLE_GRAPHS)
CAPTURES: tuple[Path, ...] = _captures()
