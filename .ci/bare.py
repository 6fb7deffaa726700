"""Run with the core wheel alone: it imports light and writes a letter with the built-in text channel."""

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import followup_kit

heavy = {"babel", "holidays", "pluggy", "markdown_it"} & set(sys.modules)
assert not heavy, f"import followup_kit loads {heavy}"

from followup_kit import Candidate, Employer, Interview, Kit, Person, Topic  # noqa: E402

talk = Interview(
    ref="talk",
    role="Archivist",
    employer=Employer(name="Quill House", country="GB", zone="Europe/London"),
    candidate=Candidate(name="Jo Park"),
    panel=[Person(ref="ann", name="Ann Bell", channel="text")],
    ended=datetime(2026, 3, 10, 15, 30, tzinfo=ZoneInfo("Europe/London")),
    topics=[Topic(said_by="ann", text="the flood of 1953", why="I grew up two streets from it")],
)
kit = Kit.load(installed=False)
step = kit.plan(talk, now=talk.ended).step("ann")
draft = kit.compose(step)
report = kit.review(draft)
assert report.ok, report
for language in ("de", "es", "fr"):
    assert step.decision.explain(language) != step.decision.explain(), f"no catalogue for {language}"
print(f"{step.decision.at.isoformat()}\n{kit.render(draft).plain}")
assert all(hasattr(followup_kit, name) for name in followup_kit.__all__)
