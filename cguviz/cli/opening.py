"""`cguviz open`: the window."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `open`."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="captures; without one the window opens empty")


def run(chosen: argparse.Namespace) -> int:
    """Open the window and stay until it is closed."""
    # Qt is imported here and not above: every other command works without it.
    from cguviz.ui.app import run as run_window

    return run_window(chosen.files)
