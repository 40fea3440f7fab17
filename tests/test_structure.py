"""The picture of the package in CONTRIBUTING.md is drawn from the imports as they are."""

from __future__ import annotations

from tests.structure import PICTURE, arrows, drawn, layers


def test_the_picture_is_current() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawn(), "draw it anew: python -m tests.structure"


def test_every_arrow_points_downwards() -> None:
    level = {name: number for number, row in enumerate(layers()) for name in row}
    pairs = arrows(list(level))
    assert len(pairs) >= len(level) - 2
    assert all(level[one] < level[other] for one, other in pairs)
