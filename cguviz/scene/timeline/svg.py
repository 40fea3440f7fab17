"""The SVG writer of a timeline.

```
<svg class="cguviz timeline">
  <g class="track">
    <text class="heading"/> <g class="concurrency"/> <g class="phases"/> <g class="ruler"/>
    <g class="row" data-thread="opt cgu.03"> <text class="name"/>
      <g class="bar optimize critical" data-unit="regex.…-cgu.03"> <title/> <rect/> <text/> </g> … </g> …
  </g>
</svg>
```

Bars carry absolute coordinates. Of bars narrower than a pixel the longest of each column is written.
"""

from __future__ import annotations

import itertools

import numpy as np

from cguviz.model.columns import Floats
from cguviz.scene.look.text_fitting import BOLD, width
from cguviz.scene.look.theme import Theme
from cguviz.scene.svg.frame import in_rows, wrap
from cguviz.scene.svg.style import FONTS
from cguviz.scene.svg.xml_text import safe
from cguviz.scene.timeline import crates_svg
from cguviz.scene.timeline.chart import ON_UNITS, Chart, Part, Track
from cguviz.scene.timeline.style import timeline_look
from cguviz.scene.timeline.text import bar_texts, concurrency_noun, notes, ticks, tooltip
from cguviz.scene.timeline.visible import levels, visible_bars

MARGIN, ROW, GAP = 20.0, 19.0, 26.0
TITLE, TEXT, SMALL = 17.0, 13.0, 11.0
GRAPH, PHASES, RULER = 56.0, 18.0, 20.0
SPACE = 0.14
"""Of a row: free above and below a bar."""
THIN = 0.3
"""Height of waiting, of a row."""
PER_TICK = 90.0
SMALL_TEXTS = ("name", "note", "time", "phase-name", "core-name", "ideal-name")
NAMES_LEAST, NAMES_MOST = 70.0, 220.0


def write_timeline(
    chart: Chart, theme: Theme, *, width: float = 1400.0, window: tuple[float, float] | None = None
) -> str:
    """Write a chart with its caption and a legend.

    Parameters
    ----------
    chart, theme
        What to draw, and how it looks.
    width
        Of the whole picture, in pixels.
    window
        Nanoseconds to show; all by default.

    Returns
    -------
    The document; the same chart gives the same text.
    """
    start, end = window or chart.bounds
    left = MARGIN + _names_width(chart)
    pixels = max(round(width - left - MARGIN), 1)
    per_pixel = max((end - start) / pixels, 1.0)
    y = MARGIN
    lines = []
    for row, text in enumerate(chart.caption):
        size = TEXT if row else TITLE
        for part in wrap(text, (width - 2 * MARGIN) / size / (1.0 if row else BOLD)):
            y += size * 1.45
            kind = "figures" if row else "title"
            lines.append(
                f'<text class="{kind}" x="{MARGIN:g}" y="{y - 5:.7g}" font-size="{size:g}">{safe(part)}</text>'
            )
    for track, note in zip(chart.tracks, notes(chart), strict=True):
        y += GAP / 2
        lines += [
            '<g class="track">',
            *_track(track, note, left=left, y=y, start=float(start), per_pixel=per_pixel, pixels=pixels, whole=width),
            "</g>",
        ]
        y += _height(track)
    legend, y = _legend(chart, y + GAP / 2, width)
    lines += legend
    height = y + MARGIN
    area = f'width="{width:.7g}" height="{height:.7g}"'
    box = f'viewBox="0 0 {width:.7g} {height:.7g}"'
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cguviz timeline" {area} {box}>',
        f"<title>{safe(chart.caption[0] if chart.caption else 'timeline')}</title>",
        f"<style>\n{_style(theme)}\n</style>",
        f'<rect class="background" x="0" y="0" {area}/>',
    ]
    return "\n".join([*head, *lines, "</svg>\n"])


def _height(track: Track) -> float:
    """Return the height of a track."""
    return TEXT * 1.6 + GRAPH + PHASES + RULER + float(track.rows.top[-1]) * ROW + 4


def _names_width(chart: Chart) -> float:
    """Return the width of the names of rows."""
    widest = max((width(name) for track in chart.tracks for name in track.rows.name), default=0.0)
    return min(max(widest * SMALL + 14, NAMES_LEAST), NAMES_MOST)


