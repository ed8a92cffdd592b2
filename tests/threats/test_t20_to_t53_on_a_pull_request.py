"""Who signed (T20–T25) and the gate itself (T50–T53) on a pull request, at the command line: `sanshen gate --pr N`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from sanshen.evidence.forge import Forge
from support.office import GITHUB_IDS, email, login
from support.pulls import AUTHOR, NOW, Pull, drafted_site, pull_of_article, pull_over
from support.sites import ARTICLE, TEXT, Site

PEOPLE = "reviews/units/liangshan/people.yml"
DISTRICT = "reviews/district.yml"
MAJOR = TEXT.replace("grade: general", "grade: major")
OTHER = "content/liangshan/news/2026/b.md"


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    with pull_of_article(tmp_path) as found:
        yield found


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", lambda seconds: None)


def _changed(site: Site, path: str, old: str, new: str) -> dict[str, bytes]:
    """One file of the office with other words in it."""
    text = site.repo.git("cat-file", "blob", f"main:{path}")
    assert old in text
    return {path: text.replace(old, new).encode() + b"\n"}


@contextmanager
def _office(folder: Path, path: str, old: str, new: str, text: str = TEXT) -> Iterator[Pull]:
    """An article drafted under an office with other words in one of its files."""
    site = Site(folder / "site", at=NOW - timedelta(days=18))
    site.repo.commit(_changed(site, path, old, new), "名册")
    site.draft(text)
    with pull_over(site) as found:
        yield found


def _why(said: dict[str, object], who: str) -> str:
    ignored = said["ignored"]
    assert isinstance(ignored, list)
    return str(next(one["why"] for one in ignored if one["who"] == who))


# --- who signed ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False], ids=["of the roster's login", "of no login of the roster"])
def test_t20_another_account_of_the_author_signs_nothing(tmp_path: Path, *, known: bool) -> None:
    number = f", id: {GITHUB_IDS[AUTHOR]}"
    with _office(tmp_path, PEOPLE, f"{login(AUTHOR)}{number}", login(AUTHOR)) as pull:
        second = login(AUTHOR).upper() if known else "zhangwei-at-home"
        pull.forge.add_user(second, 777_777)
        pull.forge.review(1, second, "APPROVED", pull.head)
        said = pull.gate()
    assert said.states()["review-1"] == "open"
    assert len(said.json["ignored"]) == 1


def test_t20_t21_one_person_in_two_seats_that_must_be_separate_counts_once(tmp_path: Path) -> None:
    with _office(tmp_path, PEOPLE, "principal-head: [chen.jie]", "principal-head: [chen.jie, li.na]") as pull:
        pull.complete(["review-1", "review-2"])
        pull.approve("li.na")
        said = pull.gate()
        assert said.signers() == {"review-1": AUTHOR, "review-2": "li.na"}
        assert _why(said.json, "li.na")
        pull.approve("chen.jie")
        assert pull.gate().signers()["review-3"] == "chen.jie"


def test_t21_the_three_proofs_are_three_people(tmp_path: Path) -> None:
    with _office(tmp_path, PEOPLE, "section-chief: [liu.yang]", "section-chief: [liu.yang, wang.fang]") as pull:
        pull.complete(["review-1", "review-2", "review-3", "proof-1"])
        pull.approve("wang.fang")
        assert pull.gate().states()["proof-2"] == "open"


@pytest.mark.parametrize("person", ["wu.lei", "han.mei", "wang.fang", "zhao.min", "qian.yi", "sun.er", "chen.jie"])
def test_t22_the_wrong_seat_signs_nothing(pull: Pull, person: str) -> None:
    pull.complete(["review-1"])
    pull.approve(person)
    said = pull.gate()
    assert said.states()["review-2"] == "open"
    assert [one["who"] for one in said.json["ignored"]] == [person]


def test_t22_a_district_deputy_without_this_unit_in_the_portfolio_signs_nothing(tmp_path: Path) -> None:
    narrow = ("units: [liangshan, education], matters: [消防]", "units: [education], matters: [教育]")
    with _office(tmp_path, DISTRICT, *narrow, MAJOR) as pull:
        pull.complete(["review-1", "review-2", "review-3", "district-deputy"])
        said = pull.gate()
    assert said.states()["district-deputy"] == "open"
    assert _why(said.json, "sun.er")


def test_t23_an_approval_before_its_turn_signs_nothing_then_or_later(pull: Pull) -> None:
    pull.approve("li.na")
    pull.complete(["review-1"])
    said = pull.gate()
    assert said.states()["review-2"] == "open"
    assert _why(said.json, "li.na")
    pull.approve("li.na")
    assert pull.gate().signers()["review-2"] == "li.na"


def test_t23_t47_an_approval_of_one_article_signs_nothing_of_one_that_came_later(pull: Pull) -> None:
    pull.complete(["review-1", "review-2", "review-3", "proof-1", "proof-2"])
    pull.site.draft(TEXT, OTHER)
    pull.push()
    pull.complete(["proof-3"])
    said = pull.gate()
    assert (said.code, said.json["open"]) == (1, ["review-1"])
    assert set(said.states(OTHER).values()) == {"open", "waiting"}


UNFIT = {
    "suspended": ("li.na: {name: 李娜,", "li.na: {name: 李娜, suspended: 2026-11-01,"),
    "left": ("li.na: {name: 李娜,", "li.na: {name: 李娜, left: 2026-11-01,"),
    "not begun": ("deputy-head: [li.na]", "deputy-head: [{person: li.na, from: 2026-12-01}]"),
    "over": ("deputy-head: [li.na]", "deputy-head: [{person: li.na, until: 2026-10-31}]"),
    "handed over to another": ("deputy-head: [li.na]", "deputy-head: [wang.fang]"),
}


@pytest.mark.parametrize("change", UNFIT.values(), ids=UNFIT)
def test_t24_the_unfit_sign_nothing(tmp_path: Path, change: tuple[str, str]) -> None:
    with _office(tmp_path, PEOPLE, *change) as pull:
        pull.complete(["review-1", "review-2"])
        said = pull.gate()
    assert said.states()["review-2"] == "open"
    assert _why(said.json, "li.na")


def test_t24_whoever_was_never_trained_signs_nothing(tmp_path: Path) -> None:
    """Art. 34: of the roles that the policy names, here the author's own."""
    with _office(tmp_path, PEOPLE, "zhang.wei@example.gov.cn], trained: 2020-03-01", "zhang.wei@example.gov.cn]") as pull:
        pull.complete(["review-1"])
        said = pull.gate()
    assert said.states()["review-1"] == "open"
    assert "trained" in _why(said.json, AUTHOR)


