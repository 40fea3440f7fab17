"""The command line: one program, and a row of `COMMANDS` for each thing that it does.

Results go to stdout; progress and remarks to stderr. 0 is success; 2 is one sentence on stderr. The module of a
command is imported when it is chosen: `info` needs no layouts, and only `open` and the raster exports need Qt.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import sys
from collections.abc import Sequence

from cguviz import __version__
from cguviz.cli.command import Subcommand
from cguviz.errors import CguvizError

COMMANDS: tuple[Subcommand, ...] = (
    Subcommand("open", "show captures in the window (also plain `cguviz FILE…`)", "cguviz.cli.opening"),
    Subcommand("info", "print crate, compiler, stages and rustc's own figures for each", "cguviz.cli.info"),
    Subcommand("partition", "try a partitioning rule on a stage", "cguviz.cli.partition"),
    Subcommand("compare", "say what moved, merged, came and went between two partitions", "cguviz.cli.compare"),
    Subcommand("stability", "say how near each unit is to being merged otherwise", "cguviz.cli.stability"),
    Subcommand("duplicates", "list items with several copies, and the cost of the copies", "cguviz.cli.duplicates"),
    Subcommand("generics", "list generic functions by instances, copies, LLVM lines, time", "cguviz.cli.generics"),
    Subcommand("schedule", "simulate the code generation of a partition", "cguviz.cli.schedule.command"),
    Subcommand("sweep", "say what other numbers of units would cost", "cguviz.cli.sweep"),
    Subcommand("estimate", "hold size estimates against measured times", "cguviz.cli.estimate"),
    Subcommand("export", "write what the window shows to a file, without a window", "cguviz.cli.export.command"),
    Subcommand(
        "record", "build a crate with cargo and save what the compiler tells of it", "cguviz.cli.record.command", True
    ),
    Subcommand("doctor", "say what of Qt, fonts, display and toolchain is there", "cguviz.cli.doctor"),
)


def parser(chosen: str) -> argparse.ArgumentParser:
    """Return the parser of the whole command line, in which the chosen command knows its arguments."""
    whole = argparse.ArgumentParser(
        prog="cguviz", description="See how rustc cuts a crate into codegen units.", allow_abbrev=False
    )
    whole.add_argument("--version", action="version", version=f"cguviz {__version__}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        one = commands.add_parser(command.name, help=command.help, description=command.help, allow_abbrev=False)
        if command.name == chosen:
            module = importlib.import_module(command.module)
            module.arguments(one)
            one.set_defaults(run=module.run)
    return whole


def _parse(words: list[str]) -> argparse.Namespace:
    """Parse the words; argparse's lines of usage become one sentence.

    Raises
    ------
    CguvizError
        They say nothing.
    SystemExit
        Help or the version was asked for and printed.
    """
    told = io.StringIO()
    foreign = next((command.module for command in COMMANDS if command.name == words[0] and command.foreign), None)
    if foreign:
        words = [words[0], *importlib.import_module(foreign).own_first(words[1:])]
    try:
        with contextlib.redirect_stderr(told):
            return parser(words[0]).parse_args(words)
    except SystemExit as ended:
        if not ended.code:
            raise
        program, _, wrong = told.getvalue().strip().rpartition("\n")[2].partition(": error: ")
        raise CguvizError(f"{wrong}; see {program} --help.") from ended


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
    # numpy's threads for products of matrices mostly wait for one another: 1.0 s instead of 0.17 s where 389 units are
    # arranged and the other core is busy. Workers inherit it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = list(sys.argv[1:] if arguments is None else arguments)
    # `cguviz` and `cguviz FILE…` open the window; a file called like a command is opened by `cguviz open FILE`.
    known = {command.name for command in COMMANDS}
    if not words or (words[0] not in known and not words[0].startswith("-")):
        words.insert(0, "open")
    try:
        chosen = _parse(words)
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
