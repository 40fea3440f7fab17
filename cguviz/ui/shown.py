"""What the window shows: an answer, and what it is an answer to. Frozen values; the store makes them."""

from __future__ import annotations

import dataclasses

from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.scene.scene import Scene
from cguviz.workspace.compared import Compared
from cguviz.workspace.requests import Compare, Draw
from cguviz.workspace.survey import Survey


@dataclasses.dataclass(frozen=True, eq=False)
class Drawn:
    """The picture on the canvas and what it is a picture of; `kept`: what was there before is where it was."""

    request: Draw
    scene: Scene
    partition: Partition
    kept: bool = False


@dataclasses.dataclass(frozen=True, eq=False)
class Sides:
    """The comparison in the middle, and what is compared."""

    request: Compare
    compared: Compared
    base: Capture
    change: Capture


@dataclasses.dataclass(frozen=True, eq=False)
class Stage:
    """The stage in outline, table and inspector; `on_change`: the change side of a comparison."""

    capture: Capture
    partition: Partition
    survey: Survey
    on_change: bool = False
