"""One line: what is understood, what is asked, and that it is taken whole, once, and taken back whole."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import cli
from crm.clock import Clock
from crm.contacts import ContactDraft
from crm.ids import ContactId
from crm.money import Currency
from crm.one_line import Choice, Paid, Plan, Problem, Reading, read_line
from crm.one_line.parts import only
from crm.orders.drafts import total_of
from crm.products import ProductDraft
from crm.progress import unheard
from crm.wording.one_line import chips, problem_words
from crm.workspace import Workspace, open_workspace

TODAY = date(2026, 3, 4)  # a Wednesday
FRIENDS = ("王芳", "吴凡", "李姐", "Amy Wong")
PRODUCTS = ("补水面膜", "美白面膜", "草莓", "奶粉", "mask")


@pytest.fixture
def shop(workspace: Workspace) -> Workspace:
    for name in FRIENDS:
        workspace.contacts.add(ContactDraft(name))
    for name in PRODUCTS:
        workspace.products.add(ProductDraft(name, price=9_800))
    return workspace


def one(shop: Workspace, line: str) -> Reading:
    (reading,) = shop.one_line.read(line)
    return reading


STALL_FRIENDS = (
    "王芳", "李丽", "刘玲", "Amy Chen", "张小花", "曾国藩", "Rose Wang", "陈美玲", "林怡君", "王小明", "周大同",
    "David Liu", "黄淑芬", "小雨妈妈", "Jenny", "李姐",
)  # fmt: skip
STALL_WARES = {
    "面膜": 98, "玫瑰精华液": 268, "口红": 128, "护手霜": 39, "Vitamin C Serum": 159, "清洁面膜": 88, "蜂蜜": 0,
    "Clay Mask": 60, "草莓": 98, "奶粉": 98,
}  # fmt: skip


@pytest.fixture(scope="module")
def stall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A shop that nothing is stored in: it is only asked."""
    now = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
    shop = open_workspace(tmp_path_factory.mktemp("stall"), clock=Clock(ZoneInfo("Asia/Shanghai"), lambda: now))
    for name in STALL_FRIENDS:
        shop.contacts.add(ContactDraft(name))
    for name, price in STALL_WARES.items():
        shop.products.add(ProductDraft(name, price * 100))
    yield shop
    shop.close()


def told(shop: Workspace, reading: Reading) -> str:
    """What a line says, short: `王芳 | 面膜×2 | 196 paid 50 | on 3 | 3/6: 问效果 | !3/6: 寄样品 | “note” | ?unsure`."""
    said = [reading.friend.name if reading.friend else "?" + "/".join(choice.name for choice in reading.friends)]
    said += [f"{(only(ware.choices) or ware.choices[0]).name}×{ware.quantity}" for ware in reading.wares]
    if reading.wares and shop.one_line.total(reading) is not None:
        draft = shop.one_line.draft(ContactId(0), reading)
        total, paid = total_of(draft) // 100, draft.paid // 100
        said.append(f"{total} paid" if total == paid else f"{total} paid {paid}" if paid else f"{total}")
    elif reading.paid is not Paid.UNSAID:
        said.append(f"pays {(reading.part or reading.amount or 0) // 100 or 'all'}")
    said += [f"on {reading.day.day}"] if reading.day else []
    for plan in sorted(reading.plans, key=lambda plan: plan.promised):
        said.append(f"{'!' if plan.promised else ''}{plan.day.month}/{plan.day.day}: {plan.text}".strip())
    said += [f"“{reading.note}”"] if reading.note else []
    return " | ".join([*said, *(f"?{number}" for number in reading.unsure)])


