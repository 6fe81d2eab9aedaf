"""Health, readiness and figures, as an operator's tools read them."""

import httpx

from bot.channels.problems import Problem
from bot.web import application


def client(problems: list[Problem], figures: dict[str, float] | None = None) -> httpx.AsyncClient:
    async def ready() -> list[Problem]:
        return problems

    async def counted() -> dict[str, float]:
        return figures or {}

    transport = httpx.ASGITransport(application([], ready, counted))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


FAULT = Problem("telegram", "Telegram refuses the bot's token.", "Copy it again.")
WARNING = Problem("telegram", "The bot's privacy mode is on.", "Switch it off.", fatal=False)


async def test_a_process_that_is_up_says_so_whatever_else_is_wrong() -> None:
    answer = await client([FAULT]).get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


async def test_a_process_that_is_ready_says_so_in_spite_of_warnings() -> None:
    answer = await client([WARNING]).get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "problems": []})


async def test_a_process_that_is_not_ready_names_what_keeps_it() -> None:
    answer = await client([WARNING, FAULT]).get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "problems": [{"where": FAULT.where, "what": FAULT.what, "cure": FAULT.cure}],
    }


async def test_figures_are_in_the_form_that_prometheus_reads() -> None:
    answer = await client([], {"inbox_new": 3.0, "inbox_oldest_seconds": 0.25}).get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.text.splitlines() == [
        "# TYPE yinuo_inbox_new gauge",
        "yinuo_inbox_new 3",
        "# TYPE yinuo_inbox_oldest_seconds gauge",
        "yinuo_inbox_oldest_seconds 0.25",
    ]


async def test_what_is_not_there_is_404_and_a_wrong_method_405() -> None:
    assert (await client([]).get("/admin")).status_code == 404
    assert (await client([]).post("/healthz")).status_code == 405
