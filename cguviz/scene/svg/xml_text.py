"""Texts and numbers as XML can hold them, a column at a time. Knows nothing of pictures."""

from __future__ import annotations

import re

import numpy as np

from cguviz.model.columns import Floats, Longs
from cguviz.model.texts import Texts

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, however it is escaped."""
SEPARATOR = "\x00"


def safe(text: str, *, quoted: bool = False) -> str:
    """Escape a text for XML; characters that XML cannot hold are left out.

    Parameters
    ----------
    text
        Any text.
    quoted
        Whether it goes into an attribute: line breaks and tabs, which attributes lose, become spaces.
    """
    return _escape(FORBIDDEN.sub("", re.sub(r"[\t\n\r]", " ", text) if quoted else text))


def safe_column(texts: Texts | list[str]) -> list[str]:
    """Escape many texts for attributes at once: one pass per character to escape instead of one per text."""
    if isinstance(texts, Texts):
        # Bytes below 32 are control characters, and U+FFFE and U+FFFF begin with 0xEF.
        odd = bool(np.any((texts.blob < 32) | (texts.blob == 0xEF)))
        joined = "" if odd else SEPARATOR.encode().join(texts.tobytes()).decode("utf-8", "replace")
    else:
        joined = SEPARATOR.join(texts)
        odd = joined.count(SEPARATOR) != len(texts) - 1 or not joined.replace(SEPARATOR, " ").isprintable()
    if odd or not len(texts):
        return [safe(text, quoted=True) for text in texts]
    return _escape(joined).split(SEPARATOR)


def number_rows(form: str, numbers: Floats | Longs) -> list[str]:
    """Write rows of numbers, each in the same form.

    One call formats all rows: three times as fast as a call per row (57,000 rectangles: 45 ms).

    Parameters
    ----------
    form
        A printf form without line breaks for one row, such as `x="%.8g" y="%.8g"`.
    numbers
        (n, k) as many columns as the form has places.
    """
    if not len(numbers):
        return []
    written: str = "\n".join([form] * len(numbers)) % tuple(numbers.ravel().tolist())
    return written.split("\n")


def _escape(text: str) -> str:
    """Escape the characters that have a meaning in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
