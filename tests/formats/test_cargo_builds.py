"""Whole builds: every generation of cargo's page, and its log, of which one build's must agree."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats import cargo_build_log, cargo_timings, load
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.timeline import Timeline
from cguviz.progress import silent
from tests.timelines import TIMELINES, file_id, files_named, fits_together, plain, source

OLD = TIMELINES / "cargo-timing-1.65.html.gz"
NEW = TIMELINES / "cargo-timing-1.95.html.gz"
SECTIONS = TIMELINES / "cargo-timing-1.97-sections.html.gz"
LOG = TIMELINES / "cargo-build-analysis-1.97.jsonl.gz"
PAGES = files_named("cargo-timing*.html", "cargo-timing*.html.gz")
S = 1_000_000_000
UNITS = re.compile(r"(UNIT_DATA = )(\[.*?\n\]);", re.DOTALL)

Row = list[tuple[str, int, int]]


def page(data: bytes) -> Capture:
    (capture,) = cargo_timings.read([Source("a.html", data)], silent)
    return capture


def rows_of(capture: Capture) -> dict[str, Row]:
    timeline = capture.timeline
    assert timeline is not None
    fits_together(timeline)
    activities = timeline.activities.tolist()
    found: dict[str, Row] = {}
    for row, name in enumerate(timeline.threads):
        mine = np.flatnonzero(timeline.thread == row)
        found[name] = [
            (activities[timeline.activity[at]], int(timeline.start[at]), int(timeline.end[at])) for at in mine
        ]
    return found


def units_of(path: Path) -> list[dict[str, object]]:
    match = UNITS.search(plain(path).decode())
    assert match
    found: list[dict[str, object]] = json.loads(match[2])
    return found


def changed(path: Path, change: Callable[[dict[str, object]], object]) -> bytes:
    units = units_of(path)
    for unit in units:
        change(unit)
    text = json.dumps(units, indent=1)
    return UNITS.sub(lambda match: f"{match[1]}{text};", plain(path).decode()).encode()


@pytest.mark.parametrize("path", PAGES, ids=file_id)
def test_every_unit_is_a_row_with_its_time(path: Path) -> None:
    (capture,) = load([path])
    rows = rows_of(capture)
    units = units_of(path)
    assert len(rows) == len(units)
    want = sorted((unit["start"], unit["duration"]) for unit in units)
    found = sorted((row[0][1] / S, (row[-1][2] - row[0][1]) / S) for row in rows.values())
    assert found == [pytest.approx(pair, abs=0.011) for pair in want]
    assert capture.timeline is not None
    assert capture.timeline.jobs == 2
    assert capture.compiler.startswith("rustc 1.9")


@pytest.mark.parametrize("path", PAGES, ids=file_id)
def test_the_parts_of_a_row_follow_one_another(path: Path) -> None:
    for row in rows_of(page(plain(path))).values():
        assert all(before[2] <= after[1] for before, after in itertools.pairwise(row))


def test_the_page_of_1_65() -> None:
    rows = rows_of(page(plain(OLD)))
    assert rows["adler 1.0.2"] == [("frontend", 330_000_000, 550_000_000), ("codegen", 550_000_000, 770_000_000)]
    assert rows["ryu 1.0.2 (build script)"] == [("compile build script", 320_000_000, 730_000_000)]
    assert rows["ryu 1.0.2 (run)"] == [("run build script", 740_000_000, 830_000_000)]
    assert rows["tiny 0.1.0 (bin tiny)"] == [("compile", 3_900_000_000, 6_850_000_000)]


def test_proc_macros_are_told_apart() -> None:
    rows = rows_of(page(plain(NEW)))
    macros = {name.split()[0] for name, row in rows.items() if row[0][0] == "compile proc macro"}
    assert macros == {"clap_derive", "proc-macro-error-attr", "serde_derive"}


def sections_of(unit: dict[str, object]) -> None:
    """Write a unit of the page of 1.65 as cargo 1.91 does."""
    ready, duration = unit["rmeta_time"], unit["duration"]
    parts = [["frontend", {"start": 0.0, "end": ready}], ["codegen", {"start": ready, "end": duration}]]
    unit["sections"] = None if ready is None else parts


def renamed(unit: dict[str, object]) -> None:
    """Write it as cargo 1.93 does."""
    sections_of(unit)
    unit["unblocked_units"] = unit.pop("unlocked_units")
    unit["unblocked_rmeta_units"] = unit.pop("unlocked_rmeta_units")


def without_ready(unit: dict[str, object]) -> None:
    """Write it as cargo 1.94 does."""
    renamed(unit)
    del unit["rmeta_time"]


@pytest.mark.parametrize("generation", [sections_of, renamed, without_ready])
def test_the_generations_tell_the_same(generation: Callable[[dict[str, object]], object]) -> None:
    assert rows_of(page(changed(OLD, generation))) == rows_of(page(plain(OLD)))


def test_page_and_log_of_one_build_agree() -> None:
    (logged,) = cargo_build_log.read([source(LOG)], silent)
    shown = page(plain(SECTIONS))
    assert logged.crate == shown.crate == "mini"
    assert logged.compiler == shown.compiler == "rustc 1.97.0-nightly (e50aa6fba 2026-05-19)"
    by_log, by_page = rows_of(logged), rows_of(shown)
    assert {name.split(" (")[0] for name in by_log} == {name.split(" (")[0] for name in by_page}
    assert len(by_log) == len(by_page)
    assert isinstance(logged.timeline, Timeline)
    assert isinstance(shown.timeline, Timeline)
    # The log began 42 ms before the page's clock, which is rounded, too.
    assert abs(logged.timeline.began - shown.timeline.began) < S // 10
    for name, row in by_page.items():
        if name in by_log:
            assert (by_log[name][0][1], by_log[name][-1][2]) == pytest.approx((row[0][1], row[-1][2]), abs=S // 40)


def test_a_build_is_of_no_single_crate() -> None:
    captures = load([TIMELINES / "cargo-timing-1.95.html.gz", TIMELINES / "demo_bin_rel_fatlto.mm_profdata.gz"])
    assert [capture.crate for capture in captures] == ["demo", "demo"]


@given(st.integers(0, len(plain(LOG))))
def test_a_log_cut_anywhere(size: int) -> None:
    try:
        (capture,) = cargo_build_log.read([Source("a", plain(LOG)[:size])], silent)
    except LoadError as error:
        message = error.message
    else:
        rows_of(capture)
        message = "no unit was started in this build; there is nothing to draw."
    assert message == "no unit was started in this build; there is nothing to draw."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<title>Cargo Build Timings</title>", "holds no UNIT_DATA"),
        ("<script>const UNIT_DATA = [];</script>", "cargo built nothing here"),
        ("<script>const UNIT_DATA = [{,}\n];</script>", "UNIT_DATA is damaged"),
        ("<script>const UNIT_DATA = [3, {}, {'x'}\n", "holds no UNIT_DATA to its end"),
    ],
)
def test_damaged_pages_say_so(text: str, said: str) -> None:
    with pytest.raises(LoadError, match=said):
        page(text.encode())


@pytest.mark.parametrize("odd", [None, "x", -1, 1e300, True, [], {}], ids=str)
def test_a_unit_without_times_is_left_out(odd: object) -> None:
    capture = page(changed(OLD, lambda unit: unit.update(start=odd) if unit["name"] == "ryu" else None))
    assert len(rows_of(capture)) == 4
    assert [remark.text for remark in capture.remarks] == ["3 units without times were left out."]
