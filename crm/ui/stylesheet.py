"""The one style sheet, built from the tokens and one base font size."""

from dataclasses import dataclass

from crm.ui.tokens import Tokens

BASE_PX = 14
"""the size the measures are drawn for; other sizes scale from it"""


@dataclass(frozen=True, slots=True)
class Measure:
    """Sizes in logical pixels that follow the base font size."""

    base: int = BASE_PX

    def px(self, at_base_size: float) -> int:
        """A length drawn for the base size of 14, at the size in use; at least 1."""
        return max(1, round(at_base_size * self.base / BASE_PX))

    @property
    def small(self) -> int:
        """Font size of secondary text."""
        return self.px(12)

    @property
    def large(self) -> int:
        """Font size of figures and sub-headings."""
        return self.px(17)

    @property
    def title(self) -> int:
        """Font size of the name of a page or a friend."""
        return self.px(21)

    @property
    def control(self) -> int:
        """Height of everything that can be pressed: never under 32."""
        return max(32, self.px(34))

    @property
    def row(self) -> int:
        """Height of a one-line table row."""
        return max(32, self.px(36))

    @property
    def two_lines(self) -> int:
        """Height of a row with two lines and a picture."""
        return self.px(62)

    @property
    def gap(self) -> int:
        """The step of all spacing."""
        return self.px(4)


@dataclass(frozen=True, slots=True)
class Marks:
    """Paths (with forward slashes) of the small pictures a style sheet can only take from files."""

    check: str
    down: str
    up: str


def stylesheet(t: Tokens, m: Measure, marks: Marks) -> str:
    """The sheet for these colours and sizes."""
    return "\n".join((_ground(t, m), _buttons(t, m), _fields(t, m, marks), _views(t, m, marks), _rest(t, m)))


def _ground(t: Tokens, m: Measure) -> str:
    return f"""
QMainWindow, QDialog {{ background: {t.bg}; }}
QLabel {{ background: transparent; }}
QLabel[look="title"] {{ font-size: {m.title}px; font-weight: 600; }}
QLabel[look="heading"] {{ font-size: {m.px(15)}px; font-weight: 600; }}
QLabel[look="figure"] {{ font-size: {m.large}px; font-weight: 600; }}
QLabel[look="dim"] {{ color: {t.dim}; }}
QLabel[look="small"] {{ color: {t.dim}; font-size: {m.small}px; }}
QLabel[look="danger"] {{ color: {t.danger}; }}
QLabel[look="warn"] {{ color: {t.warn}; }}
QWidget[look="panel"] {{ background: {t.panel}; }}
QWidget[look="nav"] {{ background: {t.nav}; border: 0; border-right: 1px solid {t.line}; }}
QFrame[look="card"] {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: {m.px(8)}px; }}
QFrame[look="popup"] {{ background: {t.bg}; border: 1px solid {t.edge}; }}
QFrame[look="popup"] QAbstractItemView {{ border: 0; }}
QFrame[look="strip"] {{ background: {t.panel}; border: 0; border-top: 1px solid {t.line}; }}
QToolTip {{
    background: {t.panel}; color: {t.text}; border: 1px solid {t.edge}; padding: {m.gap}px {m.px(6)}px;
}}
"""


