"""The formats: what can be opened, and what a partition can be written as."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cguviz.formats import cguviz_file, dot
from cguviz.formats.source import Format
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition

FORMATS: tuple[Format, ...] = (
    Format("cguviz capture", (".cguviz",), cguviz_file.sniff, cguviz_file.read),
    Format("DOT graph", (".dot", ".gv"), dot.sniff, dot.read),
)
"""Asked in this order; the first that recognises a file reads it."""

WRITERS: Mapping[str, Callable[[Capture, Partition], str]] = {
    ".dot": dot.write,
    ".gv": dot.write,
}
"""What a partition can be written as, by the ending of the file's name."""
