"""Everything the window can be told by its name: pages, new things, undo, files, language, look."""

from collections.abc import Callable
from dataclasses import dataclass

from crm.names import begins, fits, fold
from crm.ui.pages import PAGES
from crm.ui.shortcuts import KEYS
from crm.wording import tr

SHOWN = 4
"""So many are shown beside other finds."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do. It is found by its word, by pinyin, and by `also`: other words for it, in any language.

    `key` is what the window knows it by; `useful` ones are offered before anything is typed.
    """

    key: str
    icon: str
    word: Callable[[], str]
    also: str = ""
    useful: bool = False

    @property
    def keys(self) -> str:
        """The keys that do the same, in Qt's portable spelling; empty where there are none."""
        return next((key.sequences[0] for key in KEYS if key.name == self.key), "")


ALSO = {
    "today": "today home 今天 今日",
    "friends": "friends contacts list 好友 朋友 通讯录",
    "board": "board stages 阶段 階段 看板",
    "orders": "orders 订单 訂單",
    "products": "products goods 产品 商品",
    "import": "in out import export 导入 导出 匯入 匯出",
    "cases": "after-sales complaint return refund evidence 售后 退货 投诉 证据 退換貨 客訴",
    "sequences": "sequences steps sop 流程 步骤 步驟 自动跟进 自動追蹤",
    "phrases": "phrases templates 话术 模板 罐頭訊息 範本",
    "calendar": "calendar month week coming birthdays 日历 行事曆 日程 生日 月历 周历 週曆 月曆",
    "shipping": "shipping parcels courier tracking labels 发货 快递 单号 打单 出貨 宅配 超取 單號",
    "suppliers": "suppliers purchases dropshipping 上家 拿货 代发 报单 货源 上游 進貨 廠商",
    "insights": "insights figures profit month bill 报表 報表 利润 利潤 对账 對帳 月结 月結 赚了多少",
    "settings": "settings preferences options 设置 設定",
}
"""Other words for the pages."""

COMMANDS = (
    Command("add", "user-plus", lambda: tr("New friend"), "new friend add 新好友 加好友", useful=True),
    Command("order", "receipt", lambda: tr("New order"), "new order 新订单 开单 新增訂單", useful=True),
    Command("product", "package", lambda: tr("Add product"), "new product add 新产品 新商品"),
    Command("undo", "undo-2", lambda: tr("Undo"), "undo back 撤销 撤回 復原"),
    Command("redo", "redo-2", lambda: tr("Redo"), "redo again 重做 取消復原"),
    Command("to pay", "wallet", lambda: tr("Orders to be paid"), "unpaid owed money 欠款 未付 待付款 收款"),
    Command("to ship", "truck", lambda: tr("Orders to ship"), "ship parcel 发货 出貨 待发货"),
    Command("have", "users", lambda: tr("What do I have?"), "first import friends 导入 匯入 好友 开始 開始"),
    Command("ten", "pencil", lambda: tr("Today's ten by hand"), "add names by hand quick 手动 手動 添加 十个"),
    Command("bring in", "upload", lambda: tr("Import a file"), "import file csv excel vcard 导入 匯入", useful=True),
    Command(
        "one line",
        "pencil",
        lambda: tr("One line"),
        "one line note jot 一句话 一句話 记一笔 記一筆 随手记",
        useful=True,
    ),
    Command(
        "strip",
        "message-square",
        lambda: tr("The strip"),
        "strip small window on top beside chat 小窗 置顶 置頂 聊天 悬浮 懸浮",
        useful=True,
    ),
    Command("paste", "clipboard-paste", lambda: tr("Bring in what was copied"), "paste clipboard 粘贴 貼上 导入 匯入"),
    Command("export", "download", lambda: tr("Export all friends"), "export save csv excel vcard 导出 匯出"),
    Command("remark", "copy", lambda: tr("Copy a new remark"), "remark name copy 备注 備註 新备注 短码 短碼"),
    Command("backup", "download", lambda: tr("Back up now"), "backup save copy 备份 備份", useful=True),
    Command("steps", "clock", lambda: tr("What was done"), "history steps undo 历史 记录 撤销 歷史 復原"),
    Command(
        "evening", "moon", lambda: tr("How the day went"), "evening tonight day done 今晚 今天做了什么 总结 總結 小结"
    ),
    Command("twice", "user-plus", lambda: tr("Who is there twice?"), "duplicates merge twice 重复 合并 重複 合併"),
    Command("bin", "trash-2", lambda: tr("Bin"), "bin trash deleted 回收站 已删除 垃圾桶 已刪除"),
    Command("accounts", "phone", lambda: tr("My accounts"), "accounts 我的号 我的帳號 微信号"),
    Command("own fields", "sticky-note", lambda: tr("My own fields"), "fields columns 自定义项 自訂欄位 字段 欄位"),
    Command("light", "sun", lambda: tr("Light colours"), "light day theme look 浅色 主题 淺色 外觀 白天"),
    Command("dark", "moon", lambda: tr("Dark colours"), "dark night theme look 深色 主题 外觀 夜间 黑"),
    Command("system", "moon", lambda: tr("Colours like the system"), "system theme look 跟随系统 主题 外觀"),
    Command("zh_CN", "languages", lambda: "简体中文", "language simplified chinese 语言 語言 中文"),
    Command("zh_TW", "languages", lambda: "繁體中文", "language traditional chinese 语言 語言 中文"),
    Command("en", "languages", lambda: "English", "language english 语言 語言 英文 英语"),
    Command("keys", "keyboard", lambda: tr("All keys"), "keys shortcuts help 快捷键 快速鍵 帮助"),
    Command("refresh", "redo-2", lambda: tr("Read everything again"), "refresh reload 刷新 重新整理"),
    Command("quit", "x", lambda: tr("Quit"), "quit exit close 退出 结束 離開"),
)
"""Beside the pages."""


def commands() -> list[Command]:
    """All commands: those above, and a page each."""
    pages = [Command(key, page.icon, page.word, ALSO.get(key, "")) for key, page in PAGES.items()]
    return [*COMMANDS, *pages]


def found(words: str, limit: int = SHOWN) -> list[Command]:
    """The commands that fit what was typed, best first; the useful ones for nothing typed."""
    typed = fold(words).strip()
    if not typed:
        return [command for command in COMMANDS if command.useful]
    fitting = [command for command in commands() if fits(f"{command.word()} {command.also}", typed)]
    fitting.sort(key=lambda command: (not exactly(command, words), not begins(command.word(), typed)))
    return fitting[:limit]


def exactly(command: Command, words: str) -> bool:
    """Whether just this was typed."""
    return fold(command.word()) == fold(words).strip()
