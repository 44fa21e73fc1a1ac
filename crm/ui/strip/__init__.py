"""The strip 小窗: a narrow window that stays on top, beside the chat program."""
