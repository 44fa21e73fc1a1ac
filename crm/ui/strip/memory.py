"""What this computer keeps of the strip: where it stood on each screen, whom it was about, whether it was seen."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from crm.errors import AmbiguousError, BusyError, MissingError
from crm.ids import ContactId
from crm.settings import Preferences
from crm.ui.strip.place import Room, place, remembered
from crm.workspace import Workspace

PLACE = "strip"
"""Its name among the places of windows."""


class Memory:
    """Reads and writes the choices of this computer; of a shop it keeps a friend's UUID."""

    def __init__(self, shop: Workspace) -> None:
        self._shop = shop

    @property
    def was_open(self) -> bool:
        """Whether it was seen when the program ended."""
        return self._said().get("open") is True

    def friend(self) -> ContactId | None:
        """Whom it was about, if they are still there. Raises `BusyError`."""
        uuid = self._said().get("friend")
        try:
            return self._shop.finder.who(uuid) if isinstance(uuid, str) and uuid else None
        except (MissingError, AmbiguousError):
            return None

    def rect(self, size: QSize) -> QRect:
        """Where to stand: as it was left, on a screen that is there."""
        first = QGuiApplication.primaryScreen()
        others = [screen for screen in QGuiApplication.screens() if screen is not first]
        return place(self._said(), [_room(screen) for screen in (first, *others)], size)

    def keep(self, window: QWidget, contact: ContactId | None, *, open_now: bool) -> None:
        """Keep where the window stands if it is seen, and whom it is about if they are there."""
        said = {**self._said(), "open": open_now}
        with suppress(BusyError):
            for row in self._shop.contacts.rows([] if contact is None else [contact]).values():
                said["friend"] = row.uuid
        if window.isVisible():
            said = remembered(said, window.geometry(), _room(window.screen()))
        preferences = Preferences.read(self._shop.folder)
        replace(preferences, places={**preferences.places, PLACE: said}).write(self._shop.folder)

    def _said(self) -> Mapping[str, Any]:
        said = Preferences.read(self._shop.folder).places.get(PLACE)
        return said if isinstance(said, dict) else {}


def _room(screen: QScreen) -> Room:
    return Room(screen.name(), screen.availableGeometry())
