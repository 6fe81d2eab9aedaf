"""Many at once, with Telegram's limits on: all are answered, all cards arrive, and nobody waits for others."""

from pathlib import Path

from tests.telegram.shop import CUSTOMER, FORUM, PLAIN, open_shop


async def test_two_hundred_customers_at_once_are_all_answered_within_the_limits(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        users = range(10_001, 10_201)
        began = shop.clock.now()
        for user in users:
            shop.customer(user).starts()
        await shop.settle()
        assert [len(shop.saw(user, "您好")) for user in users] == [1] * 200
        took = (shop.clock.now() - began).total_seconds()
        assert 200 / 30 <= took <= 200 / 20, "as many a second as Telegram allows, and few less"
        refusals = len(shop.telegram.called("sendMessage")) - 200
        assert refusals == 0, "we keep to the limits by ourselves"


async def test_forty_cards_for_one_group_all_arrive_while_customers_are_answered_at_once(
    tmp_path: Path,
) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.desk(PLAIN, topics=False)
        users = range(20_001, 20_041)
        for user in users:
            shop.customer(user).starts()
        await shop.settle()
        for text in ("空调不制冷", "不会", "跳过", "跳过", "跳过", "跳过", "跳过", "跳过", "没有"):
            for user in users:
                if "请核对" not in shop.last(user):
                    shop.customer(user).says(text)
            await shop.settle()
        assert all("请核对" in shop.last(user) for user in users)
        before = len(shop.called_for(PLAIN))
        for user in users:
            shop.customer(user).says("提交")
        await shop.telegram.delivery.taken()
        await shop.server.worker.settled()
        began = shop.clock.now()
        stranger = shop.customer(CUSTOMER)
        stranger.starts()
        await shop.settle_within(3)
        assert "您好" in shop.last(CUSTOMER), "answered while the group's cards still wait"
        assert len(shop.cards(PLAIN)) < 40
        await shop.settle()
        numbers = [card.text.partition("投诉 ")[2][:15] for card in shop.cards(PLAIN)]
        assert len(set(numbers)) == len(numbers) == 40
        minutes = (shop.clock.now() - began).total_seconds() / 60
        assert minutes <= (len(shop.called_for(PLAIN)) - before) / 17 + 0.5


async def test_changes_of_a_card_while_the_group_is_full_are_sent_once(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.desk()
        await shop.files(shop.customer())
        [card] = shop.cards(FORUM)
        for n in range(10):
            li.says(f"/note 第{n}次看车", thread=card.thread)
        await shop.settle()
        assert len(card.versions) <= 3
