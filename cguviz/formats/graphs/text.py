"""The text of a graph's file in the encoding that its program wrote.

UTF-8, with or without a mark in front; UTF-16 with one, as PowerShell redirects output; else Latin-1, as Graphviz has
it, where a file has more bytes that are no UTF-8 than characters beyond ASCII that are.
"""

from __future__ import annotations

import codecs
import re

LATIN_1 = re.compile(rb"\bcharset[ \t]*=[ \t]*\"?(?:latin-?1|l1|iso[-_]8859-1|iso-ir-100)\b", re.IGNORECASE)
"""Graphviz' attribute of a graph that says so."""
SEARCHED = 1 << 16
"""Bytes that are searched for it."""
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
GUESSED = "The file is not in UTF-8, and was read as Latin-1; names may have wrong letters."


def decode_text(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file without the mark in front of it, and the remark on a guessed encoding."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), ()
    if LATIN_1.search(data[:SEARCHED]):
        return data.decode("latin-1"), ()
    try:
        return data.decode(), ()
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        damaged = text.count("\ufffd")
        # A file that is cut off may end within a letter.
        if error.end == len(data) or damaged <= len(text) - len(text.encode("ascii", "ignore")) - damaged:
            return text, ()
    return data.decode("latin-1"), (GUESSED,)
