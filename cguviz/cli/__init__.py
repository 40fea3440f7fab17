"""The command line: `cguviz open | info | export | doctor`.

Results go to stdout; progress and remarks to stderr. 0 is success; 2 is one sentence on stderr. No Qt is
imported here: only `open` and the raster exports do so, when they run.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from cguviz import __version__
from cguviz.cli import doctor, export, info, opening
from cguviz.cli.command import Command
from cguviz.errors import CguvizError

COMMANDS: tuple[Command, ...] = (
    Command("open", "show captures in the window (also plain `cguviz FILE…`)", opening.arguments, opening.run),
    Command("info", "print crate, compiler, stages and rustc's own figures for each", info.arguments, info.run),
    Command("export", "write what the window shows to a file, without a window", export.arguments, export.run),
    Command("doctor", "say what of Qt, fonts, display and toolchain is there", doctor.arguments, doctor.run),
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    whole = argparse.ArgumentParser(
        prog="cguviz", description="See how rustc cuts a crate into codegen units.", allow_abbrev=False
    )
    whole.add_argument("--version", action="version", version=f"cguviz {__version__}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        one = commands.add_parser(command.name, help=command.help, description=command.help, allow_abbrev=False)
        command.arguments(one)
        one.set_defaults(run=command.run)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        Without the program's name; by default those of this process.

    Returns
    -------
    The exit status: 0, or 2 after one sentence on stderr.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    # `cguviz` and `cguviz FILE…` open the window; a file called like a command is opened by `cguviz open FILE`.
    known = {command.name for command in COMMANDS}
    if not words or (words[0] not in known and not words[0].startswith("-")):
        words.insert(0, "open")
    try:
        chosen = parser().parse_args(words)
        status: int = chosen.run(chosen)
        sys.stdout.flush()  # here, where a closed pipe is caught
    except CguvizError as error:
        print(f"cguviz: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("cguviz: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`| head`); keep Python from flushing into it again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status