def test_t24_a_delegation_that_expired_or_was_passed_on_gives_nothing(tmp_path: Path) -> None:
    given = "  - {{from: {0}, to: {1}, stages: [review-2], start: 2026-11-0{2}, end: 2026-11-{3}, reason: 培训}}\n"
    cases = {
        "good": ([("li.na", "wang.fang", 1, 25)], True),
        "expired": ([("li.na", "wang.fang", 1, "01")], False),
        "passed on": ([("li.na", "liu.yang", 1, 25), ("liu.yang", "wang.fang", 1, 25)], False),
    }
    for name, (delegations, counts) in cases.items():
        site = Site(tmp_path / name, at=NOW - timedelta(days=18))
        text = "delegations:\n" + "".join(given.format(*one) for one in delegations)
        site.repo.commit({"reviews/units/liangshan/delegations.yml": text}, "委托")
        site.draft(TEXT)
        with pull_over(site) as pull:
            pull.complete(["review-1"])
            pull.approve("wang.fang")
            said = pull.gate()
        assert (said.states()["review-2"] == "signed") == counts, name


def test_t24_a_suspension_after_signing_and_before_the_merge_voids(pull: Pull) -> None:
    pull.complete()
    assert pull.announce().code == 0
    suspended = _changed(pull.site, PEOPLE, "liu.yang: {name: 刘洋,", "liu.yang: {name: 刘洋, suspended: 2026-11-19,")
    pull.base = pull.site.repo.commit(suspended, "停职")
    said = pull.announce()
    assert (said.code, said.states()["proof-2"], said.states()["proof-3"]) == (1, "open", "waiting")
    assert pull.forge.statuses(pull.head)[0]["state"] == "pending"


