"""Where recordings are built: a target folder of cguviz's own for each workspace, in the user's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import platformdirs

from cguviz.errors import RecordError
from cguviz.record.order import Order


def build_folder(workspace: Path) -> Path:
    """Return the target folder for a workspace, `CACHE/cguviz/builds/NAME-HASH`; it need not exist."""
    digest = hashlib.sha256(os.fsencode(workspace)).hexdigest()[:12]
    return platformdirs.user_cache_path("cguviz") / "builds" / f"{workspace.name}-{digest}"


def of(order: Order, workspace: Path) -> Path:
    """Return where an order is built: where it says, else `build_folder`.

    Raises
    ------
    RecordError
        There is no such place, or recording is impossible on this system.
    """
    if os.name == "nt":
        raise RecordError("recording needs `sh` between cargo and rustc, which Windows lacks; record inside WSL.")
    # Cargo resolves --target-dir against where it is called.
    folder = Path(order.target_dir).absolute() if order.target_dir else build_folder(workspace)
    make(folder)
    return folder


def make(folder: Path) -> None:
    """Make a target folder.

    Raises
    ------
    RecordError
        It cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordError(
            f"{folder}: cannot be made ({error.strerror}); choose another place with --target-dir."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise RecordError(f"{folder}: you may not write there; choose another place with --target-dir.")


def clean(folder: Path) -> bool:
    """Remove a target folder, and say whether there was one.

    Raises
    ------
    RecordError
        It cannot be removed.
    """
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise RecordError(f"{folder}: cannot be removed ({error.strerror}).") from error
    return True
