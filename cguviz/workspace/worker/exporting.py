"""From an answer to a file: the ending of its name says how."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name

from cguviz.errors import ExportError
from cguviz.formats import export
from cguviz.formats.capture_file import file as cguviz_file
from cguviz.formats.files.atomic import write_bytes
from cguviz.formats.table import WRITERS
from cguviz.model.capture import Capture
from cguviz.scene.look.theme import THEMES
from cguviz.scene.scene import Scene
from cguviz.workspace.pictures.table import kind_of
from cguviz.workspace.requests.requests import Draw, Export
from cguviz.workspace.results.answer import Drawn

WriteRaster = Callable[[Scene | str, Path, str], None]
"""Writes a scene, or what an SVG shows, as its path asks for, in a theme; supplied by whoever may use Qt."""
PICTURES = (".svg", ".png", ".pdf")
"""Endings of what is drawn; other endings are those of the bare graph."""
CAPTURE = ".cguviz"
"""Ending of everything that is open, with all its stages."""


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
    said, more = f"{kind_of(request.draw).subject} written as a picture", list[str]()
    if isinstance(request.draw, Draw):
        said, more = "nothing can be written with this ending", [*WRITERS, CAPTURE]
    if ending in more:
        return False
    raise ExportError(f"{request.path}: {said}; use one of {', '.join([*PICTURES, *more])}.")


def write_bare(path: Path, captures: tuple[Capture, ...], crate: int, stage: str) -> None:
    """Write the graph of one stage without a layout, or everything that is open."""
    if path.suffix.lower() == CAPTURE:
        cguviz_file.save(path, captures)
    else:
        export(path, captures[crate], captures[crate].partition(stage))


def write_picture(drawn: Drawn, request: Export, write_raster: WriteRaster) -> None:
    """Write a picture as the request says.

    Raises
    ------
    ExportError
        It cannot be written, or nothing is known to draw.
    """
    path = Path(request.path)
    text: str
    painted: Scene | str
    text, painted = resolve_name(kind_of(request.draw).write)(drawn, request, THEMES[request.theme])
    if path.suffix.lower() == ".svg":
        write_bytes(path, text.encode())
    else:
        write_raster(painted, path, request.theme)
