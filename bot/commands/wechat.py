"""`wechat menu`: what must be said to WeChat once."""

from typing import TYPE_CHECKING

import typer

from bot.commands.ending import AsJson, Failed, done
from bot.commands.opened import moment, opened

if TYPE_CHECKING:
    from bot.channels.wechat.settings import WeChatSettings
    from bot.parts import Parts

app = typer.Typer(rich_markup_mode=None, help="Set up the WeChat Official Account.")


@app.callback()
def wechat() -> None:
    """Set up the WeChat Official Account."""


@app.command()
def menu(as_json: AsJson = False) -> None:
    """Give the account its menu, in place of what it had: each button is a command that customers may type."""
    import asyncio

    from bot.parts import wechat_of

    with opened() as parts:
        settings = wechat_of(parts.settings)
        if settings is None:
            raise Failed(
                "YINUO_WECHAT__APP_ID: no Official Account is configured; README.md lists the settings."
            )
        names = asyncio.run(_created(parts, settings))
    done(as_json, f"The account's menu is now: {', '.join(names)}.", {"buttons": names})


async def _created(parts: "Parts", settings: "WeChatSettings") -> list[str]:
    """With the token that a running server uses; raises `Failed` with WeChat's reason and the cure."""
    from bot.channels.wechat.api import Api
    from bot.channels.wechat.client import Failure
    from bot.channels.wechat.health import problem
    from bot.channels.wechat.menu import create
    from bot.channels.wechat.tokens import SharedShelf

    shelf = SharedShelf(parts.database, parts.vault, settings.app_id)
    now = moment(parts)
    api = Api(settings, shelf, lambda: now)
    try:
        return await create(api)
    except Failure as failure:
        found = problem(failure)
        why = f"{found.what} {found.cure}" if found else f"{failure}."
    finally:
        api.close()
    raise Failed(f"The menu was not made: {why}")
