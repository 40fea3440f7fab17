"""Scatters to draw: of the sample capture, of the published excerpt, and invented ones of any shape."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cguviz.formats import load
from cguviz.model.columns import Floats
from cguviz.model.texts import Texts
from cguviz.scene.estimates.plot import Plot, marks
from cguviz.workspace.estimates.make import Estimates, MeasuredSource, estimates_of, source_of
from cguviz.workspace.estimates.plot import choose_scatter, plot_of
from cguviz.workspace.requests.scatter import Scatter
from tests.captures import sample_named

DATA = Path(__file__).parent.parent / "data"
DEBUG, OPT = (str(DATA / f"{kind}-top1000-excerpt.txt") for kind in ("debug", "opt"))
REGEX = str(sample_named("regex-1.7.1-release"))
DEFAULT = Scatter()


def estimates_in(*paths: str) -> Estimates:
    """Judge all that some files hold."""
    found = [source_of(one, "", one.crate, number) for number, one in enumerate(load(paths))]
    return estimates_of([one for one in found if isinstance(one, MeasuredSource)])


def plot_in(estimates: Estimates, wanted: Scatter = DEFAULT) -> Plot:
    """Describe one scatter."""
    known = choose_scatter(estimates, wanted, 0)
    assert known is not None
    return plot_of(estimates, known)


def plot_with(x: Floats, y: Floats, *, log: bool) -> Plot:
    """Describe a scatter with points at some places."""
    slope = float(y.sum() / x.sum())
    ratio = y / (slope * x)
    deviation = np.abs(y / y.mean() - x / x.mean())
    names = Texts.of(f"unit {row}" for row in range(len(x)))
    row = np.arange(len(x), dtype=np.int32)
    worst = np.argsort(-deviation, kind="stable")[:8].astype(np.int32)
    said = ("size estimate", ("made up",), "x", "y")
    return Plot(*said, x, y, x, y, row, names, names, deviation, ratio, marks(ratio), worst, slope, log, 0)
