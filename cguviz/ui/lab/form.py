"""A form for the options of one rule, made from the fields of its options class. Runs nothing."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QFormLayout, QSpinBox, QWidget

from cguviz.partition import step_of
from cguviz.partition.options import (
    COUNT,
    DEFAULT,
    FACTOR,
    FLAG,
    SIZE,
    OptionField,
    RuleOptions,
    fields_of,
    format_value,
)

LARGEST = 100_000_000
"""What spin boxes go up to: more units or a larger size than any crate has."""

W = TypeVar("W", bound=QWidget)
Editor = QSpinBox | QDoubleSpinBox | QCheckBox | QComboBox


class OptionForm(QWidget):
    """One row for each option.

    Attributes
    ----------
    edited
        Signal(): an option has another value.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rule = ""
        self.editors: dict[str, Editor] = {}
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setVerticalSpacing(4)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def show_options(self, rule: str, options: RuleOptions | None) -> None:
        """Show the options of a rule, or nothing."""
        self._rule = rule
        while self._layout.rowCount():
            self._layout.removeRow(0)
        self.editors = {}
        for field in () if options is None else fields_of(type(options)):
            editor = editor_of(field)
            set_word(editor, format_value(options.values()[field.name]) if options is not None else DEFAULT)
            editor.setToolTip(f"{field.meaning[:1].upper()}{field.meaning[1:]}.")
            editor.setAccessibleName(field.word)
            self.editors[field.word] = editor
            self._layout.addRow(field.word.replace("-", " ").capitalize(), editor)
            _connect(editor, self)

    @property
    def words(self) -> Mapping[str, str]:
        """The value of each option, as it is typed."""
        return {word: word_of(editor) for word, editor in self.editors.items()}

    def options(self) -> RuleOptions:
        """Return the options as they are set.

        Raises
        ------
        PartitionError
            They do not go together.
        """
        return step_of(self._rule, self.words).options


def with_tip(widget: W, tip: str) -> W:
    """Give a widget a tooltip, which is also how it is read out."""
    widget.setToolTip(tip)
    widget.setAccessibleName(tip)
    return widget


@functools.singledispatch
def word_of(editor: object) -> str:
    """Return the value that an editor shows, as it is typed."""
    raise TypeError(f"no editor: {editor!r}")


@word_of.register
def _(editor: QSpinBox) -> str:
    default = editor.specialValueText() and editor.value() == editor.minimum()
    return DEFAULT if default else str(editor.value())


@word_of.register
def _(editor: QDoubleSpinBox) -> str:
    return f"{editor.value():g}"


@word_of.register
def _(editor: QCheckBox) -> str:
    return "yes" if editor.isChecked() else "no"


@word_of.register
def _(editor: QComboBox) -> str:
    return editor.currentText()


def set_word(editor: Editor, word: str) -> None:
    """Let an editor show a value."""
    if isinstance(editor, QCheckBox):
        editor.setChecked(word == "yes")
    elif isinstance(editor, QComboBox):
        editor.setCurrentText(word)
    elif isinstance(editor, QDoubleSpinBox):
        editor.setValue(float(word))
    else:
        editor.setValue(editor.minimum() if word == DEFAULT else int(word))


def editor_of(field: OptionField) -> Editor:
    """Make the editor that fits the values of an option."""
    if field.reading in (COUNT, SIZE):
        return _spin(least=1 if field.reading is COUNT else 0, optional=field.default is None)
    if field.reading is FACTOR:
        factor = QDoubleSpinBox(minimum=0.01, maximum=1000.0, singleStep=0.1, decimals=2)
        factor.setKeyboardTracking(False)
        return factor
    if field.reading is FLAG and field.default is not None:
        return QCheckBox()
    choice = QComboBox()
    words = ("yes", "no") if field.reading is FLAG else field.reading.metavar.split("|")
    choice.addItems([*((DEFAULT,) if field.default is None else ()), *words])
    return choice


def _spin(*, least: int, optional: bool) -> QSpinBox:
    """Make a box for whole numbers, one below the least of which stands for the rule's own choice."""
    spin = QSpinBox()
    spin.setRange(least - 1 if optional else least, LARGEST)
    spin.setGroupSeparatorShown(True)
    spin.setKeyboardTracking(False)
    spin.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType if least == 0 else QSpinBox.StepType.DefaultStepType)
    if optional:
        spin.setSpecialValueText(DEFAULT)
    return spin


def _connect(editor: Editor, form: OptionForm) -> None:
    if isinstance(editor, QCheckBox):
        editor.toggled.connect(lambda _: form.edited.emit())
    elif isinstance(editor, QComboBox):
        editor.currentIndexChanged.connect(lambda _: form.edited.emit())
    else:
        editor.valueChanged.connect(lambda _: form.edited.emit())
