"""Modes that are inferred, as the inspector and the table of items tell them."""

from __future__ import annotations

import numpy as np

from cguviz.model.inference import are_inferred
from cguviz.model.partition import Mode
from cguviz.ui.inspector.content import content_of
from cguviz.ui.lists.item_model import FIELDS
from cguviz.workspace.state.workspace import Selection
from tests.captures import sample_named
from tests.ui.conftest import MakeDesk


def test_inferred_modes_are_told_with_their_error(make_desk: MakeDesk) -> None:
    desk = make_desk(sample_named("regex-1.7.1-release/mono-items.txt.gz"))
    stage = desk.store.stage
    assert stage is not None
    partition, inferred = stage.partition, are_inferred(stage.capture.items)
    count = int(inferred.sum())
    assert 500 < count < len(inferred) / 2
    facts = dict(content_of(stage, None, Selection()).facts)
    assert facts["Root or inlined"] == f"inferred for {count:,} (1 in 8 of such was wrong)"
    mode = next(field for field in FIELDS if field.heading == "Mode")
    assert mode.text is not None
    for guessed in (True, False):
        placement = int(np.flatnonzero((inferred[partition.item] == guessed) & ~partition.inlined)[0])
        item, unit = int(partition.item[placement]), int(partition.unit[placement])
        content = content_of(stage, None, Selection((item,), at=partition.units[unit]))
        told = "root, inferred (1 in 8 of such was wrong)" if guessed else "root"
        assert dict(content.facts)["Mode"] == told
        short = "root, inferred" if guessed else "root"
        assert mode.text(stage, placement) == short
        copies = next(section for section in content.sections if section.title == "Copies")
        assert copies.line(0)[1] == short
    order = mode.values(stage)
    assert sorted(set(order.tolist())) == [0, 1, 2 * Mode.INLINED, 2 * Mode.INLINED + 1]
    in_unit = partition.item[: partition.starts[1]]
    unit_facts = dict(content_of(stage, None, Selection(units=(partition.units[0],))).facts)
    assert unit_facts["Root or inlined"] == f"inferred for {int(inferred[in_unit].sum()):,} of them"
