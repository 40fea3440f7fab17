"""Messages of cargo in the window: escape sequences become looks, nothing else of them is seen."""

from __future__ import annotations

import hypothesis
from hypothesis import strategies as st
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from cguviz.scene.look.theme import DARK, LIGHT
from cguviz.ui.record.log import COLOURS, PLAIN, Log, runs

CODES = st.sampled_from(
    ["\x1b[0m", "\x1b[m", "\x1b[1m", "\x1b[38;5;9m", "\x1b[1;31m", "\x1b[39m", "\x1b[38;5m", "\x1b[7m"]
)


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@hypothesis.given(st.lists(st.one_of(CODES, st.text("ab [0m", max_size=4)), max_size=8))
def test_text_comes_through_whole_and_without_codes(pieces: list[str]) -> None:
    text = "".join(piece for piece in pieces if not piece.startswith("\x1b"))
    assert "".join(shown for shown, _ in runs("".join(pieces))) == text


def test_looks_are_those_of_a_terminal() -> None:
    line = "\x1b[1m\x1b[38;5;9merror[E0308]\x1b[0m\x1b[1m: mismatched\x1b[22m types \x1b[94m|\x1b[39m end"
    assert list(runs(line)) == [
        ("error[E0308]", (True, 1)),
        (": mismatched", (True, -1)),
        (" types ", PLAIN),
        ("|", (False, 4)),
        (" end", PLAIN),
    ]


def test_all_colours_can_be_read_in_both_themes() -> None:
    for theme in (LIGHT, DARK):
        ground = luminance(theme.background)
        for colour in COLOURS[theme.dark]:
            bright, dim = sorted((luminance(colour), ground), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= 4.5, (theme.name, colour)


def test_the_log_shows_bold_and_stays_at_its_end(qtbot: QtBot) -> None:
    log = Log()
    qtbot.addWidget(log)
    log.resize(300, 100)
    log.show()
    log.add(["\x1b[1mfirst\x1b[0m"])
    log.add([f"line {number}" for number in range(50)])
    assert log.toPlainText().splitlines()[:2] == ["first", "line 0"]
    assert log.verticalScrollBar().value() == log.verticalScrollBar().maximum()
    (run, *_) = log.document().firstBlock().textFormats()
    assert run.format.fontWeight() == QFont.Weight.Bold
    log.verticalScrollBar().setValue(3)
    log.add(["more"])
    assert log.verticalScrollBar().value() == 3