def _track(
    track: Track, note: str, left: float, y: float, start: float, per_pixel: float, pixels: int, whole: float
) -> list[str]:
    """Return all that is drawn of a track; `y` is its top."""
    heading = track.heading
    base = y + TEXT * 1.2
    note_x = MARGIN + width(heading) * TEXT * BOLD + 12
    lines = [f'<text class="heading" x="{MARGIN:g}" y="{base:.7g}">{safe(heading)}</text>']
    parts = note.split(" · ")
    while parts and note_x + width(" · ".join(parts)) * TEXT > whole - MARGIN:
        parts.pop()
    lines.append(
        f'<text class="figures" x="{note_x:.7g}" y="{base:.7g}" font-size="{TEXT:g}">{safe(" · ".join(parts))}</text>'
    )
    y += TEXT * 1.6
    lines += _graph(track, left, y=y, start=start, per_pixel=per_pixel, pixels=pixels)
    y += GRAPH
    lines += _phases(track, left, y=y, start=start, per_pixel=per_pixel, pixels=pixels)
    y += PHASES
    bottom = y + RULER + float(track.rows.top[-1]) * ROW
    lines += _stripes(track, left + pixels, y + RULER)
    lines.append('<g class="ruler">')
    for moment, text in ticks(start, start + pixels * per_pixel, int(pixels / PER_TICK)):
        x = left + (moment - start) / per_pixel
        lines.append(f'<path class="tick" d="M{x:.7g} {y + RULER - 4:.7g}V{bottom:.7g}"/>')
        if x + width(text) * SMALL / 2 <= whole - MARGIN / 2:
            lines.append(f'<text class="time" x="{x:.7g}" y="{y + RULER - 7:.7g}">{safe(text)}</text>')
    lines.append("</g>")
    y += RULER
    if track.ideal >= 0:
        x = left + (track.ideal - start) / per_pixel
        lines.append(
            f'<path class="ideal" d="M{x:.7g} {y - RULER - PHASES - GRAPH + 4:.7g}V{bottom:.7g}"/>'
            f'<text class="ideal-name" x="{x + 4:.7g}" y="{y - RULER - PHASES - GRAPH + 2 * SMALL:.7g}">ideal</text>'
        )
    lines += _rows(track, left, y=y, start=start, per_pixel=per_pixel, pixels=pixels)
    if track.crates is not None:
        lines += crates_svg.marks(track, track.crates, left=left, y=y, start=start, per_pixel=per_pixel, row=ROW)
    return lines


def _graph(track: Track, left: float, y: float, start: float, per_pixel: float, pixels: int) -> list[str]:
    """Return the graph of concurrency."""
    busy, waiting = levels(track.concurrency, start, per_pixel, pixels)
    most = max(float((busy + waiting).max(initial=0)), float(track.cores), 1.0)
    room, base = GRAPH - 8, y + GRAPH
    lines = ['<g class="concurrency">']
    for kind, low, high in (("waiting", busy, busy + waiting), ("busy", np.zeros(pixels), busy)):
        upper = _steps(high, left, base, room / most)
        lower = _steps(low, left, base, room / most)[::-1]
        points = " ".join(f"{x:.6g},{top:.6g}" for x, top in upper + lower)
        lines.append(f'<polygon class="{kind}" points="{points}"/>')
    peak = track.concurrency.most_busy
    if track.crates is not None:
        lines += crates_svg.usage(
            track.crates, left, base=base, room=room, most=most, start=start, per_pixel=per_pixel, pixels=pixels
        )
    lines.append(
        f'<text class="name" x="{MARGIN:g}" y="{base - room / 2:.7g}">{concurrency_noun(track)}</text>'
        f'<text class="note" x="{left - 5:.7g}" y="{base - room + 4:.7g}">{most:,.0f}</text>'
        f'<text class="note" x="{left - 5:.7g}" y="{base:.7g}">0</text>'
    )
    if track.cores and peak:
        top = base - track.cores * room / most
        lines.append(f'<path class="cores" d="M{left:.7g} {top:.7g}h{pixels}"/>')
        lines.append(
            f'<text class="core-name" x="{left + 5:.7g}" y="{top + SMALL + 1:.7g}">{track.cores:,} at once</text>'
        )
    return [*lines, "</g>"]


def _steps(values: Floats, left: float, base: float, scale: float) -> list[tuple[float, float]]:
    """Return the corners of a graph, only where it changes."""
    change = np.flatnonzero(np.append(True, np.abs(np.diff(values)) > 1e-9))
    ends = np.append(change[1:], len(values))
    points = []
    for first, last in zip(change.tolist(), ends.tolist(), strict=True):
        height = base - float(values[first]) * scale
        points += [(left + first, height), (left + last, height)]
    return points


