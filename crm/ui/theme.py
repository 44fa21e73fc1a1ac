"""How the window looks: light or dark, one size for everything, fonts for Chinese, icons in the right ink."""

from enum import Enum
from pathlib import Path
from typing import assert_never

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

import crm
from crm.ui.stylesheet import BASE_PX, Marks, Measure, stylesheet
from crm.ui.tokens import DARK, LIGHT, Tokens

ICONS = Path(crm.__file__).parent.parent / "resources" / "compiled" / "icons"
MINIMUM_WINDOW = QSize(900, 540)
SMALLEST_PX, LARGEST_PX = 11, 28
"""80 and 200 % of the base size"""

_SIMPLIFIED = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei")
_TRADITIONAL = ("Microsoft JhengHei UI", "PingFang TC", "Noto Sans CJK TC")


class Appearance(Enum):
    """What the person chose in the settings."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def font_families(language: str) -> list[str]:
    """The families to try in turn for a language such as `zh_TW`; digits come from the same as Chinese."""
    first, then = (_TRADITIONAL, _SIMPLIFIED) if language == "zh_TW" else (_SIMPLIFIED, _TRADITIONAL)
    return [*first, *then]


class Theme(QObject):
    """Dresses the application and tells everyone who paints with which colours and sizes.

    `changed` comes after the application wears the new colours, sizes or fonts. `base_px` is the font size in
    logical pixels, kept between `SMALLEST_PX` and `LARGEST_PX`.
    """

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        *,
        appearance: Appearance = Appearance.SYSTEM,
        base_px: int = BASE_PX,
        language: str = "en",
        icons: Path = ICONS,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._appearance = appearance
        self._system = app.styleHints().colorScheme()
        self._language = language
        self._icons = icons
        self._svg: dict[str, str] = {}
        self._renderers: dict[tuple[str, str], QSvgRenderer] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._marks_dir = QTemporaryDir()
        self.tokens = LIGHT
        self.measure = Measure(_bounded(base_px))
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._dress()

    @property
    def appearance(self) -> Appearance:
        """What the person chose."""
        return self._appearance

    def set_appearance(self, appearance: Appearance) -> None:
        """Light, dark, or whatever the system says from now on."""
        self._appearance = appearance
        self._dress()

    def set_base_px(self, base_px: int) -> None:
        """Another font size, and everything with it."""
        self.measure = Measure(_bounded(base_px))
        self._dress()

    def set_language(self, language: str) -> None:
        """Another language, and the fonts that write it best."""
        self._language = language
        self._dress()

    def px(self, at_base_size: float) -> int:
        """A length drawn for the base size, at the size in use."""
        return self.measure.px(at_base_size)

    def font(self, px: int, *, bold: bool = False) -> QFont:
        """The application's font at a size in logical pixels."""
        font = QFont(self._app.font())
        font.setPixelSize(px)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def pixmap(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        """The icon in this colour, `size` logical pixels wide, sharp at the device pixel ratio.

        Raises FileNotFoundError when the icon was not compiled into the resources.
        """
        key = (name, colour, size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._draw(name, colour, size, ratio)
        return found

    def icon(self, name: str, ink: str = "text") -> QIcon:
        """The icon in the colour of a field of `Tokens`, paler where disabled, sharp on every screen."""
        icon = QIcon()
        ratios = {1.0, *(screen.devicePixelRatio() for screen in self._app.screens())}
        colour: str = getattr(self.tokens, ink)
        for size in (self.px(16), self.px(20), self.px(24)):
            for ratio in sorted(ratios):
                icon.addPixmap(self.pixmap(name, colour, size, ratio), QIcon.Mode.Normal)
                icon.addPixmap(self.pixmap(name, self.tokens.edge, size, ratio), QIcon.Mode.Disabled)
        return icon

    def _draw(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        renderer = self._renderers.get((name, colour))
        if renderer is None:  # reading the drawing takes longer than painting it, and it is painted in six sizes
            renderer = QSvgRenderer(QByteArray(self._coloured(name, colour).encode()))
            self._renderers[name, colour] = renderer
        pixmap = QPixmap(round(size * ratio), round(size * ratio))
        pixmap.fill(Qt.GlobalColor.transparent)
        # painted before the ratio is set: the painter then counts in device pixels
        with QPainter(pixmap) as painter:
            renderer.render(painter, QRectF(pixmap.rect()))
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _coloured(self, name: str, colour: str) -> str:
        svg = self._svg.get(name)
        if svg is None:
            svg = self._svg[name] = (self._icons / f"{name}.svg").read_text(encoding="utf-8")
        return svg.replace("currentColor", colour)

    def _on_system_changed(self, scheme: Qt.ColorScheme) -> None:
        self._system = scheme
        if self._appearance is Appearance.SYSTEM:
            self._dress()

    def _dark(self) -> bool:
        match self._appearance:
            case Appearance.SYSTEM:
                # plain X11 says Unknown: by day, then
                return self._system == Qt.ColorScheme.Dark
            case Appearance.LIGHT:
                return False
            case Appearance.DARK:
                return True
            case unknown:
                assert_never(unknown)

    def _dress(self) -> None:
        self.tokens = DARK if self._dark() else LIGHT
        self._pixmaps.clear()
        font = QFont()
        font.setFamilies(font_families(self._language))
        font.setPixelSize(self.measure.base)
        self._app.setPalette(palette(self.tokens))
        self._app.setFont(font)
        self._app.setStyleSheet(stylesheet(self.tokens, self.measure, self._write_marks()))
        self.changed.emit()

    def _write_marks(self) -> Marks:
        def write(name: str, colour: str) -> str:
            # the colour is in the name because Qt keeps pictures of a style sheet by their path
            path = Path(self._marks_dir.filePath(f"{name}-{colour.removeprefix('#')}.svg"))
            path.write_text(self._coloured(name, colour), encoding="utf-8")
            return path.as_posix()

        return Marks(
            check=write("check", self.tokens.on_accent),
            down=write("chevron-down", self.tokens.dim),
            up=write("chevron-up", self.tokens.dim),
        )


def palette(t: Tokens) -> QPalette:
    """The palette of these tokens: for Qt's own dialogs and for whatever no rule of the style sheet names."""
    role = QPalette.ColorRole
    made = QPalette()
    for which, colour in {
        role.Window: t.bg,
        role.WindowText: t.text,
        role.Base: t.field,
        role.AlternateBase: t.panel,
        role.Text: t.text,
        role.PlaceholderText: t.dim,
        role.Button: t.panel,
        role.ButtonText: t.text,
        role.BrightText: t.danger,
        role.ToolTipBase: t.panel,
        role.ToolTipText: t.text,
        role.Highlight: t.accent,
        role.HighlightedText: t.on_accent,
        role.Accent: t.accent,
        role.Link: t.accent,
        role.LinkVisited: t.accent,
        role.Light: t.hover,
        role.Midlight: t.line,
        role.Mid: t.edge,
        role.Dark: t.edge,
        role.Shadow: t.nav,
    }.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(t.dim))
    return made


def _bounded(base_px: int) -> int:
    return min(max(base_px, SMALLEST_PX), LARGEST_PX)
