"""One message, every fact; expected values written by hand. The clock is Wednesday 2025-03-12 10:30."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.understand.dates import When
from bot.understand.slots import Slots, find_slots
from bot.understand.vehicles import load_vehicles

NOW = datetime(2025, 3, 12, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
VEHICLES = load_vehicles()


def read(text: str, asked: str | None = None) -> Slots:
    return find_slots(text, NOW, VEHICLES, asked)


def told(slots: Slots) -> dict[str, Any]:
    """The filled slots; a time as the words it was said in."""
    values: dict[str, Any] = {}
    for name, found in vars(slots).items():
        if found is not None:
            values[name] = found.words if isinstance(found.value, When) else found.value
    return values


@pytest.mark.rule("CMP-1")
def test_six_facts_are_taken_from_one_message() -> None:
    slots = read("星驰S7，23年5月提的，跑了三万二，上周五在绕城高速上空调突然不制冷")
    assert told(slots) == {
        "model": "星驰S7",
        "purchase": "23年5月",
        "mileage_km": 32000,
        "when": "上周五",
        "where": "绕城高速",
        "phenomenon": "空调突然不制冷",
    }
    assert slots.when is not None
    assert slots.when.value.start == datetime(2025, 3, 7, tzinfo=NOW.tzinfo)
    assert slots.purchase is not None
    assert (slots.purchase.value.start.year, slots.purchase.value.grain) == (2023, "month")


MESSAGES: list[tuple[str, dict[str, Any]]] = [
    (
        "上周五在绕城高速上刹车突然踩不动了,差点追尾,车才跑了八千多公里,你们必须给我一个说法!",
        {
            "when": "上周五",
            "where": "绕城高速",
            "mileage_km": 8000,
            "expectation": "explanation",
            "phenomenon": "刹车突然踩不动了，差点追尾",
        },
    ),
    (
        "星驰S7,2023年5月提的,昨天晚上停在小区地库里自燃了,消防都来了,我要求退车",
        {
            "model": "星驰S7",
            "purchase": "2023年5月",
            "when": "昨天晚上",
            "where": "小区地库",
            "expectation": "refund",
            "phenomenon": "自燃了，消防都来了",
        },
    ),
    (
        "前天在国道上开着,右前轮断轴了,幸亏速度不快。里程3.2万公里,车牌粤B·12345",
        {
            "when": "前天",
            "where": "国道",
            "mileage_km": 32000,
            "plate": "粤B12345",
            "phenomenon": "右前轮断轴了，幸亏速度不快",
        },
    ),
    (
        "天窗漏水,座椅都发霉了,去年国庆买的V9,想让你们免费修好",
        {
            "purchase": "去年国庆",
            "model": "星驰V9",
            "expectation": "repair",
            "phenomenon": "天窗漏水，座椅都发霉了",
        },
    ),
    (
        "电池包漏液还报过温,会不会着火啊?E3才买了一个多月",
        {"model": "星驰E3", "purchase": "一个多月", "phenomenon": "电池包漏液还报过温，会不会着火啊"},
    ),
    (
        "变速箱顿挫得跟坐船一样,修了三次都没修好,我要换车",
        {"expectation": "replace", "phenomenon": "变速箱顿挫得跟坐船一样，修了三次都没修好"},
    ),
    (
        "AEB自动刹车无缘无故急刹,后车差点怼上来,2024款V9,3月5号下午在北环路",
        {
            "model": "星驰V9",
            "when": "3月5号下午",
            "where": "北环路",
            "phenomenon": "AEB自动刹车无缘无故急刹，后车差点怼上来",
        },
    ),
    (
        "机油乳化,油底壳里像酸奶一样,26000公里,VIN LSVAA49J132047371",
        {"mileage_km": 26000, "vin": "LSVAA49J132047371", "phenomenon": "机油乳化，油底壳里像酸奶一样"},
    ),
    (
        "g5 22年8月在你们店买的 现在五万三公里 昨天早上打不着火 车牌浙A·D12345",
        {
            "model": "星驰G5",
            "purchase": "22年8月",
            "mileage_km": 53000,
            "when": "昨天早上",
            "plate": "浙AD12345",
            "phenomenon": "打不着火",
        },
    ),
    (
        "我这台V9是去年双十一提的车，才跑了6千多公里，前天晚上八点多在三环上方向盘突然变沉",
        {
            "model": "星驰V9",
            "purchase": "去年双十一",
            "mileage_km": 6000,
            "when": "前天晚上八点多",
            "where": "三环",
            "phenomenon": "方向盘突然变沉",
        },
    ),
    ("刹车没问题,就是方向盘皮有点掉色", {"phenomenon": "刹车没问题，就是方向盘皮有点掉色"}),
    ("下周三下午能修吗，发动机抖", {"expectation": "repair", "phenomenon": "发动机抖"}),
    ("烧机油,一千公里就得加一升", {"phenomenon": "烧机油，一千公里就得加一升"}),
    (
        "看生产日期是去年一月的库存车,买的时候没人告诉我",
        {"phenomenon": "看生产日期是去年一月的库存车，买的时候没人告诉我"},
    ),
    (
        "购车日期：2022年3月1日，里程：45000，变速箱异响",
        {"purchase": "2022年3月1日", "mileage_km": 45000, "phenomenon": "变速箱异响"},
    ),
    (
        "我去年12月份在你们店提的G5，现在开了1万4千公里，前天早高峰在二环堵车的时候突然熄火",
        {
            "purchase": "去年12月份",
            "model": "星驰G5",
            "mileage_km": 14000,
            "when": "前天早高峰",
            "where": "二环",
            "phenomenon": "堵车的时候突然熄火",
        },
    ),
    (
        "车子22年6月买的 现在5万公里 这个月初开始漏油",
        {"purchase": "22年6月", "mileage_km": 50000, "when": "这个月初", "phenomenon": "漏油"},
    ),
    ("上周三保养完，周五就出现异响", {"when": "周五", "phenomenon": "上周三保养完，就出现异响"}),
    (
        "我是粤B·D12345的车主，联系电话 139 1234 5678，昨天夜里在南山区科技园地库车被刮了",
        {"plate": "粤BD12345", "when": "昨天夜里", "where": "南山区科技园地库", "phenomenon": "车被刮了"},
    ),
    ("18年的车，跑了12万，烧机油", {"purchase": "18年", "mileage_km": 120000, "phenomenon": "烧机油"}),
    (
        "我23年8月15号在贵店购买星驰S7一台，行驶至1.8万公里时发动机异响",
        {"purchase": "23年8月15号", "model": "星驰S7", "mileage_km": 18000, "phenomenon": "发动机异响"},
    ),
    (
        "2024年11月2日购车，2025年2月28日首次发现漏油",
        {"purchase": "2024年11月2日", "when": "2025年2月28日", "phenomenon": "首次发现漏油"},
    ),
    (
        "俺那车昨儿个在国道上跑着跑着就熄火咧",
        {"when": "昨儿个", "where": "国道", "phenomenon": "俺那车跑着跑着就熄火咧"},
    ),
    (
        "里程58600，车牌苏E5A8K2，昨天下午在独墅湖隧道里水温高报警",
        {
            "mileage_km": 58600,
            "plate": "苏E5A8K2",
            "when": "昨天下午",
            "where": "独墅湖隧道",
            "phenomenon": "水温高报警",
        },
    ),
    (
        "S7 提车半年 12000km 车机死机",
        {"model": "星驰S7", "purchase": "半年", "mileage_km": 12000, "phenomenon": "车机死机"},
    ),
    ("你好", {}),
    ("星驰S7", {"model": "星驰S7"}),
]


@pytest.mark.rule("CMP-1")
@pytest.mark.parametrize(("text", "facts"), MESSAGES)
def test_a_message_tells_what_it_tells_and_nothing_more(text: str, facts: dict[str, Any]) -> None:
    assert told(read(text)) == facts


ANSWERS: list[tuple[str, str, dict[str, Any]]] = [
    ("mileage_km", "三万二", {"mileage_km": 32000}),
    ("mileage", "大概两万多吧", {"mileage_km": 20000}),
    ("mileage_km", "等等，公里数说错了，是两万三", {"mileage_km": 23000}),
    ("purchase", "去年10月", {"purchase": "去年10月"}),
    ("purchase", "2023", {"purchase": "2023"}),
    ("purchase", "才开了两年", {"purchase": "两年"}),
    ("purchase", "22年年底吧", {"purchase": "22年年底"}),
    ("when", "不对，是上周四", {"when": "上周四"}),
    ("when", "3.5", {"when": "3.5"}),
    ("when", "不记得具体哪天，大概上个月底吧", {"when": "上个月底"}),
    ("where", "公司楼下", {"where": "公司楼下"}),
    ("where", "上下班路上", {"where": "上下班路上"}),
    ("where", "人民路上", {"where": "人民路"}),
    ("where", "在建设路和人民路交叉口", {"where": "建设路和人民路交叉口"}),
    ("where", "不记得了", {}),
    ("plate", "粤b12345", {"plate": "粤B12345"}),
    ("vin", "lsvaa49j132047371", {"vin": "LSVAA49J132047371"}),
    ("model", "v9", {"model": "星驰V9"}),
    ("expectation", "退", {"expectation": "refund"}),
    ("expectation", "换一台", {"expectation": "replace"}),
    ("expectation", "修好就行", {"expectation": "repair"}),
    ("mileage_km", "嗯嗯那个", {}),
    ("phenomenon", "老是熄火", {"phenomenon": "老是熄火"}),
]


@pytest.mark.parametrize(("asked", "text", "facts"), ANSWERS)
def test_an_answer_fills_the_slot_that_was_asked(asked: str, text: str, facts: dict[str, Any]) -> None:
    assert told(read(text, asked)) == facts


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("我要求退车", "refund"),
        ("我要换车", "replace"),
        ("给个说法", "explanation"),
        ("能不能补差价", "compensation"),
        ("要你们道歉", "apology"),
        ("退一赔三", "refund"),
        ("拖着不退定金", "refund"),
        ("把钱退给我", "refund"),
        ("这个损失谁赔", "compensation"),
        ("麻烦帮我修一下", "repair"),
        ("请书面答复我", "explanation"),
        ("给我换台新的", "replace"),
        ("希望赔偿误工费", "compensation"),
        ("修好就行", "repair"),
        ("尽快给我修好", "repair"),
        ("我不是要退车", None),
        ("不想换车", None),
        ("修了三次没修好", None),
        ("退订", None),
        ("换刹车片多少钱", None),
        ("不用赔", None),
        ("上次换车灯的时候", None),
    ],
)
def test_a_wish_is_what_the_customer_wants_now(text: str, wish: str | None) -> None:
    found = read(text).expectation
    assert (found.value if found else None) == wish


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("在绕城高速上", "绕城高速"),
        ("停在小区地库里", "小区地库"),
        ("前天在国道上开着", "国道"),
        ("在坡道上溜车", "坡道"),
        ("我现在在路边", "路边"),
        ("高速上突然失去动力", "高速"),
        ("下坡的时候刹车软", "下坡"),
        ("跑高速到110就抖", "高速"),
        ("昨天在G15高速服务区充电", "G15高速服务区"),
        ("开到人民路路口熄火", "人民路路口"),
        ("停在公司停车场被砸", "公司停车场"),
        ("在沪昆高速收费站", "沪昆高速收费站"),
        ("在家门口", "家门口"),
        ("地下车库", "地下车库"),
        ("停在地下车库里", "地下车库"),
        ("下高速的时候", "高速"),
        ("上高架的时候", "高架"),
        ("去机场的路上", "机场"),
        ("在绵阳那边高速上抛锚", "绵阳那边高速"),
        ("绵阳那边高速上抛锚了", "绵阳那边高速"),
        ("在成都这边的绕城高速上", "成都这边的绕城高速"),
        ("在广元附近的国道上", "广元附近的国道"),
        ("那个高速上就熄火", "高速"),
        ("你们店门口的路太难走", None),
        ("方向盘抖", None),
        ("在网上看到", None),
        ("车里有味道", None),
        ("一路都在响", None),
        ("油路堵了", None),
        ("半路趴窝", None),
    ],
)
def test_a_place_is_where_the_car_was(text: str, place: str | None) -> None:
    found = read(text).where
    assert (found.value if found else None) == place


def test_a_car_bought_days_ago_bounds_when_it_happened() -> None:
    slots = read("2月20号刚提的新车,公里数显示已经跑了86公里,是不是试驾车?")
    assert told(slots)["purchase"] == "2月20号"
    assert slots.when is not None
    assert (slots.when.value.start.day, slots.when.value.end, slots.when.approximate) == (20, NOW, True)


def test_assumed_and_hedged_facts_are_marked_approximate() -> None:
    slots = read("10月3号坏的，跑了三万多")
    assert slots.when is not None
    assert slots.mileage_km is not None
    assert (slots.when.approximate, slots.when.value.assumed, slots.mileage_km.approximate) == (
        True,
        "year",
        True,
    )


def test_a_phone_in_the_text_is_no_fact_and_stays_out_of_what_happened() -> None:
    slots = read("刹车异响，电话13812345678")
    assert told(slots) == {"phenomenon": "刹车异响"}
