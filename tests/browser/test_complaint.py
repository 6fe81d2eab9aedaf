"""A complaint on the sandbox's page with the real product behind it: clicked, typed, claimed, answered, closed."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.browser.shop import open_shop

pytestmark = pytest.mark.asyncio(loop_scope="session")  # one browser for all

PHOTO = Path(__file__).parent / "brake.png"


class Visitor:
    """Somebody before the page, who plays everybody."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page = page
        self.pictures = pictures
        self.narrow = (page.viewport_size or {"width": 0})["width"] < 760

    async def side(self, name: str) -> None:
        """On a phone one side is shown at a time."""
        if self.narrow:
            await self.page.locator(f'.bottom [data-pane="{name}"]').click()

    async def says(self, text: str) -> None:
        await self.page.fill("#customer-text", text)
        await self.page.keyboard.press("Enter")

    async def staff_says(self, text: str) -> None:
        await self.page.fill("#room-text", text)
        await self.page.keyboard.press("Enter")

    async def reads(self, words: str | re.Pattern[str]) -> None:
        await expect(self.page.locator("#customer-messages .bubble").last).to_contain_text(words)

    async def staff_reads(self, words: str) -> None:
        await expect(self.page.locator("#room-messages .bubble").get_by_text(words).last).to_be_visible()

    async def taps(self, label: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).locator("visible=true").last.click()

    async def picture(self, name: str) -> None:
        await self.page.screenshot(path=self.pictures / f"{name}-{'phone' if self.narrow else 'desk'}.png")
        assert await self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def a_complaint(visitor: Visitor) -> None:
    """From the first click to the customer reading that it is closed."""
    page = visitor.page
    await page.get_by_role("button", name="演示开始").click()
    await visitor.reads("不是真人")
    await visitor.says("星驰S7，23年5月提的，跑了三万二，上周五在绕城高速上刹车有异响")
    await visitor.reads("会影响行车安全吗")
    await visitor.taps("不确定")
    await visitor.reads("您希望怎么处理")
    await visitor.taps("维修")
    await visitor.reads("照片")
    await page.locator("#customer-file").set_input_files(
        FilePayload(name="刹车盘.png", mimeType="image/png", buffer=PHOTO.read_bytes())
    )
    await visitor.reads("收到1个")
    await visitor.says("好了")
    await visitor.reads("请核对")
    await visitor.picture("summary")
    await visitor.taps("提交")
    await visitor.reads(re.compile(r"已登记，编号TS20250312-0001"))

    await visitor.side("staff")
    await visitor.taps("接单")
    await visitor.staff_reads("已接单")
    await visitor.staff_says("/r 您好，我是王芳，今天下午三点方便到店检查吗？")
    await visitor.side("customers")
    await visitor.reads("今天下午三点方便到店检查吗")
    await visitor.says("可以，三点到")
    await visitor.side("staff")
    await visitor.staff_reads("客户：可以，三点到")
    await visitor.picture("staff")
    await visitor.side("customers")
    await visitor.picture("handling")

    await visitor.side("clock")
    await page.get_by_role("button", name="+1 小时").click()
    await expect(page.locator("#now")).to_contain_text("11:30:00")
    await visitor.picture("clock")

    await visitor.side("staff")
    await visitor.taps("出方案")
    await visitor.staff_reads("选哪种解决方式")
    await visitor.taps("维修")
    await visitor.staff_reads("请直接回复本条")
    await expect(page.locator("#room-target")).to_contain_text("请直接回复本条")
    await expect(page.locator("#room-text")).to_be_focused()
    await visitor.staff_says("免费更换前刹车片")
    await visitor.side("customers")
    await visitor.reads("您接受吗")
    await visitor.taps("接受")
    await visitor.reads("已记下您接受方案")
    await visitor.side("staff")
    await visitor.taps("结案")
    await visitor.staff_reads("状态：已结案")
    await visitor.picture("closed")
    await visitor.side("customers")
    await visitor.reads("办完结案")
    await visitor.picture("read")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)], ids=["desk", "phone"])
async def test_a_complaint_is_clicked_through_to_its_end(
    chromium: Browser, tmp_path: Path, width: int, height: int
) -> None:
    problems: list[str] = []
    async with open_shop(tmp_path / "data") as shop:
        page = await chromium.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(8000)
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        await page.goto(shop.url)
        await page.locator("#connection[data-state=live]").wait_for()
        try:
            await a_complaint(Visitor(page, tmp_path))
        except Exception:
            await page.screenshot(path=tmp_path / "failed.png")
            raise
        finally:
            await page.close()
    assert problems == []


async def test_a_complaint_is_filed_and_claimed_without_a_mouse(chromium: Browser, tmp_path: Path) -> None:
    async with open_shop(tmp_path / "data") as shop:
        page = await chromium.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(8000)
        await page.goto(shop.url)
        await page.locator("#connection[data-state=live]").wait_for()
        visitor, keys = Visitor(page, tmp_path), page.keyboard
        await _tab_to(page, "演示开始")
        await keys.press("Enter")
        await visitor.reads("不是真人")
        for said, answered in (
            ("刹车有异响，昨天下午在绕城高速上，星驰S7，3.2万公里，23年5月买的", "会影响行车安全吗"),
            ("不确定", "您希望怎么处理"),
            ("维修", "照片"),
            ("没有", "请核对"),
        ):
            await keys.type(said)
            await keys.press("Enter")
            await visitor.reads(answered)
        await _tab_to(page, "提交", back=True)
        await keys.press("Enter")
        await visitor.reads("已登记，编号TS20250312-0001")
        await _tab_to(page, "接单")
        await keys.press("Space")
        await visitor.staff_reads("已接单")
        await _tab_to(page, "回复")
        await keys.press("Enter")
        await expect(page.locator("#room-text")).to_be_focused()
        await keys.type("您好，今天下午三点方便吗？")
        await keys.press("Enter")
        await visitor.reads("今天下午三点方便吗")
        await page.close()


async def _tab_to(page: Page, label: str, *, back: bool = False) -> None:
    """With the tabulator alone, to the button with these words (not the small one that quotes a message)."""
    for _ in range(120):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        if await page.evaluate(
            "[document.activeElement.textContent.trim(), !document.activeElement.closest('.meta')]"
        ) == [label, True]:
            return
    raise AssertionError(f"no way to {label} with the keys")
