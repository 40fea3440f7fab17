"""Folders in which recordings are built: cguviz's own target folder for each workspace, in the user's cache."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from cguviz.errors import RecordError
from cguviz.record.cargo_command import CargoCommand

LITTLE = 1 << 20
"""Bytes with which no build gets far."""


def build_folder(workspace: Path) -> Path:
    """Return the target folder for a workspace, `CACHE/cguviz/builds/NAME-HASH`; it need not exist."""
    digest = hashlib.sha256(os.fsencode(workspace)).hexdigest()[:12]
    return platformdirs.user_cache_path("cguviz") / "builds" / f"{workspace.name}-{digest}"


def folder_of(order: CargoCommand, workspace: Path) -> Path:
    """Return the target folder for a cargo command, made if need be: its own `--target-dir`, else `build_folder`.

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


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn errors of writing to a folder, such as a full disk, into one sentence for people.

    Raises
    ------
    RecordError
        In place of an error of the system, or of whatever went wrong where no space is left.
    """
    try:
        yield
    except OSError as error:
        raise RecordError(
            f"{error.filename or folder}: cannot be written ({error.strerror}); choose another place with --target-dir."
        ) from error
    except RecordError as error:
        if shutil.disk_usage(folder).free < LITTLE:
            raise RecordError(f"{folder}: no space is left there; choose another place with --target-dir.") from error
        raise


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
