"""D2: containers, connections and all that is neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats.graphs import d2_format as d2
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.progress import silent
from tests.formats.graphs.test_dot import GRAPHS as DOT_GRAPHS
from tests.formats.graphs.test_dot import shown, uses


def read(text: str) -> Capture:
    (capture,) = d2.read([Source("a.d2", text.encode())], silent)
    return capture


GRAPHS = {
    "a container": ("u: {\n  x\n  y\n}\nu.x -> u.y\n", {"u": ["x", "y"]}, ["x>y"]),
    "labels": ('u: Unit 1 {\n  x: "f: u8"\n}\n', {"Unit 1": ["f: u8"]}, []),
    "a label inside": ("u: {\n  label: Unit\n  x.label: f\n}\n", {"Unit": ["f"]}, []),
    "connections inside": ("u: {\n  x -> y -> z: calls\n}\n", {"u": ["x", "y", "z"]}, ["x>y", "y>z"]),
    "backwards and both ways": ("u.x <- u.y\nu.x <-> u.z\n", {"u": ["x", "y", "z"]}, ["x>z", "y>x", "z>x"]),
    "parallel connections": ("u.x -> u.y\nu.x -> u.y\n", {"u": ["x", "y"]}, ["x>y x2"]),
    "counted connections": ('u.x -> u.y: "3 calls, 1 references"\n', {"u": ["x", "y"]}, ["x>y x3"]),
    "quotes": ("u: {\n  \"a.b -> c\\\"\": {shape: page}\n  'it''s'\n}\n", {"u": ['a.b -> c"', "it's"]}, []),
    "the outer container": ("u: {\n  x -> _.v.y\n}\n", {"u": ["x"], "v": ["y"]}, ["x>y"]),
    "styles and classes": (
        "classes: {\n  c: {\n    style.fill: red\n  }\n}\nu: {\n  x.class: c\n  x.style: {fill: red; shape: oval}\n}\n",
        {"u": ["x"]},
        [],
    ),
    "described connections": (
        "u.x -> u.y: {\n  style.stroke: red\n}\n(u.x -> u.y)[0].style.opacity: 0.4\n",
        None,
        ["x>y"],
    ),
    "comments": ('# a: {\nu: { # b\n  x # c -> d\n}\n"""\nu.y\n"""\n', {"u": ["x"]}, []),
    "blocks of text": ("u: {\n  x: |md\n    # not -> a {\n  |\n}\n", {"u": ["# not -> a {"]}, []),
    "one line": ("u: {x; y}; u.x -> u.y\n", {"u": ["x", "y"]}, ["x>y"]),
    "long arrows": ("u.x ---> u.y\nu.a-b --> u.c\n", {"u": ["x", "y", "a-b", "c"]}, ["x>y", "a-b>c"]),
    "containers within containers": ("c: {\n  m: {\n    x\n  }\n  n: {\n    y\n  }\n}\n", {"m": ["x"], "n": ["y"]}, []),
    "empty containers": ("u: {\n}\nv: {\n  x\n}\n", {"u": [], "v": ["x"]}, []),
    "broken lines": ("u.x -> \\\n  u.y\n", {"u": ["x", "y"]}, ["x>y"]),
    "patterns and imports": ("*.style.fill: red\n...@other\nu: {\n  x\n}\n", {"u": ["x"]}, []),
}


@pytest.mark.parametrize(("text", "units", "edges"), GRAPHS.values(), ids=GRAPHS)
def test_graphs(text: str, units: dict[str, list[str]] | None, edges: list[str]) -> None:
    capture = read(text)
    if units is not None:
        assert shown(capture) == units
    assert uses(capture) == edges
    assert capture.remarks == ()


UNTOLD = ("one line", "blocks of text")
"""Texts that are D2 but could be something else."""

REMARKS = {
    "no unit": ("x -> y\n", "2 of 2 nodes are in no cluster"),
    "no direction": ("u.x -- u.y\n", "Connections without an arrow"),
    "containers connected": ("u.x\nv.y\nu -> v\n", "1 connections of whole containers are left out."),
    "boards": ("u.x\nlayers: {\n  more: {\n    u.y\n  }\n}\n", "Only the first board is shown"),
    "cut off": ("u: {\n  x\n", "The file is cut off, a } is missing"),
}


@pytest.mark.parametrize(("text", "said"), REMARKS.values(), ids=REMARKS)
def test_remarks(text: str, said: str) -> None:
    (remark,) = read(text).remarks
    assert remark.text.startswith(said)


ERRORS = {
    "a brace too many": ("u: {\n  x\n}\n}\n", "a.d2:4: this } closes nothing."),
    "an arrow to nowhere": ("u.x ->\n", "a.d2:1: a name must stand here, not “the end of the line”"),
    "a sign": ("u: {\n  x ] y\n}\n", "a.d2:2: “]” has no meaning in D2 here."),
    "out of the outermost": ("u: {\n  x -> _._.y\n}\n", "a.d2:2: “_” leads out of the outermost container."),
    "a block without end": ("u: |md\n  text\n", "a.d2:1: this |…| block has no end"),
    "nothing": ("u: {\n}\n", "the graph has no nodes"),
}


@pytest.mark.parametrize(("text", "said"), ERRORS.values(), ids=ERRORS)
def test_errors_name_the_line(text: str, said: str) -> None:
    with pytest.raises(LoadError) as caught:
        read(text)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", [text for name, (text, *_) in GRAPHS.items() if name not in UNTOLD])
def test_d2_is_recognised(text: str) -> None:
    assert d2.sniff(text.encode())


NOT_D2 = {
    "prose": "Hello world.\nThis goes to -> that, as you know.\n",
    "yaml": "name: test\non:\n  push:\n    branches: [main]\n",
    "rust": "fn main() -> u8 {\n    7\n}\n",
    "json": '{\n  "a": {\n    "b": 1\n  }\n}\n',
    "css": "a {\n  color: red;\n}\n",
    "javascript": "const a = {\n  b: {\n  },\n};\n",
    "a word": "hello\n",
    "nothing": "",
    "many dashes": "a" + "--a" * 20_000 + "!\n",
    "many dots": "a" + ".a" * 30_000 + "!\n",
    "many spaces": "a" + " " * 60_000 + "!\n",
    "many spaces before a colon": "a" + " " * 8_000 + ":\n",
    "many quotes": '"' * 60_000,
    **{f"dot: {name}": text for name, (text, *_) in DOT_GRAPHS.items()},
}


@pytest.mark.parametrize("text", NOT_D2.values(), ids=NOT_D2)
def test_other_texts_are_not_taken_for_d2(text: str) -> None:
    assert not d2.sniff(text.encode())


PARTS = st.sampled_from(
    [*"{}[]();:.,|#\"'\\_*&@ \nab-", "->", "<-", "--", "label", "style", '"q"', '"""', "x -> y", "u: {"]
)


@given(parts=st.lists(PARTS, max_size=40))
def test_any_text_is_a_graph_or_an_error(parts: list[str]) -> None:
    try:
        capture = read("".join(parts))
    except LoadError:
        return
    assert len(capture.items) == len(capture.partition())


def test_a_comment_ends_with_its_line_even_behind_a_backslash() -> None:
    assert d2.sniff(b"# stage: \\\nunit: {\n  a\n}\n")
