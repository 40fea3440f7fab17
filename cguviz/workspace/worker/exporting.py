"""How an answer becomes a file: which writer for which kind of picture and ending."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cguviz.errors import ExportError
from cguviz.formats import export
from cguviz.formats.capture_file import file as cguviz_file
from cguviz.formats.files.atomic import write_bytes
from cguviz.formats.table import WRITERS
from cguviz.model.capture import Capture
from cguviz.scene.compare.flow_layout import flow
from cguviz.scene.compare.flow_svg import write_flow
from cguviz.scene.compare.page import beside
from cguviz.scene.compare.sides import moved_only
from cguviz.scene.compare.svg import write_pair
from cguviz.scene.estimates.svg import write_estimates
from cguviz.scene.look.theme import THEMES
from cguviz.scene.matrix.svg import write_matrix
from cguviz.scene.scene import Scene
from cguviz.scene.svg import graph as svg
from cguviz.scene.timeline.chart import Chart
from cguviz.scene.timeline.svg import write_timeline
from cguviz.workspace.estimates.plot import Sheet
from cguviz.workspace.requests.estimates import DrawEstimates
from cguviz.workspace.requests.requests import FLOW, Compare, Draw, DrawBuild, DrawTimeline, Export
from cguviz.workspace.requests.views import Focus, Tabulate
from cguviz.workspace.results.comparison import Compared
from cguviz.workspace.results.matrix import Tabulated

WriteRaster = Callable[[Scene | str, Path, str], None]
"""Writes a scene, or what an SVG shows, as its path asks for, in a theme; supplied by whoever may use Qt."""
PICTURES = (".svg", ".png", ".pdf")
"""Endings of what is drawn; other endings are those of the bare graph."""
CAPTURE = ".cguviz"
"""Ending of everything that is open, with all its stages."""
STRIP = (1600.0, 320.0)
"""Width and height of a strip of flows."""


def is_picture(request: Export) -> bool:
    """Say whether something must be drawn.

    Raises
    ------
    ExportError
        The ending is none that what is asked for can have.
    """
    ending = Path(request.path).suffix.lower()
    if ending in PICTURES:
        return True
    if isinstance(request.draw, Draw) and ending in (*WRITERS, CAPTURE):
        return False
    match request.draw:
        case Compare():
            said = "a comparison is written as a picture; use one of"
        case DrawTimeline() | DrawBuild():
            said = "a timeline is written as a picture; use one of"
        case Tabulate():
            said = "a matrix is written as a picture; use one of"
        case DrawEstimates():
            said = "estimates are written as a picture; use one of"
        case Focus():
            said = "a neighbourhood is written as a picture; use one of"
        case Draw():
            said = "nothing can be written with this ending; use one of"
    endings = (*PICTURES, *WRITERS, CAPTURE) if isinstance(request.draw, Draw) else PICTURES
    raise ExportError(f"{request.path}: {said} {', '.join(endings)}.")


def write_bare(path: Path, captures: tuple[Capture, ...], crate: int, stage: str) -> None:
    """Write the graph of one stage without a layout, or everything that is open."""
    if path.suffix.lower() == CAPTURE:
        cguviz_file.save(path, captures)
    else:
        export(path, captures[crate], captures[crate].partition(stage))


def write_picture(
    drawn: Scene | Compared | Chart | Tabulated | Sheet, request: Export, write_raster: WriteRaster
) -> None:
    """Write what was drawn as the request says.

    Raises
    ------
    ExportError
        It cannot be written, or nothing is known to draw.
    """
    path, theme = Path(request.path), THEMES[request.theme]
    picture: Scene | str
    match drawn:
        case Chart() if not drawn.tracks:
            raise ExportError(" ".join(drawn.caption))
        case Chart():
            text = picture = write_timeline(drawn, theme)
        case Sheet() if not drawn.plots:
            raise ExportError(" ".join(drawn.caption))
        case Sheet():
            text = picture = write_estimates(drawn.plots, drawn.caption, theme)
        case Compared() if isinstance(request.draw, Compare) and request.draw.view == FLOW:
            strip = flow(drawn.streams, width=STRIP[0], height=STRIP[1], caption=drawn.pair.caption)
            text = picture = write_flow(strip, theme)
        case Compared():
            stepping = isinstance(request.draw, Compare) and request.draw.moved_only
            pair = moved_only(drawn.pair) if stepping else drawn.pair
            text, picture = write_pair(pair, theme, links=request.links), beside(pair).whole
        case Tabulated() if not drawn.known:
            raise ExportError(f"{request.path} was not written: {drawn.scene.caption[-1]}.")
        case Tabulated():
            text = picture = write_matrix(drawn.scene, theme)
        case Scene():
            text, picture = svg.write(drawn, theme, links=request.links), drawn
    if path.suffix.lower() == ".svg":
        write_bytes(path, text.encode())
    else:
        write_raster(picture, path, request.theme)
