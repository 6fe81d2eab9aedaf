"""What staff key in of a paper is read whole or not at all (CON-12)."""

from datetime import date, time

import pytest

from bot.staff.paper import KeyedIn, read_paper
from core.policy import Channel
from tests.core.desk import POLICY

TODAY = date(2025, 3, 12)
DAY = date(2025, 3, 10)
CALL = Channel.CALL


@pytest.mark.rule("CON-12")
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("试驾回访 电话 2025-03-10", KeyedIn("testdrive_feedback", CALL, DAY)),
        ("testdrive_feedback call 2025/3/10", KeyedIn("testdrive_feedback", CALL, DAY)),
        ("试驾回访 电话 20250310", KeyedIn("testdrive_feedback", CALL, DAY)),
        ("试驾回访 电话 2025年3月10日", KeyedIn("testdrive_feedback", CALL, DAY)),
        ("优惠 短信 3月10日", KeyedIn("promo_offers", Channel.SMS, DAY)),
        ("优惠 聊天 3-10", KeyedIn("promo_offers", Channel.CHAT, DAY)),
        ("优惠 sms 12月30日", KeyedIn("promo_offers", Channel.SMS, date(2024, 12, 30))),
        ("优惠 sms 昨天", KeyedIn("promo_offers", Channel.SMS, date(2025, 3, 11))),
        ("优惠 sms 3月12日 14:30", KeyedIn("promo_offers", Channel.SMS, TODAY, time(14, 30))),
        ("优惠 sms 3月10日 9点 5678", KeyedIn("promo_offers", Channel.SMS, DAY, time(9), "5678")),
        ("优惠 sms 3月10日 尾号5678", KeyedIn("promo_offers", Channel.SMS, DAY, None, "5678")),
        ("优惠 sms 3月10日 13812345678", KeyedIn("promo_offers", Channel.SMS, DAY, None, "13812345678")),
        ("", "paper_consent.how"),
        ("闲聊 电话 3月10日", "paper_consent.no_such_purpose"),
        ("优惠", "paper_consent.no_way"),
        ("优惠 飞鸽 3月10日", "paper_consent.no_way"),
        ("优惠 sms", "paper_consent.no_day"),
        ("优惠 sms 2月30日", "paper_consent.no_day"),
        ("优惠 sms 上周", "paper_consent.no_day"),
        ("优惠 sms 3月10日 25:00", "paper_consent.not_read"),
        ("优惠 sms 3月10日 同意的", "paper_consent.not_read"),
        ("优惠 sms 3月10日 14:30 5678 还有", "paper_consent.not_read"),
    ],
)
def test_purpose_way_day_and_perhaps_time_and_number(text: str, read: KeyedIn | str) -> None:
    assert read_paper(text, POLICY, TODAY) == read
