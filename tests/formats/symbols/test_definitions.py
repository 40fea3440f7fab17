from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from cguviz.formats.symbols.definitions import Definition, argument_definition, definition, definition_v0, is_exact
from tests.formats.ir_files import STOCK, ir_of

PUSH = "_RNvMs_NtC5alloc3vecINtB4_3VecNtNtC5alloc6string6StringE4pushC5regex"
PUSH_OF_BYTES = "_RNvMs_NtC5alloc3vecINtB4_3VechE4pushC5regex"
ANOTHER_IMPL = "_RNvMs0_NtC5alloc3vecINtB5_3VechE4pushC5regex"


def test_instances_share_a_definition_and_impl_blocks_do_not() -> None:
    assert definition(PUSH) == definition(PUSH_OF_BYTES) == "C5alloc/t3vec/Ms_/v4push"
    assert definition(ANOTHER_IMPL) != definition(PUSH)
    assert is_exact(PUSH)


@pytest.mark.parametrize(
    ("symbol", "key"),
    [
        ("_RINvNtC4core3ptr13drop_in_placehE", "C4core/t3ptr/v13drop_in_place"),
        ("_RNCINvC1a1fhE0", "C1a/v1f/C0"),
        ("_RNvYhNtNtC4core5clone5Clone5clone", "C4core/t5clone/t5Clone/v5clone"),
        ("_RNvXNtC4core3fmthNtB2_5Debug3fmt", "C4core/t3fmt/X/v3fmt"),
        (
            "_ZN5alloc3vec16Vec$LT$T$C$A$GT$4push17h0123456789abcdefE.llvm.42",
            "_ZN5alloc3vec16Vec$LT$T$C$A$GT$4pushE".removesuffix("E"),
        ),
        ("_Rbroken", "_Rbroken"),
        ("_RNvB9_1f", "_RNvB9_1f"),
        ("main", "main"),
        ("", ""),
    ],
)
def test_definitions(symbol: str, key: str) -> None:
    assert definition(symbol) == key


INSTANCES = [
    # Functions, and methods of types and traits, are the same whatever they are made for.
    ("_RINvNtC4core3ptr4swaphE", "_RINvNtC4core3ptr4swaptE"),
    ("_RNvMNtC5alloc3vecINtB2_3VechE4push", "_RNvMNtC5alloc3vecINtB2_3VectE4push"),
    ("_RNvYhNtC4core5Clone10clone_from", "_RNvYtNtC4core5Clone10clone_from"),
    ("_RNCINvC1a1fhE0B3_", "_RNCINvC1a1ftE0B3_"),
    # Nor does it matter in what crate they are.
    ("_RINvNtC4core3ptr4swaphEC1a", "_RINvNtC4core3ptr4swaphEC1b"),
]
OTHERS = [
    # Two `impl` blocks of one trait in one module.
    ("_RNvXNtC5alloc5slicehNtB2_10ConvertVec6to_vec", "_RNvXs_NtC5alloc5slicehNtB4_10ConvertVec6to_vec"),
    ("_RNCNvC1a1f0B3_", "_RNCNvC1a1fs_0B3_"),
    ("_RNvC1a1f", "_RNvCs1_1a1f"),
    ("_RNvC1a1f", "_RNvC1a1g"),
]


@pytest.mark.parametrize(("one", "other"), INSTANCES)
def test_instances_are_of_one_definition(one: str, other: str) -> None:
    assert definition(one) == definition(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_definitions_are_others(one: str, other: str) -> None:
    assert definition(one) != definition(other)


def test_glue_tells_the_coroutine_that_it_is_for() -> None:
    found = argument_definition("_RINvNtC4core3ptr13drop_in_placeNCINvC1a1fhE0EC1a")
    assert found == Definition("C1a/v1f/C0", "a::f::{closure#0}")
    assert argument_definition("_RINvNtC4core3ptr13drop_in_placeTNtC1a1SNtC1a1TEEC1a") is None
    assert argument_definition("_RINv") is None


def test_a_path_has_the_types_of_impl_blocks_and_no_others() -> None:
    assert definition_v0("_RNvXs_NtC5alloc5slicehNtB4_10ConvertVec6to_vec") == Definition(
        "C5alloc/t5slice/Xs_/v6to_vec",
        "alloc::slice::{impl#1}::<impl alloc::slice::ConvertVec for u8>::to_vec",
    )
    found = definition_v0("_RNCINvMNtC5alloc3vecINtB5_3VechE6extendtEs_0B5_")
    assert found is not None
    assert found.path == "alloc::vec::{impl#0}::<impl alloc::vec::Vec<u8>>::extend::{closure#1}"


@pytest.mark.parametrize("symbol", ["_R", "_RNv", "_RBA_", "_RB_", "_RNvC1a", "_R" + "NC" * 9000])
def test_what_is_no_symbol_has_no_definition(symbol: str) -> None:
    assert definition_v0(symbol) is None


def test_definitions_of_a_crate_print_as_few_names() -> None:
    """Whatever shares a definition shares its name, once arguments of the function itself are taken off."""
    paths = defaultdict(set)
    for symbol in ir_of(STOCK).items.symbol:
        found = definition_v0(symbol) if symbol.startswith("_R") else None
        if found is not None:
            paths[found.key].add(found.path.rpartition("::")[2])
    assert len(paths) > 300
    assert {key: found for key, found in paths.items() if len(found) > 1} == {}


@pytest.mark.parametrize("folder", [STOCK], ids=lambda folder: folder.name)
def test_one_definition_has_one_name_but_for_its_types(folder: Path) -> None:
    items = ir_of(folder).items
    last: dict[str, set[str]] = {}
    for symbol, name in zip(items.symbol, items.name, strict=True):
        if symbol.startswith("_R") and "<" not in name:
            last.setdefault(definition(symbol), set()).add(name)
    assert len(last) > 90
    assert all(len(names) == 1 for names in last.values())
