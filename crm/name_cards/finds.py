"""What is found on a name card, and from which words."""

from dataclasses import dataclass
from enum import StrEnum, auto

from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle
from crm.lunar import Birthday, parse_birthday


class Part(StrEnum):
    """What a find tells of a friend. `REGION` is a place they are in, `HIDDEN` a number that is masked and so none."""

    NAME = auto()
    REMARK = auto()
    HANDLE = auto()
    PHONE = auto()
    BIRTHDAY = auto()
    REGION = auto()
    TAG = auto()
    ADDRESS = auto()
    SOURCE = auto()
    NOTE = auto()
    HIDDEN = auto()


@dataclass(frozen=True, slots=True)
class Find:
    """One thing that was recognised: `text`, out of these `words` of the paste; not `sure` where it is a guess."""

    part: Part
    text: str
    words: str
    sure: bool = True
    platform: Platform | None = None


@dataclass(frozen=True, slots=True)
class NameCard:
    """One person on a paste."""

    finds: tuple[Find, ...]

    def first(self, part: Part) -> str:
        """The first find of this part; "" for none."""
        return next((find.text for find in self.finds if find.part is part), "")

    def all(self, part: Part) -> tuple[str, ...]:
        """Every find of this part, each once."""
        return tuple(dict.fromkeys(find.text for find in self.finds if find.part is part))

    @property
    def name(self) -> str:
        """What they are called; "" where nothing says so."""
        return self.first(Part.NAME)

    @property
    def handles(self) -> tuple[Handle, ...]:
        """Handles, then phones, each once."""
        found = [Handle(find.platform, find.text) for find in self.finds if find.platform is not None]
        phones = [Handle(Platform.PHONE, text) for text in self.all(Part.PHONE)]
        return tuple(dict.fromkeys([*found, *phones]))

    @property
    def tags(self) -> tuple[str, ...]:
        """Tags, and the places they are in."""
        return tuple(dict.fromkeys([*self.all(Part.TAG), *self.all(Part.REGION)]))

    @property
    def birthday(self) -> Birthday | None:
        """The first birthday."""
        return parse_birthday(self.first(Part.BIRTHDAY))

    @property
    def note(self) -> str:
        """What else was written, and numbers that are hidden, one a line."""
        return "\n".join([*self.all(Part.NOTE), *self.all(Part.HIDDEN)])

    def draft(self) -> ContactDraft:
        """All of it, as it can be added without being looked at; the name must not be empty for that."""
        addresses = [AddressText(text, recipient=self.name) for text in self.all(Part.ADDRESS)]
        return ContactDraft(
            self.name,
            remark=self.first(Part.REMARK),
            handles=self.handles,
            tags=self.tags,
            source=self.first(Part.SOURCE),
            note=self.note,
            birthday=self.birthday,
            addresses=tuple(addresses),
        )
