"""The longest story that the sandbox can tell, with canaries wherever something personal can stand."""

import sqlite3
from pathlib import Path
from typing import Any, Final

import httpx

from tests.crashes.process import Process

PHONE: Final = "13987650421"
LEFT: Final = "13876540932"
NAME: Final = "金丝雀师傅"
STAFF_NAME: Final = "画眉主管"
PLATE: Final = "浙A7K3Q9"
VIN: Final = "LSVAA4187E2123456"
CUSTOMER: Final = "canary-customer-880011"
IN_DANGER: Final = "canary-customer-880022"
STAFF: Final = "canary-staff-880033"
STRANGER: Final = "canary-stranger-880044"
WORDS: Final = "方向盘抖得像筛糠"
EDITED: Final = "其实是后轮也抖了"
REPLY: Final = "已请钣金老技师复查"
NOTE: Final = "这位客人脾气急要哄"
FILE_NAME: Final = "百灵鸟行驶证照片"
PIXELS: Final = b"CANARY-PIXELS-0451-WHISTLE"
PHOTO: Final = b"\xff\xd8\xff\xe0" + PIXELS * 4000

SECRETS: Final[dict[str, str | bytes]] = {
    "phone in a text": PHONE,
    "phone that was left": LEFT,
    "name in a text": NAME,
    "name of a member of staff": STAFF_NAME,
    "plate": PLATE,
    "VIN": VIN,
    "chat of a customer": CUSTOMER,
    "chat of a customer in danger": IN_DANGER,
    "chat of a member of staff": STAFF,
    "a stranger in a group": STRANGER,
    "words of a customer": WORDS,
    "words as edited": EDITED,
    "words of staff": REPLY,
    "a note": NOTE,
    "name of a file": FILE_NAME,
    "bytes of a photo": PIXELS,
}


class Teller:
    """Tells the story to a process; every act returns when it is done."""

    def __init__(self, process: Process) -> None:
        self._http = httpx.Client(base_url=f"{process.base}/sandbox/api/", timeout=60)

    def __enter__(self) -> "Teller":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self._http.post(path, json=body, params={"settle": "1"})
        assert answer.status_code == 200, (path, body, answer.text)
        found: dict[str, Any] = answer.json()
        return found

    def says(self, text: str, who: str = CUSTOMER) -> int:
        return int(self.post(f"customers/{who}/messages", text=text)["seq"])

    def presses(self, label: str, who: str = CUSTOMER) -> None:
        self.post(f"customers/{who}/messages", press=self._button(f"customer:{who}", label))

    def sends_photo(self) -> None:
        answer = self._http.post(
            f"customers/{CUSTOMER}/messages",
            params={"settle": "1"},
            files=[("file", (f"{FILE_NAME}.jpg", PHOTO, "image/jpeg"))],
            data={"caption": f"{NAME}拍的"},
        )
        assert answer.status_code == 200, answer.text

    def types(self, text: str, staff: str = STAFF, room: str = "aftersales.1") -> None:
        self.post(f"rooms/{room}/messages", staff=staff, text=text)

    def events(self, chat: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._http.get("events", params={"chat": chat}).json()["events"]
        return found

    def _button(self, chat: str, label: str) -> str:
        shown = [a for event in self.events(chat) for a in event["actions"] if a["label"] == label]
        return str(shown[-1]["id"])


def first_part(tell: Teller) -> None:
    """A complaint with everything in it, until it is with the staff."""
    tell.post("staff", id=STAFF, name=STAFF_NAME, role="service_advisor", department="aftersales")
    tell.post("rooms/aftersales.1/members", staff=STAFF, action="join")
    tell.post("customers", id=CUSTOMER, profile="telegram")
    seq = tell.says(
        f"我是{NAME}，昨天下午在绕城高速上刹车异响，{WORDS}，车牌{PLATE}，车架号{VIN}，电话{PHONE}，跑了三万公里"
    )
    tell.post(f"customers/{CUSTOMER}/messages", edit=seq, text=f"{EDITED}，打{PHONE}")
    tell.presses("不会")
    tell.says("跳过")
    tell.presses("维修")
    tell.sends_photo()
    tell.says("没有了")
    tell.presses("提交")
    tell.presses("留电话（可选）")


def second_part(tell: Teller) -> None:
    """The number, the staff's work with a stranger in the room, danger, an enquiry, opting out, the end."""
    tell.says(LEFT)
    tell.says(f"补充：{WORDS}，车牌{PLATE}，打{PHONE}找{NAME}")
    tell.types("/claim A001")
    tell.types(f"/r A001 {REPLY}，{NAME}您好")
    tell.types(f"/note A001 {NOTE}，电话{PHONE}")
    tell.post("rooms/aftersales.1/members", staff=STRANGER, action="join")
    tell.types(f"/claim A001 {NAME}", staff=STRANGER)
    tell.types(f"/evidence A001 {REPLY}")
    tell.sends_photo()
    tell.types(f"/propose A001 维修 {REPLY}")
    tell.post("customers", id=IN_DANGER, profile="wechat")
    tell.says(f"救命，车现在冒烟了！我是{NAME}，{PLATE}", IN_DANGER)
    tell.says("人工", IN_DANGER)
    tell.says(f"身份证330106199003074512，电话{PHONE}，{VIN}", IN_DANGER)
    tell.says("退订")
    tell.post("clock", advance="PT72H")
    tell.post("faults", chat=f"customer:{CUSTOMER}", next="timeout", count=1)
    tell.types(f"/r A001 {REPLY}")
    tell.types(f"/close A001 {REPLY}，{NAME}满意")
    tell.post(f"customers/{CUSTOMER}/block")
    tell.post("clock", advance="PT1H")


def break_rows(data: Path) -> None:
    """Somebody changes sealed bytes: whatever touches them from now on fails in the middle."""
    with sqlite3.connect(data / "yinuo.db") as raw:
        raw.execute("UPDATE cases SET details = zeroblob(length(details))")
        raw.execute("UPDATE talk SET state = zeroblob(length(state))")
    raw.close()


def after_the_break(tell: Teller) -> None:
    """Everything fails, again and again, until it is given up."""
    tell.post(f"customers/{CUSTOMER}/unblock")
    for who in (CUSTOMER, IN_DANGER):
        answer = tell._http.post(f"customers/{who}/messages", json={"text": f"{WORDS}{PHONE}{PLATE}{NAME}"})
        assert answer.status_code == 200, answer.text
    for _ in range(8):
        tell._http.post("clock", json={"advance": "PT1H"})
    tell._http.post("customers/%20/messages", content=f'{{"text": "{PHONE}'.encode())
    tell._http.get("events", params={"chat": f"customer:{PHONE}{NAME}", "after": PHONE})
