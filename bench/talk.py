"""What a customer of the benches says: a complaint from greeting to summary."""

from typing import Final

SAYS: Final = (
    "/start",
    "刹车有异响，昨天下午跑高速的时候，3.2万公里",
    "不会",
    "星驰S7",
    "跳过",
    "维修",
    "没有",
    "修改",
)
"""Each of them is answered with one message."""
