"""Reader of `-Z time-passes`: the duration of each pass of rustc, and the memory before and after; no moments.

```
time:   0.804; rss:  141MB ->  128MB (  -13MB)<tab>LLVM_passes
time: {"pass":"LLVM_passes","time":1.43,"rss_start":147849216,"rss_end":134217728}      -Z time-passes-format=json
```
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.formats.traces.spans import TIME_PASSES, timed_capture
from cguviz.model.capture import Capture, Remark
from cguviz.model.texts import EMPTY, Texts
from cguviz.model.times.timeline import NO_INTS, NO_LONGS, UNKNOWN, Phases, Timeline
from cguviz.progress import Progress

TEXT = re.compile(
    rb"^ *time: +(\d{1,9}\.\d{1,9})(?:; rss: +(\d{1,9})MB(?: -> +(\d{1,9})MB \([^)\n]*\))?)?[ \t]+(\S[^\r\n]*)",
    re.MULTILINE,
)
JSON = re.compile(rb'^ *time: (\{"pass":[^\r\n]*\})', re.MULTILINE)
MB = 1_000_000
SECOND = 1_000_000_000

Row = tuple[int, str, int, int, int]
"""Place in the file, pass, nanoseconds, bytes before and after."""


def sniff(head: bytes) -> bool:
    """Say whether a file holds rustc's times of passes."""
    return TEXT.search(head) is not None or JSON.search(head) is not None


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read tables of passes, each a capture with a timeline that has phases and no spans.

    Raises
    ------
    LoadError
        No line tells of a pass.
    """
    captures: list[Capture] = []
    for source in sources:
        progress("reading the passes", 0.0)
        captures.append(_read_one(source))
    return captures


def _read_one(source: Source) -> Capture:
    """Read one table of passes."""
    damaged: list[int] = []
    rows = [
        (match.start(), match[4].decode("utf-8", "replace"), _ns(match[1]), _bytes(match[2]), _bytes(match[3]))
        for match in TEXT.finditer(source.data)
    ]
    for match in JSON.finditer(source.data):
        row = _from_json(match)
        if row is None:
            damaged.append(source.data.count(b"\n", 0, match.start()) + 1)
        else:
            rows.append(row)
    if not rows:
        raise LoadError("no pass is told here; build with -Z time-passes and keep the standard error.", source.path)
    rows.sort()
    phases = Phases(
        Texts.of(row[1] for row in rows),
        np.array([row[2] for row in rows], np.int64),
        np.array([row[3] for row in rows], np.int64),
        np.array([row[4] for row in rows], np.int64),
    )
    remarks = [Remark("This pass cannot be read; it was left out.", line, source.path) for line in damaged]
    timeline = Timeline(
        source=TIME_PASSES,
        threads=EMPTY,
        activities=EMPTY,
        units=EMPTY,
        thread=NO_INTS,
        activity=NO_INTS,
        unit=NO_INTS,
        start=NO_LONGS,
        end=NO_LONGS,
        phases=phases,
    )
    return timed_capture("", timeline, source.path, remarks)


def _from_json(match: re.Match[bytes]) -> Row | None:
    """Read a pass from its JSON line."""
    try:
        entry = json.loads(match[1])
    except (ValueError, RecursionError):
        return None
    match entry:
        case {"pass": str(name), "time": int() | float() as time} if 0 <= time < 1e9:
            before, after = entry.get("rss_start"), entry.get("rss_end")
            return match.start(), name, round(time * SECOND), _size(before), _size(after)
        case _:
            return None


def _size(found: object) -> int:
    """Return a size in bytes, -1 for other values."""
    return found if isinstance(found, int) and 0 <= found < 1 << 60 else UNKNOWN


def _ns(seconds: bytes) -> int:
    """Return the nanoseconds of a time in seconds."""
    return round(float(seconds) * SECOND)


def _bytes(megabytes: bytes | None) -> int:
    """Return the bytes of a size in megabytes."""
    return int(megabytes) * MB if megabytes is not None else UNKNOWN
