"""What was measured of what is open, and why something was not."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.partition import origin, pipeline_of, run_pipeline
from cguviz.workspace.estimates.make import LONE, NOTHING, MeasuredSource, estimates_of, source_of
from cguviz.workspace.estimates.plot import choose_scatter, sheet_of
from cguviz.workspace.requests.scatter import ALL, SHOWN, Scatter
from cguviz.workspace.state.pairing import fit_sides
from cguviz.workspace.state.workspace import ESTIMATES, GRAPH, Workspace
from tests.captures import capture_named, has_capture
from tests.scene.plots import DEBUG, OPT, REGEX, estimates_in, plot_in

COMPLETE = Path(os.environ.get("CGUVIZ_CAPTURES", ".")).parent / "top1000"


def what_if(capture: Capture, rule: str) -> Partition:
    pipeline = pipeline_of(rule)
    return run_pipeline(capture, origin(capture, pipeline), pipeline).partition


def test_stages_that_were_not_compiled_say_so(regex: Capture) -> None:
    found = source_of(regex, "PLACE", "regex", 0)
    assert found == "PLACE was not compiled, so its units have no times; INTERNALIZE was."
    for stage in ("MERGE", "INTERNALIZE", ""):
        found = source_of(regex, stage, "regex", 0)
        assert isinstance(found, MeasuredSource)
        assert len(found.measurements) == 16
        assert found.details.endswith(stage or "INTERNALIZE")


def test_a_what_if_is_told_from_what_its_units_are_called_like(regex: Capture) -> None:
    other = what_if(regex, "other: merge units=12")
    lab = regex.replace(partitions=(*regex.partitions, other))
    assert set(other.units) <= set(regex.partition().units)
    told = source_of(lab, other.stage, "regex", 0)
    assert told == f"{other.stage} was not compiled, so its units have no times; INTERNALIZE was."
    last = source_of(lab, "", "regex", 0)
    assert isinstance(last, MeasuredSource)
    assert last.details.endswith("INTERNALIZE")


def test_without_a_profile_it_is_said_what_to_open(regex: Capture) -> None:
    told = source_of(regex.replace(timeline=None), "", "regex", 0)
    assert isinstance(told, str)
    assert "regex has no self-profile" in told
    nothing = estimates_of([], [told])
    assert nothing.reasons == (told,)
    assert estimates_of([]).reasons == (NOTHING,)
    assert choose_scatter(nothing, Scatter(), 0) is None
    sheet = sheet_of(nothing, 0, [Scatter()])
    assert (sheet.plots, sheet.caption) == ((), nothing.reasons)


def test_the_view_fits_what_the_files_hold(regex: Capture) -> None:
    (table,) = load([DEBUG])
    assert fit_sides(Workspace(), (table,)).view == ESTIMATES
    assert fit_sides(Workspace(view=ESTIMATES), (regex,)).view == ESTIMATES
    assert fit_sides(Workspace(view=ESTIMATES), (regex.replace(timeline=None),)).view == GRAPH


def test_one_unit_has_nothing_to_be_compared_with() -> None:
    whole = estimates_in(DEBUG)
    lone = int(np.flatnonzero(whole.count == 0)[0])
    rows = np.flatnonzero(whole.measurements.crate == lone)
    table = whole.measurements
    columns = {name: getattr(table, name)[rows] for name in ("size", "generate", "optimize", "lto", "crate")}
    single = table.replace(units=table.units.take(rows), values=table.values[:, rows], **columns)
    assert estimates_of([MeasuredSource(single, single.units, "x", "", 0)]).reasons == (LONE,)


def test_crates_of_all_sources_are_told_apart() -> None:
    estimates = estimates_in(DEBUG, OPT, REGEX)
    titles = estimates.titles.tolist()
    assert len(set(titles)) == len(titles) == len(estimates.count)
    assert "regex" in titles
    assert {title for title in titles if title.startswith("syn")} >= {"syn (debug)", "syn (opt)"} or "syn" in titles
    assert estimates.crate_of_capture(2) == titles.index("regex")
    assert estimates.crate_of_capture(0) == ALL
    counted = estimates.count > 0
    first = estimates.error[0]
    assert (first[counted] >= 0).all()
    assert (first[~counted] < 0).all()
    assert float(first[counted].mean()) == pytest.approx(estimates.estimators[0].error)


def test_the_crate_that_is_meant() -> None:
    estimates = estimates_in(DEBUG, REGEX)
    regex = estimates.titles.tolist().index("regex")
    assert choose_scatter(estimates, Scatter(SHOWN), 1) == Scatter(regex, "size estimate")
    assert choose_scatter(estimates, Scatter(SHOWN), 0) == Scatter(ALL, "size estimate")
    assert choose_scatter(estimates, Scatter(99), 0) == Scatter(ALL, "size estimate")
    # Blocks of MIR are counted in the published table only.
    assert choose_scatter(estimates, Scatter(regex, "blocks"), 0) == Scatter(regex, "size estimate")
    assert choose_scatter(estimates, Scatter(ALL, "blocks"), 0) == Scatter(ALL, "blocks")
    assert choose_scatter(estimates_in(REGEX), Scatter(ALL), 0) == Scatter(0, "size estimate")


@pytest.mark.skipif(not has_capture("regex-1.7.1-debug-default"), reason="the complete captures are not here")
def test_hashed_units_are_named_by_what_is_in_them() -> None:
    plot = plot_in(estimates_in(str(capture_named("regex-1.7.1-debug-default"))))
    assert plot.log
    assert plot.label[int(plot.worst[0])].endswith("exec")
    assert len(set(plot.label.tolist())) == len(plot)


def test_the_worst_unit_of_each_crate() -> None:
    estimates = estimates_in(DEBUG)
    for crate in np.flatnonzero(estimates.count > 0).tolist():
        plot = plot_in(estimates, Scatter(crate, "", "linear"))
        assert estimates.labels[int(estimates.worst[crate])] == plot.label[int(np.argmax(plot.deviation))]


@pytest.mark.skipif(not COMPLETE.is_dir(), reason="the complete published measurements are not here")
@pytest.mark.parametrize(("name", "share"), [("Debug", 0.11), ("Opt", 0.14)])
def test_how_many_of_the_published_units_are_far_off(name: str, share: float) -> None:
    plot = plot_in(estimates_in(str(COMPLETE / f"{name}-Top1000-1.txt.gz")))
    wrong = (plot.ratio > 1.5) | (plot.ratio < 1 / 1.5)
    assert float(wrong.mean()) == pytest.approx(share, abs=0.005)
