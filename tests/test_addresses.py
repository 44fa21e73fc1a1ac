"""Pasted addresses: every way in which sellers get them, and nothing invented."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.addresses import Field, Recipient, read_addresses, reading
from crm.addresses.areas import find_area
from crm.addresses.divisions import FOLDER, Level, names

NAME, PHONE = "王小明", "13800000001"
SHENZHEN = ("广东省", "深圳市", "南山区", "", "科苑路1号A栋502", "440305")


def one(text: str) -> Recipient:
    (found,) = read_addresses(text)
    return found


def where(found: Recipient) -> tuple[str, ...]:
    return found.province, found.city, found.district, found.street, found.detail, found.adcode


@pytest.mark.parametrize(
    "text",
    [
        "王小明 13800000001 广东省深圳市南山区科苑路1号A栋502",
        "广东省深圳市南山区科苑路1号A栋502，王小明，13800000001",
        "王小明13800000001广东深圳南山科苑路1号A栋502",
        "收货人: 王小明\n手机号码: 138-0000-0001\n所在地区: 广东省深圳市南山区\n详细地址: 科苑路1号A栋502",
        "收货人：王小明 电话：+86 138 0000 0001 地址：广东省深圳市南山区科苑路1号A栋502",
        "广东省 深圳市 南山区 科苑路1号A栋502；王小明；138 0000 0001",
        "麻烦发到这个地址：广东省深圳市南山区科苑路1号A栋502 王小明 13800000001 不要发顺丰",
        "广东省深圳市南山区广东省深圳市南山区科苑路1号A栋502 王小明 13800000001",
        "廣東省深圳市南山區科苑路1号A栋502 王小明 13800000001",
        "1. 王小明，１３８０００００００１，广东省深圳市南山区科苑路1号A栋502",
        "广东省深圳市南山区科苑路1号A栋502\n王小明收\n13800000001",
        "广东省深圳市南山区科苑路1号A栋502 收件人 王小明 电话 13800000001",
    ],
)
def test_the_same_address_however_it_is_written(text: str):
    found = one(text)
    assert (found.name, found.phone) == (NAME, PHONE)
    assert where(found) == SHENZHEN
    assert found.unsure == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("重庆忠县忠州镇中博大道1号", ("重庆市", "重庆市", "忠县", "忠州镇", "中博大道1号", "500233")),
        ("北京市朝阳区三里屯街道工体北路1号", ("北京市", "北京市", "朝阳区", "三里屯街道", "工体北路1号", "110105")),
        ("湖北省仙桃市沔阳大道5号", ("湖北省", "", "仙桃市", "", "沔阳大道5号", "429004")),
        ("新疆石河子市北四路1号", ("新疆维吾尔自治区", "", "石河子市", "", "北四路1号", "659001")),
        ("广东省东莞市长安镇德政路8号", ("广东省", "东莞市", "", "长安镇", "德政路8号", "441900")),
        ("广东中山小榄镇民安路1号", ("广东省", "中山市", "", "小榄镇", "民安路1号", "442000")),
        ("江苏省昆山市玉山镇前进路1号", ("江苏省", "苏州市", "昆山市", "玉山镇", "前进路1号", "320583")),
        ("广西恭城瑶族自治县恭城镇1号", ("广西壮族自治区", "桂林市", "恭城瑶族自治县", "恭城镇", "1号", "450332")),
        ("恩施市舞阳坝街道2号", ("湖北省", "恩施土家族苗族自治州", "恩施市", "舞阳坝街道", "2号", "422801")),
        ("天津市大港区世纪大道10号", ("天津市", "天津市", "滨海新区", "", "世纪大道10号", "120116")),
        ("湖北省襄樊市樊城区长虹路9号", ("湖北省", "襄阳市", "樊城区", "", "长虹路9号", "420606")),
        ("增城市荔城街1号", ("广东省", "广州市", "增城区", "", "荔城街1号", "440118")),
        ("北京密云县果园街道3号", ("北京市", "北京市", "密云区", "果园街道", "3号", "110118")),
        ("三亚市天涯区海南省三亚市天涯区解放路3号", ("海南省", "三亚市", "天涯区", "", "解放路3号", "460204")),
    ],
)
def test_divisions_short_former_doubled_and_without_a_city(text: str, expected: tuple[str, ...]):
    found = one(f"{NAME} {PHONE} {text}")
    assert where(found) == expected
    assert found.unsure == ()


@pytest.mark.parametrize(
    ("text", "district", "adcode", "unsure"),
    [
        ("南京市雨花区软件大道1号", "雨花台区", "320114", {Field.DISTRICT}),
        ("广东省深圳市天河区体育西路1号", "", "440300", {Field.DISTRICT}),
        ("西安市高新区科技路10号", "", "610100", {Field.DISTRICT}),
        ("深圳市宝安大道100号", "", "440300", {Field.DISTRICT}),
        ("鼓楼区中山路1号", "鼓楼区", "", {Field.PROVINCE, Field.CITY}),
        ("南山区科苑路1号 518000", "南山区", "440305", {Field.CITY}),
        ("科苑路1号A栋502", "", "", {Field.PROVINCE, Field.CITY, Field.DISTRICT}),
    ],
)
def test_what_cannot_be_told_is_marked_and_not_invented(text: str, district: str, adcode: str, unsure: set[Field]):
    found = one(f"{NAME} {PHONE} {text}")
    assert (found.district, found.adcode, set(found.unsure)) == (district, adcode, unsure)


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("三单元30115801691123 陈先生 重庆忠县忠州镇", "陈先生", "15801691123"),
        ("柚子 15801691123 北京市朝阳区工体北路1号", "柚子", "15801691123"),
        ("鹤 13800000001 杭州市余杭区文一西路969号", "鹤", "13800000001"),
        ("北京朝阳区望京街道1号 大旋仔 13800000001", "大旋仔", "13800000001"),
        ("张三 13800000001转1234 杭州市余杭区文一西路969号", "张三", "13800000001转1234"),
        ("张三 13800000001-1234 杭州市余杭区文一西路969号", "张三", "13800000001-1234"),
        ("李四 0755-12345678 深圳市南山区科苑路1号", "李四", "0755-12345678"),
        ("李四 400-000-0000 深圳市南山区科苑路1号", "李四", "400-000-0000"),
        ("86-13800000001 王小姐 深圳市南山区科苑路1号", "王小姐", "13800000001"),
        ("深圳市南山区科苑路1号陈小姐收 13800000001", "陈小姐", "13800000001"),
        ("广东省中山市小榄镇民安路1号王小明13800000001", "王小明", "13800000001"),
        ("欧阳娜娜 13800000001 深圳市南山区科苑路1号", "欧阳娜娜", "13800000001"),
    ],
)
def test_names_and_phones(text: str, name: str, phone: str):
    found = one(text)
    assert (found.name, found.phone) == (name, phone)
    assert name not in found.detail


@pytest.mark.parametrize(
    "text",
    [
        "王小明 13800000001 广东省深圳市南山区科苑路1号\n李四 13900000002 浙江省杭州市西湖区文三路2号",
        "王小明\n13800000001\n广东省深圳市南山区科苑路1号\n李四\n13900000002\n浙江省杭州市西湖区文三路2号",
        "1、王小明 13800000001 广东省深圳市南山区科苑路1号；2、李四 13900000002 浙江省杭州市西湖区文三路2号",
        "收货人：王小明\n电话：13800000001\n地址：深圳市南山区科苑路1号\n收货人：李四\n电话：13900000002\n地址：杭州市西湖区文三路2号",
        "王小明 13800000001 广东省深圳市南山区科苑路1号\n\n李四 13900000002 浙江省杭州市西湖区文三路2号",
    ],
)
def test_several_people_in_one_paste(text: str):
    told = [(found.name, found.phone, found.city, found.detail) for found in read_addresses(text)]
    assert told == [(NAME, PHONE, "深圳市", "科苑路1号"), ("李四", "13900000002", "杭州市", "文三路2号")]


def test_two_phones_of_one_person_are_one_person():
    assert one(f"{NAME} {PHONE}/13900000002 深圳市南山区科苑路1号").phone == PHONE


@pytest.mark.parametrize(
    ("text", "city", "district", "detail", "postcode"),
    [
        ("臺北市大安區忠孝東路四段1號5樓 王小明 0912-345-678", "臺北市", "大安區", "忠孝東路四段1號5樓", "106"),
        (
            "10694台北市大安區忠孝東路四段1號5樓\n王小明\n0912-345-678",
            "臺北市",
            "大安區",
            "忠孝東路四段1號5樓",
            "10694",
        ),
        ("106085 臺北市大安區和平東路1號 王小明 0912-345-678", "臺北市", "大安區", "和平東路1號", "106085"),
        ("新竹市東區光復路2段101號 王小明 0912-345-678", "新竹市", "東區", "光復路2段101號", "300"),
        ("950 臺東縣臺東市中山路2號之3 王小明 0912-345-678", "臺東縣", "臺東市", "中山路2號之3", "950"),
        ("嘉義縣阿里山鄉中正村1鄰1號 王小明 0912-345-678", "嘉義縣", "阿里山鄉", "中正村1鄰1號", "605"),
    ],
)
def test_taiwan(text: str, city: str, district: str, detail: str, postcode: str):
    found = one(text)
    assert (found.name, found.phone) == (NAME, "0912-345-678")
    assert (found.province, found.city, found.district) == ("臺灣", city, district)
    assert (found.detail, found.postcode, found.adcode) == (detail, postcode, "710000")
    assert found.unsure == ()


def test_a_postcode_of_taiwan_that_does_not_fit_is_marked():
    assert one("220 臺北市大安區忠孝東路1號 王小明 0912-345-678").unsure == (Field.POSTCODE,)


@pytest.mark.parametrize(
    ("text", "store"),
    [
        ("7-11 忠孝門市 店號123456 王小明 0912345678", ("7-11", "忠孝門市", "123456")),
        ("王小明 0912345678 7-ELEVEN 鑫台門市 123456", ("7-ELEVEN", "鑫台門市", "123456")),
        ("全家 板橋文化店 王小明 0912345678", ("全家", "板橋文化店", "")),
        ("萊爾富 北投門市 店號：654321 王小明 0912345678", ("萊爾富", "北投門市", "654321")),
    ],
)
def test_pick_up_at_a_convenience_store(text: str, store: tuple[str, str, str]):
    found = one(text)
    assert (found.chain, found.store, found.store_number) == store
    assert (found.name, found.phone) == (NAME, "0912345678")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "香港九龍旺角彌敦道700號12樓A室 陳大文 91234567",
            ("香港", "油尖旺區", "九龍旺角彌敦道700號12樓A室", "陳大文"),
        ),
        (
            "Chan Tai Man\nFlat A, 12/F, Block 3, 700 Nathan Road, Mong Kok, Kowloon, HK\n9123 4567",
            ("香港", "油尖旺區", "Flat A, 12/F, Block 3, 700 Nathan Road, Mong Kok, Kowloon, HK", "Chan Tai Man"),
        ),
        ("澳門嘉模堂區花城大馬路1號 李生 66123456", ("澳門", "嘉模堂區", "嘉模堂區花城大馬路1號", "李生")),
    ],
)
def test_hong_kong_and_macau(text: str, expected: tuple[str, ...]):
    found = one(text)
    assert (found.province, found.district, found.detail, found.name) == expected
    assert len(found.phone) == 8


def test_malaysia():
    found = one("Ahmad Ali\nNo 1, Jalan Ampang, Taman Melati, 43000 Kajang, Selangor\n012-345 6789")
    assert (found.name, found.phone) == ("Ahmad Ali", "012-345 6789")
    assert (found.province, found.city, found.postcode) == ("Selangor", "Kajang", "43000")
    assert found.detail == "No 1, Jalan Ampang, Taman Melati"


def test_words_that_are_no_address_give_no_divisions():
    for text in ("你好在吗", "明天见", "两盒面膜多少钱", "ok", "😀😀"):
        for found in read_addresses(text):
            assert (found.province, found.city, found.district, found.adcode) == ("", "", "", "")


def test_every_division_is_found_by_its_whole_name():
    for name, readings in names().items():
        division = readings[0].division
        province = division.at(Level.PROVINCE)
        if province is None or division.level is Level.STREET:
            continue
        found = find_area(f"{province.name}{name}1号" if division is not province else f"{name}1号")
        assert found is not None, name
        assert found.start == 0, name


def test_the_table_of_taiwan_is_whole():
    lines = (FOLDER / "taiwan.txt").read_text(encoding="utf-8").splitlines()
    towns = [word for line in lines for word in line.split()[1:]]
    assert (len(lines), len(towns)) == (22, 368)
    assert all(word[:3].isdigit() and word[-1] in "區鄉鎮市" for word in towns)


PIECES = [
    "广东省", "深圳市", "南山区", "鼓楼区", "臺北市", "大安區", "香港", "九龙", "50450 Kuala Lumpur", "7-11", "門市",
    "收货人:", "电话：", "地址:", "13800000001", "1号", "收", " ", "\n", "，", "王小明",
]  # fmt: skip
SAMPLES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=30)


@given(SAMPLES)
def test_anything_can_be_pasted(parts: list[str]):
    text = "".join(parts)
    for found in read_addresses(text):
        assert all(isinstance(getattr(found, item.name), str | tuple) for item in dataclasses.fields(found))
        assert len(found.detail) <= len(text) + 30


@given(
    st.sampled_from(["广东省深圳市南山区", "江苏省苏州市昆山市", "北京市朝阳区", "湖北省仙桃市", "重庆市忠县"]),
    st.from_regex(r"[甲乙丙丁]{2}路[1-9][0-9]{0,2}号[1-9]栋[1-9]0[1-9]室", fullmatch=True),
    st.sampled_from(["王小明", "李四", "欧阳娜娜", "陈小姐"]),
    st.permutations([0, 1, 2]),
    st.sampled_from([" ", "，", "\n", ";"]),
)
def test_what_was_read_is_read_again_the_same(area: str, detail: str, name: str, order: list[int], apart: str):
    text = apart.join([name, PHONE, area + detail][place] for place in order)
    found = one(text)
    assert (found.name, found.phone, found.detail, found.unsure) == (name, PHONE, detail, ())
    assert found.region.replace("市北京市", "市") in area or found.region in area
    assert one(f"{found.name} {found.phone} {found.region}{found.detail}") == found


def test_each_line_of_a_long_paste_is_looked_at_once_to_tell_people_apart(monkeypatch: pytest.MonkeyPatch):
    sizes: list[int] = []

    def counted(text: str, postcode: str = ""):
        sizes.append(len(text))
        return find_area(text, postcode)

    monkeypatch.setattr(reading, "find_area", counted)
    found = read_addresses("广东省深圳市\n王小明\n" + "13800000001 收\n" * 300)
    assert found[0].phone == PHONE
    assert sum(sizes) < 20_000
