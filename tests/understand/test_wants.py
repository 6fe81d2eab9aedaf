"""Which service is asked for, and who asks to be called."""

import pytest

from bot.understand.calls import asks_for_call
from bot.understand.wants import read_want

WANTS = {
    "testdrive": (
        "我想试驾",
        "约试驾",
        "想约试驾",
        "周六想去试驾S7",
        "可以试驾吗",
        "试驾",
        "我要预约试驾",
        "能试乘试驾吗",
    ),
    "service": (
        "约个保养",
        "我想约个时间修车",
        "空调不制冷想预约维修",
        "维修",
        "保养",
        "车想做个检查一下",
        "我要修车",
        "刹车异响，想约个检查一下",
        "预约保养",
        "该首保了，想约一下首保",
        "周六去保养",
    ),
    "presales": (
        "想看看车",
        "问问优惠",
        "有什么优惠",
        "想买车",
        "S7落地价多少钱",
        "想去店里看看S7",
        "S7有现车吗",
        "打算买辆新车",
        "咨询一下购车",
        "优惠",
    ),
    "membership": ("入会", "加入会员", "我想入会", "办个会员", "怎么成为会员"),
}
NONE = (
    "试驾的时候销售态度差",
    "上周试驾过S7",
    "保养多少钱",
    "我要投诉",
    "想换车",
    "我要保养发票",
    "会员有什么好处",
    "销售答应退我定金，一直不退",
    "你们什么时候上班",
    "买车的时候说送脚垫没给",
    "我要退车",
    "你们修车质量太差",
    "空调不制冷",
    "取消试驾",
    "我不想试驾了",
    "保养的时候把我车刮了",
    "修了三次还没修好",
    "会员积分被清零了，骗人",
    "试驾车有划痕",
    "你好",
    "不要再推销优惠了",
    "为什么维修要等这么久",
)


@pytest.mark.parametrize(("scene", "text"), [(scene, text) for scene, many in WANTS.items() for text in many])
def test_a_service_is_asked_for_in_many_words(scene: str, text: str) -> None:
    assert read_want(text) == scene


@pytest.mark.parametrize("text", NONE)
def test_what_went_wrong_or_is_only_asked_about_books_nothing(text: str) -> None:
    assert read_want(text) is None


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize(
    "text",
    [
        "请给我回电",
        "明天下午3点打给我",
        "给我打个电话",
        "能给我回个电话吗",
        "让销售给我打个电话",
        "电话联系我",
        "call me",
        "打我手机",
        "下午打我电话吧",
        "空调不制冷，请尽快给我回电",
    ],
)
def test_who_asks_for_a_call_is_heard(text: str) -> None:
    assert asks_for_call(text)


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize(
    "text",
    [
        "你们天天给我打电话",
        "别给我打电话",
        "不要给我打电话",
        "刚才谁给我打电话",
        "一直没给我回电话",
        "你们说给我打电话一直没打",
        "昨天给我打电话的是你们吗",
        "为什么给我打电话",
        "don't call me",
        "stop calling me",
        "给我打过三次电话了",
        "留电话",
        "我的电话13800138000",
        "不用给我回电",
        "再给我打电话我就投诉，骚扰",
        "别人给我打电话",
    ],
)
def test_who_is_tired_of_calls_or_asks_about_one_has_asked_for_none(text: str) -> None:
    """It would lift consent: where in doubt, no."""
    assert not asks_for_call(text)
