"""Labels of codegen units: their names in words, without hashes.

What rustc calls a unit (rustc_middle, `CodegenUnitNameBuilder`), and what is shown:

```
regex.849e89ac1092afda-cgu.02                            cgu.02            merged
toy.e902407c27e83ab-cgu1                                 cgu1              a module of the crate
core.e902407c27e83ab-in-toy.e902407c27e83ab-hint         core::hint        a module of another crate
toy.e902407c27e83ab-cgu1.volatile                        cgu1.volatile     its generic instances, incremental
toy.e902407c27e83ab-cgu1--toy.e902407c27e83ab-cgu2       cgu1 + 1 more     merged, incremental
czdmtrd647eqg7n8pon1ziiuu                                map               a hash whose words are known
099yv4tyj5y1s9eoo2142ddsz                                099yv4ty …        one whose words are not
```

A unit's name stays what it is told by everywhere; a label is derived from it, here and nowhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Ints
from cguviz.model.partition import Mode, Partition
from cguviz.model.paths.table import Paths
from cguviz.model.unit_words import HASHED, NO_WORDS, UnitWords

SHORT_HASH = 8
"""Letters kept of a hash: among 400 units two share 8 of them once in 35 million crates."""

_READABLE = re.compile(
    r"(?P<crate>\w+)\.[0-9a-z]+(?P<other>-in-\w+\.[0-9a-z]+)?(?:-(?P<rest>.+?))?(?P<volatile>\.volatile)?"
)
_BETWEEN = "--"
"""Stands between the names of units that an incremental build merged."""


class UnitLabel(NamedTuple):
    """A unit's name in words.

    Attributes
    ----------
    label
        The module: "exec::dfa", "core::hint"; "cgu.02"; a hash whose words are not known, whole.
    volatile
        Whether the unit holds the generic instances of that module, in an incremental build.
    """

    label: str
    volatile: bool

    @property
    def text(self) -> str:
        """Label and volatility as rustc writes them: "core::hint.volatile"."""
        return f"{self.label}.volatile" if self.volatile else self.label


def label_unit(name: str, words: Mapping[str, str]) -> UnitLabel:
    """Return the label of a unit.

    Parameters
    ----------
    name
        As the compiler prints it.
    words
        By hashed name.
    """
    if name in words:
        name = words[name]
    elif HASHED.fullmatch(name):
        return UnitLabel(name, volatile=False)
    members = [_label_one(words.get(member, member)) for member in name.split(_BETWEEN)]
    if len(members) == 1:
        return members[0]
    return UnitLabel(f"{members[0].text} + {len(members) - 1} more", all(member.volatile for member in members))


def label_all(names: Iterable[str], words: UnitWords = NO_WORDS) -> list[UnitLabel]:
    """Return the labels of units by their names."""
    known = words.by_name()
    return [label_unit(name, known) for name in names]


def unit_labels(partition: Partition, capture: Capture, paths: Paths | None = None) -> list[str]:
    """Make the labels of a partition's units as they are shown.

    Parameters
    ----------
    partition
        Gives the names and, for hashes whose words are not known, what is in the units.
    capture
        Gives the words; modules of its crate are written without it.
    paths
        Of the capture's items. Where given, a hash without words is followed by the module that all root items of the
        unit share, as rustc made the unit of that module: "099yv4ty exec::dfa".

    Returns
    -------
    One label per unit; where two units would share one, the crate stands before it, or both keep their full names.
    """
    names = partition.units.tolist()
    known = capture.words.by_name()
    labels = shorten_all(names, capture.words)
    if paths is not None and len(paths.modules) and any(HASHED.fullmatch(name) for name in names if name not in known):
        shared = _shared_modules(partition, paths, capture.crate)
        labels = [
            f"{label} {module}" if module and HASHED.fullmatch(name) and name not in known else label
            for name, label, module in zip(names, labels, shared, strict=True)
        ]
    return _told_apart(labels, names)


def unit_title(name: str, label: str) -> str:
    """Return a unit's full name, with its label in front where the name does not tell it: for tooltips."""
    return name if label in name else f"{label} ({name})"


def short_labels(names: Sequence[str], words: UnitWords = NO_WORDS) -> list[str]:
    """Make labels of units by their names alone; units of several crates become "std cgu.0"."""
    return _told_apart(shorten_all(names, words), names)


def shorten_all(names: Sequence[str], words: UnitWords = NO_WORDS) -> list[str]:
    """Return labels without hashes of crates; of hashes whose words are not known, the beginning."""
    known = words.by_name()
    return [
        name[:SHORT_HASH] if HASHED.fullmatch(name) and name not in known else label_unit(name, known).text
        for name in names
    ]


def _label_one(name: str) -> UnitLabel:
    """Label a readable name of a single unit; any other stays as it is."""
    match = _READABLE.fullmatch(name)
    if match is None:
        return UnitLabel(name[:SHORT_HASH] if HASHED.fullmatch(name) else name, volatile=False)
    module = (match["rest"] or "").replace("-", "::")
    parts = [match["crate"]] if match["other"] or not module else []
    return UnitLabel("::".join([*parts, module] if module else parts), match["volatile"] is not None)


def _told_apart(labels: list[str], names: Sequence[str]) -> list[str]:
    """Write the crate before equal labels; full names where that does not tell units apart."""
    crates = [f"{name.partition('.')[0]} {label}" for name, label in zip(names, labels, strict=True)]
    shared, known = Counter(labels), Counter(crates)
    return [
        label if shared[label] == 1 else crate if known[crate] == 1 else name
        for label, crate, name in zip(labels, crates, names, strict=True)
    ]


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
