from __future__ import annotations

from pathlib import Path

import pytest

from cguviz.formats.symbols.definitions import definition, is_exact
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


@pytest.mark.parametrize("folder", [STOCK], ids=lambda folder: folder.name)
def test_one_definition_has_one_name_but_for_its_types(folder: Path) -> None:
    items = ir_of(folder).items
    last: dict[str, set[str]] = {}
    for symbol, name in zip(items.symbol, items.name, strict=True):
        if symbol.startswith("_R") and "<" not in name:
            last.setdefault(definition(symbol), set()).add(name)
    assert len(last) > 90
    assert all(len(names) == 1 for names in last.values())
