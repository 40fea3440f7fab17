"""No file, however it begins, keeps cguviz busy while it is being recognised.

A pattern that tries ways of sharing out what repeats takes hours over these heads, so such a fault hangs this test.
"""

from __future__ import annotations

import pytest

from cguviz.formats.format import Format
from cguviz.formats.table import FORMATS

HEAD = 1 << 16
REPEATED = (
    b" ",
    b"\t",
    b"a ",
    b"1 ",
    b"- ",
    b"-",
    b"->",
    b"a.",
    b"a:",
    b"{",
    b"[",
    b'"',
    b"\\",
    b"<",
    b"#",
    b"/*",
    b"\n ",
)


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
@pytest.mark.parametrize("unit", REPEATED, ids=repr)
def test_what_repeats_is_looked_at_once(known: Format, unit: bytes) -> None:
    for end in (b"", b":", b"!"):
        assert not known.sniff(b"a" + unit * ((HEAD - 2) // len(unit)) + end)
