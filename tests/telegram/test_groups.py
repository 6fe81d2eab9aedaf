"""What happens to a staff group on Telegram: strangers, leavers, removals, lost topics, a new address."""

from pathlib import Path

import pytest

from core.case import Case
from tests.fakes.bot_api_faults import too_many
from tests.fakes.bot_api_people import Group, Member
from tests.telegram.shop import CUSTOMER, FORUM, LI, PLAIN, Shop, open_shop

SUPER = -1002000999
STRANGER_TOLD = "群里有未登记的成员，客户内容暂不显示。"
HIDDEN = "群里有未登记的成员，客户内容不在这里显示。"


async def with_case(shop: Shop, chat: int = FORUM, *, topics: bool = True) -> tuple[Group, Member, Case]:
    group, li = await shop.desk(chat, topics=topics)
    return group, li, await shop.files(shop.customer(), photos=1)


@pytest.mark.rule("SEC-3")
@pytest.mark.parametrize("topics", [True, False])
async def test_a_stranger_in_the_group_switches_personal_data_off_until_he_is_gone(
    tmp_path: Path, topics: bool
) -> None:
    room = FORUM if topics else PLAIN
    async with open_shop(tmp_path) as shop:
        group, _, _ = await with_case(shop, room, topics=topics)
        stranger = group.joins(666, "路人")
        await shop.settle()
        assert STRANGER_TOLD in shop.last(room)
        assert HIDDEN in shop.cards(room)[0].text
        assert "刹车有异响" not in shop.cards(room)[0].text
        shop.customer().says("我住在文三路")
        shop.customer().sends("photo")
        await shop.settle()
        assert not shop.saw(room, "文三路")
        assert [shown.kind for shown in shop.said(room)].count("photo") == 1
        stranger.leaves()
        await shop.settle()
        assert "群里都是登记的同事了" in shop.last(room)
        assert "刹车有异响" in shop.cards(room)[0].text


