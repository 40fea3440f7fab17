"""PLACE and MERGE of real recordings: as rustc lists them, and what is said where they are not."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cguviz.formats.recording.lists import leaves, places
from cguviz.formats.recording.merge import DEFAULT, INTERNAL, Merged, merge_stage
from cguviz.formats.recording.place import NAMED, Unmerged, place_name, place_stage, remark_each
from cguviz.model.capture import Capture
from cguviz.model.items import Kind
from cguviz.model.partition import Mode, Partition
from tests.recordings import INCREMENTAL, NAMES, ODD, RELEASE, files_of, ir_of, list_of, plain_of, told_of

Cells = Counter[tuple[str, int, int]]


def cells(items: Capture, stage: Partition) -> Cells:
    """Count the placements of each kind, unit and linkage."""
    units, kinds = stage.units.tolist(), items.items.kind.tolist()
    rows = zip(stage.item.tolist(), stage.unit.tolist(), stage.linkage.tolist(), strict=True)
    return Counter((units[unit], linkage, kinds[item]) for item, unit, linkage in rows)


def stages(name: str, told: Capture | None = None, plain: Capture | None = None) -> tuple[Unmerged, Merged]:
    before = place_stage(ir_of(name), told or told_of(name))
    return before, merge_stage(before, plain or plain_of(name))


def merge_of(after: Merged) -> Partition:
    assert after.stage is not None
    return after.stage


@pytest.mark.parametrize("name", NAMES)
def test_both_stages_are_as_rustc_lists_them(name: str) -> None:
    before, after = stages(name)
    told, plain = before.told, plain_of(name)
    stage = merge_of(after)
    assert after.differences == ()
    assert after.agreed == after.placements == len(stage) == len(plain.partition())
    assert cells(before.capture, before.capture.partition()) == cells(told, told.partition())
    assert cells(before.capture, stage) == cells(plain, plain.partition())
    assert (before.capture.partition().stage, stage.stage) == ("PLACE", "MERGE")


@pytest.mark.parametrize("name", NAMES)
def test_units_are_put_together_whole(name: str) -> None:
    before, after = stages(name)
    first, stage = before.capture.partition(), merge_of(after)
    home = dict(zip(stage.item.tolist(), stage.unit.tolist(), strict=True))
    alone = stage.copies(len(before.capture.items)) == 1
    for unit in range(len(first.units)):
        items = first.item[first.starts[unit] : first.starts[unit + 1]]
        (goal,) = {home[item] for item in items[alone[items]].tolist()}
        assert np.isin(items, stage.item[stage.starts[goal] : stage.starts[goal + 1]]).all()
    # Who had several copies is inlined, however few are left.
    copies = first.copies(len(before.capture.items))
    assert (stage.mode[copies[stage.item] > 1] == Mode.INLINED).all()
    assert (stage.visibility[stage.linkage == INTERNAL] == DEFAULT).all()


def test_units_have_a_name_of_their_own_before_merging() -> None:
    before, after = stages(RELEASE)
    first, last = set(before.capture.partition().units), set(merge_of(after).units)
    assert not first & last
    assert all(re.fullmatch(r"num_bigint\.[0-9a-f]{16}-place\.\d\d", unit) for unit in first)
    # In incremental builds names are made of what is in the unit: the same unit has the same name.
    before, after = stages(INCREMENTAL)
    assert set(before.capture.partition().units) == set(merge_of(after).units)
    assert place_name("8txnhhmxvyhthca5a3zvpovbj") == "8txnhhmxvyhthca5a3zvpovbj"


def test_assembly_is_there_as_rustc_lists_it() -> None:
    before, _ = stages(ODD)
    items = before.capture.items
    asm = np.flatnonzero(items.kind == Kind.GLOBAL_ASM)
    assert len(asm) == 3
    assert {items.name[row] for row in asm.tolist()} == {"global_asm"}
    (bare,) = [row for row, name in enumerate(items.name) if name == "odd::asm::bare"]
    assert items.symbol[bare] == ""
    assert before.capture.uses is not None
    assert len(before.capture.uses.starts) == len(items) + 1
    (remark,) = before.capture.remarks
    assert remark.text == (
        "rustc lists asm::bare in odd.4b54c5192278455c-place.17 (External), and LLVM IR lacks it: its uses are not"
        " known."
    )


def without_line(name: str, file: str, text: str) -> tuple[Capture, bytes]:
    """Return a list that lacks its first line with a text, and that line."""
    lines = files_of(name)[file].splitlines(keepends=True)
    (line, *_) = [line for line in lines if text.encode() in line]
    lines.remove(line)
    return list_of(b"".join(lines)), line


def test_an_item_that_is_not_listed_is_named_and_kept() -> None:
    told, line = without_line(RELEASE, "units-mono-items.txt", "fn bigint::power::powsign")
    before, after = stages(RELEASE, told=told)
    assert len(before.capture.items) == len(ir_of(RELEASE).items)
    assert [remark.text for remark in before.capture.remarks] == [
        "LLVM IR has num_bigint::bigint::power::powsign::<u32> in "
        + line.rpartition(b"@@ ")[2].decode().strip().replace("-cgu.", "-place.").replace("[", " (").replace("]", ")")
        + ", which rustc does not list there."
    ]
    (other,) = [text for text in after.differences if text.startswith("The plain build lists")]
    assert "bigint::power::powsign" in other
    assert after.agreed == after.placements - 2
    assert len(merge_of(after)) == len(plain_of(RELEASE).partition())


def test_an_item_that_only_the_plain_build_lists_is_named() -> None:
    plain, line = without_line(RELEASE, "mono-items.txt", "fn bigint::power::powsign")
    _, after = stages(RELEASE, plain=plain)
    assert b"powsign" in line
    assert len(after.differences) == 1
    assert "num_bigint::bigint::power::powsign::<u32> in num_bigint." in after.differences[0]
    assert after.differences[0].endswith(" is not in the list of the plain build.")
    assert after.agreed == after.placements - 1


def test_lists_of_two_builds_do_not_fit_and_it_is_said() -> None:
    before, after = stages(RELEASE, plain=plain_of(INCREMENTAL))
    assert after.stage is None
    assert after.agreed == 0
    assert "they do not fit" in after.differences[0]
    assert before.capture.stages == ("PLACE",)


def test_many_differences_are_named_and_the_rest_counted() -> None:
    assert [remark.text for remark in remark_each(["a", "b"])] == ["a", "b"]
    many = remark_each([str(number) for number in range(NAMED + 7)])
    assert len(many) == NAMED + 1
    assert many[-1].text == "So it is with 7 more items."


def test_lines_that_look_alike_go_to_the_items_that_the_rule_makes_so() -> None:
    """Of two items with one text in one unit of the plain build only one is internal: that which only its unit uses."""
    told, plain = told_of(RELEASE), plain_of(RELEASE)
    before = dict(zip(told.items.name.tobytes(), places(told), strict=True))
    names = plain.items.name.tobytes()
    rows: dict[tuple[str, str], dict[int, bytes]] = {}
    for name, leaf, there in zip(names, leaves(names), places(plain), strict=True):
        if len(before[name]) == 1 and not name.startswith(b"static "):
            ((unit, linkage),) = there
            rows.setdefault((unit, leaf), {}).setdefault(linkage, name)
    one, other = next(list(found.values()) for found in rows.values() if len(found) == 2)
    same = [list_of(data.replace(b"fn " + other + b" @@", b"fn " + one + b" @@")) for data in lists()]
    assert len(set(same[1].items.name)) == len(set(names)) - 1
    changed = stages(RELEASE, told=same[0], plain=same[1])[1]
    assert changed.differences == ()
    assert merge_of(changed).linkage.tolist() == merge_of(stages(RELEASE)[1]).linkage.tolist()


def lists(name: str = RELEASE) -> tuple[bytes, bytes]:
    files = files_of(name)
    return files["units-mono-items.txt"], files["mono-items.txt"]


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_lists_lack_is_named_and_the_rest_kept(data: st.DataObject) -> None:
    """Lines of either list go or change: PLACE stays whole, and no placement counts as agreed that does not agree."""
    damaged = []
    lost = []
    for number, text in enumerate(lists(ODD)):
        lines = [line for line in text.splitlines(keepends=True) if not line.rstrip().endswith(b"@@")]
        gone = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=5))
        # The same change in both lists would be none.
        changed = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=0 if number else 3)) - gone
        kept = [line.replace(b" @@", b"? @@") if row in changed else line for row, line in enumerate(lines)]
        damaged.append(list_of(b"".join(line for row, line in enumerate(kept) if row not in gone)))
        lost.append(len(gone | changed))
    before, after = stages(ODD, told=damaged[0], plain=damaged[1])
    ir = ir_of(ODD).partition()
    place = before.capture.partition()
    items = len(ir_of(ODD).items)
    assert len(place.item[place.item < items]) == len(ir)
    assert after.agreed <= after.placements
    if after.stage is not None:
        assert set(np.unique(place.item)) == set(np.unique(after.stage.item))
        assert after.placements >= len(after.stage)
    if lost[0] or lost[1]:
        assert before.capture.remarks or after.differences
    else:
        assert after.agreed == after.placements
