"""Size estimates against measured times: judged, drawn and written."""

from __future__ import annotations

from cguviz.errors import ExportError
from cguviz.progress import Progress
from cguviz.scene.estimates.svg import write_estimates
from cguviz.scene.look.theme import Theme
from cguviz.workspace.estimates.make import Estimates, estimates_of, source_of
from cguviz.workspace.estimates.plot import Sheet, sheet_of
from cguviz.workspace.pictures.loaded import Loaded, captures_of
from cguviz.workspace.requests.estimates import DrawEstimates, JudgeEstimates
from cguviz.workspace.requests.requests import Export


def judge(request: JudgeEstimates, loaded: Loaded, progress: Progress) -> Estimates:
    """Compare the size estimates of units with measured times, of all open captures."""
    held = captures_of(loaded, request.opened)
    held.capture(request.base.crate)
    stages = {side.crate: side.stage for side in (*request.others, request.base)}
    found = []
    for number, (capture, name) in enumerate(zip(held.captures, held.names, strict=True)):
        progress(f"adding up {name}", number / len(held.captures))
        found.append(source_of(capture, stages.get(number, ""), name, number))
    progress("judging estimates", 1.0)
    reasons = [one for one in found if isinstance(one, str)]
    return estimates_of([one for one in found if not isinstance(one, str)], reasons)


def draw(request: DrawEstimates, loaded: Loaded, progress: Progress) -> Sheet:
    """Describe scatters of estimates; none where nothing was measured."""
    return sheet_of(judge(request, loaded, progress), request.base.crate, request.scatters)


def write(drawn: Sheet, export: Export, theme: Theme) -> tuple[str, str]:
    """Return the picture as SVG, which is painted, too.

    Raises
    ------
    ExportError
        Nothing was measured; the message says why.
    """
    del export
    if not drawn.plots:
        raise ExportError(" ".join(drawn.caption))
    text = write_estimates(drawn.plots, drawn.caption, theme)
    return text, text
