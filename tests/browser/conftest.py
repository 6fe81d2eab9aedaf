"""The sandbox on a real port, and a Chromium that looks at it; skipped only where there is no Chromium."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, async_playwright

from tests.channels.sandbox_world import World, open_world

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
"""The names that `make setup` looks for."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Site:
    world: World
    url: str


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_world(tmp_path) as world:
        # Said to be TCP: only then do asyncio and uvloop switch off Nagle's waiting.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(world.app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield Site(world, f"http://127.0.0.1:{listening.getsockname()[1]}")
        world.platform.close()
        server.should_exit = True
        await serving


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        installed = filter(None, map(shutil.which, BROWSERS))
        path = next(installed, str(own) if own.exists() else None)
        if path is None:
            pytest.skip("no Chromium: neither on the PATH nor installed by playwright")
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(chromium: Browser, site: Site) -> AsyncIterator[OpenPage]:
    """Opens a page on the sandbox; the test fails when a script of the page does."""
    problems: list[str] = []
    context = await chromium.new_context()

    async def opened(width: int = 1280, height: int = 800, dark: bool = False) -> Page:
        page = await context.new_page()
        await page.set_viewport_size({"width": width, "height": height})
        await page.emulate_media(color_scheme="dark" if dark else "light")
        page.set_default_timeout(8000)
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        await page.goto(site.url)
        await page.locator("#connection[data-state=live]").wait_for()
        return page

    yield opened
    await context.close()
    assert problems == []
