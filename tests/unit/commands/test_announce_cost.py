"""What a large pull request costs on the forge, and that nothing kept ever stands in for what has changed."""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sanshen.evidence.forge import Forge
from support.forge_faults import office_read_once, without_pauses
from support.forge_graph import require_graph
from support.forge_server import Fault
from support.github_description import require_description
from support.office import login
from support.pulls import NOW, Pull, Said, drafted_site, pull_over
from support.sites import ARTICLE, TEXT, Site

ACTIONS = {"GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "12"}


@pytest.fixture(scope="module", autouse=True)
def _description() -> None:
    require_description()
    require_graph()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    without_pauses(monkeypatch)


@pytest.fixture(scope="module", autouse=True)
def _once() -> Iterator[None]:
    """The office, which is the same throughout, is read once."""
    with pytest.MonkeyPatch.context() as patch:
        office_read_once(patch)
        yield


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """300 files."""
    made = drafted_site(tmp_path_factory.mktemp("large"))
    pictures = {f"content/liangshan/news/2026/p{number}.png": b"\x89PNG\r\n" for number in range(299)}
    made.repo.commit(dict(pictures), "图", branch="draft")
    return made


@contextlib.contextmanager
def _large(site: Site) -> Iterator[Pull]:
    """250 commits, 120 reviews, 300 files."""
    with pull_over(site) as pull:
        real = site.repo.git("rev-list", "--reverse", f"main..{pull.head}").split("\n")
        pull.forge.push(1, pull.head, [*(f"{number:040x}" for number in range(1, 251 - len(real))), *real])
        for _ in range(119):
            pull.forge.review(1, login("li.na"), "COMMENTED", pull.head)
        pull.complete(["review-1"])
        pull.approve("li.na")
        pull.forge.run(pull.head)
        yield pull


def _cost(pull: Pull, act: Callable[[], Said]) -> int:
    before = len(pull.forge.requests)
    assert act().code == 1
    return len(pull.forge.requests) - before


@pytest.mark.parametrize(("who", "token"), [("person", 0), ("App", 2), ("workflow", 0)])
def test_a_large_pull_request_takes_at_most_25_requests_and_5_when_nothing_changed(
    site: Site, tmp_path: Path, who: str, token: int
) -> None:
    with _large(site) as pull:
        env = {**ACTIONS, "XDG_CACHE_HOME": str(tmp_path)}
        if who == "App":
            env |= pull.forge.install_app(actions=True)
        elif who == "person":
            pull.forge.writer = login("zhao.min")
        else:
            env |= {"SANSHEN_SEAL": secrets.token_hex(32)}
        first = _cost(pull, lambda: pull.announce(env=env))
        assert first <= 25
        again = _cost(pull, lambda: pull.announce(env=env, at=NOW + timedelta(hours=1)))
        assert again == 3 + token
        assert [one.method for one in pull.forge.requests[-3:]] == ["GET", "GET", "POST"], "statuses, open ones, fingerprint"
        if who == "workflow":  # which has another token each time
            env |= {"GITHUB_TOKEN": f"ghs_{secrets.token_hex(20)}"}
            pull.forge.tokens.add(env["GITHUB_TOKEN"])
        assert _cost(pull, lambda: pull.announce(env=env, at=NOW + timedelta(hours=2))) == 3 + token


def test_without_a_place_or_a_lasting_secret_nothing_is_asked_in_vain(site: Site, tmp_path: Path) -> None:
    """A workflow's token is another one each time: what it sealed the next could not read, so no fingerprint is taken."""
    with _large(site) as pull:
        for env, more in (({}, 0), ({"XDG_CACHE_HOME": str(tmp_path)}, 0), (ACTIONS, 1)):
            pull.announce(env=env)
            assert _cost(pull, lambda env=env: pull.announce(env=env)) == 11 + more  # type: ignore[misc]  # one for the sample
        assert not any(one.path == "/graphql" for one in pull.forge.requests)


# --- whatever changes, the verdict is that of everything read anew -----------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return drafted_site(tmp_path_factory.mktemp("small"))


@pytest.fixture
def pull(small: Site) -> Iterator[Pull]:
    """Signed to the end, with so many remarks and in such small pages that its lists are kept."""
    with pull_over(small) as found:
        found.forge._server._description = None  # it is held against GitHub's description elsewhere; here runs are many
        found.forge.writer = login("zhao.min")
        found.forge.page_size = 5
        for number in range(12):
            found.forge.comment(1, login("han.mei"), f"说明 {number}")
        found.complete()
        found.forge.run(found.head)
        yield found


def _kept(pull: Pull, where: Path) -> dict[str, str]:
    """The environment of runs that keep, after one that did, and one that used it."""
    env = {**ACTIONS, "XDG_CACHE_HOME": str(where)}
    assert pull.announce(env=env).code == 0
    assert _asked(pull, env) == ["statuses", "pulls", "graphql"]
    return env


def _asked(pull: Pull, env: dict[str, str], code: int = 0) -> list[str]:
    before = len(pull.forge.requests)
    assert pull.announce(env=env).code == code
    return [one.path.rsplit("/", 1)[1] for one in pull.forge.requests[before:]]


def _reviews(pull: Pull, person: str) -> dict[str, object]:
    listed = pull.forge._pulls[1]["reviews"]
    found: dict[str, object] = next(one for one in listed if one["user"]["login"] == login(person))
    return found


def _signed(pull: Pull) -> dict[str, object]:
    found: dict[str, object] = next(one for one in pull.forge._pulls[1]["comment_list"] if one["body"].startswith("/sign"))
    return found


def _dismissed(pull: Pull) -> None:
    pull.forge.dismiss(int(str(_reviews(pull, "chen.jie")["id"])))


def _objected(pull: Pull) -> None:
    pull.object("chen.jie")


def _vanished(pull: Pull) -> None:
    pull.forge._pulls[1]["reviews"].remove(_reviews(pull, "chen.jie"))


def _rebound(pull: Pull) -> None:
    """T03: GitHub binds a review to another commit; here one that nobody has any more."""
    _reviews(pull, "chen.jie")["commit_id"] = "e" * 40


def _deleted_account(pull: Pull) -> None:
    _reviews(pull, "chen.jie")["user"] = None


def _another_account(pull: Pull) -> None:
    """T26: the login was registered anew by somebody else."""
    _reviews(pull, "chen.jie")["user"] = pull.forge.add_user(login("chen.jie"), 99_999)


def _sign_edited(pull: Pull) -> None:
    _signed(pull)["updated_at"] = "2026-11-03T00:00:00Z"


def _sign_rewritten(pull: Pull) -> None:
    """Another text at the same times: whoever restores a forge's database can do that."""
    _signed(pull)["body"] = "已阅"


def _sign_deleted(pull: Pull) -> None:
    pull.forge._pulls[1]["comment_list"].remove(_signed(pull))


def _unverified(pull: Pull) -> None:
    """The draft turns out to be the principal head's own: they may not have signed it."""
    pull.forge.commit(pull.head, login("chen.jie"))


def _pushed(pull: Pull) -> None:
    pull.site.repo.branch("later", pull.head)
    head = pull.site.repo.commit({ARTICLE: TEXT.replace("十二处", "两处")}, "又改", branch="later")
    pull.forge.push(1, head)


def _force_pushed(pull: Pull) -> None:
    head = pull.site.repo.commit({ARTICLE: TEXT.replace("十二处", "三处")}, "重写", branch="forced", parents=(pull.base,))
    pull.forge.push(1, head, [head], force=True)


CHANGES: dict[str, Callable[[Pull], None]] = {
    "a review was dismissed": _dismissed,
    "somebody objected": _objected,
    "a review is gone": _vanished,
    "a review was bound to another commit": _rebound,
    "the account is deleted": _deleted_account,
    "the login is another's": _another_account,
    "the comment was edited": _sign_edited,
    "the comment says something else": _sign_rewritten,
    "the comment was deleted": _sign_deleted,
    "the commit is another's": _unverified,
    "new text was pushed": _pushed,
    "other text was force-pushed": _force_pushed,
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_is_seen(pull: Pull, tmp_path: Path, what: str) -> None:
    env = _kept(pull, tmp_path)
    CHANGES[what](pull)
    head = pull.forge._pulls[1]["head"]["sha"]
    whole = pull.gate(head=head)
    said = pull.announce(env=env, head=head)
    assert said.json == whole.json
    assert (said.code, said.json["allowed"]) == (1, False)
    assert pull.forge.statuses(head)[0]["state"] != "success"


def test_what_changes_nothing_that_was_signed_is_seen_too(pull: Pull, tmp_path: Path) -> None:
    """A reason typed into a review, a remark more: the lists are read anew, and the verdict stays."""
    env = _kept(pull, tmp_path)
    _reviews(pull, "chen.jie")["body"] = "同意"
    assert "reviews" in _asked(pull, env)
    pull.forge.comment(1, login("han.mei"), "又一条")
    assert "reviews" in _asked(pull, env)
    assert len(_asked(pull, env)) == 3


def test_draft_base_labels_and_those_asked_are_never_what_was_kept(pull: Pull, tmp_path: Path) -> None:
    env = _kept(pull, tmp_path)
    pull.forge.label(1, "待:三校")
    assert len(_asked(pull, env)) == 4
    assert pull.forge.labels(1) == ["等级:一般"]
    pull.forge._pulls[1]["draft"] = True
    assert "reviews" in _asked(pull, env)
    pull.forge._pulls[1]["base"] = {**pull.forge._pulls[1]["base"], "ref": "elsewhere"}
    assert pull.announce(env=env).code == 3


def test_main_that_moves_on_costs_nothing_more(pull: Pull, tmp_path: Path) -> None:
    env = _kept(pull, tmp_path)
    pull.forge._pulls[1]["base"] = {**pull.forge._pulls[1]["base"], "sha": "d" * 40}
    assert len(_asked(pull, env)) == 3


# --- races -------------------------------------------------------------------------------------------------------------


def test_what_comes_and_goes_while_lists_are_read_is_never_kept(pull: Pull, tmp_path: Path) -> None:
    """A `/sign` that is there when the timeline is read and gone when the fingerprint is taken; and the other way round."""
    env = {**ACTIONS, "XDG_CACHE_HOME": str(tmp_path)}
    listed = pull.forge._pulls[1]["comment_list"]
    signed = _signed(pull)
    pull.forge.meanwhile("GET", "/pulls/1/commits", lambda: listed.remove(signed))
    assert pull.announce(env=env).code == 0
    assert pull.announce(env=env).code == 1
    listed.append(signed)
    assert pull.announce(env=env).code == 0
    listed.remove(signed)
    pull.forge.meanwhile("GET", "/pulls/1/commits", lambda: listed.append(signed))
    assert pull.announce(env=env).code == 1
    assert pull.announce(env=env).code == 0
    assert len(_asked(pull, env)) == 3


def test_a_veto_between_fingerprint_and_lists_is_read_from_the_lists(pull: Pull, tmp_path: Path) -> None:
    env = _kept(pull, tmp_path)
    pull.forge.comment(1, login("han.mei"), "又一条")
    pull.forge.meanwhile("POST", "/graphql", lambda: pull.object("chen.jie") and None)
    assert pull.announce(env=env).code == 1
    assert pull.announce(env=env).code == 1


def test_a_push_after_the_list_of_open_ones_was_read_is_not_judged_by_what_was_kept(pull: Pull, tmp_path: Path) -> None:
    env, head = _kept(pull, tmp_path), pull.head
    pull.forge.meanwhile("GET", "/website/pulls", lambda: _pushed(pull))
    before = len(pull.forge.requests)
    pull.announce(env=env, head=head)
    assert any(one.path.endswith("/reviews") for one in pull.forge.requests[before:])


def test_t55_a_veto_judged_by_another_run_after_our_question_has_the_last_word(pull: Pull, tmp_path: Path) -> None:
    env = _kept(pull, tmp_path)

    def other() -> None:
        pull.object("chen.jie")
        assert pull.announce(env=env).code == 1

    pull.forge.comment(1, login("han.mei"), "又一条")  # so that both have something to read
    pull.announce(env=env)
    pull.forge.statuses(pull.head)
    pull.forge.meanwhile("POST", "/graphql", other)
    pull.announce(env=env)
    assert pull.forge.statuses(pull.head)[0]["state"] == "failure"
    (body,) = pull.forge.written(1)
    assert "有人退回" in body


def test_two_runs_at_once_that_keep_in_one_place(pull: Pull, tmp_path: Path) -> None:
    env = _kept(pull, tmp_path)
    pull.object("chen.jie")
    both = [threading.Thread(target=pull.announce, kwargs={"env": env}) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert pull.announce(env=env).code == 1
    assert pull.forge.statuses(pull.head)[0]["state"] == "failure"
    assert len(pull.forge.written(1)) == 1


def test_our_own_comment_that_somebody_edits_is_set_right(pull: Pull, tmp_path: Path) -> None:
    env = _kept(pull, tmp_path)
    pull.forge._pulls[1]["comment_list"][-1]["body"] += "\n**作废**"
    assert pull.announce(env=env).code == 0
    assert "作废" not in pull.forge.written(1)[0]


# --- what was kept is not what it was ------------------------------------------------------------------------------------


def _files(where: Path) -> list[Path]:
    return sorted((where / "sanshen" / "lists").glob("*.answer"))


@pytest.mark.parametrize("how", ["cut", "junk", "a bit", "empty", "another's"])
def test_kept_lists_that_are_spoilt_are_none(pull: Pull, tmp_path: Path, how: str) -> None:
    env = _kept(pull, tmp_path)
    for one in _files(tmp_path):
        data = one.read_bytes()
        spoilt = {
            "cut": data[:-1],
            "junk": b"\xff" * 400,
            "a bit": data[:-5] + bytes([data[-5] ^ 1]) + data[-4:],
            "empty": b"",
            "another's": b"\0" * 32 + data[32:],
        }
        one.write_bytes(spoilt[how])
    assert "reviews" in _asked(pull, env)


def test_a_seal_that_could_be_guessed_is_refused(pull: Pull) -> None:
    said = pull.announce(env={"SANSHEN_SEAL": "geheim"})
    assert (said.code, said.json["allowed"]) == (2, False)
    assert "SANSHEN_SEAL" in said.err
    assert "geheim" not in said.err


def test_kept_lists_of_another_secret_are_none(pull: Pull, tmp_path: Path) -> None:
    env = _kept(pull, tmp_path)
    pull.forge.tokens.add("ghp_another")
    assert "reviews" in _asked(pull, {**env, "GITHUB_TOKEN": "ghp_another"})


def test_older_lists_put_back_are_none(pull: Pull, tmp_path: Path) -> None:
    """Sealed by us, and true once: before the veto."""
    env = _kept(pull, tmp_path)
    old = {one: one.read_bytes() for one in _files(tmp_path)}
    pull.object("chen.jie")
    assert pull.announce(env=env).code == 1
    for one, data in old.items():
        one.write_bytes(data)
    assert pull.announce(env=env).code == 1


def test_lists_are_kept_for_a_day_at_most(pull: Pull, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env = _kept(pull, tmp_path)
    real = Forge.time
    for seconds, kept in ((23 * 3600, True), (25 * 3600, False), (-3600, False)):
        monkeypatch.setattr(Forge, "time", lambda self, by=seconds: real(self) + by)
        assert ("reviews" not in _asked(pull, env)) == kept
        monkeypatch.setattr(Forge, "time", real)
        _asked(pull, env)


# --- the question itself goes wrong ----------------------------------------------------------------------------------------

WRONG = {
    "502": Fault(status=502),
    "not there": Fault(status=404),
    "forbidden": Fault(status=403),
    "429": Fault(status=429, headers={"Retry-After": "60"}),
    "secondary limit": Fault(status=403, body=b'{"message":"You have exceeded a secondary rate limit"}'),
    "lost": Fault(hang_up=True),
    "truncated": Fault(truncated=True),
    "not JSON": Fault(body=b"<html>"),
    "errors": Fault(body=b'{"errors":[{"message":"Something went wrong"}],"data":null}'),
    "nothing": Fault(body=b'{"data":{"repository":null}}'),
    "no pull request": Fault(body=b'{"data":{"repository":{"pullRequest":null}}}'),
    "errors beside data": Fault(change=lambda reply: reply._replace(body=reply.body[:-1] + b',"errors":[{"message":"x"}]}')),
    "fewer than there are": Fault(
        change=lambda reply: reply._replace(body=reply.body.replace(b'"totalCount": 5', b'"totalCount": 6'))
    ),
    "redirected": Fault(status=302, headers={"Location": "https://elsewhere.example/graphql"}),
}


@pytest.mark.parametrize("kind", WRONG)
def test_t32_a_fingerprint_that_cannot_be_had_is_no_answer(pull: Pull, tmp_path: Path, kind: str) -> None:
    env = _kept(pull, tmp_path)
    pull.object("chen.jie")
    pull.forge.fail(WRONG[kind], path="/graphql", times=9)
    before = len(pull.forge.requests)
    assert pull.announce(env=env).code == 1
    asked = [one.path.rsplit("/", 1)[1] for one in pull.forge.requests[before:]]
    assert asked.count("graphql") == 1
    assert "reviews" in asked


def test_more_than_one_question_can_hold_is_read_page_by_page(pull: Pull, tmp_path: Path) -> None:
    env = _kept(pull, tmp_path)
    for number in range(200):
        pull.forge.comment(1, login("han.mei"), f"说明 {number}")
    pull.forge.page_size = 100
    for _ in range(2):
        assert "reviews" in _asked(pull, env)
