"""What the sandbox imitates: each platform's buttons, limits and windows, as data.

No send rates: they are the real platforms' matter, and a virtual clock stands still.
"""

from dataclasses import replace
from datetime import timedelta

from bot.channels.capabilities import Buttons, Capabilities, Window
from bot.channels.wecom.abilities import CAPABILITIES

TELEGRAM = Capabilities(
    buttons=Buttons.INLINE,
    edits=True,
    deletes=True,
    threads=True,
    force_reply=True,
    hears_all=True,
    text_limit=4096,
    text_unit="utf16",
    caption_limit=1024,
    album=(2, 10),
)

WECHAT = Capabilities(
    buttons=Buttons.NONE,
    edits=False,
    deletes=False,
    threads=False,
    force_reply=False,
    hears_all=True,
    text_limit=1800,
    text_unit="utf8",
    caption_limit=0,
    album=None,
    documents=False,
    window=Window(after_message=(5, timedelta(hours=48)), after_other=(3, timedelta(minutes=1))),
)

WECOM = replace(CAPABILITIES, private_rate=None, group_rate=None, customers=True)
"""Exactly the real one, but that it can be a customer's, too: there is none on WeCom itself."""

PROFILES = {"telegram": TELEGRAM, "wechat": WECHAT, "wecom": WECOM}

STAFF_PROFILE = "telegram"
"""What rooms and the staff's private chats imitate, unless a test wants it otherwise."""
BOT_NAME = "一诺"
"""What is mentioned in a group where the bot hears nothing else."""
