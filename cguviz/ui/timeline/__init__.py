"""The timeline in the window: a painted view of a chart, and the dock that holds it."""

from __future__ import annotations

from cguviz.ui.timeline.dock import TimelineDock

__all__ = ["TimelineDock"]
