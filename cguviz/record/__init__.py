"""Recording of a cargo build: the words of a command become a folder of raw files.

Knows cargo and rustc, and what to ask of them; knows nothing of what the files say, which is read by `formats`.

```
words ─▶ CargoCommand ─▶ package, target ─▶ cargo rustc … ─┬─ dependencies: as ever
                                                    └─ the crate: rustc as ever, with a profile and mono items
                                                       ▼
                                     Job: how rustc was called ─▶ rustc once more for unoptimised IR, without objects
                                                       ▼
             Raw: profile.mm_profdata  mono-items.txt  mono-stats.json  units/*.ll  units-mono-items.txt  dump.txt
```
"""

from __future__ import annotations

from cguviz.record.cargo_command import CargoCommand, Variant, parse_command, variants
from cguviz.record.every_crate import RecordedBuild, UnrecordedCrate, record_build, recordings
from cguviz.record.place import build_folder, clean
from cguviz.record.raw import Raw
from cguviz.record.run import Measuring, record_crate

__all__ = [
    "CargoCommand",
    "Measuring",
    "Raw",
    "RecordedBuild",
    "UnrecordedCrate",
    "Variant",
    "build_folder",
    "clean",
    "parse_command",
    "record_build",
    "record_crate",
    "recordings",
    "variants",
]
