"""The sandbox's page in a real browser: a newcomer gets along with clicks, with keys, and on a phone."""

import re
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, Route, expect

from bot.channels.language import Action, Message, Pressed, Removal, Revision, Said, Sent, ThreadOpening
from bot.channels.sandbox.needs import Delivery
from tests.browser.conftest import OpenPage, Site

pytestmark = pytest.mark.asyncio(loop_scope="session")  # one browser for all

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


async def begin(open_page: OpenPage, width: int = 1280, height: int = 800) -> Page:
    page = await open_page(width, height)
    await page.get_by_role("button", name="演示开始").click()
    await expect(page.locator("#customer-name")).to_have_text("kehu1")
    return page


async def test_one_click_brings_a_customer_and_somebody_on_every_tier(
    open_page: OpenPage, site: Site
) -> None:
    page = await begin(open_page)
    state = await site.world.get("state")
    assert state["customers"] == [{"id": "kehu1", "profile": "telegram"}]
    rooms = state["rooms"]
    assert isinstance(rooms, list)
    assert {room["id"]: [member["role"] for member in room["members"]] for room in rooms} == {
        "aftersales.1": ["service_advisor"],
        "aftersales.2": ["service_manager"],
        "aftersales.3": ["general_manager"],
        "sales.1": [],
        "supervisors": ["observer"],
    }
    await expect(page.locator("#customer-text")).to_be_focused()


async def test_a_customer_writes_taps_and_sends_a_picture(open_page: OpenPage, site: Site) -> None:
    page = await begin(open_page)
    await page.keyboard.type("刹车有异响")
    await page.keyboard.press("Enter")
    await expect(page.locator("#customer-messages .mine").last).to_contain_text("刹车有异响")
    await site.world.send(
        "customer:kehu1", Message("危险吗？", ((Action("t1", "会"), Action("t2", "不会")),))
    )
    await page.get_by_role("button", name="不会", exact=True).click()
    await page.locator("#customer-file").set_input_files(
        FilePayload(name="图.png", mimeType="image/png", buffer=PICTURE)
    )
    picture = page.locator("#customer-messages img")
    await expect(picture).to_have_attribute("alt", "图.png")
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    kinds = [type(update.what) for update in site.world.accepted if update.address.chat == "customer:kehu1"]
    assert kinds[1:] == [Said, Pressed, Said]


async def test_edits_and_deletions_are_seen_live(open_page: OpenPage, site: Site) -> None:
    page = await begin(open_page)
    await page.fill("#customer-text", "三万")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="修改").click()
    await page.fill("#customer-text", "两万三")
    await page.keyboard.press("Enter")
    await expect(page.locator("#customer-messages .mine").last).to_contain_text("两万三")
    await expect(page.locator("#customer-messages .mine").last).to_contain_text("已修改")
    sent = await site.world.send("customer:kehu1", "号码 13800000000")
    assert isinstance(sent, Sent)
    await expect(page.get_by_text("号码 13800000000").last).to_be_visible()
    await site.world.send("customer:kehu1", Revision(Message("号码（已隐藏）")), target=sent.references[0])
    await expect(page.get_by_text("号码（已隐藏）").last).to_be_visible()
    await site.world.send("customer:kehu1", Removal(), target=sent.references[0])
    await expect(page.get_by_text("消息已删除").last).to_be_visible()
    assert "号码" not in await page.content()


async def test_a_case_is_a_topic_in_which_staff_tap_and_answer(open_page: OpenPage, site: Site) -> None:
    page = await begin(open_page)
    opened = await site.world.send("room:aftersales.1", ThreadOpening("A012 刹车异响"))
    assert isinstance(opened, Sent)
    thread = opened.references[0]
    card = Message("【A012】重大", ((Action("claim", "接单"),),))
    await site.world.send("room:aftersales.1", card, thread=thread)
    await page.get_by_role("button", name="接单").click()
    await expect(page.locator("#room-target")).to_contain_text("A012 刹车异响")
    await page.fill("#room-text", "/r 马上联系您")
    await page.keyboard.press("Enter")
    await expect(page.locator(".topic .mine")).to_contain_text("马上联系您")
    pressed, said = [update for update in site.world.accepted if update.address.chat == "room:aftersales.1"][
        1:
    ]
    assert isinstance(pressed.what, Pressed)
    assert pressed.what.action == "claim"
    assert isinstance(said.what, Said)
    assert (said.what.text, said.thread) == ("/r 马上联系您", thread)


