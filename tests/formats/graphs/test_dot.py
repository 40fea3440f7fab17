"""DOT: the grammar as people and programs write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats.graphs import dot_format as dot
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.progress import silent


def read(text: str) -> Capture:
    (capture,) = dot.read([Source("a.dot", text.encode())], silent)
    return capture


def shown(capture: Capture) -> dict[str, list[str]]:
    """Return the items of each unit."""
    partition, names = capture.partition(), capture.items.name.tolist()
    units = partition.units.tolist()
    found: dict[str, list[str]] = {unit: [] for unit in units}
    for item, unit in zip(partition.item, partition.unit, strict=True):
        found[units[unit]].append(names[item])
    return found


def uses(capture: Capture) -> list[str]:
    assert capture.uses is not None
    names = capture.items.name.tolist()
    rows = zip(capture.uses.user, capture.uses.used, capture.uses.calls, strict=True)
    return [f"{names[user]}>{names[used]}" + (f" x{calls}" if calls > 1 else "") for user, used, calls in rows]


GRAPHS = {
    "a cluster": ("digraph { subgraph cluster_a { x; y } x -> y }", {"a": ["x", "y"]}, ["x>y"]),
    "labels": (
        'digraph { subgraph cluster_a { label="unit 1"; x [label="f\\n(u8)"] } }',
        {"unit 1": ["f (u8)"]},
        [],
    ),
    "parallel edges and loops": ("digraph { x->y x->y; y->y }", {"(no unit)": ["x", "y"]}, ["x>y x2", "y>y"]),
    "chains and groups": ("digraph { a -> b -> {c d} -> e }", None, ["a>b", "b>c", "b>d", "c>e", "d>e"]),
    "a subgraph as an end": ("digraph { a -> subgraph s { b c } }", None, ["a>b", "a>c"]),
    "counted references": ('digraph { a [label="f/1"] b [label="g/0"] b -> a }', {"(no unit)": ["f", "g"]}, ["g>f"]),
    "names that only look counted": ('digraph { a [label="f/1"] b -> a }', {"(no unit)": ["f/1", "b"]}, ["b>f/1"]),
    "comments": ("/* x */ digraph { // y\n# z\n a -> b /* -> c */ }", None, ["a>b"]),
    "comments behind statements": (
        "digraph g {\n  a -> b; # why\n  # a whole line, indented\n  b -> c; // #\n  c [ # x\n label=d ] /**/\n}# end",
        None,
        ["a>b", "b>d"],
    ),
    "comments in the header": ('# 1 "x"\n // y\nstrict /**/ digraph # z {\n <a> /* { */ { a -> b }', None, ["a>b"]),
    "signs of comments in text": (
        'digraph { "#a" -> "//b" [label="/*"]; c [label=<<!-- > -->d<br/>#e>] }',
        None,
        ["#a>//b"],
    ),
    "signs by name": (
        'digraph { a [label="Vec&lt;u8&gt; &#38; &x &amp;lt;"] }',
        {"(no unit)": ["Vec<u8> & &x &lt;"]},
        [],
    ),
    "letters of all scripts": ("digraph é { é -> 日本; 😀 -> a1é }", None, ["é>日本", "😀>a1é"]),
    "lists of nodes": (
        "digraph { a, b:p -> c, d [calls=2]; e, f [size=7] }",
        None,
        ["a>c x2", "a>d x2", "b>c x2", "b>d x2"],
    ),
    "a node twice in a group": ("digraph { a -> {b b; b -> c} }", None, ["a>b", "a>c", "b>c"]),
    "a strict graph": (
        "strict digraph { a -> b; a -> b; a -> {b c}; b -> a; a -> a; a -> a; c -> d; c -> d [calls=4] }",
        None,
        ["a>a", "a>b", "a>c", "b>a", "c>d x4"],
    ),
    "a strict graph by name alone": ("digraph strict { a -> b; a -> b }", None, ["a>b x2"]),
    "joined and broken text": ('digraph { "a" + "b" -> "c\\\nd" }', None, ["ab>cd"]),
    "escapes": ('digraph { "q\\"\\\\x" [label="\\N!"] }', {"(no unit)": ['q"\\\\x!']}, []),
    "html": ("digraph { a [label=<<b>bold</b> <i>x</i>>] }", {"(no unit)": ["bold x"]}, []),
    "ports": ("digraph { a:p:n -> b:s }", None, ["a>b"]),
    "numbers": ("digraph { -1.5 -> .5 -> 7 }", None, ["-1.5>.5", ".5>7"]),
    "keywords in any case": ("STRICT DiGraph X { NODE [a=b]; SubGraph cluster1 { y } }", {"1": ["y"]}, []),
    "edge attributes": ("digraph { edge [calls=3]; a -> b; b -> a [calls=2, x=y]; }", None, ["a>b x3", "b>a x2"]),
    "a cluster continued": ("digraph { subgraph cluster_a { x } subgraph cluster_a { y } }", {"a": ["x", "y"]}, []),
    "clusters within clusters": (
        "digraph { subgraph cluster_crate { subgraph cluster_m { x } subgraph cluster_n { y } } }",
        {"m": ["x"], "n": ["y"]},
        [],
    ),
    "clusters of one name": (
        "digraph { subgraph cluster_1 { label=u; x } subgraph cluster_2 { label=u; y } }",
        {"u": ["x"], "u (2)": ["y"]},
        [],
    ),
    "empty clusters": ("digraph { subgraph cluster_a { } subgraph cluster_b { x } }", {"a": [], "b": ["x"]}, []),
    "groups that are no clusters": ("digraph { subgraph cluster_a { {rank=same; x; y} } }", {"a": ["x", "y"]}, []),
    "named before its cluster": ("digraph { x -> y; subgraph cluster_a { y; x } }", {"a": ["x", "y"]}, ["x>y"]),
    "named by an edge of the outer cluster": (
        "digraph g { subgraph cluster_outer { a -> b; subgraph cluster_inner { b; c } } }",
        {"outer": ["a"], "inner": ["b", "c"]},
        ["a>b"],
    ),
    "named again by the outer cluster": (
        "digraph { subgraph cluster_o { subgraph cluster_i { subgraph cluster_k { x } } y; x } x }",
        {"o": ["y"], "k": ["x"]},
        [],
    ),
    "attributes of a group": ("digraph { {a b} [label=c]; a -> {b} [label=d] }", None, ["a>b"]),
    "named in a cluster only by an edge": ("digraph { subgraph cluster_a { x -> y } }", {"a": ["x", "y"]}, ["x>y"]),
}


@pytest.mark.parametrize(("text", "units", "edges"), GRAPHS.values(), ids=GRAPHS)
def test_graphs(text: str, units: dict[str, list[str]] | None, edges: list[str]) -> None:
    assert dot.sniff(text.encode())
    capture = read(text)
    if units is not None:
        assert shown(capture) == units
    assert uses(capture) == edges


def test_attributes_of_our_own_are_read_and_nonsense_in_them_is_not() -> None:
    capture = read('digraph { a [size=12, mode=inlined, linkage="Internal"]; b [size="large", mode=odd, linkage=7] }')
    partition = capture.partition()
    assert partition.size.tolist() == [12, -1]
    assert partition.mode.tolist() == [1, 0]
    assert partition.linkage.tolist() == [2, 0]


REMARKS = {
    "no unit": ("digraph { a b }", "2 of 2 nodes are in no cluster; they are shown in the unit (no unit)."),
    "two clusters": (
        "digraph { subgraph cluster_a { x } subgraph cluster_b { x y } }",
        "1 nodes are named in two clusters; each is shown in its first.",
    ),
    "a strict graph without direction": (
        "strict graph { subgraph cluster_a { x -- y; y -- x } }",
        "The graph has no arrows; each line is read as",
    ),
    "no direction": ("graph { subgraph cluster_a { x -- y } }", "The graph has no arrows; each line is read as"),
    "two graphs": ("digraph { subgraph cluster_a { x } } digraph { y }", "Only the first graph of the file is shown."),
    "cut off": ("digraph { subgraph cluster_a { x -> y; x ->", "The graph is cut off, its last } is missing"),
}


@pytest.mark.parametrize(("text", "said"), REMARKS.values(), ids=REMARKS)
def test_remarks(text: str, said: str) -> None:
    (remark,) = read(text).remarks
    assert remark.text.startswith(said)
    assert remark.path == "a.dot"


ENCODED = {
    "latin-1": ('digraph { "é" -> "è" }'.encode("latin-1"), ["é>è"], 1),
    "latin-1 that says so": ('graph { charset="ISO-8859-1"; "é" -- "Ã©" }'.encode("latin-1"), ["é>Ã©"], 1),
    "latin-1 in the header": ("digraph é { a -> b }".encode("latin-1"), ["a>b"], 1),
    "utf-16, as PowerShell writes": ('digraph { "é" -> "è" }'.encode("utf-16"), ["é>è"], 0),
    "utf-8 with a mark": ('\ufeffdigraph { "é" -> "è" }'.encode(), ["é>è"], 0),
    "utf-8 with a damaged letter": ('digraph { "é" -> "è'.encode() + b'\xff" }', ["é>è\ufffd"], 0),
    "utf-8 cut within a letter": ("digraph { é -> bé".encode()[:-1], ["é>b\ufffd"], 1),
}


@pytest.mark.parametrize(("data", "edges", "said"), ENCODED.values(), ids=ENCODED)
def test_other_encodings(data: bytes, edges: list[str], said: int) -> None:
    assert dot.sniff(data)
    (capture,) = dot.read([Source("a.dot", data)], silent)
    assert uses(capture) == edges
    assert len(capture.remarks) == 1 + said  # the first one: there are no clusters


MANY = " ".join(f"a{number}" for number in range(3000))
ERRORS = {
    "an arrow to nowhere": ("digraph {\n a -> ;\n}", "a.dot:2: an arrow needs a node on its right, not “;”."),
    "an arrow from nowhere": ("digraph {\n -> a }", "a.dot:2: an arrow needs a node on its left"),
    "two arrows": ("digraph { a -> -> b }", "an arrow needs a node on its left"),
    "an attribute that is none": ("digraph {\n\n a [->] }", "a.dot:3: an attribute (name=value) must stand here"),
    "text without end": ('digraph {\n a [label="x }', "a.dot:2: this text or comment has no end"),
    "html without end": ("digraph { a [label=<b] }", "this <…> label has no end"),
    "a sign": ("digraph { a -> b! }", "a.dot:1: “!” has no meaning in DOT here"),
    "a subgraph without a brace": ("digraph { subgraph x y }", "a { must follow the name of a subgraph"),
    "an equals sign": ("digraph { = }", "a node, an edge or a subgraph must stand here"),
    "no nodes": ("digraph { }", "the graph has no nodes"),
    "edges without number": (
        "digraph { {"
        + " ".join(f"a{n}" for n in range(3000))
        + "} -> {"
        + " ".join(f"b{n}" for n in range(3000))
        + "} }",
        "more than 5,000,000 edges",
    ),
    "braces without number": ("digraph " + "{" * 100_000, "more than 200 deep"),
}


@pytest.mark.parametrize(("text", "said"), ERRORS.values(), ids=ERRORS)
def test_errors_name_the_line(text: str, said: str) -> None:
    with pytest.raises(LoadError) as caught:
        read(text)
    assert said in str(caught.value)


NOT_DOT = [
    "digraph is a word of DOT {",
    "graph paper",
    "graph = {",
    "a: {\n  b\n}",
    '{"graph": {}}',
    "the digraph { is in the middle }",
    "/**/" * 16_000,
    "/*" * 30_000,
    "#" * 60_000,
]


@pytest.mark.parametrize("text", NOT_DOT, ids=range(len(NOT_DOT)))
def test_other_texts_are_not_taken_for_dot(text: str) -> None:
    assert not dot.sniff(text.encode())


PARTS = st.sampled_from(
    [*'{}[]=;,:+<>"/\\#* \na0-', "->", "--", "digraph", "subgraph", "cluster_a", "edge", "node", '"q"', "/*", "*/"]
)


@given(parts=st.lists(PARTS, max_size=40))
def test_any_text_is_a_graph_or_an_error(parts: list[str]) -> None:
    try:
        capture = read("digraph {" + "".join(parts))
    except LoadError:
        return
    assert len(capture.items) == len(capture.partition())
