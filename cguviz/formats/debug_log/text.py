"""Plain lines of a log from its bytes: encodings, colours and JSON envelopes undone.

It knows how lines are wrapped, not what they say.

```
PowerShell's UTF-16          ─┐
ESC[1;34mDEBUG ESC[0m …       ├──▶  DEBUG rustc_monomorphize::partitioning PLACE
{"fields":{"message":"PLACE…  ─┘    - unique items: …
```
"""

from __future__ import annotations

import dataclasses
import json
import re

import numpy as np

from cguviz.model.columns import Longs

ANSI = re.compile(rb"\x1b\[[0-9;]*[A-Za-z]")
"""Colours and the like; they stand on the first line of an event only, but a terminal may add others."""

_JSON_EVENT = re.compile(rb'\s*(\{.*"message".*)')
_JSON_MESSAGE = re.compile(rb'"message"\s*:\s*"([^"\\]*+(?:\\.[^"\\]*+)*+\\?)')
_JSON_TARGET = re.compile(rb'"target"\s*:\s*"([\w:]+)"')
_PARTIAL_ESCAPE = re.compile(rb"\\(?:u[0-9a-fA-F]{0,3})?$")


@dataclasses.dataclass(frozen=True, eq=False)
class Text:
    """Plain lines.

    Attributes
    ----------
    data
        The lines, ended by line feeds.
    line
        (lines,) int64 the line of the file that each came from; None where they are the file's own.
    """

    data: bytes
    line: Longs | None = None


def plain(data: bytes) -> Text:
    """Undo the changes of terminals and shells to a log.

    Parameters
    ----------
    data
        The file as it is.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    if b"\x1b" in data:
        data = ANSI.sub(b"", data)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    return Text(data)


def unfold(text: Text) -> Text:
    """Replace each event that `RUSTC_LOG_FORMAT_JSON` wrote by the lines of its message.

    Parameters
    ----------
    text
        With the file's own lines.
    """
    lines: list[bytes] = []
    origin: list[int] = []
    for number, line in enumerate(text.data.split(b"\n"), 1):
        event = _JSON_EVENT.fullmatch(line)
        message = None if event is None else _message(event[1])
        written = [line] if message is None else message.split(b"\n")
        lines += written
        origin += [number] * len(written)
    return Text(b"\n".join(lines), np.array(origin, np.int64))


def _message(event: bytes) -> bytes | None:
    """Return the message of a JSON event behind a log prefix; of an event cut off, its beginning."""
    found = _JSON_MESSAGE.search(event)
    if found is None:
        return None
    text, target = found[1], _JSON_TARGET.search(event)
    name = b"rustc_monomorphize::partitioning" if target is None else target[1]
    if found.end() == len(event):
        text = _PARTIAL_ESCAPE.sub(b"", text)
    elif target is None:
        # A diagnostic of the compiler, and no event.
        return None
    try:
        message = str(json.loads(f'"{text.decode("utf-8", "replace")}"', strict=False))
    except ValueError:
        # An escape that is none: better a line that says nothing than a file that cannot be read.
        return None
    return b" DEBUG %b %b" % (name, message.encode("utf-8", "replace"))
