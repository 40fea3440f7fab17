"""Compressed bytes: what can be read of damaged ones, and that bombs are stopped early and in little memory."""

from __future__ import annotations

import gzip
import itertools
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats.files.unpacking import LIMITS, Limits, gather, peek, unpack
from cguviz.model.capture import Remark

PACKERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "zstd": zstandard.compress}
TEXT = b"\n".join(b"line %d of some text" % number for number in range(20_000))


def pieces(data: bytes, size: int = 4096) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def unpacked(data: bytes, limits: Limits = LIMITS, size: int = 4096) -> tuple[bytes, list[Remark]]:
    remarks: list[Remark] = []
    _, chunks, _ = unpack(pieces(data, size), "a", limits, remarks)
    return gather(chunks, "a", limits), remarks


@pytest.mark.parametrize("packer", PACKERS.values(), ids=PACKERS)
@given(parts=st.lists(st.binary(max_size=200), min_size=1, max_size=4), size=st.integers(1, 300))
def test_members_and_frames_follow_one_another(packer: Callable[[bytes], bytes], parts: list[bytes], size: int) -> None:
    assert unpacked(b"".join(map(packer, parts)), size=size) == (b"".join(parts), [])


@given(data=st.binary(max_size=300), size=st.integers(1, 100))
def test_peeking_takes_nothing_away(data: bytes, size: int) -> None:
    head, chunks = peek(pieces(data, 7), size)
    assert head == data[:size]
    assert b"".join(chunks) == data


def test_padding_after_gzip_and_skippable_frames_are_no_damage() -> None:
    assert unpacked(gzip.compress(TEXT) + bytes(512)) == (TEXT, [])
    assert unpacked(b"\x50\x2a\x4d\x18\x03\0\0\0abc" + zstandard.compress(TEXT)) == (TEXT, [])


def test_two_compressions_are_undone_and_no_more() -> None:
    twice = gzip.compress(zstandard.compress(TEXT))
    assert unpacked(twice) == (TEXT, [])
    assert unpacked(gzip.compress(twice))[0] == zstandard.compress(TEXT)


@pytest.mark.parametrize("packer", PACKERS.values(), ids=PACKERS)
@given(data=st.data())
def test_what_is_cut_off_gives_its_beginning_and_a_remark(
    packer: Callable[[bytes], bytes], data: st.DataObject
) -> None:
    packed = packer(TEXT)
    cut = packed[: data.draw(st.integers(20, len(packed) - 1))]
    found, remarks = unpacked(cut)
    assert TEXT.startswith(found)
    assert len(remarks) == 1
    assert "cut off" in remarks[0].text


def test_a_wrong_checksum_is_a_remark() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 1
    found, remarks = unpacked(bytes(packed))
    assert TEXT.startswith(found)
    assert "damaged" in remarks[0].text


@pytest.mark.parametrize("packer", PACKERS.values(), ids=PACKERS)
def test_limits_of_size(packer: Callable[[bytes], bytes]) -> None:
    packed = packer(TEXT)
    with pytest.raises(LoadError, match="unpacks to more than"):
        unpacked(packed, Limits(total=len(TEXT) - 1))
    with pytest.raises(LoadError, match="too large for one file"):
        unpacked(packed, Limits(single=len(TEXT) - 1))
    assert unpacked(packed, Limits(total=len(TEXT), single=len(TEXT))) == (TEXT, [])


def zstd_bomb(blocks: int) -> bytes:
    """Return a frame of blocks that each repeat a zero 128 KiB times, four bytes long."""
    size = 128 << 10
    frame = zstandard.FRAME_HEADER + bytes((0x00, 0x58))  # no content size; a window of 2 MiB
    block = ((size << 3) | (1 << 1)).to_bytes(3, "little") + b"\0"
    last = ((size << 3) | (1 << 1) | 1).to_bytes(3, "little") + b"\0"
    return frame + block * (blocks - 1) + last


def gzip_bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    zeros = bytes(1 << 20)
    return b"".join(packer.compress(zeros) for _ in range(size >> 20)) + packer.flush()


def test_a_small_bomb_is_merely_unpacked() -> None:
    assert unpacked(zstd_bomb(8)) == (bytes(1 << 20), [])


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(zstd_bomb(100_000), id="zstd: 400 kB that would become 12 GiB"),
        pytest.param(gzip_bomb(128 << 20), id="gzip: 130 kB that would become 128 MiB"),
    ],
)
def test_a_bomb_is_stopped_before_it_fills_memory(packed: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(LoadError, match="times its size"):
            unpacked(packed)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 256 << 20


def test_gathering_stops_an_endless_file() -> None:
    with pytest.raises(LoadError, match="too large"):
        gather(itertools.repeat(b"x" * 100), "a", Limits(single=1000))
