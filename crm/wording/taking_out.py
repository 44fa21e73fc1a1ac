"""What lists are written as, and what each of these forms cannot hold."""

from crm.transfer.lists_out import Form, Sparing
from crm.transfer.parcel_columns import OWN_SHEET, TEMPLATES, Part
from crm.wording import tr, trc

TABLES = frozenset({".xlsx", ".csv"})


def form_word(form: str) -> str:
    """What a form is called; `form` is an ending, a `Form`, or the word of a courier's sheet."""
    return {
        ".xlsx": "Excel (.xlsx)",
        ".csv": "CSV (.csv)",
        ".vcf": "vCard 3.0 (.vcf)",
        ".ics": "iCalendar (.ics)",
        ".json": "JSON (.json)",
        Form.OLD_CARDS: tr("vCard 2.1 for old phones (.vcf)"),
        Form.GOOGLE: tr("Google Contacts (.csv)"),
        "plain": tr("Parcels, plain (.xlsx)"),
        "shunfeng": tr("Shunfeng, small senders (.xlsx)"),
        "shunfeng_standard": tr("Shunfeng, standard (.xlsx)"),
        "free_print": tr("Free printing (.xlsx)"),
        "shentong": tr("Shentong (.xlsx)"),
        OWN_SHEET: tr("My courier's own sheet (.xlsx)"),
    }[form]


def ending_of(form: str) -> str:
    """The ending of a file in this form."""
    if form in TEMPLATES or form == OWN_SHEET:
        return ".xlsx"
    return {Form.OLD_CARDS: ".vcf", Form.GOOGLE: ".csv"}.get(Form(form), form) if form in tuple(Form) else form


def left_out_sentence(what: str, form: str, sparing: Sparing) -> str:  # noqa: C901 - one sentence a list
    """What does not go out, or would not come back the same."""
    said = ""
    match what:
        case "contacts" if sparing.few and form in TABLES:
            said = tr("Only name, remark, stage, tags and phone go out.")
        case "contacts" if form in TABLES:
            said = tr("Left out: talks, orders, promises, pictures. An address becomes one line.")
        case "contacts" if form == Form.GOOGLE:
            said = tr(
                "Google's list has no place for stage, standing, source, account, who introduced whom, own fields,"
                " talks, orders and pictures; three addresses fit."
            )
        case "contacts":
            said = tr(
                "A card has no place for stage, standing, source, account, who introduced whom, own fields, talks,"
                " orders and pictures."
            )
            if form == Form.OLD_CARDS:
                said = f"{said} {tr('A comma ends a tag.')}"
        case "orders" | "conversations":
            said = tr("A list to read and to count. What brings all of it back is “Everything”.")
        case "products":
            said = tr("Comes back as it went out. Prices of single friends and pictures stay here.")
        case "calendar":
            said = tr("Birthdays, reminders and promises; a calendar holds nothing else.")
        case "parcels":
            said = tr("Paid and not sent yet. Whoever has no address is named, and left out.")
        case "friend":
            said = tr("All that is kept about this friend, and about nobody else.")
        case "schema":
            said = tr("What the file of everything looks like, as a JSON Schema.")
        case _:
            said = tr(
                "All there is, for an empty Shuke or any program that reads JSON. Only steps to undo are left out."
            )
    if sparing.masked and what == "contacts":
        said = f"{said} {tr('Phones with a hidden middle find nobody when they come back.')}"
    return said


def part_word(part: Part) -> str:
    """What a column of a courier's sheet holds."""
    return {
        Part.NUMBER: trc("column", "Order number"),
        Part.NAME: trc("field", "Recipient"),
        Part.PHONE: trc("field", "Phone"),
        Part.ADDRESS: tr("Whole address"),
        Part.PROVINCE: trc("column", "Province"),
        Part.CITY: trc("column", "City"),
        Part.DISTRICT: trc("column", "District"),
        Part.DETAIL: tr("Street and door"),
        Part.POSTCODE: trc("field", "Postcode"),
        Part.GOODS: tr("Goods"),
        Part.QUANTITY: tr("How many"),
        Part.PIECES: tr("Parcels: 1"),
        Part.NOTE: trc("field", "Note"),
        Part.SENDER_NAME: tr("Sender"),
        Part.SENDER_PHONE: tr("Sender's phone"),
        Part.SENDER_ADDRESS: tr("Sender's whole address"),
        Part.SENDER_PROVINCE: tr("Sender's province"),
        Part.SENDER_CITY: tr("Sender's city"),
        Part.SENDER_DISTRICT: tr("Sender's district"),
        Part.SENDER_DETAIL: tr("Sender's street and door"),
    }[part]
