"""One partition as a graph for other programs; the ending of the file name chooses the format."""

from __future__ import annotations

from pathlib import Path

from cguviz.errors import ExportError
from cguviz.formats.files import atomic
from cguviz.formats.table import WRITERS
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition


def export(path: Path | str, capture: Capture, partition: Partition) -> None:
    """Write a partition as DOT, D2, GraphML, GEXF or node-link JSON.

    Raises
    ------
    ExportError
        The ending of the name is none of `WRITERS`, or the file cannot be written.
    """
    write = WRITERS.get(Path(path).suffix.lower())
    if write is None:
        raise ExportError(f"{path}: no graph format has this ending; use one of {', '.join(WRITERS)}.")
    atomic.write_bytes(path, write(capture, partition).encode("utf-8", "replace"))
