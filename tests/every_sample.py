"""Every invented file and text of the tests in one place: what the fuzzer starts from, and what must come in whole."""

import base64
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from openpyxl import Workbook

from crm.demo import make_demo
from crm.transfer.everything import write_everything
from crm.workspace import open_workspace
from tests import (
    talk_samples,
    test_addresses,
    test_name_cards,
    test_one_line,
    test_remarks,
    test_signups,
)
from tests.transfer import (
    bill_samples,
    hostile,
    shop_samples,
    test_cards_of_phones,
    test_contacts_in,
    test_guards,
    test_order_books,
    test_order_details,
    test_sheets,
)

XLS = zlib.decompress(
    base64.b85decode(
        rb"c-rk)O-NKx6#nj;H^1pP>KJHXB4lL>P9n_&Iu(?QNUauS3FhP|p=nJ;*`h3SB|*@pq85gmHddQ{sD<rX1WGM}AaIISZ3>E7=)BH3@6Dv;!hsTt"
        rb"_dV{p_ndpr_wIZ5-gEDJQ<M4AqxVaa_yrAcAZ2*rnqyOxylEu>sy7TSrgIM^!^S@auZITG<;0WR7j7Oy9`7VH+|!?t1m00<!!b1V_r=SW5Zj~="
        rb"9g6!<Pg3C~S^OxLUKNNuEV5AKU1|AL<QB197Fkbir_}*WMw=?b)-2wyl}nu;%==J$-iRfHB0T3=eEy0u+d8o|aipVnc~+F_IT!<tTVuR0p6KYE"
        rb"Mvw+@3}1~h;7fX?PL$d9rL`-N{rh~odjb1ZO$P>H9Fhq>j2r}YuF=%(gPUSAIF1#haiaRVu1^CFsPXn>^S8aE?~HBkrfl`84{^#`n{QpC+L04^"
        rb"ZT>C_#HY_3Z4X5vHRK$s4cC|m`A8#UbxpWBR7YM--BYd7B4V}J=;IhKF(EK7CgjRm$syT^JSpePiV0BEpSkn-<*ryuv|TKNvJaTM#TtG<7`VV5"
        rb"<m{Ikhe#)-O7Ykr@}jV=l5&a2Ahn^qqNT_x>==?Zm!!6W?o%sx6<s^0ypGDlA9p`09ey8OPv!B(<k{f(>*y%TY4_?Rf4+uLrK;48>x{?Ibgrz("
        rb"@>XQ=Z&Ajh1+2as)|QxuS@@)wFVfWb?Wl~VS?|i!9HcoinogQ-F{=fbl`uQ4_DYyt8I76U8I76w-JjD~W9E@UlUZAUSrca7&z0t~M%1)3t1n|`"
        rb"R%X<Mkw>sWE5HMGr%3w~KG?8f!-fqTHf-2f{!ns0HP7U_bt>ocrQ7<iGfOFD|0elwu?PKhoum)b?dYRCfq|^%&q_E|noBLxC;h*Wv5)SaKo4Tl"
        rb"kDjdOFMY46xzDp`$H1RkLfPIwl}$hY^8J4R)=S;W"
    )
)
"""A list of two friends as Excel wrote it before 2007."""


class File(NamedTuple):
    """A file: what it is called, what it brings, its bytes, and the files that come in before it."""

    name: str
    kind: str
    data: bytes
    before: tuple["File", ...] = ()


