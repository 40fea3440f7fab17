"""Widths of texts, and shorter forms of them. Knows no font but the widest it has to reckon with.

A reader's machine picks the first font of the list that it has. The table holds the advances of DejaVu Sans, which
is wider than Arial, Helvetica, Segoe UI, Roboto and Inter: what fits here fits there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np

from cguviz.model.columns import Bools, Floats, Ints, Longs
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
BRACKETS = re.compile(r"::|->|[<>()\[\]{}]")
CLOSURE = re.compile(r"\{closure(#\d+)\} in ")
NUMBERED = re.compile(r"(→ )?cgu\.(\d+)")
ELLIPSIS = "…"
KEPT = 4
"""Of a name that is cut at least so many letters are shown; fewer say nothing."""


STEP = 4
"""Advances are rounded up to so many thousandths of an em: then each fits into a byte."""
BYTE_STEPS = bytes(-(-advance // STEP) for advance in [0] * 32 + [*ASCII_ADVANCES] + [0] * 65 + [WIDEST] * 64)
"""By byte of UTF-8: a character's width stands on its first byte."""
BYTE_ADVANCES: Floats = np.array(list(BYTE_STEPS), np.float64) * (STEP / 1000)


def widths(texts: Texts) -> Floats:
    """Return (n,) float64: the width of each text in em."""
    total = np.zeros(len(texts.blob) + 1)
    np.cumsum(BYTE_ADVANCES[texts.blob], out=total[1:])
    return total[texts.starts[1:]] - total[texts.starts[:-1]]


def width(text: str) -> float:
    """Return the width of a text in em."""
    # Half the time of looking up each byte in a list; 57,000 labels are measured 110,000 times.
    return sum(text.encode("utf-8", "replace").translate(BYTE_STEPS)) * STEP / 1000


def fit_labels(labels: Texts, room: Floats) -> list[str]:
    """Shorten many labels, each to its room.

    Parameters
    ----------
    labels
        (n,) as in `shorten`.
    room
        (n,) float64 em.
    """
    text = labels.tolist()
    # Boxes of one width differ in the last bits of their coordinates; then nothing would be known twice.
    # A hundredth that was reached stays: 4.27 * 100 is 426.99….
    room = np.floor(room * 100 + 1e-6) / 100
    # No character is narrower than a quarter of an em per byte; only the others need to be measured.
    wide = np.diff(labels.starts) > room * 4
    unsure = np.flatnonzero(~wide)
    wide[unsure] = widths(labels.take(unsure)) > room[unsure]
    rows = np.flatnonzero(wide)
    known: dict[tuple[str, float], str] = {}
    for row, name, limit in zip(rows.tolist(), plain(labels.take(rows)), room[rows].tolist(), strict=True):
        short = known.get((name, limit))
        if short is None:
            short = known[name, limit] = _shorten_plain(name, limit, width)
        text[row] = short
    return text


def shorten(label: str, room: float, measure: Callable[[str], float] = width, *, bare: str = "") -> str:
    """Return a label, or as long a part of it as fits and still has a meaning.

    Parameters
    ----------
    label
        "Type::method", "<Type<u8> as Trait>::method", "drop Vec<u8>", "{closure#0} in exec", each of them with a
        count if it is a stack: "Vec::push ×87".
    room, measure
        What it may measure, and how to measure.
    bare
        What `plain` makes of it, where that is known: half of the time otherwise.

    Returns
    -------
    Generic arguments and traits give way first, then leading modules, then the type, then the end; the count stays.
    Of a numbered unit ("cgu.05", "→ cgu.05") the number stays.
    "" where not even four letters fit.
    """
    if measure(label) <= room:
        return label
    return _shorten_plain(bare or (plain(Texts.of([label]))[0] if "<" in label else label), room, measure)


def plain(labels: Texts) -> list[str]:
    """Return labels without generic arguments and traits, all in one pass over their bytes.

    `<vec::Vec<u8> as Drop>::drop` becomes `vec::Vec::drop`. Drop glue is nothing but its argument, and keeps it;
    a label whose brackets do not pair up stays as it is.
    """
    blob, first, lengths = labels.blob, labels.starts[:-1], np.diff(labels.starts)
    opens, closes = blob == ord("<"), blob == ord(">")
    closes[1:] &= blob[:-1] != ord("-")
    depth = np.cumsum(opens.view(np.int8) - closes.view(np.int8), dtype=np.int32)
    # What is open where a text begins belongs to the texts before it.
    depth -= np.repeat(np.append(np.int32(0), depth)[first], lengths)
    kept = (depth == 0) & ~closes
    filled = first < labels.starts[1:]
    qualified = np.flatnonzero(filled)[opens[first[filled]]]
    if len(qualified):
        _keep_types(kept, labels, depth, closes, qualified)
    starts = np.append(0, np.cumsum(kept, dtype=np.int32))[labels.starts]
    short = Texts(blob[kept], starts.astype(np.int64)).tobytes()
    odd = np.zeros(len(labels), np.bool_)
    odd[np.searchsorted(labels.starts, np.flatnonzero(depth < 0), side="right") - 1] = True
    odd[filled] |= depth[labels.starts[1:][filled] - 1] != 0
    chosen = [
        name if whole or name.startswith(b"drop ") else text
        for name, whole, text in zip(labels.tobytes(), odd.tolist(), short, strict=True)
    ]
    return [text.decode("utf-8", "replace") for text in chosen]


