"""Settings kept between starts: one ini file in the user's configuration folder. Garbage in it means defaults."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

if TYPE_CHECKING:
    # The window is up before any of the workspace is loaded.
    from cguviz.workspace.requests.opened import Open
    from cguviz.workspace.state.workspace import Workspace

CameraState = tuple[float, float, float]
"""World x and y of the middle, and the scale."""
RECENT = 10
"""How many files are remembered."""
LAYOUT_VERSION = 3
"""Raised when docks are added or renamed: an older arrangement would hide them."""


def open_settings() -> QSettings:
    """Open the file of this user: on Linux ~/.config/cguviz/cguviz.ini, or where XDG_CONFIG_HOME says."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "cguviz", "cguviz")


def load_theme(settings: QSettings) -> str:
    """Return the choice of theme of the last time; the first thing a window needs."""
    return _text(settings, "theme")


def load_workspace(settings: QSettings) -> Workspace:
    """Return the workspace of the last time."""
    from cguviz.workspace.state import session

    return session.restore(_text(settings, "workspace"))


def load_camera(settings: QSettings) -> CameraState | None:
    """Return where one looked the last time; None for everything."""
    try:
        x, y, scale = map(float, _text(settings, "camera").split())
    except ValueError:
        return None
    return x, y, scale


def save(settings: QSettings, workspace: Workspace, camera: CameraState | None) -> None:
    """Keep the workspace and where one looks, None for everything."""
    from cguviz.workspace.state import session

    settings.setValue("workspace", session.dump(workspace))
    settings.setValue("theme", workspace.theme)
    settings.setValue("camera", " ".join(map(repr, camera or ())))


def load_view(settings: QSettings, view: str) -> QByteArray | None:
    """Return the kept arrangement of a view's parts."""
    state = settings.value(f"views/{view}")
    return state if isinstance(state, QByteArray) and not state.isEmpty() else None


def save_view(settings: QSettings, view: str, state: QByteArray) -> None:
    """Keep the arrangement of a view's parts."""
    settings.setValue(f"views/{view}", state)


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
    """Return recently opened files, the latest first; files opened together are one entry."""
    lines = _text(settings, "recent").split("\n")
    return tuple(tuple(filter(None, line.split("\0"))) for line in lines if line.strip("\0"))[:RECENT]


def add_recent(settings: QSettings, files: tuple[str, ...]) -> None:
    """Remember opened files."""
    full = tuple(str(Path(name).absolute()) for name in files)
    entries = [full, *(entry for entry in recent(settings) if entry != full)]
    settings.setValue("recent", "\n".join("\0".join(entry) for entry in entries[:RECENT]))


def forget_recent(settings: QSettings) -> None:
    """Forget recently opened files."""
    settings.remove("recent")


def recorded_folders(settings: QSettings) -> tuple[str, ...]:
    """Return the folders whose crates were recorded, the last first."""
    return tuple(filter(None, _text(settings, "recorded").split("\n")))[:RECENT]


def add_recorded_folder(settings: QSettings, folder: str) -> None:
    """Remember that a crate was recorded there."""
    folders = [folder, *(old for old in recorded_folders(settings) if old != folder)]
    settings.setValue("recorded", "\n".join(folders[:RECENT]))


def with_full_paths(workspace: Workspace) -> Workspace:
    """Name the files so that they are found from any folder."""
    if workspace.opened is None:
        return workspace
    within = None if workspace.within is None else _full(workspace.within)
    return dataclasses.replace(workspace, opened=_full(workspace.opened), within=within)


def _full(opened: Open) -> Open:
    return dataclasses.replace(opened, files=tuple(str(Path(name).absolute()) for name in opened.files))


def _text(settings: QSettings, key: str) -> str:
    value = settings.value(key)
    return value if isinstance(value, str) else ""
