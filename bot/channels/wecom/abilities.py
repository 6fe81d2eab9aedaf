"""What WeCom can do, as data; importing it loads no library."""

from typing import Final

from bot.channels.capabilities import Buttons, Capabilities, Rate
from bot.channels.wecom.cards import BUTTONS, CARDS

CAPABILITIES: Final = Capabilities(
    buttons=Buttons.CARD,
    edits=False,  # a card can be changed within 5 seconds of a tap on it, and never otherwise
    deletes=False,
    threads=False,
    force_reply=False,
    hears_all=False,
    text_limit=20480,
    text_unit="utf8",
    caption_limit=0,
    album=None,
    private_rate=Rate(per_minute=12, burst=8),
    group_rate=Rate(per_minute=12, burst=8),
    card_buttons=BUTTONS,
    most_buttons=BUTTONS * CARDS,
    customers=False,
    whispers=True,
    sees_members=False,
)
"""WeCom's limit is written nowhere; 20 pushes a minute to a chat are taken for it. Burst and rate together keep to that
within any minute, and the burst leaves room for what a tap leads to: its card can be changed for five seconds only. A
message that takes several pushes is counted as such by `memory.Budget`."""
