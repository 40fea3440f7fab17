"""What cargo says while it builds, whatever pieces it comes in."""

from __future__ import annotations

import itertools

import hypothesis
from hypothesis import strategies as st

from cguviz.record.messages import COLOURS, Bar, bar_of, split_output

BAR = "\x1b[1m\x1b[96m    Building\x1b[0m [=========>            ] {}\r"
SAID = (
    "\x1b[1m\x1b[92m   Compiling\x1b[0m serde v1.0.1\n"
    + BAR.format("0/3: serde")
    + BAR.format("1/3: serde, syn(build)")
    + "\x1b[K\x1b[1m\x1b[33mwarning\x1b[0m\x1b[1m: unused\x1b[0m\n"
    + "  \x1b[1m\x1b[94m--> \x1b[0msrc/lib.rs:43:13 [=> ] 1/2\r\n"
    + "\n"
    + BAR.format("2/3: toy       ")
    + "\x1b[K\x1b[1m\x1b[92m    Finished\x1b[0m `dev` profile\n"
)
"""As cargo 1.95 prints it."""
LINES = [
    "   Compiling serde v1.0.1",
    "warning: unused",
    "  --> src/lib.rs:43:13 [=> ] 1/2",
    "",
    "    Finished `dev` profile",
]


def told(pieces: list[str]) -> tuple[list[str], list[Bar]]:
    lines: list[str] = []
    bars: list[Bar] = []
    rest = ""
    for piece in pieces:
        found = split_output(rest + piece)
        lines += found.lines
        bars += [found.bar] if found.bar else []
        rest = found.rest
    assert rest == ""
    return [COLOURS.sub("", line) for line in lines], bars


@hypothesis.given(st.lists(st.integers(0, len(SAID)), max_size=12))
def test_pieces_may_end_anywhere(ends: list[int]) -> None:
    cuts = [0, *sorted(ends), len(SAID)]
    lines, bars = told([SAID[begin:end] for begin, end in itertools.pairwise(cuts)])
    assert lines == LINES
    assert bars[-1] == Bar("Building", 2, 3, "toy")


def test_lines_keep_their_colours_and_nothing_else() -> None:
    found = split_output(SAID)
    assert found.lines[1] == "\x1b[1m\x1b[33mwarning\x1b[0m\x1b[1m: unused\x1b[0m"
    assert not any("\x1b[K" in line for line in found.lines)


def test_a_bar_says_how_far_cargo_is() -> None:
    bar = bar_of("    Building [=======================> ] 1204/1210: rustc_middle, x(build)  ")
    assert bar == Bar("Building", 1204, 1210, "rustc_middle, x(build)")
    assert bar.step == "Building 1,204 of 1,210: rustc_middle, x(build)"
    assert bar_of("   Compiling a v1.0.0 (1/2)") is None
