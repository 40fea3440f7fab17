"""The name of a stage of a crate in a file on the command line."""

from __future__ import annotations

from pathlib import Path


def split_stage(spec: str) -> tuple[str, str, str]:
    """Split `FILE`, `FILE:STAGE` or `FILE:CRATE:STAGE`; a folder stands for a file.

    A path that exists wins, whatever colons it has. Where nothing exists, the whole is the path, so that the error
    shows what was typed.

    Returns
    -------
    path, crate, stage
        Empty where not named.
    """
    path, crate, stage = spec, "", ""
    if _exists(path):
        return path, crate, stage
    path, _, stage = spec.rpartition(":")
    if path and _exists(path):
        return path, crate, stage
    path, _, crate = path.rpartition(":")
    if path and _exists(path):
        return path, crate, stage
    return spec, "", ""


def _exists(path: str) -> bool:
    """Say whether a path exists."""
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        # Too long for the system, not allowed to look, or a zero byte: no path of ours.
        return False
