"""Questions and alarms about a customer's own data are told from each other, and from leaks of oil."""

import pytest

from bot.understand.privacy import Ask, read_privacy


@pytest.mark.rule("SAFE-3")
@pytest.mark.parametrize(
    "text",
    [
        "你们把我的信息泄露了，天天有骚扰电话",
        "是不是你们卖了我的号码",
        "我的电话被你们店泄露了",
        "在你们店留了电话，第二天就有保险推销",
        "保险公司怎么会有我的号码",
        "陌生人怎么知道我买了车",
        "刚留的手机号，马上就接到骚扰电话",
        "骚扰电话从哪知道我的",
        "我的个人信息被你们员工倒卖",
        "怎么会有我的手机号的",
    ],
)
def test_a_leak_is_heard(text: str) -> None:
    assert read_privacy(text) is Ask.LEAK


@pytest.mark.rule("SAFE-3")
@pytest.mark.parametrize(
    "text",
    [
        "别把我的号码给别人",
        "不要把我的信息给别人",
        "我的信息给别人了吗",
        "变速箱漏油泄漏了",
        "冷却液泄漏",
        "空调制冷剂泄漏，怎么办",
        "油管泄露，号码牌也掉了",
        "你们不会泄露我的信息吧",
        "我怕信息泄露，不想留电话",
        "会不会泄露我的电话",
        "卖车的销售态度差",
        "电话打不通",
        "手机号是13800001234",
        "信息已经收到了",
        "查看记录",
        "改成两万三",
        "刹车有异响",
        "删除",
        "删掉这张照片",
        "注销不了会员卡",
        "第三方检测过了",
        "谁能修我的车",
        "看看我的车",
        "有什么信息通知我",
        "把资料发给我同事",
        "",
    ],
)
def test_oil_fears_and_ordinary_words_are_none(text: str) -> None:
    assert read_privacy(text) is None


@pytest.mark.rule("SAFE-4")
@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("谁有我的号码", Ask.WHO_HAS),
        ("我的资料都给了哪些公司", Ask.WHO_HAS),
        ("你们把我的信息给了谁", Ask.WHO_HAS),
        ("谁看过我的号码", Ask.WHO_SAW),
        ("号码被谁查过", Ask.WHO_SAW),
        ("导出我的信息", Ask.EXPORT),
        ("帮我下载全部个人数据", Ask.EXPORT),
        ("限制使用我的信息", Ask.RESTRICT),
        ("暂停使用我的号码", Ask.RESTRICT),
        ("更正我的手机号", Ask.CORRECT),
        ("我换手机号了", Ask.CORRECT),
        ("哪些人能看到我的号码", Ask.WHO_HAS),
        ("谁能用我的电话", Ask.WHO_HAS),
        ("我的信息提供给了哪些公司", Ask.WHO_HAS),
        ("你们把我的号码给了哪些第三方", Ask.WHO_HAS),
        ("第三方有哪些", Ask.WHO_HAS),
        ("你们谁看过我的电话", Ask.WHO_SAW),
        ("把我的信息发给我", Ask.EXPORT),
        ("我的数据给我一份", Ask.EXPORT),
        ("我要看我的个人信息", Ask.VIEW),
        ("查看我的个人信息", Ask.VIEW),
        ("我的个人信息有哪些", Ask.VIEW),
        ("你们存了我什么信息", Ask.VIEW),
        ("删除我的个人信息", Ask.ERASE),
        ("请把我的资料都删掉", Ask.ERASE),
        ("注销", Ask.ERASE),
        ("我要注销账号", Ask.ERASE),
    ],
)
def test_each_right_is_asked_for_in_his_own_words(text: str, ask: Ask) -> None:
    assert read_privacy(text) is ask
