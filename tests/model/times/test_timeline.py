"""Timelines: nesting, bounds, and what is filled in where a source says nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cguviz.model.columns import equal
from cguviz.model.texts import EMPTY, Texts
from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import WORK, Work, work_of

Nested = list[tuple[int, int, int]]


def timeline(spans: list[tuple[int, int, int]]) -> Timeline:
    """Return a timeline of (thread, start, end)."""
    thread, start, end = (np.array([span[part] for span in spans], np.int64) for part in range(3))
    row = thread.astype(np.int32)
    return Timeline("x", Texts.of("abc"), Texts.of(["w"]), EMPTY, row, row * 0, row * 0 - 1, start, end)


@st.composite
def nested(draw: st.DrawFn) -> list[tuple[int, int, int, int]]:
    """Return (thread, start, end, depth) of spans that nest on each thread, in the order of a profile: by end."""
    spans: list[tuple[int, int, int, int]] = []

    def grow(thread: int, start: int, end: int, depth: int) -> None:
        at = start
        for _ in range(draw(st.integers(0, 3)) if depth < 4 else 0):
            first = draw(st.integers(at, end))
            last = draw(st.integers(first, end))
            if last > first:
                grow(thread, first, last, depth + 1)
                spans.append((thread, first, last, depth))
                at = last

    for thread in range(3):
        grow(thread, 0, 1000, 0)
    return sorted(spans, key=lambda span: (span[2], -span[3]))


@given(nested())
def test_depth_counts_the_spans_around(spans: list[tuple[int, int, int, int]]) -> None:
    found = timeline([span[:3] for span in spans]).depth()
    assert found.tolist() == [span[3] for span in spans]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 50), st.integers(0, 50)), max_size=30))
def test_depth_of_anything_is_a_depth(spans: Nested) -> None:
    found = timeline([(thread, start, start + length) for thread, start, length in spans]).depth()
    assert len(found) == len(spans)
    assert not len(found) or found.min() >= 0


def test_what_is_left_out_is_unknown() -> None:
    row = np.zeros(1, np.int32)
    time = np.ones(1, np.int64)
    made = Timeline("x", Texts.of("ab"), Texts.of(["w"]), Texts.of("uvw"), row, row, row, time, time)
    assert made.cpu.tolist() == [-1, -1]
    assert made.process.tolist() == [0, 0]
    assert made.estimate.tolist() == made.instructions.tolist() == made.object_bytes.tolist() == [-1, -1, -1]
    assert equal(made, made.replace(source="x"))


def test_bounds() -> None:
    assert timeline([(0, 5, 9), (1, 2, 3)]).bounds == (2, 9)
    assert timeline([]).bounds == (0, 0)


def test_work_is_told_by_the_activity() -> None:
    row = np.empty(0, np.int32)
    names = Texts.of([*WORK, "type_check_crate"])
    made = Timeline("x", EMPTY, names, EMPTY, row, row, row, row.astype(np.int64), row.astype(np.int64))
    assert work_of(made).tolist() == [*WORK.values(), Work.OTHER]