def _buttons(t: Tokens, m: Measure) -> str:
    # the height a rule gives is without the border of one pixel above and below
    inner = m.control - 2
    return f"""
QPushButton, QToolButton {{
    background: {t.bg}; color: {t.text}; border: 1px solid {t.edge}; border-radius: {m.px(7)}px;
    min-height: {inner}px; padding: 0 {m.px(14)}px; icon-size: {m.px(18)}px;
}}
QToolButton {{ min-width: {inner}px; padding: 0; }}
QToolButton[popupMode="1"] {{ padding-right: {m.px(18)}px; }}
QPushButton:hover, QToolButton:hover {{ background: {t.hover}; }}
QPushButton:pressed, QPushButton:checked, QToolButton:pressed, QToolButton:checked {{ background: {t.accent_bg}; }}
QPushButton:disabled, QToolButton:disabled {{
    color: {t.dim}; background: {t.panel}; border-color: {t.line};
}}
QPushButton[look="primary"] {{
    background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; font-weight: 600;
}}
QPushButton[look="primary"]:hover {{ background: {t.accent_hover}; border-color: {t.accent_hover}; }}
QPushButton[look="primary"]:disabled {{ background: {t.panel}; color: {t.dim}; border-color: {t.line}; }}
QPushButton[look="figure"] {{
  background: {t.panel}; border-color: {t.line}; padding: 0 {m.px(8)}px; font-size: {m.small}px;
  min-height: {m.px(24)}px;
}}
QPushButton[look="figure"]:hover {{ background: {t.hover}; }}
QPushButton[look="danger"] {{ color: {t.danger}; }}
QPushButton[look="danger"]:disabled {{ color: {t.dim}; }}
QPushButton[fits="narrow"] {{ padding: 0 {m.px(7)}px; }}
QPushButton[look="quiet"], QToolButton[look="quiet"] {{ background: transparent; border-color: transparent; }}
QPushButton[look="quiet"]:hover, QToolButton[look="quiet"]:hover {{ background: {t.hover}; }}
QPushButton[look="link"] {{
    background: transparent; border-color: transparent; color: {t.accent}; padding: 0 {m.px(6)}px;
}}
QPushButton[look="link"]:hover {{ background: {t.accent_bg}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {t.accent}; padding: 0 {m.px(14) - 1}px;
    min-height: {inner - 2}px; }}
QPushButton[fits="narrow"]:focus {{ padding: 0 {m.px(7) - 1}px; }}
QToolButton:focus {{ padding: 0; min-width: {inner - 2}px; }}
QPushButton[look="primary"]:focus {{ border-color: {t.text}; }}
QPushButton[look="link"]:focus {{ padding: 0 {m.px(6) - 1}px; }}
"""


def _fields(t: Tokens, m: Measure, marks: Marks) -> str:
    inner = m.control - 2
    pad = m.px(9)
    ring = m.px(5)
    fields = "QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit"
    focused = ", ".join(f"{name}:focus" for name in fields.split(", "))
    disabled = ", ".join(f"{name}:disabled" for name in fields.split(", "))
    return f"""
{fields} {{
    background: {t.field}; color: {t.text}; border: 1px solid {t.edge}; border-radius: {m.px(7)}px;
    selection-background-color: {t.accent}; selection-color: {t.on_accent};
}}
QLineEdit, QComboBox, QAbstractSpinBox {{ min-height: {inner}px; padding: 0 {pad}px; }}
QPlainTextEdit, QTextEdit {{ padding: {m.px(5)}px; }}
{focused} {{ border: 2px solid {t.accent}; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{
    min-height: {inner - 2}px; padding: 0 {pad - 1}px;
}}
{disabled} {{ background: {t.panel}; color: {t.dim}; border-color: {t.line}; }}
QComboBox {{ combobox-popup: 0; padding-right: {m.px(26)}px; }}
QComboBox:focus {{ padding-right: {m.px(26) - 1}px; }}
QComboBox::drop-down {{ border: 0; width: {m.px(26)}px; }}
QComboBox::down-arrow {{ image: url({marks.down}); width: {m.px(14)}px; height: {m.px(14)}px; }}
QComboBox QAbstractItemView {{ background: {t.bg}; border: 1px solid {t.edge}; padding: {m.gap}px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
    border: 0; width: {m.px(22)}px; background: transparent;
}}
QDateTimeEdit::drop-down {{ border: 0; width: {m.px(26)}px; background: transparent; }}
QAbstractSpinBox::up-arrow {{ image: url({marks.up}); width: {m.px(12)}px; height: {m.px(12)}px; }}
QAbstractSpinBox::down-arrow {{ image: url({marks.down}); width: {m.px(12)}px; height: {m.px(12)}px; }}
QLineEdit QToolButton, QLineEdit QToolButton:hover, QLineEdit QToolButton:pressed {{
    min-height: 0; min-width: 0; padding: 0; border: 0; background: transparent;
}}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus,
QComboBox QLineEdit, QComboBox QLineEdit:focus {{
    min-height: 0; padding: 0; border: 0; border-radius: 0; background: transparent;
}}
QCheckBox, QRadioButton {{ min-height: {m.control}px; spacing: {m.px(8)}px; background: transparent; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: {m.px(16)}px; height: {m.px(16)}px; border: 1px solid {t.dim}; background: {t.field};
}}
QCheckBox::indicator {{ border-radius: {m.px(4)}px; }}
QRadioButton::indicator {{ border-radius: {(m.px(16) + 2) // 2}px; }}
QCheckBox::indicator:checked {{
    background: {t.accent}; border-color: {t.accent}; image: url({marks.check});
}}
QRadioButton::indicator:checked {{
    border: {ring}px solid {t.accent}; background: {t.on_accent};
    width: {m.px(16) + 2 - 2 * ring}px; height: {m.px(16) + 2 - 2 * ring}px;
}}
QCheckBox:focus, QRadioButton:focus {{ color: {t.accent}; text-decoration: underline; }}
QCheckBox::indicator:focus {{
    border: 2px solid {t.accent}; width: {m.px(16) - 2}px; height: {m.px(16) - 2}px;
}}
"""


