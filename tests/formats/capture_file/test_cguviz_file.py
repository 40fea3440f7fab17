"""`.cguviz`: everything comes back, damage is noticed, and headers that lie ask for nothing much."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats import load, save
from cguviz.formats.capture_file.file import MAJOR, START, pack, sniff, unpack
from cguviz.formats.source import Source
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import equal
from cguviz.model.inference import are_inferred
from cguviz.model.partition import Mode
from cguviz.model.paths.table import split
from cguviz.model.texts import EMPTY, Texts
from cguviz.model.times.timeline import Timeline
from tests.captures import CAPTURES, capture_id

SPANS = Timeline(
    "self-profile",
    Texts.of(["rustc", "opt cgu.0"]),
    Texts.of(["generate", "optimize"]),
    Texts.of(["cgu.0"]),
    np.array([0, 1], np.int32),
    np.array([0, 1], np.int32),
    np.array([-1, 0], np.int32),
    np.array([0, 10], np.int64),
    np.array([5, 20], np.int64),
)


def read(data: bytes) -> list[Capture]:
    return unpack(Source("a.cguviz", data))


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_every_capture_comes_back(folder: Path, tmp_path: Path) -> None:
    captures = load([folder])
    captures = [capture.replace(paths=split(capture.items, capture.crate)) for capture in captures]
    save(tmp_path / "a.cguviz", captures)
    assert equal(tuple(load([tmp_path / "a.cguviz"])), tuple(captures))
    assert (tmp_path / "a.cguviz").read_bytes() == pack(captures)


def test_all_that_a_capture_can_hold_comes_back(toy: Capture) -> None:
    odd = (Remark("ein Satz: \U0001f980 \udc80", 7, "naïve/ö.log"), Remark(""))
    full = toy.replace(timeline=SPANS, paths=split(toy.items, toy.crate), remarks=odd, sources=("a", "b\udcff"))
    bare = toy.replace(uses=None, partitions=(), items=toy.items)
    assert equal(tuple(read(pack([full, bare]))), (full, bare))
    assert read(pack([])) == []


def test_it_is_recognised_by_content(toy: Capture, tmp_path: Path) -> None:
    (tmp_path / "anything.txt").write_bytes(zstandard.compress(pack([toy])))
    assert equal(load([tmp_path / "anything.txt"])[0], toy)
    assert not sniff(b"")


@given(data=st.data())
def test_any_changed_byte_is_noticed(toy: Capture, data: st.DataObject) -> None:
    good = pack([toy])
    at = data.draw(st.one_of(st.integers(0, START), st.integers(0, len(good) - 1)))
    bad = bytearray(good)
    bad[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(LoadError, match=r"a\.cguviz: this"):
        read(bytes(bad))


@given(data=st.data())
def test_any_cut_and_any_addition_is_noticed(toy: Capture, data: st.DataObject) -> None:
    good = pack([toy])
    with pytest.raises(LoadError, match="cut off"):
        read(good[: data.draw(st.integers(0, len(good) - 1))])
    with pytest.raises(LoadError, match="after its end"):
        read(good + data.draw(st.binary(min_size=1, max_size=9)))


def forged(data: bytes, change: Callable[[Any], None], version: tuple[int, int] = (MAJOR, 0)) -> bytes:
    """Return a file with a changed header and checksums that agree with it."""
    magic, _, _, length = struct.unpack_from("<8sHHI", data)
    tree = json.loads(data[START : START + length])
    change(tree)
    header = json.dumps(tree).encode()
    prefix = struct.pack("<8sHHI", magic, *version, len(header))
    return prefix + struct.pack("<I", zlib.crc32(prefix + header)) + header + data[START + length :]


def fields(tree: Any, *names: str) -> Any:
    """Return the fields of the first capture, or of a table inside it."""
    found = tree["captures"][0]["fields"]
    for name in names:
        found = (found[name][0] if name == "partitions" else found[name])["fields"]
    return found


def test_a_newer_major_version_says_so(toy: Capture) -> None:
    newer = forged(pack([toy]), lambda _: None, version=(MAJOR + 1, 3))
    with pytest.raises(LoadError, match=rf"version {MAJOR + 1}\.3 .*reads up to {MAJOR}\.x; update"):
        read(newer)


def test_a_newer_minor_version_may_know_more(toy: Capture) -> None:
    def add(tree: Any) -> None:
        tree["news"] = {"table": "News", "fields": {}}
        fields(tree)["later"] = {"table": "Later", "fields": {"rows": {"block": 0}}}
        fields(tree, "items")["colour"] = {"block": 0}

    assert equal(read(forged(pack([toy]), add, version=(MAJOR, 9)))[0], toy)


def test_fields_that_have_a_default_may_be_absent(toy: Capture) -> None:
    def drop(tree: Any) -> None:
        del fields(tree)["uses"], fields(tree)["remarks"]

    (capture,) = read(forged(pack([toy]), drop))
    assert capture.uses is None
    assert equal(capture.items, toy.items)


def change_starts(tree: Any) -> None:
    fields(tree, "partitions")["starts"] = fields(tree, "items", "name")["starts"]


LIES: dict[str, Callable[[Any], None]] = {
    "no list of captures": lambda tree: tree.update(captures={}),
    "no list of blocks": lambda tree: tree.update(blocks=None),
    "a capture that is none": lambda tree: tree.update(captures=["pickle"]),
    "a table of an unknown class": lambda tree: tree["captures"][0].update(table="os.system"),
    "a field that must be there": lambda tree: fields(tree).pop("items"),
    "a number for a name": lambda tree: fields(tree).update(crate=5),
    "a boolean for a line": lambda tree: fields(tree).update(
        remarks=[{"table": "Remark", "fields": {"text": "", "line": True}}]
    ),
    "a block that is not there": lambda tree: fields(tree, "items").update(size={"block": 10**6}),
    "a negative block": lambda tree: fields(tree, "items").update(size={"block": -1}),
    "a column of another type": lambda tree: fields(tree, "items").update(size=fields(tree, "items")["kind"]),
    "a column of another length": lambda tree: fields(tree, "items").update(size=fields(tree, "partitions")["starts"]),
    "units that are not those of the placements": change_starts,
    "a huge block": lambda tree: tree["blocks"][0].__setitem__(3, [1 << 50]),
    "a block of another size": lambda tree: tree["blocks"][0].__setitem__(3, [1]),
    "a negative shape": lambda tree: tree["blocks"][0].__setitem__(3, [-1]),
    "objects in a block": lambda tree: tree["blocks"][0].__setitem__(2, "|O"),
    "a block longer than the file": lambda tree: tree["blocks"][-1].__setitem__(0, 1 << 40),
    "a block of negative length": lambda tree: tree["blocks"][0].__setitem__(0, -5),
    "text for a block": lambda tree: tree["blocks"].__setitem__(0, "x"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_header_that_lies_is_an_error(toy: Capture, lie: Callable[[Any], None]) -> None:
    with pytest.raises(LoadError, match=r"a\.cguviz: this \.cguviz file"):
        read(forged(pack([toy]), lie))


def test_a_header_nested_without_end(toy: Capture) -> None:
    good = pack([toy])
    header = b"[" * 200_000
    prefix = struct.pack("<8sHHI", good[:8], MAJOR, 0, len(header))
    with pytest.raises(LoadError, match="no JSON"):
        read(prefix + struct.pack("<I", zlib.crc32(prefix + header)) + header)


def wrong_captures(toy: Capture) -> dict[str, Capture]:
    """Return captures whose columns do not fit one another, as only a faulty program writes them."""
    items, uses, place = toy.items, toy.uses, toy.partition("PLACE")
    assert uses is not None
    count = len(items)
    past = np.full(len(place), count, np.int32)
    return {
        "a placement of no item": toy.replace(partitions=(place.replace(item=past),)),
        "a placement of a negative item": toy.replace(partitions=(place.replace(item=past - count - 1),)),
        "an unknown mode": toy.replace(partitions=(place.replace(mode=np.full(len(place), 9, np.uint8)),)),
        "units that go back": toy.replace(partitions=(place.replace(starts=place.starts[::-1].copy()),)),
        "an unknown kind": toy.replace(items=items.replace(kind=np.full(count, 77, np.uint8))),
        "a name too few": toy.replace(items=items.replace(symbol=EMPTY)),
        "a use of no item": toy.replace(uses=uses.replace(used=np.full(len(uses), count, np.int32))),
        "uses of more items": toy.replace(uses=uses.replace(starts=np.append(uses.starts, uses.starts[-1]))),
        "an external of no name": toy.replace(
            uses=uses.replace(externals=EMPTY, external_user=np.zeros(1, np.int32), external_used=np.zeros(1, np.int32))
        ),
        "a span of no thread": toy.replace(timeline=SPANS.replace(threads=EMPTY)),
        "labels of other items": toy.replace(paths=split(items, "toy").replace(labels=EMPTY)),
        "names that overlap": toy.replace(items=items.replace(name=Texts(items.name.blob, items.name.starts + 1))),
    }


def is_refused(capture: Capture) -> bool:
    try:
        read(pack([capture]))
    except LoadError as error:
        return "holds" in str(error)
    return False


def test_columns_that_do_not_fit_are_an_error(toy: Capture) -> None:
    assert not is_refused(toy)
    assert [name for name, capture in wrong_captures(toy).items() if not is_refused(capture)] == []


def test_modes_that_older_versions_left_open_are_inferred_roots(toy: Capture) -> None:
    last = toy.partitions[-1]
    open_ = np.where(np.arange(len(last)) % 3 == 0, max(Mode) + 1, last.mode).astype(np.uint8)
    (capture,) = unpack(Source("old", pack([toy.replace(partitions=(last.replace(mode=open_),))])))
    partition, inferred = capture.partition(), are_inferred(capture.items)
    assert np.array_equal(inferred[partition.item], open_ > max(Mode))
    assert np.array_equal(partition.mode, np.where(open_ > max(Mode), Mode.ROOT, last.mode))
    assert is_refused(toy.replace(partitions=(last.replace(mode=np.full(len(last), max(Mode) + 2, np.uint8)),)))
