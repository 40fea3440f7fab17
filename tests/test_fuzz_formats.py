"""Damaged files of every format: a file opens, perhaps in part, or says in one sentence why not."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable
from functools import reduce
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats import load
from cguviz.formats.capture_file.file import pack
from cguviz.formats.opening_builds import open_paths
from cguviz.formats.table import FORMATS, WRITERS
from cguviz.model.build import Build, label_of
from cguviz.model.capture import Capture
from cguviz.model.partition import Mode, placed_uses
from tests.captures import sample_named
from tests.timelines import fits_together

DATA = Path(__file__).parent / "data"
TOY = "toy-0.1.0-release"
LONGEST = 200
EXAMPLES = 50
"""For each format and run; 1,500 take five minutes and were clean."""

Change = Callable[[bytes], bytes]


def sample(name: str) -> bytes:
    """Return a sample file, unpacked."""
    data = sample_named(name).read_bytes()
    if name.endswith(".gz"):
        return gzip.decompress(data)
    return zstandard.ZstdDecompressor().decompressobj().decompress(data) if name.endswith(".zst") else data


def smallest_module() -> bytes:
    with tarfile.open(fileobj=io.BytesIO(sample(f"{TOY}/ll.tar.zst"))) as archive:
        modules = [file.read() for member in archive if (file := archive.extractfile(member)) is not None]
    return min((module for module in modules if b"\ndefine " in module), key=len)


def written(suffix: str) -> bytes:
    (toy,) = load([sample_named(TOY)])
    return WRITERS[suffix](toy, toy.partition()).encode()


SEEDS: dict[str, Callable[[], bytes]] = {
    "debug log": lambda: sample(f"{TOY}/dump.txt.gz"),
    "debug log, packed": lambda: sample_named(f"{TOY}/dump.txt.gz").read_bytes(),
    "mono stats": lambda: sample("toy-stock-debug-incremental/mono-stats.json.gz"),
    "LLVM IR": smallest_module,
    "LLVM IR, archive": lambda: sample(f"{TOY}/ll.tar.zst"),
    "LLVM IR, packed archive": lambda: sample_named(f"{TOY}/ll.tar.zst").read_bytes(),
    "mono items": lambda: sample(f"{TOY}/mono-items.txt.gz"),
    "published measurements": lambda: (DATA / "debug-top1000-excerpt.txt").read_bytes(),
    "cguviz": lambda: pack(load([sample_named(TOY)])),
    "DOT": lambda: sample("published/toy-pre.dot"),
    "D2": lambda: sample("published/toy-pre.d2"),
    "our DOT": lambda: written(".dot"),
    "our D2": lambda: written(".d2"),
    "GraphML": lambda: written(".graphml"),
    "GEXF": lambda: written(".gexf"),
    "node-link JSON": lambda: written(".json"),
    "self-profile": lambda: sample(f"{TOY}/profile.mm_profdata.gz"),
    "self-profile, incremental": lambda: sample("timelines/regex-syntax_dbg_incremental_128cgu.mm_profdata.gz"),
    "Firefox profile": lambda: sample("timelines/minimal.samply-66.json"),
    "LLVM time trace": lambda: sample("timelines/ryu.llvm_timings.json.gz")[:100_000],
    "crox": lambda: sample("timelines/tiny.crox-collapsed.json.gz"),
    "Chrome trace": lambda: sample("timelines/quirks/07_BE_unnamed_E_unclosed_and_stray.json"),
    "perf script": lambda: sample("timelines/miniz_oxide.perf-script.txt.gz")[:50_000],
    "perf switches": lambda: sample("timelines/miniz_oxide.perf-switches.txt.gz")[:50_000],
    "cargo timings": lambda: sample("timelines/cargo-timing-1.65.html.gz"),
    "cargo build log": lambda: sample("timelines/cargo-build-analysis-1.97.jsonl.gz"),
    "time passes": lambda: sample("timelines/miniz_oxide.time-passes.txt"),
}

WORDS = st.sampled_from(
    [
        *(b"\n", b"\r\n", b"\0", b"\xff", b"\xc3", b'"', b"\\", b"{", b"}", b"[", b"]", b"(", b")", b"<", b">", b"#"),
        *(b"-1", b"0", b"99999999999999999999", b"1e999", b"NaN", b"null", b"\x1b[1m", b" -> ", b" @@", b" = ", b":"),
        *(b"PLACE", b"- CGU[0]", b"DEBUG ", b"define ", b"@", b"MONO_ITEM ", b"subgraph ", b"label", b"unit", b"id"),
    ]
)


def spans(size: int) -> st.SearchStrategy[slice]:
    """Return stretches of a file, more often short ones."""
    length = st.one_of(st.integers(1, 8), st.integers(1, LONGEST))
    return st.builds(lambda start, count: slice(start, start + count), st.integers(0, size), length)


def changes(size: int) -> st.SearchStrategy[Change]:
    """Return ways to damage a file of a size."""

    def flip(at: int, by: int) -> Change:
        return lambda data: data[:at] + bytes(byte ^ by for byte in data[at : at + 1]) + data[at + 1 :]

    def put(where: slice, what: bytes) -> Change:
        return lambda data: data[: where.start] + what + data[where.stop :]

    def repeat(where: slice, to: int, times: int) -> Change:
        return lambda data: data[:to] + data[where] * times + data[to:]

    def cut(at: int) -> Change:
        return lambda data: data[:at]

    at = st.integers(0, size)
    return st.one_of(
        st.builds(flip, at, st.integers(1, 255)),
        st.builds(put, spans(size), st.one_of(WORDS, st.binary(max_size=20))),
        st.builds(repeat, spans(size), at, st.integers(1, 3)),
        st.builds(cut, at),
    )


def check(capture: Capture) -> None:
    """Touch all of a capture: what it holds must fit together."""
    assert len(capture.items.name.tolist()) == len(capture.items.size) == len(capture.items)
    for partition in capture.partitions:
        assert len(partition.units.tolist()) == len(partition.unit_sizes)
        assert partition.copies(len(capture.items)).sum() == len(partition)
        assert set(partition.mode.tolist()) <= set(Mode)
        if capture.uses is not None:
            placed_uses(partition, capture.uses)
    if capture.timeline is not None:
        fits_together(capture.timeline)
        assert len(capture.timeline.depth()) == len(capture.timeline)


def check_build(build: Build) -> None:
    """Touch all of a build."""
    assert len({label_of(build, row) for row in range(len(build))}) <= len(build)
    assert (build.start <= build.end).all()
    assert (build.codegen_start <= build.codegen_end).all()
    assert ((build.before >= 0) & (build.after < len(build))).all()


def opened(path: Path) -> tuple[list[Capture], str]:
    """Return the captures of a file, or what was said instead; a build is checked at once, and said."""
    try:
        found = open_paths([path])
        if isinstance(found, Build):
            check_build(found)
            return [], f"{path} is a build"
        return found, ""
    except LoadError as error:
        return [], str(error)


@pytest.fixture(scope="module", params=SEEDS)
def seed(request: pytest.FixtureRequest) -> bytes:
    """Return an undamaged file of each format."""
    return SEEDS[request.param]()


def test_every_format_has_a_seed() -> None:
    missing = [known.name for known in FORMATS if not any(known.sniff(make()[: 1 << 16]) for make in SEEDS.values())]
    assert missing == []


def test_the_seeds_open(seed: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(seed)
    captures, said = opened(tmp_path / "a")
    assert captures or said.endswith("is a build")
    for capture in captures:
        check(capture)


@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_a_damaged_file_opens_or_says_why_not(
    seed: bytes, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    steps = data.draw(st.lists(changes(len(seed)), min_size=1, max_size=4))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(reduce(lambda content, change: change(content), steps, seed))
    captures, said = opened(path)
    assert captures or said.startswith(f"{path}")
    assert "\n" not in said
    for capture in captures:
        check(capture)


@given(head=st.sampled_from([*SEEDS.values()]), tail=st.sampled_from([*SEEDS.values()]), data=st.data())
def test_halves_of_two_files_open_or_say_why_not(
    head: Callable[[], bytes],
    tail: Callable[[], bytes],
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    first, second = head(), tail()
    content = first[: data.draw(st.integers(0, len(first)))] + second[data.draw(st.integers(0, len(second))) :]
    path = tmp_path_factory.getbasetemp() / "halves"
    path.write_bytes(content)
    for capture in opened(path)[0]:
        check(capture)
