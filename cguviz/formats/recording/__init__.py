"""Raw files of a recording, read into one capture: what rustc made, before merging and after.

Knows the names of the files (`cguviz.record` writes them) and that the crate was compiled twice: plainly, with a
profile and a list of mono items, and for LLVM IR, with so many units asked for that none are merged.

```
units/*.ll ─────────────┐
units-mono-items.txt ───┴─▶ PLACE ──┐            `place`: IR and list of one run, item by item (`lists`)
mono-stats.json ──────────▶ sizes ──┤
mono-items.txt ─────────────────────┴─▶ MERGE    `merge`: the units of the plain build, as its list has them
profile.mm_profdata ──────▶ times
```
"""

from __future__ import annotations

from cguviz.formats.recording.reader import Recording, read

__all__ = ["Recording", "read"]
