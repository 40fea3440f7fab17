"""The views there are; their order gives their keys: 1, 2 and so on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from cguviz.ui.store.store import Store
from cguviz.ui.views.compare import ComparePane, ModulesPane
from cguviz.ui.views.estimates import EstimatesPane
from cguviz.ui.views.focus import FocusPane
from cguviz.ui.views.graph import GraphPane
from cguviz.ui.views.matrix import MatrixPane
from cguviz.ui.views.pane import Pane
from cguviz.workspace.state.workspace import COMPARE, ESTIMATES, FOCUS, GRAPH, MATRIX, MODULES


@dataclasses.dataclass(frozen=True)
class View:
    """A row of `VIEWS`.

    Attributes
    ----------
    name
        For `Workspace.view`.
    title
        For people.
    make
        Makes the widget; it shows what the store says.
    """

    name: str
    title: str
    make: Callable[[Store], Pane]


VIEWS: tuple[View, ...] = (
    View(GRAPH, "Graph", GraphPane),
    View(COMPARE, "Compare", ComparePane),
    View(MODULES, "Module map", ModulesPane),
    View(MATRIX, "Matrix", MatrixPane),
    View(ESTIMATES, "Estimates", EstimatesPane),
    View(FOCUS, "Focus", FocusPane),
)
