"""Reader of `-Z dump-mono-stats`: size estimates of generic definitions, as JSON or as a Markdown table.

```
[{"name":"std::vec::Vec::<T, A>::push","instantiation_count":8,"size_estimate":14,"total_estimate":112}, …]

| Item | Instantiation count | Estimated Cost Per Instantiation | Total Estimated Cost |
| --- | ---: | ---: | ---: |
| `std::vec::Vec::<T, A>::push` | 8 | 14 | 112 |
```

The count is of placements: copies in several units count each. Functions that the compiler makes are left out.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.columns import Columns, Longs
from cguviz.model.items import Items, Kind
from cguviz.model.texts import Texts
from cguviz.progress import Progress

_HEAD = re.compile(
    rb'\s*(?:\[\s*\{\s*"name"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*"instantiation_count"|\| Item \| Instantiation count \|)'
)
_ROW = re.compile(r"^\| `?(.*?)`? \| (\d{1,12}) \| (\d{1,12}) \| \d+ \|\r?$", re.MULTILINE)


_FILE = re.compile(r"(?:^|[/\\!])(\w+)\.mono_items\.")


@dataclasses.dataclass(frozen=True, eq=False)
class Stats(Columns):
    """Generic definitions with their size estimates and numbers of instances.

    Attributes
    ----------
    names
        (d,) paths with the names of type parameters; several may look alike.
    count
        (d,) int64 placements of instances.
    size
        (d,) int64 size estimate of each instance.
    """

    names: Texts
    count: Longs
    size: Longs

    def __len__(self) -> int:
        return len(self.size)


def sniff(head: bytes) -> bool:
    """Say whether a file begins like mono stats."""
    return _HEAD.match(head) is not None


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read mono stats files, each into a capture whose items are generic definitions, in no unit.

    Raises
    ------
    LoadError
        A file is damaged.
    """
    captures = []
    for source in sources:
        progress("reading mono stats", 0.0)
        stats = read_stats(source)
        named = _FILE.search(source.path)
        unknown = np.full(len(stats), -1, np.int64)
        items = Items(
            name=stats.names,
            symbol=Texts.of([""] * len(stats)),
            kind=np.full(len(stats), Kind.FN, np.uint8),
            size=stats.size,
            instructions=unknown,
            blocks=unknown.copy(),
        )
        captures.append(Capture(named[1] if named else "", "", items, (), sources=(source.path,)))
    return captures


def read_stats(source: Source) -> Stats:
    """Read the definitions in one mono stats file.

    Raises
    ------
    LoadError
        It is damaged, or something else.
    """
    text = source.data.decode("utf-8", "replace")
    try:
        if text.lstrip().startswith("|"):
            rows = [(name, int(count), int(size)) for name, count, size in _ROW.findall(text)]
        else:
            told = json.loads(text)
            rows = [(str(row["name"]), int(row["instantiation_count"]), int(row["size_estimate"])) for row in told]
        names, counts, sizes = zip(*rows, strict=True) if rows else ((), (), ())
        return Stats(Texts.of(names), np.array(counts, np.int64), np.array(sizes, np.int64))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        message = "expected what -Z dump-mono-stats writes, and this is damaged; let rustc write it anew."
        raise LoadError(message, source.path) from error
