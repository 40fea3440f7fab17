"""The grammar of a partitioning dump: the kinds of lines, and the facts that each states.

This module knows one line at a time. What belongs together is put together in `debug_log_stages`.

```
 DEBUG rustc_monomorphize::partitioning PLACE                   LABEL
 - unique items: 29 (29 root + 0 inlined), unique size: …       UNIQUE
 - CGU[0]                                                       UNIT
   - toy.310705f810b1f8bd-cgu0, size: 45                        NAME
   - items: 2, mean size: 22.5, sizes: [30, 15]                 SIZES
   - fn cgu0::a0_0 [External] [h55837bd6aaf923ceE] (root, …     (item)
```
"""

from __future__ import annotations

import dataclasses
import re
from enum import Enum, auto

from cguviz.model.items import Kind
from cguviz.model.partition import LINKAGES, VISIBILITIES, Mode

INDENT = b" \t" + bytes(range(0x80, 0x100))
"""What stands before a line: the log's spaces and box characters (of several bytes, all above 0x7f)."""

LINE = re.compile(
    rb"^(?:[ \t\x80-\xff]*- (.*\])"
    rb"( \((?:root|inlined), size: \d{1,15}\)| \(size=\d{1,15}\)| estimated size \d{1,15}|)"
    rb"|(.*))$",
    re.MULTILINE,
)
"""Every line: (item without its size, size, anything else). Linear: the first part backtracks to a bracket at most."""


class Token(Enum):
    """The kinds of lines that are no items; in brackets the groups of their patterns."""

    LABEL = auto()
    """A stage begins (label, figures of 1.71 and of June 2023)."""
    UNIQUE = auto()
    """(items, root, inlined, size, root, inlined)."""
    PLACED = auto()
    """As UNIQUE."""
    RATIOS = auto()
    """(items ratio, size ratio)."""
    UNITS = auto()
    """(units, mean size, sizes)."""
    UNIT = auto()
    """A unit begins (index)."""
    NAME = auto()
    """(name, size) of the unit."""
    SIZES = auto()
    """(items, mean size, sizes) of the unit."""
    UNIT_OF_2023 = auto()
    """A unit begins (index, name, items, size): nightlies of June 2023."""
    UNIT_UNTIL_2023 = auto()
    """A unit begins (name, size or nothing): until 1.71."""
    MERGED = auto()
    """(unit, the unit it was merged into)."""
    UNFINISHED = auto()
    """An item whose end is missing (text)."""
    EVENT = auto()
    """An event in JSON; its dump is still to be unfolded (`debug_log_text.unfold`)."""
    CRATE = auto()
    """Cargo compiles (crate)."""
    COMPILER = auto()
    """(version)."""


@dataclasses.dataclass(frozen=True, slots=True)
class LogStatement:
    """A line that is no item line.

    Attributes
    ----------
    line
        Counted from 1, in the plain text.
    token
        What it states.
    texts
        The groups of its pattern; b"" for those that are not there.
    logged
        It stands behind a log prefix (only then is a lone `FINAL` surely a label).
    """

    line: int
    token: Token
    texts: tuple[bytes, ...]
    logged: bool = False


_FIGURES = rb"(\d{1,15}) \((\d{1,15}) root \+ (\d{1,15}) inlined\)"
_TRAITS = (
    (Token.UNIT, rb"- CGU\[(\d{1,9})\]"),
    (Token.UNIT_OF_2023, rb"- CGU\[(\d{1,9})\] (\S+) \((\d{1,15}) items, size=(\d{1,15})\):"),
    (Token.SIZES, rb"- items: (\d{1,15}), mean size: ([\d.]+|NaN), sizes: (\[[^\[\]]*\])"),
    (Token.NAME, rb"- (\S+), size: (\d{1,15})"),
    (Token.UNIQUE, rb"- unique items: " + _FIGURES + rb", unique size: " + _FIGURES),
    (Token.PLACED, rb"- placed items: " + _FIGURES + rb", placed size: " + _FIGURES),
    (Token.RATIOS, rb"- placed/unique items ratio: (\S+), placed/unique size ratio: (\S+)"),
    (Token.UNITS, rb"- CGUs: (\d{1,15}), mean size: ([\d.]+|NaN), sizes: (\[[^\[\]]*\])"),
    (Token.UNFINISHED, rb"- ((?:fn |static |global_asm|drop-glue ).*)"),
)
_UNITS = (
    (Token.MERGED, rb"CodegenUnit (\S+) merged into CodegenUnit (\S+)"),
    (Token.UNIT_UNTIL_2023, rb"CodegenUnit (\S+?)(?: estimated size (\d{1,15}))? ?:"),
)
_CARGO = (
    (Token.CRATE, rb"(?:Compiling|Checking) ([\w-]+) v\S+(?: \(.*\))?"),
    (Token.CRATE, rb"Running `.{0,4000}? --crate-name (\w+) .*"),
)
_COMPILER = ((Token.COMPILER, rb"(rustc \d+\.\d+\.\d+[\w.-]*)(?: \(.*\))?"),)
_EVENT = ((Token.EVENT, rb'\{".*"message".*'),)
_LABEL = ((Token.LABEL, rb"([A-Z][A-Z0-9_/ -]{2,60}?)(?: \(([^()]{0,200})\))?:?"),)

