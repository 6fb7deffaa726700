"""What a user may settle once, and which of two settlements wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup_kit.errors import InvalidSetting
from followup_kit.settings import FILE_NAME, Settings, read_settings


def test_nothing_said_means_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {}) == Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "followup.toml").write_text(
        'policy = "prompt"\nstops = ["error"]\nblocked = ["card"]\nledger = "a.sqlite"\n', encoding="utf-8"
    )
    assert read_settings(tmp_path, {}) == Settings(
        policy="prompt", stops=("error",), blocked=("card",), ledger="a.sqlite"
    )
    environment = {"FOLLOWUP_POLICY": "same_day", "FOLLOWUP_BLOCKED": "email, linkedin", "FOLLOWUP_LEDGER": ""}
    settings = read_settings(tmp_path, environment)
    assert (settings.policy, settings.blocked, settings.ledger) == ("same_day", ("email", "linkedin"), "a.sqlite")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"policy = ", "is not TOML in UTF-8"),
        (b"policy = '\xff'", "is not TOML in UTF-8"),
        (b"x" * 100_001, "settings have at most"),
        (b"plicy = 'guide'", "did you mean policy?"),
        (b"policy = 3", "policy"),
        (b"stops = ['fatal']", "stops"),
        (b"blocked = 'card'", "write a list"),
    ],
)
def test_a_bad_file_is_told_by_its_name(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "followup.toml"
    path.write_bytes(content)
    with pytest.raises(InvalidSetting) as caught:
        read_settings(tmp_path, {})
    assert str(path) in str(caught.value)
    assert told in str(caught.value)


def test_a_bad_variable_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="FOLLOWUP_STOPS"):
        read_settings(tmp_path, {"FOLLOWUP_STOPS": "everything"})


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("policy = 5", "policy must be a text in quotes, got 5"),
        ("ledger = true", "ledger must be a text in quotes, got True"),
        ("locale = 1", "locale must be a text in quotes, got 1"),
        ("blocked = [1]", "blocked must hold texts in quotes, got 1"),
        ('stops = ["never"]', "stops must be some of error, warning, info, got 'never'"),
        ("stops = [[1]]", "stops must be some of error, warning, info, got [1]"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_in_plain_words(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / FILE_NAME).write_text(line, encoding="utf-8")
    with pytest.raises(InvalidSetting) as caught:
        read_settings(tmp_path, {})
    assert str(caught.value) == f"{tmp_path / FILE_NAME}: {told}"
