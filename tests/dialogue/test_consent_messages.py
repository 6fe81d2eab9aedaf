"""Every message that asks for consent, rendered: what stands in it, and how easy each way out of it is (CON-3)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.dialogue import prompts, wording
from bot.dialogue.around import Consent
from bot.dialogue.reply import Reply
from bot.dialogue.session import Consents
from bot.texts import notices
from core.consent import Question, Standing, State
from core.policy import Policy, PurposeClass, load_policy
from tests.dialogue.talk import MORNING, Talk, policy

ALONE = {
    PurposeClass.MARKETING,
    PurposeClass.THIRD_PARTY,
    PurposeClass.CARE,
    PurposeClass.SURVEY,
}
INSURER = """extends = "dealer"
[purposes."share:insurer"]
name = "提供给安行保险"
text = "由保险公司给您报价"
basis = "law:pipl-23"
scene = "ownership"
department = "sales"
lawful_basis = "consent"
purpose_class = "third_party"
channels = ["call", "chat"]
data = "手机号"
retention = "撤回同意后 30 天"
[purposes."share:insurer".recipient]
name = "安行保险"
contact = "95000"
purpose = "车险报价"
method = "电话"
data = "手机号、车型"
[scenes.service]
then = [{ purpose = "share:insurer", channel = "chat" }]
"""


def sharing(folder: Path) -> Policy:
    """The policy of a store that names one recipient."""
    path = folder / "policy.toml"
    path.write_text(INSURER, "utf8")
    return load_policy(path)


def every_prompt(rules: Policy) -> Iterator[Consents]:
    """Each list and each single question that the policy can lead to."""
    for code, scene in rules.scenes.items():
        if scene.asks:
            items = tuple((one.purpose, one.channel.value) for one in scene.asks)
            yield Consents("n1", items, MORNING, scene=code)
        for one in scene.then:
            item = ((one.purpose, one.channel.value),)
            yield Consents("n1", item, MORNING, scene=code, unasked=True, alone=True)
        if scene.service is not None and not scene.asks:
            yield Consents("n1", ((scene.service, "call"),), MORNING, scene=code, alone=True)


def rendered(consents: Consents, rules: Policy, *, has_buttons: bool) -> tuple[Reply, str]:
    talk = Talk(has_buttons=has_buttons, rules=rules)
    reply = prompts.shown(consents, talk.around())
    return reply, wording.join(reply.texts, MORNING)


@pytest.mark.rule("CON-3")
@pytest.mark.rule("CON-5")
@pytest.mark.parametrize("has_buttons", [True, False])
def test_every_message_that_asks_for_consent_keeps_the_rule(tmp_path: Path, has_buttons: bool) -> None:
    """Marketing and third parties alone; who, for what, how, how long, who else, how to withdraw; refusing is as
    easy as agreeing, and withdrawing is no harder."""
    rules = sharing(tmp_path)
    seen = 0
    for consents in every_prompt(rules):
        seen += 1
        reply, text = rendered(consents, rules, has_buttons=has_buttons)
        labels = [wording.label(choice, MORNING) for choice in reply.choices]
        classes = {rules.purposes[purpose].purpose_class for purpose, _ in consents.items}
        if classes & ALONE:
            assert len(consents.items) == 1
            assert consents.alone
        assert text.count("？") <= 1
        for promised in (rules.store.name, rules.store.phone, "“退订”"):
            assert promised in text
        for purpose, channel in consents.items:
            found = rules.purposes[purpose]
            assert found.retention in text
            if found.recipient is None:
                assert "不提供给第三方" in text
                assert found.name in text + "".join(labels)
                assert {"call": "电话", "sms": "短信", "chat": "聊天消息"}[channel] in text
        assert "☑" not in text
        assert "全部同意" not in text
        if consents.alone:
            assert labels == ["同意", "不同意", "以后再说"]
        elif has_buttons:
            assert labels[-2:] == ["都不用", "以后再说"]
            assert all(label.startswith("☐") for label in labels[:-3])
        else:
            assert "都不用" in text
            assert "以后" in text
    assert seen >= 12


@pytest.mark.rule("CON-5", "CON-7")
@pytest.mark.parametrize(
    ("scene", "item", "notice"),
    [
        ("presales", ("presales_followup", "chat"), "购车咨询询问-1"),
        ("presales", ("promo_offers", "chat"), "购车咨询询问-1"),
        ("presales", ("trade_in", "chat"), "营销询问-1"),  # stale, and of another scene
        ("presales", ("maintenance_reminder", "chat"), "关怀询问-1"),
        ("membership", ("member_events", "chat"), "车主会员询问-1"),
        ("complaint", ("promo_offers", "chat"), "营销询问-1"),
        ("service", ("share:insurer", "chat"), "第三方询问-1"),
    ],
)
def test_a_single_question_stands_under_the_notice_of_its_scene(
    tmp_path: Path, scene: str, item: tuple[str, str], notice: str
) -> None:
    rules = sharing(tmp_path)
    around = Talk(rules=rules).around()
    consents = Consents("n1", (item,), MORNING, scene=scene, unasked=True, alone=True)
    assert notices.in_use(prompts.notice_of(consents, around)).version == notice
    _, text = rendered(consents, rules, has_buttons=True)
    assert rules.purposes[item[0]].retention in text


@pytest.mark.rule("CON-5")
def test_a_scene_that_a_store_has_added_is_asked_under_the_general_notice(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(
        """extends = "dealer"
