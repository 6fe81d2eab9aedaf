"""The policy file: complete, typed, and every error named by file, line and reason."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel, ValidationError

from bot.work_calendar import china_calendar
from core.clocks import ClockName
from core.deadlines import Unit
from core.notice import terms_of
from core.policy import (
    PRESETS,
    Channel,
    Policy,
    PolicyError,
    Purpose,
    PurposeClass,
    check_policy,
    load_policy,
)
from core.policy_shape import Promise
from tests.rule_register import ROOT

DEALER = load_policy("dealer")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "store.toml"
    path.write_text(text, encoding="utf-8")
    return path


# --- what the presets say ---


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_every_preset_is_complete_and_without_fault(preset: str) -> None:
    assert check_policy(preset) == []
    assert load_policy(preset).store.name


@pytest.mark.parametrize(
    ("clock", "amount", "unit"),
    [
        pytest.param("acknowledgement", 24, Unit.HOURS, marks=pytest.mark.rule("SLA-1")),
        pytest.param("first_response", 30, Unit.OPENING_MINUTES, marks=pytest.mark.rule("SLA-2")),
        pytest.param("tier1", 1, Unit.WORKING_DAYS, marks=pytest.mark.rule("SLA-3")),
        pytest.param("tier2", 24, Unit.HOURS, marks=pytest.mark.rule("SLA-4")),
        pytest.param("tier3", 24, Unit.HOURS, marks=pytest.mark.rule("SLA-9")),
        pytest.param("result", 5, Unit.WORKING_DAYS, marks=pytest.mark.rule("SLA-5")),
    ],
)
def test_the_clocks_have_the_defaults_of_the_rules(clock: str, amount: int, unit: Unit) -> None:
    promise = getattr(DEALER.clocks, clock)
    assert (promise.amount, promise.unit) == (amount, unit)


@pytest.mark.rule("SLA-7")
def test_the_store_is_open_daily_from_nine_to_six() -> None:
    table = DEALER.timetable(china_calendar())
    assert table.zone == SHANGHAI
    assert {(span.opens, span.closes) for spans in table.hours.week for span in spans} == {
        (time(9), time(18))
    }
    assert all(table.hours.week)


ONE = {
    "service_advisor",
    "team_leader",
    "workshop_supervisor",
    "callback_agent",
    "sales_consultant",
    "parts_clerk",
}
TWO = {"service_manager", "technical_director", "department_manager"}
THREE = {"service_director", "general_manager"}


@pytest.mark.rule("FLOW-1")
@pytest.mark.parametrize(("tier", "roles"), [(1, ONE), (2, TWO), (3, THREE)])
def test_both_presets_have_the_same_tiers_and_dealer_adds_the_observer(tier: int, roles: set[str]) -> None:
    assert set(load_policy("workshop").roles_of_tier(tier)) == roles
    assert set(DEALER.roles_of_tier(tier)) == roles | {"observer"}


@pytest.mark.rule("CON-1")
@pytest.mark.parametrize(
    ("purpose_class", "codes", "months"),
    [
        ("service", {"order_progress", "testdrive_booking", "service_booking", "repair_progress"}, 24),
        ("care", {"maintenance_reminder", "inspection_reminder", "fault_warning"}, 24),
        ("survey", {"testdrive_feedback", "care_survey"}, 24),
        (
            "marketing",
            {
                "presales_followup",
                "stock_alert",
                "promo_offers",
                "free_check",
                "member_events",
                "trade_in",
                "insurance_renewal",
            },
            12,
        ),
        ("third_party", set(), 24),
        ("rights", {"complaint"}, 24),
        ("safety", {"safety_recall"}, 24),
    ],
)
def test_the_catalogue_of_purposes_is_whole(purpose_class: str, codes: set[str], months: int) -> None:
    of_class = {
        code
        for code, purpose in DEALER.purposes.items()
        if purpose.purpose_class is PurposeClass(purpose_class)
    }
    assert of_class == codes
    assert {DEALER.validity_months(code) for code in codes} <= {months}


@pytest.mark.rule("CON-3")
def test_after_a_complaint_the_service_questions_stand_together_and_marketing_alone() -> None:
    scene = DEALER.scenes["complaint"]
    assert [(ask.purpose, ask.channel) for ask in scene.asks] == [
        ("complaint", Channel.CALL),
        ("complaint", Channel.SMS),
        ("repair_progress", Channel.SMS),
    ]
    assert {ask.purpose for ask in scene.then} == {"promo_offers"}


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_no_name_or_alias_means_two_things(preset: str) -> None:
    policy = load_policy(preset)
    for table in (policy.purposes, policy.options):
        words = [word for entry in table.values() for word in (entry.name, *entry.aliases)]
        assert len(words) == len(set(words))
    names = [role.name for role in policy.roles.values()]
    assert len(names) == len(set(names))


@pytest.mark.rule("FLOW-5")
def test_the_resolutions_are_those_of_the_rule() -> None:
    assert set(DEALER.options) == {
        "repair",
        "rework",
        "replacement",
        "refund",
        "fee_reduction",
        "free_inspection",
        "explanation",
        "compensation",
    }
    assert DEALER.option_named("换车") == "replacement"


@pytest.mark.rule("GATE-3")
@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (datetime(2025, 3, 12, 13, 59, 59, tzinfo=UTC), datetime(2025, 3, 12, 13, 59, 59, tzinfo=UTC)),
        (datetime(2025, 3, 12, 14, 0, 0, tzinfo=UTC), datetime(2025, 3, 13, 0, 0, 0, tzinfo=UTC)),  # 22:00:00
        (datetime(2025, 3, 12, 16, 0, 0, tzinfo=UTC), datetime(2025, 3, 13, 0, 0, 0, tzinfo=UTC)),  # midnight
        (datetime(2025, 3, 12, 23, 59, 59, tzinfo=UTC), datetime(2025, 3, 13, 0, 0, 0, tzinfo=UTC)),
        (datetime(2025, 3, 13, 0, 0, 0, tzinfo=UTC), datetime(2025, 3, 13, 0, 0, 0, tzinfo=UTC)),  # 8:00:00
    ],
)
def test_the_first_quiet_instant_is_quiet_and_the_last_is_not(at: datetime, allowed: datetime) -> None:
    assert DEALER.contact.quiet_hours.next_end(at, SHANGHAI) == allowed


def test_a_policy_cannot_be_changed_once_it_is_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(DEALER.talk, "held_hours", 1)  # noqa: B010


def promised(model: type[BaseModel]) -> Iterator[str]:
    """The keys under which a policy holds its numbers and switches."""
    for name, field in model.model_fields.items():
        parts = [part for part in (field.annotation, *get_args(field.annotation)) if isinstance(part, type)]
        parts = [part for part in parts if issubclass(part, BaseModel) and part is not Purpose]
        for part in parts:
            yield from promised(part)
        if not parts and issubclass(model, Promise) and name not in ("text", "basis"):
            yield name


def test_every_number_of_the_policy_is_asked_for_somewhere() -> None:
    """One that nobody reads would be a promise that changing the file does not change."""
    read: set[str] = {*ClockName, *PurposeClass}
    for path in (*(ROOT / "core").rglob("*.py"), *(ROOT / "bot").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        read.update(node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    assert set(promised(Policy)) - read == set()


# --- a store's own file ---


def test_a_stores_file_states_only_what_differs(tmp_path: Path) -> None:
    path = written(tmp_path, 'extends = "workshop"\n[store]\nname = "城西店"\n[clocks.result]\namount = 3\n')
    policy = load_policy(path)
    assert (policy.store.name, policy.store.phone) == ("城西店", DEALER.store.phone)
    assert (policy.clocks.result.amount, policy.clocks.result.text) == (3, DEALER.clocks.result.text)
    assert policy.roles_of_tier(3) == load_policy("workshop").roles_of_tier(3)


def test_a_weekday_beside_daily_has_its_own_hours(tmp_path: Path) -> None:
    saturday = "saturday = [{ opens = 10:00:00, closes = 15:00:00 }]"
    text = f'extends = "dealer"\n[store.opening]\nsunday = []\n{saturday}\n'
    week = load_policy(written(tmp_path, text)).store.opening.hours().week
    assert week[6] == ()
    assert week[5][0].closes == time(15)
    assert week[4][0].closes == time(18)


def test_further_stores_differ_from_the_first_where_they_say_so(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, 'extends = "dealer"\n[stores.west]\nname = "城西店"\n'))
    west = policy.store_named("west")
    assert (west.id, west.name, west.phone) == ("west", "城西店", DEALER.store.phone)
    assert policy.store_named("main") == policy.store
    with pytest.raises(KeyError):
        policy.store_named("east")


# --- every error, by line ---

HEAD = 'extends = "dealer"\n'
NOBODY = """[purposes."share:insurer"]
name = "提供给保险公司"
text = "由保险公司给您报价"
basis = "law:pipl-23"
scene = "ownership"
department = "sales"
lawful_basis = "consent"
purpose_class = "third_party"
channels = ["call"]
data = "手机号"
retention = "撤回同意后 30 天"
"""
RECIPIENT = """name = "安行保险"
contact = "95000"
purpose = "车险报价"
method = "电话"
data = "手机号、车型"
"""


@pytest.mark.parametrize(
    ("text", "line", "key", "reason"),
    [
        ("extends = \n", 1, "", "is not TOML"),
        (HEAD + "[store\n", 2, "", "is not TOML"),
        ('extends = "nobody"\n', 1, "extends", "no preset 'nobody'"),
        ("extends = 7\n", 1, "extends", "no preset 7"),
        (HEAD + "\n[clocks.result]\namonut = 3\n", 4, "clocks.result.amonut", "no such key"),
        (HEAD + "[weather]\nrain = 1\n", 2, "weather", "no such key"),
        (HEAD + '[clocks.result]\namount = "3"\n', 3, "clocks.result.amount", "valid integer, not '3'"),
        (HEAD + "[clocks]\nresult = 3\n", 3, "clocks.result", "must be a table"),
        (HEAD + "[evidence]\nitems_at_most = [9]\n", 3, "evidence.items_at_most", "valid integer"),
        (HEAD + "[tiers.1]\nroles = 1\n", 3, "tiers.1.roles", "must be a list"),
        (HEAD + "[clocks.result]\namount = true\n", 3, "clocks.result.amount", "valid integer"),
        (
            HEAD + "[clocks.result]\namount = 0\n",
            3,
            "clocks.result.amount",
            "greater than or equal to 1, not 0",
        ),
        (HEAD + '[clocks.result]\nunit = "weeks"\n', 3, "clocks.result.unit", "not 'weeks'"),
        (HEAD + "[clocks]\nresult.amount = -1\n", 3, "clocks.result.amount", "greater than or equal to 1"),
        (HEAD + "[clocks.reminders]\npercent = [80, 50]\n", 2, "clocks.reminders", "must ascend"),
        (HEAD + '[talk]\nbasis = "law:pipl-999"\n', 3, "talk.basis", "not in the law registry"),
        (HEAD + '[talk]\nbasis = "law:guide-fines"\n', 3, "talk.basis", "doubtful"),
        (HEAD + '[talk]\nbasis = "because"\n', 3, "talk.basis", 'must begin with "house: "'),
        (HEAD + '[store]\nzone = "Asia/Nowhere"\n', 2, "store", "unknown time zone"),
        (HEAD + "[store.opening]\ndaily = []\n", 2, "store.opening", "Monday to Friday"),
        (HEAD + '[tiers.1]\nroles = ["king"]\n', 3, "tiers.1.roles", "no such role: king"),
        (HEAD + '[tiers.4]\nname = "四级"\n', 2, "tiers.4", "not '4'"),
        (
            HEAD + '[purposes.complaint]\nscene = "moon"\n',
            3,
            "purposes.complaint.scene",
            "no such scene: moon",
        ),
        (
            HEAD + '[scenes.complaint]\nasks = [{ purpose = "promo_offers", channel = "sms" }]\n',
            3,
            "scenes.complaint.asks",
            "must stand alone",
        ),
        (
            HEAD + '[scenes.complaint]\nthen = [{ purpose = "promo_offers", channel = "call" }]\n',
            3,
            "scenes.complaint.then",
            "has no channel call",
        ),
        (
            HEAD + '[scenes.service]\nasks = [{ purpose = "maintenance_reminder", channel = "chat" }]\n',
            3,
            "scenes.service.asks",
            "must stand alone",
        ),
        (
            HEAD + '[scenes.service]\ndepartment = "moon"\n',
            3,
            "scenes.service.department",
            "no such department",
        ),
        (HEAD + '[scenes.service]\nservice = "moon"\n', 3, "scenes.service.service", "no such purpose: moon"),
        (HEAD + NOBODY, 2, "purposes.share:insurer", "must name its recipient (CON-10)"),
        (HEAD + NOBODY.replace("share:insurer", "insurer"), 2, "purposes.insurer", "are called share:"),
        (
            HEAD + "[purposes.complaint.recipient]\n" + RECIPIENT,
            2,
            "purposes.complaint.recipient",
            "only a third-party purpose",
        ),
        (HEAD + '[purposes.weather]\nname = "天气"\n', 2, "purposes.weather.text", "missing"),
        (HEAD + "stores = 3\n", 2, "stores", "must be a table"),
        ('[store]\nname = "x"\n', 1, "clocks", "missing"),
    ],
)
def test_every_error_is_named_by_line_key_and_reason(
    tmp_path: Path, text: str, line: int, key: str, reason: str
) -> None:
    path = written(tmp_path, text)
    named = [(problem.line, problem.key) for problem in check_policy(path) if reason in problem.reason]
    assert (line, key) in named, check_policy(path)
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "line " in sentence
    assert "\n" not in sentence


@pytest.mark.rule("CON-10")
def test_a_store_may_name_a_recipient_and_ships_with_none(tmp_path: Path) -> None:
    """A recipient who changes in any way is another one: consent is asked anew."""
    named = NOBODY + '[purposes."share:insurer".recipient]\n' + RECIPIENT
    policy = load_policy(written(tmp_path, HEAD + named))
    terms = terms_of("share:insurer", "call", policy)
    assert terms.recipient == "安行保险；95000；车险报价；电话；手机号、车型"
    other = load_policy(written(tmp_path, HEAD + named.replace("95000", "95001")))
    assert terms_of("share:insurer", "call", other).material_hash() != terms.material_hash()
    assert not any(code.startswith("share:") for code in DEALER.purposes)


def test_all_errors_of_a_file_are_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = HEAD + "[talk]\nheld_hours = 0\n[clocks.result]\namount = 0\n"
    assert [problem.line for problem in check_policy(written(tmp_path, text))] == [3, 5]


@pytest.mark.parametrize("name", ["toyota-of-nowhere", "/no/such/file.toml"])
def test_a_policy_that_is_not_there_is_named_with_the_presets_that_are(name: str) -> None:
    with pytest.raises(PolicyError, match=r"presets are dealer, workshop"):
        load_policy(name)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PolicyError, match="cannot be read"):
        load_policy(path)
    with pytest.raises(PolicyError, match="cannot be read"):
        load_policy(tmp_path)
