"""What a customer of the benches says: a complaint from greeting to summary."""

from typing import Final

FORM: Final = (
    "/start",
    "刹车有异响，昨天下午跑高速的时候，3.2万公里",
    "不会",
    "星驰S7",
    "跳过",
    "维修",
    "没有",
)
"""Up to the summary; each is answered with one message."""
SAYS: Final = (*FORM, "修改")
"""The same, and on with the next conversation."""
FILES: Final = (*FORM, "提交")
"""A complaint that is filed: a card for its group."""
