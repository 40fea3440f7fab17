"""What the commands of recording do, one function each; the first line of its docstring is its help."""

from __future__ import annotations

from cguviz.ui.commands.window_parts import Parts


def record(parts: Parts) -> None:
    """Build a crate with cargo and show how rustc cuts it."""
    parts.recordings.show()


def record_again(parts: Parts) -> None:
    """Record the crate that is shown once more, as it is now; what is still there stays where it is."""
    parts.recordings.repeat()
