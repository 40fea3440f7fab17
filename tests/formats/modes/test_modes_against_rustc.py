"""Root and inlined items inferred from LLVM IR, against the installed rustc.

No stable rustc prints which items are inlined, but two settings of it make it known:

* `-Z share-generics=yes` exports generic functions, so that none of them is made internal: those of other crates that
  are internal all the same are copies.
* `-C link-dead-code` makes one global function of each that would be copied, and adds the crate to its symbol
  (`may_conflict` in `compute_symbol_name`): functions that are not generic have the addition then and only then.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.inference import are_inferred
from cguviz.model.items import Kind
from cguviz.model.partition import LINKAGES, Mode
from cguviz.progress import silent
from tests.formats.modes.accuracy import modes_of

SOURCE = Path(__file__).parents[2] / "data" / "modes" / "lib.rs"
CRATE = "many_kinds"
ADDED = re.compile(rf"(?:C(?:s[0-9A-Za-z]*_)?{len(CRATE)}{CRATE}|B[0-9A-Za-z]*_)$")
"""The crate behind the path, or a reference back to where it stands in the path; generic functions always have it."""
INTERNAL = LINKAGES.index("Internal")
FLAGS = (
    *("--crate-type=lib", "--edition=2021", f"--crate-name={CRATE}", "--emit=llvm-ir", "-Cdebuginfo=0"),
    *("-Csymbol-mangling-version=v0", "-Cno-prepopulate-passes", "-Clto=off", "-Ccodegen-units=10000"),
)

needs_rustc = pytest.mark.skipif(shutil.which("rustc") is None, reason="there is no rustc here")


def compile_units(folder: Path, *flags: str) -> Capture:
    """Compile the crate and read its LLVM IR."""
    folder.mkdir()
    # One unit would be written to where the crate's name says, several beside it.
    subprocess.run(
        [shutil.which("rustc") or "rustc", str(SOURCE), *FLAGS, *flags, "--out-dir", str(folder), "-Csave-temps"],
        check=True,
        capture_output=True,
        env=os.environ | {"RUSTC_BOOTSTRAP": "1"},
    )
    (capture,) = llvm_ir.read([Source(str(path), path.read_bytes()) for path in sorted(folder.glob("*.ll"))], silent)
    return capture


@needs_rustc
def test_modes_are_those_that_rustc_lets_see(tmp_path: Path) -> None:
    plain = compile_units(tmp_path / "plain", "-Copt-level=3")
    shared = compile_units(tmp_path / "shared", "-Copt-level=3", "-Zshare-generics=yes")
    dead = compile_units(tmp_path / "dead", "-Copt-level=3", "-Clink-dead-code")
    internal = dict.fromkeys(shared.items.symbol.tolist(), False)
    stage = shared.partition()
    for item, linkage in zip(stage.item.tolist(), stage.linkage.tolist(), strict=True):
        internal[shared.items.symbol[item]] |= linkage == INTERNAL
    alone = {symbol for symbol in dead.items.symbol if not ADDED.search(symbol)}
    added = {ADDED.sub("", symbol) for symbol in dead.items.symbol if ADDED.search(symbol)}
    truth: dict[str, Mode] = {}
    for symbol, name, kind in zip(plain.items.symbol, plain.items.name, plain.items.kind.tolist(), strict=True):
        if kind != Kind.FN:
            continue
        if not ADDED.search(symbol):
            known = (symbol in added) != (symbol in alone)
            truth |= {symbol: Mode.INLINED if symbol in added else Mode.ROOT} if known else {}
        elif symbol in internal and CRATE not in name.partition("<")[0].partition("::<")[0]:
            truth[symbol] = Mode.INLINED if internal[symbol] else Mode.ROOT
    found = modes_of(plain)
    rows = [row for row, symbol in enumerate(plain.items.symbol) if symbol in truth]
    assert len(rows) > 0.9 * (plain.items.kind == Kind.FN).sum()
    wrong = [row for row in rows if found[row] != truth[plain.items.symbol[row]]]
    inferred = are_inferred(plain.items)
    assert [plain.items.name[row] for row in wrong if not inferred[row]] == []
    assert len(wrong) <= 0.01 * len(rows), [plain.items.name[row] for row in wrong]


@needs_rustc
def test_unoptimised_builds_copy_nothing_but_what_must_be_inlined(tmp_path: Path) -> None:
    plain = compile_units(tmp_path / "plain", "-Copt-level=0")
    assert not are_inferred(plain.items).any()
    inlined = {name for name, mode in zip(plain.items.name, modes_of(plain), strict=True) if mode == Mode.INLINED}
    assert f"{CRATE}::Point::always" in inlined
    assert not {f"{CRATE}::Point::sum", f"{CRATE}::Point::hinted", f"{CRATE}::inner::leaf"} & inlined