FRIDAY = date(2026, 3, 6)
LINES = [
    ("wf 面膜2 196 已付 周五问效果", "王芳 | 面膜×2 | 196 paid | 3/6: 问效果"),
    ("wf 面膜2 196已付 周五问效果", "王芳 | 面膜×2 | 196 paid | 3/6: 问效果"),
    ("wangfang 面膜2 196 已付", "王芳 | 面膜×2 | 196 paid"),
    ("王芳 面膜2", "王芳 | 面膜×2 | 196"),
    ("王芳要2盒面膜", "王芳 | 面膜×2 | 196"),
    ("王芳要两盒面膜", "王芳 | 面膜×2 | 196"),
    ("王芳买了面膜2盒", "王芳 | 面膜×2 | 196"),
    ("王芳，面膜2，196，已付", "王芳 | 面膜×2 | 196 paid"),
    ("王芳:面膜x2", "王芳 | 面膜×2 | 196"),
    ("王芳 面膜×2 已付", "王芳 | 面膜×2 | 196 paid"),
    ("王芳 面膜*2 未付", "王芳 | 面膜×2 | 196"),
    ("王芳 2盒面膜 3支口红", "王芳 | 面膜×2 | 口红×3 | 580"),
    ("王芳 面膜2 口红1 324 已付", "王芳 | 面膜×2 | 口红×1 | 324 paid"),
    ("王芳 面膜2 196 口红1 128 已付", "王芳 | 面膜×2 | 口红×1 | 324 paid"),
    ("王芳 面膜2 口红1 300 已付", "王芳 | 面膜×2 | 口红×1 | 300 paid"),
    ("王芳 mm2 kh1", "王芳 | 面膜×2 | 口红×1 | 324"),
    ("王芳 mgjhy1 268", "王芳 | 玫瑰精华液×1 | 268"),
    ("王芳 精华液1", "王芳 | 玫瑰精华液×1 | 268"),
    ("王芳 洁面 1", "王芳 | “洁面 1”"),
    ("zgf 口红1 已付", "曾国藩 | 口红×1 | 128 paid"),
    ("zgf 口红1 定金50", "曾国藩 | 口红×1 | 128 paid 50"),
    ("zgf 口红1 50定金", "曾国藩 | 口红×1 | 128 paid 50"),
    ("zgf 口红2 256 定金100 月底收尾款", "曾国藩 | 口红×2 | 256 paid 100 | 3/31: 收尾款"),
    ("zgf 口红2 256 付了100", "曾国藩 | 口红×2 | 256 paid 100"),
    ("zgf 口红2 256 还欠56", "曾国藩 | 口红×2 | 256 paid 200"),
    ("zgf 口红2 256 欠56", "曾国藩 | 口红×2 | 256 paid 200"),
    ("zgf 口红1 128元 已收", "曾国藩 | 口红×1 | 128 paid"),
    ("zgf 口红1 ￥128 已转账", "曾国藩 | 口红×1 | 128 paid"),
    ("zgf 口红1 120块 转了", "曾国藩 | 口红×1 | 120 paid"),
    ("zgf 口红 128", "曾国藩 | 口红×1 | 128"),
    ("zgf 口红 3", "曾国藩 | 口红×3 | 384"),
    ("zgf 口红 100", "曾国藩 | 口红×1 | 100"),
    ("zgf 面膜 196", "曾国藩 | 面膜×1 | 196 | ?196"),
    ("zgf 面膜", "曾国藩 | 面膜×1 | 98"),
    ("zgf 想要面膜", "曾国藩 | “想要面膜”"),
    ("zgf 问面膜怎么用", "曾国藩 | “问面膜怎么用”"),
    ("zgf 面膜用完了", "曾国藩 | “面膜用完了”"),
    ("zgf 蜂蜜2 88", "曾国藩 | 蜂蜜×2 | 88"),
    ("zgf 蜂蜜 2", "曾国藩 | 蜂蜜×2 | 0 paid | ?2"),
    ("zgf 蜂蜜 30", "曾国藩 | 蜂蜜×1 | 30 | ?30"),
    ("zgf 护手霜10 每支35", "曾国藩 | 护手霜×10 | 350"),
    ("zgf 护手霜10 350", "曾国藩 | 护手霜×10 | 350"),
    ("zgf 护手霜2 39", "曾国藩 | 护手霜×2 | 39"),
    ("zgf 面膜 2 196", "曾国藩 | 面膜×2 | 196"),
    ("zgf 面膜 196 2", "曾国藩 | 面膜×2 | 196"),
    ("王芳 周五问效果", "王芳 | 3/6: 问效果"),
    ("王芳 周五 问效果", "王芳 | 3/6: 问效果"),
    ("王芳 问效果 周五", "王芳 | 3/6: 问效果"),
    ("王芳 3天后问效果", "王芳 | 3/7: 问效果"),
    ("王芳 三天后回访", "王芳 | 3/7: 回访"),
    ("王芳 下周三送货", "王芳 | 3/11: 送货"),
    ("王芳 月底催款", "王芳 | 3/31: 催款"),
    ("王芳 15号提醒补货", "王芳 | 3/15: 提醒补货"),
    ("王芳 明天", "王芳 | 3/5:"),
    ("王芳 明天下午3点打电话", "王芳 | 3/5: 下午3点打电话"),
    ("王芳 今天问效果", "王芳 | 3/4: 问效果"),
    ("王芳 今天聊得很好", "王芳 | “聊得很好”"),
    ("王芳 周五问效果 月底催款", "王芳 | 3/6: 问效果 | 3/31: 催款"),
    ("王芳 3月20日生日送礼", "王芳 | 3/20: 生日送礼"),
    ("王芳 3/20 送礼", "王芳 | 3/20: 送礼"),
    ("王芳 说皮肤好多了 周五问效果", "王芳 | 3/6: 问效果 | “说皮肤好多了”"),
    ("王芳 皮肤过敏了，周五问一下", "王芳 | 3/6: 问一下 | “皮肤过敏了”"),
    ("王芳 答应周五寄样品", "王芳 | !3/6: 寄样品"),
    ("王芳 周五答应寄样品", "王芳 | !3/6: 寄样品"),
    ("王芳 答应寄样品", "王芳 | !3/5: 寄样品"),
    ("王芳 我答应她下周三发视频", "王芳 | !3/11: 发视频"),
    ("王芳 答应了明天拍照片", "王芳 | !3/5: 拍照片"),
    ("王芳 周五问面膜效果", "王芳 | 3/6: 问面膜效果"),
    ("王芳 周五发2盒面膜", "王芳 | 3/6: 发2盒面膜"),
    ("王芳 口红1 128 已付 答应送小样", "王芳 | 口红×1 | 128 paid | !3/5: 送小样"),
    ("昨天 王芳 口红1 128 已付", "王芳 | 口红×1 | 128 paid | on 3"),
    ("王芳 昨天买了口红1 已付", "王芳 | 口红×1 | 128 paid | on 3"),
    ("王芳 前天 面膜2 196 已付", "王芳 | 面膜×2 | 196 paid | on 2"),
    ("王芳 孩子上小学了", "王芳 | “孩子上小学了”"),
    ("王芳 聊了2小时孩子的事", "王芳 | “聊了2小时孩子的事”"),
    ("王芳 身高165 体重50", "王芳 | “身高165 体重50”"),
    ("王芳 38码的鞋有没有", "王芳 | “38码的鞋有没有”"),
    ("王芳", "王芳"),
    ("李丽 口红1", "李丽 | 口红×1 | 128"),
    ("ll 口红1", "?刘玲/李丽 | 口红×1 | 128"),
    ("wxm 面膜1", "王小明 | 面膜×1 | 98"),
    ("小明 面膜1", "王小明 | 面膜×1 | 98"),
    ("大同 面膜1", "周大同 | 面膜×1 | 98"),
    ("xymm 面膜1", "小雨妈妈 | 面膜×1 | 98"),
    ("小雨妈妈 面膜1", "小雨妈妈 | 面膜×1 | 98"),
    ("李大 面膜1", "? | 面膜×1 | 98 | “李大”"),
    ("陌生人 面膜1 已付", "? | 面膜×1 | 98 paid | “陌生人”"),
    ("wf 洗面奶1 58 已付", "王芳 | pays all | “洗面奶1 58”"),
    ("wf 已付", "王芳 | pays all"),
    ("wf 196 已付", "王芳 | pays 196"),
    ("wf 付了196", "王芳 | pays 196"),
    ("wf 196", "王芳 | “196”"),
    ("面膜2 196 已付 周五问效果", "? | 面膜×2 | 196 paid | 3/6: 问效果"),
    ("周五问效果", "? | 3/6: 问效果"),
    ("口红3 王芳 384", "王芳 | 口红×3 | 384"),
    ("王芳 面膜2 运费10 已付", "王芳 | 面膜×2 | 196 paid | “运费10”"),
    ("王芳 面膜2 优惠10", "王芳 | 面膜×2 | 196 | “优惠10”"),
    ("林怡君 面膜2盒 196元 訂金50 下週三出貨", "林怡君 | 面膜×2 | 196 paid 50 | 3/11: 出貨"),
    ("林怡君 面膜2盒 未付款", "林怡君 | 面膜×2 | 196"),
    ("林怡君 精華液1瓶 已轉帳", "林怡君 | 玫瑰精华液×1 | 268 paid"),
    ("林怡君 口紅兩支 256 已付款 禮拜五問效果", "林怡君 | 口红×2 | 256 paid | 3/6: 問效果"),
    ("黃淑芬 護手霜3 答應下週二寄樣品", "黄淑芬 | 护手霜×3 | 117 | !3/10: 寄樣品"),
    ("淑芬 面膜1 已付", "黄淑芬 | 面膜×1 | 98 paid"),
    ("hsf 面膜1 後天送", "黄淑芬 | 面膜×1 | 98 | 3/6: 送"),
    ("黃淑芬 昨天聊到小孩", "黄淑芬 | on 3 | “聊到小孩”"),
    ("黃淑芬 月底前問要不要補貨", "黄淑芬 | 3/31: 問要不要補貨"),
    ("黃淑芬 15號生日", "黄淑芬 | 3/15: 生日"),
    ("陳美玲 面膜 2 還沒付", "陈美玲 | 面膜×2 | 196"),
    ("陳美玲 欠款", "陈美玲 | “欠款”"),
    ("cml 蜂蜜2罐 500元 貨到付款", "陈美玲 | 蜂蜜×2 | 500"),
    ("amy serum 2 318 paid ask result friday", "Amy Chen | Vitamin C Serum×2 | 318 paid | 3/6: ask result"),
    ("amy serum x2 paid", "Amy Chen | Vitamin C Serum×2 | 318 paid"),
    ("amy 2 serums 318 paid, ask result next friday", "Amy Chen | Vitamin C Serum×2 | 318 paid | 3/13: ask result"),
    ("amy 2x serum unpaid", "Amy Chen | Vitamin C Serum×2 | 318"),
    ("amy two serums, not paid", "Amy Chen | Vitamin C Serum×2 | 318"),
    ("amy wants a serum", "Amy Chen | Vitamin C Serum×1 | 159"),
    ("amy bought 2 clay masks 120 paid", "Amy Chen | Clay Mask×2 | 120 paid"),
    ("amy 1 box of clay mask", "Amy Chen | Clay Mask×1 | 60"),
    ("amy clay mask 1, serum 1, 219, paid", "Amy Chen | Clay Mask×1 | Vitamin C Serum×1 | 219 paid"),
    ("amy chen clay mask 2", "Amy Chen | Clay Mask×2 | 120"),
    ("Amy Chen: Clay Mask x2, $120", "Amy Chen | Clay Mask×2 | 120"),
    ("amy clay mask 2 deposit 50", "Amy Chen | Clay Mask×2 | 120 paid 50"),
    ("amy clay mask 2 120 paid 50", "Amy Chen | Clay Mask×2 | 120 paid 50"),
    ("amy clay mask 2 120 owes 70", "Amy Chen | Clay Mask×2 | 120 paid 50"),
    ("amy friday ask result", "Amy Chen | 3/6: ask result"),
    ("amy ask result friday", "Amy Chen | 3/6: ask result"),
    ("amy call tomorrow", "Amy Chen | 3/5: call"),
    ("amy remind next week", "Amy Chen | 3/9: remind"),
    ("amy follow up in 3 days", "Amy Chen | 3/7: follow up"),
    ("amy in two weeks check in", "Amy Chen | 3/18: check in"),
    ("amy end of month collect payment", "Amy Chen | 3/31: collect payment"),
    ("amy promised to send samples by friday", "Amy Chen | !3/6: send samples"),
    ("amy promised samples next monday", "Amy Chen | !3/9: samples"),
    ("amy i promised photos", "Amy Chen | !3/5: photos"),
    ("amy her son starts school", "Amy Chen | “her son starts school”"),
    ("amy talked for 20 minutes about kids", "Amy Chen | “talked for 20 minutes about kids”"),
    ("amy yesterday bought serum 1 paid", "Amy Chen | Vitamin C Serum×1 | 159 paid | on 3"),
    ("yesterday amy serum 1 paid", "Amy Chen | Vitamin C Serum×1 | 159 paid | on 3"),
    ("amy send 2 clay masks friday", "Amy Chen | 3/6: send 2 clay masks"),
    ("amy on the 15th birthday", "Amy Chen | 3/15: birthday"),
    ("david serum 1 159 paid", "David Liu | Vitamin C Serum×1 | 159 paid"),
    ("rose clay mask 1 60", "Rose Wang | Clay Mask×1 | 60"),
    ("jenny serum 159", "Jenny | Vitamin C Serum×1 | 159"),
    ("jenny serum 3", "Jenny | Vitamin C Serum×3 | 477"),
    ("jenny serum 100", "Jenny | Vitamin C Serum×1 | 100"),
    ("paid 318 serum 2 amy", "Amy Chen | Vitamin C Serum×2 | 318 paid"),
    ("amy mask 2", "Amy Chen | Clay Mask×2 | 120"),
    ("serum 2 amy ask result next friday paid", "Amy Chen | Vitamin C Serum×2 | 318 paid | 3/13: ask result"),
    ("amy how much is the serum", "Amy Chen | “how much is the serum”"),
    ("amy is the serum good for dry skin?", "Amy Chen | “is the serum good for dry skin?”"),
    ("王芳 口红1 128 送了小样 周五问", "王芳 | 口红×1 | 128 | 3/6: 问 | “送了小样”"),
    ("王芳 口红2支 面膜1盒 共354 已收款", "王芳 | 口红×2 | 面膜×1 | 354 paid"),
    ("芳 面膜1", "王芳 | 面膜×1 | 98"),
    ("王芳 面膜2盒，口红1支，354元，未付，下周一催", "王芳 | 面膜×2 | 口红×1 | 354 | 3/9: 催"),
    ("wf mm2 kh1 hss3 已付", "王芳 | 面膜×2 | 口红×1 | 护手霜×3 | 441 paid"),
    ("wf 三盒面膜 已付", "王芳 | 面膜×3 | 294 paid"),
    ("wf 面膜5盒 每盒90 已付", "王芳 | 面膜×5 | 450 paid"),
    ("wf 面膜5 90一盒", "王芳 | 面膜×5 | 450"),
    ("wf 面膜5 450元 微信转账", "王芳 | 面膜×5 | 450 | “微信转账”"),
    ("wf 退了面膜1", "王芳 | “退了面膜1”"),
    ("wf 面膜2 货收到了 很满意", "王芳 | 面膜×2 | 196 | “货收到了 很满意”"),
    ("wf 没付款", "王芳 | “没付款”"),
    ("李丽 后天生日", "李丽 | 3/6: 生日"),
    ("李丽 4月5号要去杭州", "李丽 | 4/5: 要去杭州"),
    ("李丽 爱人姓陈，两个孩子", "李丽 | “爱人姓陈，两个孩子”"),
    ("wf 电话13812345678", "王芳 | “电话13812345678”"),
    ("wf kf@example.com", "王芳 | “kf@example.com”"),
    ("wf 面膜100盒 8000 定金3000 月底发货", "王芳 | 面膜×100 | 8000 paid 3000 | 3/31: 发货"),
    ("wf 面膜1 口红", "王芳 | 面膜×1 | 口红×1 | 226"),
    ("1. wf 面膜2 196 已付", "王芳 | 面膜×2 | 196 paid"),
    ("- wf 周五问效果", "王芳 | 3/6: 问效果"),
    ("• 王芳 口红1", "王芳 | 口红×1 | 128"),
    ("王芳 9:30 打电话", "王芳 | “9:30 打电话”"),
    ("王芳 明早9:30打电话", "王芳 | 3/5: 9:30打电话"),
    ("zgf 1.2万 已付", "曾国藩 | pays 12000"),
    ("王芳 口红1 ¥128.00 已付", "王芳 | 口红×1 | 128 paid"),
    ("王芳 口红1 12.5", "王芳 | 口红×1 | 12"),
    ("王芳 面膜２ １９６ 已付", "王芳 | 面膜×2 | 196 paid"),
    ("王芳 面膜2 196 已付 周五問效果", "王芳 | 面膜×2 | 196 paid | 3/6: 問效果"),
    ("wf 面膜 两盒 已付", "王芳 | 面膜×2 | 196 paid"),
    ("wf 面膜 x3 已付 明天发", "王芳 | 面膜×3 | 294 paid | 3/5: 发"),
    ("wf 面膜 3盒 口红 2支 550 已付", "王芳 | 面膜×3 | 口红×2 | 550 paid"),
    ("陈美玲 退款50", "陈美玲 | “退款50”"),
    ("amy paid", "Amy Chen | pays all"),
    ("amy paid 100", "Amy Chen | pays 100"),
    ("amy wants 2 serums, will pay friday", "Amy Chen | Vitamin C Serum×2 | 318 | 3/6:"),
    ("amy clay mask 3 @ 50 paid", "Amy Chen | Clay Mask×3 | 150 paid"),
    ("amy clay mask 3, 50 each, paid", "Amy Chen | Clay Mask×3 | 150 paid"),
    ("amy didn't pay yet", "Amy Chen | “didn't pay yet”"),
    ("amy clay mask 2 $120 paid", "Amy Chen | Clay Mask×2 | 120 paid"),
    ("Amy serum 1 send tomorrow", "Amy Chen | Vitamin C Serum×1 | 159 | 3/5: send"),
    ("amy serum 1 paid. her skin is much better now",
     "Amy Chen | Vitamin C Serum×1 | 159 paid | “her skin is much better now”"),
    ("amy monday: ask about skin", "Amy Chen | 3/9: ask about skin"),
    ("李姐 草莓2盒 未付 答应周六发货", "李姐 | 草莓×2 | 196 | !3/7: 发货"),
    ("lj 奶粉 2 196", "李姐 | 奶粉×2 | 196"),
    ("lj nf2 3天后问问", "李姐 | 奶粉×2 | 196 | 3/7: 问问"),
    ("李姐 两盒草莓 ¥120 付了", "李姐 | 草莓×2 | 120 paid"),
    ("李姐 草莓x3 奶粉x1 300元", "李姐 | 草莓×3 | 奶粉×1 | 300"),
    ("李姐 奶粉 定金50 15号", "李姐 | 奶粉×1 | 98 paid 50 | 3/15:"),
    ("Amy Chen mask x2 196 paid next friday ask how it is", "Amy Chen | Clay Mask×2 | 196 paid | 3/13: ask how it is"),
    ("3. 李姐 月底 给她报价", "李姐 | 3/31: 给她报价"),
    ("李姐，草莓２盒，１２０，已付", "李姐 | 草莓×2 | 120 paid"),
    ("李姐 孩子三岁了", "李姐 | “孩子三岁了”"),
    ("zgf 口红 50定金", "曾国藩 | 口红×1 | 128 paid 50"),
    ("zgf 口红 定金 50", "曾国藩 | 口红×1 | 128 paid 50"),
    ("zgf 口红2 256 付了 100", "曾国藩 | 口红×2 | 256 paid 100"),
    ("zgf 口红2 付了100", "曾国藩 | 口红×2 | 256 paid 100"),
    ("zgf 口红2 256 已付 100", "曾国藩 | 口红×2 | 256 paid 100"),
    ("zgf 口红2 已付 256", "曾国藩 | 口红×2 | 256 paid"),
    ("zgf 口红1 转了", "曾国藩 | 口红×1 | 128 paid"),
    ("zgf 口红2 @90", "曾国藩 | 口红×2 | 180"),
    ("王芳 面膜2 196 口红1 128", "王芳 | 面膜×2 | 口红×1 | 324"),
    ("王芳 面膜2 口红1 还欠56", "王芳 | 面膜×2 | 口红×1 | 324 paid 268"),
    ("王芳 面膜 2盒", "王芳 | 面膜×2 | 196"),
    ("clay mask 2 amy", "Amy Chen | Clay Mask×2 | 120"),
    ("amy call me in 20 minutes", "Amy Chen | “call me in 20 minutes”"),
    ("amy promised to send photos friday", "Amy Chen | !3/6: send photos"),
    ("amy i'll send photos", "Amy Chen | !3/5: send photos"),
    ("amy i'll send photos next monday", "Amy Chen | !3/9: send photos"),
    ("周五 王芳 问效果", "王芳 | 3/6: 问效果"),
    ("amy serum works great", "Amy Chen | “serum works great”"),
    ("王芳 面膜 很好用", "王芳 | “面膜 很好用”"),
    ("王芳 口红 面膜 已付", "王芳 | 口红×1 | 面膜×1 | 226 paid"),
    ("amy serum and clay mask paid", "Amy Chen | Vitamin C Serum×1 | Clay Mask×1 | 219 paid"),
    ("wf 面膜 答应周五发", "王芳 | 面膜×1 | 98 | !3/6: 发"),
    ("zgf 15号 口红", "曾国藩 | 口红×1 | 128 | 3/15:"),
    ("王芳 2盒面膜多少钱？", "王芳 | “2盒面膜多少钱？”"),
    ("王芳芳 面膜2", "? | 面膜×2 | 196 | “王芳芳”"),
    ("王芳 面膜2,196,已付", "王芳 | 面膜×2 | 196 paid"),
    ("王芳 今天 面膜2", "王芳 | 面膜×2 | 196"),
    ("她答应周五来 王芳", "王芳 | 3/6: 她答应来"),
    ("王芳昨天买了面膜2盒", "王芳 | 面膜×2 | 196 | on 3"),
    ("王芳 周五问效果 下周三催款 面膜2 196 已付", "王芳 | 面膜×2 | 196 paid | 3/6: 问效果 | 3/11: 催款"),
    ("amy friday ask result, next monday call", "Amy Chen | 3/6: ask result | 3/9: call"),
    ("她说她3月1号做了手术 王芳", "王芳 | “她说她3月1号做了手术”"),
    ("zgf 口红1 128 周五前付", "曾国藩 | 口红×1 | 128 | 3/6: 付"),
    ("王芳 1,200 已付", "王芳 | pays 1200"),
    ("王芳 面膜2 98 196", "王芳 | 面膜×2 | 196"),
    ("王芳 196 面膜2", "王芳 | 面膜×2 | 196"),
    ("面膜2 谁", "? | 面膜×2 | 196 | “谁”"),
    ("李丽 生日 3月1号", "李丽 | “生日 3月1号”"),
    ("李丽 3月1号 聊了孩子", "李丽 | on 1 | “3月1号 聊了孩子”"),
    ("3/1 李丽 口红1", "李丽 | 口红×1 | 128 | on 1"),
    ("李丽 今天 口红1 128 周五问效果", "李丽 | 口红×1 | 128 | 3/6: 问效果"),
    ("李丽 今天要问效果", "李丽 | 3/4: 要问效果"),
    ("李丽 今天发了货", "李丽 | “发了货”"),
    ("amy call today", "Amy Chen | 3/4: call"),
    ("call amy friday", "Amy Chen | 3/6: call"),
    ("问效果 李丽 周五", "李丽 | 3/6: 问效果"),
    ("李丽 口红 2盒面膜", "李丽 | 口红×1 | 面膜×2 | 324"),
    ("李丽 寄面膜2盒", "李丽 | “寄面膜2盒”"),
    ("wf 面膜2 今天付了100 周五付清", "王芳 | 面膜×2 | 196 paid 100 | 3/6: 付清"),
    ("wf 面膜2 下周三前付尾款96", "王芳 | 面膜×2 | 196 | 3/11: 付尾款96"),
    ("wf 4/5 生日", "王芳 | 4/5: 生日"),
    ("李丽 今晚直播", "李丽 | 3/4: 直播"),
    ("李丽 周三直播", "李丽 | 3/4: 直播"),
    ("amy her skin is better tonight call", "Amy Chen | 3/4: call | “her skin is better”"),
    ("王芳 面膜2 @98 196", "王芳 | 面膜×2 | 196"),
    ("王芳 面膜2盒（送1支口红） 196 已付", "王芳 | 面膜×2 | 196 paid | “（送1支口红）”"),
    ("王芳 面膜2 口红1 每盒90", "王芳 | 面膜×2 | 口红×1 | 286"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[line for line, _ in LINES])
def test_lines_as_people_jot_them_down(stall: Workspace, line: str, expected: str):
    assert told(stall, one(stall, line)) == expected


def test_whoever_and_whatever_may_be_meant_is_shown_and_never_guessed(shop: Workspace):
    reading = one(shop, "wf 面膜2 196")
    assert reading.friend is None
    assert {choice.name for choice in reading.friends} == {"王芳", "吴凡"}
    assert {choice.name for choice in reading.wares[0].choices} == {"补水面膜", "美白面膜"}
    assert not reading.clear
    assert shop.one_line.problem(reading) is Problem.WHICH_FRIEND
    reading = reading.with_friend(reading.friends[0])
    assert shop.one_line.problem(reading) is Problem.WHICH_PRODUCT
    reading = reading.with_ware(0, replace(reading.wares[0], choices=reading.wares[0].choices[1:]))
    assert shop.one_line.problem(reading) is None
    assert reading.clear
    assert one(shop, "李姐 奶粉 196").unsure == ("196",)  # the price of two of it
    assert shop.one_line.problem(one(shop, "谁谁 草莓")) is Problem.NOBODY


def test_a_tag_or_note_makes_nobody_the_one_who_is_meant(shop: Workspace):
    shop.contacts.tag([shop.finder.who("吴凡")], "李子")
    shop.contacts.edit(shop.finder.who("王芳"), note="李姐的朋友")
    assert [choice.name for choice in one(shop, "李 草莓").friends] == ["李姐"]


def test_a_line_is_one_step_with_all_that_it_says(shop: Workspace):
    line = "王芳 补水面膜2 196 已付 周五问效果"
    before = shop.undo.last()
    (taken,) = shop.one_line.take([one(shop, line)])
    friend = shop.finder.who("王芳")
    (order,) = shop.orders.of(friend)
    assert (order.total, order.paid, order.id) == (19_600, 19_600, taken.order)
    assert [(row.due, row.text) for row in shop.follow_ups.of(friend)] == [(FRIDAY, "问效果")]
    (again,) = shop.one_line.take([one(shop, line)])
    assert again.problem is Problem.TAKEN
    assert len(shop.orders.of(friend)) == 1
    shop.undo.undo()
    assert shop.orders.of(friend) == []
    assert shop.follow_ups.of(friend) == []
    assert shop.undo.last() == before
    assert shop.one_line.problem(one(shop, line)) is None  # what was taken back may be taken again


def test_many_lines_are_one_step_and_what_is_not_clear_is_left(shop: Workspace):
    text = "李姐 草莓2 196 已付\n\nwf 面膜\n李姐 草莓2 196 已付\nAmy Wong 明天 call her"
    taken = shop.one_line.take(shop.one_line.read(text))
    assert [one.problem for one in taken] == [None, Problem.WHICH_FRIEND, Problem.TAKEN, None]
    shop.undo.undo()
    assert shop.orders.of(shop.finder.who("李姐")) == []
    forced = shop.one_line.take(shop.one_line.read(text), again=True)
    assert [one.problem for one in forced] == [None, Problem.WHICH_FRIEND, None, None]
    assert len(shop.orders.of(shop.finder.who("李姐"))) == 2


@pytest.mark.parametrize(
    ("line", "total", "paid"),
    [
        ("李姐 草莓2", 19_600, 0),
        ("李姐 草莓2 150", 15_000, 0),  # cheaper than the list
        ("李姐 草莓2 300 已付", 30_000, 30_000),
        ("李姐 草莓3 100", 10_000, 0),  # does not divide
        ("李姐 草莓1 奶粉1 150 已付", 15_000, 15_000),
        ("李姐 草莓1 奶粉1 250", 25_000, 0),
        ("李姐 草莓2 定金50", 19_600, 5_000),
    ],
)
def test_the_amount_is_that_of_the_whole_order(shop: Workspace, line: str, total: int, paid: int):
    shop.one_line.take([one(shop, line)])
    (order,) = shop.orders.of(shop.finder.who("李姐"))
    assert (order.total, order.paid) == (total, paid)


def test_money_without_goods_pays_what_is_owed(shop: Workspace):
    friend = shop.finder.who("李姐")
    assert shop.one_line.problem(one(shop, "李姐 50 已付")) is Problem.NO_ORDER
    shop.one_line.take([one(shop, "李姐 草莓2"), one(shop, "李姐 奶粉1")])
    shop.one_line.take([one(shop, "李姐 98 已付")])
    assert [(order.total, order.owed) for order in sorted(shop.orders.of(friend), key=lambda row: row.id)] == [
        (19_600, 19_600),
        (9_800, 0),
    ]
    assert shop.one_line.problem(one(shop, "李姐 草莓1 定金500")) is Problem.TOO_MUCH


def test_a_part_that_came_and_what_is_still_owed(shop: Workspace):
    friend = shop.finder.who("李姐")
    shop.one_line.take([one(shop, "李姐 草莓2 256 付了100"), one(shop, "李姐 奶粉2 256 还欠56")])
    orders = sorted(shop.orders.of(friend), key=lambda row: row.id)
    assert [(order.total, order.paid) for order in orders] == [(25_600, 10_000), (25_600, 20_000)]
    shop.one_line.take([one(shop, "李姐 付了56")])
    assert sum(order.owed for order in shop.orders.of(friend)) == 15_600
    assert shop.one_line.problem(one(shop, "李姐 草莓2 256 付了300")) is Problem.TOO_MUCH
    assert shop.one_line.problem(one(shop, "李姐 洗面奶1 100 已付")) is Problem.NO_ORDER  # not for another order


def test_goods_that_each_have_an_amount_cost_that(shop: Workspace):
    shop.one_line.take([one(shop, "李姐 草莓2 196 奶粉1 128 已付")])
    (order,) = shop.orders.of(shop.finder.who("李姐"))
    assert (order.total, order.paid) == (32_400, 32_400)
    assert [(line.quantity, line.unit_price) for line in shop.orders.card(order.id).lines] == [(2, 9_800), (1, 12_800)]


def test_what_was_is_kept_under_its_day(shop: Workspace):
    shop.one_line.take(shop.one_line.read("昨天 李姐 草莓2 已付\n李姐 昨天聊到小孩"))
    friend, yesterday = shop.finder.who("李姐"), shop.clock.today() - timedelta(days=1)
    (order,) = shop.orders.of(friend)
    talk = shop.conversations.last_words([friend])[friend]
    assert (order.day, shop.clock.day_of(talk.at), talk.text) == (yesterday, yesterday, "聊到小孩")


def test_two_days_are_two_reminders(shop: Workspace):
    shop.one_line.take([one(shop, "李姐 周五问效果 答应月底寄样品 3/20催款")])
    friend = shop.finder.who("李姐")
    assert [row.text for row in shop.follow_ups.of(friend) if row.text != "寄样品"] == ["问效果", "催款"]
    assert [row.text for row in shop.promises.of(friend)] == ["寄样品"]


def test_two_friends_of_one_name_stay_a_choice(shop: Workspace):
    assert one(shop, "王芳要2盒补水面膜").friend is not None
    shop.contacts.add(ContactDraft("王芳"))
    reading = one(shop, "王芳要2盒补水面膜")
    assert (reading.friend, len(reading.friends)) == (None, 2)


def test_half_a_character_is_no_name(shop: Workspace):
    assert one(shop, "王芳\ud800 草莓2").wares[0].quantity == 2


def test_what_is_sold_is_known_at_once(shop: Workspace):
    assert one(shop, "李姐 口红2").wares == ()
    shop.products.add(ProductDraft("口红"))
    assert [ware.quantity for ware in one(shop, "李姐 口红2").wares] == [2]


def test_what_is_left_is_written_down(shop: Workspace):
    shop.one_line.take([one(shop, "李姐 孩子三岁了")])
    friend = shop.finder.who("李姐")
    assert shop.conversations.last_words([friend])[friend].text == "孩子三岁了"


@pytest.mark.usefixtures("language")
def test_every_chip_and_problem_is_said(shop: Workspace):
    for line in [*(line for line, _ in LINES), "wf 面膜2", "谁谁", "李姐 草莓2 50定金", "李姐 草莓2 还欠56 @90"]:
        said = chips(one(shop, line), Currency.CNY, TODAY)
        assert all(words and "{n}" not in words for words in said)
    assert len({problem_words(problem) for problem in Problem}) == len(Problem)


def nobody(_words: str) -> list[Choice]:
    return []


def anybody(words: str) -> list[Choice]:
    return [Choice(len(words), words, sure=len(words) % 2 == 0)]


@given(st.text(max_size=80), st.sampled_from([nobody, anybody]), st.sampled_from([nobody, anybody]))
def test_any_text_is_read(text: str, who, what):
    reading = read_line(text, TODAY, Currency.CNY, who, what)
    assert reading.line == text.strip()
    assert reading.part >= 0
    assert all(ware.quantity >= 1 for ware in reading.wares)


WORDS = (
    "wf", "王芳", "面膜2", "面膜", "serum", "196", "2", "已付", "未付", "定金", "定金50", "周五", "昨天", "答应",
    "问效果", "15号", "¥99", "每盒30", "x3", "两盒", "，", "。", "ask", "friday", "promised", "to", "paid",
    "①", "½", "\u200b", "\0", "\1", "😀", "ﷺ", "\ud800", "İ",
    "共300", "运费8", "欠", "owes 5", "@ 50", "$", "1.2万", "9:30", "1,200",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.lists(st.sampled_from(WORDS)).map("".join))
def test_any_words_are_read_and_no_number_is_dropped(stall: Workspace, text: str):
    for reading in stall.one_line.read(text):
        if not reading.wares and reading.paid is Paid.UNSAID and not reading.plans:
            assert [number for number in re.findall("[0-9]+", reading.note) if number in {"196", "300"}] == [
                number for number in re.findall("[0-9]+", reading.line) if number in {"196", "300"}
            ]
        said = chips(reading, Currency.CNY, TODAY)
        assert all(said)


@given(st.lists(st.sampled_from(("王芳", "口红1", "口红 ", "Amy Chen", *WORDS)), max_size=12).map(" ".join))
def test_what_is_clear_is_taken_and_taken_back(stall: Workspace, text: str):
    before = stall.undo.last()
    readings = stall.one_line.read(f"王芳 {text}")
    wanted = [stall.one_line.problem(reading) for reading in readings]
    assert [one.problem for one in stall.one_line.take(readings)] == wanted
    if None in wanted:
        stall.undo.undo()
    assert stall.undo.last() == before


PIECES = ("补水面膜2", "196", "已付", "周五问效果")


@given(st.permutations(PIECES))
def test_the_order_of_the_pieces_does_not_matter(pieces: list[str]):
    def what(words: str) -> list[Choice]:
        return [Choice(1, "补水面膜", sure=True)] if words == "补水面膜" else []

    def who(words: str) -> list[Choice]:
        return [Choice(1, "王芳", sure=True)] if words == "王芳" else []

    reading = read_line(" ".join(["王芳", *pieces]), TODAY, Currency.CNY, who, what)
    assert reading.plans == (Plan(FRIDAY, "问效果"),)
    assert (reading.amount, reading.paid, reading.note) == (19_600, Paid.ALL, "")
    assert [(ware.words, ware.quantity) for ware in reading.wares] == [("补水面膜", 2)]


def test_the_command_line_tells_takes_and_passes_over(shop: Workspace, tmp_path):
    import json

    def said(*words: str):
        answer = cli.answered(["note", *words, "--json"], shop, tmp_path, unheard)
        return answer.code, json.loads(answer.out)

    code, told = said("李姐 草莓2 196 已付", "--dry-run")
    assert (code, told["lines"][0]["amount"], told["lines"][0]["problem"]) == (0, 19_600, None)
    assert shop.orders.of(shop.finder.who("李姐")) == []
    assert said("李姐 草莓2 196 已付")[0] == 0
    code, told = said("李姐 草莓2 196 已付")
    assert (code, told["lines"][0]["problem"]) == (0, "taken")
    code, told = said("昨天 李姐 草莓2 196 奶粉1 @128 付了100 周五问效果 答应月底寄样品", "--dry-run")
    (line,) = told["lines"]
    assert (code, line["paid"], line["part"], line["day"]) == (0, "part", 10_000, "2026-03-03")
    assert [(ware["amount"], ware["each"]) for ware in line["wares"]] == [(19_600, None), (None, 12_800)]
    assert [(plan["day"], plan["promised"]) for plan in line["plans"]] == [("2026-03-06", False), ("2026-03-31", True)]
    notes = tmp_path / "pasted.txt"
    notes.write_text("Amy Wong 明天 call her\nwf 面膜\n", "utf-8")
    code, told = said(str(notes))
    assert code == 1
    assert [line["problem"] for line in told["lines"]] == [None, "which_friend"]
