"""What was recognised on a name card, in words: what it is, what it says, and from which words."""

from typing import assert_never

from crm.name_cards import Find, NameCard, Part
from crm.wording import tr, trc
from crm.wording.friends import platform_word


def part_word(part: Part) -> str:
    """What a find tells of a friend."""
    match part:
        case Part.NAME:
            return trc("field", "Name")
        case Part.REMARK:
            return trc("field", "Remark")
        case Part.HANDLE:
            return trc("field", "Handle")
        case Part.PHONE:
            return trc("field", "Phone")
        case Part.BIRTHDAY:
            return trc("field", "Birthday")
        case Part.REGION | Part.TAG:
            return trc("name card", "Tag")
        case Part.ADDRESS:
            return trc("field", "Address")
        case Part.SOURCE:
            return trc("field", "Source")
        case Part.NOTE:
            return trc("field", "Note")
        case Part.HIDDEN:
            return trc("name card", "Hidden number")
        case unknown:
            assert_never(unknown)


def find_words(find: Find) -> str:
    """A find in one line: `WeChat xm_1990 ← 微信号: xm_1990`, with a question where it is a guess."""
    what = platform_word(find.platform) if find.platform is not None else part_word(find.part)
    said = tr("{what}: {text}", what=what, text=find.text)
    if find.words != find.text:
        said = tr("{found}  ← “{words}”", found=said, words=" ".join(find.words.split()))
    return said if find.sure else tr("{found}  (a guess, please check)", found=said)


def card_words(card: NameCard) -> str:
    """Everything that was recognised, one a line."""
    return "\n".join(find_words(find) for find in card.finds)
