"""Names are found, sorted and compared however they are typed."""

import json
import sqlite3
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crm.names import (
    ResourceMissingError,
    fold,
    highlight,
    initial,
    normal_handle,
    normal_phone,
    parse_query,
    search_text,
    sort_key,
)
from crm.names.characters import read_table, readings, table
from crm.names.mixed import mixed
from crm.names.surnames import spelling

SURNAMES = ["张", "王", "李", "曾", "单", "仇", "解", "翟", "吕", "欧阳", "尉迟", "令狐", "葉", "劉"]
GIVEN = st.text("伟芳娜秀英敏静丽强磊国藩晓梅雨欣重乐行绿女略安子涵", min_size=1, max_size=2)
CHINESE_NAMES = st.builds(str.__add__, st.sampled_from(SURNAMES), GIVEN)


class Index:
    """A full-text table as the program has it, with one or more friends in it."""

    def __init__(self, *texts: str) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.execute("CREATE VIRTUAL TABLE found USING fts5(t, prefix='1 2', tokenize='unicode61', columnsize=0)")
        self.db.executemany("INSERT INTO found VALUES (?)", [(text,) for text in texts])
        self.texts = texts

    def find(self, typed: str) -> list[int]:
        query = parse_query(typed)
        rows: list[int] = []
        if query.fts:
            sql = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid"
            rows = [row for (row,) in self.db.execute(sql, (query.fts,))]
        if not rows and query.like:
            rows = [row for row, text in enumerate(self.texts, 1) if all(needle in text for needle in query.like)]
        self.db.close()
        return rows


def found(typed: str, **friend: list[str]) -> bool:
    every: dict[str, list[str]] = {"names": [], "handles": [], "phones": [], "others": [], **friend}
    return Index(search_text(**every)).find(typed) == [1]


def usual(name: str) -> list[str]:
    return [said[0].replace("v", "u") for said in spelling(name)]


# folding


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ＡＢＣ", "abc"),
        ("張三", "张三"),
        ("Lü", "lv"),
        ("lǚ", "LU"),
        ("nü", "nv"),
        ("José", "jose"),
        ("Jose\u0301", "JOSE"),
        ("张\u200b三\ufeff", "张三"),
        ("a\x00b", "ab"),
        ("a\tb", "a b"),
        ("①", "1"),
        ("\ue000x", "x"),
        ("한국", "한국"),
    ],
)
def test_the_same_name_folds_the_same(text, same):
    assert fold(text) == fold(same)


def test_folding_keeps_what_makes_a_difference():
    assert fold("张三") != fold("章三")
    assert fold("小美🌸") == "小美🌸"


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


# finding


@pytest.mark.parametrize(
    "typed", ["zhangs", "zs", "zhangsan", "张三", "三", "張三", "san", "z", "ZS", "zhang san", "ｚｓ"]
)
def test_a_name_is_found_by_characters_pinyin_and_initials(typed):
    assert found(typed, names=["张三"])


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("李娜", "lna"), ("王晓梅", "wxmei"), ("王晓梅", "wangxm"), ("王晓梅", "wxiaom"), ("王晓梅", "wxiaomei"),
        ("王晓梅", "wangxmei"), ("王晓梅", "xmei"), ("欧阳小雨", "oyxiaoy"), ("吕布", "lbu"), ("安丽", "ali"),
        ("曾国藩", "zgfan"), ("曾国藩", "cgfan"),
    ],
)  # fmt: skip
def test_a_name_is_found_and_marked_by_initials_and_syllables_together(name, typed):
    assert found(typed, names=[name])
    ((_, end),) = highlight(name, typed)
    assert end == len(name)


@pytest.mark.parametrize(
    ("word", "ways"),
    [
        ("lna", (("ln", "na"),)), ("wangxm", (("wxm", "wang"),)), ("wxiaomei", (("wxm", "xiaomei"),)),
        ("lina", ()), ("wangx", ()), ("zs", ()), ("zsl", ()), ("vip", ()), ("13812345678", ()), ("a" * 17, ()),
        ("lizhy", (("lzhy", "li"),)),
    ],
)  # fmt: skip
def test_a_word_is_read_as_initials_and_syllables_only_where_it_is_not_one_of_them_alone(word, ways):
    assert mixed(word) == ways


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=20))
def test_whatever_is_typed_has_few_ways(word):
    assert len(mixed(word)) <= 4


@pytest.mark.parametrize("typed", ["lisi", "三张", "zsz", "zhangsang", "李"])
def test_another_name_is_not_found(typed):
    assert not found(typed, names=["张三"])