def _phases(track: Track, left: float, y: float, start: float, per_pixel: float, pixels: int) -> list[str]:
    """Return the strip of phases."""
    lines = ['<g class="phases">']
    for phase in track.phases:
        x0 = max((phase.start - start) / per_pixel, 0.0)
        x1 = min((phase.end - start) / per_pixel, float(pixels))
        if x1 - x0 < 1:
            continue
        lines.append(f'<path class="phase" d="M{left + x0 + 0.5:.7g} {y + 12:.7g}v-5H{left + x1 - 0.5:.7g}v5"/>')
        if width(phase.name) * SMALL + 16 <= x1 - x0:
            x = left + (x0 + x1) / 2
            lines.append(
                f'<rect class="background" x="{x - width(phase.name) * SMALL / 2 - 4:.7g}" y="{y + 2:.7g}" '
                f'width="{width(phase.name) * SMALL + 8:.7g}" height="12"/>'
                f'<text class="phase-name" x="{x:.7g}" y="{y + 11:.7g}">{safe(phase.name)}</text>'
            )
    return [*lines, "</g>"]


def _stripes(track: Track, right: float, y: float) -> list[str]:
    """Return the stripes behind every other row."""
    tops = (y + track.rows.top * ROW).tolist()
    return [
        f'<rect class="stripe" x="{MARGIN:g}" y="{top:.7g}" width="{right - MARGIN:.7g}" height="{bottom - top:.7g}"/>'
        for top, bottom in list(itertools.pairwise(tops))[1::2]
    ]


def _rows(track: Track, left: float, y: float, start: float, per_pixel: float, pixels: int) -> list[str]:
    """Return the rows of a track."""
    rows, lines = track.rows, []
    names = rows.name.tolist()
    for row, name in enumerate(names):
        top = y + float(rows.top[row]) * ROW
        unit = int(rows.unit[row])
        data = _unit_data(track, unit)
        lines.append(f'<g class="row" data-thread="{safe(name, quoted=True)}"{data}>')
        lines.append(
            f'<text class="name" x="{MARGIN:g}" y="{top + 13.5:.7g}">{safe(_short(name, left - MARGIN - 8))}</text>'
        )
        for lane in range(int(rows.lane_starts[row]), int(rows.lane_starts[row + 1])):
            lines += _lane(track, lane, left=left, y=y, start=start, per_pixel=per_pixel, pixels=pixels)
        lines.append("</g>")
    return lines


def _lane(track: Track, lane: int, left: float, y: float, start: float, per_pixel: float, pixels: int) -> list[str]:
    """Return the bars of a lane."""
    bars, lines = track.bars, []
    high = float(track.rows.lane_height[lane]) * ROW
    top = y + float(track.rows.lane_top[lane]) * ROW + SPACE * high
    high *= 1 - 2 * SPACE
    for bar in visible_bars(track, (lane, lane + 1), start, per_pixel, pixels)[0].tolist():
        part, unit = Part(int(bars.part[bar])), int(bars.unit[bar])
        x0 = max((int(bars.start[bar]) - start) / per_pixel, 0.0)
        x1 = min((int(bars.end[bar]) - start) / per_pixel, float(pixels))
        wide = max(x1 - x0, 0.3)
        classes = f"bar {part.name.lower()}"
        if track.critical[bar] and (part in ON_UNITS or track.crates is not None):
            classes += " critical"
            classes += " pole" if unit == track.pole and bars.end[bar] == track.back_end[1] else ""
        thin = THIN * high if part is Part.WAITING else high
        data = _unit_data(track, unit)
        shape = f'x="{left + x0:.7g}" y="{top + (high - thin) / 2:.7g}" width="{wide:.5g}" height="{thin:.5g}"'
        line = f'<g class="{classes}"{data}><title>{safe(chr(10).join(tooltip(track, bar)))}</title><rect {shape}/>'
        if "critical" in classes:
            line += f'<rect class="under" x="{left + x0:.7g}" y="{top + high - 2:.7g}" width="{wide:.5g}" height="2"/>'
        if "pole" in classes:
            line += f'<rect class="outline" {shape}/>'
        if part is not Part.WAITING and high > SMALL:
            text = next((text for text in bar_texts(track, bar) if width(text) * SMALL + 6 <= wide), "")
            # Above the line under critical bars; names of crates have underscores.
            lift = 2.5 if "critical" in classes and track.crates is not None else 3.5
            line += f'<text x="{left + x0 + 3:.7g}" y="{top + high / 2 + lift:.7g}">{safe(text)}</text>' if text else ""
        lines.append(f"{line}</g>")
    return lines


