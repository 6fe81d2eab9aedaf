"""关联微信, 解除关联 and a code are heard in every way they are said, and in nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.linking import Wish, find_code, read_linking, without_code
from storage.codes import ALPHABET

CODE = "7KQ4-M2XR-0VWA"


@pytest.mark.parametrize(
    "text",
    [
        "关联微信",
        "关联Telegram",
        "关联账号",
        "我想关联我的微信",
        "帮我绑定微信吧",
        "怎么关联telegram",
        "我在微信也有账号",
        "我在微信上也有号",
        "我在 Telegram 也有账号。",
        "微信上也有账号",
        "我也用微信",
        "我也有电报号",
        "想关联另一个账号",
        "/link",
    ],
)
def test_who_has_another_account_wants_to_link_it(text: str) -> None:
    assert read_linking(text) is Wish.LINK


@pytest.mark.parametrize(
    "text",
    [
        "解除关联",
        "取消关联",
        "撤销关联",
        "不要关联了",
        "解除和微信的关联",
        "我要取消和Telegram的绑定",
        "解绑微信",
        "/unlink",
    ],
)
def test_who_takes_it_back_wants_them_parted(text: str) -> None:
    assert read_linking(text) is Wish.UNLINK


@pytest.mark.parametrize(
    "text",
    [
        "刹车异响和上次维修有关联吗",
        "关联公司的电话",
        "我加了你们微信没人回",
        "微信付的定金",
        "我微信上说过了",
        "取消",
        "不用了",
        "绑定ETC怎么弄",
        "车机关联不了手机",
    ],
)
def test_other_talk_of_accounts_links_nothing(text: str) -> None:
    assert read_linking(text) is None
    assert find_code(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        f"  {CODE.lower()}。",
        f"关联码 {CODE}",
        f"关联码：{CODE}",
        f"关联{CODE}",
        f"请在微信里打开星驰4S店，把下面这行发给我：\n关联码 {CODE}\n3月13日（周四）10:30前有效",
        f"/link {CODE}",
    ],
)
def test_a_code_is_found_alone_or_behind_its_name(text: str) -> None:
    assert find_code(text).upper() == CODE
    assert CODE not in without_code(text).upper()


@pytest.mark.parametrize(
    "text",
    ["13812345678", "1381-2345-6789", "LSVAA49J132047761", "浙A12345", "TS20261122-0007", "7KQ4M2XR0VWA"],
)
def test_numbers_of_other_kinds_are_no_codes(text: str) -> None:
    assert find_code(text) == ""
    assert without_code(text) == text


@given(signs=st.text(ALPHABET, min_size=12, max_size=12))
def test_every_code_is_found_behind_its_name(signs: str) -> None:
    code = f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"
    assert find_code(f"关联码 {code}") == code
