from __future__ import annotations

import itertools
import re
from pathlib import Path
from types import ModuleType

import pytest

from cguviz.errors import LoadError
from cguviz.formats.debug_log import reader as debug_log
from cguviz.formats.debug_log import scan as debug_log_scan
from cguviz.formats.debug_log.reader import read, sniff
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.partition import LINKAGES, Mode
from cguviz.progress import Cancelled, silent
from tests.captures import CAPTURES, capture_id, dump_bytes, sample_named
from tests.formats.debug_log_writer import TARGET, dump_today, json_lines, units_of

ITEM = re.compile(rb"\] \((root|inlined), size: \d+\)$")
WARNING = (
    "\x1b[0m\x1b[33mwarning\x1b[0m\x1b[1m: some trace filter directives would enable traces that are disabled "
    "\x1b[1mstatically\x1b[0m\n"
    " | `rustc_monomorphize::partitioning=debug` would enable the DEBUG level for the target\n"
    " = note: the static max level is `info`\n"
)


def load(data: bytes | str) -> list[Capture]:
    return read([Source("log", data if isinstance(data, bytes) else data.encode())], silent)


def same(left: Capture, right: Capture) -> bool:
    return left.crate == right.crate and equal(left.items, right.items) and equal(left.partitions, right.partitions)


@pytest.fixture(scope="module")
def toy_log() -> bytes:
    return dump_bytes(sample_named("toy-0.1.0-release"))


@pytest.fixture(scope="module")
def json_log() -> bytes:
    return dump_bytes(sample_named("serde_json-1.0.87-debug"))


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_real_logs_have_one_crate_three_stages_and_nothing_odd(folder: Path) -> None:
    data = dump_bytes(folder)
    assert sniff(data[: 1 << 16])
    (capture,) = load(data)
    assert capture.crate == folder.name.split("-")[0]
    assert capture.stages == ("PLACE", "MERGE", "INTERNALIZE")
    assert capture.remarks == ()
    lines = data.splitlines()
    placements = sum(ITEM.search(line) is not None for line in lines)
    assert sum(map(len, capture.partitions)) == placements
    assert len({*zip(capture.items.name.tolist(), capture.items.symbol.tolist(), strict=True)}) == len(capture.items)


def test_toy_is_read_as_printed(toy_log: bytes) -> None:
    (capture,) = load(toy_log)
    place = capture.partitions[0]
    names = capture.items.name.tolist()
    assert names[:3] == ["cgu0::a0_0", "cgu0::a0_1", "cgu1::a1_0"]
    assert capture.items.symbol[0] == "h55837bd6aaf923ceE"
    assert place.units.tolist()[:2] == ["toy.310705f810b1f8bd-cgu0", "toy.310705f810b1f8bd-cgu1"]
    assert place.unit_sizes.tolist() == [45, 171, 2, 10, 56, 2, 24, 2, 2]
    assert (place.mode == Mode.ROOT).all()
    assert {LINKAGES[index] for index in place.linkage.tolist()} == {"External"}
    assert place.item.tolist() == list(range(29))


def test_items_keep_the_order_of_the_first_stage(json_log: bytes) -> None:
    (capture,) = load(json_log)
    first = list(dict.fromkeys(capture.partitions[0].item.tolist()))
    assert first == list(range(len(first)))


def test_two_crates_one_after_the_other_and_in_turns(toy_log: bytes, json_log: bytes) -> None:
    (toy,), (json,) = load(toy_log), load(json_log)
    assert [same(*pair) for pair in zip(load(toy_log + json_log), (toy, json), strict=True)] == [True, True]
    turns = itertools.chain.from_iterable(zip(events(toy_log), events(json_log), strict=True))
    captures = load(b"".join(turns))
    assert [same(*pair) for pair in zip(captures, (toy, json), strict=True)] == [True, True]
    assert [capture.remarks for capture in captures] == [(), ()]


def events(log: bytes) -> list[bytes]:
    """Cut a log before each dump; what stands before the first dump stays with it."""
    head, *dumps = log.split(b" DEBUG ")
    parts = [b" DEBUG " + dump for dump in dumps]
    return [head + parts[0], *parts[1:]]


def test_a_crate_interrupted_by_a_complete_other_one_is_read_whole(toy_log: bytes, json_log: bytes) -> None:
    (toy,), (json,) = load(toy_log), load(json_log)
    lines = json_log.split(b"\n")
    inside = [index for index, line in enumerate(lines) if b"- fn " in line and b"- fn " in lines[index - 1]]
    for cut in inside[5::300]:
        mixed = b"\n".join([*lines[:cut], *toy_log.split(b"\n")[1:-2], *lines[cut:]])
        captures = load(mixed)
        assert [same(*pair) for pair in zip(captures, (json, toy), strict=True)] == [True, True]
        assert [capture.remarks for capture in captures] == [(), ()]


