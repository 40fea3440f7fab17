"""A scene as PNG or PDF, without a window: the same painting as on the screen, with caption and legend."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import (
    QFontDatabase,
    QGuiApplication,
    QImage,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from cguviz.errors import ExportError
from cguviz.formats.files.atomic import write_bytes
from cguviz.model.columns import Ints, Longs
from cguviz.scene.look.theme import Theme
from cguviz.scene.scene import Scene
from cguviz.ui.canvas.emphasis import Emphasis, with_selection
from cguviz.ui.canvas.lettering import Lettering
from cguviz.ui.canvas.page import MARGIN, page_around, page_within, paint_page
from cguviz.ui.canvas.picture import prepare

WIDEST, HIGHEST = 1920, 1440
"""Pixels of a PNG whose size was not asked for, before its scale: one screen."""
NARROWEST = 600
"""Pixels that a caption needs at least."""
MOST_PIXELS = 400_000_000
"""1.6 GB: about what Qt can still hold as one image on a usual machine."""
LARGEST_PAGE = 14_400.0
"""Points: the limit of PDF readers (PDF 1.7, Annex C)."""
DOTS = 10
"""Device pixels per point of a PDF: coordinates are whole device pixels."""
LEGIBLE = 1400.0
"""Wider PDF pages get larger captions, so that they can be read when all is shown."""
COMPRESSION = 60
"""Of PNG: a third of the time of the default for four fifths of its size."""

Rows = Sequence[int] | Ints | Longs


def write_png(
    scene: Scene,
    theme: Theme,
    path: Path | str,
    *,
    size: tuple[int, int] | None = None,
    scale: float = 1.0,
    selection: Rows | None = None,
) -> None:
    """Write the whole scene as a PNG.

    Parameters
    ----------
    scene, theme
        What is painted, and its look.
    path
        Written beside it and renamed.
    size
        Width and height with caption and legend, before the scale; by default the scene at one pixel per world unit,
        made smaller to fit 1920 x 1440.
    scale
        Pixels per screen pixel: 2 gives a sharper picture of the same, text twice as large in pixels.
    selection
        Boxes to outline, with their uses.

    Raises
    ------
    ExportError
        It is too large, no font was found, or it cannot be written.
    """
    application = application_with_fonts()
    picture, lettering, emphasis = prepare(scene), Lettering(""), _emphasis(scene, selection)
    selected = len(emphasis.boxes) > 0
    if size is None:
        inner = _default_size(scene)
        page = page_around(
            scene,
            theme,
            lettering,
            inner=(round(inner[0] * scale), round(inner[1] * scale)),
            unit=scale,
            selected=selected,
        )
    else:
        outer = (round(size[0] * scale), round(size[1] * scale))
        page = page_within(scene, theme, lettering, outer=outer, unit=scale, selected=selected)
    if page.width * page.height > MOST_PIXELS:
        raise ExportError(
            f"{path}: {page.width:,} x {page.height:,} pixels are too many; choose a smaller scale, or SVG."
        )
    image = QImage(page.width, page.height, QImage.Format.Format_RGB32)
    if image.isNull():
        raise ExportError(
            f"{path}: no memory for {page.width:,} x {page.height:,} pixels; choose a smaller scale, or SVG."
        )
    with QPainter(image) as painter:
        for _ in paint_page(
            painter, page, picture=picture, theme=theme, lettering=lettering, emphasis=emphasis, ratio=scale
        ):
            pass
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"png")
    writer.setQuality(COMPRESSION)
    if not writer.write(image):
        raise ExportError(f"{path}: the picture could not be packed as PNG; choose another format.")
    write_bytes(path, bytes(buffer.data().data()))
    del application


def write_pdf(scene: Scene, theme: Theme, path: Path | str, *, selection: Rows | None = None) -> None:
    """Write the whole scene as a PDF of one page, with every label and text as text.

    Parameters
    ----------
    scene, theme, path, selection
        As for `write_png`. A world unit is a point; a scene larger than a PDF page can be is made smaller.

    Raises
    ------
    ExportError
        No font was found, or it cannot be written.
    """
    application = application_with_fonts()
    picture, lettering, emphasis = prepare(scene), Lettering(""), _emphasis(scene, selection)
    x0, y0, x1, y1 = map(float, scene.bounds)
    # Caption, legend and margins take less than a fifth of the largest page.
    shrink = min(1.0, LARGEST_PAGE * 0.8 / max(x1 - x0, y1 - y0))
    wide, high = max((x1 - x0) * shrink, NARROWEST), (y1 - y0) * shrink
    page = page_around(
        scene,
        theme,
        lettering,
        inner=(round(wide * DOTS), round(high * DOTS)),
        unit=DOTS * max(1.0, wide / LEGIBLE),
        selected=len(emphasis.boxes) > 0,
    )
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(72 * DOTS)
    writer.setTitle(scene.caption[0] if scene.caption else "")
    writer.setCreator("cguviz")
    points = QSizeF(page.width / DOTS, page.height / DOTS)
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    with QPainter(writer) as painter:
        for _ in paint_page(
            painter,
            page,
            picture=picture,
            theme=theme,
            lettering=lettering,
            emphasis=emphasis,
            ratio=float(DOTS) * shrink,
        ):
            pass
    write_bytes(path, bytes(buffer.data().data()))
    del application


def application_with_fonts() -> QCoreApplication:
    """Return the application object that fonts need; without one, make one that needs no display.

    Raises
    ------
    ExportError
        There is no font: text would be left out without a word.
    """
    application = QCoreApplication.instance()
    if application is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        application = QGuiApplication(["cguviz"])
    if not QFontDatabase.families():
        raise ExportError(
            "no font is installed, so a picture would have no text; install fonts-dejavu-core, or write SVG."
        )
    return application


def _emphasis(scene: Scene, selection: Rows | None) -> Emphasis:
    if selection is None:
        return Emphasis()
    boxes = np.unique(np.asarray(selection, np.int32))
    return with_selection(Emphasis(), scene, boxes=boxes, units=np.empty(0, np.int32))


def _default_size(scene: Scene) -> tuple[int, int]:
    x0, y0, x1, y1 = map(float, scene.bounds)
    fit = min(1.0, (WIDEST - 2 * MARGIN) / (x1 - x0), (HIGHEST - 4 * MARGIN) / (y1 - y0))
    return max(round((x1 - x0) * fit), NARROWEST), max(round((y1 - y0) * fit), 1)