[scenes.wash]
name = "洗车"
department = "aftersales"
service = "service_booking"
asks = [{ purpose = "service_booking", channel = "sms" }]
""",
        "utf8",
    )
    rules = load_policy(path)
    consents = Consents("n1", (("service_booking", "sms"),), MORNING, scene="wash")
    assert prompts.record(consents, Talk(rules=rules).around()).notice == "general"
    _, text = rendered(consents, rules, has_buttons=True)
    assert "不留电话也照常办理洗车" in text
    assert "保存：保养维修预约完工后 30 天" in text


@pytest.mark.rule("CON-10")
def test_a_third_party_question_names_its_recipient_in_full(tmp_path: Path) -> None:
    rules = sharing(tmp_path)
    consents = Consents(
        "n1", (("share:insurer", "chat"),), MORNING, scene="service", unasked=True, alone=True
    )
    _, text = rendered(consents, rules, has_buttons=True)
    for told in ("安行保险", "95000", "车险报价", "电话", "手机号、车型", "第三方"):
        assert told in text
    assert "不提供给第三方" not in text


@pytest.mark.rule("CON-10")
@pytest.mark.rule("CON-3")
def test_recipients_are_asked_about_one_at_a_time_after_the_service(tmp_path: Path) -> None:
    """The service's list first; the recipient in another conversation; a refusal is as good as an answer."""
    talk = Talk(rules=sharing(tmp_path))
    for saying in ("约个保养", "跳过", "跳过", "都不用"):
        talk.says(saying)
    assert [len(prompt.items) for _, prompt in talk.prompted] == [4]
    talk.later(hours=9)
    talk.says("留电话")
    talk.says("1")
    assert talk.asked_alone is not None
    assert "安行保险" in talk.asked_alone
    assert talk.prompted[-1][1].items == (("share:insurer", "chat"),)
    talk.says("不同意")
    assert talk.events[-1].purpose == "share:insurer"
    assert not talk.events[-1].kind.is_positive


@pytest.mark.rule("CON-10")
def test_who_gave_what_to_whom_is_answered_with_every_recipient_by_name(tmp_path: Path) -> None:
    """Before he agreed, that there is none; afterwards whom, how to reach them, for what, how, and which data."""
    talk = Talk(rules=sharing(tmp_path))
    assert "您没有同意过的，一律不提供" in talk.says("你们把我的信息给了谁")
    question = Question("chat:1", "share:insurer", "chat")
    talk.consents = (Consent(question, State(Standing.GIVEN)),)
    told = talk.says("你们把我的信息给了谁")
    assert "安行保险（联系方式：95000）：车险报价；方式：电话；信息：手机号、车型" in told


@pytest.mark.rule("CON-3")
@pytest.mark.rule("CON-8")
def test_withdrawing_takes_no_more_taps_than_agreeing_took() -> None:
    """One tick and 就选这些, or 同意, against one word, or one tap in the list of consents."""
    talk = Talk()
    for saying in ("我想试驾", "跳过", "跳过"):
        talk.says(saying)
    prompt = talk.prompted[-1][1].prompt
    grants = [f"number:{prompt}:tick:0", f"number:{prompt}:done"]
    for action in grants:
        talk.presses(action)
    assert [one.kind.is_positive for one in talk.events] == [True, False, False]
    talk.says("退订")
    assert type(talk.commands[-1]).__name__ == "Withdraw"
    assert policy().consent.asking.prompts_at_most == 1
