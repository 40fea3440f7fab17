"""The placements that a filter text leaves: of units so named, and of items so found."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Bools
from cguviz.ui.store.answers_shown import ListedStage
from cguviz.workspace.lists.search import Index, find


def keep_of(stage: ListedStage | None, index: Index | None, text: str) -> Bools | None:
    """Return (p,) the placements to show, None for all.

    Parameters
    ----------
    stage
        What is shown; None for nothing.
    index
        None while the search is not ready: then only the names of units count.
    text
        As typed.
    """
    wanted = text.strip().casefold()
    if stage is None or not wanted:
        return None
    named = np.array([wanted in label.casefold() for label in stage.survey.unit_labels], np.bool_)
    found = np.zeros(len(stage.capture.items), np.bool_)
    if index is not None:
        # While two captures are compared, it knows the items of both.
        hits = find(index, wanted)
        found[hits[hits < len(found)]] = True
    keep: Bools = named[stage.partition.unit] | found[stage.partition.item]
    return keep
