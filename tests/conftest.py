"""Settings for every test: Hypothesis without deadlines, and the same examples on every run in CI."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "yinuo",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("yinuo")
