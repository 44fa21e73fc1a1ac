"""What the seller did, in words: for "Undo: …", for the history, and for the toast after undoing."""

from typing import assert_never

from crm.contacts import Standing
from crm.stages import Stage
from crm.topics import Action, Verb
from crm.undo import StepRow
from crm.wording import tr, trn
from crm.wording.friends import stage_word, standing_word
from crm.workspace import Workspace


def describe(action: Action, name: str = "", thing: str = "") -> str:  # noqa: C901, PLR0915 - one line a verb, checked for completeness
    """A few words for an action; `name` is the friend's, where there is one friend, and `thing` the name of the tag or
    own field that it was about.
    """
    n = action.count
    if name and (said := _with_name(action, name, thing)):
        return said
    match action.verb:
        case Verb.ADD_CONTACT:
            said = tr("new friend")
        case Verb.EDIT_CONTACT:
            said = tr("change of a friend")
        case Verb.DELETE_CONTACT:
            said = trn("deletion of {n} friend", "deletion of {n} friends", n)
        case Verb.BRING_BACK_CONTACT:
            said = trn("{n} friend back from the bin", "{n} friends back from the bin", n)
        case Verb.MERGE_CONTACTS:
            said = trn("merging of {n} friend", "merging of {n} friends", n)
        case Verb.NOT_SAME:
            said = tr("not the same person")
        case Verb.TAG_CONTACT:
            if thing:
                return trn("tag {tag} on {n} friend", "tag {tag} on {n} friends", n, tag=thing)
            said = trn("tag on {n} friend", "tag on {n} friends", n)
        case Verb.UNTAG_CONTACT:
            if thing:
                return trn("tag {tag} taken off {n} friend", "tag {tag} taken off {n} friends", n, tag=thing)
            said = trn("tag taken off {n} friend", "tag taken off {n} friends", n)
        case Verb.ADD_IDENTITY | Verb.EDIT_IDENTITY | Verb.REMOVE_IDENTITY:
            said = tr("change of a handle")
        case Verb.SET_TIE if n > 1:
            said = trn("account of {n} friend", "account of {n} friends", n)
        case Verb.SET_TIE:
            said = tr("change of a remark or account")
        case Verb.SET_STANDING:
            word = standing_word(Standing(action.detail)) if action.detail else tr("standing")
            said = trn("{n} friend: {standing}", "{n} friends: {standing}", n, standing=word)
        case Verb.SET_INTRODUCER:
            said = tr("who introduced them")
        case Verb.SET_BIRTHDAY:
            said = tr("birthday")
        case Verb.SET_CADENCE:
            said = trn("rhythm of {n} friend", "rhythm of {n} friends", n)
        case Verb.SET_FIELD:
            said = trn("own field of {n} friend", "own field of {n} friends", n)
        case Verb.SET_PHOTO:
            said = tr("photo")
        case Verb.EDIT_FIELDS:
            said = tr("change of my own fields")
        case Verb.EDIT_LIST:
            said = tr("change of a smart list")
        case Verb.EDIT_ADDRESS:
            said = tr("address")
        case Verb.EDIT_ACCOUNT:
            said = tr("change of my accounts")
        case Verb.MOVE_STAGE:
            stage = stage_word(Stage(action.detail)) if action.detail else tr("another stage")
            said = trn("move of {n} friend to {stage}", "move of {n} friends to {stage}", n, stage=stage)
        case Verb.DECLINE_SUGGESTION:
            said = tr("declined suggestion")
        case Verb.LOG_CONVERSATION:
            said = tr("logged talk")
        case Verb.EDIT_CONVERSATION:
            said = tr("change of a talk")
        case Verb.DELETE_CONVERSATION:
            said = tr("deletion of a talk")
        case Verb.SET_FOLLOW_UP:
            said = tr("follow-up")
        case Verb.PROMISE:
            said = tr("promise")
        case Verb.KEEP_PROMISE:
            said = tr("kept promise")
        case Verb.DROP_PROMISE:
            said = tr("deletion of a promise")
        case Verb.EDIT_PHRASE:
            said = tr("change of a phrase")
        case Verb.DELETE_PHRASE:
            said = tr("deletion of a phrase")
        case Verb.EDIT_SEQUENCE:
            said = tr("change of a sequence")
        case Verb.DELETE_SEQUENCE:
            said = tr("deletion of a sequence")
        case Verb.START_SEQUENCE:
            said = tr("beginning of a sequence")
        case Verb.STOP_SEQUENCE:
            said = tr("end of a sequence")
        case Verb.OPEN_CASE:
            said = tr("after-sales case")
        case Verb.EDIT_CASE:
            said = tr("change of an after-sales case")
        case Verb.CLOSE_CASE:
            said = tr("end of an after-sales case")
        case Verb.DELETE_CASE:
            said = tr("deletion of an after-sales case")
        case Verb.DONE:
            said = tr("done for today")
        case Verb.SNOOZE:
            said = tr("put off")
        case Verb.SKIP:
            said = tr("skipped")
        case Verb.ADD_PRODUCT:
            said = tr("new product")
        case Verb.EDIT_PRODUCT:
            said = tr("change of a product")
        case Verb.DELETE_PRODUCT:
            said = tr("deletion of a product")
        case Verb.EDIT_PRICES:
            said = tr("change of prices")
        case Verb.EDIT_TIERS:
            said = tr("change of agent levels")
        case Verb.SET_TIER:
            said = trn("agent level of {n} friend", "agent level of {n} friends", n)
        case Verb.MOVE_STOCK:
            said = tr("change of stock")
        case Verb.COUNT_STOCK:
            said = trn("count of {n} product", "count of {n} products", n)
        case Verb.ATTACH:
            said = trn("{n} file added", "{n} files added", n)
        case Verb.DETACH:
            said = trn("{n} file removed", "{n} files removed", n)
        case Verb.ADD_ORDER:
            said = tr("new order")
        case Verb.EDIT_ORDER:
            said = tr("change of an order")
        case Verb.DELETE_ORDER:
            said = tr("deletion of an order")
        case Verb.PAY_ORDER:
            said = tr("payment")
        case Verb.SHIP_ORDER if n > 1:
            said = trn("shipping of {n} order", "shipping of {n} orders", n)
        case Verb.ADVANCE:
            said = tr("advance")
        case Verb.SHIP_ORDER:
            said = tr("shipping")
        case Verb.RECEIVE_ORDER:
            said = tr("receipt of an order")
        case Verb.CANCEL_ORDER:
            said = tr("cancelled order")
        case Verb.ADDRESS_ORDER:
            said = tr("where a parcel goes")
        case Verb.WHO_SHIPS:
            said = tr("who ships it")
        case Verb.REPORT_ORDER:
            said = tr("order text for a supplier")
        case Verb.EDIT_SUPPLIER:
            said = tr("change of a supplier")
        case Verb.DELETE_SUPPLIER:
            said = tr("deletion of a supplier")
        case Verb.BUY:
            said = tr("goods from a supplier")
        case Verb.PAY_SUPPLIER:
            said = tr("payment to a supplier")
        case Verb.TIE_PAYMENT:
            said = tr("payment found in a bill")
        case Verb.SET_ASIDE:
            said = tr("payment set aside as not mine")
        case Verb.ENTER_COSTS:
            said = tr("costs entered")
        case Verb.IMPORT_CONTACTS:
            said = trn("import of {n} friend", "import of {n} friends", n)
        case Verb.IMPORT_ORDERS:
            said = trn("import of {n} order", "import of {n} orders", n)
        case Verb.IMPORT_BILL:
            said = trn("import of {n} payment", "import of {n} payments", n)
        case Verb.IMPORT_TALKS:
            said = trn("import of talks with {n} friend", "import of talks with {n} friends", n)
        case Verb.IMPORT_PRODUCTS:
            said = trn("import of {n} product", "import of {n} products", n)
        case Verb.TAKE_BACK:
            verb = Verb(action.detail.partition(" ")[0])
            if verb is Verb.TAKE_BACK:
                said = tr("bringing back what was taken back")
            else:
                said = tr("taking back: {what}", what=describe(Action(verb, count=n)))
        case Verb.CHANGE_SETTINGS:
            said = tr("settings")
        case Verb.MAKE_DEMO:
            said = tr("demo shop")
        case _:
            assert_never(action.verb)
    return tr("{what} ({name})", what=said, name=name) if name else said


