"""How many cases Hypothesis makes up for a test: by the profile that the Makefile chooses.

`few` (`make test-fast`) and `some` (`make test`) make up the same cases on each run; `many` (`make test-all`) makes up
new ones, five times as many.
"""

from collections.abc import Iterable, Mapping

import pytest
from _pytest.mark import ParameterSet
from hypothesis import HealthCheck, settings

HYPOTHESIS_DEFAULT = 100
FACTORS = {"few": 0.2, "some": 1.0, "many": 5.0}
USUAL = "some"

for profile, factor in FACTORS.items():
    settings.register_profile(
        profile,
        max_examples=round(HYPOTHESIS_DEFAULT * factor),
        derandomize=profile != "many",
        database=None,
        deadline=None,  # other tests share the machine
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


def examples(some: int) -> settings:
    """So many cases in `make test`; a fifth of them, or five times as many, in the others."""
    chosen = FACTORS.get(settings.get_current_profile_name(), FACTORS[USUAL])
    return settings(max_examples=max(2, round(some * chosen)))


def sampled(cases: Mapping[str, object] | Iterable[tuple[str, object]], *, every: int) -> list[ParameterSet]:
    """Parameters by id: each `every`th in `make test`, all of them in `make test-all`."""
    pairs = cases.items() if isinstance(cases, Mapping) else cases
    return [
        pytest.param(case, id=name, marks=[pytest.mark.exhaustive] if number % every else [])
        for number, (name, case) in enumerate(pairs)
    ]
