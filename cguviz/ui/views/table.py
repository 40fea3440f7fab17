"""The views there are; their order gives their keys: 1, 2 and so on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from cguviz.ui.store import Store
from cguviz.ui.views.graph import GraphPane


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
    make: Callable[[Store], GraphPane]


VIEWS: tuple[View, ...] = (View("graph", "Graph", GraphPane),)
