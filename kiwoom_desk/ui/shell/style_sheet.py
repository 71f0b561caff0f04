"""The style sheet of Qt's own widgets and of the docks, out of the colours; refuses sizes of text."""

from __future__ import annotations

from string import Template

import msgspec

from kiwoom_desk.ui.shell.colours import Colours

# Named properties that panels set: button "role" buy/sell/danger/quiet, label "tone".
_SHEET = Template("""
QMainWindow, QDialog, QWidget#shell { background: $ground; }
QWidget#panel, QWidget#state { background: $panel; }
QToolTip { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QLabel { background: transparent; }
QLabel[tone="quiet"] { color: $quiet; }
QLabel[tone="up"] { color: $up; }
QLabel[tone="down"] { color: $down; }
QLabel[tone="attention"] { color: $attention; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="danger"] { color: $danger_text; background: $danger_ground; padding: 2px 6px; }

QPushButton, QToolButton {
  background: $panel; color: $text; border: 1px solid $line; border-radius: 3px;
  padding: 3px 10px; min-height: 18px;
}
QToolButton { padding: 3px 6px; }
QPushButton:hover, QToolButton:hover { background: $hover; border-color: $quiet; }
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked {
  background: $selection; border-color: $accent;
}
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; border-color: $line; }
QPushButton[role="buy"] {
  background: $buy_ground;
  color: $buy_text;
  border-color: $buy_ground;
  font-weight: 600;
}
QPushButton[role="sell"] {
  background: $sell_ground;
  color: $sell_text;
  border-color: $sell_ground;
  font-weight: 600;
}
QPushButton[role="danger"] {
  background: $danger_ground;
  color: $danger_text;
  border-color: $danger_ground;
  font-weight: 600;
}
QPushButton[role="buy"]:focus,
QPushButton[role="sell"]:focus,
QPushButton[role="danger"]:focus {
  border-color: $text;
}
QPushButton[role="buy"]:disabled, QPushButton[role="sell"]:disabled, QPushButton[role="danger"]:disabled {
  background: $panel; color: $disabled; border-color: $line;
}
QPushButton[role="quiet"],
QToolButton[role="quiet"] {
  border-color: transparent;
  background: transparent;
}
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:checked, QToolButton[role="quiet"]:checked {
  background: $selection;
  border-color: $accent;
}
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus { border-color: $accent; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit {
  background: $field; color: $text; border: 1px solid $line; border-radius: 3px;
  padding: 2px 6px; min-height: 20px; selection-background-color: $selection; selection-color: $text;
}
QLineEdit:focus,
QAbstractSpinBox:focus,
QComboBox:focus,
QPlainTextEdit:focus {
  border: 1px solid $accent;
}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: $disabled; }
QLineEdit[wrong="true"], QLineEdit[wrong="true"]:focus { border: 1px solid $attention; }
QLineEdit[state="refused"], QAbstractSpinBox[state="refused"] { border: 1px solid $attention; }
QComboBox QAbstractItemView {
  background: $panel; border: 1px solid $line; selection-background-color: $selection;
  selection-color: $text; outline: 0;
}

QComboBox::drop-down, QDateEdit::drop-down { border: 0; width: 20px; }
QComboBox::down-arrow, QDateEdit::down-arrow {
  image: url("$icons/down-$mode.svg"); width: 12px; height: 12px;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
  border: 0; background: transparent; width: 16px;
}
QAbstractSpinBox::up-arrow { image: url("$icons/up-$mode.svg"); width: 9px; height: 9px; }
QAbstractSpinBox::down-arrow { image: url("$icons/down-$mode.svg"); width: 9px; height: 9px; }
QCheckBox, QRadioButton { spacing: 6px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator {
  width: 13px; height: 13px; border: 1px solid $quiet; background: $field; border-radius: 2px;
}
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:checked {
  background: $accent; border-color: $accent; image: url("$icons/check-$mode.svg");
}
QRadioButton::indicator:checked { background: $accent; border: 3px solid $field; outline: 1px solid $accent; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $line; }

QMenuBar { background: transparent; color: $text; padding: 0; }
QMenuBar::item { padding: 4px 8px; background: transparent; border-radius: 3px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $panel; color: $text; border: 1px solid $line; padding: 4px 0; }
QMenu::item { padding: 4px 24px 4px 20px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }

QTabWidget::pane { border: 0; border-top: 1px solid $line; }
QTabBar { background: $panel; }
QTabBar::tab {
  background: transparent;
  color: $quiet;
  padding: 4px 12px;
  border: 0;
  border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $text; background: $hover; }

QHeaderView { background: $panel; border: 0; border-bottom: 1px solid $line; }
QHeaderView::section {
  background: $panel; color: $quiet; border: 0; border-bottom: 1px solid $line; padding: 0 8px;
}
QHeaderView::section:hover { color: $text; }
QTableView, QListView, QTreeView {
  background: $panel; border: 0; outline: 0; gridline-color: $line;
  selection-background-color: $selection; selection-color: $text;
}
QTableCornerButton::section { background: $panel; border: 0; }

QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; }
QScrollBar::handle { background: $disabled; border-radius: 3px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: $quiet; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QFrame#found { border: 1px solid $line; background: $panel; }
QScrollArea { border: 0; background: $panel; }
QScrollArea > QWidget > QWidget#panel { background: $panel; }

QProgressBar { border: 1px solid $line; border-radius: 2px; background: $field; max-height: 4px; }
QProgressBar::chunk { background: $accent; }
QSplitter::handle { background: $line; }

ads--CDockManager, ads--CDockContainerWidget { background: $ground; border: 0; }
ads--CDockSplitter::handle { background: $ground; }
ads--CDockSplitter::handle:hover { background: $line; }
ads--CDockAreaWidget { background: $panel; border: 1px solid $line; }
ads--CDockAreaTitleBar {
  background: $panel;
  border: 0;
  border-bottom: 1px solid $line;
  padding: 0;
  min-height: 26px;
  max-height: 26px;
}
ads--CDockWidgetTab {
  background: transparent;
  border: 0;
  border-bottom: 2px solid transparent;
  padding: 0 4px;
  min-height: 24px;
}
ads--CDockWidgetTab[activeTab="true"] { border-bottom: 2px solid $accent; }
ads--CDockWidgetTab QLabel { color: $quiet; font-weight: 400; }
ads--CDockWidgetTab[activeTab="true"] QLabel { color: $text; font-weight: 600; }
ads--CDockWidgetTab:focus, ads--CDockWidgetTab[focused="true"] { background: $hover; }
ads--CDockWidget { background: $panel; border: 0; }
ads--CTitleBarButton, #tabCloseButton {
  border: 0; background: transparent; padding: 0; min-height: 16px; max-width: 16px;
}
ads--CTitleBarButton:hover, #tabCloseButton:hover { background: $hover; }
ads--CFloatingDockContainer { background: $ground; }
ads--CAutoHideTab { color: $quiet; background: $panel; }
""")


def style_sheet(colours: Colours, mode: str, icons: str) -> str:
    """Return the style sheet of the whole program; `icons` is their folder with forward slashes."""
    plain = {
        name: value
        for name, value in msgspec.structs.asdict(colours).items()
        if isinstance(value, str)
    }
    return _SHEET.substitute(
        plain,
        mode=mode,
        icons=icons,
        danger_text=colours.danger.text,
        danger_ground=colours.danger.ground,
        buy_text=colours.buy_button.text,
        buy_ground=colours.buy_button.ground,
        sell_text=colours.sell_button.text,
        sell_ground=colours.sell_button.ground,
    )