@pytest.mark.parametrize("typed", ["lv", "lu", "lü", "lyu", "lvb", "lubu", "吕", "呂"])
def test_the_vowel_u_umlaut_is_found_in_every_spelling(typed):
    assert found(typed, names=["吕布"])


@pytest.mark.parametrize("typed", ["zgf", "cgf", "zengguofan", "cengguo", "曾国藩", "曾國藩", "guofan", "gf"])
def test_a_surname_is_found_by_its_own_reading_and_the_usual_one(typed):
    assert found(typed, names=["曾国藩"])
    assert found(typed, names=["曾國藩"])


@pytest.mark.parametrize(
    ("name", "typed"), [("尉迟恭", "yuchigong"), ("單曉梅", "sxm"), ("查良镛", "zly"), ("解缙", "xiej")]
)
def test_surnames_are_read_as_surnames(name, typed):
    assert found(typed, names=[name])


@pytest.mark.parametrize("typed", ["elvis", "Elv", "elvis_01", "01", "vis", "lvi", "@elvis"])
def test_a_handle_is_found_by_its_beginning_and_inside(typed):
    assert found(typed, handles=["Elvis_01"])


@pytest.mark.parametrize(
    "typed", ["138", "13812345678", "5678", "138 1234 5678", "+86 138-1234-5678", "138 12", "2345"]
)
@pytest.mark.parametrize("phone", ["13812345678", "138 1234 5678", "+86 13812345678"])
def test_a_phone_is_found_by_its_beginning_its_end_and_inside(typed, phone):
    assert found(typed, phones=[phone])


@pytest.mark.parametrize(
    ("phone", "typed"),
    [
        ("+886 912 345 678", "0912345678"),
        ("0912-345-678", "+886912345678"),
        ("+852 9123 4567", "91234567"),
        ("+65 9123 4567", "9123 4567"),
        ("+60 12-345 6789", "0123456789"),
        ("138****0001", "0001"),
        ("138****0001", "138"),
        ("021-12345678转12", "021"),
    ],
)
def test_a_phone_is_found_with_and_without_its_country(phone, typed):
    assert found(typed, phones=[phone])


def test_a_friend_without_digits_in_the_phone_is_found_all_the_same():
    assert found("zs", names=["张三"], phones=["没有", ""], handles=[""], others=[""])


def test_all_words_must_be_found():
    assert found("zs 面膜", names=["张三"], others=["买过面膜"])
    assert not found("zs 口红", names=["张三"], others=["买过面膜"])
    assert found("a张三", names=["A张三"])


def test_characters_of_different_texts_are_no_phrase():
    assert not found("张三", names=["小张", "三哥"])
    assert not found("张三", others=["小张", "三哥"])


def test_notes_are_found_by_their_characters_but_not_by_pinyin():
    assert found("爱吃鱼", others=["她爱吃鱼"])
    assert not found("aichiyu", others=["她爱吃鱼"])


@pytest.mark.parametrize("typed", ["🌸", "小美🌸", "美 🌸", "-"])
def test_symbols_alone_are_looked_for_as_they_are_and_beside_words_left_out(typed):
    assert found(typed, names=["小美🌸-x"])


def test_signs_alone_that_nobody_has_find_nobody():
    assert not found("%", names=["小美"])
    assert not found("_", names=["小美"])


def test_nothing_typed_means_everybody():
    for nothing in ("", "  ", "\u200b", "\x00"):
        assert parse_query(nothing).empty
    assert not parse_query("%").empty


def test_the_second_pass_is_for_what_may_stand_inside_a_word():
    assert parse_query("abc").like == ("abc",)
    assert parse_query("ab").like == ()
    assert parse_query("张三").like == ()
    assert parse_query("张三 abc").like == ("张 三", "abc")
    assert parse_query("🌸").fts == ""


def test_long_texts_make_bounded_search_text():
    assert len(search_text(["曾乐重" * 500], ["x" * 5_000], [], ["鱼" * 90_000, "米" * 90_000])) <= 12_000


TYPED = st.text(max_size=25) | st.text("ab1 \"'*^()+-:,张三AND OR NOT NEAR{}🌸é\\%_٣ก", max_size=25)


@given(TYPED)
@settings(max_examples=300)
def test_whatever_is_typed_is_a_valid_search(typed):
    Index("张 三 zhangsan").find(typed)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda text: text.strip().isalnum()))
def test_a_word_of_any_script_is_found(name):
    assert found(name, names=[name])