_PATTERNS = {
    start: tuple((token, re.compile(pattern, re.DOTALL)) for token, pattern in patterns)
    for starts, patterns in (
        (b"-", _TRAITS),
        (b"C", _UNITS + _CARGO + _LABEL),
        (b"R", _CARGO + _LABEL),
        (b"r", _COMPILER),
        (b"{", _EVENT),
        (b"ABDEFGHIJKLMNOPQSTUVWXYZ", _LABEL),
    )
    for start in starts
}
"""The patterns that a line with this first byte may match: a log has a thousand times more lines than statements."""

_PREFIX = re.compile(
    rb"[^\n]{0,120}?\b(?:TRACE|DEBUG|INFO|WARN|ERROR)[ :]+(?:[\dTZ:.+-]+:? +)?(rustc\w*(?:::\w+)*)\]?:?(?: +|$)"
)
"""The prefix of an event by tracing-tree and, before 2020, env_logger; the group is the target.

` DEBUG rustc_monomorphize::partitioning PLACE`, `│ ├─   3ms DEBUG …`, `2:rustc DEBUG …`,
`DEBUG:rustc_trans::partitioning: …`, `DEBUG 2018-10-05T12:00:00Z: rustc_mir::…: …`, `[2019-… DEBUG rustc_mir::…] …`
"""


def unlog(line: bytes) -> tuple[bytes, bool]:
    """Remove the log prefix from a line.

    Returns
    -------
    text, logged
        The text without indentation and prefix, and whether there was a prefix. Events of other parts of the
        compiler give no text.
    """
    if b"rustc" in line:
        prefix = _PREFIX.match(line)
        if prefix is not None:
            ours = b"partitioning" in prefix[1]
            return (line[prefix.end() :].strip(INDENT) if ours else b""), True
    return line.lstrip(INDENT).rstrip(b" \t\r"), False


def state(line: int, text: bytes, *, logged: bool) -> LogStatement | None:
    """Parse a line that is no item line, or return None if it is no line of a dump.

    Parameters
    ----------
    line
        Its number.
    text, logged
        As `unlog` returns them.
    """
    for token, pattern in _PATTERNS.get(text[0], ()) if text else ():
        found = pattern.fullmatch(text)
        if found is not None:
            return LogStatement(line, token, found.groups(b""), logged)
    return None


def take_apart(text: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Split an item line: `fn a::b [(External, Hidden)] [h0123456789abcdefE]`.

    Read from the right, since names hold brackets and spaces themselves.

    Parameters
    ----------
    text
        The line without bullet and size.

    Returns
    -------
    Item, linkage and symbol, the latter two with their closing bracket; None if it is no item.
    """
    parts = text.rsplit(b" [", 2)
    if len(parts) != 3 or not parts[0].startswith(_ITEMS) or not parts[2].endswith(b"]") or not parts[1].endswith(b"]"):
        return None
    return parts[0], parts[1], parts[2]


def kind_of(item: bytes) -> int:
    """Return the `Kind` of `fn a::b`; until 2017 drop glue had its own word."""
    return _KINDS[item[0]]


def name_of(item: bytes) -> bytes:
    """Return the name of `fn a::b`; assembly blocks have their text as name."""
    return item[3:] if item[:3] == b"fn " else item.removeprefix(b"static ")


def linkage_and_visibility(text: bytes) -> tuple[int, int]:
    """Return the indices into `LINKAGES` and `VISIBILITIES` of `External]`, `(External, Hidden)]` and older forms."""
    linkage, _, visibility = text.strip(b"()]").decode("utf-8", "replace").partition(", ")
    linkage = linkage.removesuffix("Linkage")
    linkage = _OLD_LINKAGES.get(linkage, linkage)
    return (
        LINKAGES.index(linkage) if linkage in LINKAGES else 0,
        VISIBILITIES.index(visibility) if visibility in VISIBILITIES else 0,
    )


UNTOLD = 255
"""Stands for a `Mode` where a grammar has none."""


def size_and_mode(text: bytes) -> tuple[int, int]:
    """Return the size estimate (-1 if none) and the `Mode` (or `UNTOLD`) that the end of an item line states."""
    if not text:
        return -1, UNTOLD
    mode = Mode.INLINED if text.startswith(b" (i") else Mode.ROOT if text.startswith(b" (r") else UNTOLD
    return int(b"".join(_DIGITS.findall(text))), mode


_ITEMS = (b"fn ", b"static ", b"global_asm", b"drop-glue ")
_KINDS = {b"f"[0]: int(Kind.FN), b"s"[0]: int(Kind.STATIC), b"g"[0]: int(Kind.GLOBAL_ASM), b"d"[0]: int(Kind.FN)}
_DIGITS = re.compile(rb"\d+")
_OLD_LINKAGES = {"AvailableExternally": "Available", "LinkOnceAny": "OnceAny", "LinkOnceODR": "OnceODR"}
