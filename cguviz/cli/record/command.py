"""`cguviz record` and `cargo cguviz`: build a crate with the toolchain that is installed, and save what it tells."""

from __future__ import annotations

import argparse
import contextlib
import math
import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from cguviz import formats, record
from cguviz.cli.command import count_text, tell_remarks, terminal_progress
from cguviz.cli.record.record_all import output_path, record_all
from cguviz.errors import RecordError
from cguviz.formats import recording
from cguviz.model.inference import inference_line
from cguviz.record.cargo_command import BUILDS, NO_CODE
from cguviz.record.package import workspace_of

VALUED = ("-o", "--output", "--compare", "--repeat")
"""Our own options with a value; `cargo cguviz` takes them among cargo's."""
SUFFIX = ".cguviz"
MOST_BUILDS = 99


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `record`."""
    parser.usage = (
        "cguviz record [-o FILE] [--compare SETTING] [--repeat N] [--functions] [--all] [--clean] [--] [cargo] [build]"
        " [OPTION …]"
    )
    parser.epilog = (
        "All other options are cargo's: --release, --profile dev,release for both, -p PACKAGE, --bin NAME, --features, "
        "--target. Dependencies are built as ever (through your rustc-wrapper, if you have one), the crate twice and "
        "without it, in a folder of cguviz's own."
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help=f"what to write (default: CRATE-PROFILE{SUFFIX}; of --all a folder)"
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="record every crate of the build, dependencies and build scripts too, into a folder, and print a table",
    )
    parser.add_argument(
        "--compare",
        action="append",
        default=[],
        metavar="SETTING",
        help="record once more with rustc -C SETTING, such as codegen-units=1, with an unstable -ZSETTING, or with"
        " another +toolchain (repeat)",
    )
    parser.add_argument(
        "--repeat", type=int, default=1, metavar="N", help="measure the times in N builds, and keep how far they differ"
    )
    parser.add_argument(
        "--functions", action="store_true", help="measure LLVM's time on each function too, in a build of its own"
    )
    parser.add_argument("--clean", action="store_true", help="remove the folder that recordings are built in, and stop")
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="cargo …", help=argparse.SUPPRESS)


def run(chosen: argparse.Namespace) -> int:
    """Record each variant that is asked for, one after the other."""
    words = chosen.words[1:] if chosen.words[:1] == ["--"] else chosen.words
    order = record.parse_command(words)
    if chosen.clean:
        folder = Path(order.target_dir) if order.target_dir else record.build_folder(workspace_of(order).root)
        print(f"removed {folder}" if record.clean(folder) else f"{folder}: there is no such folder", file=sys.stderr)
        return 0
    if chosen.output is not None:
        output_path(chosen.output)
    if not 1 <= chosen.repeat <= MOST_BUILDS:
        raise RecordError(f"--repeat {chosen.repeat:,}: measure 1 to {MOST_BUILDS} builds.")
    if chosen.all and (chosen.repeat > 1 or chosen.functions):
        raise RecordError("--repeat and --functions measure one crate; leave out --all and choose it with -p.")
    measuring = record.Measuring(chosen.repeat, chosen.functions)
    wanted = record.variants(order, chosen.compare)
    named = len({each.order.profile for each in wanted}) > 1
    # A toolchain that is not there is told before builds that would be in vain.
    for other in {each.order.toolchain: each.order for each in wanted if each.order.toolchain}.values():
        workspace_of(other)
    if chosen.all:
        with _stoppable():
            for variant in wanted:
                record_all(variant, chosen.output, named)
        return 0
    written = [_record(variant, measuring, chosen.output, named) for variant in wanted]
    if len(written) > 1:
        print(f"compare them: cguviz {shlex.join(written)}", file=sys.stderr)
    return 0


def _record(variant: record.Variant, measuring: record.Measuring, output: str | None, named: bool) -> str:
    """Record one variant, and return the file that holds it."""
    with _stoppable(), record.record_crate(variant, measuring=measuring) as raw:
        path = _path(raw, variant, output, named)
        progress = terminal_progress()
        found = recording.read(
            raw.folder, raw.command, called=raw.called, dumped=raw.dumped, missing=raw.missing, progress=progress
        )
        progress("", 1.0)
        formats.save(path, [found.capture])
        for line in _report(raw, found, path):
            print(line, file=sys.stderr)
        tell_remarks(found.capture)
    return str(path)


def _path(raw: record.Raw, variant: record.Variant, output: str | None, named: bool) -> Path:
    """Name the file: after crate and profile, or as asked for, and what tells it from the others."""
    label = variant.label.replace("/", "_")
    if output is None:
        return Path("-".join(filter(None, (raw.crate, raw.profile, label))) + SUFFIX)
    path = Path(output)
    return path.with_name("-".join(filter(None, (path.stem, raw.profile if named else "", label))) + path.suffix)


def _report(raw: record.Raw, found: recording.Recording, path: Path) -> list[str]:
    """Return lines on the recording, and on how well its parts fit."""
    capture = found.capture
    uses = 0 if capture.uses is None else len(capture.uses)
    units = len(capture.partition().units)
    lines = [
        f"recorded {raw.command} with {raw.compiler}",
        f"{count_text(len(capture.items), 'item')}, {count_text(uses, 'use')} among them, {count_text(units, 'unit')}",
    ]
    fitting = f"{found.agreed:,} of {found.placed:,} placements are as rustc lists them"
    lines.append(f"{fitting}, {found.timed:,} of {units:,} units have times")
    if not math.isnan(found.deviation):
        sizes = f"sizes of {found.sized:,} of {count_text(len(capture.items), 'item')}"
        lines.append(f"{sizes}; those of a unit add up to rustc's own estimate within {found.deviation:.1%}")
    inferred = inference_line(capture.items, capture.partition())
    lines += [inferred] if inferred else []
    if raw.unmeasured:
        lines.append(raw.unmeasured)
    if raw.others:
        lines.append(f"this is the library; {' or '.join(raw.others)} records another part of the package")
    return [*lines, f"built in {raw.target} (--clean removes it)", f"wrote {path}"]


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Let a polite end of this process end the build too."""
    kept = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def cargo(arguments: Sequence[str] | None = None) -> int:
    """Run `cargo cguviz …`, which cargo starts as `cargo-cguviz cguviz …`; our options may stand among cargo's."""
    from cguviz.cli import main

    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["cguviz"]:
        del words[0]
    if words in (["--version"], ["-V"]):
        return main(["--version"])
    return main(["record", *_ours_first(words)])


