"""The faults that `mutants.py` puts into a copy can still be put in: the code that they change stands where it did."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from .mutants import MUTANTS, ROOT, changed


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant["name"])
def test_a_fault_can_be_put_in_and_is_python(mutant: dict[str, Any]) -> None:
    text = (ROOT / "src" / "followup_kit" / mutant["file"]).read_text(encoding="utf-8")
    faulty = changed(text, mutant)
    assert faulty != text
    ast.parse(faulty)
    for name in mutant["tests"].split():
        assert (ROOT / "tests" / "timing" / name).exists(), name


def test_what_is_not_there_cannot_be_replaced() -> None:
    with pytest.raises(ValueError, match="0 times, not 1"):
        changed("nothing", {"file": "f", "old": "something", "new": "else"})