def test_t25_a_roster_changed_in_the_same_pull_request_admits_nobody(pull: Pull) -> None:
    more = _changed(pull.site, PEOPLE, "deputy-head: [li.na]", "deputy-head: [li.na, wang.fang]")
    pull.site.repo.commit(dict(more), "加一人", branch="draft")
    pull.push()
    pull.complete(["review-1"])
    pull.approve("wang.fang")
    said = pull.gate()
    assert (said.code, said.json["allowed"]) == (1, False)
    assert said.states()["review-2"] != "signed"
    assert any("control" in one or "content" in one for one in said.json["reasons"])


def test_t20_opening_and_pushing_sign_nothing(pull: Pull) -> None:
    """Neither the one who opened it nor whoever pushed to it has signed by that, whatever office they hold."""
    pull.site.draft(TEXT.replace("十二处", "两处"), person="li.na")
    pull.push()
    said = pull.gate()
    assert (said.code, said.json["open"], said.json["ignored"]) == (1, ["review-1"], [])
    assert set(said.states().values()) == {"open", "waiting"}


def test_t26_logins_compare_without_regard_to_case(tmp_path: Path) -> None:
    """Where the roster gives no number; where it does, the number alone decides."""
    with _office(
        tmp_path, PEOPLE, f"login: {login('li.na')}, id: {GITHUB_IDS['li.na']}", f"login: {login('li.na').upper()}"
    ) as pull:
        pull.complete(["review-1", "review-2"])
        assert pull.gate().signers()["review-2"] == "li.na"


@pytest.mark.parametrize(
    ("account", "kind"),
    [
        ("some-app[bot]", "Bot"),
        ("github-actions[bot]", "Bot"),
        ("district", "Organization"),
        ("lina-gov", "Mannequin"),
        (None, ""),
    ],
)
def test_t27_apps_tokens_organisations_and_the_deleted_sign_nothing(pull: Pull, account: str | None, kind: str) -> None:
    pull.complete(["review-1"])
    if account is not None:
        pull.forge.add_user(account, GITHUB_IDS["li.na"], kind)  # the very number of the roster does not help it
    pull.forge.review(1, account, "APPROVED", pull.head)
    said = pull.gate()
    assert said.states()["review-2"] == "open"
    assert [one["who"] for one in said.json["ignored"]] == [account or "ghost"]


HANDS = ("author", "committer", "co-author", "behind a merge's second parent")


@pytest.mark.parametrize("hand", HANDS)
def test_t31_whoever_had_a_hand_in_the_draft_may_not_review_it(tmp_path: Path, hand: str) -> None:
    """The principal head wrote it, or let it be written: as GitHub's accounts say, and the addresses in the commit."""
    site = drafted_site(tmp_path)
    repo, first = site.repo, site.repo.tip("draft")
    longer = TEXT.replace("全部整改。", "全部整改。\n\n又及。")
    head_of = first
    if hand == "behind a merge's second parent":
        side = repo.commit({ARTICLE: longer}, "支线", branch="side", parents=(first,), author=("陈杰", email("chen.jie")))
        head_of = side
        repo.commit({ARTICLE: longer}, "合并", branch="draft", parents=(first, side))
    with pull_over(site) as pull:
        pull.push()
        accounts = {
            "author": (login("chen.jie"), login(AUTHOR)),
            "committer": (login(AUTHOR), login("chen.jie")),
            "behind a merge's second parent": (login("chen.jie"), login("chen.jie")),
        }
        if hand in accounts:
            pull.forge.commit(head_of, *accounts[hand])
        else:
            pull.forge.commit(head_of, login(AUTHOR), message=f"改\n\nCo-authored-by: x <{email('chen.jie')}>")
        pull.complete(["review-1", "review-2", "review-3"])
        said = pull.gate()
        assert said.states()["review-3"] == "open"
        assert "draft" in _why(said.json, "chen.jie")


