"""Names of codegen units as short as they can be told apart. Knows nothing of boxes.

What rustc calls a unit (rustc_middle, `CodegenUnitNameBuilder`), and what is shown:

```
regex.849e89ac1092afda-cgu.02                            cgu.02           merged
toy.e902407c27e83ab-cgu1                                 cgu1             a module of the crate
core.e902407c27e83ab-in-toy.e902407c27e83ab-hint         core::hint       a module of another crate
toy.e902407c27e83ab-cgu1.volatile                        cgu1.volatile    its generics, incremental
099yv4tyj5y1s9eoo2142ddsz                                099yv4ty …       the same, hashed: see `unit_labels`
```
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from cguviz.model.columns import Ints
from cguviz.model.partition import Mode, Partition
from cguviz.model.paths.table import Paths

HASHED = re.compile(r"[0-9a-z]{24,26}")
READABLE = re.compile(r"(?P<crate>\w+)\.[0-9a-f]+(?P<other>-in-\w+\.[0-9a-f]+)?(?:-(?P<rest>.+))?")
SHORT_HASH = 8
"""Letters kept of a hash: among 400 units two share 8 of them once in 35 million crates."""


def unit_labels(partition: Partition, paths: Paths | None = None, *, crate: str = "") -> list[str]:
    """Shorten the names of a partition's units.

    Parameters
    ----------
    partition
        Gives the names and, for hashed ones, what is in the units.
    paths
        Where given, a hashed name is followed by the module that all root items of the unit share, as rustc made
        the unit of that module: "099yv4ty exec::dfa".
    crate
        Modules of this crate are written without it.

    Returns
    -------
    One label per unit; where two units would share one, both keep their full names.
    """
    full = partition.units.tolist()
    shared = _shared_modules(partition, paths, crate) if paths is not None and len(paths.modules) else None
    labels = [shorten(name) for name in full]
    if shared is not None:
        labels = [
            f"{label} {module}" if module and HASHED.fullmatch(name) else label
            for name, label, module in zip(full, labels, shared, strict=True)
        ]
    count = Counter(labels)
    return [label if count[label] == 1 else name for name, label in zip(full, labels, strict=True)]


def shorten(name: str) -> str:
    """Return a unit's name without the hashes of crates, or the beginning of a hash."""
    if HASHED.fullmatch(name):
        return name[:SHORT_HASH]
    match = READABLE.fullmatch(name)
    if match is None:
        return name
    path = (match["rest"] or "").replace("-", "::")
    if not path:
        return match["crate"]
    return f"{match['crate']}::{path}" if match["other"] else path


def _shared_modules(partition: Partition, paths: Paths, crate: str) -> list[str]:
    """Return for each unit the module of all its root items, "" where they have several or there are none."""
    roots = np.flatnonzero(partition.mode != Mode.INLINED)
    unit, module = partition.unit[roots], paths.module[partition.item[roots]]
    low = np.full(len(partition.units), np.iinfo(np.int32).max, np.int32)
    high = np.full(len(partition.units), -1, np.int32)
    np.minimum.at(low, unit, module)
    np.maximum.at(high, unit, module)
    return [_within(paths.modules[first], crate) if same else "" for first, same in _pairs(low, high)]


def _pairs(low: Ints, high: Ints) -> list[tuple[int, bool]]:
    return list(zip(low.tolist(), (low == high).tolist(), strict=True))


def _within(module: str, crate: str) -> str:
    return module.removeprefix(f"{crate}::") if crate else module
