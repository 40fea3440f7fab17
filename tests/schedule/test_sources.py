"""Where costs come from, and what is said when they have to be guessed."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from cguviz.errors import CguvizError
from cguviz.formats import load
from cguviz.formats.opening_tables import open_table
from cguviz.model.capture import Capture
from cguviz.model.partition import Mode, Partition
from cguviz.model.texts import Texts
from cguviz.model.times.costs import Costs, measured_costs
from cguviz.model.times.item_costs import CostSource, ItemCosts
from cguviz.model.times.measurements import Measurements
from cguviz.model.times.setting import Setting, setting_of
from cguviz.partition import origin, pipeline_of, run_pipeline
from cguviz.schedule import (
    PUBLISHED,
    from_profile,
    from_rates,
    from_table,
    item_costs_of,
    likely_profile,
    predict_costs,
    rates_of,
)
from tests.captures import CAPTURES, capture_id
from tests.schedule.drawn import costs, longs

EXCERPT = Path(__file__).parent.parent / "data" / "opt-top1000-excerpt.txt"
PUBLISHED_DATA = Path(os.environ.get("CGUVIZ_CAPTURES", ".")).parent / "top1000"

RELEASE = Setting(opt="3")


def test_the_compiled_stage_costs_what_was_measured(regex: Capture) -> None:
    own = from_profile(regex, regex.partition("MERGE"))
    assert own is not None
    assert own.exact
    assert own.costs.size.tolist() == regex.partition("MERGE").unit_sizes.tolist()
    assert regex.timeline is not None
    measured = measured_costs(regex.timeline)
    names = measured.units.tolist()
    rows = [names.index(name) for name in own.costs.units]
    assert own.costs.total.tolist() == measured.total[rows].tolist()
    assert own.overhead.thin_link == 10_459_757


def test_units_are_ordered_by_what_the_profile_says_not_by_inferred_sizes(regex: Capture) -> None:
    merged = regex.partition("MERGE")
    inferred = merged.replace(size=merged.size[::-1].copy())
    own = from_profile(regex.replace(partitions=(inferred,)), inferred)
    assert own is not None
    assert own.costs.size.tolist() == merged.unit_sizes.tolist()
    assert regex.timeline is not None
    blank = regex.timeline.replace(estimate=np.full(len(regex.timeline.units), -1, np.int64))
    guessed = from_profile(regex.replace(partitions=(inferred,), timeline=blank), inferred)
    assert guessed is not None
    assert guessed.costs.size.tolist() == inferred.unit_sizes.tolist()


def test_sizes_of_the_profile_are_those_of_the_dump(regex: Capture) -> None:
    assert regex.timeline is not None
    measured = measured_costs(regex.timeline)
    sizes = dict(zip(measured.units, measured.size, strict=True))
    merged = regex.partition("MERGE")
    assert [sizes[name] for name in merged.units] == merged.unit_sizes.tolist()


def test_a_what_if_gets_the_costs_with_the_items(toy: Capture) -> None:
    own = from_profile(toy, None)
    pipeline = pipeline_of("massage")
    change = run_pipeline(toy, origin(toy, pipeline), pipeline).partition
    moved = from_profile(toy, change)
    assert own is not None
    assert moved is not None
    assert not moved.exact
    assert "was not compiled" in moved.notes[0]
    # Nothing in the toy is inlined, so nothing is copied and nothing gets lost but what was rounded, and what units
    # cost besides their items: there are five instead of nine.
    assert moved.costs.generate.sum() == pytest.approx(own.costs.generate.sum(), abs=len(change.units))
    before, after = (int((each.costs.optimize + each.costs.lto).sum()) for each in (own, moved))
    assert before * len(change.units) / len(own.costs) < after < before


def test_the_same_partition_costs_the_same(regex: Capture) -> None:
    merged = regex.partition("MERGE")
    own = from_profile(regex, merged)
    assert own is not None
    items = item_costs_of(regex)
    assert items is not None
    unchanged = predict_costs(items, merged, items.setting).costs
    assert unchanged.size.tolist() == merged.unit_sizes.tolist()
    for name in ("generate", "optimize", "lto"):
        assert getattr(unchanged, name).tolist() == pytest.approx(getattr(own.costs, name).tolist(), abs=1)  # rounding


def test_merging_anew_what_was_merged_costs_what_was_measured(regex: Capture) -> None:
    own = from_profile(regex, regex.partition("MERGE"))
    pipeline = pipeline_of("merge")
    merged = run_pipeline(regex, regex.partition("PLACE"), pipeline).partition
    again = from_profile(regex, merged)
    assert own is not None
    assert again is not None
    assert sorted(again.costs.total.tolist()) == pytest.approx(sorted(own.costs.total.tolist()), abs=3)  # rounding


def test_copies_cost_what_they_cost_where_the_root_items_come_from() -> None:
    base = _partition(["a", "b"], {"a": "R0 I1 I2", "b": "R3 I1 I2"})
    measured = _named(costs([30, 30], [300, 30], [0, 0]), ["a", "b"])  # 10 for each size in a, 1 in b
    change = _partition(["x", "y", "z"], {"x": "R0 I1", "y": "R0 R3 I1", "z": "I2"})
    moved = _moved(measured, base, change)
    # y has as much from a as from b; z has no root item, and copies of both count alike.
    assert moved.generate.tolist() == [100 + 100, 100 + 10 + 55, 55]


@pytest.mark.parametrize("folder", [folder for folder in CAPTURES if "toy" not in folder.name], ids=capture_id)
def test_debug_and_release_builds_are_told_apart(folder: Path) -> None:
    (capture,) = load([folder / "dump.txt.gz"])
    profile, reason = likely_profile(capture, capture.partition())
    assert profile in folder.name
    assert "of its placements are copies" in reason


def test_a_profile_tells_debug_from_release(toy: Capture) -> None:
    assert likely_profile(toy, toy.partition()) == ("release", "its profile has LTO")


def test_default_costs_follow_sizes(regex: Capture) -> None:
    merged = regex.partition("MERGE")
    guessed = from_rates(PUBLISHED["release"], regex, merged, "medians")
    assert guessed.costs.generate.tolist() == np.rint(merged.unit_sizes * 1591.0).tolist()
    (note,) = guessed.notes
    assert note.startswith(
        "Each unit of rustc's size estimate is taken to cost 1.6 µs to generate, 31.6 µs to optimize, "
    )


def test_without_sizes_something_stands_in_and_is_said(regex: Capture, toy: Capture) -> None:
    blank = regex.partition("MERGE")
    blank = blank.replace(size=np.full(len(blank), -1, np.int64))
    guessed = from_rates(PUBLISHED["debug"], regex, blank, "medians")
    assert "LLVM instructions stand in" in guessed.notes[1]
    assert guessed.costs.size.min() > 0
    items = toy.items.replace(instructions=np.full(len(toy.items), -1, np.int64))
    blank = toy.partition().replace(size=np.full(len(toy.partition()), -1, np.int64))
    assert "numbers of items stand in" in from_rates(PUBLISHED["debug"], toy.replace(items=items), blank, "m").notes[1]


def test_given_costs_are_matched_by_name(toy: Capture) -> None:
    units = toy.partition().units.tolist()
    given = _named(costs([9, 8], [1, 2], [3, 4]), [units[1], "stranger"])
    chosen = from_table(given, toy, toy.partition(), "costs.json")
    assert [note.partition(":")[0] for note in chosen.notes] == [
        "Not in INTERNALIZE, and left out",
        "Without costs in costs.json, so taken by size (size estimates)",
    ]
    assert chosen.costs.units.tolist() == units
    assert (chosen.costs.size[1], chosen.costs.generate[1], chosen.costs.optimize[1]) == (9, 1, 3)
    assert chosen.costs.optimize[0] == round(
        int(toy.partition().unit_sizes[0]) * 3 / int(toy.partition().unit_sizes[1])
    )


def test_costs_of_other_units_are_scheduled_as_they_are(toy: Capture) -> None:
    given = _named(costs([9, 8], [1, 2], [3, 4]), ["a", "b"])
    chosen = from_table(given, toy, toy.partition(), "costs.json")
    assert chosen.costs is given
    assert "its own units are scheduled" in chosen.notes[0]


def test_costs_that_cannot_be_guessed_are_an_error(toy: Capture) -> None:
    units = toy.partition().units.tolist()
    sizes = toy.partition().size.copy()
    sizes[: int(toy.partition().starts[1])] = 0
    given = _named(costs([9], [1], [3]), [units[0]])
    with pytest.raises(CguvizError, match=r"costs\.json has no costs of .* and 5 more"):
        from_table(given, toy, toy.partition().replace(size=sizes), "costs.json")


def test_no_profile_no_costs_of_its_own(toy: Capture) -> None:
    assert from_profile(toy.replace(timeline=None), toy.partition()) is None


def test_medians_leave_small_units_out() -> None:
    column = longs(1, 2000, 4000, 2000)
    measured = Measurements(
        Texts.of(["x"]),
        np.zeros(4, np.int32),
        Texts.of("abcd"),
        Texts.of([]),
        np.empty((0, 4), np.int64),
        column,
        longs(900, 2000, 8000, 6000),
        longs(900, 4000, 4000, 4000),
        longs(0, 0, 0, 0),
    )
    rates = rates_of(measured)
    assert (rates.generate, rates.optimize, rates.lto) == (2.0, 2.0, 0.0)


def test_a_recorded_size_gives_way_to_what_rustc_would_count() -> None:
    table = open_table(EXCERPT)
    assert table is not None
    assert isinstance(table.content, Measurements)
    row = table.content.units.tolist().index("quote.d861e42904284cab-cgu.00")
    assert (table.content.size[row], table.content.rustc_size[row]) == (7858, 63 + 519 + 363 + 1356)


@pytest.mark.skipif(not PUBLISHED_DATA.is_dir(), reason="the complete published measurements are not here")
@pytest.mark.parametrize(("profile", "name"), [("debug", "Debug"), ("release", "Opt")])
def test_default_rates_are_the_published_medians(profile: str, name: str) -> None:
    table = open_table(PUBLISHED_DATA / f"{name}-Top1000-1.txt.gz")
    assert table is not None
    assert isinstance(table.content, Measurements)
    rates, known = rates_of(table.content), PUBLISHED[profile]
    found = (round(rates.generate), round(rates.optimize), round(rates.lto))
    assert found == pytest.approx((known.generate, known.optimize, known.lto), abs=1)


def test_what_was_copied_tells_nothing_of_its_items() -> None:
    base = _partition(["a", "b"], {"a": "R0", "b": "R1"})
    measured = _named(costs([10, 10], [100, 0], [0, 0], copy=[0, 5]), ["a", "b"])
    moved = _moved(measured, base, _partition(["x"], {"x": "R0 R1"}))
    assert moved.generate.tolist() == [200]
    assert moved.copy.tolist() == [0]


@pytest.mark.parametrize(
    ("command", "units", "lto", "opt", "local"),
    [
        ("rustc --crate-name x -C opt-level=3 -C embed-bitcode=no", 0, "", "3", True),
        ("rustc -C opt-level=3 -C codegen-units=1", 1, "", "3", False),
        ("rustc -C codegen-units=1 -Ccodegen-units=4 -O", 4, "", "2", True),
        ("rustc --crate-type lib -C debuginfo=2", 0, "", "0", False),
        ("rustc -C opt-level=s -C lto=off", 0, "off", "s", False),
        ("rustc -C opt-level=3 -C lto", 0, "fat", "3", False),
        ("rustc -C opt-level=3 -C linker-plugin-lto -C lto=thin", 0, "thin", "3", False),
    ],
)
def test_local_lto_runs_where_rustc_runs_it(command: str, units: int, lto: str, opt: str, local: bool) -> None:
    found = setting_of(command)
    assert found == Setting(units, lto, opt)
    assert found.local_lto is local


def test_one_unit_that_is_named_has_no_lto_and_a_default_build_merged_to_one_has() -> None:
    base = _partition(["a", "b"], {"a": "R0 I1", "b": "R2 I1"})
    measured = _named(costs([20, 20], [4, 4], [100, 100], [150, 150]), ["a", "b"])
    one = _partition(["x"], {"x": "R0 R2 I1"})
    named, default = (_moved(measured, base, one, Setting(units, opt="3")) for units in (1, 0))
    assert named.lto.tolist() == [0]
    assert default.lto[0] > default.optimize[0] > 0
    assert named.optimize[0] < default.optimize[0] + default.lto[0]
    off = _moved(measured, base, base, Setting(0, "off", "3"))
    assert off.lto.tolist() == [0, 0]
    assert (measured.optimize < off.optimize).all()
    assert (off.optimize < measured.optimize + measured.lto).all()


def test_lto_appears_where_one_unit_becomes_many() -> None:
    """And there and back is where it began: the factors are inverse."""
    base = _partition(["a"], {"a": "R0 R1 R2"})
    measured = _named(costs([30], [6], [300], [0]), ["a"])
    many = _partition(["x", "y"], {"x": "R0", "y": "R1 R2"})
    ten = np.full(4, 10.0)
    items = ItemCosts(base, measured, ten, ten, ten, np.zeros(3), CostSource.UNITS, Setting(1, opt="3"))
    found = predict_costs(items, many, Setting(2, opt="3"))
    assert found.split == 1.0
    assert (found.costs.lto > 0).all()
    assert int((found.costs.optimize + found.costs.lto).sum()) > 300
    again = _moved(found.costs, many, base, Setting(1, opt="3"))
    assert again.optimize.tolist() == pytest.approx([300], abs=3)
    # At level 0 there is no LTO on either side.
    debug = predict_costs(items.replace(setting=Setting(1, opt="0")), many, Setting(2, opt="0")).costs
    assert debug.lto.tolist() == [0, 0]
    assert debug.optimize.tolist() == [95, 190]  # one unit takes 5 % more than its parts


def test_fat_lto_stays_one_piece() -> None:
    base = _partition(["a", "b"], {"a": "R0", "b": "R1 R2"})
    measured = _named(costs([10, 20], [1, 1], [5, 5], [70, 0]), ["a", "b"])
    assert (measured.fat_lto, measured.own_lto.tolist()) == (70, [0, 0])
    moved = _moved(measured, base, _partition(["x", "y"], {"x": "R0 R1", "y": "R2"}))
    assert moved.lto.tolist() == [70, 0]
    alone = _named(costs([10], [1], [5], [70]), ["a"])
    assert (alone.fat_lto, alone.own_lto.tolist()) == (0, [70])


def _moved(measured: Costs, base: Partition, change: Partition, setting: Setting = RELEASE) -> Costs:
    """Move costs of units with items of weight 10, where a unit costs nothing besides its items."""
    ten = np.full(4, 10.0)
    items = ItemCosts(base, measured, ten, ten, ten, np.zeros(3), CostSource.UNITS, RELEASE)
    return predict_costs(items, change, setting).costs


def _named(units: Costs, names: list[str]) -> Costs:
    return units.replace(units=Texts.of(names))


def _partition(units: list[str], drawn: dict[str, str]) -> Partition:
    """Make a partition of items of size 10: R0 is item 0 as a root item, I1 a copy of item 1."""
    placed = [drawn[unit].split() for unit in units]
    words = [word for unit in placed for word in unit]
    none = np.zeros(len(words), np.uint8)
    return Partition(
        "DRAWN",
        Texts.of(units),
        np.cumsum([0, *map(len, placed)]),
        np.array([int(word[1:]) for word in words], np.int32),
        np.array([Mode.INLINED if word[0] == "I" else Mode.ROOT for word in words], np.uint8),
        none,
        none,
        np.full(len(words), 10, np.int64),
    )
