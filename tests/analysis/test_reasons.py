"""Why items are in their units: on every capture, chains are of real uses and begin at a root of the unit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cguviz.analysis.reasons import chain_to, origin_of, reasons
from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.partition import placed_uses
from cguviz.partition.placing import count_explained
from cguviz.partition.start import start_of
from tests.captures import CAPTURES, capture_id


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_every_chain_is_of_uses_inside_the_unit_and_begins_at_a_root(folder: Path) -> None:
    for capture in load([folder]):
        if capture.uses is None:
            continue
        partition, uses = capture.partition("PLACE"), capture.uses
        reason = reasons(partition, placed_uses(partition, uses), uses)
        inlined, unit = partition.inlined, partition.unit
        told = np.flatnonzero(reason >= 0)
        assert inlined[told].all()
        assert np.array_equal(unit[told], unit[reason[told]])
        items = max(len(capture.items), 1)
        pairs = uses.user.astype(np.int64) * items + uses.used
        steps = partition.item[reason[told]].astype(np.int64) * items + partition.item[told]
        assert np.isin(steps, pairs).all()
        # Following the reasons ends, and at a root: each step is one nearer.
        here = told
        for _ in range(len(partition)):
            here = np.unique(np.where(inlined[here], reason[here], here))
            if not inlined[here].any():
                break
        assert not inlined[here].any()
        # What no use explains is what the rule that places copies cannot explain either.
        known, copies = count_explained(start_of(capture, partition))
        assert (len(told), int(inlined.sum())) == (known, copies)


def test_a_chain_reads_from_the_root_down(regex: Capture) -> None:
    assert regex.uses is not None
    partition = regex.partition("MERGE")
    reason = reasons(partition, placed_uses(partition, regex.uses), regex.uses)
    chains = [chain_to(reason, placement) for placement in range(0, len(partition), 7)]
    assert max(map(len, chains)) > 3
    for chain in filter(None, chains):
        assert not partition.inlined[chain[0]]
        assert partition.inlined[list(chain[1:])].all()
        assert len(set(partition.unit[list(chain)].tolist())) == 1
    root = int(np.flatnonzero(~partition.inlined)[0])
    assert chain_to(reason, root) == ()


def test_a_root_knows_the_unit_that_it_came_with(regex: Capture) -> None:
    first, partition = regex.partition("PLACE"), regex.partition("MERGE")
    roots = np.flatnonzero(~partition.inlined)
    for row in roots[::31].tolist():
        item, unit = int(partition.item[row]), int(partition.unit[row])
        origin = origin_of(first, partition, item, unit)
        at = int(np.flatnonzero((first.item == item) & ~first.inlined)[0])
        assert origin.unit == first.unit[at]
        # Merging takes units as wholes.
        rows = slice(first.starts[origin.unit], first.starts[origin.unit + 1])
        assert sorted(origin.items) == sorted(first.item[rows][~first.inlined[rows]].tolist())
        assert origin.joined >= 1
