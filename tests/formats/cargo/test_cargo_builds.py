"""Whole builds: every generation of cargo's page, and its log, of which one build's must agree."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats import load
from cguviz.formats.account import Account, CargoRun
from cguviz.formats.cargo import build_log as cargo_build_log
from cguviz.formats.cargo import timings_page as cargo_timings
from cguviz.formats.source import Source
from cguviz.model.build import CrateKind
from tests.timelines import TIMELINES, file_id, files_named, plain, source

OLD = TIMELINES / "cargo-timing-1.65.html.gz"
NEW = TIMELINES / "cargo-timing-1.95.html.gz"
SECTIONS = TIMELINES / "cargo-timing-1.97-sections.html.gz"
LOG = TIMELINES / "cargo-build-analysis-1.97.jsonl.gz"
PAGES = files_named("cargo-timing*.html", "cargo-timing*.html.gz")
S = 1_000_000_000
UNITS = re.compile(r"(UNIT_DATA = )(\[.*?\n\]);", re.DOTALL)


def page(data: bytes) -> Account:
    return cargo_timings.read_build(Source("a.html", data))


def named(ran: CargoRun) -> str:
    return f"{ran.package} {ran.version} {ran.target}".strip()


def rows_of(told: Account) -> dict[str, CargoRun]:
    found = {named(ran): ran for ran in told.ran}
    assert [ran.start for ran in told.ran] == sorted(ran.start for ran in told.ran)
    for ran in told.ran:
        parts = [moment for moment in (ran.start, *ran.codegen, *ran.link) if moment >= 0]
        assert parts == sorted(parts)
        # Starts are rounded to hundredths of a second, ends of sections are not.
        assert max(*parts, ran.ready) <= ran.end + S // 50
        assert ran.ready < 0 or ran.start <= ran.ready
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
def test_every_unit_has_its_time(path: Path) -> None:
    told = page(plain(path))
    units = units_of(path)
    rows_of(told)
    want = sorted((unit["start"], unit["duration"]) for unit in units)
    found = sorted((ran.start / S, (ran.end - ran.start) / S) for ran in told.ran)
    assert found == [pytest.approx(pair, abs=1e-6) for pair in want]
    assert told.jobs == told.cores == 2
    assert told.compiler.startswith("rustc 1.9")
    assert told.load is not None
    assert told.load.active.max() >= 2
    assert 0 <= told.load.used.min() <= told.load.used.max() <= 1


def test_the_page_of_1_65() -> None:
    rows = rows_of(page(plain(OLD)))
    adler = rows["adler 1.0.2"]
    assert (adler.start, adler.ready, adler.codegen) == (330_000_000, 550_000_000, (550_000_000, 770_000_000))
    script, run = rows["ryu 1.0.2 build script"], rows["ryu 1.0.2 run"]
    assert (script.kind, script.start, script.end) == (CrateKind.BUILD_SCRIPT, 320_000_000, 730_000_000)
    assert (run.kind, run.start, run.end) == (CrateKind.SCRIPT_RUN, 740_000_000, 830_000_000)
    assert script.unlocks == (run.number,)
    assert rows["tiny 0.1.0 bin tiny"].kind is CrateKind.BINARY
    assert adler.unlocks_by_metadata == (rows["miniz_oxide 0.6.2"].number,)


def test_proc_macros_are_told_apart() -> None:
    macros = {ran.package for ran in page(plain(NEW)).ran if ran.kind is CrateKind.PROC_MACRO}
    assert macros == {"clap_derive", "proc-macro-error-attr", "serde_derive"}


@pytest.mark.parametrize(
    ("target", "mode", "kind", "said"),
    [
        (' bin "tiny"', "todo", CrateKind.BINARY, "bin tiny"),
        (' tiny "bin"', "todo", CrateKind.BINARY, "bin tiny"),
        (' tiny "lib" (test)', "todo", CrateKind.TEST, "test tiny"),
        (' example "a-b"', "todo", CrateKind.BINARY, "example a-b"),
        (" build-script (run)", "run-custom-build", CrateKind.SCRIPT_RUN, "run"),
    ],
)
def test_targets_as_each_cargo_names_them(target: str, mode: str, kind: CrateKind, said: str) -> None:
    told = page(changed(OLD, lambda unit: unit.update(target=target, mode=mode) if unit["name"] == "tiny" else None))
    (tiny,) = [ran for ran in told.ran if ran.package == "tiny"]
    assert (tiny.kind, tiny.target) == (kind, said)


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
    logged = cargo_build_log.read_build(source(LOG))
    shown = page(plain(SECTIONS))
    assert logged.title == shown.title == "mini 0.1.0"
    assert logged.compiler == shown.compiler == "rustc 1.97.0-nightly (e50aa6fba 2026-05-19)"
    assert (logged.jobs, logged.cores) == (shown.jobs, shown.cores) == (2, 2)
    by_log, by_page = rows_of(logged), rows_of(shown)
    assert set(by_log) == set(by_page)
    # The log began 42 ms before the page's clock, which is rounded, too.
    assert abs(logged.began - shown.began) < S // 10
    for name, ran in by_page.items():
        other = by_log[name]
        assert (other.start, other.end) == pytest.approx((ran.start, ran.end), abs=S // 40)
        assert (other.unlocks, other.unlocks_by_metadata) == (ran.unlocks, ran.unlocks_by_metadata)
        assert ran.ready == -1
        assert (other.ready >= other.codegen[0] > 0) == (other.kind is CrateKind.LIBRARY)


def test_a_build_is_of_no_single_crate() -> None:
    with pytest.raises(LoadError, match="this tells of a whole build"):
        load([NEW])


@given(st.integers(0, len(plain(LOG))))
def test_a_log_cut_anywhere(size: int) -> None:
    try:
        told = cargo_build_log.read_build(Source("a", plain(LOG)[:size]))
    except LoadError as error:
        message = error.message
    else:
        rows_of(told)
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
    told = page(changed(OLD, lambda unit: unit.update(start=odd) if unit["name"] == "ryu" else None))
    assert len(rows_of(told)) == 4
    assert [remark.text for remark in told.remarks] == ["3 units without times were left out."]
