"""A written SVG as PNG or PDF: for pictures of a few hundred shapes that are on no canvas of the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QImage, QImageWriter, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

from cguviz.formats.files.atomic import write_bytes
from cguviz.ui.canvas.raster import DOTS, application_with_fonts


def write(svg: str, path: Path) -> None:
    """Write a PNG of an SVG's size, or a PDF with its text as text, by the ending of the path.

    Raises
    ------
    ExportError
        No font was found, or it cannot be written.
    """
    running = application_with_fonts()
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    size = renderer.defaultSize()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if path.suffix.lower() == ".png":
        image = QImage(size, QImage.Format.Format_RGB32)
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            renderer.render(painter)
        QImageWriter(buffer, b"png").write(image)
    else:
        writer = QPdfWriter(buffer)
        writer.setResolution(72 * DOTS)
        writer.setCreator("cguviz")
        writer.setPageSize(QPageSize(QSizeF(size), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
        with QPainter(writer) as painter:
            renderer.render(painter)
    write_bytes(path, bytes(buffer.data().data()))
    del running
