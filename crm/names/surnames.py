"""How surnames are read where their characters are usually read otherwise, and surnames of two characters."""

from functools import cache

from crm.names.characters import fold_plainly, readings

_SINGLE = {
    character: reading
    for reading, characters in {
        "bao": "薄",
        "bai": "柏",
        "ben": "贲",
        "bi": "秘",
        "bu": "卜",
        "chai": "柴",
        "chao": "晁",
        "che": "车",
        "chen": "谌",
        "cheng": "乘晟",
        "chong": "种",
        "chu": "褚",
        "feng": "冯",
        "gan": "干",
        "ge": "盖葛",
        "gou": "句缑",
        "gu": "谷",
        "gui": "炅",
        "ha": "哈",
        "hao": "郝",
        "he": "黑",
        "hua": "华",
        "ji": "纪嵇",
        "jia": "贾",
        "ju": "鞠",
        "kan": "阚",
        "kuo": "适",
        "ling": "令",
        "lu": "陆逯",
        "miao": "缪",
        "mu": "牟",
        "na": "那",
        "nai": "佴能",
        "nie": "乜",
        "ning": "宁",
        "ou": "区",
        "pang": "逄",
        "piao": "朴",
        "po": "繁",
        "qi": "亓戚",
        "qiao": "谯",
        "qie": "郄",
        "qin": "覃",
        "qiu": "仇",
        "ren": "任",
        "rui": "芮",
        "shan": "单",
        "shao": "召",
        "she": "折佘",
        "shen": "沈",
        "sheng": "盛",
        "shi": "石",
        "su": "宿",
        "sui": "眭",
        "tou": "钭",
        "wei": "隗尉",
        "xi": "厘郗",
        "xian": "洗冼",
        "xiang": "相",
        "xie": "解颉",
        "xin": "莘",
        "xing": "邢幸",
        "xun": "郇寻",
        "yan": "燕闫",
        "ye": "叶",
        "yin": "殷",
        "ying": "应",
        "yu": "俞余於",
        "yue": "乐",
        "yun": "员",
        "zang": "藏臧",
        "zeng": "曾",
        "zha": "查",
        "zhai": "祭翟",
        "zhang": "仉",
        "zhan": "占",
        "du": "都",
    }.items()
    for character in characters
}

_DOUBLE = {
    "欧阳": "ou yang", "上官": "shang guan", "司马": "si ma", "诸葛": "zhu ge", "夏侯": "xia hou",
    "皇甫": "huang fu", "尉迟": "yu chi", "公孙": "gong sun", "慕容": "mu rong", "长孙": "zhang sun",
    "宇文": "yu wen", "司徒": "si tu", "令狐": "ling hu", "万俟": "mo qi", "单于": "chan yu",
    "澹台": "tan tai", "鲜于": "xian yu", "亓官": "qi guan", "东方": "dong fang", "独孤": "du gu",
    "南宫": "nan gong", "西门": "xi men", "端木": "duan mu", "申屠": "shen tu", "轩辕": "xuan yuan",
    "钟离": "zhong li", "闻人": "wen ren", "赫连": "he lian", "呼延": "hu yan", "百里": "bai li",
    "东郭": "dong guo", "太史": "tai shi", "濮阳": "pu yang", "拓跋": "tuo ba", "完颜": "wan yan",
    "乐正": "yue zheng", "谷梁": "gu liang", "宰父": "zai fu", "仲孙": "zhong sun", "第五": "di wu",
}  # fmt: skip

_LONGEST_NAME = 4
"""A longer run of characters is a remark, and its first character a word rather than a surname."""


@cache
def _surname(characters: str) -> tuple[str, ...]:
    """The syllables of the surname that these two characters begin with, if it is one read in its own way."""
    characters = fold_plainly(characters)
    if characters in _DOUBLE:
        return tuple(_DOUBLE[characters].split())
    if characters[1:] == characters[:1]:
        return ()  # 乐乐 is a pet name
    single = _SINGLE.get(characters[:1])
    return (single,) if single else ()


def spelling(run: str) -> list[tuple[str, ...]]:
    """The readings of each character of `run` that has any, the likeliest first: that of the surname where
    the run may be a name.
    """
    spelled = [readings(character) for character in run]
    if len(run) <= _LONGEST_NAME:
        for index, said in enumerate(_surname(run[:2])):
            if spelled[index][:1] != (said,):
                spelled[index] = (said, *(other for other in spelled[index] if other != said))
    return spelled