async def test_what_a_tap_leads_to_comes_into_sight(open_page: OpenPage, site: Site) -> None:
    page = await begin(open_page)
    for chat, log in (("customer:kehu1", "#customer-messages"), ("room:aftersales.1", "#room-messages")):
        await site.world.send(chat, Message("要点的", ((Action("t", f"点{chat}"),),)))
        for n in range(12):
            await site.world.send(chat, f"第{n}条\n" * 4)
        await expect(page.locator(log).get_by_text("第11条")).to_be_in_viewport()
        button = page.get_by_role("button", name=f"点{chat}", exact=True)
        await button.scroll_into_view_if_needed()
        await site.world.send(chat, "别人的话")
        await expect(page.locator(log).get_by_text("别人的话")).to_be_attached()
        await expect(button).to_be_in_viewport()
        await button.click()
        await site.world.send(chat, "给您的回答")
        await expect(page.locator(log).get_by_text("给您的回答")).to_be_in_viewport()


async def test_only_a_clock_that_can_be_moved_is_said_to_move(open_page: OpenPage, site: Site) -> None:
    page = await open_page()
    await expect(page.get_by_text("看它自己升级")).to_be_visible()
    await page.route("**/sandbox/api/overview", _real_clock)
    await page.reload()
    await expect(page.get_by_text("YINUO_SANDBOX__CLOCK=virtual")).to_be_visible()
    await expect(page.get_by_text("看它自己升级")).to_be_hidden()
    await expect(page.get_by_role("button", name="+1 小时")).to_be_hidden()


async def _real_clock(route: Route) -> None:
    answer = await route.fetch()
    await route.fulfill(response=answer, json={**await answer.json(), "virtual": False})


async def test_unread_messages_are_counted_until_the_chat_is_opened(open_page: OpenPage, site: Site) -> None:
    page = await begin(open_page)
    await site.world.send("room:supervisors", "一")
    await site.world.send("room:supervisors", "二")
    room = page.locator('[data-chat="room:supervisors"]')
    await expect(room.locator(".badge")).to_have_text("2")
    await room.click()
    await expect(room.locator(".badge")).to_be_hidden()


async def test_what_did_not_arrive_is_shown_with_its_reason(open_page: OpenPage, site: Site) -> None:
    page = await begin(open_page)
    site.world.deliveries.append(Delivery("customer:kehu1", "held", "48 小时窗口已过", "您的结果出来了"))
    await page.fill("#customer-text", "在吗")
    await page.keyboard.press("Enter")
    waiting = page.locator("#customer-messages .waiting")
    await expect(waiting).to_contain_text("等客户下次发言时送达")
    await expect(waiting).to_contain_text("48 小时窗口已过")


async def test_who_tests_wechat_sees_the_window(open_page: OpenPage, site: Site) -> None:
    """How much may still be sent, until when; and once it is used up, that his next word is waited for."""
    page = await begin(open_page)
    await expect(page.locator("#customer-profile")).to_have_text("Telegram")
    await site.world.post("customers", {"id": "wx", "profile": "wechat"})
    await site.world.post("customers/wx/messages", {"text": "你好"})
    await page.locator('[data-customer="wx"]').click()
    await expect(page.locator("#customer-profile")).to_contain_text("微信 · 还能收 5 条，到 ")
    for n in range(5):
        await site.world.send("customer:wx", str(n), profile="wechat")
    await expect(page.locator("#customer-profile")).to_have_text("微信 · 平台不让再发，等他发言")


async def test_the_clock_moves_and_says_why_it_does_not(open_page: OpenPage) -> None:
    page = await begin(open_page)
    await expect(page.locator("#now")).to_contain_text("12:00:00")
    await page.get_by_role("button", name="+1 小时").click()
    await expect(page.locator("#now")).to_contain_text("13:00:00")
    await page.get_by_role("button", name="到某时刻").click()
    await page.locator('#dialog-clock [name="at"]').fill("2026-11-22T09:00:00")
    await page.keyboard.press("Enter")
    await expect(page.locator(".notice.bad")).to_contain_text("不能往回")


