"""Starting the application: what must be right before Qt is touched, then the window."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cguviz.errors import CguvizError

BROKEN_WITH_OLD_PYTHON = (6, 12)
"""PySide6 from here on drops a reference to None on every call that returns nothing; before CPython 3.12, where
None became immortal, the interpreter aborts within seconds of painting."""


def check_pyside(python: tuple[int, int], pyside: str) -> None:
    """Refuse the single pair of versions that crashes.

    Parameters
    ----------
    python
        Major and minor version.
    pyside
        The version of PySide6: "6.11.3".

    Raises
    ------
    CguvizError
        They do not go together.
    """
    numbers = tuple(int(part) for part in pyside.split(".")[:2] if part.isdigit())
    if python < (3, 12) and numbers >= BROKEN_WITH_OLD_PYTHON:
        raise CguvizError(
            f"PySide6 {pyside} crashes on Python {python[0]}.{python[1]}: "
            "use Python 3.12 or newer, or run: pip install 'PySide6-Essentials<6.12'"
        )


def check_display(environment: dict[str, str], platform: str) -> None:
    """Refuse to start where Qt would abort for want of a display.

    Raises
    ------
    CguvizError
        There is none.
    """
    named = any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if platform.startswith("linux") and not named:
        raise CguvizError(
            "there is no display to open a window on; "
            "write the picture instead: cguviz export FILE -o OUT.svg (or .png, .pdf)."
        )


def run(paths: Sequence[str]) -> int:
    """Open the window and stay until it is closed.

    Parameters
    ----------
    paths
        Files to open together; without any, what was open the last time.

    Returns
    -------
    The exit code.

    Raises
    ------
    CguvizError
        There is no display, or PySide6 does not go with this Python.
    """
    import PySide6

    check_pyside(sys.version_info[:2], PySide6.__version__)
    check_display(dict(os.environ), sys.platform)
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from cguviz.resources import ICON, resource
    from cguviz.ui.frame import appearance
    from cguviz.ui.frame import settings as kept
    from cguviz.ui.frame.window import Window
    from cguviz.ui.main.start import WindowStart

    # Qt reads its own arguments: asking for the style by name in Python would cost 5 ms more before the window is up.
    application = QApplication(["cguviz", "-style", "fusion"])
    application.setApplicationName("cguviz")
    application.setDesktopFileName("cguviz")
    application.setWindowIcon(QIcon(str(resource(ICON))))
    settings = kept.open_settings()
    appearance.dress(application, appearance.theme_of(kept.load_theme(settings)))
    window = Window(settings)
    start = WindowStart(window, list(paths))
    window.show()
    code = application.exec()
    start.wait()
    return code