@pytest.mark.parametrize("burst", [1, 3, 7, 50])
def test_lines_of_two_crates_in_turns_are_partly_read_with_remarks(burst: int, toy_log: bytes, json_log: bytes) -> None:
    left, right = toy_log.split(b"\n"), json_log.split(b"\n")[: len(toy_log.split(b"\n"))]
    mixed = [
        line
        for start in range(0, len(left), burst)
        for line in (*left[start : start + burst], *right[start : start + burst])
    ]
    captures = load(b"\n".join(mixed))
    assert any(capture.remarks for capture in captures)
    # One remark says what all of them come from, and what to do; with long bursts one of the crates is whole.
    told = [any("build with -j1" in remark.text for remark in capture.remarks) for capture in captures]
    assert sum(told) != 1
    assert any(told) or burst > 7
    assert sum(len(partition) for capture in captures for partition in capture.partitions) > 0


def test_output_that_cargo_replays_is_one_capture_with_a_remark(toy_log: bytes) -> None:
    (toy,), (again,) = load(toy_log), load(toy_log * 3)
    assert same(toy, again)
    assert [remark.line for remark in again.remarks] == [toy_log.count(b"\n") + 2]
    assert "repeats" in again.remarks[0].text


def test_a_crate_built_again_after_a_change_is_another_capture(toy_log: bytes) -> None:
    changed = toy_log.replace(b"cgu8::a8_0", b"cgu8::renamed")
    captures = load(toy_log + changed)
    assert [capture.items.name.tolist()[-1] for capture in captures] == ["cgu8::a8_0", "cgu8::renamed"]
    assert [capture.remarks for capture in captures] == [(), ()]


def test_cargo_speaks_between_the_lines(toy_log: bytes) -> None:
    said = [
        b"   Compiling serde v1.0.152",
        b"warning: unused variable: `x`",
        b"  --> src/lib.rs:3:5",
        b'{"$message_type":"diagnostic","message":"unused variable"}',
        b"",
    ]
    lines = toy_log.split(b"\n")
    mixed = [part for line, more in zip(lines, itertools.cycle(said), strict=False) for part in (line, more)]
    (toy,), (capture,) = load(toy_log), load(b"\n".join(mixed))
    assert same(capture, toy)
    assert capture.remarks == ()


def test_crate_by_cargo_where_all_names_are_hashes(toy_log: bytes) -> None:
    hashed = toy_log.replace(b"toy.310705f810b1f8bd-", b"1hxm2tkm4s7wxdw7d8s2y6ec")
    assert [capture.crate for capture in load(hashed)] == ["toy"]
    nobody = hashed.replace(b"Compiling", b"")
    assert [capture.crate for capture in load(nobody)] == [""]
    verbose = b"     Running `CARGO=x rustc --crate-name my_toy src/lib.rs`\nrustc 1.85.0 (4d91de4e4 2025-02-17)\n"
    (capture,) = load(verbose + nobody)
    assert (capture.crate, capture.compiler) == ("my_toy", "rustc 1.85.0")


def test_units_of_generic_code_name_the_crate_that_is_compiled() -> None:
    text = """PLACE
- CGU[0]
  - std.44f36ed0dd19ff73-in-mine.44f36ed0dd19ff73-rt.volatile, size: 1
  - fn a [External] [<no hash>] (root, size: 1)
"""
    (capture,) = load(text)
    assert capture.crate == "mine"
    assert capture.items.symbol.tolist() == [""]


def test_items_that_look_alike_stay_several() -> None:
    text = """
 DEBUG rustc_monomorphize::partitioning PLACE
 - CGU[0]
   - a, size: 5
   - global_asm [External] [<no hash>] (root, size: 1)
   - global_asm [External] [<no hash>] (root, size: 1)
   - fn f [Internal] [<no hash>] (inlined, size: 3)
 - CGU[1]
   - b, size: 4
   - global_asm [External] [<no hash>] (root, size: 1)
   - fn f [Internal] [<no hash>] (inlined, size: 3)
"""
    (capture,) = load(text)
    assert capture.items.name.tolist() == ["global_asm", "global_asm", "f", "global_asm"]
    assert capture.partitions[0].item.tolist() == [0, 1, 2, 3, 2]


