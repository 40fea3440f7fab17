"""Whole builds in the window: crates over time above a table of them, and the way back from one of them."""

from __future__ import annotations

from cguviz.ui.crates.page import BuildPage
from cguviz.ui.crates.trail import Trail

__all__ = ["BuildPage", "Trail"]