def step_words(workspace: Workspace, step: StepRow) -> str:
    """What a step did, naming the one friend and the tag or own field that it was about."""
    older = workspace.undo.taken_back_by(step)
    if older is not None and older.action.verb is not Verb.TAKE_BACK:
        return tr("taking back: {what}", what=step_words(workspace, older))
    contact = workspace.undo.subject(step)
    names = {} if contact is None else workspace.contacts.names([contact])
    return describe(step.action, names.get(contact or 0, ""), workspace.undo.thing(step))


def _with_name(action: Action, name: str, thing: str) -> str:
    """What was done to one friend, as a person would say it; empty where the name stands beside the words."""
    match action.verb:
        case Verb.MOVE_STAGE:
            return tr("move {name} to {stage}", name=name, stage=stage_word(Stage(action.detail)))
        case Verb.ADD_CONTACT:
            return tr("new friend {name}", name=name)
        case Verb.DELETE_CONTACT:
            return tr("delete {name}", name=name)
        case Verb.BRING_BACK_CONTACT:
            return tr("bring {name} back", name=name)
        case Verb.SET_STANDING:
            return tr("{name}: {standing}", name=name, standing=standing_word(Standing(action.detail)))
        case Verb.TAG_CONTACT if thing:
            return tr("tag {tag} on {name}", tag=thing, name=name)
        case Verb.UNTAG_CONTACT if thing:
            return tr("tag {tag} off {name}", tag=thing, name=name)
        case Verb.SET_FIELD if thing:
            return tr("{field} of {name}", field=thing, name=name)
        case _:
            return ""
