"""Functions of the commands for recording; the first line of a docstring is the command's help."""

from __future__ import annotations

from cguviz.ui.commands.window_parts import Parts


def record(parts: Parts) -> None:
    """Build a crate with cargo and show how rustc cuts it."""
    parts.recordings.show()


def record_again(parts: Parts) -> None:
    """Record the current crate once more, as it is now; items that are still there keep their places."""
    parts.recordings.repeat()
