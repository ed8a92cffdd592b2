"""The reminding workflow executed by an Actions runner: a schedule goes in, letters come out, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.actions import run_workflow
from support.boards import Office, office_over, office_site
from support.github_description import require_description
from support.office import email
from support.post import mail_server

REPOSITORY = {"default_branch": "main", "full_name": "district/website", "name": "website"}
HOURLY = "reminders: {by: [email], first: takedown-confirmed, again: takedown-confirmed}\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    require_description()
    with office_over(office_site(tmp_path, HOURLY)) as found:
        yield found
        assert {seen.method for seen in found.forge.requests} <= {"GET"}


def test_those_whose_turn_it_is_get_their_letter(office: Office, tmp_path: Path) -> None:
    (tmp_path / "runner").mkdir()
    with mail_server() as mail:
        env = {**office.forge.env, "SANSHEN_NOTIFY_EMAIL": mail.address}
        event = {"repository": REPOSITORY, "schedule": "13 1 * * *"}
        done = run_workflow("remind", "schedule", event, office.site.repo.path, tmp_path / "runner", env)
        assert done.returncode == 0, done.stdout + done.stderr
        assert {to for to, _ in mail.letters} >= {email("chen.jie"), email("wu.lei")}
        assert mail.password not in done.stdout + done.stderr


def test_without_a_way_of_telling_people_nothing_happens(office: Office, tmp_path: Path) -> None:
    (tmp_path / "runner").mkdir()
    event = {"repository": REPOSITORY, "schedule": "13 1 * * *"}
    done = run_workflow("remind", "schedule", event, office.site.repo.path, tmp_path / "runner", office.forge.env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "不催办" in done.stdout
    assert office.forge.requests == []
