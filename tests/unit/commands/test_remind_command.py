"""`sanshen remind` against the fake forge, a real mail server and a real web server on loopback."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sanshen.commands.remind import address_of
from sanshen.evidence.forge import Forge
from sanshen.model.errors import UsageError
from sanshen.notifying.channel import VARIABLES, Way, open_channel
from support.boards import REMINDERS, Office, Said, office_over, office_site
from support.forge_server import Fault
from support.office import email, roster
from support.post import MailServer, WebServer, mail_server, self_signed, web_server
from support.pulls import NOW
from support.sites import Site

EVERYBODY = {"wu.lei", "chen.jie", "zhao.min", "zhou.san", "zhang.wei"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return office_site(tmp_path_factory.mktemp("remind"), REMINDERS)


@pytest.fixture
def office(site: Site) -> Iterator[Office]:
    with office_over(site) as found:
        yield found
        assert {seen.method for seen in found.forge.requests} <= {"GET"}


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", lambda seconds: None)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


class Round:
    """Runs of `remind` with one state file."""

    def __init__(self, office: Office, mail: MailServer, web: WebServer, state: Path) -> None:
        self.office, self.state = office, state
        self.env = {"SANSHEN_NOTIFY_EMAIL": mail.address, "SANSHEN_NOTIFY_WEBHOOK": web.address}

    def run(self, *words: str, at: datetime = NOW, **env: str) -> Said:
        return self.office.run("remind", "--state", str(self.state), *words, env={**self.env, **env}, at=at)

    def json(self, *words: str, code: int = 0, at: datetime = NOW) -> dict[str, Any]:
        said = self.run("--format", "json", *words, at=at)
        assert said.code == code, said.err
        found: dict[str, Any] = json.loads(said.out)
        return found


@pytest.fixture
def around(office: Office, mail: MailServer, web: WebServer, tmp_path: Path) -> Round:
    return Round(office, mail, web, tmp_path / "reminded.json")


def _reminded(found: dict[str, Any]) -> set[str]:
    return {one["person"] for one in found["reminded"] if one["ways"]}


def test_everybody_waited_for_gets_one_letter_and_one_message_and_then_is_left_alone(
    around: Round, mail: MailServer, web: WebServer
) -> None:
    found = around.json()
    assert _reminded(found) == EVERYBODY  # not the deputy head, who has sent hers back
    assert {to for to, _ in mail.letters} == {email(who) for who in EVERYBODY}
    assert len(mail.letters) == len(web.said) == len(EVERYBODY)
    (letter,) = mail.to(email("chen.jie"))
    assert letter["subject"] == "【审签提醒】1 件待您签署，1 件已逾期"
    assert letter.get_content_type() == "text/plain"
    assert "三审签发：2026-11-02 09:06 轮到，已等 17 天，已逾期（限 11-03）" in letter.get_content()
    (own,) = mail.to(email("zhao.min"))
    assert f"/sign {around.office.tip('fourth')}" in own.get_content()
    assert json.loads(around.state.read_text())["reminded"].keys() == EVERYBODY
    assert _reminded(around.json(at=NOW + timedelta(hours=3))) == set()
    assert len(mail.letters) == len(EVERYBODY)
    monday = NOW + timedelta(days=3)
    assert _reminded(around.json(at=monday)) == EVERYBODY


def test_a_dry_run_prints_all_and_sends_and_remembers_nothing(around: Round, mail: MailServer, web: WebServer) -> None:
    said = around.run("--dry-run", SANSHEN_NOTIFY_EMAIL="", SANSHEN_NOTIFY_WEBHOOK="")
    assert said.code == 0
    assert "── 将发给 陈杰（chen.jie）──" in said.out
    assert (mail.letters, web.said) == ([], [])
    assert not around.state.exists()


def test_one_who_cannot_be_reached_keeps_no_other_from_it_and_is_tried_again(
    around: Round, mail: MailServer, web: WebServer
) -> None:
    mail.refused.add(email("chen.jie"))
    web.status = 500
    found = around.json(code=3)
    assert _reminded(found) == EVERYBODY - {"chen.jie"}
    failed = next(one for one in found["reminded"] if one["person"] == "chen.jie")
    assert len(failed["failures"]) == 2
    mail.refused.clear()
    web.status = 200
    assert _reminded(around.json()) == {"chen.jie"}


def test_no_secret_is_ever_shown(around: Round, mail: MailServer, web: WebServer) -> None:
    port, mail_password, token = mail.port, mail.password, web.token
    mail.password = "changed"  # the server no longer knows the one in the environment
    web.status = 403
    said = around.run(
        SANSHEN_NOTIFY_EMAIL=f"mailto://notice:{mail_password}@127.0.0.1:{port}?from=notice@example.gov.cn&smtp=127.0.0.1"
    )
    assert said.code == 3
    for secret in (mail_password, token):
        assert secret not in said.out + said.err
    assert not around.state.exists()


def test_a_way_that_is_not_open_is_refused_before_anything_is_sent_or_asked(around: Round, mail: MailServer) -> None:
    for variable in ("SANSHEN_NOTIFY_EMAIL", "SANSHEN_NOTIFY_WEBHOOK"):
        said = around.run(**{variable: ""})
        assert (said.code, variable in said.err) == (2, True)
    assert mail.letters == []
    assert around.office.forge.requests == []


@pytest.mark.parametrize(
    ("way", "value"),
    [
        ("email", "nonsense"),
        ("email", "jsons://hooks.example/x"),
        ("email", "mailto://notice:geheim-123@smtp.example.gov.cn:25?from=notice@example.gov.cn&mode=insecure"),
        ("email", "mailtos://notice:geheim-123@smtp.example.gov.cn:465?from=n@example.gov.cn&mode=ssl&verify=no"),
        ("webhook", "jsons://hooks.example/geheim-123?verify=no"),
        ("webhook", "ftp://x"),
        ("webhook", "json://hooks.example/geheim-123"),
        ("webhook", "mailtos://a:geheim-123@example.gov.cn"),
    ],
)
def test_a_way_that_would_betray_its_secret_or_is_none_is_refused(way: Way, value: str) -> None:
    with pytest.raises(UsageError) as refused:
        open_channel(way, {VARIABLES[way]: value})
    assert VARIABLES[way] in refused.value.text.zh
    assert "geheim-123" not in refused.value.text.zh + refused.value.advice.zh + refused.value.text.en


def test_an_encrypted_way_is_accepted() -> None:
    env = {
        "SANSHEN_NOTIFY_EMAIL": "mailtos://notice:geheim-123@smtp.example.gov.cn:465?from=notice@example.gov.cn&mode=ssl",
        "SANSHEN_NOTIFY_WEBHOOK": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim-123-abc",
    }
    assert repr(open_channel("email", env)) == "Channel('email')"
    assert repr(open_channel("webhook", env)) == "Channel('webhook')"
    relay = {"SANSHEN_NOTIFY_EMAIL": "mailto://relay.example.gov.cn:25?from=notice@example.gov.cn"}  # knows no secret
    assert open_channel("email", relay).way == "email"


def test_an_undecided_one_is_said_and_the_others_are_reminded(around: Round) -> None:
    around.office.forge.fail(Fault(status=502), path="/pulls/2/reviews", times=99)
    found = around.json(code=3)
    assert found["undecided"] == [2]
    assert _reminded(found) == EVERYBODY - {"wu.lei"}


def test_what_is_remembered_is_not_guessed(around: Round, mail: MailServer) -> None:
    around.state.write_text('{"schema": 1, "reminded": {"chen.jie": "yesterday"}}')
    assert around.run().code == 3
    assert mail.letters == []


def test_two_runs_at_once_send_once(around: Round, mail: MailServer) -> None:
    with around.state.with_name("reminded.json.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = around.run()
    assert (said.code, "正在运行" in said.err) == (3, True)
    assert mail.letters == []
    assert around.run().code == 0


def test_the_state_is_beside_the_repository_by_default(around: Round) -> None:
    said = around.office.run("remind", env=around.env)
    assert said.code == 0
    kept = around.office.site.repo.path / ".git" / "sanshen-reminded.json"
    place = kept if kept.exists() else around.office.site.repo.path / "sanshen-reminded.json"
    assert json.loads(place.read_text())["schema"] == 1
    place.unlink()


def test_a_policy_that_reminds_nobody_says_so(tmp_path: Path) -> None:
    with office_over(office_site(tmp_path)) as office:
        said = office.run("remind")
        assert (said.code, "reminders" in said.err) == (2, True)
        assert office.forge.requests == []


def test_githubs_own_addresses_take_no_mail() -> None:
    known = roster()
    people = {
        **known.people,
        "li.na": msgspec.structs.replace(known.people["li.na"], emails=("1108+x@users.noreply.github.com",)),
    }
    assert address_of(msgspec.structs.replace(known, people=people), "li.na") == ""
    assert address_of(known, "li.na") == email("li.na")


def test_a_mail_server_that_nobody_vouches_for_gets_no_password(tmp_path: Path) -> None:
    with mail_server(self_signed(tmp_path)) as server:
        address = f"mailtos://notice:{server.password}@127.0.0.1:{server.port}?from=n@example.gov.cn&smtp=127.0.0.1&mode=ssl"
        given = open_channel("email", {"SANSHEN_NOTIFY_EMAIL": address})
        assert given.send("li.na@example.gov.cn", "subject", "body") is not None
        assert server.letters == []
        trusting = open_channel("email", {"SANSHEN_NOTIFY_EMAIL": address + "&verify=no"})  # an operator's own word
        assert trusting.send("li.na@example.gov.cn", "subject", "body") is None
        assert len(server.letters) == 1
