"""The user's own wrapper around rustc, from cargo's configuration: recording must start it too."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

from cguviz.record.cargo_command import CargoCommand, pair_options

WRAPPER = "RUSTC_WRAPPER"
_GET = ("-Z", "unstable-options", "config", "get", "--format", "toml", "--show-origin", "build.rustc-wrapper")


def wrapper_of(order: CargoCommand) -> str:
    """Return the program that cargo would put before rustc, "" for none.

    `RUSTC_WRAPPER`, even an empty one, goes before `build.rustc-wrapper`. The latter may stand in any of several files
    that cargo joins, so cargo is asked (10 ms); that is unstable, and one that cannot tell is taken to have none.
    """
    if WRAPPER in os.environ:
        return os.environ[WRAPPER]
    given = [word for pair in pair_options(order.options) if pair[0] in ("--config", "-C") for word in pair]
    words = [*order.program, *given, *_GET]
    environment = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
    done = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    told = done.stdout.decode("utf-8", "surrogateescape")
    return parse_wrapper(told) if done.returncode == 0 else ""


def parse_wrapper(told: str) -> str:
    """Parse the answer of `cargo config get`: `build.rustc-wrapper = "tools/w" # /crates/toy/.cargo/config.toml`.

    A path is meant from the folder that holds the `.cargo` of the file; a name without `/` is looked for in `PATH`.
    """
    line = told.strip().rpartition("\n")[2]
    program = str(tomllib.loads(line)["build"]["rustc-wrapper"])
    origin = Path(line.rpartition(" # ")[2])
    # Of the environment and the command line the answer says so in words.
    root = origin.parent.parent if origin.is_absolute() else Path.cwd()
    return str(root / program) if "/" in program else program
