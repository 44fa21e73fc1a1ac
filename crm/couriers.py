"""Which courier a tracking number looks like: a suggestion, since every courier changes its numbers now and then."""

import re
from enum import StrEnum


class Courier(StrEnum):
    """Couriers by the names under which the mainland knows them."""

    SF = "顺丰"
    ZTO = "中通"
    YTO = "圆通"
    STO = "申通"
    YUNDA = "韵达"
    JT = "极兔"
    JD = "京东"
    DEPPON = "德邦"
    EMS = "EMS"
    CAINIAO = "菜鸟"


_FORMS: tuple[tuple[re.Pattern[str], Courier], ...] = tuple(
    (re.compile(form), courier)
    for form, courier in (
        (r"SF[0-9A-Z][0-9]{12}", Courier.SF),
        (r"YT[0-9]{13}", Courier.YTO),
        (r"JT[0-9]{13}", Courier.JT),
        (r"JD[0-9A-Z]{2}[0-9]{11}(?:-[0-9]{1,3}-[0-9]{1,3}-?)?", Courier.JD),
        (r"DPK[0-9]{12}", Courier.DEPPON),
        (r"621[0-9]{12}", Courier.CAINIAO),
        (r"(?:77|43)[0-9]{12,15}", Courier.STO),
        (r"7[3-68][0-9]{12}", Courier.ZTO),
        (r"[34][0-9]{14}|5[0-9]{12}", Courier.YUNDA),
        (r"[981][0-9]{12}|P[A-Z][0-9]{11}|[A-Z]{2}[0-9]{9}[A-Z]{2}", Courier.EMS),
    )
)


def courier_of(number: str) -> Courier | None:
    """The courier whose numbers look so; none for a number that fits nobody's."""
    bare = re.sub(r"[\s]", "", number).upper()
    return next((courier for form, courier in _FORMS if form.fullmatch(bare)), None)
