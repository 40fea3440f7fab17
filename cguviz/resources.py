"""The files that travel with cguviz: the icon, the desktop entry, the font.

A wheel holds them inside the package, a checkout beside it; everyone else asks here.
"""

from __future__ import annotations

import importlib.resources
from importlib.resources.abc import Traversable
from pathlib import Path

ICON = "cguviz.svg"


def resource(name: str) -> Traversable:
    """Return a file of resources/.

    Parameters
    ----------
    name
        Its name there: "cguviz.svg".

    Raises
    ------
    FileNotFoundError
        There is no such file: the installation is incomplete.
    """
    installed = importlib.resources.files("cguviz") / "_resources" / name
    if installed.is_file():
        return installed
    beside = Path(__file__).parent.parent / "resources" / name
    if beside.is_file():
        return beside
    raise FileNotFoundError(f"cguviz was installed without its resource {name}: install it again.")
