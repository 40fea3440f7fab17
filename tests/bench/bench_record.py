"""What recording costs beside a plain build of the crate: CPU time of all processes, extraction included.

Measured with rustc 1.95 and CPython 3.11 on two busy cores (plain build of the crate from nothing, recorded, factor of
several pairs): regex 1.7.1 release 10.2 s, 13.0 s, 1.31; dev, incremental 2.4 s, 4.3 s, 1.74; dev, not incremental
1.8 s, 3.2 s, 1.79; image 0.24.3 release 21.1 s, 26.4 s, 1.22; dev 5.6 s, 10.3 s, 1.84. A plain build whose incremental
folder is kept takes over work from the one before and cannot be compared with. Reading the IR of cargo 0.66.0 (179 MB,
45,995 items) takes 2.2 s and 140 MB. Here the toy crate stands for them, whose compilation is short beside cargo and
Python.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.cli import main
from tests.sources import REPOSITORY

TOY = REPOSITORY / "sample_graphs" / "toy-source"


def children() -> float:
    """Return seconds of CPU that this process and those it waited for have had."""
    return sum(os.times()[:4])


@pytest.mark.skipif(shutil.which("cargo") is None, reason="there is no cargo here")
def test_record(benchmark: BenchmarkFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(TOY, tmp_path / "toy")
    monkeypatch.chdir(tmp_path / "toy")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    before = children()
    subprocess.run([shutil.which("cargo") or "", "build", "--release", "--offline"], check=True, capture_output=True)
    benchmark.extra_info["plain build, CPU s"] = children() - before

    def record() -> int:
        return main(["record", "-o", str(tmp_path / "toy.cguviz"), "cargo", "build", "--release", "--offline"])

    before = children()
    assert benchmark.pedantic(record, rounds=1) == 0
    benchmark.extra_info["recorded, CPU s"] = children() - before
