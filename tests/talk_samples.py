"""Records of talks as programs write them, with invented people."""

from datetime import date

from crm.talks import Answers, Ask, Layout, Order

QQ_HEAD = (
    "消息记录（此消息记录为文本格式，不支持重新导入）\n\n" + "=" * 64 + "\n消息分组:我的好友\n" + "=" * 64 + "\n消息对象:{}\n" + "=" * 64
    + "\n\n"
)  # fmt: skip
TEXTS: dict[str, tuple[Layout, str, str]] = {
    "desktop copy without times": (
        Layout.WECHAT_COPY, "wechat", "小王:\n多少钱一盒？\n\n我的店:\n两盒 196 包邮\n\n小王:\n好 9:30\n[图片]\n",
    ),
    "desktop copy": (Layout.TIMED_COPY, "wechat", "小王 2026/3/8 21:07\n多少钱一盒？\n我的店 2026/3/8 21:08\n两盒 196 包邮\n"),
    "history window": (Layout.TIMED_COPY, "wechat", "小王 2026-03-08 21:07:15\n多少钱\n\n小王(2026-03-08 21:08:15)\n[微笑]\n"),
    "times alone": (Layout.TIMED_COPY, "wechat", "小王 21:07\n多少钱\n我们约 9:30\n\n我 21:09\n好\n"),
    "mailed": (
        Layout.WECHAT_MAIL, "wechat",
        'Dear:\n微信群"妈妈团购群"的聊天记录如下:\n—————  2026-3-8  —————\n小王 21:07\n多少钱一盒？\n\n我的店 21:08\n两盒 196 包邮\n\n'
        "发自我的 iPhone\n",
    ),
    "two mails": (
        Layout.WECHAT_MAIL, "wechat",
        "Dear:\n小王和我的店的聊天记录如下:\n—————  2026-03-08  —————\n小王 21:07\n一\n\n发自我的 iPhone\nDear:\n小王和我的店的聊天记录如下:\n"
        "—————  2026-03-09  —————\n我的店 08:01\n二\n",
    ),
    "forwarded": (Layout.FORWARD, "wechat", "小王和我的店的聊天记录\n小王: 多少钱\n我的店: 98\n小王: 好的\n小王: 谢谢"),
    "record": (Layout.RECORD, "wechat", "2026-03-08 21:07:15 小王\n多少钱\n\n2026-03-08 21:08:15 我\n[图片]\n"),
    "record with quotes": (Layout.RECORD, "wechat", "2026-03-08 21:07:15 '小王'\n多少钱\n\n2026-03-08 21:08:15 '我'\n好\n"),
    "record with days": (Layout.RECORD_DAYS, "wechat", "*" * 20 + "2026-03-08" + "*" * 20 + "\n小王:多少钱\n我:98\n"),
    "record with ids": (Layout.TIMED_COPY, "wechat", "小王(wxid_a1) 21:07:15\n多少钱\n\n小店(我) 21:08:15\n98\n"),
    "record in lines": (
        Layout.RECORD_INLINE, "wechat", "小王 - 微信聊天记录\n小王 (2026-03-08 21:07:15):多少钱\n我的店 (2026-03-08 21:08:15):98\n",
    ),
    "QQ file": (
        Layout.QQ_FILE, "qq",
        QQ_HEAD.format("小王") + "2026-03-08 21:07:15 小王(10001)\n多少钱一盒？\n\n2026-03-08 9:08:01 PM 我的店<shop@example.com>\n"
        "两盒 196 包邮\n\n2026-03-08 21:09:15 系统消息(10000)\n小王撤回了一条消息\n",
    ),
    "QQ copy": (
        Layout.TIMED_COPY, "qq", "(A)(123123) 3/8/2026 9:07:15 PM\n多少钱\n我的店<shop@example.com> 3/8/2026 9:08:15 PM\n好\n",
    ),
    "QQ on a phone": (Layout.TIMED_COPY, "wechat", "— —  2026-3-8  — —\n小王  23:50:12 \n多少钱\n我的店  23:51:12 \n好"),
    "QQ new": (Layout.TIMED_COPY, "wechat", "小王: 03-08 18:05:27\n多少钱\n我的店: 03-08 18:06:00\n好\n"),
    "WhatsApp on Android": (
        Layout.WHATSAPP, "whatsapp",
        "2026/3/8 21:07 - 消息和通话已进行端到端加密。\n2026/3/8 21:07 - 小王: 多少钱一盒？\n第二行\n2026/3/8 21:08 - 我: <省略影音内容>\n",
    ),
    "WhatsApp on an iPhone": (
        Layout.WHATSAPP, "whatsapp",
        "\u200e[8/3/26, 9:07:15\u202fPM] 小王: \u200eimage omitted\n[13/3/26, 9:08:15 PM] Me: IMG-20260308-WA0001.jpg (file attached)\n",
    ),
    "WhatsApp in Chinese": (Layout.WHATSAPP, "whatsapp", "[2026/3/8 下午9:07:15] 小王: 多少钱一盒？\n[2026/3/8 下午9:08:15] 我: 98\n"),
    "LINE on a phone": (
        Layout.LINE_PHONE, "line",
        '[LINE] 與小王的聊天記錄\n儲存日期： 2026/03/08 21:10\n\n2026/03/08（日）\n下午09:07\t小王\t多少錢一盒？\n下午09:08\t我\t"兩行\n訊息"\n'
        "下午09:09\t\t小王已加入群組\n上午12:10\t小王\t☎ 通話時間 1:00\n",
    ),
    "LINE in English": (
        Layout.LINE_PHONE, "line",
        "[LINE] Chat history with Amy\nSaved on: 2026/03/08 21:10\n\nSun, 3/8/2026\n21:07\tAmy\thow much?\n21:08\tMe\t[Photo]\n\n"
        "Fri, 3/13/2026\n21:07\tAmy\tok\n",
    ),
    "LINE on a computer": (Layout.LINE_PC, "line", "2026.03.08 星期日\n21:07 小王 多少錢\n21:08 我的店 98\n24:53 小王 好\n"),
    "Telegram copy": (Layout.TELEGRAM_COPY, "telegram", "小王, [2026-03-08 21:07]\n多少钱\n我的店, [2026-03-08 21:08]\n98\n"),
}  # fmt: skip

