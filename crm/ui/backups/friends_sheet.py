"""Who is in a backup: choose some, and they come back with talks, orders and everything, as one step."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from crm.errors import ShukeError
from crm.progress import Cancelled
from crm.returning import Now, OldFriend, OldShop
from crm.ui.desk import Desk
from crm.ui.history.list_sheet import ListSheet
from crm.ui.tokens import Tone
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import TwoLine
from crm.ui.widgets.search_field import SearchField
from crm.wording import tr, trc, trn
from crm.wording.backups import now_words


class OldFriendsSheet(ListSheet[OldFriend]):
    """Owns the backup that it looks into: closes it when it closes, or when the chosen friends are back."""

    def __init__(self, desk: Desk, old: OldShop, when: str, parent: QWidget | None = None) -> None:
        self._old = old
        self._words = ""
        self._open = True
        super().__init__(
            desk,
            tr("Friends of {when}", when=when),
            ("users", tr("Nobody fits"), tr("Other words may find them: a name, a remark, a handle.")),
            parent,
        )
        hint = PlainLabel(
            tr(
                "Whom you do not have any more stand first. They come back as they were then; what was added since"
                " stays."
            ),
            look="dim",
        )
        hint.setWordWrap(True)
        self.search = SearchField(desk.theme, tr("Find in this backup"), clear_name=tr("Clear"))
        self.search.left_downwards.connect(self.list.setFocus)
        self.search.searched.connect(self._on_words)
        self.body.insertWidget(0, hint)
        self.body.insertWidget(1, self.search)
        self._back = self.add_verb(trc("backup", "Bring back"), "Ctrl+B", self.bring)
        every = QShortcut(QKeySequence.StandardKey.SelectAll, self.list)
        every.setContext(Qt.ShortcutContext.WidgetShortcut)
        every.activated.connect(self.list.selectAll)
        self._on_chosen()

    def ids(self) -> Sequence[int]:
        """Who fits the words."""
        return self._old.ids(self._words) if self._open else []

    def rows(self, ids: Sequence[int]) -> Mapping[int, OldFriend]:
        """What is shown of them."""
        return self._old.rows(ids) if self._open else {}

    def present(self, row: OldFriend) -> TwoLine:
        """Who, what they had then, and what became of them."""
        parts = [tr("Remark: {remark}", remark=row.remark)] if row.remark else []
        parts += [trn("{n} talk", "{n} talks", row.talks)] if row.talks else []
        parts += [trn("{n} order", "{n} orders", row.orders)] if row.orders else []
        tone = Tone.NEUTRAL if row.now is Now.THERE else Tone.WARN
        return TwoLine(row.name, " · ".join(parts), now_words(row), tone, avatar=row.name)

    def may(self, chosen: Sequence[int]) -> None:
        """Any number can come back at once."""
        if hasattr(self, "_back"):
            self._back.setEnabled(bool(chosen))

    def bring(self) -> None:
        """Bring the chosen friends back, beside the window."""
        chosen = self.chosen()
        if not chosen:
            return
        old, self._open = self._old, False
        told = _Told(self.desk, old, len(chosen))
        self.desk.jobs.run(
            lambda progress: old.bring(chosen, progress),
            done=told.tell,
            failed=told.failed,
            title=tr("Bringing back …"),
        )
        self.accept()

    def close_reading(self) -> None:
        """Let go of the backup."""
        if self._open:
            self._open = False
            self._old.close()

    def done(self, result: int) -> None:
        """However it ends, the backup is let go."""
        self.close_reading()
        super().done(result)

    def _on_words(self, words: str) -> None:
        self._words = words
        self.show_anew()


class _Told:
    """Says how it went, and lets go of the backup."""

    def __init__(self, desk: Desk, old: OldShop, count: int) -> None:
        self._desk = desk
        self._old = old
        self._count = count

    def tell(self, _nothing: object) -> None:
        self._old.close()
        said = trn(
            "{n} friend is back, with everything from then",
            "{n} friends are back, with everything from then",
            self._count,
        )
        self._desk.say(said)

    def failed(self, error: Exception) -> None:
        self._old.close()
        if isinstance(error, Cancelled):
            self._desk.say(tr("Called off. Nothing was changed."), undo=False)
        elif isinstance(error, ShukeError):
            self._desk.failed.emit(error)
        else:
            raise error