@given(CHINESE_NAMES, st.data())
def test_a_chinese_name_is_found_by_any_part_of_it(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert found(name[start:end], names=[name])


@given(CHINESE_NAMES, st.data())
def test_a_chinese_name_is_found_by_the_beginning_of_its_pinyin_from_any_syllable(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    spelled = "".join(usual(name)[start:])
    initials = "".join(syllable[0] for syllable in usual(name)[start:])
    assert found(spelled[: data.draw(st.integers(1, len(spelled)))], names=[name])
    assert found(initials[: data.draw(st.integers(1, len(initials)))], names=["客户", name])


@given(CHINESE_NAMES, st.data())
def test_a_chinese_name_is_found_by_another_reading_of_any_one_character(name, data):
    index = data.draw(st.integers(0, len(name) - 1))
    syllables = usual(name)
    syllables[index] = data.draw(st.sampled_from(spelling(name)[index]))
    assume(sum(len(said) - 1 for said in spelling(name)) <= 2)  # their number is bounded
    assert found("".join(syllables), names=[name])


# sorting


def test_names_sort_by_pinyin_among_latin_then_digits_scripts_and_symbols():
    names = [
        "",
        "🌸",
        "Ольга",
        "2号",
        "张三",
        "zoe",
        "章鱼",
        "张",
        "an",
        "曾国藩",
        "安妮",
        "昂",
        "Bob",
        "李安",
        "连",
        "張四",
    ]
    assert sorted(names, key=sort_key) == [
        "an", "安妮", "昂", "Bob", "李安", "连", "曾国藩", "张", "张三", "張四", "章鱼",
        "zoe", "2号", "Ольга", "🌸", "",
    ]  # fmt: skip


UNUSUAL = (
    "单shan 曾zeng 仇qiu 解xie 查zha 盖ge 区ou 朴piao 缪miao 翟zhai 员yun 召shao 种chong 覃qin 隗wei 洗xian "
    "折she 祭zhai 乐yue 秘bi 黑he 都du 卜bu 佴nai 繁po 阚kan 乜nie 句gou 藏zang 适kuo 厘xi 區ou 單shan "
    "尉迟yuchi 长孙zhangsun 万俟moqi 单于chanyu 澹台tantai 令狐linghu 鲜于xianyu 亓官qiguan 萬俟moqi"
)


@pytest.mark.parametrize("surname", UNUSUAL.split())
def test_an_unusual_surname_is_found_and_sorted_by_its_own_reading(surname):
    characters = "".join(each for each in surname if not each.isascii())
    said = surname.removeprefix(characters)
    assert found(f"{said}m", names=[f"{characters}梅"])
    assert initial(characters) == said[0].upper()


def test_a_pet_name_and_a_remark_are_not_read_as_surnames():
    assert sort_key("乐乐").startswith("le ")
    assert sort_key("乐正先生").startswith("yue 乐zheng")
    assert sort_key("单身的都来找我").startswith("dan ")
    assert sort_key("A曾姐").startswith("a zeng ")


@given(st.text(max_size=60) | CHINESE_NAMES.map(lambda name: name * 9))
def test_sort_keys_are_short_and_blind_to_blanks_around(name):
    assert 1 <= len(sort_key(name)) <= 96
    assert sort_key(name) == sort_key(f"  {name}\t")


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("张三", "Z"),
        ("單曉梅", "S"),
        ("bob", "B"),
        ("Émile", "E"),
        ("吕", "L"),
        ("8号", "#"),
        ("🌸", "#"),
        ("", "#"),
        ("ア", "#"),
    ],
)
def test_a_name_stands_under_its_letter(name, letter):
    assert initial(name) == letter


@given(st.lists(CHINESE_NAMES | st.text(max_size=5), min_size=2))
def test_sorted_names_stand_together_under_their_letters(names):
    letters = [initial(name).replace("#", "~") for name in sorted(names, key=sort_key)]
    assert all(first <= second for first, second in pairwise(letters))


def test_a_character_nobody_can_read_still_sorts():
    nobody_can = next(chr(code) for code in range(0x20000, 0x2A6DF) if chr(code) not in table().readings)
    assert readings(nobody_can) == ()
    assert initial(nobody_can) == "#"
    assert found(nobody_can, names=[f"{nobody_can}小"])
    assert found("xiao", names=[f"{nobody_can}小"])
    assert found("\U00020bb7", names=["\U00020bb7野家"])


# handles and phones


@pytest.mark.parametrize(
    ("handle", "normal"),
    [
        (" Amy_W ", "amy_w"),
        ("＠ＡＭＹ", "amy"),
        ("@@amy", "amy"),
        ("a\u200bmy", "amy"),
        ("Straße", "strasse"),
        ("@", ""),
        ("", ""),
    ],
)
def test_the_same_handle_is_normal_in_one_way(handle, normal):
    assert normal_handle(handle) == normal


