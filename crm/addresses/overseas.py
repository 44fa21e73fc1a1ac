"""Addresses of Taiwan, Hong Kong, Macau and Malaysia: told by their divisions, postcodes and convenience stores."""

import re
from dataclasses import dataclass, replace
from functools import cache

from crm.addresses.divisions import FOLDER
from crm.addresses.parts import Field, Recipient
from crm.names import fold

TAIWAN, HONG_KONG, MACAU = "710000", "810000", "820000"
_HAN = re.compile("[\u3400-\u9fff]+")
_COUNTRY = re.compile("(?:中国|中華民國|中华民国)?(?:台湾|臺灣|台灣)(?:省|地区|地區)?|taiwan", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<![0-9])([0-9]{3}(?:-?[0-9]{2,3})?)(?![0-9])")
_CHAIN = re.compile(
    r"(?P<chain>7-?(?:11|eleven)|統一超商|统一超商|小七|全家(?:便利商店)?|萊爾富|莱尔富|hi-?life|ok(?:超商|mart))"
    r"[ ,:]*(?P<store>[^\s,，:：0-9()（）]{1,12}?(?:門市|门市|店))?",
    re.IGNORECASE,
)
_STORE = re.compile(r"(?P<store>[\u3400-\u9fff]{1,10}?(?:門市|门市))")
_NUMBER = re.compile(
    r"(?:店號|店号|門市店號|店舖號|店鋪號|門市代號|no\.?)?[ :：#]{0,3}(?<![0-9])([0-9]{6})(?![0-9])", re.IGNORECASE
)
_HONG_KONG = re.compile(
    r"香港(?:特别行政区|特別行政區)?|九[龙龍]|新界|hong ?kong|kowloon|new territories"
    r"|(?<![a-z])(?:hk|kln|n\.?t\.)(?![a-z])",
    re.IGNORECASE,
)
_MACAU = re.compile(r"澳[门門](?:特别行政区|特別行政區)?|氹仔|路[环環]|maca[uo]|taipa|coloane", re.IGNORECASE)
_MALAYSIA = re.compile(r"马来西亚|馬來西亞|malaysia|\b(?:jalan|jln|taman|lorong|kampung|persiaran)\b", re.IGNORECASE)
_MALAY_POSTCODE = re.compile(r"(?<![0-9])([0-9]{5})[ ,]+([A-Za-z][A-Za-z' ]{2,30}?)(?=,|\.|$|\n|  )")
_HONG_KONG_PLACES = {
    "油尖旺區": "旺角,油麻地,尖沙咀,佐敦,大角咀,mong kok,mongkok,yau ma tei,tsim sha tsui,jordan",
    "觀塘區": "觀塘,牛頭角,藍田,油塘,九龍灣,kwun tong,kowloon bay",
    "沙田區": "沙田,大圍,馬鞍山,火炭,shatin,sha tin,tai wai,ma on shan",
    "灣仔區": "灣仔,銅鑼灣,跑馬地,wan chai,wanchai,causeway bay",
    "中西區": "中環,上環,西環,堅尼地城,金鐘,西營盤,sheung wan,kennedy town",
    "東區": "北角,鰂魚涌,柴灣,筲箕灣,小西灣,north point,quarry bay,chai wan,shau kei wan",
    "深水埗區": "深水埗,長沙灣,荔枝角,石硤尾,美孚,sham shui po,cheung sha wan,lai chi kok,mei foo",
    "九龍城區": "九龍城,紅磡,何文田,土瓜灣,啟德,九龍塘,hung hom,ho man tin,kowloon city,to kwa wan",
    "黃大仙區": "黃大仙,鑽石山,慈雲山,樂富,新蒲崗,wong tai sin,diamond hill",
    "葵青區": "葵涌,青衣,葵芳,葵興,kwai chung,tsing yi,kwai fong",
    "荃灣區": "荃灣,tsuen wan",
    "屯門區": "屯門,tuen mun",
    "元朗區": "元朗,天水圍,yuen long,tin shui wai",
    "北區": "上水,粉嶺,sheung shui,fanling",
    "大埔區": "大埔,tai po",
    "西貢區": "西貢,將軍澳,坑口,寶琳,sai kung,tseung kwan o",
    "離島區": "東涌,長洲,大嶼山,愉景灣,tung chung,discovery bay",
    "南區": "香港仔,鴨脷洲,赤柱,黃竹坑,aberdeen,ap lei chau",
}
"""The districts of Hong Kong, and the places by which people name them."""


@dataclass(frozen=True, slots=True)
class _Place:
    county: str
    town: str
    postcode: str


@cache
def _taiwan() -> tuple[dict[str, str], dict[tuple[str, str], _Place], dict[str, list[_Place]]]:
    """Counties by their folded name; towns by county and name; towns by name alone."""
    counties: dict[str, str] = {}
    towns: dict[tuple[str, str], _Place] = {}
    alone: dict[str, list[_Place]] = {}
    for line in (FOLDER / "taiwan.txt").read_text(encoding="utf-8").splitlines():
        county, *rest = line.split()
        counties[fold(county)] = county
        for word in rest:
            place = _Place(county, word[3:], word[:3])
            towns[fold(county), fold(place.town)] = place
            alone.setdefault(fold(place.town), []).append(place)
    return counties, towns, alone


