"""Fuzzy search on Rust paths.

Every item is known by `module::label` ("regex::exec::Exec::new"); items that share it are found together. A word
of the query matches where its letters stand next to one another, or else (for words of three letters and more)
where they follow one another closely; a query of several words wants all of them. Case does not count.

All texts lie in one block; for each byte the places where it occurs are known, so a word is followed through all
texts at once by bisection: about 1 ms a letter for 46,000 items.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bools, Bytes, Columns, Floats, Ints, Longs, expand, starts_of
from cguviz.model.paths.table import Paths
from cguviz.model.texts import Texts

LOOSEST = 3.0
"""Letters that follow one another count if they span at most this many times their number."""
WORD_START, LABEL_START, LABEL_WHOLE = 40.0, 60.0, 80.0
"""What a match is worth that begins a word, begins the label, is the whole label; one anywhere is worth 20."""


@dataclasses.dataclass(frozen=True, eq=False)
class Index(Columns):
    """The texts and places of bytes that a search of a capture goes through.

    Attributes
    ----------
    text
        (t,) distinct texts in lower case.
    label_start
        (t,) int64 where the label begins, counted in `text.blob`.
    item_starts, item
        (t + 1,) int64 and (n,) int32: the items known by each text.
    place_starts, place
        (257,) int64 and (bytes,) int64: where each byte occurs in `text.blob`, ascending.
    """

    text: Texts
    label_start: Longs
    item_starts: Longs
    item: Ints
    place_starts: Longs
    place: Longs

    def places(self, byte: int) -> Longs:
        """Return where a byte occurs."""
        return self.place[self.place_starts[byte] : self.place_starts[byte + 1]]


def learn(paths: Paths) -> Index:
    """Prepare the search over all items of a capture."""
    modules = paths.modules.tolist()
    labels = paths.labels.tolist()
    keys = [
        (modules[module].lower(), label.lower()) for module, label in zip(paths.module.tolist(), labels, strict=True)
    ]
    number: dict[tuple[str, str], int] = {}
    which = np.array([number.setdefault(key, len(number)) for key in keys], np.int32)
    text = Texts.of(f"{module}::{label}" for module, label in number)
    heads = np.array([len(module.encode("utf-8", "replace")) + 2 for module, _ in number], np.int64)
    item = np.argsort(which, kind="stable").astype(np.int32)
    place = np.argsort(text.blob, kind="stable").astype(np.int64)
    return Index(
        text=text,
        label_start=text.starts[:-1] + heads,
        item_starts=starts_of(which[item], len(number)),
        item=item,
        place_starts=np.searchsorted(text.blob[place], np.arange(257)).astype(np.int64),
        place=place,
    )


def find(index: Index, query: str) -> Ints:
    """Return the items that match, the best first.

    Parameters
    ----------
    index
        Of the capture.
    query
        Words separated by blanks; nothing matches an empty query.

    Returns
    -------
    (k,) int32 items.
    """
    words = query.lower().split()
    texts = len(index.text)
    if not words or not texts:
        return np.empty(0, np.int32)
    worth = np.zeros(texts, np.float64)
    for word in words:
        letters = np.frombuffer(word.encode("utf-8", "replace"), np.uint8)
        worth_of_word = _together(index, letters)
        if len(letters) >= 3 and not worth_of_word.any():
            worth_of_word = _one_after_another(index, letters)
        worth = np.where(worth_of_word > 0, worth + worth_of_word, -np.inf)
    hits = np.flatnonzero(worth > 0)
    length = np.diff(index.text.starts)[hits]
    best = hits[np.lexsort((hits, length, -worth[hits]))]
    _, member = expand(index.item_starts, best)
    return index.item[member].astype(np.int32)


def _together(index: Index, letters: Bytes) -> Floats:
    """Return (t,) float64 the worth of the best occurrence of the letters side by side, 0 where there is none."""
    blob = index.text.blob
    # The rarest letter leaves the fewest places to check.
    counts = np.diff(index.place_starts)[letters]
    rarest = int(counts.argmin())
    place = index.places(int(letters[rarest])) - rarest
    place = place[(place >= 0) & (place + len(letters) <= len(blob))]
    for offset, letter in enumerate(letters):
        if offset != rarest:
            place = place[blob[place + offset] == letter]
    text = np.searchsorted(index.text.starts, place, side="right") - 1
    end = place + len(letters)
    inside = end <= index.text.starts[text + 1]
    place, text, end = place[inside], text[inside], end[inside]
    before = blob[np.maximum(place - 1, 0)]
    label = index.label_start[text]
    worth = np.full(len(place), 20.0)
    worth[(place == index.text.starts[text]) | ~_is_word(before)] = WORD_START
    starts_label = place == label
    worth[starts_label] = LABEL_START
    worth[starts_label & (end == index.text.starts[text + 1])] = LABEL_WHOLE
    worth[place >= label] += 5.0
    best = np.zeros(len(index.text), np.float64)
    np.maximum.at(best, text, worth)
    return best


def _one_after_another(index: Index, letters: Bytes) -> Floats:
    """Return (t,) float64 the worth of the letters in their order, with others in between; 0 if too loose."""
    starts, ends = index.text.starts[:-1], index.text.starts[1:]
    alive = np.arange(len(starts), dtype=np.int64)
    at = starts.copy()
    for letter in letters:
        place = index.places(int(letter))
        next_one = np.searchsorted(place, at)
        found = next_one < len(place)
        alive, next_one = alive[found], next_one[found]
        at = place[next_one]
        inside = at < ends[alive]
        alive, at = alive[inside], at[inside] + 1
    end = at.copy()
    # Going back from the end of the first match finds the latest beginning: the closest letters there.
    for letter in letters[::-1]:
        place = index.places(int(letter))
        at = place[np.searchsorted(place, at) - 1]
    span = end - at
    close = span <= LOOSEST * len(letters)
    worth = np.zeros(len(starts), np.float64)
    worth[alive[close]] = 10.0 * len(letters) / span[close]
    return worth


def _is_word(letters: Bytes) -> Bools:
    """Mark the bytes that continue a word: letters, digits and everything beyond ASCII."""
    return ((letters >= 97) & (letters <= 122)) | ((letters >= 48) & (letters <= 57)) | (letters >= 128)