def own_first(words: Sequence[str]) -> list[str]:
    """Take the word `cargo` as said: `record --release` is `record -- cargo --release`."""
    words = _with_settings(words)
    rest = iter(words)
    for word in rest:
        if word in VALUED:
            next(rest, None)
        elif not _is_ours(word):
            if word != "--" and (word.startswith(("-", "+")) or word in BUILDS or word in NO_CODE):
                return _ours_first(words)
            break
    return list(words)


def _with_settings(words: Sequence[str]) -> list[str]:
    """Join `--compare` with a setting that begins like an option: `--compare=-Zinline-mir=no`."""
    joined: list[str] = []
    for word in words:
        setting = joined[-1:] == ["--compare"] and word.startswith("-") and "--" not in joined
        joined[-1:] = [f"--compare={word}"] if setting else [*joined[-1:], word]
    return joined


def _is_ours(word: str) -> bool:
    alone = ("--all", "--clean", "--functions", "-h", "--help")
    return word in alone or word.startswith(("--output=", "--compare=", "--repeat=", "-o"))


def _ours_first(words: Sequence[str]) -> list[str]:
    ours: list[str] = []
    theirs: list[str] = []
    rest = iter(_with_settings(words))
    for word in rest:
        if word == "--":
            theirs += [word, *rest]
        elif word in VALUED:
            ours += [word, *(value for value in (next(rest, None),) if value is not None)]
        elif _is_ours(word):
            ours.append(word)
        else:
            theirs.append(word)
    return [*ours, "--", "cargo", *theirs]
