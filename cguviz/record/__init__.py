"""A build of cargo's, recorded: from the words of a command to a folder of raw files.

Knows cargo and rustc, and what to ask of them; knows nothing of what the files say, which is read by `formats`.

```
words ─▶ Order ─▶ package, target ─▶ cargo rustc … ─┬─ dependencies: as ever
                                                    └─ the crate: rustc as ever, with a profile and mono items
                                                       ▼
                                     Job: how rustc was called ─▶ rustc once more for unoptimised IR, without objects
                                                       ▼
             Raw: profile.mm_profdata  mono-items.txt  mono-stats.json  units/*.ll  units-mono-items.txt  dump.txt
```
"""

from __future__ import annotations

from cguviz.record.cargo_command import Order, Variant, order_of, variants
from cguviz.record.every_crate import Everything, Unrecorded, everything, recordings
from cguviz.record.place import build_folder, clean
from cguviz.record.raw import Raw
from cguviz.record.run import recorded

__all__ = [
    "Everything",
    "Order",
    "Raw",
    "Unrecorded",
    "Variant",
    "build_folder",
    "clean",
    "everything",
    "order_of",
    "recorded",
    "recordings",
    "variants",
]