def _views(t: Tokens, m: Measure, marks: Marks) -> str:
    # Qt draws square corners as soon as a radius is more than half of the side
    bar, gap = m.px(12), m.px(2)
    return f"""
QAbstractItemView {{
    background: {t.bg}; color: {t.text}; border: 0; gridline-color: {t.line}; outline: 0;
    selection-background-color: {t.selection}; selection-color: {t.text};
}}
QTableView::item {{ padding: 0 {m.px(8)}px; border: 0; border-bottom: 1px solid {t.line}; }}
QListView::item {{ min-height: {m.control}px; padding: 0 {m.px(8)}px; border-radius: {m.px(5)}px; }}
QAbstractItemView::item:hover {{ background: {t.hover}; }}
QAbstractItemView::item:selected {{ background: {t.selection}; color: {t.text}; }}
QTableView::item:focus, QListView::item:focus {{ border: 2px solid {t.accent}; }}
QHeaderView {{ background: {t.panel}; }}
QHeaderView::section {{
    background: {t.panel}; color: {t.dim}; border: 0; border-bottom: 1px solid {t.line};
    min-height: {m.control - 1}px; padding: 0 {m.px(11)}px; font-weight: 500;
}}
QHeaderView::section:hover {{ background: {t.hover}; color: {t.text}; }}
QHeaderView::down-arrow {{ image: url({marks.down}); width: {m.px(12)}px; height: {m.px(12)}px; }}
QHeaderView::up-arrow {{ image: url({marks.up}); width: {m.px(12)}px; height: {m.px(12)}px; }}
QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
QTableCornerButton::section {{ background: {t.panel}; border: 0; }}
QScrollBar {{ background: transparent; border: 0; margin: 0; }}
QScrollBar:vertical {{ width: {bar}px; }}
QScrollBar:horizontal {{ height: {bar}px; }}
QScrollBar::handle {{ background: {t.edge}; border-radius: {bar // 2 - gap}px; margin: {gap}px; }}
QScrollBar::handle:vertical {{ min-height: {m.px(36)}px; }}
QScrollBar::handle:horizontal {{ min-width: {m.px(36)}px; }}
QScrollBar::handle:hover {{ background: {t.dim}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea {{ border: 0; background: transparent; }}
"""


def _rest(t: Tokens, m: Measure) -> str:
    return f"""
QTabWidget::pane {{ border: 0; border-top: 1px solid {t.line}; }}
QTabBar {{ background: transparent; outline: 0; }}
QTabBar::tab {{
    background: transparent; color: {t.dim}; border: 0; border-bottom: 2px solid transparent;
    min-height: {m.control - 2}px; padding: 0 {m.px(14)}px;
}}
QTabBar::tab:hover {{ color: {t.text}; }}
QTabBar::tab:selected {{ color: {t.accent}; border-bottom-color: {t.accent}; }}
QTabBar::tab:focus {{ background: {t.accent_bg}; }}
QMenu {{ background: {t.bg}; border: 1px solid {t.edge}; padding: {m.gap}px; menu-scrollable: 1; }}
QMenu::item {{
    min-height: {m.control - 4}px; padding: {m.px(2)}px {m.px(22)}px; border-radius: {m.px(5)}px;
}}
QMenu::item:selected {{ background: {t.accent_bg}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.dim}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {m.gap}px {m.px(8)}px; }}
QMenuBar {{ background: {t.panel}; }}
QMenuBar::item {{ background: transparent; padding: {m.px(6)}px {m.px(10)}px; }}
QMenuBar::item:selected {{ background: {t.hover}; }}
QStatusBar {{ background: {t.panel}; color: {t.dim}; border-top: 1px solid {t.line}; }}
QStatusBar::item {{ border: 0; }}
QProgressBar {{ background: {t.line}; border: 0; border-radius: {m.px(3)}px; max-height: {m.px(6)}px;
    min-height: {m.px(6)}px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: {m.px(3)}px; }}
QSplitter::handle {{ background: {t.line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QGroupBox {{ border: 1px solid {t.line}; border-radius: {m.px(8)}px; margin-top: {m.px(10)}px;
    padding: {m.px(12)}px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: {m.px(12)}px; padding: 0 {m.gap}px; color: {t.dim}; }}
"""
