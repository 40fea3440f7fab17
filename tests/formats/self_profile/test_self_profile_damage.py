"""Self-profiles that are cut off, unfinished or of something else than time: as much as there is, or one sentence."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats.self_profile import reader as self_profile
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.progress import Cancelled, silent
from tests.timelines import TIMELINES, bars, fits_together, plain

V8 = plain(TIMELINES / "measureme-fixture-v8_2021.mm_profdata.gz")
V9 = plain(TIMELINES / "measureme-fixture-v9_2023.mm_profdata.gz")
IMAGE = plain(TIMELINES / "image-0.24.3_rel16.mm_profdata.gz")
HEADER = 8
EVENTS, STRINGS, INDEX = 0, 1, 2


def read(data: bytes) -> Capture:
    (capture,) = self_profile.read([Source("a.mm_profdata", data)], silent)
    return capture


def pages(data: bytes) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    place = HEADER
    while place < len(data):
        tag, length = struct.unpack_from("<BI", data, place)
        found.append((tag, data[place + 5 : place + 5 + length]))
        place += 5 + length
    return found


def packed(start: bytes, parts: list[tuple[int, bytes]]) -> bytes:
    return start + b"".join(struct.pack("<BI", tag, len(part)) + part for tag, part in parts)


def said(data: bytes) -> str:
    with pytest.raises(LoadError) as caught:
        read(data)
    assert str(caught.value).startswith("a.mm_profdata: ")
    return str(caught.value)


def opened(data: bytes) -> Capture | None:
    """Return what a damaged profile still holds; None if it said in one sentence that there is nothing."""
    try:
        return read(data)
    except LoadError as error:
        if "\n" in str(error):
            raise
        return None


def spans(capture: Capture) -> list[tuple[str, str, str, int, int]]:
    assert capture.timeline is not None
    return bars(capture.timeline)


def test_version_7_has_the_layout_of_version_8() -> None:
    assert spans(read(V8[:4] + struct.pack("<I", 7) + V8[8:])) == spans(read(V8))


@pytest.mark.parametrize(("version", "text"), [(6, "cguviz reads 7"), (10, "newer than the 9"), (2**32 - 1, "newer")])
def test_other_versions_are_named(version: int, text: str) -> None:
    assert text in said(V8[:4] + struct.pack("<I", version) + V8[8:])


def test_a_killed_compiler_leaves_no_names() -> None:
    assert "rustc was stopped before it wrote them" in said(
        packed(IMAGE[:8], [page for page in pages(IMAGE) if page[0] == EVENTS])
    )
    bare = [(tag, part if tag == EVENTS else part[:8]) for tag, part in pages(IMAGE)]
    assert "rustc was stopped before it wrote them" in said(packed(IMAGE[:8], bare))


def test_a_profile_without_index_has_no_names() -> None:
    without = [page for page in pages(V8) if page[0] != INDEX]
    capture = read(packed(V8[:8], without))  # labels that are stored in full are still there
    assert capture.crate == ""
    assert "does not say of which crate" in capture.remarks[0].text


def test_an_address_beyond_all_numbers_leads_nowhere() -> None:
    parts = pages(V9)
    # A header, then numbers and addresses in turns: the highest bit makes an address negative where signs are read.
    first = next(row for row, (tag, _) in enumerate(parts) if tag == INDEX)
    index = parts[first][1]
    rows = struct.iter_unpack("<QQ", index[HEADER : HEADER + (len(index) - HEADER) // 16 * 16])
    wild = b"".join(struct.pack("<QQ", number, address | 1 << 63) for number, address in rows)
    assert len(wild) > 16
    opened(packed(V9[:8], [*parts[:first], (INDEX, index[:HEADER] + wild), *parts[first + 1 :]]))


def test_instructions_are_no_time() -> None:
    text = IMAGE.replace(b'"wall-time"', b'"instr:u"  ')
    assert text != IMAGE
    assert "counts instr:u, not time" in said(text)


def test_a_profile_of_no_events() -> None:
    assert "holds no events; record it with -Z self-profile" in said(
        packed(IMAGE[:8], [page for page in pages(IMAGE) if page[0] != EVENTS])
    )


def test_a_profile_of_numbers_alone() -> None:
    rows = b"".join(
        row
        for tag, part in pages(IMAGE)
        if tag == EVENTS
        for row in (part[8 + at : 8 + at + 32] for at in range(0, len(part) - 8, 32))
        if struct.unpack("<QQIIII", row)[4] | (struct.unpack("<QQIIII", row)[5] & 0xFFFF) << 32 == 2**48 - 2
    )
    others = [page for page in pages(IMAGE) if page[0] != EVENTS]
    assert "events, but no bars" in said(packed(IMAGE[:8], [*others, (EVENTS, b"MMES\x09\0\0\0" + rows)]))


def test_cargos_question_is_no_compilation() -> None:
    probe = IMAGE.replace(b"--crate-name image ", b"--crate-name ___   ")
    assert self_profile.read([Source("a", probe)], silent) == []


def test_pages_may_come_in_pieces() -> None:
    pieces = [(tag, part[at : at + 1000]) for tag, part in pages(IMAGE) for at in range(0, len(part), 1000)]
    queues = {tag: [piece for piece in pieces if piece[0] == tag] for tag in (EVENTS, STRINGS, INDEX)}
    woven = [queue[row] for row in range(len(pieces)) for queue in queues.values() if row < len(queue)]
    assert len(woven) == len(pieces) > 30
    assert spans(read(packed(IMAGE[:8], woven))) == spans(read(IMAGE))


def test_a_cut_between_events_keeps_those_before() -> None:
    parts = pages(IMAGE)
    ordered = [page for page in parts if page[0] != EVENTS] + [page for page in parts if page[0] == EVENTS]
    whole = packed(IMAGE[:8], ordered)
    capture = read(whole[: len(whole) - 32 * 100 - 5])
    assert "cut off" in capture.remarks[0].text
    assert 0 < len(spans(capture)) < len(spans(read(IMAGE)))
    assert {row[3:] for row in spans(capture)} <= {row[3:] for row in spans(read(IMAGE))}


@given(st.integers(0, len(IMAGE)))
def test_a_profile_cut_anywhere(size: int) -> None:
    capture = opened(IMAGE[:size])
    if capture is not None:
        assert capture.timeline is not None
        fits_together(capture.timeline)
        assert size == len(IMAGE) or capture.remarks
        # What came later is not known.
        assert not any("generated no code" in remark.text for remark in capture.remarks)


@given(st.lists(st.tuples(st.integers(8, len(IMAGE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_profile_with_wrong_bytes(changes: list[tuple[int, int]]) -> None:
    data = bytearray(IMAGE)
    for place, byte in changes:
        data[place] = byte
    capture = opened(bytes(data))
    if capture is not None:
        assert capture.timeline is not None
        assert len(capture.timeline.threads.tolist()) > int(capture.timeline.thread.max())


def test_strings_that_refer_to_themselves_end() -> None:
    itself = b"\xfe" + struct.pack("<Q", 100_000_003 + 8)
    strings = b"MMSD\x09\0\0\0" + itself * 1000
    index = b"MMSI\x09\0\0\0" + b"".join(struct.pack("<QQ", number, 8) for number in (7, 100_000_001))
    event = b"MMES\x09\0\0\0" + struct.pack("<QQIIII", 7, 7, 3, 100, 200, 0)
    assert "none of the names" in said(packed(IMAGE[:8], [(EVENTS, event), (STRINGS, strings), (INDEX, index)]))


def test_reading_can_be_stopped() -> None:
    def stop(step: str, done: float) -> None:
        assert (step, done >= 0) == ("reading the self-profile", True)
        raise Cancelled

    with pytest.raises(Cancelled):
        self_profile.read([Source("a", IMAGE)], stop)