def _short(name: str, room: float) -> str:
    """Cut a name at its end, away from its number."""
    if width(name) * SMALL <= room:
        return name
    while name and width(f"…{name}") * SMALL > room:
        name = name[1:]
    return f"…{name}"


def _legend(chart: Chart, y: float, whole: float) -> tuple[list[str], float]:
    """Return the legend, a swatch and a meaning for each part and line, and its lower end."""
    entries = [(f'<g class="bar {part.name.lower()}"><rect {{box}}/></g>', text) for part, text in chart.legend]
    if any(track.critical.any() for track in chart.tracks):
        entries.append(('<g class="bar critical"><rect class="under" {low}/></g>', "critical path"))
    if any(track.crates is not None for track in chart.tracks):
        entries.append(('<path class="ready" d="M{middle} {top}v12"/>', "metadata ready"))
        entries.append(('<path class="usage" d="M{middle} {top}m-9 10l6 -6l6 3l6 -5"/>', "processors in use"))
    if any(track.pole >= 0 for track in chart.tracks):
        entries.append(('<g class="bar pole"><rect class="outline" {box}/></g>', "long pole"))
    if any(track.ideal >= 0 for track in chart.tracks):
        entries.append(('<path class="ideal" d="M{middle} {top}v12"/>', "the same work, ideally split"))

    def sample(shape: str, x: float, y: float) -> str:
        box = f'x="{x:.7g}" y="{y:.7g}" width="22" height="12"'
        low = f'x="{x:.7g}" y="{y + 10:.7g}" width="22" height="2"'
        return shape.format(box=box, low=low, middle=f"{x + 11:.7g}", top=f"{y:.7g}")

    lines, y = in_rows(entries, sample, (MARGIN, y), whole - 2 * MARGIN, TEXT)
    return ['<g class="legend">', *lines, "</g>"], y


def _style(theme: Theme) -> str:
    """Return the style sheet of a timeline."""
    look = timeline_look(theme)
    rules = [
        f".cguviz text{{font-family:{FONTS};fill:{theme.ink}}}",
        f".cguviz .background{{fill:{theme.background}}}",
        ".cguviz .title{font-weight:bold}",
        f".cguviz .figures,.cguviz .note,.cguviz .time,.cguviz .phase-name{{fill:{theme.faint}}}",
        f".cguviz .heading{{font-weight:bold;font-size:{TEXT:g}px}}",
        *(f".cguviz .{kind}{{font-size:{SMALL:g}px}}" for kind in SMALL_TEXTS),
        ".cguviz .time,.cguviz .phase-name{text-anchor:middle}",
        ".cguviz .note{text-anchor:end}",
        f".cguviz .stripe{{fill:{look.stripe}}}",
        f".cguviz .tick,.cguviz .phase{{stroke:{look.line};fill:none}}",
        f".cguviz .phase{{stroke:{theme.faint}}}",
        f".cguviz .busy{{fill:{look.busy}}}",
        f".cguviz .concurrency>.waiting{{fill:{look.waiting}}}",
        f".cguviz .cores{{stroke:{theme.ink};stroke-dasharray:5 3}}",
        f".cguviz .ideal{{stroke:{look.ideal};stroke-width:1.5;stroke-dasharray:6 3}}",
        f".cguviz .ideal-name{{fill:{look.ideal}}}",
        f".cguviz .bar>rect{{stroke:{look.edge};stroke-width:0.5}}",
        f".cguviz .bar>text{{font-size:{SMALL:g}px}}",
        *(f".cguviz .{part.name.lower()}>rect{{fill:{look.fill[part]}}}" for part in Part),
        *crates_svg.style(theme),
        ".cguviz .waiting>rect,.cguviz .detail>rect{stroke:none}",
        f".cguviz .bar>.under{{fill:{look.critical};stroke:none}}",
        f".cguviz .bar>.outline{{stroke:{look.critical};stroke-width:1.5;fill:none}}",
    ]
    return "\n".join(rules)


def _unit_data(track: Track, unit: int) -> str:
    """Write name and label of a unit as attributes of its group, nothing for none."""
    name, label = (safe(texts[unit], quoted=True) if unit >= 0 else "" for texts in (track.units, track.unit_label))
    return f' data-unit="{name}" data-label="{label}"' if unit >= 0 else ""
