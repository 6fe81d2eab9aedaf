"""What a notice binds us to changes its hash; how it is worded does not."""

from dataclasses import replace

import pytest

from core.notice import Terms, terms_of
from tests.core.desk import POLICY

TERMS = Terms("complaint", "call", frozenset({"手机号"}), "", "结案后30天")


@pytest.mark.rule("CON-7")
@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "promo_offers"},
        {"channel": "sms"},
        {"data": frozenset({"手机号", "车牌"})},
        {"recipient": "某某保险"},
        {"retention": "结案后60天"},
    ],
)
def test_each_material_term_changes_the_hash(change: dict[str, object]) -> None:
    changed = replace(TERMS, **change)  # type: ignore[arg-type]
    assert changed.material_hash() != TERMS.material_hash()


@pytest.mark.rule("CON-7")
def test_typography_and_order_change_nothing() -> None:
    spaced = replace(TERMS, retention="结案后 30 天")
    assert spaced.material_hash() == TERMS.material_hash()
    one = replace(TERMS, data=frozenset(["手机号", "车牌"]))
    other = replace(TERMS, data=frozenset(["车牌", "手机号"]))
    assert one.material_hash() == other.material_hash()


@pytest.mark.rule("CON-7")
def test_the_canonical_form_is_sorted_json_without_spaces() -> None:
    assert TERMS.canonical() == (
        '{"channel":"call","data":["手机号"],"purpose":"complaint","recipient":"","retention":"结案后30天"}'
    )


@pytest.mark.rule("CON-7")
def test_the_policys_wording_is_no_material_term_and_its_retention_is() -> None:
    before = terms_of("promo_offers", "sms", POLICY)
    purpose = POLICY.purposes["promo_offers"]
    reworded = purpose.model_copy(update={"text": "别的说法", "name": "别名"})
    longer = purpose.model_copy(update={"retention": "十年"})
    for changed, same in ((reworded, True), (longer, False)):
        policy = POLICY.model_copy(update={"purposes": {"promo_offers": changed}})
        assert (terms_of("promo_offers", "sms", policy).material_hash() == before.material_hash()) is same
