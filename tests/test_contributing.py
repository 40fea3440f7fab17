"""The worked examples of CONTRIBUTING.md: carried out as they stand on a copy of the package, and used."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.captures import sample_named
from tests.sources import REPOSITORY

GUIDE = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"^(?:New file `(?P<new>[^`]+)`|In `(?P<old>[^`]+)`, a row in `(?P<table>\w+)`):\n\n"
    r"```(?:python|text)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the package in which every example was carried out."""
    folder = tmp_path_factory.mktemp("changed")
    shutil.copytree(REPOSITORY / "cguviz", folder / "cguviz", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(REPOSITORY / "resources", folder / "resources")
    for step in STEP.finditer(GUIDE):
        if step["new"]:
            path = folder / step["new"]
            assert not path.exists()
            path.write_text(step["code"], encoding="utf-8")
        else:
            path = folder / step["old"]
            path.write_text(with_row(path.read_text(encoding="utf-8"), step["table"], step["code"]), encoding="utf-8")
    return folder


def with_row(module: str, table: str, code: str) -> str:
    """Return a module with imports added below its first one, and the rest of the code at the end of a table."""
    lines = code.splitlines(keepends=True)
    imports = "".join(line for line in lines if line.startswith("from "))
    row = "".join(line for line in lines if not line.startswith("from "))
    first = "from __future__ import annotations\n"
    module = module.replace(first, first + imports, 1)
    begin = re.search(rf"^{table}\b.*[(\[{{]$", module, re.MULTILINE)
    assert begin is not None, f"there is no table {table}"
    end = re.compile(r"^[)\]}]", re.MULTILINE).search(module, begin.end())
    assert end is not None
    return module[: end.start()] + row + module[end.start() :]


def run(folder: Path, *words: str) -> str:
    """Run Python on the changed package and return what it prints."""
    environment = os.environ | {"PYTHONPATH": str(folder), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_guide_has_the_examples_it_promises() -> None:
    tables = {step["table"] for step in STEP.finditer(GUIDE) if step["table"]}
    assert {"FORMATS", "PARTITIONERS", "COMMANDS", "ALL"} <= tables


def test_a_format_is_one_module_and_one_row(changed: Path, tmp_path: Path) -> None:
    listed = tmp_path / "some.units"
    listed.write_text("#units\none a::f\none a::g\ntwo a::h\n", encoding="utf-8")
    printed = run(changed, "-m", "cguviz", "info", str(listed))
    assert "some" in printed
    assert "CGUs: 2" in printed
    dialog = "from cguviz.ui.commands.files import filters; print(filters())"
    assert "list of units" in run(changed, "-c", dialog)


def test_a_rule_is_one_module_and_one_row(changed: Path) -> None:
    sample = str(sample_named("toy-0.1.0-release"))
    printed = run(changed, "-m", "cguviz", "partition", f"{sample}:PLACE", "--with", "alternate", "--units", "4")
    assert "CGUs: 4" in printed


def test_a_command_of_the_command_line_is_one_module_and_one_row(changed: Path) -> None:
    sample = str(sample_named("toy-0.1.0-release"))
    assert run(changed, "-m", "cguviz", "crates", sample) == "toy\n"
    assert "print the name of each crate" in run(changed, "-m", "cguviz", "--help")


def test_a_command_of_the_window_is_one_module_and_one_row(changed: Path) -> None:
    script = (
        "from cguviz.ui.commands.table import COMMANDS;"
        "print(*((each.menu, each.keys, each.help) for each in COMMANDS if each.name == 'count-units'))"
    )
    assert run(changed, "-c", script) == "('Go', ('Ctrl+Shift+U',), 'Say how many units the shown stage has.')\n"


def test_a_theme_is_one_value(changed: Path, tmp_path: Path) -> None:
    sample = str(sample_named("toy-0.1.0-release"))
    target = tmp_path / "toy.svg"
    run(changed, "-m", "cguviz", "export", sample, "--theme", "sepia", "-o", str(target))
    assert "#f4ecd8" in target.read_text(encoding="utf-8")
    script = "from cguviz.ui.commands.table import COMMANDS; print(*(each.name for each in COMMANDS))"
    assert "theme-sepia" in run(changed, "-c", script).split()
