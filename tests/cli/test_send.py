"""followup render, send, log and status: what leaves, what is remembered, what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve

from followup_kit import Entry, Event, History, InvalidFact, Ledger, intake
from followup_kit.cli import session
from followup_kit.cli.logged import refuse_untrue
from followup_kit.clock import system_clock

from .conftest import DUE, Answer, Run


@pytest.fixture
def letter(letters: Path) -> Path:
    return letters / "weber.thank_you.md"


def send(run: Run, letter: Path, record: Path, *more: object, now: str | None = DUE) -> Answer:
    clock = ("--now", now) if now else ()
    where = ("--outbox", "folder:out", "--ledger", "l.sqlite")
    return run("send", letter, "--record", record, "--recipient", "weber", *where, *clock, *more)


class TestRender:
    def test_a_folder_gets_all_files(self, run: Run, letters: Path, record: Path, tmp_path: Path) -> None:
        answer = run(
            "render", letters / "lindqvist.thank_you.md", "--record", record, "--out", tmp_path / "r", "--json"
        )
        assert answer.code == 0
        assert sorted(path.suffix for path in (tmp_path / "r").iterdir()) == [".pdf", ".txt"]
        assert len(answer.json["files"]) == 2

    def test_a_file_gets_the_first(self, run: Run, letter: Path, record: Path, tmp_path: Path) -> None:
        assert run("render", letter, "--record", record, "--out", tmp_path / "x.eml").code == 0
        assert message_from_bytes((tmp_path / "x.eml").read_bytes())["To"]

    def test_it_is_what_draft_wrote(self, run: Run, letters: Path, record: Path, tmp_path: Path) -> None:
        run("render", letters / "okafor.thank_you.md", "--record", record, "--out", tmp_path / "r")
        again = (tmp_path / "r" / "okafor.thank_you.txt").read_bytes()
        assert again == (letters / "okafor.thank_you.txt").read_bytes()

    def test_a_suffix_that_the_channel_does_not_make_is_refused(
        self, run: Run, letter: Path, record: Path, tmp_path: Path
    ) -> None:
        answer = run("render", letter, "--record", record, "--out", tmp_path / "x.pdf")
        assert answer.code == 2
        assert "the email channel makes .eml files" in answer.err

    def test_an_unknown_channel_lists_the_known_ones(
        self, run: Run, letter: Path, record: Path, tmp_path: Path
    ) -> None:
        letter.write_text(letter.read_text("utf-8").replace("channel: email", "channel: fax"), encoding="utf-8")
        answer = run("render", letter, "--record", record, "--out", tmp_path / "r")
        assert answer.code == 2
        assert "no channel named 'fax'; known: card, email" in answer.err


class TestSend:
    def test_without_yes_nothing_is_handed_over(self, run: Run, letter: Path, record: Path, home: Path) -> None:
        answer = send(run, letter, record)
        assert answer.code == 0
        assert "nothing was sent, add --yes" in answer.out
        assert list(home.iterdir()) == []

    def test_with_yes_it_is_handed_over_once(self, run: Run, letter: Path, record: Path, home: Path) -> None:
        first = send(run, letter, record, "--yes", "--json")
        assert first.code == 0
        assert first.json["sent"] is True
        assert Path(first.json["place"]).suffix == ".eml"
        again = send(run, letter, record, "--yes")
        assert again.code == 1
        assert len(again.err.splitlines()) == 1
        assert len(list((home / "out").iterdir())) == 1

    def test_a_letter_that_is_handed_over_is_not_called_unsent(self, run: Run, letter: Path, record: Path) -> None:
        dry = send(run, letter, record)
        assert "note: Open the file in your mail program" in dry.out
        assert "still to do" not in dry.out
        done = send(run, letter, record, "--yes")
        assert "nothing has been sent" not in done.out
        told, to_do = done.out.splitlines()[-2:]
        assert told.startswith("handed over: thank_you to weber by email, 1 file(s), now in folder:out")
        assert to_do.startswith("still to do: the folder only keeps the letter ready: send, paste or print it")

    def test_the_json_says_what_is_left_to_do_only_after_a_hand_over(
        self, run: Run, letter: Path, record: Path
    ) -> None:
        dry = send(run, letter, record, "--json").json
        assert "nothing has been sent" in dry["notes"][0]
        assert dry["to_do"] is None
        done = send(run, letter, record, "--yes", "--json").json
        assert done["notes"] == []
        assert "send, paste or print it from there yourself" in done["to_do"]

    def test_the_letters_head_says_whom_it_is_to(self, run: Run, letter: Path, record: Path) -> None:
        where = ("--outbox", "folder:out", "--ledger", "l.sqlite", "--now", DUE)
        answer = run("send", letter, "--record", record, *where, "--yes", "--json")
        assert (answer.code, answer.json["recipient"]) == (0, "weber")
        assert Path(answer.json["place"]).name == "weber-thank_you.eml"

    def test_a_head_without_recipient_asks_for_one(self, run: Run, letter: Path, record: Path) -> None:
        text = letter.read_text("utf-8").replace("recipient: weber\n", "")
        assert text != letter.read_text("utf-8")
        letter.write_text(text, encoding="utf-8")
        answer = run("send", letter, "--record", record, "--outbox", "folder:out", "--now", DUE)
        assert answer.code == 2
        assert "give --recipient, one of weber, okafor, lindqvist" in answer.err

    def test_the_plan_is_asked_by_the_policy_that_was_named(self, run: Run, letter: Path, record: Path) -> None:
        now = "2026-03-10T20:00:00Z"
        plan = run("plan", record, "--now", now, "--policy", "same_day", "--json").json
        step = next(s for s in plan["steps"] if (s["recipient"], s["occasion"]) == ("weber", "thank_you"))
        assert send(run, letter, record, "--policy", "same_day", "--json", now=now).json["planned_at"] == step["at"]
        assert send(run, letter, record, "--json", now=now).json["planned_at"] != step["at"]
        assert send(run, letter, record, "--policy", "none", now=now).code == 2

    def test_a_letter_with_findings_stays(self, run: Run, letter: Path, record: Path, home: Path) -> None:
        letter.write_text(letter.read_text("utf-8").replace("Harrow", "[Company]"), encoding="utf-8")
        answer = send(run, letter, record, "--yes")
        assert answer.code == 1
        assert "nothing was sent" in answer.out
        assert list(home.iterdir()) == []

    def test_the_records_own_clock_is_not_used(
        self, run: Run, letter: Path, record: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(session, "system_clock", lambda: datetime.fromisoformat(DUE))
        assert send(run, letter, record, "--json", now=None).json["now"] == DUE

    def test_after_a_reply_the_plan_says_stop(self, run: Run, letter: Path, record: Path, home: Path) -> None:
        log = ("--at", "2026-03-11T12:00:00Z", "--ledger", "l.sqlite")
        assert run("log", record, "replied", "--recipient", "weber", *log).code == 0
        answer = send(run, letter, record, "--yes")
        assert answer.code == 1
        assert "Helena Weber has replied" in answer.err
        assert not (home / "out").exists()

    def test_too_early_is_said(self, run: Run, letter: Path, record: Path) -> None:
        answer = send(run, letter, record, now="2026-03-10T20:00:00Z")
        assert "it is planned for Wed 2026-03-11" in answer.out

    @pytest.mark.parametrize("outbox", ["folder", "folder:", "pigeon:roof", ":"])
    def test_an_outbox_that_does_not_exist_is_refused(self, run: Run, letter: Path, record: Path, outbox: str) -> None:
        answer = run("send", letter, "--record", record, "--recipient", "weber", "--outbox", outbox, "--now", DUE)
        assert answer.code == 2
        assert len(answer.err.splitlines()) == 1


class TestLogAndStatus:
    def test_what_is_logged_is_shown_and_changes_the_plan(self, run: Run, record: Path) -> None:
        log = ("--at", "2026-03-11T18:00:00Z", "--ledger", "l.sqlite", "--json")
        first = run("log", record, "sent-by-hand", "--recipient", "okafor", "--channel", "linkedin", *log)
        assert (first.code, first.json["recorded"]) == (0, True)
        assert first.json["entry"]["occasion"] == "thank_you"
        assert (
            run("log", record, "sent-by-hand", "--recipient", "okafor", "--channel", "linkedin", *log).json["recorded"]
            is False
        )
        status = run("status", record, "--ledger", "l.sqlite", "--json")
        assert status.code == 0
        assert [entry["event"] for entry in status.json["entries"]] == ["sent_by_hand"]
        decisions = {(s["recipient"], s["occasion"]): s["decision"] for s in status.json["plan"]["steps"]}
        assert decisions["okafor", "thank_you"] == "stop"
        assert "sent by hand thank_you by linkedin (okafor)" in run("status", record, "--ledger", "l.sqlite").out

    def test_status_of_nothing_reads_and_writes_nothing(self, run: Run, record: Path, home: Path) -> None:
        answer = run("status", record)
        assert answer.code == 0
        assert "nothing so far" in answer.out
        assert list(home.iterdir()) == []

    @pytest.mark.parametrize("event", ["bounced", "sent-by-hand", "auto-replied", "not-sent"])
    def test_events_about_a_person_need_one(self, run: Run, record: Path, event: str) -> None:
        answer = run("log", record, event, "--ledger", "l.sqlite")
        assert answer.code == 2
        assert f"{event} needs --recipient" in answer.err

    def test_the_default_ledger_lies_in_the_users_data_folder(self, run: Run, record: Path, home: Path) -> None:
        assert run("log", record, "offer", "--at", "2026-03-12T09:00:00Z").code == 0
        assert (home / "data" / "followup-kit" / "followup-ledger.sqlite").is_file()
        assert "offer" in run("status", record).out

    def test_the_ledger_named_in_the_environment_is_used(
        self, run: Run, record: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FOLLOWUP_LEDGER", str(home / "mine.sqlite"))
        assert run("log", record, "withdrawn", "--at", "2026-03-12T09:00:00Z").code == 0
        assert (home / "mine.sqlite").is_file()

    def test_now_says_what_time_it_is_and_is_when_it_happened(self, run: Run, record: Path) -> None:
        log = ("log", record, "replied", "--ledger", "l.sqlite", "--json")
        answer = run(*log, "--now", "2026-03-12T09:00:00+00:00")
        assert answer.json["entry"]["at"] == "2026-03-12T09:00:00+00:00"

    def test_without_at_it_happened_now(self, run: Run, record: Path) -> None:
        entry = run("log", record, "replied", "--ledger", "l.sqlite", "--json").json["entry"]
        age = system_clock() - datetime.fromisoformat(entry["at"])
        assert 0 <= age.total_seconds() < 60


class TestTheHour:
    """Nothing leaves before the hour that was planned, unless somebody says so; and never before the end."""

    EVENING = "2026-03-10T20:00:00Z"

    def test_before_the_planned_hour_nothing_is_handed_over(
        self, run: Run, letter: Path, record: Path, home: Path
    ) -> None:
        answer = send(run, letter, record, "--yes", now=self.EVENING)
        assert (answer.code, list(home.iterdir())) == (1, [])
        (line,) = answer.err.splitlines()
        assert "it is planned for Wed 2026-03-11 15:44 +00:00, Europe/London" in line
        assert "--early" in line

    def test_the_hour_is_told_on_the_recipients_clock(self, run: Run, letters: Path, record: Path) -> None:
        where = ("--record", record, "--outbox", "folder:out", "--ledger", "l.sqlite", "--now", self.EVENING)
        answer = run("send", letters / "okafor.thank_you.md", *where, "--yes")
        assert answer.code == 1
        assert "-04:00, America/New_York" in answer.err

    def test_early_hands_it_over(self, run: Run, letter: Path, record: Path) -> None:
        answer = send(run, letter, record, "--yes", "--early", "--json", now=self.EVENING)
        assert (answer.code, answer.json["sent"]) == (0, True)

    @pytest.mark.parametrize("more", [(), ("--early",)])
    def test_before_the_end_of_the_interview_no_word_helps(
        self, run: Run, letter: Path, record: Path, home: Path, more: tuple[str, ...]
    ) -> None:
        answer = send(run, letter, record, "--yes", *more, now="2026-03-10T15:29:59Z")
        assert (answer.code, list(home.iterdir())) == (1, [])
        assert "the interview has not ended by then" in answer.err

    def test_a_fraction_of_a_second_is_not_too_early(self, run: Run, letter: Path, record: Path) -> None:
        assert send(run, letter, record, "--yes", now="2026-03-11T15:44:00.25Z").code == 0

    def test_of_a_late_panel_each_letter_leaves_at_its_own_minute(self, run: Run, letters: Path, record: Path) -> None:
        now, sent = datetime.fromisoformat("2026-03-11T16:10:00Z"), list[datetime]()
        where = ("--record", record, "--outbox", "folder:out", "--ledger", "l.sqlite", "--json")
        waiting = [letters / f"{who}.thank_you.md" for who in ("lindqvist", "okafor", "weber")]
        asked = [run("send", letter, *where, "--now", now.isoformat()) for letter in waiting]
        later = [
            one
            for one, each in zip(waiting, asked, strict=True)
            if datetime.fromisoformat(each.json["planned_at"]) > now
        ]
        assert len(later) == 2
        for letter in later:
            early = run("send", letter, *where, "--yes", "--now", now.isoformat())
            assert (early.code, early.json["sent"]) == (1, False)
            assert "add --early" in early.err
        while waiting:
            due = {run("send", each, *where, "--now", now.isoformat()).json["planned_at"]: each for each in waiting}
            first = min(due, key=datetime.fromisoformat)
            now = datetime.fromisoformat(first)
            answer = run("send", due[first], *where, "--yes", "--now", first).json
            assert answer["sent"] is True
            assert datetime.fromisoformat(answer["planned_at"]) <= datetime.fromisoformat(answer["now"])
            sent.append(now)
            waiting.remove(due[first])
        assert [(two - one) >= timedelta(minutes=7) for one, two in pairwise(sent)] == [True, True]


class TestRefusals:
    @pytest.mark.parametrize("now", ["2026-03-10T15:00:00Z", "2026-03-10T20:00:00Z"])
    def test_json_says_that_and_why_nothing_was_sent(self, run: Run, letter: Path, record: Path, now: str) -> None:
        answer = send(run, letter, record, "--yes", "--json", now=now)
        assert answer.code == 1
        assert answer.json["sent"] is False
        assert answer.json["reason"] in answer.err

    def test_json_of_a_letter_with_findings_has_a_reason_too(self, run: Run, letter: Path, record: Path) -> None:
        letter.write_text(letter.read_text("utf-8").replace("Harrow", "[Company]"), encoding="utf-8")
        answer = send(run, letter, record, "--yes", "--json")
        assert answer.code == 1
        assert answer.json["reason"].startswith("not fit to send")

    @pytest.mark.parametrize("verb", ["send", "review", "render"])
    def test_a_letter_to_somebody_else_is_not_sent(self, run: Run, letters: Path, record: Path, verb: str) -> None:
        more = {"send": ("--outbox", "folder:out"), "render": ("--out", "r"), "review": ()}[verb]
        answer = run(verb, letters / "okafor.thank_you.md", "--record", record, "--recipient", "weber", *more)
        assert answer.code == 2
        assert "the letter is to okafor, as its head says, and not to weber" in answer.err


class TestWhatCannotHaveHappened:
    @pytest.mark.parametrize(
        ("event", "more", "told"),
        [
            ("replied", ("--at", "2100-01-01T00:00:00Z"), "is still to come"),
            ("offer", ("--at", "2026-03-12T00:00:00Z", "--now", "2026-03-11T00:00:00Z"), "is still to come"),
            ("replied", ("--at", "2026-03-10T15:00:00Z"), "is before the end of the interview"),
            ("sent-by-hand", ("--at", "2026-03-10T15:00:00Z"), "give the right time with --at"),
            ("sent", ("--at", "2026-03-11T16:00:00Z"), "log sent-by-hand"),
        ],
    )
    def test_it_is_refused_in_one_line(
        self, run: Run, record: Path, event: str, more: tuple[str, ...], told: str
    ) -> None:
        answer = run("log", record, event, "--recipient", "weber", "--ledger", "l.sqlite", *more)
        assert answer.code == 2
        (line,) = answer.err.splitlines()
        assert told in line
        assert run("status", record, "--ledger", "l.sqlite", "--json").json["entries"] == []

    def test_a_second_letter_by_hand_is_refused_and_the_same_one_is_not(self, run: Run, record: Path) -> None:
        log = ("log", record, "sent-by-hand", "--recipient", "okafor", "--ledger", "l.sqlite")
        assert run(*log, "--at", "2026-03-11T16:00:00Z").code == 0
        assert "stood there already" in run(*log, "--at", "2026-03-11T16:00:00Z").out
        second = run(*log, "--at", "2026-03-11T17:00:00Z")
        assert second.code == 2
        assert "was logged as sent by hand at 2026-03-11T16:00:00+00:00 already" in second.err
        assert run(*log, "--at", "2026-03-27T17:00:00Z", "--occasion", "check_in").code == 0

    def test_a_letter_that_waits_is_settled_once_and_may_be_said_again(self, run: Run, record: Path) -> None:
        claimed = Entry(
            at=datetime.fromisoformat(DUE), event="claimed", interview="harrow-onsite", recipient="weber",
            occasion="thank_you",
        )  # fmt: skip
        known = History([claimed])
        said = evolve(claimed, event=Event.SENT, at=claimed.at + timedelta(hours=1))
        talk, now = intake.read(record), claimed.at + timedelta(days=1)
        refuse_untrue(said, talk, known, now=now)
        refuse_untrue(said, talk, known + History([said]), now=now)
        with pytest.raises(InvalidFact, match="waits to be settled"):
            refuse_untrue(evolve(said, at=now), talk, known + History([said]), now=now)

    def test_an_entry_of_the_future_moves_no_clock(self, run: Run, record: Path) -> None:
        with Ledger("l.sqlite") as ledger:
            for at in ("2026-03-11T16:00:00Z", "2150-01-01T00:00:00Z"):
                ledger.record(Entry(at=datetime.fromisoformat(at), event="auto_replied", interview="harrow-onsite"))
        plan = run("plan", record, "--ledger", "l.sqlite", "--json").json
        assert (plan["clock"], plan["now"]) == ("ledger", "2026-03-11T16:00:00+00:00")
