"""The plugin as it is installed: found by name, light to import, with its fonts and their licences."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from followup_kit.channels.base import Channel
from followup_kit.testing.contracts import assert_channel
from followup_kit_card import CardChannel, followup_channels
from followup_kit_card.hands import FONTS, HANDS
from followup_kit_card.sizes import card_sizes


def test_the_plugin_is_found_by_its_entry_point():
    (entry,) = entry_points(group="followup_kit", name="card")
    assert entry.load().followup_channels is followup_channels


def test_it_offers_one_channel_named_card():
    (channel,) = followup_channels()
    assert isinstance(channel, Channel)
    assert channel.medium.name == "card"


@pytest.mark.parametrize("size", [None, *card_sizes()])
def test_it_keeps_the_contract_of_a_channel(size):
    assert_channel(CardChannel(size))


def test_a_card_is_slow_needs_an_address_and_can_be_held_back():
    medium = CardChannel().medium
    assert medium.transit_days >= 1
    assert medium.needs == ("postal_address",)
    assert medium.reversible
    assert not medium.subject
    assert not medium.markup


def test_importing_it_loads_no_typesetter():
    program = (
        "import followup_kit_card, sys; print([m for m in ('typst', 'fontTools', 'markdown_it') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.family)
def test_every_font_comes_with_its_licence(hand):
    assert (FONTS / hand.file).is_file()
    licence = (FONTS / f"OFL-{hand.file.partition('-')[0]}.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_the_readme_lists_every_size():
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    for size in card_sizes().values():
        assert f"| `{size.name}` | {size.width:g} x {size.height:g} mm |" in readme


@pytest.mark.parametrize("size", card_sizes().values(), ids=lambda size: size.name)
def test_sizes_lie_on_their_long_side_and_may_be_posted(size):
    """Letters must be at least 140 x 90 mm in Germany and Japan, 5 x 3 1/2 inches in the United States."""
    assert size.width > size.height
    assert size.width >= 140
    assert size.height >= 90
    assert size.source
