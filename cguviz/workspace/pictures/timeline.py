"""Timelines of stages and of whole builds: drawn and written."""

from __future__ import annotations

import dataclasses

from cguviz.errors import ExportError
from cguviz.progress import Progress
from cguviz.scene.look.theme import Theme
from cguviz.scene.timeline.chart import Chart
from cguviz.scene.timeline.describe import chart
from cguviz.scene.timeline.svg import write_timeline
from cguviz.workspace.pictures.loaded import Loaded, captures_of
from cguviz.workspace.requests.requests import DrawBuild, DrawTimeline, Export
from cguviz.workspace.timeline.crates import chart_of
from cguviz.workspace.timeline.make import NoTimesError, Shown, timeline_chart


def draw(request: DrawTimeline, loaded: Loaded, progress: Progress) -> Chart:
    """Describe the threads of one stage over time, or of two below one another; no tracks where no times are known."""
    held = captures_of(loaded, request.opened)
    base = Shown(held.capture(request.base.crate)[0], request.base.stage)
    change = None
    if request.change is not None:
        change = Shown(held.capture(request.change.crate)[0], request.change.stage)
        if request.base.crate != request.change.crate:
            base = dataclasses.replace(base, name=held.names[request.base.crate])
            change = dataclasses.replace(change, name=held.names[request.change.crate])
    try:
        return timeline_chart(base, change, request.timing, progress=progress)
    except NoTimesError as error:
        return chart((), (str(error),))


def draw_build(request: DrawBuild, loaded: Loaded, progress: Progress) -> Chart:
    """Describe the timeline of a whole build, which the request holds."""
    del loaded, progress
    return chart_of(request.build, request.arrangement)


def write(drawn: Chart, export: Export, theme: Theme) -> tuple[str, str]:
    """Return the picture as SVG, which is painted, too.

    Raises
    ------
    ExportError
        No times are known; the message says what to load.
    """
    del export
    if not drawn.tracks:
        raise ExportError(" ".join(drawn.caption))
    text = write_timeline(drawn, theme)
    return text, text
