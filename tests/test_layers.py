"""Who may import whom: the contract in pyproject.toml, and where Qt may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.sources import CODE, REPOSITORY, module_id, tree

QT = {"PySide6", "shiboken6", "pyqtgraph"}
SLOW_TO_IMPORT = QT | {"igraph", "networkx", "scipy", "multiprocessing"}


def test_layers_point_one_way() -> None:
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", lint, "--no-cache", "--no-logo"], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 kept, 0 broken" in done.stdout


def test_qt_lives_in_ui_alone() -> None:
    elsewhere = [path for path in CODE if not path.is_relative_to(REPOSITORY / "cguviz" / "ui")]
    assert {module_id(path): found for path in elsewhere if (found := imported_packages(path) & QT)} == {}


def test_the_command_line_starts_without_what_is_slow() -> None:
    script = "import sys, cguviz.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert not (set(done.stdout.split()) & SLOW_TO_IMPORT)


def imported_packages(module: Path) -> set[str]:
    """Return the top-level names a module imports anywhere, inside functions too."""
    found = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found
