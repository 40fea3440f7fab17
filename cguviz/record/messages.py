r"""Cargo's output while it builds: lines for people, and the bar that counts finished crates.

Cargo draws its bar over itself, and lines where the bar was; `TERM` makes it do so where there is no terminal:

```
⎵⎵⎵Compiling serde v1.0.1 ⏎
⎵⎵⎵⎵Building [====>      ] 3/12: serde, syn(build) ␍ ⎵⎵⎵⎵Building [=====>     ] 4/12: serde ␍ ESC[K warning: … ⏎
```
"""

from __future__ import annotations

import dataclasses
import re

TERM = {"CARGO_TERM_COLOR": "always", "CARGO_TERM_PROGRESS_WHEN": "always", "CARGO_TERM_PROGRESS_WIDTH": "160"}
"""Environment with which cargo shows its bar and colours to a pipe or file; older ones take no notice."""

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_MOVES = re.compile(r"\x1b\[[0-9;?]*[A-Za-ln-z]")
"""Escape sequences that are no colour."""
_BAR = re.compile(r"^\s*(\w+) \[[=> ]*\] +(\d+)/(\d+)(?:: (.*))?$")


@dataclasses.dataclass(frozen=True)
class Bar:
    """The state of cargo's progress bar.

    Attributes
    ----------
    verb
        "Building", "Downloading".
    done, total
        Crates.
    now
        What is being worked on: "serde, syn(build)"; cut short by cargo where it is long.
    """

    verb: str
    done: int
    total: int
    now: str

    @property
    def step(self) -> str:
        """The current step in a few words, for people."""
        return f"{self.verb} {self.done:,} of {self.total:,}" + (f": {self.now}" if self.now else "")


@dataclasses.dataclass(frozen=True)
class Output:
    """A piece of cargo's output, split into lines and the last bar.

    Attributes
    ----------
    lines
        Whole lines, with the escape sequences that colour them and no others.
    bar
        The last bar drawn, None for none.
    rest
        What the next piece goes on with.
    """

    lines: tuple[str, ...]
    bar: Bar | None
    rest: str


def split_output(text: str) -> Output:
    """Split a piece of cargo's output, which may end anywhere, into lines and the last bar."""
    lines = []
    last: Bar | None = None
    *whole, tail = text.split("\n")
    for line in whole:
        drawn = [(part, bar_of(part)) for part in line.removesuffix("\r").split("\r")]
        last = next((bar for _, bar in reversed(drawn) if bar is not None), last)
        shown = [part for part, bar in drawn if bar is None]
        if shown:
            lines.append(_MOVES.sub("", shown[-1]).rstrip())
    *over, rest = tail.split("\r")
    last = next((bar for bar in map(bar_of, reversed(over)) if bar is not None), last)
    if over and not rest and bar_of(over[-1]) is None:
        rest = f"{over[-1]}\r"  # the end of a line may be on its way
    return Output(tuple(lines), last, rest)


def bar_of(line: str) -> Bar | None:
    """Parse a line as cargo's progress bar; None for other lines."""
    found = _BAR.match(COLOURS.sub("", _MOVES.sub("", line)).rstrip())
    if found is None:
        return None
    return Bar(found[1], int(found[2]), max(int(found[3]), 1), (found[4] or "").strip())
