"""The project's own files, as the tests of its rules read them."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
CODE = tuple(sorted((REPOSITORY / "cguviz").rglob("*.py")))
TESTS = tuple(sorted((REPOSITORY / "tests").rglob("*.py")))
SCRIPTS = tuple(sorted(path for path in (REPOSITORY / ".ci").iterdir() if path.is_file()))
TEXT_SUFFIXES = {".py", ".md", ".toml", ".svg", ".xml", ".desktop", ".d2", ".dot", ".rs", ".json", ".txt"}


def module_id(path: Path) -> str:
    """Return what pytest shows for a module: "cguviz/model/items"."""
    return path.relative_to(REPOSITORY).with_suffix("").as_posix()


@functools.cache
def tree(path: Path) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), path)


def line_count(path: Path) -> int:
    """Return how many lines a file has."""
    return path.read_bytes().count(b"\n")


def texts() -> list[Path]:
    """Return every text file that the project ships."""
    folders = [REPOSITORY / name for name in ("cguviz", "resources", "sample_graphs", "tests")]
    below = (path for folder in folders for path in folder.rglob("*") if path.suffix in TEXT_SUFFIXES)
    top = [
        REPOSITORY / name
        for name in (
            "README.md",
            "CONTRIBUTING.md",
            "CHANGELOG.md",
            "pyproject.toml",
            "Makefile",
            "LICENSE",
            ".gitignore",
        )
    ]
    return sorted(path for path in (*below, *top, *SCRIPTS) if path.is_file())
