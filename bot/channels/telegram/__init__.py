"""Telegram, with python-telegram-bot as codec and client; importing this package alone does not load it."""

import os

# The library warns at every duration unless it is told to speak of time as `timedelta`.
os.environ.setdefault("PTB_TIMEDELTA", "1")
