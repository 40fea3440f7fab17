"""What LLVM IR costs: reading it, naming its symbols, joining it with the debug log.

The largest capture with IR stands for all: cargo 0.66.0 release (187 MB of text in 16 files) where it is installed,
else regex. All times are CPU. Measured with CPython 3.11: cargo 1.65 s to read (8.8 ms per MB, of which 0.23 s are
the names), 0.19 s to join; opened from its archive with dump and mono items 3.0 s.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.formats import load
from cguviz.formats.join.captures import join
from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.symbols.demangle import demangle_all
from cguviz.progress import silent
from tests.formats.ir_files import STOCK, WITH_IR, files_of, ir_of, log_of

LARGEST = WITH_IR[-1]

pytestmark = pytest.mark.benchmark(timer=time.process_time)


def test_read(benchmark: BenchmarkFixture) -> None:
    sources = files_of(LARGEST)
    benchmark.extra_info["bytes"] = sum(len(source.data) for source in sources)
    (capture,) = benchmark.pedantic(llvm_ir.read, args=(sources, silent), rounds=3)
    assert len(capture.partitions[0].units) == len(sources)


@pytest.mark.parametrize("folder", [LARGEST, STOCK], ids=["legacy", "v0"])
def test_name(benchmark: BenchmarkFixture, folder: Path) -> None:
    symbols = ir_of(folder).items.symbol.tobytes()
    benchmark.extra_info["symbols"] = len(symbols)
    assert len(benchmark(demangle_all, symbols)) == len(symbols)


def test_join(benchmark: BenchmarkFixture) -> None:
    parts = [log_of(LARGEST), ir_of(LARGEST)]
    (capture,) = benchmark(join, parts)
    assert capture.uses is not None


def test_open(benchmark: BenchmarkFixture) -> None:
    (capture,) = benchmark.pedantic(load, args=([LARGEST],), rounds=1)
    assert capture.uses is not None
