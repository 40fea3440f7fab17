"""JSON in pieces is JSON: whatever the window, and wherever the file ends."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.formats.traces import json_stream
from cguviz.formats.traces.json_stream import (
    CutError,
    SyntaxFaultError,
    batch,
    first_member,
    line_of,
    next_member,
    skip,
    value,
)

TEXT = st.text(st.characters(codec="utf-8"))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(TEXT, PLAIN, max_size=4)
SHAPES = st.fixed_dictionaries({"ensure_ascii": st.booleans(), "indent": st.sampled_from([None, 1])})


def written(what: object, shape: dict[str, object]) -> bytes:
    return json.dumps(what, ensure_ascii=bool(shape["ensure_ascii"]), indent=1 if shape["indent"] else None).encode()


def gather(data: bytes, found: list[object]) -> int:
    """Add the values of the array at the start of the data; return where it ends."""
    place, done = 1, False
    while not done:
        values, place, done = batch(data, place)
        found += values
    return place


def all_of(data: bytes) -> tuple[list[object], int]:
    found: list[object] = []
    return found, gather(data, found)


@given(st.lists(PLAIN, max_size=12), SHAPES, st.integers(1, 60))
def test_an_array_in_batches(values: list[object], shape: dict[str, object], window: int) -> None:
    data = written(values, shape) + b" tail"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "WINDOW", window)
        assert all_of(data) == (json.loads(data[:-5]), len(data) - 5)


@given(st.lists(OBJECTS, min_size=1, max_size=6), SHAPES, st.integers(1, 60), st.data())
def test_a_cut_array_gives_what_is_whole(
    values: list[object], shape: dict[str, object], window: int, data: st.DataObject
) -> None:
    content = written(values, shape)
    content = content[: data.draw(st.integers(1, len(content) - 1))]
    found: list[object] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "WINDOW", window)
        with pytest.raises(CutError):
            gather(content, found)
    assert found == json.loads(json.dumps(values))[: len(found)]
    whole = [end for end in range(1, len(values) + 1) if content.startswith(written(values[:end], shape)[:-2].rstrip())]
    assert len(found) >= len(whole) - 1


@given(PLAIN, SHAPES)
def test_a_value_ends_where_it_ends(what: object, shape: dict[str, object]) -> None:
    content = written([what, 1], shape)
    start = json_stream.blanks(content, 1)
    assert value(content, start) == (json.loads(json.dumps(what)), skip(content, start))


@given(OBJECTS, SHAPES)
def test_an_object_member_by_member(what: dict[str, object], shape: dict[str, object]) -> None:
    content = written(what, shape)
    found: dict[str, object] = {}
    member = first_member(content, 0)
    while member is not None:
        name, place = member
        found[name], place = value(content, place)
        member = next_member(content, place)
    assert found == json.loads(json.dumps(what))


@pytest.mark.parametrize("text", [b"[1, 2,, 3,]", b"[1 2 3]", b"[,1,2,3]", b"[1,\n2,\n3 \n]"])
def test_commas_are_taken_lightly(text: bytes) -> None:
    assert all_of(text) == ([1, 2, 3], len(text))


@pytest.mark.parametrize("text", [b"[{]", b"[}]", b"[{'a': 1}]", b"[nil]", b'[{"a": }]', b"[" * 100_000])
def test_what_is_no_json_is_a_fault_or_cut(text: bytes) -> None:
    with pytest.raises((SyntaxFaultError, CutError)):
        all_of(text)


def test_a_line_is_counted_from_one() -> None:
    assert [line_of(b"a\nb\nc", place) for place in (0, 1, 2, 4)] == [1, 1, 2, 3]
