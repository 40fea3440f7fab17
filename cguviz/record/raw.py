"""The raw files of a recording, in its folder."""

from __future__ import annotations

import dataclasses
from pathlib import Path

PROFILE = "profile"
"""Folder of the self-profile of the plain build."""
ITEMS = "mono-items.txt"
"""Mono items of the plain build, as it placed them."""
THREADS = "thread-times.txt"
"""Processor times of the plain build's threads, where the system tells; see `thread_times`."""
REPEATS = "repeats"
"""Folder of further runs like the plain one: `0`, `1`, … with a profile and processor times each."""
FUNCTIONS = "functions.llvm_timings.json"
"""Times of LLVM on single functions, from a run of its own."""
UNITS = "units"
"""Folder of LLVM IR, a file per unit."""
UNITS_ITEMS = "units-mono-items.txt"
"""Mono items as the build for IR placed them, which merges no units."""
UNITS_PROFILE = "units-profile"
"""Folder of a self-profile of the build for IR that holds rustc's own size estimate of each unit."""
DUMP = "dump.txt"
"""What a compiler with debug logging prints of its partitioning."""
STATS = "mono-stats.json"
"""Size estimates by generic definition, with the number of placements in the build for IR."""
LOG = "units.log"
"""Messages of the build for IR."""


@dataclasses.dataclass(frozen=True)
class Raw:
    """A recorded crate whose files have not been read yet.

    Attributes
    ----------
    folder
        Holds the files named above; gone when the recording is let go.
    crate, profile
        Names.
    compiler
        "rustc 1.95.0 (…)".
    command
        The cargo command, in words for people.
    called
        Where cargo was called; None for what cannot be recorded by itself.
    target
        The folder that was built in.
    others
        Options of targets that could have been meant as well.
    dumped
        Whether there is a dump.
    package, version, what
        Of the package, and what was compiled of it: "lib", "bin", "test", "proc-macro" or "build-script".
    missing
        Why there is no LLVM IR, as part of a sentence; "" if there is.
    unmeasured
        What was to be measured again and could not be, as a sentence without its point; "" for nothing.
    """

    folder: Path
    crate: str
    profile: str
    compiler: str
    command: str
    called: Path | None
    target: Path
    others: tuple[str, ...]
    dumped: bool
    package: str = ""
    version: str = ""
    what: str = "lib"
    missing: str = ""
    unmeasured: str = ""
