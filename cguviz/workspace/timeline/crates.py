"""The timeline of a whole build: what waited for what is the analysis's, describing the scene's."""

from __future__ import annotations

import dataclasses

from cguviz.analysis.builds import causes, critical_crates, release_times, totals
from cguviz.model.build import Build
from cguviz.scene.crates.chart import build_chart
from cguviz.scene.crates.text import time_text
from cguviz.scene.timeline.arrangement import Arrangement, fitting_kind
from cguviz.scene.timeline.chart import Chart
from cguviz.workspace.requests.timing import AUTO


def chart_of(build: Build, arrangement: Arrangement) -> Chart:
    """Describe the timeline of a build; `AUTO` gives each crate a row of its own where all can be read at once."""
    found, spans = causes(build), totals(build)
    kind = fitting_kind([len(build)]) if arrangement.kind == AUTO else arrangement.kind
    return build_chart(
        build,
        dataclasses.replace(arrangement, kind=kind),
        released=release_times(build),
        cause=found.crate,
        token=found.token,
        critical=critical_crates(build, found),
        note=time_text(spans.whole, spans.by_kind, spans.codegen, count=len(build))
        .replace(": ", " · ")
        .replace(", ", " · "),
    )
