"""Light and dark: the theme's colours as Qt's palette and a little style sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from cguviz.scene.look.palette import mix
from cguviz.scene.look.theme import DARK, LIGHT, THEMES, Theme

DRESSED = "theme"
"""The property of the application that names its theme."""


def theme_of(choice: str) -> Theme:
    """Return the theme for a row of `cguviz.workspace.state.workspace.THEMES`; anything else asks the desktop."""
    if choice in THEMES:
        return THEMES[choice]
    return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def current_theme() -> Theme:
    """Return the application's theme; before it has one, the theme that fits its palette."""
    application = QGuiApplication.instance()
    name = "" if application is None else str(application.property(DRESSED))
    if name in THEMES:
        return THEMES[name]
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT


def dress(application: QApplication, theme: Theme) -> None:
    """Give every widget the theme's colours."""
    # The platform's own dark mode changes nothing without a desktop, so both palettes are made here.
    application.setProperty(DRESSED, theme.name)
    application.setPalette(palette(theme))
    application.setStyleSheet(style_sheet(theme))


def palette(theme: Theme) -> QPalette:
    """Return a whole palette in the colours of a theme."""
    ground = theme.background
    panel = mix(ground, theme.ink, 0.05)
    button = mix(ground, theme.ink, 0.09)
    accent = theme.caller
    roles = {
        QPalette.ColorRole.Window: panel,
        QPalette.ColorRole.WindowText: theme.ink,
        QPalette.ColorRole.Base: ground,
        QPalette.ColorRole.AlternateBase: mix(ground, theme.ink, 0.03),
        QPalette.ColorRole.Text: theme.ink,
        QPalette.ColorRole.Button: button,
        QPalette.ColorRole.ButtonText: theme.ink,
        QPalette.ColorRole.BrightText: theme.ink,
        QPalette.ColorRole.Highlight: mix(accent, ground, 0.45 if theme.dark else 0.0),
        QPalette.ColorRole.HighlightedText: "#ffffff",
        QPalette.ColorRole.Link: accent,
        QPalette.ColorRole.LinkVisited: accent,
        QPalette.ColorRole.PlaceholderText: theme.faint,
        QPalette.ColorRole.ToolTipBase: mix(ground, theme.ink, 0.07),
        QPalette.ColorRole.ToolTipText: theme.ink,
        QPalette.ColorRole.Light: mix(button, "#ffffff", 0.1 if theme.dark else 0.7),
        QPalette.ColorRole.Midlight: mix(button, "#ffffff", 0.05 if theme.dark else 0.4),
        QPalette.ColorRole.Mid: mix(ground, theme.ink, 0.22),
        QPalette.ColorRole.Dark: mix(ground, "#000000", 0.45 if theme.dark else 0.35),
        QPalette.ColorRole.Shadow: "#000000",
    }
    result = QPalette()
    for role, color in roles.items():
        result.setColor(role, QColor(color))
    faded = QColor(mix(theme.faint, ground, 0.35))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, faded)
    # What might be typed stays fainter than what was.
    hint = QColor(mix(theme.faint, ground, 0.6))
    result.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.PlaceholderText, hint)
    return result


def style_sheet(theme: Theme) -> str:
    """Return the style that a palette cannot express: margins, hairlines, the message bar."""
    line = mix(theme.background, theme.ink, 0.16)
    hover = mix(theme.background, theme.ink, 0.12)
    warm = mix(theme.callee, theme.background, 0.78)
    return f"""
QToolBar {{ border: none; border-bottom: 1px solid {line}; padding: 3px 6px; spacing: 5px; }}
QToolBar QToolButton {{ padding: 3px 8px; border: 1px solid transparent; border-radius: 4px; }}
QToolBar QToolButton:hover {{ background: {hover}; }}
QToolBar QToolButton:checked {{ background: {hover}; border-color: {line}; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QStatusBar {{ border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QLineEdit {{ border: 1px solid {line}; border-radius: 4px; padding: 2px 5px; background: {theme.background}; }}
QLineEdit:focus {{ border-color: {theme.caller}; }}
QTreeView, QTableView, QListView, QPlainTextEdit#path {{ border: none; }}
QTreeView::item, QListView::item {{ padding: 1px 2px; }}
QTableView::item {{ padding: 0 4px; }}
QCheckBox::indicator {{
    width: 11px; height: 11px; border: 1px solid {mix(theme.background, theme.ink, 0.5)}; border-radius: 2px;
    background: {theme.background};
}}
QCheckBox::indicator:checked {{ background: {theme.caller}; border: 1px solid {theme.ink}; }}
QCheckBox::indicator:disabled {{ border: 1px solid {line}; }}
QCheckBox::indicator:checked:disabled {{ background: {line}; }}
QHeaderView::section {{
    border: none; border-bottom: 1px solid {line}; padding: 3px 6px;
    background: {mix(theme.background, theme.ink, 0.05)}; color: {theme.faint};
}}
QHeaderView::up-arrow, QHeaderView::down-arrow {{
    subcontrol-origin: padding; subcontrol-position: top center; width: 7px; height: 5px;
}}
QFrame#message {{ background: {warm}; border-bottom: 1px solid {line}; }}
QFrame#popup {{ border: 1px solid {mix(theme.background, theme.ink, 0.35)}; background: {theme.background}; }}
QLabel#faint, QLabel#key {{ color: {theme.faint}; }}
QLabel#heading {{ font-weight: 600; }}
QToolTip {{
    color: {theme.ink}; background: {mix(theme.background, theme.ink, 0.07)}; border: 1px solid {line}; padding: 4px;
}}
"""
