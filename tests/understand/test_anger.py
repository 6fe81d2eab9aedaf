"""The customer's mood is read from what the words weigh together."""

import pytest

from bot.understand.anger import emotion, is_angry
from tests.understand.labelled import rows


@pytest.mark.rule("CMP-4")
def test_nine_labelled_moods_of_ten_are_read_right() -> None:
    """The labels are one person's judgement; nine of ten agree with it."""
    labelled = rows("utterances")
    wrong = [row["text"] for row in labelled if emotion(row["text"]) != row["emotion"]]
    assert len(wrong) <= len(labelled) // 10, wrong


@pytest.mark.rule("CMP-4")
def test_anger_is_told_from_everything_else() -> None:
    """Insults, threats and scorn are anger; haste, hurt, worry and plain facts are not."""
    judged = rows("anger")
    wrong = [row["text"] for row in judged if is_angry(row["text"]) != row["angry"]]
    assert len(wrong) <= len(judged) // 20, wrong


@pytest.mark.parametrize(
    "text", ["垃圾店 骗子 退钱", "你们太过分了", "气死我了!!", "再不解决我就找媒体曝光", "凭什么不给保"]
)
def test_insults_threats_and_accusations_are_anger(text: str) -> None:
    """Behaviour 21 begins here."""
    assert is_angry(text)


@pytest.mark.parametrize(
    "text", ["你好", "空调不制冷", "想问下换刹车片多少钱", "垃圾桶在哪里", "315公里", "星驰S7,跑了三万二"]
)
def test_plain_facts_are_calm(text: str) -> None:
    """A fact is no feeling, and 垃圾桶 no insult."""
    assert emotion(text) == "calm"


def test_many_unhappy_words_are_still_not_anger() -> None:
    """Somebody who waited long and says so is upset."""
    assert emotion("等了两个小时一直没人招呼,还没修好,耽误我上班,很失望") == "upset"
