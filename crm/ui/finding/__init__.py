"""The one field that finds anything, and the finds below it."""

from crm.ui.finding.box import FindBox

__all__ = ["FindBox"]
