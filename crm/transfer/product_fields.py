"""Which columns a list of products has, in the words of price lists and of our own."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto

from crm.transfer.columns import HEADER_WITHIN
from crm.transfer.errors import UnknownFieldError, UnknownHeaderError
from crm.transfer.headings import field_of, plain_heading
from crm.transfer.tables import Row


class ProductField(StrEnum):
    """What a column of a list of products says."""

    NAME = auto()
    VARIANT = auto()
    PRICE = auto()
    COST = auto()
    UNIT = auto()
    SORT = auto()
    STOCK = auto()
    LOW_STOCK = auto()
    DAYS = auto()
    TIER = auto()
    """What a tier pays; the heading names the tier."""
    BREAKS = auto()
    """What everybody pays from so many units on."""
    PARTS = auto()
    ORIGIN = auto()
    AUTHORISATION = auto()
    RECOMMEND = auto()
    STORY = auto()
    NOTE = auto()
    IGNORE = auto()


_WORDS = {
    ProductField.NAME: """
        产品 商品 品名 名称 名稱 产品名称 商品名称 商品名稱 產品 產品名稱 货品 貨品 货品名称 宝贝名称 宝贝标题
        标题 商品标题 款式 款名 品项 品項 name product productname item itemname title goods
    """,
    ProductField.VARIANT: """
        规格 規格 型号 型號 颜色 顏色 色号 色號 尺码 尺碼 款色 规格型号 规格名称 sku属性 variant spec option
        shade size
    """,
    ProductField.PRICE: """
        零售价 零售價 价格 價格 售价 售價 单价 單價 定价 定價 原价 原價 市场价 市場價 建议零售价 建議售價 销售价 銷售價
        一口价 金额 retailprice price unitprice listprice rrp msrp
    """,
    ProductField.COST: """
        成本 成本价 成本價 进价 進價 进货价 進貨價 拿货价 拿貨價 采购价 採購價 cost costprice purchaseprice
    """,
    ProductField.UNIT: "单位 單位 计量单位 計量單位 unit uom",
    ProductField.SORT: "分类 分類 类别 類別 类目 類目 品类 品類 系列 商品分类 产品分类 sort category collection type",
    ProductField.STOCK: """
        库存 庫存 库存数量 庫存數量 现有库存 現有庫存 可售库存 数量 數量 stock quantity qty onhand inventory
    """,
    ProductField.LOW_STOCK: """
        低库存提醒 低庫存提醒 库存下限 庫存下限 安全库存 安全庫存 库存预警 預警數量 lowfrom lowstock minstock
        reorderpoint
    """,
    ProductField.DAYS: "一件用几天 一件用幾天 用几天 使用天数 使用天數 可用天数 daysonelasts days",
    ProductField.BREAKS: "数量价 數量價 阶梯价 階梯價 批发价 批發價 量贩价 quantityprices pricebreaks wholesaleprice",
    ProductField.PARTS: "套装内容 套裝內容 组合内容 組合內容 套餐内容 内含 內含 inthebundle contents bundle",
    ProductField.ORIGIN: "产地 產地 原产地 原產地 origin madein countryoforigin",
    ProductField.AUTHORISATION: """
        授权 授權 授权书 授權書 备案号 批准文号 許可證 authorisation authorization licence license
    """,
    ProductField.RECOMMEND: "背书 推荐理由 推薦理由 推荐语 推薦語 卖点 賣點 whyistandforit recommendation",
    ProductField.STORY: "故事 产品故事 商品故事 品牌故事 详情 詳情 描述 商品描述 介绍 介紹 story description",
    ProductField.NOTE: "记事 記事 备注 備註 说明 說明 note notes remark remarks",
    ProductField.IGNORE: """
        序号 序號 编号 編號 编码 編碼 条码 條碼 货号 貨號 sku skuid id no barcode 图片 圖片 image whatiswrong
        哪里不对 哪裡不對
    """,
}  # fmt: skip
_BY_HEADING = {word: field for field, text in _WORDS.items() for word in text.split()}
_TIER = re.compile(r"(?:级别价|等级价|代理价|等級價|代理價|tier ?price)[:：]\s*(?P<name>.+)", re.IGNORECASE | re.DOTALL)
_PRICED = frozenset({ProductField.PRICE, ProductField.COST, ProductField.STOCK})


@dataclass(frozen=True, slots=True)
class ProductColumn:
    """One column: its place from 0, its heading, the field it fills (none: nobody knows), and whose price it is."""

    place: int
    heading: str
    field: ProductField | None
    tier: str = ""


@dataclass(frozen=True, slots=True)
class ProductLayout:
    """How to read the rows of a list of products. `header` and `first` are row numbers, `header` 0 without one."""

    columns: tuple[ProductColumn, ...]
    header: int
    first: int

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in their order."""
        return tuple(column.heading for column in self.columns)

    @property
    def fields(self) -> frozenset[ProductField]:
        """Every field that some column fills."""
        return frozenset(column.field for column in self.columns if column.field is not None)

    @property
    def usable(self) -> bool:
        """Whether rows can say which product they are about."""
        return ProductField.NAME in self.fields


