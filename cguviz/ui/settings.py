"""What is kept between starts: one ini file in the user's configuration folder. Garbage in it means defaults."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from cguviz.ui.views.graph import CameraState
from cguviz.workspace import session
from cguviz.workspace.workspace import Workspace

RECENT = 10
"""How many files are remembered."""
LAYOUT_VERSION = 1
"""Raised when docks are added or renamed: an older arrangement would hide them."""


def open_settings() -> QSettings:
    """Open the file of this user."""
    import platformdirs

    folder = Path(platformdirs.user_config_dir("cguviz", appauthor=False))
    return QSettings(str(folder / "cguviz.ini"), QSettings.Format.IniFormat)


def load_workspace(settings: QSettings) -> Workspace:
    """Return the workspace of the last time."""
    return session.restore(_text(settings, "workspace"))


def load_camera(settings: QSettings) -> CameraState | None:
    """Return where one looked the last time."""
    try:
        x, y, scale = map(float, _text(settings, "camera").split())
    except ValueError:
        return None
    return x, y, scale


def save(settings: QSettings, workspace: Workspace, camera: CameraState) -> None:
    """Keep the workspace and where one looks."""
    settings.setValue("workspace", session.dump(workspace))
    settings.setValue("camera", " ".join(map(repr, camera)))


def load_window(settings: QSettings, window: QMainWindow) -> bool:
    """Put the window and its docks where they were; say whether that worked."""
    geometry, state = settings.value("geometry"), settings.value("docks")
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)
    return isinstance(state, QByteArray) and window.restoreState(state, LAYOUT_VERSION)


def save_window(settings: QSettings, window: QMainWindow) -> None:
    """Keep where the window and its docks are."""
    settings.setValue("geometry", window.saveGeometry())
    settings.setValue("docks", window.saveState(LAYOUT_VERSION))


def recent(settings: QSettings) -> tuple[tuple[str, ...], ...]:
    """Return what was opened, the last first; what was opened together is one entry."""
    lines = _text(settings, "recent").split("\n")
    return tuple(tuple(filter(None, line.split("\0"))) for line in lines if line.strip("\0"))[:RECENT]


def add_recent(settings: QSettings, files: tuple[str, ...]) -> None:
    """Remember what was opened."""
    full = tuple(str(Path(name).absolute()) for name in files)
    entries = [full, *(entry for entry in recent(settings) if entry != full)]
    settings.setValue("recent", "\n".join("\0".join(entry) for entry in entries[:RECENT]))


def forget_recent(settings: QSettings) -> None:
    """Forget what was opened."""
    settings.remove("recent")


def with_full_paths(workspace: Workspace) -> Workspace:
    """Name the files so that they are found from any folder."""
    if workspace.opened is None:
        return workspace
    files = tuple(str(Path(name).absolute()) for name in workspace.opened.files)
    return dataclasses.replace(workspace, opened=dataclasses.replace(workspace.opened, files=files))


def _text(settings: QSettings, key: str) -> str:
    value = settings.value(key)
    return value if isinstance(value, str) else ""