# --- the gate itself -------------------------------------------------------------------------------------------------

CONTROL = (
    ".github/workflows/gate.yml",
    ".github/actions/judge/action.yml",
    "scripts/sanshen/verdict/conclude.py",
    "hooks/pre-receive",
    "reviews/lexicon/words.yml",
    "requirements.lock",
    "Makefile",
    "mkdocs.yml",
)


@pytest.mark.parametrize("path", CONTROL)
def test_t50_what_changes_the_gate_needs_two_administrators_and_no_editor_will_do(tmp_path: Path, path: str) -> None:
    site = Site(tmp_path / "site", at=NOW - timedelta(days=18))
    data = (
        "topic: 测试\nterms:\n  - {term: 甲乙丙丁, category: banned, severity: error}\n"
        if path.endswith("words.yml")
        else "x: 1\n"
    )
    site.repo.commit({path: data}, "改闸门", branch="draft")
    with pull_over(site) as pull:
        for person in ("zhang.wei", "li.na", "chen.jie", "wang.fang", "liu.yang", "zhao.min"):
            pull.approve(person)
        said = pull.announce()
        assert (said.code, said.json["control_plane"]["changed"]) == (1, [path])
        assert pull.forge.statuses(pull.head)[0]["state"] != "success"
        pull.approve("zhou.san")
        assert pull.announce().code == 0


def test_t50_content_that_travels_with_the_gate_s_own_code_is_refused_whoever_signs(pull: Pull) -> None:
    pull.site.repo.commit({".github/workflows/gate.yml": "on: push\n"}, "顺手", branch="draft")
    pull.push()
    pull.complete()
    for person in ("zhao.min", "zhou.san"):
        pull.approve(person)
    said = pull.announce()
    assert (said.code, said.json["allowed"]) == (1, False)


def test_t50_the_policy_of_the_base_judges_a_change_of_policy(tmp_path: Path) -> None:
    """A policy by which one administrator is enough: proposed it changes nothing, in force it does."""
    site = Site(tmp_path / "site", at=NOW - timedelta(days=18))
    lax = _changed(site, "reviews/policy.yml", "needs: [office-first, office-second]", "needs: [office-first]")
    site.repo.commit(dict(lax), "口径", branch="draft")
    with pull_over(site) as pull:
        pull.approve("zhao.min")
        assert pull.gate().code == 1
        pull.base = site.repo.commit(dict(lax), "口径")
        site.repo.git("update-ref", "refs/heads/draft", pull.base)
        site.repo.commit({"Makefile": "x:\n"}, "改", branch="draft")
        pull.push()
        pull.approve("zhao.min")
        assert pull.gate().code == 0


HOSTILE = "@all [点](javascript:alert(1)) <img src=x onerror=alert(1)> `code` \x1b[31m ::set-output name=a::b \u202e$(touch x)"


