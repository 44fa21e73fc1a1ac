"""Words for files that come in and go out: what columns are called, what became of a row, what is wrong with a file."""

from typing import assert_never

from crm.custom_fields import NO, YES
from crm.errors import ShukeError
from crm.transfer.columns import Skip
from crm.transfer.entries import Doubt, Problem, Reason
from crm.transfer.errors import (
    FileDeniedError,
    FileEmptyError,
    FileKind,
    NoAddressError,
    NoBillError,
    NoOrdersError,
    NoParcelColumnsError,
    NoProductsError,
    NoSignUpsError,
    NotATableError,
    PasswordProtectedError,
    SheetMissingError,
    TooBigError,
    UnclosedQuoteError,
    UnknownEncodingError,
    UnknownFieldError,
    UnknownFormatError,
    UnknownHeaderError,
    UnreadableFileError,
)
from crm.transfer.fields import Field
from crm.transfer.lists_out import OutWords, Told
from crm.transfer.planning import Fate
from crm.wording import language, tr, trc
from crm.wording.friends import platform_word, stage_word, standing_word


def explain_file(error: ShukeError) -> str | None:  # noqa: C901 - one sentence a case
    """One clear sentence for what is wrong with a file that comes in or goes out; none for other errors."""
    match error:
        case FileDeniedError(path):
            return tr(
                "“{file}” cannot be opened. If another program has it open, please close it there.", file=path.name
            )
        case FileEmptyError(path):
            return tr("“{file}” is empty. Nothing was imported.", file=path.name)
        case NotATableError(path, FileKind.TEXT):
            return tr(
                "“{file}” has no column that says who a friend is. Please choose the columns yourself.", file=path.name
            )
        case NotATableError(path):
            return tr("“{file}” is not a table. Please choose an Excel or CSV file.", file=path.name)
        case NoSignUpsError(path):
            return tr("“{file}” is no sign-up list: no line begins with a number.", file=path.name)
        case NoAddressError(path):
            return tr("“{file}” says of nobody where they live.", file=path.name)
        case NoParcelColumnsError(path):
            return tr("“{file}” has no headings for who gets a parcel, and where.", file=path.name)
        case NoProductsError(path):
            return tr(
                "“{file}” has no column for what products are called. Please choose the columns yourself.",
                file=path.name,
            )
        case NoOrdersError(path):
            return tr(
                "“{file}” has no columns that say who bought what. Please choose the columns yourself.", file=path.name
            )
        case NoBillError(path):
            return tr("“{file}” is not a payment bill as WeChat Pay, Alipay or JD write it.", file=path.name)
        case PasswordProtectedError(path):
            return tr("“{file}” is protected by a password. Please save it without one and try again.", file=path.name)
        case UnreadableFileError(path):
            return tr("“{file}” could not be read safely. Nothing was imported.", file=path.name)
        case UnclosedQuoteError(path, line):
            return tr(
                "In line {line} of “{file}” a quotation mark is opened and never closed. Nothing was imported.",
                line=line, file=path.name,
            )  # fmt: skip
        case UnknownEncodingError(path):
            return tr("The characters of “{file}” could not be recognised. Nothing was imported.", file=path.name)
        case TooBigError(path):
            return tr("“{file}” is too large to be read safely. Nothing was imported.", file=path.name)
        case SheetMissingError(path, sheet):
            return tr("“{file}” has no sheet “{sheet}”.", file=path.name, sheet=sheet)
        case UnknownFormatError(path, allowed):
            return tr("“{file}” cannot be written. Possible endings: {list}", file=path.name, list=", ".join(allowed))
        case UnknownFieldError(field):
            return tr("There is no field “{field}”.", field=field)
        case UnknownHeaderError(header, headers):
            return tr("The file has no column “{header}”. It has: {list}", header=header, list=", ".join(headers[:40]))
        case _:
            return None


