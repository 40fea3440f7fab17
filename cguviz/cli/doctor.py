"""`cguviz doctor`: a check of Qt, fonts, display and toolchain.

Qt is tried in a process of its own, because a missing display or library ends a process without a Python error.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys

from cguviz import __version__

PACKAGES = ("PySide6-Essentials", "numpy", "igraph", "networkx", "pyqtgraph", "zstandard")

TRY_QT = """
from PySide6.QtGui import QFontDatabase, QGuiApplication
app = QGuiApplication([])
print(app.platformName(), len(QFontDatabase.families()))
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `doctor`, which has none."""


def run(chosen: argparse.Namespace) -> int:
    """Print a line for each check; 2 when the window cannot work here."""
    del chosen
    lines = [f"cguviz {__version__}, Python {platform.python_version()} on {platform.platform()}"]
    lines += [f"{name} {_version(name)}" for name in PACKAGES]
    works, qt = _try_qt("offscreen")
    lines.append(f"Qt without a display: {qt}")
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if display:
        works_here, here = _try_qt(None)
        works = works and works_here
        lines.append(f"Qt on display {display}: {here}")
    else:
        lines.append("display: none (DISPLAY and WAYLAND_DISPLAY are not set); `cguviz export` needs none")
    lines += [f"{tool}: {_tool(tool)}" for tool in ("rustc", "cargo")]
    print("\n".join(lines))
    return 0 if works else 2


def _version(package: str) -> str:
    """Return the version of an installed package."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "is not installed"


def _try_qt(platform_name: str | None) -> tuple[bool, str]:
    """Try Qt in a process of its own, and say whether it works, and with which platform."""
    environment = dict(os.environ)
    if platform_name is not None:
        environment["QT_QPA_PLATFORM"] = platform_name
    try:
        done = subprocess.run(
            [sys.executable, "-c", TRY_QT], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        return False, "does not answer"
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or [f"ended with {done.returncode}"]
        return False, f"does not start: {said[-1].strip()}"
    name, fonts = done.stdout.split()
    if fonts == "0":
        return False, f"starts ({name}), but finds no font: text would be blank; install fonts-dejavu-core"
    return True, f"works ({name}, {fonts} font families)"


def _tool(name: str) -> str:
    """Return the version of a tool of the toolchain."""
    path = shutil.which(name)
    if path is None:
        return "not found (only needed for recording)"
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return "does not answer"
    return done.stdout.strip() or "does not tell its version"