def _encoded(given: str | bytes) -> bytes:
    return given.encode() if isinstance(given, str) else given


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _xlsx(text: str) -> bytes:
    """A table in a workbook."""
    book = Workbook()
    for line in text.splitlines():
        book.active.append(line.split(","))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _made(build, *words: object) -> bytes:
    """What a builder of files writes."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return build(Path(folder) / "file", *words).read_bytes()


def contacts() -> Iterator[File]:
    for name, (_, text, _) in test_sheets.SHEETS.items():
        yield File(f"{name}.csv", "contacts", _encoded(text))
    for name, (text, _) in test_sheets.JSON.items():
        yield File(f"{name}.json", "contacts", _encoded(text))
    yield File("names.txt", "contacts", test_sheets.NAMES.encode())
    yield File("list.csv", "contacts", _encoded(test_contacts_in.LIST))
    yield File(
        "friends.xlsx",
        "contacts",
        _xlsx("昵称,备注,微信号,手机,生日\n小明,A小明-深圳,wxm_1,13800000001,1990-08-15\n李姐,,,,"),
    )
    yield File("friends.xls", "contacts", XLS)
    row = "".join(map(test_guards.ods_cell, ("昵称", "电话")))
    friend = "".join(map(test_guards.ods_cell, ("王小明", "13800000001")))
    yield File(
        "friends.ods", "contacts", _made(test_guards.ods, test_guards.ods_row(row) + test_guards.ods_row(friend))
    )
    yield File("far.xlsx", "contacts", _made(hostile.far_style))


def cards() -> Iterator[File]:
    for name, (data, _) in test_cards_of_phones.CARDS.items():
        yield File(f"{name.replace(':', ',')}.vcf", "contacts", data)
    yield File("picture.vcf", "contacts", test_cards_of_phones.photo(test_cards_of_phones.JPEG))
    nested = test_cards_of_phones.card("FN:outer", "BEGIN:VCARD", "FN:inner", "TEL:13800000001", "END:VCARD")
    yield File("nested.vcf", "contacts", nested)
    agent = test_cards_of_phones.card("FN:boss", "AGENT:BEGIN:VCARD", "FN:agent", "END:VCARD", "TEL:13800000002")
    yield File("agent.vcf", "contacts", agent)
    group = test_cards_of_phones.card("VERSION:3.0", "FN:家人", "X-ADDRESSBOOKSERVER-KIND:group")
    yield File("group.vcf", "contacts", group + test_cards_of_phones.card("VERSION:3.0", "FN:Ann"))


def orders() -> Iterator[File]:
    for sample in shop_samples.SAMPLES:
        yield _order(sample)
    book = test_order_books.BOOK.encode()
    yield File("book.csv", "orders", book)
    for name, text in test_order_books.COURIER.items():
        if isinstance(text, str | bytes):
            yield File(f"{name}.csv", "orders", _encoded(text))
    for number, header in enumerate((test_order_details.YOUZAN, test_order_details.XHS)):
        yield File(f"headings {number}.csv", "orders", header.encode())


def _order(sample: shop_samples.Sample) -> File:
    ending = "xlsx" if sample.data.startswith(b"PK") else "csv"
    before = () if sample.before is None else (_order(sample.before),)
    return File(f"{sample.name}.{ending}", "orders", sample.data, before)


def bills() -> Iterator[File]:
    yield File("wechat.csv", "bill", bill_samples.wechat_csv())
    yield File("wechat without mark.csv", "bill", bill_samples.wechat_csv(mark=False))
    yield File("wechat.xlsx", "bill", bill_samples.wechat_xlsx())
    yield File("alipay.csv", "bill", bill_samples.alipay_csv())
    yield File("jd.csv", "bill", bill_samples.jd_csv())
    yield File("old alipay.csv", "bill", bill_samples.old_alipay_csv())


def talks() -> Iterator[File]:
    for name, (_, _, text) in talk_samples.TEXTS.items():
        yield File(f"{name}.txt", "talk", text.encode())
    for number, (text, *_) in enumerate(talk_samples.ASKED):
        yield File(f"asked {number}.txt", "talk", text.encode())
    for name, rows in talk_samples.ROWS.items():
        yield File(f"{name}.csv", "talk", "\n".join(rows).encode())
    for name in ("TELEGRAM", "CHATLAB", "ARRAY", "SESSION"):
        yield File(f"{name.lower()}.json", "talk", _json(getattr(talk_samples, name)))
    yield File("lines.jsonl", "talk", b"\n".join(map(_json, talk_samples.LINES)))
    yield File("小王.mht", "talk", talk_samples.MHT.encode())
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", talk_samples.TEXTS["WhatsApp on an iPhone"][2])
        archive.writestr("IMG-20260308-WA0001.jpg", b"\xff\xd8\xff")
    yield File("WhatsApp Chat - 小王.zip", "talk", held.getvalue())


def sign_ups() -> Iterator[File]:
    yield File("list.txt", "signup", test_signups.LIST.encode())


def shops() -> Iterator[File]:
    def build(path: Path) -> Path:
        shop = open_workspace(path.parent / "shop")
        make_demo(shop, 8, 20, 8, seed=3)
        write_everything(shop.store, shop.settings.shop().currency, path)
        shop.close()
        return path

    yield File("shop.json", "shop", _made(build))


def files() -> Iterator[File]:
    """All of them."""
    for kind in (contacts, cards, orders, bills, talks, sign_ups, shops):
        yield from kind()


def texts(module: ModuleType) -> Iterator[str]:
    """The texts that a file of tests is given: its `parametrize` marks and lists of pieces."""
    for found in vars(module).values():
        for mark in getattr(found, "pytestmark", ()) if callable(found) else ():
            if mark.name == "parametrize":
                for one in mark.args[1]:
                    first = one[0] if isinstance(one, tuple) else one
                    if isinstance(first, str):
                        yield first


def addresses() -> Iterator[str]:
    return texts(test_addresses)


def name_cards() -> Iterator[str]:
    return texts(test_name_cards)


def remarks() -> Iterator[str]:
    return texts(test_remarks)


def one_lines() -> Iterator[str]:
    return (line for line, _ in test_one_line.LINES)
