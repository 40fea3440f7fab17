"""`cguviz open`: the window."""

from __future__ import annotations

import argparse
from pathlib import Path

from cguviz.cli.command import file_named
from cguviz.errors import CguvizError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `open`."""
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="captures, or FILE:STAGE, or FILE:CRATE:STAGE; two are compared"
    )


def run(chosen: argparse.Namespace) -> int:
    """Open the window and return when it is closed.

    Raises
    ------
    CguvizError
        A file that was named is not there: who typed its name, or a command's, sees that at once.
    """
    for file in chosen.files:
        if not Path(file_named(file).path).exists():
            raise CguvizError(f"{file}: there is no such file; check the name, or see cguviz --help.")
    # Qt is imported here and not above: every other command works without it.
    from cguviz.ui.main.app import run as run_window

    return run_window(chosen.files)
