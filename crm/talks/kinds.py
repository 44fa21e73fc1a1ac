"""What a message is, by the words that chat programs put in the place of what is no text."""

import re

from crm.talks.messages import Kind

_WORDS = {
    Kind.IMAGE: "图片 圖片 照片 相片 image photo picture 画像 写真 사진",
    Kind.VOICE: "语音 語音 語音訊息 语音消息 audio voice voice-message 音声 ボイスメッセージ",
    Kind.VIDEO: "视频 影片 視頻 video 動画",
    Kind.STICKER: "动画表情 動畫表情 表情包 表情 貼圖 贴图 sticker スタンプ gif",
    Kind.FILE: "文件 檔案 document file ファイル",
    Kind.LINK: "链接 連結 鏈接 link 音乐分享 分享",
    Kind.LOCATION: "位置 位置信息 位置資訊 location 実時位置",
    Kind.CARD: "名片 个人名片 聯絡資訊 contact 連絡先",
    Kind.TRANSFER: "转账 轉帳 轉賬 微信转账 transfer",
    Kind.RED_PACKET: "红包 紅包 微信红包 red-packet",
    Kind.CALL: "语音通话 视频通话 通話 語音通話 視訊通話 call",
    Kind.FORWARD: "聊天记录 聊天記錄 合并转发",
    Kind.OTHER: "小程序 视频号 接龙",
}
_BY_WORD = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_BRACKETED = re.compile(r"[\[［](?P<word>[^\[\]|]{1,12})(?:[|](?P<more>[^\[\]]{0,80}))?[\]］](?:\(.{0,120}\))?")
_OMITTED = re.compile(
    r"<?(?:(?:Media|image|video|audio|sticker|GIF|document|Contact card) omitted"
    r"|(?:省略|已省略)?(?:影音|多媒體|多媒体|媒体)?(?:内容|檔案|文件)|(?:圖片|图片|影片|视频|語音|音訊|貼圖|文件)(?:已略去|已忽略))>?",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"(?:<(?:attached|已附加|附件): ?(?P<a>[^<>]{1,120})>"
    r"|(?P<b>[^\s<>]{1,120}) \((?:file attached|檔案附件|文件附件|附件)\))"
)
_ENDINGS = {
    "jpg": Kind.IMAGE, "jpeg": Kind.IMAGE, "png": Kind.IMAGE, "heic": Kind.IMAGE, "webp": Kind.STICKER,
    "opus": Kind.VOICE, "m4a": Kind.VOICE, "mp3": Kind.VOICE, "mp4": Kind.VIDEO, "mov": Kind.VIDEO, "vcf": Kind.CARD,
}  # fmt: skip
_RECALL = re.compile(
    r".{0,64}(?:撤回了一条消息|撤回了一則訊息|已收回訊息|收回了?訊息|recalled a message|deleted this message).{0,20}"
)
_SYSTEM = re.compile(
    r"以上是打招呼的内容.{0,4}|你已添加了.{1,64}，现在可以开始聊天了。?|你已新增.{1,64}，.{0,30}"
    r"|.{1,64}(?:加入了?群聊|已加入群組|退出了?群聊|拍了拍).{0,64}"
    r"|(?:消息和通话|訊息和通話|Messages and calls).{0,20}(?:加密|encrypted).{0,200}"
    r"|I've accepted your friend request.{0,80}"
    r"|我通过了你的朋友验证请求，现在我们可以开始聊天了"
)
ADDED = re.compile(r"你已添加了(?P<name>.{1,64})，现在可以开始聊天了")
"""The line with which a friendship begins."""


def kind_of(text: str) -> Kind:
    """The kind of a whole message; emoji in brackets are words like any other."""
    text = text.strip("\u200e \n")
    if not text or len(text) > 300:
        return Kind.TEXT
    if found := _BRACKETED.fullmatch(text):
        word = found["word"].strip().lower()
        return _BY_WORD.get(word, Kind.TEXT)
    if found := _ATTACHED.search(text):
        name = found["a"] or found["b"]
        return _ENDINGS.get(name.rpartition(".")[2].lower(), Kind.FILE)
    if _OMITTED.fullmatch(text):
        word = text.strip("<>").split(" ")[0].lower()
        return next((kind for known, kind in _BY_WORD.items() if word.startswith(known)), Kind.OTHER)
    if text.startswith("☎"):
        return Kind.CALL
    if _RECALL.fullmatch(text):
        return Kind.RECALL
    return Kind.SYSTEM if _SYSTEM.fullmatch(text) else Kind.TEXT


def kind_of_word(word: str) -> Kind:
    """The kind that a column says in words or numbers; text for what is not known."""
    word = word.strip().lower().removesuffix("消息").removesuffix("訊息").strip("[]")
    if word in {"", "文本", "文字", "text", "1", "0"}:
        return Kind.TEXT
    if word in {"系统", "系統", "system", "10000", "10002"}:
        return Kind.SYSTEM
    return _NUMBERS.get(word) or _BY_WORD.get(word) or _BY_WORD.get(word.removesuffix("消")) or Kind.OTHER


_NUMBERS = {
    "3": Kind.IMAGE, "34": Kind.VOICE, "42": Kind.CARD, "43": Kind.VIDEO, "47": Kind.STICKER, "48": Kind.LOCATION,
    "49": Kind.OTHER, "50": Kind.CALL,
}  # fmt: skip
CHATLAB = {
    0: Kind.TEXT, 1: Kind.IMAGE, 2: Kind.VOICE, 3: Kind.VIDEO, 4: Kind.FILE, 5: Kind.STICKER, 7: Kind.LINK,
    8: Kind.LOCATION, 20: Kind.RED_PACKET, 21: Kind.TRANSFER, 22: Kind.OTHER, 23: Kind.CALL, 24: Kind.LINK,
    25: Kind.QUOTE, 26: Kind.FORWARD, 27: Kind.CARD, 80: Kind.SYSTEM, 81: Kind.RECALL, 99: Kind.OTHER,
}  # fmt: skip
"""The kinds of ChatLab's standard, version 0.0.2."""
