"""Recipes of stages made in the lab, in words that hold for another reading of the files: names, not numbers.

Nothing that somebody made is lost when files are read again: rules are run again on what is there now, and moves by
hand are done again with the functions that are still there.
"""

from __future__ import annotations

from collections.abc import Sequence

from cguviz.errors import CguvizError
from cguviz.model.capture import Capture, Remark
from cguviz.model.items import Items
from cguviz.model.partition import Partition
from cguviz.progress import Progress
from cguviz.workspace.lab.stages import with_stage
from cguviz.workspace.requests.carried import Making, NamedMove
from cguviz.workspace.requests.lab import HandMove, MoveByHand, Try


def making_of(request: Try | MoveByHand, stage: str, capture: Capture) -> Making:
    """Write the recipe of a stage down.

    Parameters
    ----------
    request
        What made it.
    stage
        Its name.
    capture
        What it is a stage of.
    """
    if isinstance(request, Try):
        return Making(capture.crate, stage, request.base.stage, request.pipeline)
    moves = (NamedMove(tuple(key_of(capture.items, item) for item in move.items), move.unit) for move in request.moves)
    return Making(capture.crate, stage, request.base.stage, moves=tuple(moves))


def with_making(makings: Sequence[Making], made: Making) -> tuple[Making, ...]:
    """Add a making; one of the same stage is replaced."""
    return (*(each for each in makings if (each.crate, each.stage) != (made.crate, made.stage)), made)


def key_of(items: Items, item: int) -> str:
    """Return the key of an item: its symbol, or its name where it has none."""
    return items.symbol[item] or items.name[item]


def numbers_of(items: Items) -> dict[str, int]:
    """Return the number of each item by `key_of`; the first of several equal ones."""
    keys = [symbol or name for symbol, name in zip(items.symbol.tolist(), items.name.tolist(), strict=True)]
    return {key: len(keys) - 1 - back for back, key in enumerate(reversed(keys))}


def hand_moves(making: Making, capture: Capture) -> tuple[HandMove, ...]:
    """Return the moves in the numbering of a capture, without items that it lacks."""
    number = numbers_of(capture.items)
    found = ((tuple(sorted(number[key] for key in move.items if key in number)), move.unit) for move in making.moves)
    return tuple(HandMove(items, unit) for items, unit in found if items)


def remake_stages(captures: Sequence[Capture], makings: Sequence[Making], progress: Progress) -> tuple[Capture, ...]:
    """Make stages of newly read captures again; a remark tells of each that cannot be made as before."""
    result = tuple(captures)
    for number, making in enumerate(makings):
        progress(f"making {making.stage} again", number / len(makings))
        crate = next((row for row, capture in enumerate(result) if capture.crate == making.crate), -1)
        if crate < 0:
            continue
        capture = result[crate]
        try:
            partition, lost = _made(capture, making)
        except CguvizError as error:
            text = f"The stage {making.stage}, made in the lab, cannot be made again: {error}"
            result = _with_remark(result, crate, text)
            continue
        result = with_stage(result, crate, partition.replace(stage=making.stage))
        if lost:
            moved = sum(len(move.items) for move in making.moves)
            text = f"Of {moved:,} functions that were moved by hand, {lost:,} are no more: {making.stage} lacks them."
            result = _with_remark(result, crate, text)
    return result


def _made(capture: Capture, making: Making) -> tuple[Partition, int]:
    """Return the stage, and how many of the items that were moved are no more."""
    from cguviz.partition import pipeline_of, run_pipeline
    from cguviz.workspace.lab.hand_moves import moved_by_hand

    if making.rule:
        return run_pipeline(capture, capture.partition(making.start), pipeline_of(making.rule)).partition, 0
    moves = hand_moves(making, capture)
    if making.moves and not moves:
        raise CguvizError("none of the functions that were moved is there any more.")
    lost = sum(len(move.items) for move in making.moves) - sum(len(move.items) for move in moves)
    return moved_by_hand(capture, making.start, moves)[0], lost


def _with_remark(captures: Sequence[Capture], crate: int, text: str) -> tuple[Capture, ...]:
    return tuple(
        capture.replace(remarks=(*capture.remarks, Remark(text))) if row == crate else capture
        for row, capture in enumerate(captures)
    )
