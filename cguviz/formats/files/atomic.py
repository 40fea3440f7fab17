"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from cguviz.errors import ExportError


def write_bytes(path: Path | str, data: bytes) -> None:
    """Write a file beside its target and rename it, so that nobody ever sees half of it.

    Raises
    ------
    ExportError
        It cannot be written; a file that was there is still what it was.
    """
    target = Path(path)
    part: Path | None = None
    try:
        # A link stays a link: what it points to is replaced.
        target = target.resolve()
        if target.is_dir():
            raise ExportError(f"{path}: is a folder; name a file in it.")
        part = target.with_name(f".cguviz-{secrets.token_hex(6)}.part")
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            part.chmod(target.stat().st_mode & 0o7777)
        part.replace(target)
        part = None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ExportError(f"{path}: cannot be written ({reason}); choose another place.") from error
    finally:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink()
