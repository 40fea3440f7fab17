"""Cargo packages made of texts, and what a folder holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PACKAGE = '[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n'


def workspace(folder: Path, sources: Mapping[str, str]) -> Path:
    """Write files; the manifest of a package begins by itself with its name, which is its folder's."""
    for path, text in sources.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        package = PACKAGE.format(name=file.parent.name) if file.name == "Cargo.toml" and file.parent != folder else ""
        file.write_text(package + text)
    return folder


def state_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return content and time of each file."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
