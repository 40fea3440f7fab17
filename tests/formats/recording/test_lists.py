"""Lists of mono items beside LLVM IR and beside one another: what stands for what."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cguviz.formats.recording.lists import homes, leaves, outcomes, pair, places
from cguviz.model.capture import Capture
from cguviz.model.items import Kind
from cguviz.model.partition import partition_of
from cguviz.model.texts import Texts
from tests.recordings import NAMES, ODD, RELEASE, ir_of, plain_of, told_of


def regrouped(told: Capture, goal: dict[str, str]) -> Capture:
    """Return the list of the build that would have put units together so."""
    stage = told.partition()
    units = sorted(set(goal.values()))
    unit = np.array([units.index(goal[name]) for name in stage.units], np.int32)[stage.unit]
    _, first = np.unique(unit.astype(np.int64) * len(told.items) + stage.item, return_index=True)
    merged = partition_of(
        stage.stage,
        Texts.of(units),
        unit[first],
        stage.item[first],
        stage.mode[first],
        stage.linkage[first],
        stage.visibility[first],
        stage.size[first],
    )
    return told.replace(partitions=(merged,))


@pytest.mark.parametrize("name", NAMES)
def test_every_item_of_llvm_ir_stands_opposite_a_line_of_its_own(name: str) -> None:
    ir, told = ir_of(name), told_of(name)
    line = pair(ir, told)
    assert (line >= 0).all()
    assert len(set(line.tolist())) == len(line)
    mine, theirs = places(ir), places(told)
    assert all(mine[item] == theirs[row] for item, row in enumerate(line.tolist()))
    # What rustc lists and LLVM IR has not: assembly.
    alone = set(np.flatnonzero([bool(there) for there in theirs]).tolist()).difference(line.tolist())
    assert bool(alone) == (name == ODD)
    asm = {told.items.name[row] for row in alone if told.items.kind[row] != Kind.GLOBAL_ASM}
    assert asm <= {"asm::bare"}


@pytest.mark.parametrize("name", NAMES)
def test_paired_names_are_of_the_same_types(name: str) -> None:
    """Symbols and lists write paths differently, but the words of one are mostly those of the other."""
    ir, told = ir_of(name), told_of(name)
    names, texts = ir.items.name.tobytes(), told.items.name.tobytes()
    assert leaves(names) == [leaves(texts)[row] for row in pair(ir, told).tolist()]
    rows = zip(ir.items.name.tolist(), (told.items.name[row] for row in pair(ir, told).tolist()), strict=True)
    # Of functions as types lists write out the signature, too.
    assert [pair for pair in rows if "fn(" not in pair[1] and primitives(pair[0]) != primitives(pair[1])] == []


@pytest.mark.parametrize("name", NAMES)
def test_paths_of_the_crate_itself_are_the_same_but_for_its_name(name: str) -> None:
    ir, told = ir_of(name), told_of(name)
    # Lists write lifetimes as arguments, symbols leave them out.
    lines = [re.sub(r"::<'_(?:, '_)*>", "", told.items.name[row]) for row in pair(ir, told).tolist()]
    rows = [(mine, f"{ir.crate}::{line}") for mine, line in zip(ir.items.name.tolist(), lines, strict=True)]
    local = [(mine, line) for mine, line in rows if re.fullmatch(rf"{ir.crate}(?:::\w+)+", mine)]
    assert len(local) > 5
    assert [(mine, line) for mine, line in local if mine != line] == []


def primitives(name: str) -> Counter[str]:
    """Count the numeric types in a name, which nobody abbreviates."""
    words = re.findall(r"\w+", name.partition(" - shim")[0])
    return Counter(word for word in words if word in ("u8", "u16", "u32", "u64", "u128", "i32", "i64", "i128"))


def test_leaves_are_ends_without_arguments() -> None:
    names = [
        b"core::slice::iter::Iter<u8>::next",
        b"<std::slice::Iter<'_, u8> as std::iter::Iterator>::fold::<(), {closure@src/a.rs:1:2: 3:4}>::{closure#0}",
        b"std::ptr::drop_in_place::<a::B<u8>> - shim(Some(a::B<u8>))",
        b"a::X::{K#0}::{closure#1}::VAL",
        b"a::X::{K#0}::{closure#1}",
        b"global_asm",
    ]
    assert leaves(names) == [
        "next",
        "fold::{closure#0}",
        "drop_in_place",
        "VAL",
        "X::{constant#0}::{closure#1}",
        "global_asm",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_units_of_the_plain_build_are_found(name: str) -> None:
    told, plain = told_of(name), plain_of(name)
    found = homes(told, plain)
    assert set(found) == set(told.partition().units)
    assert set(found.values()) == set(plain.partition().units)
    rows = outcomes(told, plain, found)
    assert all(bool(able) for able, there in zip(rows, places(told), strict=True) if there)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_way_to_put_units_together_is_found_again(data: st.DataObject) -> None:
    told = told_of(RELEASE)
    units = told.partition().units.tolist()
    count = data.draw(st.integers(1, len(units)))
    drawn = data.draw(st.lists(st.integers(0, count - 1), min_size=len(units), max_size=len(units)))
    goal = {unit: f"x.0123456789abcdef-cgu.{number}" for unit, number in zip(units, drawn, strict=True)}
    assert homes(told, regrouped(told, goal)) == goal


def test_a_unit_that_has_nothing_of_its_own_is_not_guessed() -> None:
    told = told_of(RELEASE)
    plain = plain_of(RELEASE)
    stage = plain.partition()
    renamed = plain.items.replace(name=Texts.of(f"{name}?" for name in plain.items.name))
    assert len(stage.units) > 1
    assert homes(told, plain.replace(items=renamed)) == {}
