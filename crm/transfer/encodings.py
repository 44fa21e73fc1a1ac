"""Which encoding the bytes of a text file are in."""

import codecs
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

# what sellers' tables are made of: everyday characters, names, places, headings. Bytes read in the wrong
# encoding come out as characters from anywhere, so the share of these tells right from wrong
_SIMPLIFIED = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政"
    "美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员"
    "解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件"
    "计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象"
    "完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔买卖货款"
    "客户微号码姓昵称备注址标签组源阶段邮箱城省县镇街楼室单元栋村李刘陈杨赵黄周吴徐孙胡朱林郭罗梁宋郑谢韩"
    "唐冯董萧曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯"
    "邵孟龙雷钱汤尹黎易武乔贺赖龚芳娜敏静丽磊洋勇艳杰娟涛超秀霞刚桂英华玉萍红玲芬燕彩春菊兰凤洁梅琳素云莲"
    "环雪荣爱妹香莺媛瑞凡佳嘉琼勤珍贞莉莹晶怡婷雅芝玫瑰欣雨梦琪涵宇轩浩梓萱诗晨俊豪志伟健鹏飞翔斌辉宝妈姐"
    "哥弟阿甲店京广州深圳杭汉津庆沙厦青岛连福浙川湖河徽台湾雄竹桃园港澳朋友推荐群聊添联订价额付未快递顺丰"
    "圆膜精护肤茶草莓奶粉衣服鞋包孩岁喜欢肌油皮干士姨叔邻居请怎昨午晚星末角男否效页录"
)
_TRADITIONAL = (
    "這個們來為國說時會對於著過發後裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問並應戰頭體見產話"
    "內給門兒東聲員論處義幾認條氣題爾別變總電數報結務場計資許統區隊決馬書則聽卻達強難權設記類據邊張該規萬"
    "覺術領確傳師觀讓識帶導爭運筆買賣貨戶號碼暱稱備註標籤組階郵縣鎮樓單棟劉陳楊趙黃吳孫羅鄭謝韓馮蕭鄧呂蘇"
    "盧蔣賈葉閻餘鍾範譚鄒陸顧龍錢湯喬賀賴龔靜麗豔傑濤剛華紅蘭鳳潔雲蓮環榮愛鶯瓊貞瑩夢軒詩偉鵬飛輝寶媽廣漢"
    "慶廈島連臺灣園薦聯訂價額遞順豐圓護膚歲歡幹鄰請頁錄絡帳客宅配"
)
_COMMON = frozenset(_SIMPLIFIED + _TRADITIONAL)

#: bytes of the beginning that the scoring looks at
_SAMPLE = 64 * 1024
#: below this share of everyday characters a reading is taken for noise
_PLAUSIBLE = 0.15
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF8_PAIRS = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A Python codec name; `damaged` when some bytes do not belong to it and are to be replaced."""

    name: str
    damaged: bool = False

    @property
    def errors(self) -> str:
        """The error handler to decode with."""
        return "replace" if self.damaged else "strict"


def recognise(blocks: Callable[[], Iterable[bytes]]) -> Encoding | None:
    """The encoding of a file whose bytes `blocks()` gives from the start; None if it is none we know.

    In this order: byte order mark; UTF-16 by its zero bytes; strict UTF-8 over the whole file, and no
    statistics can overrule it; UTF-8 with a few broken bytes; then GB18030 or Big5, whichever reading
    has more everyday characters in it.
    """
    head = next(iter(blocks()), b"")[:_SAMPLE]
    marked = _marked(head)
    if marked is not None:
        return marked
    if _accepts("utf-8", blocks()):
        return Encoding("utf-8")
    if _mostly_utf8(head):
        return Encoding("utf-8", damaged=True)
    scored = [(score(head.decode(name, "ignore")), name) for name in ("gb18030", "cp950") if _accepts(name, blocks())]
    best = max(scored, default=(0.0, ""))
    return Encoding(best[1]) if best[0] >= _PLAUSIBLE else None


def score(text: str) -> float:
    """The share (0 to 1) of everyday Chinese characters and punctuation among all that are not ASCII."""
    foreign = [char for char in text if char > "\x7f"]
    if not foreign:
        return 0.0
    known = sum(char in _COMMON or "\u3000" <= char <= "\u3011" or "\uff01" <= char <= "\uff5e" for char in foreign)
    odd = sum("\ue000" <= char <= "\uf8ff" or "\u3041" <= char <= "\u30ff" for char in foreign)
    return max(0.0, (known - odd) / len(foreign))


def _accepts(name: str, blocks: Iterable[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for block in blocks:
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _marked(head: bytes) -> Encoding | None:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, damaged=True)
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    # Chinese text has few zero bytes in UTF-16, but every line end brings one
    if odd > even * 4 and b"\n\0" in head:
        return Encoding("utf-16-le", damaged=True)
    if even > odd * 4 and b"\0\n" in head:
        return Encoding("utf-16-be", damaged=True)
    return None


def _mostly_utf8(head: bytes) -> bool:
    """Whether nearly all bytes above ASCII form UTF-8 sequences, which no other encoding's do by chance."""
    whole = sum(map(len, _UTF8_PAIRS.findall(head)))
    high = sum(byte > 0x7F for byte in head)
    return high > 0 and whole >= high * 0.95
