"""Modules of v0 symbols, held against the units that rustc placed the items in."""

import re

import numpy as np
import pytest

from cguviz.formats import load
from cguviz.formats.symbols.unit_words import with_words
from cguviz.formats.symbols.v0_module import module_of_symbol
from cguviz.model.partition import LINKAGES
from cguviz.model.texts import Texts
from cguviz.model.unit_labels import label_all
from tests.captures import sample_named


@pytest.mark.parametrize(
    ("symbol", "module"),
    [
        ("_RNvNtC5regex4exec3new", "regex::exec"),
        ("_RNvC5regex3new", "regex"),
        ("_RNvNvNtC4core4hint16assert_unchecked18precondition_check", "core::hint"),
        ("_RNvMs_NtC5regex4execNtB4_4Exec3new", "regex::exec"),
        ("_RNvMNtC5regex4execNtNtB2_4deep4Exec3new", "regex::exec::deep"),
        ("_RNvMs0_NtC4core3numl12wrapping_neg", "core::num"),
        ("_RNvXs_NtC4core3fmthNtB4_7Display3fmt", "core::fmt"),
        ("_RNvXs_NtC4core3fmtRNtNtC1a1b1SNtB4_7Display3fmt", "a::b"),
        ("_RNvYNtNtC5regex3dfa3FsmNtNtC4core4iter8Iterator4next", "regex::dfa"),
        ("_RNvYhNtNtC4core4iter8Iterator4next", "core::iter"),
        ("_RNCNvMs_NtC5regex4execNtNtB6_4deep4Exec3new0B6_", "regex::exec"),
        ("_RNCNvNvNtNtC4core4iter8Iterator3all5check0", "core::iter"),
        ("_RNcNtNtC5regex4exec4Exec0", "regex::exec"),
        ("_RINvNtC4core3ptr13drop_in_placehE", ""),
        ("_RNSNvC1a1b6vtableC1a", ""),
        ("_ZN5regex4exec3new17h0123456789abcdefE", None),
        ("_RNv", None),
        ("main", None),
    ],
)
def test_the_module_of_a_symbol(symbol: str, module: str | None) -> None:
    found = module_of_symbol(symbol)
    assert (None if found is None else "::".join(found)) == module


def test_rustc_places_external_items_in_the_unit_of_their_module() -> None:
    (capture,) = load([str(sample_named("toy-stock-debug-incremental"))])
    (partition,) = capture.partitions
    external = np.flatnonzero(partition.linkage == LINKAGES.index("External"))
    labels = [label.label for label in label_all(partition.units)]
    held = 0
    for item, unit in zip(partition.item[external].tolist(), partition.unit[external].tolist(), strict=True):
        module = module_of_symbol(capture.items.symbol[item])
        if module is not None and labels[unit] != "fallback.cgu":
            own = module[1:] if module[0] == capture.crate and len(module) > 1 else module
            assert labels[unit] == "::".join(own)
            held += 1
    assert held > len(capture.items) / 3


def test_numbered_units_are_named_by_the_modules_of_their_symbols() -> None:
    (capture,) = load([str(sample_named("toy-stock-debug-incremental"))])
    (partition,) = capture.partitions
    # Where nothing is volatile, there is one unit for each module.
    plain = [name.removesuffix(".volatile") for name in partition.units]
    single = {name for name in plain if plain.count(name) == 1}
    prefix = re.match(r"\w+\.\w+", next(name for name in plain if name.startswith("toy.")))
    assert prefix is not None
    names = [f"{prefix[0]}-place.{row:02}" for row in range(len(plain))]
    found = with_words(capture.replace(partitions=(partition.replace(units=Texts.of(names)),))).words.by_name()
    for name, truth in zip(names, plain, strict=True):
        if truth in single:
            assert found[name] == truth
        else:
            assert name not in found, "two units of one module"
