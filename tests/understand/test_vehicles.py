"""The store's models, and how customers name them."""

from pathlib import Path

import pytest

from bot.understand.vehicles import BrokenVehicles, load_vehicles

VEHICLES = load_vehicles()


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        ("星驰S7，23年5月提的", "星驰S7", None),
        ("我的s7漏水", "星驰S7", None),
        ("Ｓ７打不着火", "星驰S7", None),
        ("s-7异响", "星驰S7", None),
        ("星驰 S 7", "星驰S7", None),
        ("2024款V9", "星驰V9", 2024),
        ("23款G5", "星驰G5", 2023),
        ("E3才买了一个多月", "星驰E3", None),
        ("小七", "星驰S7", None),
        ("买的V9,想让你们修好", "星驰V9", None),
    ],
)
def test_a_model_is_named_as_the_store_names_it(text: str, name: str, year: int | None) -> None:
    model = VEHICLES.find(text)
    assert model is not None
    assert (model.name, model.year) == (name, year)


@pytest.mark.parametrize(
    "text", ["S70", "ABS7报错", "在G5高速上", "IS7", "V90", "LSVE3AJ132047371", "车坏了", ""]
)
def test_what_only_looks_like_a_model_is_none(text: str) -> None:
    assert VEHICLES.find(text) is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("brand = ", "cannot be read"),
        ("x = 1", "brand is missing"),
        ('brand = "甲"', "no [[series]]"),
        ('brand = "甲"\n[[series]]\nenergy = "bev"', "has no name"),
        ('brand = "甲"\n[[series]]\nname = "A1"\nenergy = "steam"\nyears = [2020]', "energy of A1"),
        ('brand = "甲"\n[[series]]\nname = "A1"\nenergy = "bev"\nyears = "all"', "years of A1"),
        (
            'brand = "甲"\n[[series]]\nname = "A1"\nenergy = "bev"\nyears = [2020]\naliases = 3',
            "aliases of A1",
        ),
        (
            (
                'brand = "甲"\n[[series]]\nname = "A1"\nenergy = "bev"\nyears = [2020]\n'
                '[[series]]\nname = "B2"\naliases = ["a1"]\nenergy = "bev"\nyears = [2020]'
            ),
            "means both A1 and B2",
        ),
    ],
)
def test_a_broken_file_is_refused_in_one_sentence(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "vehicles.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(BrokenVehicles) as refused:
        load_vehicles(path)
    assert says in str(refused.value)


def test_a_missing_file_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(BrokenVehicles, match="cannot be read"):
        load_vehicles(tmp_path / "nowhere.toml")


def test_a_store_may_sell_other_cars(tmp_path: Path) -> None:
    path = tmp_path / "vehicles.toml"
    path.write_text(
        'brand = "云帆"\n[[series]]\nname = "海1 Pro"\nenergy = "bev"\nyears = [2025, 2024]\n', "utf-8"
    )
    vehicles = load_vehicles(path)
    model = vehicles.find("云帆海1 pro充不进电")
    assert model is not None
    assert (model.name, model.series.years) == ("云帆海1 Pro", (2024, 2025))
    assert vehicles.find("S7") is None
