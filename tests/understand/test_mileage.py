"""How far the car has run, and everything counted in kilometres that is not that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.mileage import find_mileage

SAID = [
    ("跑了三万二", 32000, False),
    ("3.2万公里", 32000, False),
    ("才跑了八千多公里", 8000, True),
    ("8千多公里", 8000, True),
    ("26000公里", 26000, False),
    ("26,000公里", 26000, False),
    ("G5跑了两万三千公里", 23000, False),
    ("跑了3w", 30000, False),
    ("跑了3万5千", 35000, False),
    ("跑了四万出头", 40000, True),
    ("才跑4千公里", 4000, False),
    ("里程3.2万公里,车牌粤B·12345", 32000, False),
    ("公里数显示已经跑了86公里", 86, False),
    ("三年十万公里质保,我才两年半六万二", 62000, False),
    ("现在跑了快五万公里了", 50000, True),
    ("里程大概一万七八", 17500, True),
    ("表显12345公里", 12345, False),
    ("总里程：56789km", 56789, False),
    ("行驶里程 32000", 32000, False),
    ("开了十几万公里", 150000, True),
    ("跑了十二万三千多公里", 123000, True),
    ("车跑了差不多三万公里左右", 30000, True),
    ("等等，公里数说错了，是两万三", 23000, False),
    ("里程不对，应该是两万四", 24000, False),
    ("跑了３２０００公里", 32000, False),
    ("跑了3 万 公里", 30000, False),
    ("开了两年三万公里", 30000, False),
    ("不到一万公里就坏了", 10000, True),
    ("跑了三点二万公里", 32000, False),
    ("跑了六万多,还在质保期内", 60000, True),
    ("小三万公里了", 30000, True),
    ("公里数58k", 58000, False),
    ("跑了一万零五百公里", 10500, False),
    ("跑了兩萬公里", 20000, False),
    ("行驶了九千八百公里", 9800, False),
    ("跑三万里了", 30000, False),
    ("已经干到八万公里了", 80000, False),
    ("里程数是2万8", 28000, False),
    ("跑了5万3的时候变速箱坏了", 53000, False),
    ("新车一千公里不到就漏油", 1000, True),
    ("5000公里首保刚做完，现在跑了7200公里", 7200, False),
]
NOT_SAID = [
    "烧机油,一千公里就得加一升",
    "三年十万公里质保",
    "质保六年15万公里",
    "标的500实际跑280就没电了",
    "续航500公里",
    "满电只能跑300公里",
    "时速80公里的时候抖",
    "每5000公里保养一次",
    "离你们店20公里",
    "就降了一万二",
    "大灯总成要一万二",
    "定金交了两万",
    "收了我三万块",
    "跑了三趟",
    "打了五个电话",
    "2023年5月提的",
    "手机13812345678",
    "车牌粤B12345",
    "百公里油耗12个",
    "跑高速到110方向盘就抖",
    "厂家承诺十万公里内免费",
    "开出去两公里就熄火",
    "店里三个人",
    "等了3小时",
    "开了两年",
    "显示续航还有320公里",
    "8:30到店",
    "12315",
    "换了三次",
]
BARE = [
    ("三万二", 32000),
    ("23000", 23000),
    ("3.2", 32000),
    ("两万四", 24000),
    ("大概三万", 30000),
    ("3w多", 30000),
    ("五六万吧", 55000),
    ("八千", 8000),
    ("86公里", 86),
    ("也就一万出头", 10000),
    ("12万", 120000),
    ("四万公里不到", 40000),
    ("3万5", 35000),
    ("三二〇〇〇", 32000),
]


@pytest.mark.parametrize(("text", "km", "approximate"), SAID)
def test_the_mileage_is_read_with_its_hedge(text: str, km: int, approximate: bool) -> None:
    mileage = find_mileage(text)
    assert mileage is not None
    assert (mileage.km, mileage.approximate) == (km, approximate)


@pytest.mark.parametrize("text", NOT_SAID)
def test_speeds_ranges_prices_and_warranty_limits_are_not_mileage(text: str) -> None:
    assert find_mileage(text) is None


@pytest.mark.parametrize(("text", "km"), BARE)
def test_a_bare_number_is_the_mileage_once_it_was_asked_for(text: str, km: int) -> None:
    mileage = find_mileage(text, asked=True)
    assert mileage is not None
    assert mileage.km == km


@pytest.mark.parametrize(
    "text",
    [
        "不知道",
        "跳过",
        "3",
        "去年双十一提的",
        "前年十一",
        "去年10月",
        "三年",
        "上一步",
        "要公里数干嘛",
        "5月3号",
        "0",
    ],
)
def test_what_is_no_number_is_no_mileage_even_when_asked(text: str) -> None:
    assert find_mileage(text, asked=True) is None


@given(st.integers(10, 999_999))
def test_any_reading_in_digits_comes_back(km: int) -> None:
    for text in (f"跑了{km}公里", f"里程{km:,}公里", f"表显{km}km了"):
        mileage = find_mileage(text)
        assert mileage is not None, text
        assert mileage.km == km
