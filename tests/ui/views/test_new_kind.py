"""A new kind of picture is one row: it is in the menu, has its key, is offered, exported, and made afresh."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.captures import sample_named
from tests.sources import REPOSITORY

PLACES = ("command-line", "menu", "key", "chooser", "dialog", "exported", "shown", "fresh")


def test_a_kind_of_one_row_is_everywhere(tmp_path: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "tests.ui.views.one_more_kind",
        str(sample_named("toy-0.1.0-release")),
        str(tmp_path),
    ]
    done = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.split() == list(PLACES), done.stderr
