"""Pipelines: written down, read again, run."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import PartitionError
from cguviz.formats import load, save
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.times.costs import measured_costs
from cguviz.partition import (
    ESTIMATES,
    PARTITIONERS,
    Pipeline,
    Step,
    find_rule,
    format_pipeline,
    origin,
    parse,
    run_pipeline,
    start_of,
)
from cguviz.partition.options import COUNT, FACTOR, FLAG, SIZE, OptionField, Value, fields_of
from cguviz.partition.pipeline import free_stage
from cguviz.partition.rules.merge import MergeOptions
from tests.captures import sample_named
from tests.partition.starts import contents


def values_of(field: OptionField) -> st.SearchStrategy[Value]:
    """Return what an option may hold."""
    known = {
        COUNT: st.integers(1, 999),
        SIZE: st.integers(0, 9999),
        FLAG: st.booleans(),
        FACTOR: st.floats(0.01, 100),
    }
    words = known.get(field.reading, st.sampled_from(field.reading.metavar.split("|")))
    return st.none() | words if field.default is None else words


@st.composite
def steps(draw: st.DrawFn) -> Step:
    rule = draw(st.sampled_from(PARTITIONERS))
    values = {field.name: draw(values_of(field)) for field in fields_of(rule.options)}
    return Step(rule.name, rule.options(**values))


pipelines = st.builds(
    Pipeline,
    st.lists(steps(), min_size=1, max_size=4).map(tuple),
    st.sampled_from(["", "even", "my own"]),
    st.sampled_from([estimate.name for estimate in ESTIMATES]),
)


@given(pipelines)
def test_what_is_written_reads_the_same(pipeline: Pipeline) -> None:
    assert parse(format_pipeline(pipeline)) == pipeline


def test_spaces_and_underscores_do_not_matter() -> None:
    pipeline = parse("  even :massage|merge  units=16 min_size=5 ")
    assert format_pipeline(pipeline) == "even: massage | merge units=16 min-size=5"
    assert parse("merge units=default incremental=default") == parse("merge")


def test_cores_are_counted_when_they_are_read() -> None:
    assert format_pipeline(parse("merge units=cores")) == f"merge units={os.cpu_count()}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a rule is missing in ''"),
        ("massage | | merge", "a rule is missing"),
        ("estimate blocks", "there is no rule in 'estimate blocks'"),
        ("merge | estimate blocks", "write the estimate once and first"),
        ("estimate bytes | merge", "there is no estimate 'bytes'; there are rustc, blocks, items, instructions, times"),
        ("join", "there is no rule 'join'; there are merge, two-smallest"),
        ("merge 16", "write OPTION=VALUE after merge, not '16'"),
        ("merge parts=16", "merge has no option 'parts'; it has units, min-size, incremental, limit"),
        ("internalize units=16", "internalize has no option 'units'; it has none"),
        ("merge units=many", "units of merge must be a whole number from 1, or cores, not 'many'"),
        ("merge units=0", "units must be a whole number from 1, or cores, not 0"),
        ("merge limit=maybe", "limit of merge must be yes or no, not 'maybe'"),
        ("merge limit=default", "limit of merge must be yes or no, not 'default'"),
        ("split factor=nan", "factor must be a number above 0, not nan"),
        ("massage passes=two", "passes must be one or all, not two"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, said: str) -> None:
    with pytest.raises(PartitionError) as refused:
        parse(text)
    assert said in str(refused.value)


def test_rules_run_in_their_order(regex: Capture) -> None:
    """Massaging first and merging first differ, and each is what its rules make of one another's results."""
    place = regex.partition("PLACE")
    first = run_pipeline(regex, place, parse("massage | merge units=16"))
    last = run_pipeline(regex, place, parse("merge units=16 | massage"))
    assert contents(first.partition) != contents(last.partition)
    assert first.partition.stage == "PLACE+MASSAGE+MERGE,units=16"
    assert last.partition.stage == "PLACE+MERGE,units=16+MASSAGE"
    start = start_of(regex, place)
    for rule in ("massage", "merge"):
        chosen = MergeOptions(units=16) if rule == "merge" else find_rule(rule).options()
        start = start.replace(partition=find_rule(rule).apply(start, chosen))
    assert equal(first.partition, start.partition)