def test_an_empty_unit_is_a_unit() -> None:
    text = """ DEBUG rustc_monomorphize::partitioning MERGE
 - unique items: 0 (0 root + 0 inlined), unique size: 0 (0 root + 0 inlined)
 - placed items: 0 (0 root + 0 inlined), placed size: 0 (0 root + 0 inlined)
 - placed/unique items ratio: NaN, placed/unique size ratio: NaN
 - CGUs: 1, mean size: 0.0, sizes: [0]

 - CGU[0]
   - empty.0123456789abcdef-cgu.0, size: 0
   - items: 0, mean size: NaN, sizes: []

"""
    (capture,) = load(text)
    assert (capture.crate, len(capture.items), capture.partitions[0].unit_sizes.tolist()) == ("empty", 0, [0])
    assert capture.remarks == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "text"),
    [
        (b"unique items: 29", b"unique items: 30", 3, "PLACE announces unique items 30, but 29 were read"),
        (b"placed size: 314", b"placed size: 31", 4, "PLACE announces placed size 31, but 314 were read"),
        (b"size ratio: 1.00", b"size ratio: 1.01", 5, "PLACE announces placed/unique size ratio 1.01, but 1.00"),
        (b"[171, 56, 45, 24", b"[171, 56, 44, 24", 6, "PLACE announces unit sizes [171, 56, 44"),
        (b"cgu0, size: 45", b"cgu0, size: 46", 9, "cgu0 announces size 46, but 45 were read"),
        (b"items: 2, mean", b"items: 3, mean", 10, "cgu0 announces items 3, but 2 were read"),
        (b"partitioning PLACE", b"partitioning place", 3, "the line that names this stage is missing"),
        (b" [External] [h55837bd6aaf923ceE] (root, size: 30)", b"", 11, "this item breaks off"),
    ],
)
def test_what_does_not_add_up_is_told_with_its_line(
    old: bytes, new: bytes, line: int, text: str, toy_log: bytes
) -> None:
    assert old in toy_log
    (capture,) = load(toy_log.replace(old, new, 1))
    assert any(remark.line == line and text in remark.text and remark.path == "log" for remark in capture.remarks)


def test_lines_of_remarks_in_json_logs_are_those_of_the_file(toy_log: bytes) -> None:
    (toy,) = load(toy_log)
    log = "".join(json_lines(dump_today(toy, partition)) for partition in toy.partitions).encode()
    (capture,) = load(log.replace(b"unique items: 29", b"unique items: 30"))
    assert [remark.line for remark in capture.remarks] == [1, 2, 3]


def test_official_compilers_are_explained() -> None:
    assert sniff(WARNING.encode())
    with pytest.raises(LoadError, match=r"^log: debug logging is compiled out .*RUSTC_BOOTSTRAP.*--emit=llvm-ir"):
        load(WARNING)


@pytest.mark.parametrize("text", [f" DEBUG {TARGET} PLACE\n", "   Compiling toy v0.1.0\n", " - CGUs: 3"])
def test_a_log_without_a_dump_says_what_was_expected(text: str) -> None:
    with pytest.raises(LoadError, match=r"^log: no dump of codegen units in it; expected .*RUSTC_LOG"):
        load(text)


@pytest.mark.parametrize(
    "text",
    [
        "digraph a { b -> c }",
        "; ModuleID = 'regex.46637ecdf4719842-cgu.0'\nsource_filename = \"regex.46637ecdf4719842-cgu.0\"\n",
        "MONO_ITEM fn a::b @@ t1.44f36ed0dd19ff73-cgu.2[External]\n",
        '{"traceEvents": []}',
        "   Compiling toy v0.1.0\n",
    ],
)
def test_other_files_are_not_mistaken_for_logs(text: str) -> None:
    assert not sniff(text.encode())


def test_a_stage_whose_label_is_lost_gets_a_number(toy_log: bytes) -> None:
    (capture,) = load(toy_log.replace(b" DEBUG rustc_monomorphize::partitioning MERGE\n", b""))
    assert capture.stages == ("PLACE", "STAGE 2", "INTERNALIZE")
    assert [remark.text for remark in capture.remarks] == ["the line that names this stage is missing."]


def test_linkages_that_nobody_knows_are_told(toy_log: bytes) -> None:
    (capture,) = load(toy_log.replace(b"[External]", b"[Extern]", 2))
    assert [remark.text for remark in capture.remarks] == ["2 placements have a linkage that no known rustc prints."]


@pytest.mark.parametrize(("module", "limit"), [(debug_log, "MOST_DUMPS"), (debug_log_scan, "MOST_STATEMENTS")])
def test_a_log_beyond_all_measure_is_refused(
    module: ModuleType, limit: str, toy_log: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, limit, 2)
    with pytest.raises(LoadError, match=r"^log: this \w+ more than 2 .*; split the log by crate\.$"):
        load(toy_log)


def test_reading_can_be_cancelled(toy_log: bytes) -> None:
    def cancel(step: str, done: float) -> None:
        raise Cancelled(step, done)

    with pytest.raises(Cancelled):
        read([Source("log", toy_log)], cancel)


def test_several_sources_are_read_one_after_the_other(toy_log: bytes, json_log: bytes) -> None:
    captures = read([Source("a", toy_log), Source("b", json_log)], silent)
    assert [(capture.crate, capture.sources) for capture in captures] == [("toy", ("a",)), ("serde_json", ("b",))]
    assert units_of(captures[0], captures[0].partitions[0])[0][0] == "toy.310705f810b1f8bd-cgu0"