ROWS = {
    "with seconds and a mark": [
        "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender",
        "1,1,1,0,0,1772975235,,多少钱,2026-03-08 21:07:15,A小王,小王,wxid_a",
        "2,1,3,0,1,1772975295,,<msg x>,2026-03-08 21:08:15,,我的店,wxid_me",
    ],
    "with sender names": [
        "Time,SenderName,Sender,TalkerName,Talker,Content",
        "2026-03-08 21:07:15,A小王,wxid_a,小王,wxid_a,多少钱",
        "2026-03-08 21:08:15,我,wxid_me,小王,wxid_a,[图片]",
    ],
    "with a preamble": [
        "会话信息", "小王,", "序号,时间,发送者身份,发送者昵称,消息类型,内容", "1,2026-03-08 21:07:15,对方,A小王,文本消息,多少钱",
        "2,2026-03-08 21:08:15,我,我的店,图片消息,[图片]",
    ],
}  # fmt: skip

TELEGRAM = {
    "name": "小王",
    "messages": [
        {"type": "message", "date": "2026-03-08T21:07:15", "date_unixtime": "1772975235", "from": "小王", "from_id": "user1",
         "text": ["hi ", {"type": "bold", "text": "x"}]},
        {"type": "message", "date_unixtime": "1772975295", "from": "我的店", "from_id": "user2", "text": "", "photo": "p.jpg"},
        {"type": "service", "date_unixtime": "1772975296", "action": "phone_call"},
    ],
}  # fmt: skip
CHATLAB = {
    "chatlab": {"version": "0.0.2"},
    "meta": {"name": "小王", "platform": "wechat"},
    "members": [{"platformId": "a", "accountName": "小王"}, {"platformId": "b", "accountName": "店"}],
    "messages": [
        {"sender": "a", "timestamp": 1772975235, "type": 0, "content": "hi x"},
        {"sender": "b", "timestamp": 1772975295, "type": 1, "content": ""},
    ],
}
LINES = [
    {"_type": "header", "meta": {"name": "小王", "platform": "wechat"}},
    {"_type": "member", "platformId": "a", "accountName": "小王"},
    {"_type": "message", "sender": "a", "timestamp": 1772975235, "type": 0, "content": "hi x"},
    {"_type": "message", "sender": "b", "accountName": "店", "timestamp": 1772975295, "type": 1, "content": ""},
]
ARRAY = [
    {"time": "2026-03-08T21:07:15+08:00", "talkerName": "小王", "sender": "wxid_a", "senderName": "小王", "isSelf": False,
     "type": 1, "content": "hi x"},
    {"time": "2026-03-08T21:08:15+08:00", "sender": "wxid_b", "senderName": "店", "isSelf": True, "type": 3, "content": ""},
]  # fmt: skip
SESSION = {
    "session": {"nickname": "小王"},
    "messages": [
        {"createTime": 1772975235, "formattedTime": "2026-03-08 21:07:15", "type": "文本消息", "content": "hi x", "isSend": 0,
         "senderDisplayName": "小王"},
        {"createTime": 1772975295, "type": "图片消息", "content": "[图片]", "isSend": 1, "senderDisplayName": "店"},
    ],
}  # fmt: skip

