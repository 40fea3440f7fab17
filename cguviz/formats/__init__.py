"""Bytes to captures and back; one module per format, one table of them.

`load` opens whatever the user names, `save` writes whole captures as `.cguviz`, `export` one partition as a graph for
other programs.
"""

from __future__ import annotations

from cguviz.formats.capture_file.file import save
from cguviz.formats.export import export
from cguviz.formats.naming import split_stage
from cguviz.formats.opening import load

__all__ = ["export", "load", "save", "split_stage"]