@pytest.mark.rule("SEC-3")
async def test_somebody_who_was_there_before_us_and_never_spoke_is_counted(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group = shop.telegram.group(FORUM, topics=True)
        group.member(666, "路人")
        await shop.desk()
        await shop.files(shop.customer())
        assert shop.saw(FORUM, STRANGER_TOLD)
        assert HIDDEN in shop.cards(FORUM)[0].text
        assert "刹车有异响" not in shop.cards(FORUM)[0].text


@pytest.mark.rule("SEC-3")
async def test_registered_members_who_never_spoke_are_no_strangers_from_the_first_moment(
    tmp_path: Path,
) -> None:
    async with open_shop(tmp_path) as shop:
        group = shop.telegram.group(FORUM, topics=True)
        for user, name in ((502, "王工"), (503, "赵工")):
            await shop.joins(group, user, name, "team_leader", "aftersales")
        outside = await shop.invited("team_leader", "aftersales")
        shop.telegram.customer(507).starts(outside)
        await shop.desk()
        await shop.files(shop.customer())
        assert not shop.saw(FORUM, STRANGER_TOLD)
        assert "刹车有异响" in shop.cards(FORUM)[0].text
        asked = {one["user_id"] for one in shop.telegram.called("getChatMember")}
        assert asked == {502, 503, 507}, "whoever spoke there is known"


@pytest.mark.rule("SEC-3")
async def test_among_registered_members_who_never_spoke_a_stranger_is_still_one(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group = shop.telegram.group(FORUM, topics=True)
        await shop.joins(group, 502, "王工", "team_leader", "aftersales")
        stranger = group.member(666, "路人")
        await shop.desk()
        await shop.files(shop.customer())
        assert shop.saw(FORUM, STRANGER_TOLD)
        assert HIDDEN in shop.cards(FORUM)[0].text
        stranger.leaves()
        await shop.settle()
        assert "刹车有异响" in shop.cards(FORUM)[0].text


@pytest.mark.rule("SEC-3")
async def test_whoever_was_counted_as_a_stranger_is_none_once_he_has_joined_in_private(
    tmp_path: Path,
) -> None:
    async with open_shop(tmp_path) as shop:
        shop.telegram.group(FORUM, topics=True).member(505, "孙工")
        await shop.desk()
        await shop.files(shop.customer())
        assert HIDDEN in shop.cards(FORUM)[0].text
        shop.telegram.customer(505, "孙工").starts(await shop.invited("team_leader", "aftersales"))
        await shop.settle()
        assert "刹车有异响" in shop.cards(FORUM)[0].text


@pytest.mark.rule("SEC-3")
async def test_a_stranger_who_joins_by_an_invitation_is_none(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, _, _ = await with_case(shop)
        sun = group.joins(505, "孙工")
        await shop.settle()
        assert HIDDEN in shop.cards(FORUM)[0].text
        code = await shop.invited("team_leader", "aftersales")
        shop.telegram.customer(505, "孙工").says(f"/join {code}")
        await shop.settle()
        sun.says("大家好")
        await shop.settle()
        assert "刹车有异响" in shop.cards(FORUM)[0].text


async def test_an_invitation_is_good_for_one(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        code = await shop.invited("service_advisor", "aftersales")
        for user in (LI, 666):
            shop.telegram.customer(user).says(f"/join {code}")
            await shop.settle()
        assert "已登记" in shop.last(LI)
        assert "已经用过了" in shop.last(666)
        queue = await shop.queue_code("aftersales/1")
        for chat in (FORUM, PLAIN):
            group = shop.telegram.group(chat)
            group.member(LI, "李工").says(f"/bind {queue}")
            await shop.settle()
        assert "本群已绑定" in shop.last(FORUM)
        assert "已经用过了" in shop.last(PLAIN)


@pytest.mark.rule("SEC-4")
async def test_whoever_leaves_the_group_loses_his_cases_even_told_twice(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li, case = await with_case(shop)
        shop.telegram.delivery.twice = True
        li.presses("接单")
        await shop.settle()
        li.leaves()
        await shop.settle()
        assert (await shop.case()).claimed_by is None
        assert len(shop.saw(FORUM, "工号01已离开，他接的1件回到队列。")) == 1
        shop.telegram.customer(LI, "李工").says("/todo")
        await shop.settle()
        assert case.number not in shop.last(LI)


@pytest.mark.rule("STAFF-5")
async def test_removed_from_the_group_the_cases_go_elsewhere_and_back_it_works_again(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, li, case = await with_case(shop)
        other = shop.telegram.group(-5002, "二级")
        wang = await shop.joins(other, 502, "王经理", "service_manager", "aftersales")
        wang.says(f"/bind {await shop.queue_code('aftersales/2')}")
        await shop.settle()
        group.removes_bot()
        await shop.settle()
        assert [case.number in card.text for card in shop.cards(-5002)] == [True]
        heard = len(shop.said(FORUM))
        shop.customer().says("车停在店门口了")
        await shop.settle()
        assert shop.saw(-5002, "客户：车停在店门口了")
        assert len(shop.said(FORUM)) == heard

        group.adds_bot()
        group.adds_bot()
        await shop.settle()
        assert len(shop.saw(FORUM, "还没有绑定队列")) == 2, "once for each time that we came"
        li.says(f"/bind {await shop.queue_code('aftersales/1')}")
        await shop.settle()
        assert shop.cards(FORUM)[-1].id > heard
        shop.customer().says("钥匙放在前台了")
        await shop.settle()
        assert shop.saw(FORUM, "客户：钥匙放在前台了")


@pytest.mark.rule("SEC-3")
async def test_what_waited_for_a_group_that_we_left_is_not_said_when_we_come_back(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, _, _ = await with_case(shop)
        shop.telegram.fault(too_many(60, "sendMessage", chat=FORUM))
        shop.customer().says("我住在文三路")
        await shop.settle_within(5)
        group.removes_bot()
        await shop.settle()
        group.adds_bot()
        group.joins(666, "路人")
        await shop.settle()
        assert "还没有绑定队列" in shop.last(FORUM)
        assert not shop.saw(FORUM, "文三路")


@pytest.mark.rule("STAFF-5")
async def test_a_deleted_topic_is_noticed_at_the_next_word_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, _, case = await with_case(shop)
        [old] = shop.cards(FORUM)
        assert old.thread is not None
        group.deletes_topic(old.thread)
        shop.customer().says("车停在店门口")
        await shop.settle()
        [card] = shop.cards(FORUM)
        assert card.thread in group.chat.topics
        assert case.number in card.text
        [told] = shop.saw(FORUM, "客户：车停在店门口")
        assert (told.thread, told.id > card.id) == (card.thread, True)


@pytest.mark.rule("STAFF-5")
async def test_a_closed_topic_is_followed_by_a_new_one(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, li, _ = await with_case(shop)
        [old] = shop.cards(FORUM)
        assert old.thread is not None
        shop.telegram.delivery.twice = True
        group.closes_topic(old.thread)
        await shop.settle()
        card = shop.cards(FORUM)[-1]
        assert (len(group.chat.topics), card.thread != old.thread) == (2, True)
        li.presses("接单", on=card)
        shop.customer().says("车停在店门口了")
        await shop.settle()
        assert shop.said(FORUM)[-1].thread == card.thread


@pytest.mark.rule("STAFF-5")
async def test_a_deleted_card_is_posted_again(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li, case = await with_case(shop, PLAIN, topics=False)
        [card] = shop.cards(PLAIN)
        card.deleted = True
        shop.customer().says("车停在店门口")
        await shop.settle()
        [new] = shop.cards(PLAIN)
        assert case.number in new.text
        [told] = shop.saw(PLAIN, "客户：车停在店门口")
        assert told.reply_to == new.id
        new.deleted = True
        li.says(f"/claim {case.short_code}")
        await shop.settle()
        assert "工号01处理中" in shop.cards(PLAIN)[-1].text


@pytest.mark.rule("STAFF-5")
async def test_a_group_that_gave_its_topics_up_is_answered_in_threads(tmp_path: Path) -> None:
    """Telegram tells nobody of it; the first topic that cannot be opened does."""
    async with open_shop(tmp_path) as shop:
        group, _ = await shop.desk()
        group.chat.forum = False
        case = await shop.files(shop.customer())
        [card] = shop.cards(FORUM)
        assert (case.number in card.text, card.thread) == (True, None)
        await shop.files(shop.customer(4343))
        assert len(shop.cards(FORUM)) == 2
        assert len(shop.telegram.called("createForumTopic")) == 1
        shop.customer().says("车停在店门口了")
        await shop.settle()
        assert shop.said(FORUM)[-1].reply_to == card.id


@pytest.mark.rule("STAFF-5")
@pytest.mark.parametrize("told", ["at once", "never", "too late"])
async def test_a_group_that_became_a_supergroup_is_followed(tmp_path: Path, told: str) -> None:
    """Told by an update, or by the refusal of the next message, or by both."""
    async with open_shop(tmp_path) as shop:
        group, _, case = await with_case(shop, PLAIN, topics=False)
        if told != "at once":
            shop.telegram.delivery.hold()
        moved = group.migrates(SUPER)
        late, shop.telegram.delivery.held = shop.telegram.delivery.held or [], None
        await shop.settle()
        shop.customer().says("车停在店门口了")
        await shop.settle()
        if told == "too late":
            for update in late:
                shop.telegram.delivery.deliver(update)
            await shop.settle()
        [card] = shop.cards(SUPER)
        assert case.number in card.text
        [heard] = shop.saw(SUPER, "客户：车停在店门口了")
        assert heard.reply_to == (card.id if told == "at once" else None)
        new_li = moved.member(LI, "李工")
        new_li.presses("接单", on=card)
        new_li.says("/r 马上来", reply_to=card.id)
        await shop.settle()
        assert shop.last(CUSTOMER) == "工号01：马上来"
        assert "工号01处理中" in shop.cards(SUPER)[0].text


async def test_without_the_right_to_open_topics_the_card_comes_all_the_same(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, _ = await shop.desk()
        room = await shop.supervisors()
        group.chat.bot_admin = False
        case = await shop.files(shop.customer())
        [card] = shop.cards(FORUM)
        assert (case.number in card.text, card.thread) == (True, None)
        assert shop.saw(room.id, "没能在“售后部 · 一级”的群开话题：机器人在群里没有所需的权限。")


@pytest.mark.rule("STAFF-3")
async def test_who_has_no_identity_or_no_invitation_does_nothing(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, li, _ = await with_case(shop)
        [card] = shop.cards(FORUM)
        li.says_anonymously("/claim")
        await shop.settle()
        assert "匿名管理员没有身份" in shop.last(FORUM)
        li.says_anonymously("随便聊聊")
        stranger = group.member(666, "路人")
        stranger.says("随便聊聊")
        await shop.settle()
        press = stranger.presses("接单", on=card)
        await shop.settle()
        assert (
            press,
            "您还没有登记。请向管理员要邀请码，私聊我发送“/join 邀请码”。",
        ) in shop.telegram.world.toasts
        assert (await shop.case()).claimed_by is None
