"""Which files of timelines the tests read: those of sample_graphs/, and the complete ones where they are.

Beside the folder that `CGUVIZ_CAPTURES` names there may be folders `timeline` and `stock`.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np

from cguviz.formats.source import Source
from cguviz.model.times.timeline import Timeline
from cguviz.progress import Cancelled
from tests.captures import CAPTURES, SAMPLE_GRAPHS

TIMELINES = SAMPLE_GRAPHS / "timelines"
QUIRKS = TIMELINES / "quirks"
CAPTURED = sorted(path for path in TIMELINES.iterdir() if path.is_file() and not path.name.startswith("cargo-"))
"""The samples that tell of one compilation each; cargo tells of whole builds."""


def _beside() -> tuple[Path, ...]:
    named = os.environ.get("CGUVIZ_CAPTURES")
    return tuple(Path(named).parent / name for name in ("timeline", "stock")) if named else ()


def files_named(*patterns: str) -> list[Path]:
    """Return the files whose names match, those of the samples first."""
    places = (TIMELINES, *(folder for folder in CAPTURES), *_beside())
    return [path for place in places for pattern in patterns for path in sorted(place.rglob(pattern))]


def plain(path: Path) -> bytes:
    """Return a file's content, unpacked."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def source(path: Path) -> Source:
    """Return a file as a reader gets it."""
    return Source(str(path), plain(path))


def file_id(path: Path) -> str:
    """Return what pytest shows for a file."""
    return f"{path.parent.name}/{path.name}"


def bars(timeline: Timeline) -> list[tuple[str, str, str, int, int]]:
    """Return (thread, activity, unit, start, end) of all spans, sorted."""
    threads, activities = timeline.threads.tolist(), timeline.activities.tolist()
    units = [*timeline.units.tolist(), ""]  # -1 is the last
    columns = (timeline.thread, timeline.activity, timeline.unit, timeline.start, timeline.end)
    return sorted(
        (threads[thread], activities[activity], units[unit], start, end)
        for thread, activity, unit, start, end in zip(*(column.tolist() for column in columns), strict=True)
    )


def fits_together(timeline: Timeline) -> None:
    """Assert what every reader promises."""
    spans = len(timeline)
    assert {len(timeline.thread), len(timeline.activity), len(timeline.unit), len(timeline.end)} == {spans}
    assert np.all(timeline.end >= timeline.start)
    assert np.all(timeline.thread >= 0)
    assert np.all(timeline.unit >= -1)
    for column, names in (
        (timeline.thread, timeline.threads),
        (timeline.activity, timeline.activities),
        (timeline.unit, timeline.units),
    ):
        assert not len(column) or column.max() < len(names)
    assert len(set(timeline.units.tolist())) == len(timeline.units)
    assert len(set(timeline.activities.tolist())) == len(timeline.activities)
    assert timeline.began >= 0


def cancelling(step: str, done: float) -> None:
    """Be the progress of a user who has had enough."""
    assert step
    assert 0 <= done <= 1
    raise Cancelled
