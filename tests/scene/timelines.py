"""Timelines of the samples, read once."""

from __future__ import annotations

import functools
from pathlib import Path

from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.times.timeline import Timeline
from tests.captures import capture_named

REGEX = capture_named("regex-1.7.1-release")


@functools.cache
def regex() -> Capture:
    """Return regex with its profile."""
    return load([REGEX])[0]


@functools.cache
def timelines(path: Path) -> tuple[Timeline, ...]:
    """Return the timelines that a file alone gives."""
    return tuple(capture.timeline for capture in load([path]) if capture.timeline is not None)


def measured() -> Timeline:
    """Return the profile of regex."""
    timeline = regex().timeline
    assert timeline is not None
    return timeline