def recognise_products(
    rows: Sequence[Row], named: Iterable[str] = (), tiers: Iterable[str] = (), *, header: int | None = None
) -> ProductLayout:
    """The layout of a list of products from its first rows.

    `named` are headings that the seller says the table has, `tiers` the names of theirs, `header` the number of the row
    where the headings stand.
    """
    wanted = frozenset(map(plain_heading, named)) - {""}
    best: tuple[int, int, Row] | None = None
    for place, row in enumerate(rows[:HEADER_WITHIN] if header is None else rows):
        if header is not None and row.number != header:
            continue
        fields = [field_of_heading(cell) for cell in row.cells]
        score = len({field for field in fields if field is not None}) if ProductField.NAME in fields else 0
        if wanted and not wanted.isdisjoint(map(plain_heading, row.cells)):
            score += 100
        if score > (0 if best is None else best[0]) or header is not None:
            best = (score, -place, row)
    if best is None:
        width = max((len(row.cells) for row in rows), default=0)
        first = next((row.number for row in rows if any(row.cells)), 1)
        return ProductLayout(tuple(ProductColumn(n, str(n + 1), None) for n in range(width)), 0, first)
    row = best[2]
    return ProductLayout(_columns(row.cells, frozenset(tiers)), row.number, row.number + 1)


def looks_like_products(rows: Sequence[Row]) -> bool:
    """Whether a table is a list of products: what they are called and what they cost, and nothing about friends."""
    layout = recognise_products(rows)
    friends = {field_of(column.heading) for column in layout.columns if column.field is None} - {None}
    return layout.usable and bool(layout.fields & _PRICED) and len(layout.fields) > len(friends) + 1


def remap_products(layout: ProductLayout, wishes: Mapping[str, str]) -> ProductLayout:
    """The layout with what the seller wants: field word → heading (or a column's number from 1).

    Columns proposed for that field lose it. An empty heading takes the field off all columns. Raises
    `UnknownFieldError` and `UnknownHeaderError`.
    """
    columns = list(layout.columns)
    for word, heading in wishes.items():
        try:
            field = ProductField(word.strip().casefold().replace("-", "_"))
        except ValueError as error:
            raise UnknownFieldError(word) from error
        chosen = _find(columns, heading) if heading else None
        for place, column in enumerate(columns):
            if place == chosen:
                columns[place] = replace(column, field=field, tier=column.tier or column.heading)
            elif column.field is field and field not in {ProductField.IGNORE, ProductField.TIER}:
                columns[place] = replace(column, field=None)
    return replace(layout, columns=tuple(columns))


def field_of_heading(heading: str) -> ProductField | None:
    """The field that a single heading stands for, none if it is none we know."""
    if _TIER.fullmatch(unicodedata.normalize("NFKC", heading).strip()):
        return ProductField.TIER
    return _BY_HEADING.get(plain_heading(heading))


def _columns(headings: Sequence[str], tiers: frozenset[str]) -> tuple[ProductColumn, ...]:
    columns: list[ProductColumn] = []
    seen: set[ProductField] = set()
    for place, heading in enumerate(headings):
        shown = unicodedata.normalize("NFKC", heading).strip()
        told = _TIER.fullmatch(shown)
        bare = shown.removesuffix("价").removesuffix("價").strip()
        if told is not None:
            columns.append(ProductColumn(place, heading, ProductField.TIER, " ".join(told["name"].split())))
        elif bare in tiers or shown in tiers:
            columns.append(ProductColumn(place, heading, ProductField.TIER, bare if bare in tiers else shown))
        else:
            field = field_of_heading(heading)
            # of two columns for one thing the first counts
            columns.append(ProductColumn(place, heading, None if field in seen else field))
            if field is not None and field is not ProductField.IGNORE:
                seen.add(field)
    return tuple(columns)


def _find(columns: Sequence[ProductColumn], heading: str) -> int:
    wanted = plain_heading(heading)
    for column in columns:
        if heading == column.heading or (wanted and wanted == plain_heading(column.heading)):
            return column.place
    if heading.isascii() and heading.isdigit() and 1 <= int(heading[:6]) <= len(columns):
        return int(heading) - 1
    raise UnknownHeaderError(heading, tuple(column.heading for column in columns if column.heading))
