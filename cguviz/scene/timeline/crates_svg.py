"""The SVG of a build's timeline beside its bars: metadata, lines of waiting, use of processors.

```
<g class="crates"> <path class="ready" …/> … <path class="tie critical" …/> … </g>
<path class="usage" …/>
```
"""

from __future__ import annotations

from cguviz.scene.look.theme import Theme
from cguviz.scene.timeline.chart import Crates, Track
from cguviz.scene.timeline.crate_links import corners, links, ready_of

ABOVE = 3.0
"""Pixels that the mark of ready metadata stands out above and below its bar."""


def marks(track: Track, crates: Crates, left: float, y: float, start: float, per_pixel: float, row: float) -> list[str]:
    """Return marks and lines; `y` is the top of the rows, `row` their height."""
    rows = track.rows

    def middle(lane: int) -> float:
        return y + float(rows.lane_top[lane] + rows.lane_height[lane] / 2) * row

    def x(moment: int) -> float:
        return left + (moment - start) / per_pixel

    half = row / 2 - ABOVE
    ties = []
    for link in links(track, crates):
        if link.upper != link.lower:
            middles = middle(link.upper), middle(link.lower)
            points = corners((x(link.start), x(link.end)), middles, row / 2)
            path = "L".join(f"{across:.7g} {down:.7g}" for across, down in points)
            ties.append(f'<path class="tie {link.tie}" d="M{path}"/>')
    ready = [
        f'<path class="ready" d="M{x(moment):.7g} {middle(lane) - half:.7g}v{2 * half:.7g}"/>'
        for moment, lane in zip(*(column.tolist() for column in ready_of(track, crates, per_pixel)), strict=True)
    ]
    return ['<g class="crates">', *ties, *ready, "</g>"]


def usage(
    crates: Crates, left: float, base: float, room: float, most: float, start: float, per_pixel: float, pixels: int
) -> list[str]:
    """Return the line of the processors in use; `base` means none, and `room` above it `most`."""
    points = [
        (left + (moment - start) / per_pixel, base - min(used / most, 1.0) * room)
        for moment, used in zip(crates.used_at.tolist(), crates.used.tolist(), strict=True)
        if 0 <= (moment - start) / per_pixel <= pixels
    ]
    if not points:
        return []
    return ['<path class="usage" d="M' + "L".join(f"{x:.6g} {y:.6g}" for x, y in points) + '"/>']


def style(theme: Theme) -> list[str]:
    """Return the CSS rules for these marks and lines."""
    return [
        f".cguviz .ready{{stroke:{theme.ink};stroke-width:1.5;stroke-dasharray:2 1.5}}",
        f".cguviz .tie{{stroke:{theme.ink};stroke-width:1;fill:none}}",
        f".cguviz .usage{{stroke:{theme.faint};fill:none}}",
    ]
