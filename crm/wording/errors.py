"""What went wrong, said to the seller: what happened, what is safe, what to do."""

from crm.db.files import FILE_NAME
from crm.errors import (
    AmbiguousError,
    BusyError,
    ConflictError,
    CurrencyInUseError,
    CutOffError,
    CutShortError,
    DamagedFileError,
    DiskFullError,
    EmptyFileError,
    EmptyNameError,
    FieldMisfitError,
    FileExistsAsFolderError,
    FutureMomentError,
    GoneFileError,
    InUseError,
    LaterMergeError,
    MissingError,
    MovedFileError,
    NewerFileError,
    NoFileError,
    NoFolderError,
    NoPictureError,
    NotEmptyError,
    NothingToUndoError,
    NotOursError,
    OverdrawnError,
    OwnIntroducerError,
    ReadOnlyError,
    SamePersonError,
    SecondPlaceError,
    ShopNotEmptyError,
    ShukeError,
    StillRunningError,
    StorageError,
    TakenError,
    TooLongError,
    TooManyError,
    UnknownValueError,
    UnsafeFolderError,
)
from crm.money import AmountError
from crm.wording import tr, trn


def explain(error: ShukeError) -> str:  # noqa: C901 - one sentence a case; a table would hide the facts
    """One clear sentence or two for a known error."""
    match error:
        case MissingError(what, which):
            return _missing(what, which)
        case AmbiguousError(which, uuids):
            return trn(
                "“{which}” fits {n} friend: {ids}", "“{which}” fits {n} friends: {ids}", len(uuids),
                which=which, ids=", ".join(uuids),
            )  # fmt: skip
        case UnknownValueError(kind, text, allowed):
            return _unknown(kind, text, allowed)
        case FutureMomentError():
            return tr("That moment has not come yet. Please give one that has passed.")
        case EmptyNameError("promise"):
            return tr("Please write what you promised.")
        case EmptyNameError("case"):
            return tr("Please write what it is about.")
        case EmptyNameError("variant"):
            return tr("Please say what the variant is, like 01 coral.")
        case EmptyNameError("sequence"):
            return tr("A sequence needs a name, and a step with words.")
        case EmptyNameError():
            return tr("Please give a name. Nothing else is needed.")
        case ConflictError():
            return tr("This was changed elsewhere in the meantime. Nothing was overwritten; please look again.")
        case TakenError(_, name):
            return tr("“{name}” is there already.", name=name)
        case TooLongError(_, most):
            return trn("This is too long: {n} character at most.", "This is too long: {n} characters at most.", most)
        case TooManyError(_, most):
            return trn("There can be {n} at most.", "There can be {n} at most.", most)
        case FieldMisfitError(values, count):
            return trn(
                "{n} value would not fit, so nothing was changed: {values}",
                "{n} values would not fit, so nothing was changed: {values}",
                count, values=", ".join(f"“{value}”" for value in values),
            )  # fmt: skip
        case NoPictureError(large=True):
            return tr("This picture is too large to be opened. A smaller copy of it will do.")
        case NoPictureError():
            return tr("This is no picture that can be used.")
        case CurrencyInUseError(currency):
            return tr(
                "Your orders and prices are in {currency}, so the currency stays as it is. Nothing was changed.",
                currency=currency,
            )
        case SamePersonError():
            return tr("These are one and the same friend already.")
        case LaterMergeError(name):
            return tr("{name} was merged into another friend later. Take that back first.", name=name)
        case OwnIntroducerError():
            return tr("A friend cannot have introduced themselves, not even through others.")
        case NothingToUndoError(redo):
            return tr("There is nothing to do again.") if redo else tr("There is nothing to undo.")
        case CutOffError():
            return tr("A long step was cut off. Take it back first; everything from before is safe.")
        case StillRunningError():
            return tr("Something long is still under way. Please try again when it has ended.")
        case NewerFileError(path):
            return tr(
                "“{file}” was written by a newer Shuke. It was not opened, and nothing was changed."
                " Please update Shuke.",
                file=path.name,
            )
        case EmptyFileError(path):
            return tr(
                "“{file}” is empty: not one byte is in it. Nothing was changed. You can restore one of your backups.",
                file=path.name,
            )
        case CutShortError(path):
            return tr(
                "“{file}” is not as long as it should be; perhaps it was copied only in part. Nothing was changed in"
                " it. You can restore one of your backups.",
                file=path.name,
            )
        case GoneFileError(path):
            return tr(
                "The data file is gone from “{folder}”, and only its backups are there. Nothing was changed.",
                folder=str(path.parent),
            )
        case NoFolderError(path):
            return tr(
                "The folder “{folder}” is not there. Perhaps its disk is not plugged in. Nothing was changed.",
                folder=str(path),
            )
        case SecondPlaceError():
            return tr(
                "This folder lies within your data. A second place should be somewhere else, best on another disk."
            )
        case DamagedFileError(path):
            return tr(
                "“{file}” is damaged. Nothing was changed in it. You can restore one of your backups.",
                file=path.name,
            )
        case NotOursError(path):
            return tr("“{file}” is not a Shuke data file. Nothing was changed.", file=path.name)
        case NoFileError(path) if path.name == FILE_NAME:
            return tr("There is no shop in “{folder}” yet. Open Shuke once, or import a list.", folder=path.parent.name)
        case NoFileError(path):
            return tr("There is no file “{file}”. Please check the name.", file=path.name)
        case FileExistsAsFolderError(path):
            return tr("“{file}” is a folder. Please name a file.", file=path.name)
        case ReadOnlyError(path):
            return tr("“{file}” cannot be written to. Nothing was changed; what was saved is safe.", file=path.name)
        case MovedFileError(path):
            return tr(
                "“{file}” was moved or replaced while Shuke was open, so this change was not saved."
                " Please put it back where it was, or quit Shuke and start it again.",
                file=path.name,
            )
        case DiskFullError():
            return tr(
                "The disk is full, so this change was not saved. Everything saved before is safe."
                " Please free some space and try again."
            )
        case BusyError():
            return tr("Another program is using the data file. Nothing was lost; please try again in a moment.")
        case NotEmptyError():
            return tr("This shop has friends already. Invented ones are not mixed among them; choose an empty folder.")
        case ShopNotEmptyError():
            return tr("A whole shop can only be brought into an empty one. Here something is there already.")
        case InUseError():
            return tr("Shuke is already open with this data. Please use the open window, or close it first.")
        case UnsafeFolderError(path):
            return tr(
                "“{folder}” is kept in step by a cloud service or lies on a network, which would damage your data."
                " Please choose a folder on this computer; backups may go there.",
                folder=str(path),
            )
        case StorageError():
            return tr("The disk reported an error, so this change was not saved. Everything saved before is safe.")
        case OverdrawnError(name):
            return tr("{name} has used this advance since. Please take that back first.", name=name)
        case AmountError(text):
            return _unknown("amount", text, ())
        case _:
            from crm.wording.refusals import explain_refusal
            from crm.wording.transfer import explain_file

            return (
                explain_refusal(error)
                or explain_file(error)
                or tr("Something went wrong ({code}). Nothing was lost.", code=error.code)
            )


