"""Root and inlined items inferred from what a stock compiler gives, against the dumps of the same builds."""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path

import pytest

from cguviz.formats.join.ir import key_of
from cguviz.model.inference import WRONG_BY_NAMES, WRONG_WITH_IR
from tests.captures import CAPTURES, SAMPLES, capture_id
from tests.formats.ir_files import WITH_IR, ir_of, log_of, mono_of
from tests.formats.modes.accuracy import NOWHERE, Accuracy, accuracy, modes_of

LISTED = tuple(folder for folder in CAPTURES if (folder / "mono-items.txt.gz").exists())
ALL = len(CAPTURES) > len(SAMPLES)


@functools.cache
def with_ir(folder: Path) -> Accuracy:
    """Compare the modes that LLVM IR gives with those of the dump; items are joined by their symbols."""
    dump, ir = log_of(folder), ir_of(folder)
    keys = list(map(key_of, dump.items.symbol.tobytes()))
    count = Counter(keys)
    truth = {key: int(mode) for key, mode in zip(keys, modes_of(dump), strict=True) if count[key] == 1}
    return accuracy(ir, list(map(key_of, ir.items.symbol.tobytes())), truth)


@functools.cache
def by_names(folder: Path) -> Accuracy:
    """Compare the modes that a list of mono items gives with those of the dump; items are joined by unique names."""
    dump, mono = log_of(folder), mono_of(folder)
    names = dump.items.name.tobytes()
    count = Counter(names)
    truth = {
        name: int(mode)
        for name, mode in zip(names, modes_of(dump), strict=True)
        if count[name] == 1 and mode != NOWHERE
    }
    return accuracy(mono, mono.items.name.tobytes(), truth)


@pytest.mark.parametrize("folder", LISTED, ids=capture_id)
def test_at_least_97_of_100_items_are_right(folder: Path) -> None:
    found = with_ir(folder) if folder in WITH_IR else by_names(folder)
    assert found.known + found.inferred > 0.9 * len(mono_of(folder).items)
    assert found.wrong_known == 0
    assert found.wrong_share <= 0.03


@pytest.mark.parametrize("folder", LISTED, ids=capture_id)
def test_what_names_and_linkages_tell_is_never_wrong(folder: Path) -> None:
    found = by_names(folder)
    assert found.wrong_known == 0
    assert found.wrong_share < 0.09


@pytest.mark.parametrize("folder", WITH_IR, ids=capture_id)
def test_few_items_are_inferred_where_there_is_ir(folder: Path) -> None:
    found = with_ir(folder)
    assert found.inferred <= 0.05 * (found.known + found.inferred)


@pytest.mark.skipif(not ALL, reason="the errors that are told were measured on captures that are not here")
def test_the_errors_that_are_told_are_those_measured() -> None:
    ir = sum(map(with_ir, WITH_IR), Accuracy())
    names = sum(map(by_names, LISTED), Accuracy())
    assert ir.wrong_inferred * WRONG_WITH_IR <= ir.inferred
    assert 0.8 <= names.wrong_inferred * WRONG_BY_NAMES / names.inferred <= 1.1
