"""The sample of a whole build, and ways to make others of it."""

from __future__ import annotations

import functools
import gzip
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from cguviz.formats.opening_builds import open_build
from cguviz.model.build import Build, label_of
from cguviz.model.texts import Texts
from tests.captures import sample_named

ORDERS = sample_named("orders-build")
PAGE = "cargo-timing.html.gz"
S = 1_000_000_000


def opened(*paths: Path) -> Build:
    """Open a build, which it must be."""
    build = open_build(paths)
    assert build is not None
    return build


@functools.cache
def orders() -> Build:
    """Return the sample: profiles and cargo's page."""
    return opened(ORDERS)


def row_of(build: Build, label: str) -> int:
    """Return a crate by what it is called."""
    return next(row for row in range(len(build)) if label_of(build, row) == label)


def copied(folder: Path, names: Iterable[str]) -> Path:
    """Copy files of the sample, by how their names begin, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = tuple(names)
    for path in ORDERS.iterdir():
        if path.name.startswith(wanted):
            shutil.copy(path, folder)
    return folder


def page() -> str:
    """Return cargo's page."""
    return gzip.decompress((ORDERS / PAGE).read_bytes()).decode()


def built(start: list[int], end: list[int], ready: list[int], edges: list[tuple[int, int, bool]]) -> Build:
    """Return a build of libraries; edges are (before, after, on metadata)."""
    count = len(start)
    unknown = np.full(count, -1, np.int64)
    return Build(
        Texts.of(f"crate{row}" for row in range(count)),
        Texts.of(["1.0.0"] * count),
        Texts.of([""] * count),
        np.zeros(count, np.uint8),
        np.array(start, np.int64),
        np.array(end, np.int64),
        np.array(ready, np.int64),
        unknown.copy(),
        unknown.copy(),
        unknown.copy(),
        unknown.copy(),
        unknown.copy(),
        Texts.of([""] * count),
        unknown.copy(),
        Texts.of([""] * count),
        unknown.copy(),
        unknown.astype(np.int32),
        unknown.copy(),
        unknown.copy(),
        Texts.of([""] * count),
        np.array([before for before, _, _ in edges], np.int32),
        np.array([after for _, after, _ in edges], np.int32),
        np.array([on_metadata for _, _, on_metadata in edges], np.bool_),
    )
