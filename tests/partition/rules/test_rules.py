"""What holds for every rule, on random starts and on a real capture."""

from __future__ import annotations

import importlib.util
import inspect
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cguviz.partition
from cguviz.errors import PartitionError
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.partition import Mode, Partition
from cguviz.partition import (
    PARTITIONERS,
    PRESETS,
    Start,
    find_rule,
    origin,
    parse,
    pipeline_of,
    run_pipeline,
    start_of,
)
from cguviz.partition.options import fields_of
from cguviz.partition.presets import Preset
from cguviz.partition.rule import Need, Partitioner
from tests.partition.starts import capture_of, contents, roots, shuffled, start_with, starts

HAS_METIS = importlib.util.find_spec("pymetis") is not None
RULES = [rule for rule in PARTITIONERS if HAS_METIS or rule.name != "min-cut"]
few = settings(max_examples=30)
"""There are a dozen rules for each test."""

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def applied(rule: Partitioner, start: Start, **options: object) -> Partition:
    return rule.apply(start, rule.options(**options))


def units_option(rule: Partitioner, start: Start, units: int) -> dict[str, int]:
    """Return the option for at most so many units, where the rule has it and the items are enough."""
    if not any(field.name == "units" for field in fields_of(rule.options)):
        return {}
    return {"units": min(units, len(roots(start.partition)))}


@every_rule
@few
@given(start=starts(), units=st.integers(1, 20))
def test_no_item_is_lost_and_no_root_is_in_two_units(rule: Partitioner, start: Start, units: int) -> None:
    result = applied(rule, start, **units_option(rule, start, units))
    assert set(result.item.tolist()) == set(start.partition.item.tolist())
    after = roots(result)
    assert len(after) == len(set(after))
    # dedup makes roots of copies; no rule makes a copy of a root.
    assert set(roots(start.partition)) <= set(after)
    assert rule.name == "dedup" or roots(start.partition) == after
    names = result.units.tolist()
    assert len(set(names)) == len(names)
    assert np.array_equal(result.size, start.items.size[result.item])
    for held in (result.item[begin:end] for begin, end in zip(result.starts[:-1], result.starts[1:], strict=True)):
        assert np.all(np.diff(held) > 0)


@every_rule
@few
@given(start=starts(), units=st.integers(1, 20))
def test_copies_stay_with_the_roots_they_were_with(rule: Partitioner, start: Start, units: int) -> None:
    """Each copy is in a unit that got a root of its old unit, if that had any; only dedup makes one copy of many."""
    if rule.name == "dedup":
        return
    result = contents(applied(rule, start, **units_option(rule, start, units)))
    for held in contents(start.partition).values():
        with_root = [item for item, mode in held.items() if mode != Mode.INLINED]
        heirs = [after for after in result.values() if any(item in after for item in with_root)]
        for item, mode in held.items():
            if mode == Mode.INLINED and with_root:
                assert any(item in heir for heir in heirs)


@every_rule
@few
@given(data=st.data(), start=starts())
def test_the_order_of_placements_does_not_matter(rule: Partitioner, data: st.DataObject, start: Start) -> None:
    other = data.draw(st.composite(lambda draw: shuffled(start, draw))())
    assert equal(applied(rule, start), applied(rule, start))
    assert equal(applied(rule, start), applied(rule, other))


@every_rule
@few
@given(start=starts(), units=st.integers(1, 20))
def test_the_number_of_units_is_kept(rule: Partitioner, start: Start, units: int) -> None:
    options = units_option(rule, start, units)
    if not options:
        return
    count = len(applied(rule, start, **options).units)
    if rule.name == "split":
        assert count >= len(start.partition.units) - 1
    else:
        assert count <= options["units"]
    # Differencing may put two units of size 0 into one bin.
    if rule.whole and (rule.name != "differencing" or min(start.partition.unit_sizes) > 0):
        assert count == min(options["units"], len(start.partition.units))


@every_rule
@few
@given(start=starts())
def test_whole_units_stay_together(rule: Partitioner, start: Start) -> None:
    result = contents(applied(rule, start))
    goals = [
        [name for name, after in result.items() if set(held) <= set(after)]
        for held in contents(start.partition).values()
    ]
    if rule.whole:
        assert all(goals)
        assert run_pipeline(capture_of(start), start.partition, parse(rule.name)).moves == 0


