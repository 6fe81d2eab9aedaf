"""`serve` with our own pace towards Telegram taken off: how fast we are where the platform sets no limit."""

import sys
from dataclasses import replace

from bot import commands
from bot.channels.telegram import channel

if __name__ == "__main__":
    channel.CAPABILITIES = replace(
        channel.CAPABILITIES, private_rate=None, group_rate=None, account_rate=None
    )
    sys.exit(commands.run(["serve"]))