def field_word(field: Field) -> str:  # noqa: C901 - one word a case, checked for completeness
    """What a field is called, in the mapping and as the heading of a written list; reading knows every one of them."""
    match field:
        case Field.NAME:
            return trc("column", "Name")
        case Field.FAMILY_NAME:
            return trc("column", "Family name")
        case Field.GIVEN_NAME:
            return trc("column", "Given name")
        case Field.MIDDLE_NAME:
            return trc("column", "Middle name")
        case Field.NICKNAME:
            return trc("column", "Nickname")
        case Field.REMARK:
            return trc("column", "Remark name")
        case Field.PHONE:
            return trc("column", "Phone")
        case Field.EMAIL:
            return trc("column", "Email")
        case Field.WECHAT:
            return platform_heading("WeChat")
        case Field.WEIBO:
            return platform_heading("Weibo")
        case Field.QQ:
            return "QQ"
        case Field.XIAOHONGSHU:
            return platform_heading("Xiaohongshu")
        case Field.DOUYIN:
            return platform_heading("Douyin")
        case Field.LINE:
            return "LINE"
        case Field.WHATSAPP:
            return "WhatsApp"
        case Field.PLATFORM:
            return trc("column", "Platform")
        case Field.HANDLE:
            return trc("column", "Handle")
        case Field.TAGS:
            return trc("column", "Tags")
        case Field.STAGE:
            return trc("column", "Stage")
        case Field.STANDING:
            return trc("column", "Standing")
        case Field.SOURCE:
            return trc("column", "Source")
        case Field.BIRTHDAY:
            return trc("column", "Birthday")
        case Field.ADDRESS:
            return trc("column", "Address")
        case Field.COUNTRY:
            return trc("column", "Country")
        case Field.PROVINCE:
            return trc("column", "Province")
        case Field.CITY:
            return trc("column", "City")
        case Field.DISTRICT:
            return trc("column", "District")
        case Field.STREET:
            return trc("column", "Street")
        case Field.POSTCODE:
            return trc("column", "Postcode")
        case Field.NOTE:
            return trc("column", "Note")
        case Field.INTRODUCED_BY:
            return trc("column", "Introduced by")
        case Field.ACCOUNT:
            return trc("column", "My account")
        case Field.ADDED_ON:
            return trc("column", "Added on")
        case Field.COMPANY:
            return trc("column", "Company")
        case Field.CUSTOM:
            return trc("column", "Label and value")
        case Field.PICTURE:
            return trc("column", "Picture")
        case Field.ROW_KIND:
            return trc("column", "Type")
        case Field.IGNORE:
            return tr("leave out")
        case _:
            assert_never(field)


def platform_heading(name: str) -> str:
    """The heading of a platform's handles."""
    words = {
        "WeChat": trc("column", "WeChat"),
        "Weibo": trc("column", "Weibo"),
        "Xiaohongshu": trc("column", "Xiaohongshu"),
        "Douyin": trc("column", "Douyin"),
    }
    return words[name]


def told_word(told: Told) -> str:  # noqa: C901 - one word a case, checked for completeness
    """The heading of a column that only tells."""
    match told:
        case Told.LAST_CONTACT:
            return trc("column", "Last contact")
        case Told.SPENT:
            return trc("column", "Spent")
        case Told.OWED:
            return trc("column", "Owed")
        case Told.NUMBER:
            return trc("column", "Order number")
        case Told.FRIEND:
            return trc("column", "Friend")
        case Told.DAY:
            return trc("column", "Day")
        case Told.WHAT:
            return trc("column", "What")
        case Told.TOTAL:
            return trc("column", "Total")
        case Told.PAID:
            return trc("column", "Paid")
        case Told.SHIPPED:
            return trc("column", "Shipped")
        case Told.RECEIVED:
            return trc("column", "Received")
        case Told.CANCELLED:
            return trc("column", "Cancelled")
        case Told.COURIER:
            return trc("column", "Courier")
        case Told.TRACKING:
            return trc("column", "Tracking number")
        case Told.AT:
            return trc("column", "When")
        case Told.DIRECTION:
            return trc("column", "Direction")
        case Told.KIND:
            return trc("column", "Kind")
        case Told.TEXT:
            return trc("column", "Words")
        case _:
            assert_never(told)


def out_words() -> OutWords:
    """The words of lists that are written now."""
    return OutWords(
        heading=lambda name: field_word(name) if isinstance(name, Field) else told_word(name),
        stage=stage_word,
        standing=standing_word,
        platform=platform_word,
        own=lambda name: tr("Own field {name}", name=name),
        yes_no=lambda code: {YES: tr("Yes"), NO: tr("No")}.get(code, code),
        lunar_birthday=tr("Lunar birthday"),
        traditional=language() == "zh_TW",
    )