@given(st.text(max_size=20))
def test_a_normal_handle_is_normal(handle):
    once = normal_handle(handle)
    assert unicodedata.is_normalized("NFC", once)
    assert normal_handle(once) == once


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13812345678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0086-13812345678", "13812345678"),
        ("86-13812345678", "13812345678"),
        ("013812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("tel:+8613812345678", "13812345678"),
        ("13812345678.0", "13812345678"),
        ("0912-345-678", "+886912345678"),
        ("+886 912 345 678", "+886912345678"),
        ("+886 0912 345 678", "+886912345678"),
        ("(02) 2345-6789", "0223456789"),
        ("+852 9123 4567", "+85291234567"),
        ("00853 6612 3456", "+85366123456"),
        ("9123 4567", "91234567"),
        ("+65 9123 4567", "+6591234567"),
        ("012-345 6789", "+60123456789"),
        ("011-1234 5678", "+601112345678"),
        ("+60 012-345 6789", "+60123456789"),
        ("021-12345678", "02112345678"),
        ("010-12345678", "01012345678"),
        ("+1 (415) 555-0100", "+14155550100"),
    ],
)
def test_phones_are_normal_in_one_way(text, phone):
    assert normal_phone(text) == phone
    assert normal_phone(phone) == phone


@pytest.mark.parametrize(
    "text",
    [
        "",
        "138****0001",
        "1.38E+10",
        "没有",
        "1234",
        "1" * 16,
        "13812345678/13912345678",
        "++8613812345678",
        "٣٤٥٦٧٨",
    ],
)
def test_what_cannot_be_dialled_is_no_phone(text):
    assert normal_phone(text) is None


# highlighting


@pytest.mark.parametrize(
    ("text", "query", "spans"),
    [
        ("张三", "张", ((0, 1),)),
        ("張三", "张三", ((0, 2),)),
        ("张三", "zs", ((0, 2),)),
        ("张三丰", "zhangs", ((0, 2),)),
        ("张三丰", "sf", ((1, 3),)),
        ("张三", "zhangsanx", ()),
        ("张三", "zsf", ()),
        ("曾国藩", "cgf", ((0, 3),)),
        ("吕布", "lvb", ((0, 2),)),
        ("Elvis_01", "elv", ((0, 3),)),
        ("Elvis_01", "vis", ((2, 5),)),
        ("Elvis_01", "is", ()),
        ("小an张", "an", ((1, 3),)),
        ("ba an", "a", ((3, 4),)),
        ("张三 面膜", "张三 面", ((0, 2), (3, 4))),
        ("小美🌸", "🌸", ((2, 3),)),
        ("A\u200bmy", "amy", ((0, 4),)),
        ("㈱张", "张", ((1, 2),)),
        ("张张", "张", ((0, 2),)),
        ("138 1234", "138", ((0, 3),)),
        ("张三", "", ()),
    ],
)
def test_what_matched_is_marked(text, query, spans):
    assert highlight(text, query) == spans


@given(st.text(max_size=30) | CHINESE_NAMES, st.text(max_size=10))
def test_marks_are_in_order_apart_and_inside_the_text(text, query):
    ends = [0, *(edge for span in highlight(text, query) for edge in span), len(text)]
    assert ends == sorted(ends)
    assert all(start < end for start, end in highlight(text, query))


@given(CHINESE_NAMES)
def test_a_name_found_by_its_initials_is_marked_whole(name):
    assert highlight(name, "".join(syllable[0] for syllable in usual(name))) == ((0, len(name)),)


# the table of characters


def test_a_missing_table_says_which_file_is_missing(tmp_path: Path):
    with pytest.raises(ResourceMissingError) as missing:
        read_table(tmp_path / "characters.json")
    assert missing.value.path == tmp_path / "characters.json"


def test_the_table_is_made_from_the_dictionaries(tmp_path: Path):
    from resources.characters import toneless, write

    write(tmp_path / "made" / "characters.json")
    made = read_table(tmp_path / "made" / "characters.json")
    assert made.readings["曾"] == "ceng zeng"
    assert made.readings["王"] == "wang"
    assert made.readings["吕"] == "lv"
    assert made.readings["單"] == "dan"
    assert made.simplified["張"] == "张"
    assert "张" not in made.simplified
    assert not set(made.simplified) & set(made.simplified.values())
    assert len(made.readings) > 40_000
    assert all(said.replace(" ", "").isalpha() and said.isascii() for said in made.readings.values())
    assert toneless("lǜ") == "lv"
    assert json.loads((tmp_path / "made" / "characters.json").read_text("utf-8")).keys() == {
        "readings",
        "simplified",
    }
