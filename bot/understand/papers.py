"""授权书, and the same as data: a paper that he asks for."""

import re
from typing import Final

ASKED: Final = re.compile(
    r"(?:请?(?:给我|发我|我要|我想要|看看?|查看|导出|下载))?(?:一份)?(?:我的)?(?:个人信息使用)?(?:授权书|同意书|同意记录)"
    r"(?P<data>的?(?:json(?:-?ld)?|数据|机器可读版?))?[。.!！]?",
    re.IGNORECASE,
)
