"""How wide text will be, and how to say the same in less room. Knows no font but the widest it has to reckon with.

A reader's machine picks the first font of the list that it has. The table holds the advances of DejaVu Sans, which
is wider than Arial, Helvetica, Segoe UI, Roboto and Inter: what fits here fits there.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cguviz.model.columns import Floats
from cguviz.model.texts import Texts

ASCII_ADVANCES = (
    *(318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636),
    *(636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775),
    *(752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390),
    *(337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612),
    *(635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838),
)
"""Advances of the characters 32 to 126 in thousandths of an em."""
WIDEST = 1000
"""For everything else: an ideograph is one em wide."""
BOLD = 1.13
"""Bold text is at most this much wider."""
ELLIPSIS = "…"
KEPT = 4
"""Of a name that is cut at least so many letters are shown; fewer say nothing."""


def _byte_advances() -> Floats:
    """Return (256,) em per byte of UTF-8: a character's width stands on its first byte."""
    table = np.zeros(256)
    table[32:127] = ASCII_ADVANCES
    table[0xC0:] = WIDEST
    return table / 1000


BYTE_ADVANCES = _byte_advances()


def widths(texts: Texts) -> Floats:
    """Return (n,) float64: the width of each text in em."""
    total = np.zeros(len(texts.blob) + 1)
    np.cumsum(BYTE_ADVANCES[texts.blob], out=total[1:])
    return total[texts.starts[1:]] - total[texts.starts[:-1]]


def width(text: str) -> float:
    """Return the width of a text in em."""
    return sum([ASCII_ADVANCES[ord(c) - 32] if " " <= c <= "~" else WIDEST for c in text]) / 1000


def shorten(label: str, room: float, measure: Callable[[str], float] = width) -> str:
    """Return a label, or as much of it as fits and still says something.

    Parameters
    ----------
    label
        "Type::method", "drop Vec<u8>", "{closure#0} in exec", or one of these with a count: "Vec::push ×87".
    room, measure
        What it may measure, and how to measure.

    Returns
    -------
    Leading segments give way first, then the type, then the generic arguments, then the end; the count stays.
    "" where not even four letters fit.
    """
    if measure(label) <= room:
        return label
    name, times, count = label.partition(" ×")
    if times:
        room -= measure(times + count)
    for candidate in _candidates(name, room, measure):
        if measure(candidate) <= room:
            return candidate + times + count
    cut = _longest(name, room - measure(ELLIPSIS), measure)
    return cut + ELLIPSIS + times + count if len(cut) >= KEPT else ""


def fitted(labels: Texts, room: Floats) -> list[str]:
    """Shorten many labels, each to its room in em.

    Parameters
    ----------
    labels
        (n,)
    room
        (n,) float64 em.
    """
    text = labels.tolist()
    known: dict[tuple[str, float], str] = {}
    for row in np.flatnonzero(widths(labels) > room).tolist():
        key = text[row], float(room[row])
        if key not in known:
            known[key] = shorten(*key)
        text[row] = known[key]
    return text


def _candidates(name: str, room: float, measure: Callable[[str], float]) -> list[str]:
    """Return shorter forms of a name, best first."""
    if name.startswith(("{", "drop ")) or "::" not in name:
        return [name[: name.index("<")] + "<…>"] if "<" in name else []
    parts = _segments(name)
    found = [f"{ELLIPSIS}{'::'.join(parts[k:])}" for k in range(1, len(parts) - 1)]
    owner, method = parts[-2], parts[-1]
    head = _longest(owner, room - measure(f"{ELLIPSIS}::{method}"), measure)
    if len(head) >= KEPT:
        found.append(f"{head}{ELLIPSIS}::{method}")
    return [*found, f"{ELLIPSIS}::{method}", method]


def _segments(name: str) -> list[str]:
    """Split a path at the `::` that are not inside brackets."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(name):
        if character in "<([{":
            depth += 1
        elif character in ">)]}":
            depth -= name[index - 1 : index] != "-" or character != ">"
        elif character == ":" and depth == 0 and name[index - 1 : index] == ":" and index > start:
            parts.append(name[start : index - 1])
            start = index + 1
    return [*parts, name[start:]]


def _longest(text: str, room: float, measure: Callable[[str], float]) -> str:
    """Return the longest beginning that fits."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= room else (low, middle - 1)
    return text[:low]