def _keep_types(kept: Bools, labels: Texts, depth: Ints, closes: Bools, rows: Longs) -> None:
    """Keep `Type` of `<Type as Trait>::method`: the text one bracket deep, up to ` as ` or the closing bracket."""
    blob = labels.blob
    ends = closes & (depth == 0)
    ends[:-3] |= (blob[:-3] == ord(" ")) & (blob[1:-2] == ord("a")) & (blob[2:-1] == ord("s")) & (depth[:-3] == 1)
    places = np.append(np.flatnonzero(ends), len(blob))
    begin = labels.starts[rows] + 1
    end = np.minimum(places[np.searchsorted(places, begin)], labels.starts[rows + 1])
    # +1 where a type begins and -1 where it ends: a running sum marks all between.
    inside = np.zeros(len(blob) + 1, np.int8)
    inside[begin] += 1
    np.subtract.at(inside, end, 1)
    kept |= np.cumsum(inside[:-1], dtype=np.int8).view(np.bool_) & (depth == 1) & (blob != ord("<")) & ~closes


def _shorten_plain(label: str, room: float, measure: Callable[[str], float]) -> str:
    """Shorten a plain label."""
    # What is left where generic arguments stood: `call_once::<F> - shim(vtable)`, `from_iter::<T>`.
    name, times, count = label.replace(":: ", " ").removesuffix("::").partition(" ×")
    room -= measure(times + count) if times else 0.0
    if (numbered := NUMBERED.fullmatch(name)) is not None:
        # "cgu.…" would say nothing of the unit; its number says all.
        arrow, number = numbered[1] or "", numbered[2]
        shorter = (short for short in (arrow + number, number) if measure(short) <= room)
        return name if measure(name) <= room else next(shorter, "")
    last = name
    # Nothing but the end of these can give way, and they are half of all.
    whole = name.startswith("drop ") or "::" not in name
    for candidate in (name,) if whole else _candidates(name, room, measure):
        if measure(candidate) <= room:
            return candidate + times + count
        last = candidate
    cut = _longest(last, room - measure(ELLIPSIS), measure)
    return cut + ELLIPSIS + times + count if len(cut) >= KEPT else ""


def _candidates(name: str, room: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Yield shorter forms of a plain name, best first; if none fits, the last is cut."""
    yield name
    parts = [part for part in _segments(name) if part]
    if len(parts) < 2:
        return
    owner, method = parts[-2:]
    if (inner := CLOSURE.match(name)) is not None:
        yield f"{inner[0]}{method}"
        yield f"{{{inner[1]}}} in {method}"
        return
    # From the end, so that a path of twenty segments costs no more than one of three.
    kept = ""
    for first in range(len(parts) - 2, -1, -1):
        longer = "::".join(parts[first:])
        if measure(longer) > room:
            break
        kept = longer
    if kept:
        yield kept
    head = _longest(owner, room - measure(f"{ELLIPSIS}::{method}"), measure)
    if len(head) >= KEPT:
        yield f"{head}{ELLIPSIS}::{method}"
    yield f"{ELLIPSIS}::{method}"
    yield method


def _segments(name: str) -> list[str]:
    """Split a path at the `::` that are not inside brackets."""
    parts, depth, start = [], 0, 0
    for match in BRACKETS.finditer(name):
        sign = match[0]
        if sign == "::":
            if depth == 0:
                parts.append(name[start : match.start()])
                start = match.end()
        elif sign != "->":
            depth += 1 if sign in "<([{" else -1
    return [*parts, name[start:]]


def _longest(text: str, room: float, measure: Callable[[str], float]) -> str:
    """Return the longest beginning that fits."""
    low, high = 0, len(text)
    middle = min(16, high)
    while low < high:
        taken = measure(text[:middle])
        low, high = (middle, high) if taken <= room else (low, middle - 1)
        # As many letters as would fit if all were like those so far: three steps instead of six.
        guess = int(middle * room / taken) if taken > 0 else high
        middle = min(max(guess, low + 1), high)
    return text[:low]
