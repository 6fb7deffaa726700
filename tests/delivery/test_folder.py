"""The folder outbox: whole files, safe names, nothing overwritten."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.channels.base import Artifact, Message
from followup_kit.delivery.folder import FolderOutbox
from followup_kit.delivery.outbox import Outbox, Receipt
from followup_kit.errors import DeliveryFailed

from .builders import LATER, NOON, fill, letter, ordinary_user, small_disk


def put(folder: Path, message: Message) -> Receipt:
    return FolderOutbox(folder).put(message, key="k", now=NOON)


def test_it_keeps_the_contract_of_outboxes(tmp_path: Path) -> None:
    assert isinstance(FolderOutbox(tmp_path), Outbox)


def test_each_artifact_is_one_file_and_nothing_else_is_left(tmp_path: Path) -> None:
    message = letter(suffixes=(".eml", ".txt", ".print.pdf", ".pdf", ".pdf"))
    receipt = put(tmp_path / "out", message)
    found = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    names = ["anna-thank_you.eml", "anna-thank_you.txt", "anna-thank_you.print.pdf", "anna-thank_you.pdf"]
    assert found == dict(zip([*names, "anna-thank_you-2.pdf"], [a.content for a in message.artifacts], strict=True))
    assert receipt == Receipt(outbox="folder", place=str(tmp_path / "out/anna-thank_you.eml"), at=NOON)


def test_letters_are_for_their_owner_only(tmp_path: Path) -> None:
    put(tmp_path / "out", letter())
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out", tmp_path / "out/anna-thank_you.txt")]
    assert modes == [0o700, 0o600]


def test_the_same_letter_again_is_the_same_receipt(tmp_path: Path) -> None:
    first = put(tmp_path, letter())
    assert FolderOutbox(tmp_path).put(letter(), key="k", now=LATER) == first
    assert len(list(tmp_path.iterdir())) == 1


def test_another_letter_of_that_name_is_left_as_it_is(tmp_path: Path) -> None:
    put(tmp_path, letter())
    with pytest.raises(DeliveryFailed, match="another letter is in") as caught:
        put(tmp_path, letter(words="Something else"))
    assert not caught.value.uncertain
    assert b"foundry" in (tmp_path / "anna-thank_you.txt").read_bytes()
    assert len(list(tmp_path.iterdir())) == 1


def test_a_letter_that_goes_on_where_ours_ends_is_another(tmp_path: Path) -> None:
    put(tmp_path, letter(words="Thank you. PS: call me"))
    with pytest.raises(DeliveryFailed, match="another letter"):
        put(tmp_path, letter(words="Thank you."))


def test_an_empty_pipe_is_not_an_empty_letter(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "anna-thank_you.txt")
    empty = Artifact(media_type="text/plain", suffix=".txt", content=b"")
    with pytest.raises(DeliveryFailed, match="another letter"):
        put(tmp_path, evolve(letter(), artifacts=(empty,)))


def test_a_letter_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "anna-thank_you.txt").write_text("mine")
    with pytest.raises(DeliveryFailed, match="another letter"):
        put(tmp_path, letter(suffixes=(".eml", ".txt")))
    assert [file.name for file in tmp_path.iterdir()] == ["anna-thank_you.txt"]


def test_a_half_written_letter_is_completed(tmp_path: Path) -> None:
    message = letter(suffixes=(".eml", ".txt"))
    (tmp_path / "anna-thank_you.eml").write_bytes(message.artifacts[0].content)
    put(tmp_path, message)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("target", ["elsewhere.txt", "missing/nowhere.txt"])
def test_a_symbolic_link_is_not_followed(tmp_path: Path, target: str) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_bytes(letter().artifacts[0].content)
    out = tmp_path / "out"
    out.mkdir()
    (out / "anna-thank_you.txt").symlink_to(tmp_path / target)
    with pytest.raises(DeliveryFailed, match="is a symbolic link"):
        put(out, letter())
    assert elsewhere.read_bytes() == letter().artifacts[0].content


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_what_is_no_file_is_neither_read_nor_replaced(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "anna-thank_you.txt"
    os.mkfifo(path) if kind == "pipe" else path.mkdir()
    with pytest.raises(DeliveryFailed):
        put(tmp_path, letter())
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@given(
    recipient=st.text(max_size=80) | st.sampled_from(["../../etc/passwd", "con", "nul.txt", "a/b", "a\\b", "A", "."])
)
@settings(max_examples=40, deadline=None)
def test_any_recipient_gives_a_portable_name_in_the_folder(
    tmp_path_factory: pytest.TempPathFactory, recipient: str
) -> None:
    folder = tmp_path_factory.mktemp("names") / "out"
    receipt = put(folder, letter(recipient, words="Hello"))
    assert Path(receipt.place).parent == folder
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}-thank_you\.txt", Path(receipt.place).name)


def test_refs_that_differ_do_not_share_a_file(tmp_path: Path) -> None:
    places = {put(tmp_path, letter(ref, words=ref)).place.lower() for ref in ("a.b", "a_b", "a.b.", "a..b", "a-b")}
    assert len(places) == 5


@pytest.mark.parametrize("suffix", ["txt", "", ".", "/../x", ".t\n", ".tx t", "." + "x" * 40])
def test_an_unusable_suffix_is_the_channels_fault(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(DeliveryFailed, match="channel text gave the suffix"):
        put(tmp_path / "out", letter(suffixes=(suffix,)))
    assert not (tmp_path / "out").exists()


def test_a_message_without_files_is_not_sent(tmp_path: Path) -> None:
    with pytest.raises(DeliveryFailed, match="rendered no file"):
        put(tmp_path, letter(suffixes=()))


def test_a_folder_that_may_not_be_written_is_told(shared: Path) -> None:
    out = shared / "out"
    out.mkdir(mode=0o555)
    with ordinary_user(), pytest.raises(DeliveryFailed, match="permission denied; make room or give") as caught:
        put(out, letter())
    assert not caught.value.uncertain


@pytest.mark.parametrize("place", ["file", "file/below", "with\0nul"])
def test_a_place_that_cannot_be_a_folder_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DeliveryFailed, match="cannot write to folder"):
        put(tmp_path / place, letter())


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        filler = fill(disk)
        with pytest.raises(DeliveryFailed, match="no space left on device"):
            put(disk, letter(suffixes=(".eml", ".txt"), words="x" * 5000))
        assert [file.name for file in disk.iterdir()] == ["filler"]
        filler.unlink()
        put(disk, letter())


def test_a_file_system_without_links_still_overwrites_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_args: object, **_options: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    first = put(tmp_path, letter())
    assert put(tmp_path, letter()) == first
    with pytest.raises(DeliveryFailed, match="another letter"):
        put(tmp_path, letter(words="Something else"))
    assert len(list(tmp_path.iterdir())) == 1


def test_somebody_who_takes_the_name_at_the_last_moment_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def late(source: Path, target: Path, **options: bool) -> None:
        if target.suffix == ".txt":
            target.write_text("mine")
        link(source, target, **options)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(DeliveryFailed, match="another letter"):
        put(tmp_path, letter(suffixes=(".eml", ".txt")))
    assert [file.read_text() for file in tmp_path.iterdir()] == ["mine"]
