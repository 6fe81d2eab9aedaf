"""Every column says what becomes of it when a customer is forgotten; none can be added without saying so."""

import tomllib
from pathlib import Path

import pytest

import storage
from storage.tables import metadata

CLASSES = {
    "plain",
    "pseudonym",
    "proof",
    "key",
    "sealed",
    "blanked",
    "row",
    "staff",
    "handled",
    "entry",
    "platform",
}
WHOLE = {"plain", "staff", "platform"}
"""What may be said of a whole table at once: it holds nothing of a customer's, or is not ours."""


def matrix() -> dict[str, dict[str, str]]:
    """Table → column → class."""
    declared = tomllib.loads((Path(storage.__file__).parent / "erasure.toml").read_text("utf8"))
    return {
        table.name: {
            column.name: declared.get(table.name, {}).get(column.name)
            or declared.get(table.name, {}).get("*", "")
            for column in table.columns
        }
        for table in metadata.sorted_tables
    }


@pytest.mark.rule("SAFE-5")
def test_every_column_declares_its_erasure_class() -> None:
    unsaid = [
        f"{table}.{column}"
        for table, columns in matrix().items()
        for column, one in columns.items()
        if not one
    ]
    assert unsaid == []
    unknown = {one for columns in matrix().values() for one in columns.values()} - CLASSES
    assert unknown == set()


@pytest.mark.rule("SAFE-5")
def test_nothing_is_declared_that_is_not_there_and_no_table_with_a_customer_is_waved_through() -> None:
    declared = tomllib.loads((Path(storage.__file__).parent / "erasure.toml").read_text("utf8"))
    tables = {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}
    assert set(declared) == set(tables)
    for table, columns in declared.items():
        assert set(columns) - {"*"} <= tables[table], table
        if "*" in columns:
            assert columns["*"] in WHOLE, table
            assert "customer_id" not in tables[table], table