@cache
def _malaysia() -> list[tuple[str, int, int]]:
    found = []
    for line in (FOLDER / "others.txt").read_text(encoding="utf-8").splitlines()[2:]:
        state = line.rstrip("0123456789- ")
        for reach in line[len(state) :].split():
            first, last = reach.split("-")
            found.append((state, int(first), int(last)))
    return found


def _written(official: str, text: str) -> str:
    """The name in the script of the text; as it is where the text has none."""
    chinese = "".join(_HAN.findall(text))
    return fold(official) if chinese and fold(chinese) == chinese else official


def read_taiwan(text: str) -> tuple[Recipient, int, int] | None:
    """A county or town of Taiwan in the text, as far as it was read, and from where to where."""
    counties, towns, alone = _taiwan()
    folded = fold(text)
    if len(folded) != len(text):
        return None
    said = _COUNTRY.search(text)
    store = _CHAIN.search(text) or _STORE.search(text)
    for start in range(len(folded) - 2):
        county = counties.get(folded[start : start + 3])
        if county is None:
            continue
        end = start + 3
        for size in (4, 3, 2):
            place = towns.get((fold(county), folded[end : end + size].strip()))
            if place is not None:
                return _taiwanese(text, place, start, end + size), _begin(said, start), end + size
        if said or store or county != "桃園市":
            found = Recipient(province=_written("臺灣", text), city=_written(county, text), adcode=TAIWAN)
            return replace(found, unsure=(Field.DISTRICT,)), _begin(said, start), end
    for start in range(len(folded) - 2):
        for size in (4, 3):
            known = alone.get(folded[start : start + size], [])
            postcode = _POSTCODE.search(text[max(0, start - 7) : start])
            fitting = [place for place in known if postcode and postcode[1].startswith(place.postcode)]
            if len(fitting) == 1 or (said and len(known) == 1):
                place = (fitting or known)[0]
                return _taiwanese(text, place, start, start + size), _begin(said, start), start + size
    return None


def _begin(said: re.Match[str] | None, start: int) -> int:
    return min(said.start(), start) if said else start


def _taiwanese(text: str, place: _Place, start: int, _end: int) -> Recipient:
    before = _POSTCODE.search(text[max(0, start - 8) : start])
    postcode = before[1].replace("-", "") if before else place.postcode
    unsure = () if postcode.startswith(place.postcode) else (Field.POSTCODE,)
    return Recipient(
        province=_written("臺灣", text), city=_written(place.county, text), district=_written(place.town, text),
        postcode=postcode, adcode=TAIWAN, unsure=unsure,
    )  # fmt: skip


def read_store(text: str) -> tuple[Recipient, list[tuple[int, int]]] | None:
    """A convenience store where the parcel is picked up, and what of the text says so."""
    chain = _CHAIN.search(text)
    named = chain if chain and chain["store"] else _STORE.search(text)
    number = _NUMBER.search(text)
    if chain is None and (named is None or number is None):
        return None
    spans = [found.span() for found in (chain, named, number) if found is not None]
    found = Recipient(
        chain=chain["chain"] if chain else "",
        store=named["store"] if named and named["store"] else "",
        store_number=number[1] if number else "",
    )
    return found, sorted(set(spans))


def read_hong_kong(text: str) -> Recipient | None:
    """An address of Hong Kong or Macau, its divisions only: the text itself is the rest."""
    folded = fold(text)
    if _MACAU.search(text):
        first = (FOLDER / "others.txt").read_text(encoding="utf-8").splitlines()[1].split()[1:]
        district = next((name for name in first if fold(name) in folded), "")
        return Recipient(province=_written("澳門", text), district=_written(district, text), adcode=MACAU)
    if not _HONG_KONG.search(text):
        return None
    district = next(
        (
            name
            for name, places in _HONG_KONG_PLACES.items()
            if fold(name) in folded or any(fold(place) in folded for place in places.split(","))
        ),
        "",
    )
    unsure = () if district else (Field.DISTRICT,)
    return Recipient(
        province=_written("香港", text), district=_written(district, text), adcode=HONG_KONG, unsure=unsure
    )


def read_malaysia(text: str) -> tuple[Recipient, tuple[int, int]] | None:
    """The postcode, town and state of an address of Malaysia, and where they stand."""
    found = _MALAY_POSTCODE.search(text)
    if found is None:
        return None
    number = int(found[1])
    state = next((name for name, first, last in _malaysia() if first <= number <= last), "")
    if not state or not (_MALAYSIA.search(text) or state.lower() in text.lower()):
        return None
    end = found.end()
    after = re.compile(rf"[ ,]*{re.escape(state)}\b(?:[ ,]*malaysia)?", re.IGNORECASE).match(text, end)
    return (
        Recipient(province=state, city=found[2].strip(), postcode=found[1]),
        (found.start(), after.end() if after else end),
    )
