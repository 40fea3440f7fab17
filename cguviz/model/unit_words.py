"""The words behind names of codegen units, and the labels that are made of them.

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

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cguviz.model.columns import Columns, Ints
from cguviz.model.partition import Mode, Partition
from cguviz.model.paths.table import Paths
from cguviz.model.paths.texts import EMPTY, Texts

HASHED = re.compile(r"[0-9a-z]{25}|(?=[a-z]*[0-9])[0-9a-z]{12,16}")
"""Pattern of a hashed name: 128 bits to base 36, or 80 in old compilers. Of those one in 160 has no digit, and looks
like a word; fewer than 12 letters has one in 500 million."""

SHORT_HASH = 8
"""Letters kept of a hash: among 400 units two share 8 of them once in 35 million crates."""

_READABLE = re.compile(r"(?P<crate>\w+)\.[0-9a-z]+(?P<other>-in-\w+\.[0-9a-z]+)?(?:-(?P<rest>.+?))?(?P<volatile>\.volatile)?")
_BETWEEN = "--"
"""Stands between the names of units that an incremental build merged."""


@dataclasses.dataclass(frozen=True, eq=False)
class UnitWords(Columns):
    """Names of units that are hashes, and the words they are the hashes of.

    Attributes
    ----------
    names
        (w,) as the compiler prints them, sorted.
    words
        (w,) as it would print them with `-Zhuman-readable-cgu-names`.
    """

    names: Texts
    words: Texts

    @classmethod
    def of(cls, words: Mapping[str, str]) -> UnitWords:
        """Make the table of words by name."""
        return cls(Texts.of(sorted(words)), Texts.of(words[name] for name in sorted(words)))

    def by_name(self) -> dict[str, str]:
        """Return words by hashed name."""
        return dict(zip(self.names, self.words, strict=True))


NO_WORDS = UnitWords(EMPTY, EMPTY)


class UnitLabel(NamedTuple):
    """A unit's name in words.

    Attributes
    ----------
    path
        The module: "exec::dfa", "core::hint"; "cgu.02"; a hash whose words are not known, whole.
    volatile
        Whether the unit holds the generic instances of that module, in an incremental build.
    """

    path: str
    volatile: bool

    @property
    def text(self) -> str:
        """Path and volatility in one text: "core::hint.volatile"."""
        return f"{self.path}.volatile" if self.volatile else self.path


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


def unit_labels(
    partition: Partition, paths: Paths | None = None, *, crate: str = "", words: UnitWords = NO_WORDS
) -> list[str]:
    """Make the labels of a partition's units as they are shown.

    Parameters
    ----------
    partition
        Gives the names and, for hashes whose words are not known, what is in the units.
    paths
        Where given, such a hash is followed by the module that all root items of the unit share, as rustc made
        the unit of that module: "099yv4ty exec::dfa".
    crate
        Modules of this crate are written without it.
    words
        Of the capture.

    Returns
    -------
    One label per unit; where two units would share one, both keep their full names.
    """
    shared = _shared_modules(partition, paths, crate) if paths is not None and len(paths.modules) else None
    names = partition.units.tolist()
    labels = shorten_all(names, words)
    if shared is not None:
        known = words.by_name()
        labels = [
            f"{label} {module}" if module and HASHED.fullmatch(name) and name not in known else label
            for name, label, module in zip(names, labels, shared, strict=True)
        ]
    return _told_apart(labels, names)


def short_labels(names: Sequence[str], words: UnitWords = NO_WORDS) -> list[str]:
    """Make labels of units of which nothing but the name is known; equal ones keep their full names."""
    return _told_apart(shorten_all(names, words), names)


def shorten_all(names: Sequence[str], words: UnitWords = NO_WORDS) -> list[str]:
    """Return labels without hashes of crates; of hashes whose words are not known, the beginning."""
    known = words.by_name()
    return [
        name[:SHORT_HASH] if HASHED.fullmatch(name) and name not in known else label_unit(name, known).text
        for name in names
    ]


def shorten(name: str) -> str:
    """Return one name without hashes of crates, or the beginning of a hash."""
    return shorten_all([name])[0]


def _label_one(name: str) -> UnitLabel:
    """Label a readable name of a single unit; any other stays as it is."""
    match = _READABLE.fullmatch(name)
    if match is None:
        return UnitLabel(name[:SHORT_HASH] if HASHED.fullmatch(name) else name, volatile=False)
    module = (match["rest"] or "").replace("-", "::")
    parts = [match["crate"]] if match["other"] or not module else []
    return UnitLabel("::".join([*parts, module] if module else parts), match["volatile"] is not None)


def _told_apart(labels: list[str], names: Sequence[str]) -> list[str]:
    count = Counter(labels)
    return [label if count[label] == 1 else name for name, label in zip(names, labels, strict=True)]


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
