"""Every table of the product, declared with SQLModel; statements use `X.__table__` and nothing else."""

from importlib import import_module
from pathlib import Path

from storage.tables.types import metadata

for _part in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    import_module(f"{__name__}.{_part.stem}")

__all__ = ["metadata"]
