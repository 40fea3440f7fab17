"""Joining captures of one compilation into one capture.

Every format knows a part: the debug log names, sizes and stages; LLVM IR symbols, uses and instructions; mono items
the final placements once more; mono stats the sizes of definitions; a profile the time. Knows how to tell which
captures are of one compilation; what two of them make together is in `join_ir`, `join_mono`, `join_stats` and
`join_timeline`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

from cguviz.formats.join import ir
from cguviz.formats.join import mono_items as join_mono
from cguviz.formats.join import mono_stats as join_stats
from cguviz.formats.join import timeline as join_timeline
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import equal

Score = tuple[int, int]


def join(captures: Sequence[Capture]) -> list[Capture]:
    """Join the captures of each compilation into one capture.

    Parameters
    ----------
    captures
        As the formats gave them.

    Returns
    -------
    Captures in the order of the first source of each, without exact duplicates. What could be of one compilation but
    is not stays apart and says so in a remark.
    """
    rest = _distinct(captures)
    rest = _join_pairs(rest, ir.is_log, ir.is_ir, ir.common, ir.join)
    rest = _remark_on_strangers(rest, ir.is_log, ir.is_ir, "IR of another compilation: no item joins.")
    rest = _join_pairs(rest, join_stats.lacks_sizes, join_stats.is_stats, join_stats.common, join_stats.join)
    rest = _join_pairs(rest, join_mono.has_units, join_mono.is_mono, join_mono.common, join_mono.join)
    rest = _remark_on_strangers(
        rest, join_mono.has_units, join_mono.is_mono, "mono items of another compilation: no unit is the same."
    )
    return _attach_timelines(rest)


def _distinct(captures: Sequence[Capture]) -> list[Capture]:
    """Drop captures with the same contents as an earlier one, whose sources grow by theirs."""
    kept: list[Capture] = []
    for capture in captures:
        same = (row for row, other in enumerate(kept) if _have_same_contents(capture, other))
        row = next(same, None)
        if row is None:
            kept.append(capture)
        else:
            kept[row] = kept[row].replace(sources=tuple(dict.fromkeys(kept[row].sources + capture.sources)))
    return kept


def _have_same_contents(left: Capture, right: Capture) -> bool:
    """Say whether two captures are equal but for their remarks and sources."""
    return len(left.items) == len(right.items) and equal(
        left.replace(remarks=(), sources=()), right.replace(remarks=(), sources=())
    )


def _join_pairs(
    captures: list[Capture],
    is_base: Callable[[Capture], bool],
    is_more: Callable[[Capture], bool],
    common: Callable[[Capture, Capture], Score],
    together: Callable[[Capture, Capture], Capture],
) -> list[Capture]:
    """Join each capture of one sort with the capture of another sort that shares most with it.

    Builds of the same crate may have the same hashes and unit names; then those whose files lie nearest to one
    another belong together.
    """
    bases = [row for row, capture in enumerate(captures) if is_base(capture)]
    more = [row for row, capture in enumerate(captures) if is_more(capture)]
    scores = {(base, other): common(captures[base], captures[other]) for base in bases for other in more}
    ranked = sorted(
        (pair for pair, score in scores.items() if score[0]),
        key=lambda pair: (scores[pair], _nearness(captures[pair[0]], captures[pair[1]])),
        reverse=True,
    )
    result: list[Capture | None] = list(captures)
    taken: set[int] = set()
    for base, other in ranked:
        if base not in taken and other not in taken:
            result[base] = together(captures[base], captures[other])
            result[other] = None
            taken |= {base, other}
    return [capture for capture in result if capture is not None]


def _nearness(left: Capture, right: Capture) -> int:
    """Count the folders, from the root, that the paths of two captures share."""
    folders = [re.split(r"[/\\!]", source) for capture in (left, right) for source in capture.sources[:1]]
    if len(folders) < 2:
        return 0
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(*folders, strict=False)))


def _remark_on_strangers(
    captures: list[Capture], is_base: Callable[[Capture], bool], is_more: Callable[[Capture], bool], text: str
) -> list[Capture]:
    """Add a remark to captures of both sorts that found no partner: they are of different compilations."""
    bases = [capture for capture in captures if is_base(capture)]
    more = [capture for capture in captures if is_more(capture)]
    named = {capture.crate for capture in bases} & {capture.crate for capture in more}
    concerned = [capture for capture in bases + more if not named or capture.crate in named] if bases and more else []
    return [
        capture.replace(remarks=(*capture.remarks, Remark(text, path="".join(capture.sources[:1]))))
        if any(capture is other for other in concerned)
        else capture
        for capture in captures
    ]


def _attach_timelines(captures: list[Capture]) -> list[Capture]:
    """Attach each lone timeline to the capture of its crate that shares most units with it.

    Where no unit is shared, the crate's name must do; a timeline that does not know its crate goes to the only capture
    there is. A second timeline is taken in if it knows something that the first does not.
    """
    alone = [capture for capture in captures if join_timeline.is_timeline(capture)]
    result = [capture for capture in captures if not join_timeline.is_timeline(capture)]
    left: list[Capture] = []
    for timed in sorted(alone, key=join_timeline.rank):
        scores = {
            row: (join_timeline.common(timed, capture), _nearness(timed, capture), -row)
            for row, capture in enumerate(result)
            if len(capture.items) and join_timeline.may_be(timed, capture) and join_timeline.adds(timed, capture)
        }
        best = max(scores, key=lambda row: scores[row], default=-1)
        if best < 0 or not (timed.crate or scores[best][0] or len(result) == 1):
            left.append(timed)
        else:
            result[best] = join_timeline.attach(timed, result[best])
    homes = [capture for capture in result if len(capture.items)]
    return result + [
        join_timeline.remark_on_lone_timeline(capture, homes)
        for capture in alone
        if any(capture is other for other in left)
    ]
