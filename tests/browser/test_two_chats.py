"""One customer on the sandbox's page, on Telegram and on WeChat at once: linked by clicks and words."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser.shop import open_shop
from tests.browser.test_complaint import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")  # one browser for all


async def test_two_chats_are_linked_on_the_page(chromium: Browser, tmp_path: Path) -> None:
    async with open_shop(tmp_path / "data") as shop:
        page = await chromium.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(8000)
        await page.goto(shop.url)
        await page.locator("#connection[data-state=live]").wait_for()
        visitor = Visitor(page, tmp_path)
        try:
            await page.get_by_role("button", name="演示开始").click()
            await visitor.reads("不是真人")
            await page.locator("#customer-add").click()
            await page.get_by_role("radio", name=re.compile("^微信")).check()
            await page.get_by_role("button", name="添加", exact=True).click()
            await visitor.reads("不是真人")
            await visitor.says("我在Telegram也有账号")
            await visitor.reads(re.compile("关联码 ([0-9A-Z-]{14})"))
            told = await page.locator("#customer-messages .bubble").last.inner_text()
            await page.locator('#customer-list [data-customer="kehu1"]').click()
            await visitor.says(told)
            await visitor.reads("算同一位客户")
            await visitor.picture("linking")
            await visitor.taps("确认关联")
            await visitor.reads("已关联您的微信")
            await page.locator('#customer-list [data-customer="kehu2"]').click()
            await visitor.reads("您刚才在Telegram上确认了关联")
            await visitor.says("解除关联")
            await visitor.reads("已解除和Telegram的关联")
        except Exception:
            await page.screenshot(path=tmp_path / "failed.png")
            raise
        finally:
            await page.close()