async def test_a_fault_is_ordered_and_counted(open_page: OpenPage) -> None:
    page = await begin(open_page)
    await page.get_by_role("button", name="故障").click()
    await page.locator('#dialog-faults [name="next"]').select_option("server_error")
    await page.locator('#dialog-faults [name="count"]').fill("3")
    await page.get_by_role("button", name="设置").click()
    await expect(page.locator("#faults-count")).to_have_text("3")


async def test_everything_can_be_done_with_keys(open_page: OpenPage, site: Site) -> None:
    page = await begin(open_page)
    await site.world.post("customers", {"id": "lao-wang", "profile": "wechat"})
    await site.world.post("customers/lao-wang/messages", {"text": "喂"})
    await expect(page.locator("[data-customer=lao-wang]")).to_be_visible()
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.locator("#customer-name")).to_have_text("lao-wang")
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.locator("#customer-name")).to_have_text("kehu1")
    await page.locator(".skip").focus()
    reached: set[str] = set()
    for _ in range(60):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    for control in ("clock-to", "faults-open", "customer-add", "customer-text", "customer-file"):
        assert control in reached
    for control in ("staff-add", "members-open", "room-speaker", "room-text", "room-messages"):
        assert control in reached


async def test_a_phone_shows_one_side_at_a_time_and_nothing_sticks_out(
    open_page: OpenPage, site: Site
) -> None:
    page = await begin(open_page, 390, 844)
    await expect(page.locator("#pane-staff")).to_be_hidden()
    await site.world.send("room:aftersales.1", "有新投诉" * 40)
    await expect(page.locator("#tab-staff")).to_have_text("1")
    await page.locator('.bottom [data-pane="staff"]').click()
    await expect(page.locator("#room-messages")).to_contain_text("有新投诉")
    await expect(page.locator("#tab-staff")).to_be_hidden()
    await page.locator('.bottom [data-pane="clock"]').click()
    await page.get_by_role("button", name="+5 分钟").click()
    await expect(page.locator("#now")).to_contain_text("12:05:00")
    for pane in ("customers", "staff", "clock"):
        await page.locator(f'.bottom [data-pane="{pane}"]').click()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_what_people_write_is_never_markup(open_page: OpenPage, site: Site) -> None:
    page = await begin(open_page)
    evil = '<img src=x onerror="document.title=1"><b>粗</b>'
    await site.world.send("customer:kehu1", Message(evil, ((Action("x", evil),),)))
    await site.world.post("rooms/aftersales.1/members", {"staff": "stranger", "action": "join"})
    await site.world.post("rooms/aftersales.1/messages", {"staff": "stranger", "text": evil})
    await expect(page.locator("#room-messages")).to_contain_text(evil)
    await expect(page.locator("#customer-messages .actions button")).to_have_text(evil)
    assert await page.locator(".messages b, .messages img").count() == 0
    assert await page.title() == "一诺 · 沙盒"


async def test_the_page_takes_nothing_from_any_other_host(open_page: OpenPage, site: Site) -> None:
    answer = await site.world.client.get("/sandbox")
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    folder = Path("bot/channels/sandbox/page")
    for file in folder.iterdir():
        foreign = re.findall(r"(?:https?:)?//[a-z][^\s\"')]*", file.read_text(encoding="utf-8"))
        assert [link for link in foreign if "www.w3.org" not in link] == [], file.name


async def test_a_lost_connection_is_said_and_found_again(open_page: OpenPage) -> None:
    page = await begin(open_page)
    await page.context.set_offline(True)
    await page.fill("#customer-text", "在吗")
    await page.keyboard.press("Enter")
    await expect(page.locator(".notice.bad")).to_contain_text("没有送到")
    await expect(page.locator("#customer-text")).to_have_value("在吗")
    await page.context.set_offline(False)
    await page.keyboard.press("Enter")
    await expect(page.locator("#customer-messages .mine").last).to_contain_text("在吗")
