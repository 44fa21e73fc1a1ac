"""How the board shares its height: on a low screen lanes, trays and suggestions leave the columns some of it."""

from collections.abc import Callable, Iterable

from crm.ui.board.column import StageColumn
from crm.ui.board.lanes import Lanes
from crm.ui.board.trays import Tray

BAR, COLUMNS = 134, 300
LANES, TRAY, OPEN_TRAY = 150, 44, 204
"""Heights at the base size: of the bar with the gaps, of columns that are worth looking at, and of what stands around
them when it may be as high as it wants.
"""


def share_height(
    height: int, px: Callable[[float], int], lanes: Lanes, trays: Iterable[Tray], columns: Iterable[StageColumn]
) -> None:
    """Have everything take less where the columns would get too little of the page's height."""
    trays = list(trays)
    around = (0 if lanes.isHidden() else LANES) + (OPEN_TRAY if any(tray.opened for tray in trays) else TRAY)
    low = height < px(BAR + COLUMNS + around)
    lanes.show_low(wanted=low)
    for tray in trays:
        tray.show_low(wanted=low)
    for column in columns:
        column.suggestions.show_low(wanted=low)