ASKED = [
    (TEXTS["times alone"][2], {Ask.DAY}, Answers(day=date(2026, 3, 8)), [(2026, 3, 8, 21, 7), (2026, 3, 8, 21, 9)]),
    ("小王 23:59\n一\n\n我 00:01\n二", {Ask.DAY}, Answers(day=date(2026, 3, 8)), [(2026, 3, 8, 23, 59), (2026, 3, 9, 0, 1)]),
    ("小王 昨天 21:07\n一\n\n我 昨天 21:08\n二", {Ask.DAY}, Answers(day=date(2026, 3, 8)), [(2026, 3, 7, 21, 7), (2026, 3, 7, 21, 8)]),
    ("小王: 12-31 18:05:27\n一\n我: 01-01 08:06:00\n二", {Ask.YEAR}, Answers(year=2025), [(2025, 12, 31, 18, 5), (2026, 1, 1, 8, 6)]),
    ("[3/8/26, 9:07:15 PM] A: x\n[3/8/26, 9:08:15 PM] Me: y", {Ask.ORDER}, Answers(order=Order.MDY), [(2026, 3, 8, 21, 7), (2026, 3, 8, 21, 8)]),
]  # fmt: skip
"""A text, what it has to ask, the answers, and the moments it then tells."""

MHT = (
    "From: <Save by Tencent MsgMgr>\nSubject: Tencent IM Message\nMIME-Version: 1.0\nContent-Type:multipart/related;\n"
    '\tcharset="utf-8"\n\ttype="text/html";\n\tboundary="----=_NextPart_1"\n\n------=_NextPart_1\nContent-Type: text/html\n'
    "Content-Transfer-Encoding:7bit\n\n"
    "<html><head><style>body{}</style></head><body><table><tr><td><div>消息记录（此消息记录为文本格式）</div></td></tr>"
    "<tr><td><div>消息分组:我的好友</div></td></tr><tr><td><div>消息对象:小王</div></td></tr><tr><td><div>日期: 2026-03-08</div></td></tr>"
    "<tr><td><div style=color:#006EFE;><div style=float:left;>小王(10001)</div>21:07:15</div><div>多少钱？</div></td></tr>"
    '<tr><td><div style=color:#42B475;><div style=float:left;>我的店(10002)</div>21:08:15</div><div><IMG src="{A}.dat"></div></td></tr>'
    "</table></body></html>\n------=_NextPart_1\nContent-Type:image/jpeg\nContent-Location:{A}.dat\n\nAAAA\n------=_NextPart_1--\n"
)
