"""What endangers people in a car: each part with the ways in which it fails, and what that leads to."""

from __future__ import annotations

from typing import Final

from bot.understand.hazard_body import BODY_HAZARDS
from bot.understand.hazard_burning import BURNING_HAZARDS
from bot.understand.hazard_driving import DRIVING_HAZARDS
from bot.understand.hazards import Hazard

HAZARDS: Final[tuple[Hazard, ...]] = (*DRIVING_HAZARDS, *BURNING_HAZARDS, *BODY_HAZARDS)