@every_rule
def test_every_rule_runs_on_a_real_capture(rule: Partitioner, regex: Capture) -> None:
    pipeline = parse(rule.name)
    base = origin(regex, pipeline)
    assert base.stage == rule.origin
    outcome = run_pipeline(regex, base, pipeline)
    assert set(outcome.partition.item.tolist()) == set(base.item.tolist())
    assert outcome.partition.stage == f"{rule.origin}+{rule.name.upper()}"
    assert outcome.partition.stage not in regex.stages
    assert rule.whole <= (outcome.moves == 0)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_runs_on_a_real_capture(preset: Preset, regex: Capture) -> None:
    pipeline = pipeline_of(preset.name)
    outcome = run_pipeline(regex, origin(regex, pipeline), pipeline)
    assert outcome.partition.stage == preset.name
    assert preset.name not in {rule.name for rule in PARTITIONERS}


def test_the_table_says_of_each_rule_what_its_docstring_says() -> None:
    assert len({rule.name for rule in PARTITIONERS}) == len(PARTITIONERS)
    for rule in PARTITIONERS:
        (module,) = {rule.options.__module__}
        text = inspect.getsource(sys.modules[module])
        assert rule.pull_request in text
        assert rule.standing in text.casefold()


def test_options_of_one_name_are_written_alike() -> None:
    readings: dict[str, set[str]] = {}
    for rule in PARTITIONERS:
        for field in fields_of(rule.options):
            assert re.fullmatch(r"[a-z-]+", field.word)
            assert field.meaning
            readings.setdefault(field.word, set()).add(field.reading.metavar)
    assert {name: found for name, found in readings.items() if len(found) > 1} == {}


def test_there_is_one_module_for_each_rule_but_for_what_belongs_together() -> None:
    folder = Path(cguviz.partition.__file__).parent / "rules"
    modules = {rule.options.__module__.rpartition(".")[2] for rule in PARTITIONERS}
    assert modules <= {path.stem for path in folder.glob("*.py")}
    assert len(modules) >= len(PARTITIONERS) - 1


def refusals(rule: Partitioner, start: Start) -> str:
    with pytest.raises(PartitionError) as refused:
        applied(rule, start)
    return str(refused.value)


@every_rule
def test_what_a_rule_needs_is_asked_for(rule: Partitioner, regex: Capture) -> None:
    start = start_of(regex, regex.partition(rule.origin))
    assert "nothing for" in refusals(rule, start_with([1], [], ["a"], []))
    if rule.needs & {Need.USES, Need.USES_OF_COPIES}:
        assert "LLVM IR" in refusals(rule, start.replace(uses=None))
    else:
        applied(rule, start.replace(uses=None))
    few, many = (
        start.partition.replace(size=np.where(np.arange(len(start.partition)) < count, -1, start.partition.size))
        for count in (5, 50)
    )
    applied(rule, start.replace(partition=few))
    if Need.SIZES in rule.needs:
        assert "size estimates, and 50 items of" in refusals(rule, start.replace(partition=many))
    else:
        applied(rule, start.replace(partition=many))
    if rule.unmerged:
        assert "take the stage PLACE" in refusals(rule, start_of(regex, regex.partition("MERGE")))
        alone = regex.replace(partitions=(regex.partition("MERGE"),))
        said = refusals(rule, start_of(alone, alone.partition()))
        assert "MERGE has been merged already" in said
        assert "this capture holds none; record the crate with cguviz, which keeps them (cargo cguviz)" in said
    else:
        applied(rule, start_of(regex, regex.partition("MERGE")))


def test_without_copies_splitting_needs_no_uses() -> None:
    start = start_with([5, 5], [(0, 0, Mode.ROOT), (0, 1, Mode.ROOT)], ["a"])
    assert len(applied(find_rule("split"), start, units=2).units) == 2


def test_options_of_another_rule_are_a_mistake() -> None:
    start = start_with([5], [(0, 0, Mode.ROOT)], ["a"])
    with pytest.raises(TypeError, match="merge takes MergeOptions, not SplitOptions"):
        find_rule("merge").apply(start, find_rule("split").options())


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.name in ("merge", "greedy", "min-cut")], ids=lambda rule: rule.name
)
def test_units_must_be_fillable(rule: Partitioner) -> None:
    start = start_with([5], [(0, 0, Mode.ROOT)], ["a"], [])
    applied(rule, start, units=1)
    # What nobody asked for is no mistake.
    applied(rule, start)
    with pytest.raises(PartitionError, match="one item cannot fill 2 units; ask for 1"):
        applied(rule, start, units=2)
