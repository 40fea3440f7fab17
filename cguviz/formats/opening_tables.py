"""Opening of files without captures: published measurements, and costs of units.

Which of the two a file is, its content says; a file of neither kind may still be a capture.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from cguviz.formats.measured import costs as costs_file
from cguviz.formats.measured import published as top1000
from cguviz.formats.opening import read_file, read_head
from cguviz.model.capture import Remark
from cguviz.model.times.costs import Costs
from cguviz.model.times.measurements import Measurements
from cguviz.progress import Progress, silent


@dataclasses.dataclass(frozen=True)
class MeasuredTable:
    """A file of measurements or costs.

    Attributes
    ----------
    content
        Measurements of many crates, or costs of the units of one.
    remarks
        What was odd in the file.
    """

    content: Measurements | Costs
    remarks: tuple[Remark, ...]


def open_table(path: str | Path, progress: Progress = silent) -> MeasuredTable | None:
    """Read published measurements or costs, plain or compressed.

    Returns
    -------
    None where the file is something else, or is none.

    Raises
    ------
    LoadError
        It is such a table, but cannot be read.
    """
    if not _is_file(Path(path)):
        return None
    head = read_head(path)
    if top1000.sniff(head):
        source, remarks = read_file(path, progress)
        odd: list[Remark] = []
        return MeasuredTable(top1000.read(source, odd), (*remarks, *odd))
    if costs_file.sniff(head):
        source, remarks = read_file(path, progress)
        return MeasuredTable(costs_file.read(source), remarks)
    return None


def open_costs(path: str | Path, progress: Progress = silent) -> MeasuredTable:
    """Read costs, or measurements to take them from; a file of neither kind is an error.

    Raises
    ------
    LoadError
        The file cannot be read as costs; the message says what was expected.
    """
    table = open_table(path, progress)
    if table is not None:
        return table
    source, remarks = read_file(path, progress)
    return MeasuredTable(costs_file.read(source), remarks)


def _is_file(path: Path) -> bool:
    """Say whether a path is a file."""
    try:
        return path.is_file()
    except OSError:
        return False  # who opens it as a capture is told why it cannot be looked at
