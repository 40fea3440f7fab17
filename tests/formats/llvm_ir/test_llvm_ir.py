from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cguviz.errors import LoadError
from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.items import Kind
from cguviz.model.partition import LINKAGES, Mode
from cguviz.progress import silent
from tests.captures import sample_named
from tests.formats.ir_files import STOCK, WITH_IR, files_of, ir_of

TOY = files_of(sample_named("toy-0.1.0-release"))
ALLOCATOR = b"""source_filename = "toy.310705f810b1f8bd-crate.allocator"
define noundef ptr @__rust_alloc(i64 %0, i64 %1) {
  ret ptr null
}
"""


def read(*sources: Source) -> list[Capture]:
    return llvm_ir.read(sources, silent)


def unit_of(source: Source) -> str:
    return source.data.split(b'source_filename = "')[1].split(b'"')[0].decode()


@pytest.mark.parametrize("folder", [*WITH_IR[:6], STOCK], ids=lambda folder: folder.name)
def test_placements_and_modes_follow_from_the_definitions(folder: Path) -> None:
    sources = files_of(folder)
    (capture,) = read(*sources)
    partition = capture.partition(llvm_ir.STAGE)
    assert capture.crate == folder.name.partition("-")[0]
    assert partition.units.tolist() == sorted(map(unit_of, sources))
    copies = partition.copies(len(capture.items))
    assert np.all(copies > 0)
    internal = partition.linkage == LINKAGES.index("Internal")
    assert np.all(partition.mode[copies[partition.item] > 1] == Mode.INLINED)
    assert np.all(partition.mode[~internal] == Mode.ROOT)
    assert capture.items.inferred is not None
    assert not capture.items.inferred[partition.item[(copies[partition.item] > 1) | ~internal]].any()
    functions = capture.items.kind == Kind.FN
    assert np.all(capture.items.instructions[functions] >= capture.items.blocks[functions])
    assert np.all(capture.items.blocks[functions] > 0)
    assert np.all(capture.items.instructions[~functions] == -1)
    assert len(set(capture.items.symbol)) == len(capture.items)
    assert capture.remarks == ()


def test_uses_are_those_that_llvm_and_the_reference_counted() -> None:
    capture = ir_of(STOCK)
    assert capture.uses is not None
    # collecting by another program gave 991 pairs with C's main, which uses three.
    assert len(capture.uses) + len(capture.uses.external_user) == 988
    assert len(capture.items) == 532
    assert len(capture.partitions[0]) == 541


def test_the_order_of_files_does_not_matter() -> None:
    assert equal(read(*sorted(TOY, key=lambda source: source.data))[0], read(*TOY)[0])


def test_two_crates_are_two_captures() -> None:
    captures = read(*files_of(STOCK), *TOY)
    assert [capture.crate for capture in captures] == ["toy", "toy"]
    assert sorted(len(capture.items) for capture in captures) == [
        len(ir_of(path).items) for path in (TOY_FOLDER, STOCK)
    ]


TOY_FOLDER = sample_named("toy-0.1.0-release")


def test_an_allocator_shim_is_skipped() -> None:
    with_shim = read(*TOY, Source("toy.alloc.ll", ALLOCATOR))
    assert equal(with_shim[0], read(*TOY)[0])
    with pytest.raises(LoadError, match="only allocator shims"):
        read(Source("toy.alloc.ll", ALLOCATOR))
    with pytest.raises(LoadError, match="no file"):
        read()


def test_of_two_files_of_a_unit_the_unoptimised_one_is_kept() -> None:
    optimised = Source("a/optimised.ll", TOY[0].data.replace(b"  call ", b"  tail call "))
    (capture,) = read(optimised, *TOY)
    assert [remark.path for remark in capture.remarks] == ["a/optimised.ll"]
    assert equal(capture.uses, read(*TOY)[0].uses)


def test_of_two_equal_files_of_a_unit_the_one_named_unoptimised_is_kept() -> None:
    (capture,) = read(*TOY, Source("a.ll", TOY[0].data), Source("z.no-opt.ll", TOY[0].data))
    assert "z.no-opt.ll" in capture.sources
    assert "a.ll" not in capture.sources
    assert len(capture.remarks) == 2


def test_optimised_ir_is_remarked_upon_once() -> None:
    optimised = [Source(source.path, source.data.replace(b"  call ", b"  tail call ")) for source in TOY]
    (capture,) = read(*optimised)
    (remark,) = capture.remarks
    assert "optimised" in remark.text
    assert "-C no-prepopulate-passes" in remark.text


def test_a_cut_file_gives_a_part_and_says_where() -> None:
    source = max(TOY, key=lambda source: len(source.data))
    end = source.data.rfind(b"\n  ret ")
    (capture,) = read(*(other for other in TOY if other is not source), Source(source.path, source.data[:end]))
    (remark,) = capture.remarks
    assert remark.path == source.path
    assert source.data.split(b"\n")[remark.line - 1].startswith(b"define ")
    assert len(capture.items) == len(read(*TOY)[0].items)


def test_bitcode_among_text_is_left_out_and_named() -> None:
    bitcode = Source("x.bc", b"BC\xc0\xde\x35\x14")
    (capture,) = read(bitcode, *TOY)
    (remark,) = capture.remarks
    assert remark.path == "x.bc"
    assert "llvm-dis" in remark.text
    with pytest.raises(LoadError, match=r"x\.bc: .*llvm-dis"):
        read(bitcode)


def test_units_with_hashed_names_get_their_crate_from_the_file() -> None:
    unit = unit_of(TOY[0]).encode()
    hashed = TOY[0].data.replace(unit, b"3ai5rp9c0mf4wkibloij3nvfa")
    by_path = Source("deps/toy-0123456789abcdef.3ai5rp9c0mf4wkibloij3nvfa.rcgu.ll", hashed)
    by_origin = Source("x.ll", b"; ModuleID = '/deps/toy-0123456789abcdef.3ai5rp9c0mf4wkibloij3nvfa.bc'\n" + hashed)
    assert [capture.crate for capture in read(by_path)] == ["toy"]
    assert [capture.crate for capture in read(by_origin)] == ["toy"]
    assert [capture.crate for capture in read(Source("x.ll", hashed))] == [""]


def test_only_ir_is_recognised() -> None:
    assert all(llvm_ir.sniff(source.data[:65536]) for source in TOY)
    assert llvm_ir.sniff(b"BC\xc0\xde")
    assert not llvm_ir.sniff(b"digraph { source_filename }")
    assert not llvm_ir.sniff(b"")
    assert not llvm_ir.sniff(b"; a comment\nsomething else")