def reason_word(reason: Reason) -> str:  # noqa: C901 - one sentence a case, checked for completeness
    """Why a field or a row was not taken."""
    match reason:
        case Reason.NO_NAME:
            return tr("no name, and nothing that could stand for one")
        case Reason.NO_ADDRESS:
            return tr("it does not say where")
        case Reason.CELL_TOO_LONG:
            return tr("a cell is too long")
        case Reason.BAD_PHONE:
            return tr("this is not a phone number")
        case Reason.MASKED_PHONE:
            return tr("the phone number is masked")
        case Reason.BAD_EMAIL:
            return tr("this is not an e-mail address")
        case Reason.DAMAGED_NUMBER:
            return tr("the number was damaged by a spreadsheet")
        case Reason.BAD_DATE:
            return tr("this is not a date")
        case Reason.AMBIGUOUS_DATE:
            return tr("day and month could be either way round")
        case Reason.UNKNOWN_STAGE:
            return tr("this is none of the stages")
        case Reason.UNKNOWN_STANDING:
            return tr("this is none of the standings")
        case Reason.UNKNOWN_PLATFORM:
            return tr("this platform is not known")
        case Reason.EXTRA_CELLS:
            return tr("more cells than columns")
        case Reason.JOINED_CELLS:
            return tr("a comma in the name: put together again, please check")
        case Reason.WORDS_BESIDE:
            return tr("the words beside the number were left out")
        case Reason.SHARED_PHONE:
            return tr("somebody else has this number too; they are kept apart")
        case Reason.OTHER_NAME:
            return tr("another name at the same number; taken as the same friend")
        case Reason.GUESS:
            return tr("a guess, please check")
        case Reason.NOT_A_NAME:
            return tr("too long for a name")
        case Reason.PICTURE:
            return tr("the picture could not be taken")
        case _:
            assert_never(reason)


def skip_word(skip: Skip) -> str:
    """Why a row holds no friend."""
    match skip:
        case Skip.PREAMBLE:
            return tr("before the table begins")
        case Skip.HEADER:
            return tr("the headings")
        case Skip.BLANK:
            return tr("an empty row")
        case Skip.TOTAL:
            return tr("a row of totals")
        case Skip.NOT_A_FRIEND:
            return tr("a group or an official account, not a friend")
        case Skip.INDEX:
            return tr("a letter of the index")
        case Skip.JOINED:
            return tr("goes with the line before it")
        case _:
            assert_never(skip)


def brought_word(kind: str) -> str:
    """What a kind of import brings."""
    return {
        "contacts": trc("brings", "Friends"),
        "orders": trc("brings", "Orders"),
        "products": trc("rows", "Products"),
        "bill": trc("brings", "Payments of a bill"),
        "signup": trc("brings", "A sign-up list"),
        "address": trc("brings", "Addresses"),
        "talk": trc("brings", "A talk"),
        "shop": trc("brings", "A whole shop"),
    }[kind]


def table_word(table: str) -> str:
    """What the rows of a table are, for somebody who brings in a whole shop."""
    words = {
        "account": tr("My accounts"),
        "contact": trc("brings", "Friends"),
        "identity": trc("rows", "Handles"),
        "tag": trc("rows", "Tags"),
        "address": trc("rows", "Addresses"),
        "conversation": trc("rows", "Talks"),
        "follow_up": trc("rows", "Plans and promises"),
        "product": trc("rows", "Products"),
        "shop_order": trc("brings", "Orders"),
        "payment": trc("rows", "Payments"),
        "custom_field": tr("My own fields"),
        "photo": trc("rows", "Photos"),
        "smart_list": tr("Smart lists"),
        "phrase": trc("rows", "Phrases"),
        "sequence": tr("Sequences"),
    }
    return words.get(table) or tr("more about them ({what})", what=table.replace("_", " "))


def fate_word(fate: Fate) -> str:
    """What becomes of a record."""
    match fate:
        case Fate.NEW:
            return trc("fate", "new")
        case Fate.UPDATED:
            return trc("fate", "updated")
        case Fate.SAME:
            return trc("fate", "the same")
        case _:
            assert_never(fate)


def problem_sentence(problem: Problem) -> str:
    """What is wrong with a row that was not taken."""
    return tr("Row {row}: {reason} ({text})", row=problem.row, reason=reason_word(problem.reason), text=problem.text)


def doubt_sentence(row: int, doubt: Doubt) -> str:
    """What of a row that was taken was left out."""
    return tr(
        "Row {row}, {field}: {reason} ({text})",
        row=row, field=field_word(doubt.field), reason=reason_word(doubt.reason), text=doubt.text,
    )  # fmt: skip
