"""The worker process as the window starts it: the workspace's loop, given Qt's way to write PNG and PDF."""

from __future__ import annotations

import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from cguviz.errors import ExportError
from cguviz.scene.scene import Scene
from cguviz.workspace.worker.serve import serve


def work(pipe: Connection) -> None:
    """Serve requests until the window closes the pipe."""
    # Ctrl+C in a terminal reaches the whole group; the window decides when the worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Pictures are painted into memory: the worker must never ask for the display, nor wait for it.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    serve(pipe, _write_raster)


def record(pipe: Connection) -> None:
    """Record crates on request until the window closes the pipe."""
    # The window needs nothing of what records.
    from cguviz.workspace.record.recorder import serve_recordings

    serve_recordings(pipe)


def _write_raster(picture: Scene | str, path: Path, theme: str) -> None:
    # Qt is a tenth of a second of CPU that a worker which never exports need not spend.
    from cguviz.scene.look.theme import THEMES
    from cguviz.ui.canvas import raster, raster_svg

    if isinstance(picture, str):
        raster_svg.write(picture, path)
    elif path.suffix.lower() == ".pdf":
        raster.write_pdf(picture, THEMES[theme], path)
    elif path.suffix.lower() == ".png":
        raster.write_png(picture, THEMES[theme], path)
    else:
        raise ExportError(f"{path}: a picture's name ends in .svg, .png or .pdf.")