def test_t51_untrusted_words_are_inert_in_all_that_is_written_and_printed(tmp_path: Path) -> None:
    """Branch, title, article, review and login: whatever a pull request brings."""
    evil = TEXT.replace("title: 梁山街道开展冬季消防安全检查", "title: '@all [点](javascript:alert(1)) <img src=x>'")
    with pull_over(drafted_site(tmp_path, evil)) as pull:
        pull.forge._pulls[1]["title"] = HOSTILE
        pull.forge._pulls[1]["head"]["ref"] = HOSTILE
        pull.forge.review(1, login("li.na"), "CHANGES_REQUESTED", pull.head, body=HOSTILE)
        said = pull.announce("--lang", "zh")
        (body,) = pull.forge.written(1)
        newest = pull.forge.statuses(pull.head)[0]
    assert said.code == 1
    for text in (body, newest["description"]):
        assert "<img" not in text
        assert "](javascript" not in text
        assert "@all" not in text
        assert not set(text) & {"\x1b", "\u202e"}
        assert "::set-output name=a::b" not in text
    assert not set(said.err) & {"\x1b", "\u202e"}
    assert pull.forge.labels(1) == ["等级:一般"]


def test_t52_nothing_that_the_head_brings_is_executed_or_read_as_configuration(tmp_path: Path) -> None:
    proof = tmp_path / "executed"
    evil = f"#!/bin/sh\ntouch {proof}\n"
    site = Site(tmp_path / "site", at=NOW - timedelta(days=18))
    files = {
        ".githooks/post-checkout": evil,
        ".gitattributes": "*.md filter=evil diff=evil merge=evil\n",
        ".gitmodules": f'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch {proof}"\n',
        "sitecustomize.py": f"open({str(proof)!r}, 'w')\n",
        "hooks.py": f"open({str(proof)!r}, 'w')\n",
        "mkdocs.yml": "hooks: [hooks.py]\nplugins: [evil]\n",
        ARTICLE: TEXT,
    }
    site.repo.commit(dict(files), "改", branch="draft")
    site.repo.git("config", "filter.evil.smudge", f"touch {proof}")
    site.repo.git("config", "diff.evil.textconv", f"touch {proof}")
    site.repo.git("config", "merge.evil.driver", f"touch {proof}")
    with pull_over(site) as pull:
        assert pull.announce().code == 1
    assert not proof.exists()


@pytest.mark.parametrize("who", ["zhang.wei", "some-other-app[bot]"])
def test_t53_a_success_posted_by_somebody_else_is_answered_with_ours(pull: Pull, who: str) -> None:
    """A writer, or another App: the gate always reports, and its own word is the newest."""
    pull.announce()
    bot = pull.forge.writer
    pull.forge.writer = login(who) if "[" not in who else who
    pull.forge.add_user(pull.forge.writer, None, "Bot" if "[" in who else "User")
    pull.forge.post_status(pull.head, {"state": "success", "context": "sanshen/gate", "description": "ok"})
    pull.forge.writer = bot
    assert pull.announce().code == 1
    newest = pull.forge.statuses(pull.head)[0]
    assert (newest["state"], newest["creator"]["login"]) == ("pending", bot)


def test_t53_the_very_words_of_the_verdict_posted_by_another_app_are_not_the_district_s(pull: Pull) -> None:
    """The ruleset takes the verdict from the district's App alone: somebody else's must not keep it from being posted."""
    app = pull.forge.install_app()
    assert pull.announce(env=app).code == 1
    ours, pull.forge.writer = pull.forge.writer, "github-actions[bot]"
    said = {key: pull.forge.statuses(pull.head)[0][key] for key in ("state", "context", "description")}
    pull.forge.post_status(pull.head, said)
    pull.forge.writer = ours
    assert pull.announce(env=app).code == 1
    assert pull.forge.statuses(pull.head)[0]["creator"]["login"] == ours


def test_t53_the_gate_reports_whatever_the_pull_request_holds(tmp_path: Path) -> None:
    """Nothing that a change contains makes the check go missing: an empty one is judged as well."""
    site = Site(tmp_path / "site", at=NOW - timedelta(days=18))
    site.repo.commit({}, "[skip ci] 空", branch="draft")
    with pull_over(site) as pull:
        said = pull.announce()
        assert pull.forge.statuses(pull.head)[0]["state"] == ("success" if said.code == 0 else "failure")
