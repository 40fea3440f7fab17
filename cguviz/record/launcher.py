"""The script that cargo runs in place of rustc: it starts `wrapper` for recorded crates, and rustc for all others."""

from __future__ import annotations

import json
import os
import shlex
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cguviz.record import wrapper
from cguviz.record.settings import WRAPPER

NAME = "rustc"
EVERY, BEFORE = "CGUVIZ_EVERY", "CGUVIZ_BEFORE"
"""Environment variables: "all" where each crate is recorded, and the user's own wrapper."""

SCRIPT = """#!/bin/sh
# Written by cguviz: records crates, and stays out of the way of all others.
case "${every} $* " in
*" {mark} "*|"all "*" metadata="*) exec {python} -I -S {wrapper} "$@" ;;
esac
exec ${{{before}:+"${before}"}} "$@"
"""


def environment_of(
    run: Path, home: Path, target: Path, options: Sequence[str], before: str, *, every: bool
) -> dict[str, str]:
    """Write the settings and the script for a recording, and return the environment that makes cargo use them.

    Parameters
    ----------
    run
        The folder of a recording.
    home
        Where the script is put. Cargo asks a compiler anew what it can do when its wrapper is another file, which
        takes 0.1 s: so the script stays as it is from one recording to the next.
    target
        The target folder, which is to hold what else a build would leave in the user's own `build.build-dir`.
    options
        Words that rustc gets besides for what is recorded.
    before
        The user's own wrapper around rustc, or "". It goes on wrapping whatever is not recorded.
    every
        Whether all crates are recorded, or only that with the mark.
    """
    settings = {"options": list(options), "before": [before] if before else []}
    (run / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    told = {wrapper.RUN: str(run), BEFORE: before, EVERY: "all" if every else ""}
    places = {"CARGO_BUILD_BUILD_DIR": str(target), WRAPPER: str(_script(home))}
    return {**os.environ, **told, **places}


def _script(home: Path) -> Path:
    """Write the script unless it is there, and return its path."""
    text = SCRIPT.format(
        every=EVERY,
        before=BEFORE,
        mark=wrapper.MARK,
        python=shlex.quote(sys.executable),
        wrapper=shlex.quote(str(Path(wrapper.__file__).absolute())),
    )
    content = os.fsencode(text)
    script = home / NAME
    if not script.exists() or script.read_bytes() != content:
        # Beside it and renamed: another recording may be running the old one.
        number, name = tempfile.mkstemp(prefix=f".{NAME}-", dir=home)
        with os.fdopen(number, "wb") as file:
            file.write(content)
        Path(name).chmod(0o700)
        Path(name).replace(script)
    return script
