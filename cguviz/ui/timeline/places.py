"""Where in the window the parts of a timeline lie: tracks below one another, rows as high as there is room for.

```
 ┌───────┬──────────────────────────────┐
 │       │ 0.5 s    1.0 s    1.5 s      │  ruler: stays
 ├───────┼──────────────────────────────┤
 │ measured  code generation 3.05 s …   │  head     ┐
 │ threads ▁▃▅▆▆▅▃▁                     │  graph    │ a track: scrolls
 │ rustc │▕ … ▏▕ … ▏                    │  rows     ┘
```
"""

from __future__ import annotations

import dataclasses

from cguviz.scene.timeline.chart import Chart, Track

RULER, HEAD, GRAPH, LOW_GRAPH, GAP = 20, 19, 44, 30, 6
ROWS = (8, 19)
"""Height of a row, at least and at most."""
SCROLLED = 13
"""Height of a row where not all can be seen at once anyway."""
LOW = 330
"""Up to this height of the window graphs are low."""


@dataclasses.dataclass(frozen=True)
class TrackPlace:
    """One track: where it begins, where its graph and its rows begin, and where it ends, in pixels below the ruler."""

    top: int
    graph: int
    rows: int
    bottom: int


@dataclasses.dataclass(frozen=True)
class Places:
    """All tracks, and the height of a row in pixels."""

    tracks: tuple[TrackPlace, ...]
    row: int

    @property
    def height(self) -> int:
        """Of all tracks together."""
        return self.tracks[-1].bottom if self.tracks else 0

    def track_at(self, y: float) -> int:
        """Return the track whose place holds a height, -1 for none."""
        return next((number for number, one in enumerate(self.tracks) if one.top <= y < one.bottom), -1)


def lay_out(chart: Chart, height: int) -> Places:
    """Give every track its place; rows are as high as lets all be seen at once, within `ROWS`."""
    graph = LOW_GRAPH if height <= LOW else GRAPH
    fixed = len(chart.tracks) * (HEAD + graph + GAP)
    rows = sum(_rows(track) for track in chart.tracks)
    room = height - RULER - fixed
    row = min(int(room / rows), ROWS[1]) if rows else ROWS[1]
    if row < ROWS[0]:
        row = SCROLLED
    found: list[TrackPlace] = []
    top = 0
    for track in chart.tracks:
        begin = top + HEAD + graph
        bottom = begin + round(_rows(track) * row) + GAP
        found.append(TrackPlace(top, top + HEAD, begin, bottom))
        top = bottom
    return Places(tuple(found), row)


def _rows(track: Track) -> float:
    return float(track.rows.top[-1])
