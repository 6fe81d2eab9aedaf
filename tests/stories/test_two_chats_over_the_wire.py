"""One customer on WeChat and on Telegram, over both platforms' own wires."""

from pathlib import Path

import pytest

from storage import chats, links
from tests.flows.linked import CODE
from tests.stories.wires import Wire, Wires
from tests.stories.world import CHAT, copy_template

TELEGRAM = 4343


async def heard_on_telegram(world: Wire) -> str:
    """The bot's last words to him there."""
    await world.settle()
    assert world.wires.telegram is not None
    there = world.wires.telegram.world.chats[TELEGRAM].messages.values()
    return [shown.text for shown in there if shown.by != TELEGRAM and not shown.deleted][-1]


async def heard_on_wechat(world: Wire) -> str:
    told = [one["text"] for one in await world.news() if one["chat"] == CHAT]
    assert told
    return str(told[-1])


@pytest.mark.rule("CON-6")
async def test_a_code_from_telegram_links_him_on_wechat_and_the_receipts_button_parts_them(
    wire_template: Path, tmp_path: Path
) -> None:
    wires = Wires("wechat", "telegram")
    async with wires.up(), wires.open(copy_template(wire_template, tmp_path / "data")) as world:
        assert wires.telegram is not None
        await world.begins()
        person = wires.telegram.customer(TELEGRAM, "王芳")
        person.starts()
        for word in ("刹车有异响", "不会", *["跳过"] * 6, "没有", "提交"):
            person.says(word)
            await world.settle()
        assert "TS20250312-0001" in await heard_on_telegram(world)
        person.says("我在微信也有账号")
        found = CODE.search(await heard_on_telegram(world))
        assert found is not None
        await world.news()
        await world.says(f"关联码 {found[1]}")
        asked = await heard_on_wechat(world)
        assert "您在微信和Telegram的两个聊天算同一位客户" in asked
        assert "1 确认关联 2 不关联" in asked
        await world.says("1")
        assert (await heard_on_wechat(world)).startswith("已关联您的Telegram")
        assert (await heard_on_telegram(world)).startswith("您刚才在微信上确认了关联")
        await world.says("进度")
        assert "TS20250312-0001" in await heard_on_wechat(world)
        await world.says("昨天又响了")
        await world.news()
        await world.staff_says("aftersales.1", "li", "/r A001 请周三过来")
        assert "请周三过来" in await heard_on_wechat(world)
        assert "请周三过来" not in await heard_on_telegram(world)
        person.presses("解除关联")
        assert (await heard_on_telegram(world)).startswith("已解除和微信的关联")
        assert (await heard_on_wechat(world)).startswith("您刚才在Telegram上解除了关联")
        vault, database = world.server.product.vault, world.server.parts.database
        chat = await database.run(chats.find, vault, world.address())
        assert chat is not None
        assert chat.customer_id is not None
        assert await database.run(links.of, chat.customer_id) is None
