"""What crates of a build waited for: on the real one, and on any that has a job token for everybody."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cguviz.analysis.builds import SLACK, causes, critical_crates, release_times, totals
from cguviz.model.build import Build, CrateKind, label_of
from tests.builds import S, built, orders, row_of


@st.composite
def unhindered(draw: st.DrawFn) -> Build:
    """Return a build in which each crate begins as soon as what it needs is there."""
    count = draw(st.integers(1, 12))
    start: list[int] = []
    end: list[int] = []
    ready: list[int] = []
    edges: list[tuple[int, int, bool]] = []
    for row in range(count):
        needs = sorted(draw(st.sets(st.integers(0, row - 1), max_size=3))) if row else []
        mine = [(before, row, draw(st.booleans())) for before in needs]
        let = [ready[before] if on_metadata else end[before] for before, _, on_metadata in mine]
        begin = max(let, default=0)
        front, rest = draw(st.integers(1, 5)) * S, draw(st.integers(1, 5)) * S
        start.append(begin)
        ready.append(begin + front)
        end.append(begin + front + rest)
        edges += mine
    return built(start, end, ready, edges)


@given(unhindered())
def test_with_tokens_for_all_the_critical_path_has_no_gaps(build: Build) -> None:
    found = causes(build)
    marked = np.flatnonzero(critical_crates(build, found))
    assert build.end[marked].max() == build.end.max()
    let = {
        (int(before), int(after)): int(moment)
        for before, after, moment in zip(build.before, build.after, release_times(build), strict=True)
    }
    for row in marked.tolist():
        cause = int(found.crate[row])
        if cause < 0:
            assert build.start[row] == 0
        else:
            assert not found.token[row]
            assert let[cause, row] == build.start[row]


def test_the_path_through_a_real_build() -> None:
    build = orders()
    found = causes(build)
    marked = critical_crates(build, found)
    names = [label_of(build, row) for row in np.flatnonzero(marked).tolist()]
    assert names[-5:] == [
        "syn 1.0.107",
        "serde_derive 1.0.152",
        "serde 1.0.152",
        "serde_json 1.0.87",
        "app 0.1.0 (bin app)",
    ]
    for row in np.flatnonzero(marked).tolist():
        cause = int(found.crate[row])
        assert cause < 0 or (marked[cause] and build.start[cause] < build.start[row])
    # The proc macro that nobody uses is on nobody's way, though it took longest.
    assert not marked[row_of(build, "marker 0.1.0 (2)")]


def test_a_crate_that_only_waited_for_a_token() -> None:
    build = orders()
    found = causes(build)
    row = row_of(build, "ryu 1.0.2 (build script)")
    assert found.token[row]
    assert abs(build.end[found.crate[row]] - build.start[row]) <= SLACK


def test_time_by_kind() -> None:
    build = orders()
    found = totals(build)
    assert sum(found.by_kind.values()) == int((build.end - build.start).sum())
    assert found.by_kind[CrateKind.SCRIPT_RUN] == 100_000_000
    assert found.whole == 9_010_000_000
    known = build.codegen >= 0
    assert found.codegen == int(build.codegen[known].sum())
    assert found.front + found.codegen + found.link <= int((build.end - build.start)[known].sum())
