"""Errors as sentences for people.

```
CguvizError              caught at two boundaries only: the command line and the window
├── LoadError            a file cannot be read as what it should be
├── PartitionError       a rule cannot run on this capture
├── ExportError          a picture or table cannot be written
└── RecordError          a build cannot be recorded
```

A message says what is wrong, where, what was expected and what to try. Oddities that can be survived are not
errors but remarks (`cguviz.model.capture.Remark`).
"""

from __future__ import annotations

from pathlib import Path


class CguvizError(Exception):
    """The root of all errors that are meant for people."""


class LoadError(CguvizError):
    """A file cannot be read.

    Parameters
    ----------
    message
        What was expected and what to do, without the place.
    path
        The file, if there is one.
    line
        The line in it, counted from 1.
    """

    def __init__(self, message: str, path: Path | str | None = None, line: int | None = None) -> None:
        self.message = message
        self.path = None if path is None else Path(path)
        self.line = line
        super().__init__(message, self.path, line)

    def __str__(self) -> str:
        if self.path is None:
            return self.message
        place = str(self.path) if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}"


class PartitionError(CguvizError):
    """A partitioning rule cannot run on this capture."""


class ExportError(CguvizError):
    """A picture or table cannot be written."""


class RecordError(CguvizError):
    """A build cannot be recorded."""