def test_estimates_steer_and_sizes_stay_rustcs(regex: Capture) -> None:
    place = regex.partition("PLACE")
    made = {
        estimate.name: run_pipeline(regex, place, parse(f"estimate {estimate.name} | merge units=8")).partition
        for estimate in ESTIMATES
    }
    for partition in made.values():
        assert np.array_equal(partition.size, regex.items.size[partition.item])
    assert len({tuple(partition.unit_sizes.tolist()) for partition in made.values()}) == len(ESTIMATES)
    # By items, units are numbered by the number of their items.
    counts = np.diff(made["items"].starts)
    assert np.all(np.diff(counts) <= 0)
    assert made["items"].stage == "PLACE+MERGE,units=8,estimate=items"


def test_an_estimate_that_is_not_known_says_what_to_open() -> None:
    (log,) = load([sample_named("regex-1.7.1-release") / "dump.txt.gz"])
    with pytest.raises(PartitionError, match=r"estimate blocks is not known for [\d,]+ items: open the LLVM IR"):
        run_pipeline(log, log.partition("PLACE"), parse("estimate blocks | merge"))


def test_without_sizes_items_can_be_counted() -> None:
    (listed,) = load([sample_named("serde_json-1.0.87-release") / "mono-items.txt.gz"])
    with pytest.raises(PartitionError, match=r"752 items of .* have none"):
        run_pipeline(listed, listed.partition(), parse("min-size"))
    outcome = run_pipeline(listed, listed.partition(), parse("estimate items | min-size min-size=200"))
    assert len(outcome.partition.units) < len(listed.partition().units)
    assert np.all(outcome.partition.size == -1)


def test_a_few_items_without_a_size_count_one_each_and_are_told(regex: Capture) -> None:
    place = regex.partition("PLACE")
    gone = place.item[~place.inlined][:3]
    few = place.replace(size=np.where(np.isin(place.item, gone), -1, place.size))
    capture = regex.replace(partitions=(few,))
    outcome = run_pipeline(capture, few, parse("merge units=16"))
    assert outcome.unsized == 3
    sizes = regex.items.size.copy()
    sizes[gone] = 1
    counted = place.replace(size=sizes[place.item])
    wanted = run_pipeline(regex.replace(partitions=(counted,)), counted, parse("merge units=16")).partition
    assert contents(outcome.partition) == contents(wanted)
    assert run_pipeline(capture, few, parse("massage")).unsized == 0
    assert run_pipeline(capture, few, parse("estimate items | merge units=16")).unsized == 0


def test_where_a_pipeline_starts(toy: Capture) -> None:
    assert origin(toy, parse("massage | aggressive")).stage == "PLACE"
    assert origin(toy, parse("aggressive")).stage == "MERGE"
    lone = toy.replace(partitions=toy.partitions[2:])
    assert origin(lone, parse("massage")).stage == origin(lone, parse("aggressive")).stage == "INTERNALIZE"


def test_a_result_is_a_stage_that_is_kept(toy: Capture, tmp_path: Path) -> None:
    outcome = run_pipeline(toy, toy.partition("PLACE"), parse("even: massage"))
    assert outcome.partition.stage == "even"
    kept = toy.replace(partitions=(*toy.partitions, outcome.partition))
    save(tmp_path / "toy.cguviz", [kept])
    (read,) = load([tmp_path / "toy.cguviz"])
    assert equal(read.partition("even"), outcome.partition)
    again = run_pipeline(read, read.partition("PLACE"), parse("even: massage"))
    assert again.partition.stage == "even-2"
    assert free_stage("MERGE", ["merge", "MERGE-2"]) == "MERGE-3"


def test_measured_times_are_shared_among_the_items_of_a_unit(regex: Capture) -> None:
    """What all placements of the measured units are said to cost is what was measured, but for rounding."""
    assert regex.timeline is not None
    start = start_of(regex, regex.partition("PLACE"))
    assert start.micros is not None
    costs = measured_costs(regex.timeline)
    spent = int(start.micros[regex.partition().item].sum())
    assert spent == pytest.approx(costs.total.sum() / 1000, rel=0.02)
    outcome = run_pipeline(regex, regex.partition("PLACE"), parse("estimate times | merge units=16"))
    assert len(outcome.partition.units) == 16


def test_measured_times_need_a_profile(regex: Capture) -> None:
    bare = regex.replace(timeline=None)
    with pytest.raises(PartitionError, match="open a self-profile of the same build too"):
        run_pipeline(bare, bare.partition("PLACE"), parse("estimate times | merge units=16"))
