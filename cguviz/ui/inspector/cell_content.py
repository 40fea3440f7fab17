"""The content of the inspector for a cell of the matrix: the uses behind it. No widgets."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Longs
from cguviz.scene.matrix.describe import meaning
from cguviz.ui.inspector.content import Content
from cguviz.ui.inspector.model import Section
from cguviz.ui.text import wording
from cguviz.workspace.results.matrix import BASE_ONLY, BOTH, CHANGE_ONLY, Tabulated
from cguviz.workspace.state.workspace import Selection

DIFFERING = ((CHANGE_ONLY, "New uses"), (BASE_ONLY, "Gone uses"), (BOTH, "Uses on both sides"))


def content_of_cell(shown: Tabulated, selection: Selection) -> Content | None:
    """Describe the uses between two units, None where the matrix does not have them.

    Parameters
    ----------
    shown
        The matrix.
    selection
        The user's and the used unit, or the one in which the uses are.
    """
    cell = shown.cell_of((selection.units[0], selection.units[-1]), on_change=selection.on_change)
    if cell < 0:
        return None
    scene = shown.scene
    rows = np.arange(shown.starts[cell], shown.starts[cell + 1], dtype=np.int64)
    user, used = scene.label[int(scene.row[cell])], scene.label[int(scene.column[cell])]
    heading = f"{user} → {used}" if user != used else f"Inside {user}"
    users, useds = (len(np.unique(column[rows])) for column in (shown.user, shown.used))
    facts = [
        ("Uses", meaning(scene, cell).rpartition(": ")[2]),
        ("Between", f"{wording.count(users, 'user')}, {wording.count(useds, 'used item')}"),
    ]
    if not scene.difference:
        calls = int((shown.calls[rows] > 0).sum())
        facts.append(("Calls", f"{calls:,}, {wording.count(len(rows) - calls, 'mere reference')}"))
        return Content(heading, "", tuple(facts), (_uses(shown, "Uses", rows, selection),))
    parts = [(title, rows[shown.sides[rows] == side]) for side, title in DIFFERING]
    return Content(heading, "", tuple(facts), tuple(_uses(shown, *part, selection) for part in parts if len(part[1])))


def _uses(shown: Tabulated, title: str, rows: Longs, selection: Selection) -> Section:
    """List uses: a click selects both ends."""

    def name(row: int) -> str:
        user, used = (shown.labels[int(column[rows[row]])] for column in (shown.user, shown.used))
        return f"{user} → {used}"

    return Section(
        title,
        len(rows),
        lambda row: (
            name(row),
            wording.calls_and_references(int(shown.calls[rows[row]]), int(shown.references[rows[row]])),
        ),
        lambda row: Selection(
            (int(shown.user[rows[row]]), int(shown.used[rows[row]])),
            at=selection.units[-1],
            on_change=selection.on_change,
        ),
        name,
    )
