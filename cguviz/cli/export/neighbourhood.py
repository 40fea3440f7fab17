"""`cguviz export` of the neighbourhood of an item: the item that is meant, and the number of steps around it."""

from __future__ import annotations

import argparse

import numpy as np

from cguviz.cli.command import Choice
from cguviz.errors import CguvizError
from cguviz.model.capture import Capture
from cguviz.model.paths.table import split
from cguviz.workspace.lists.search import find, learn
from cguviz.workspace.requests.views import HOPS, Around

VIEW = "focus"
NAMED = 3
"""Items that an answer names at most when several are meant."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `export` that are about neighbourhoods."""
    of_focus = parser.add_argument_group("callers and callees (--view focus)")
    of_focus.add_argument("--item", metavar="PATH", help="the item in the middle: its path, symbol, or what finds it")
    of_focus.add_argument(
        "--hops", type=int, choices=HOPS, default=Around().hops, help="uses to follow (default: %(default)s)"
    )


def item_of(choice: Choice, chosen: argparse.Namespace) -> int:
    """Return the item that the arguments name.

    Raises
    ------
    CguvizError
        No item was named, or the name is of none or of several.
    """
    if not chosen.item:
        raise CguvizError("--view focus takes the item to look at: --item PATH.")
    return find_item(choice.capture, chosen.item)


def find_item(capture: Capture, name: str) -> int:
    """Return the item with a path or symbol, else the only item whose path contains the name.

    Raises
    ------
    CguvizError
        There is no such item, or there are several.
    """
    for column in (capture.items.name, capture.items.symbol):
        known = column.tolist()
        if known.count(name) == 1:
            return known.index(name)
    paths = capture.paths or split(capture.items, capture.crate)
    hits = find(learn(paths), name)
    if not len(hits):
        raise CguvizError(f"there is no item {name!r} in {capture.crate}.")
    exact = hits[np.array([paths.labels[int(item)] == name for item in hits.tolist()], np.bool_)]
    if len(exact) == 1:
        return int(exact[0])
    if len(hits) > 1:
        some = ", ".join(capture.items.name[int(item)] for item in hits[:NAMED])
        raise CguvizError(f"{name!r} finds {len(hits):,} items, such as {some}: name one by its whole path.")
    return int(hits[0])
