"""The command line as a whole: what it takes, how it fails, what it imports."""

from __future__ import annotations

import argparse
import subprocess
import sys

import pytest

from cguviz import __version__
from cguviz.cli import COMMANDS, main, opening


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"cguviz {__version__}\n"


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"cguviz {command}" in capsys.readouterr().out


def test_a_bare_file_is_opened_in_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[list[str]] = []

    def run(chosen: argparse.Namespace) -> int:
        opened.append(chosen.files)
        return 0

    monkeypatch.setattr(opening, "run", run)
    assert main(["a.dump", "b.dump"]) == 0
    assert main([]) == 0
    assert opened == [["a.dump", "b.dump"], []]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["info", "a.dump", "--colour"], "cguviz: unrecognized arguments: --colour; see cguviz --help."),
        (["compare"], "cguviz: the following arguments are required: BASE; see cguviz compare --help."),
        (["--colour"], "cguviz: the following arguments are required: COMMAND; see cguviz --help."),
        (["nowhere.dump"], "cguviz: nowhere.dump: there is no such file; check the name, or see cguviz --help."),
        (["inf", "a.dump"], "cguviz: inf: there is no such file; check the name, or see cguviz --help."),
    ],
)
def test_what_makes_no_sense_is_one_sentence_and_status_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"{said}\n")


def test_doctor_tells_of_qt_and_fonts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "Qt without a display: works (offscreen, " in said
    assert f"cguviz {__version__}" in said
    assert "rustc: " in said


def test_a_reader_that_goes_away_is_no_error() -> None:
    """`cguviz doctor | head -1`, where head is quicker."""
    program = (
        "import os, sys\n"
        "from cguviz.cli import main\n"
        "read, write = os.pipe()\n"
        "os.dup2(write, 1), os.close(write), os.close(read)\n"
        "sys.exit(main(['doctor']))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