def _missing(what: str, which: str) -> str:
    match what:
        case "contact":
            return tr("No friend fits “{which}”.", which=which)
        case "file":
            return tr("The file “{which}” is not in the data folder any more.", which=which)
        case "step":
            return tr("There is no step “{which}” that could be undone.", which=which)
        case _:
            return tr("This is not there any more. Perhaps it was deleted; Undo brings it back.")


def _unknown(kind: str, text: str, allowed: tuple[str, ...]) -> str:
    words = {
        "stage": tr("“{text}” is not a stage.", text=text),
        "platform": tr("“{text}” is not a platform.", text=text),
        "standing": tr("“{text}” is not a standing.", text=text),
        "direction": tr("“{text}” is not a direction.", text=text),
        "kind": tr("“{text}” is not a kind.", text=text),
        "date": tr("“{text}” is not a date.", text=text),
        "amount": tr("“{text}” is not an amount.", text=text),
        "number": tr("“{text}” is not a number.", text=text),
        "choice": tr("“{text}” is none of the choices.", text=text),
        "yes_no": tr("“{text}” is neither yes nor no.", text=text),
        "bond": tr("“{text}” is not a number from 0 to 100.", text=text),
        "zone": tr("“{text}” is not a time zone.", text=text),
    }
    said = words.get(kind) or tr("“{text}” does not fit here.", text=text)
    return f"{said} {tr('Possible: {list}', list=', '.join(allowed))}" if allowed else said
