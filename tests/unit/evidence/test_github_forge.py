from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate

import pytest

from sanshen.evidence import asking as asking_module
from sanshen.evidence.access import Access, read_access
from sanshen.evidence.asking import ATTEMPTS, WAITING
from sanshen.evidence.forge import Forge
from sanshen.evidence.wire import Pull, Review
from sanshen.model.errors import UndecidedError, UsageError
from support.fake_forge import FakeForge
from support.forge_cases import AUTHOR, BASE, HEAD, Patience, client, pull_request, read
from support.forge_server import Fault, Reply
from support.office import login

REVIEWS = "/pulls/1/reviews"


def _reviews(forge: FakeForge, patience: Patience | None = None) -> tuple[Review, ...]:
    with client(forge, patience) as asked:
        return asked.every(REVIEWS, Review)


def _refusal(forge: FakeForge, patience: Patience | None = None) -> UndecidedError:
    with pytest.raises(UndecidedError) as refused:
        _reviews(forge, patience)
    assert forge.token not in "".join([*refused.value.text, *refused.value.advice])
    assert refused.value.text.zh
    assert refused.value.advice.zh
    return refused.value


def test_all_pages_are_read() -> None:
    with pull_request() as forge:
        ids = [forge.review(1, login("li.na"), "COMMENTED", HEAD) for _ in range(230)]
        assert [one.id for one in _reviews(forge)] == ids
        assert [one.query.get("page") for one in forge.requests] == [None, "2", "3"]
        assert {one.query["per_page"] for one in forge.requests} == {"100"}


def test_a_large_pull_request_takes_few_requests() -> None:
    commits = [f"{number:040x}" for number in range(1, 251)]
    with pull_request(commits=commits) as forge:
        for _ in range(120):
            forge.review(1, login("li.na"), "COMMENTED", HEAD)
        read(forge)
        assert len(forge.requests) <= 25


def test_a_full_page_whose_link_got_lost_is_not_taken_for_the_last() -> None:
    with pull_request() as forge:
        for _ in range(130):
            forge.review(1, login("li.na"), "COMMENTED", HEAD)
        forge.fail(Fault(change=lambda reply: reply._replace(headers={})), path=REVIEWS)
        assert len(_reviews(forge)) == 130


def test_a_forge_without_pages_is_read_once() -> None:
    with pull_request() as forge:
        for _ in range(100):
            forge.review(1, login("li.na"), "COMMENTED", HEAD)
        whole = _first_answer(forge)
        forge.fail(Fault(body=whole), path=REVIEWS, times=9)
        assert len(_reviews(forge)) == 100


def _first_answer(forge: FakeForge) -> bytes:
    import json

    return json.dumps(forge.answer_reviews(1)).encode()


def test_fewer_pages_than_announced_are_not_enough() -> None:
    with pull_request(page_size=2) as forge:
        for _ in range(5):
            forge.review(1, login("li.na"), "COMMENTED", HEAD)

        def only_last(reply: Reply) -> Reply:
            link = reply.headers["Link"].split(", ")
            return reply._replace(headers={"Link": next(one for one in link if 'rel="last"' in one)})

        forge.fail(Fault(change=only_last), path=REVIEWS)
        assert "pages" in _refusal(forge).text.en


@pytest.mark.parametrize(
    "link", ["http://127.0.0.2:1/x", "https://elsewhere.example/x", "//elsewhere.example/x", "ftp://127.0.0.1/x"]
)
def test_no_page_is_fetched_from_another_host(link: str) -> None:
    with pull_request() as forge:
        forge.fail(Fault(headers={"Link": f'<{link}>; rel="next"'}), path=REVIEWS)
        assert "another host" in _refusal(forge).text.en
        assert len(forge.requests) == 1


def test_pages_that_go_in_a_circle_end() -> None:
    with pull_request() as forge:
        link = f'<{forge.url}/repos/{forge.repository}{REVIEWS}?page=1>; rel="next"'
        forge.fail(Fault(headers={"Link": link}), path=REVIEWS, times=500)
        assert "do not end" in _refusal(forge).text.en
        assert len(forge.requests) <= 3


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429, 408, 520])
def test_a_passing_fault_is_retried(status: int) -> None:
    patience = Patience()
    with pull_request() as forge:
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        forge.fail(Fault(status=status), path=REVIEWS, times=2)
        assert len(_reviews(forge, patience)) == 1
    assert patience.slept == [0.5, 1.0]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=403, headers={"Retry-After": "3"}),
        Fault(status=403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1000003"}),
        Fault(status=429, headers={"Retry-After": formatdate(1_000_003, usegmt=True)}),
        Fault(status=429, headers={"Retry-After": "3"}),
        Fault(status=503, headers={"Retry-After": "3"}),
    ],
)
def test_the_wait_the_forge_asks_for_is_kept(fault: Fault) -> None:
    patience = Patience()
    with pull_request() as forge:
        forge.fail(fault, path=REVIEWS)
        _reviews(forge, patience)
    assert patience.slept == [3.0]


def test_a_secondary_rate_limit_is_known_by_its_words() -> None:
    patience = Patience()
    with pull_request() as forge:
        body = b'{"message": "You have exceeded a secondary rate limit. Please wait."}'
        forge.fail(Fault(status=403, body=body), path=REVIEWS)
        _reviews(forge, patience)
    assert patience.slept == [0.5]


@pytest.mark.parametrize("asked", ["21", "3600", "9999999999999"])
def test_a_wait_beyond_the_budget_is_not_begun(asked: str) -> None:
    patience = Patience()
    with pull_request() as forge:
        forge.fail(Fault(status=429, headers={"Retry-After": asked}), path=REVIEWS)
        _refusal(forge, patience)
        assert len(forge.requests) == 1
    assert patience.slept == []


@pytest.mark.parametrize("asked", ["-5", "soon", "1e9", "٣"])
def test_a_senseless_wait_is_replaced_by_ours(asked: str) -> None:
    patience = Patience()
    with pull_request() as forge:
        forge.fail(Fault(status=502, headers={"Retry-After": asked.encode().decode("latin-1")}), path=REVIEWS)
        _reviews(forge, patience)
    assert patience.slept == [0.5]


def test_waiting_ends_after_a_bounded_number_of_attempts() -> None:
    patience = Patience()
    with pull_request() as forge:
        forge.fail(Fault(status=502), path=REVIEWS, times=99)
        assert "502" in _refusal(forge, patience).text.en
        assert len(forge.requests) == ATTEMPTS
    assert sum(patience.slept) <= WAITING


def test_one_budget_of_waiting_serves_the_whole_run() -> None:
    patience = Patience()
    with pull_request() as forge, client(forge, patience) as asked:
        for _ in range(3):
            forge.fail(Fault(status=429, headers={"Retry-After": "6"}), path=REVIEWS)
            asked.every(REVIEWS, Review)
        forge.fail(Fault(status=429, headers={"Retry-After": "6"}), path=REVIEWS)
        with pytest.raises(UndecidedError):
            asked.every(REVIEWS, Review)
    assert patience.slept == [6.0, 6.0, 6.0]


@pytest.mark.parametrize(
    ("status", "word"), [(401, "expired"), (403, "permission"), (404, "GITHUB_REPOSITORY"), (418, "status")]
)
def test_a_refusal_is_final_and_says_what_to_do(status: int, word: str) -> None:
    patience = Patience()
    with pull_request() as forge:
        forge.fail(Fault(status=status), path=REVIEWS, times=99)
        assert word in _refusal(forge, patience).advice.en
        assert len(forge.requests) == 1
    assert patience.slept == []


def test_a_wrong_token_is_refused_without_being_shown() -> None:
    with pull_request() as forge:
        env = {**forge.env, "GITHUB_TOKEN": "not-the-right-one"}
        with Forge(read_access(env)) as asked, pytest.raises(UndecidedError) as refused:
            asked.one("/pulls/1", Pull)
    assert "not-the-right-one" not in str(refused.value) + refused.value.text.en + refused.value.advice.en


@pytest.mark.parametrize(
    "fault",
    [
        Fault(truncated=True),
        Fault(hang_up=True),
        Fault(body=b'[{"id": 1,'),
        Fault(body=b""),
        Fault(body=b"<html>Unicorn!</html>"),
        Fault(body=b"{}"),
        Fault(body=b"null"),
        Fault(body=b'[{"id": "one"}]'),
        Fault(body=b'[{"id": 1, "user": null, "commit_id": null}]'),
        Fault(body=b"\xff\xfe[]"),
        Fault(body=b"[" * 100_000),
        Fault(headers={"Content-Encoding": "gzip"}, body=b"no gzip at all"),
    ],
)
def test_an_answer_that_is_none_is_asked_for_again(fault: Fault) -> None:
    patience = Patience()
    with pull_request() as forge:
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        forge.fail(fault, path=REVIEWS, times=1)
        assert len(_reviews(forge, patience)) == 1
        forge.fail(fault, path=REVIEWS, times=99)
        _refusal(forge, patience)
    assert sum(patience.slept) <= WAITING


def test_an_object_where_a_list_belongs_and_the_other_way_round() -> None:
    with pull_request() as forge:
        forge.fail(Fault(body=b"[]"), path="/pulls/1", times=99)
        with client(forge) as asked, pytest.raises(UndecidedError) as refused:
            asked.one("/pulls/1", Pull)
    assert "wrong shape" in refused.value.text.en


def test_a_time_without_its_zone_is_no_time() -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), "APPROVED", HEAD, at="2026-11-02T03:04:05")
        forge.fail(Fault(), path=REVIEWS, times=99)
        forge._server._description = None  # the forge breaks its own description on purpose
        _refusal(forge)


def test_a_silent_forge_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_module, "READ_SECONDS", 0.05)
    with pull_request() as forge:
        forge.fail(Fault(seconds=30), path=REVIEWS, times=99)
        assert "timed out" in _refusal(forge).text.en


def test_a_trickling_answer_is_given_up_in_time() -> None:
    class Racing(Patience):
        """Every look at the clock costs three seconds."""

        looks = 0

        def clock(self) -> float:
            self.looks += 1
            return self.looks * 3.0

    with pull_request() as forge:
        waits = Racing()
        with Forge(read_access(forge.env), sleep=waits.sleep, clock=waits.clock, now=waits.now) as asked:
            asked._left = 0.01
            with pytest.raises(UndecidedError) as refused:
                asked.every(REVIEWS, Review)
    assert "timed out" in refused.value.text.en


def test_nobody_listening_is_no_permission() -> None:
    access = Access("http://127.0.0.1:1", "district/website", "x")
    waits = Patience()
    with Forge(access, sleep=waits.sleep, clock=waits.clock) as asked, pytest.raises(UndecidedError):
        asked.one("/pulls/1", Pull)


def test_a_renamed_repository_is_followed_on_the_same_host() -> None:
    with pull_request() as forge:
        target = f"{forge.url}/repos/{forge.repository}/pulls/1"
        forge.fail(Fault(status=301, headers={"Location": target}), path="/pulls/1")
        with client(forge) as asked:
            assert asked.one("/pulls/1", Pull).number == 1


@pytest.mark.parametrize("target", ["http://127.0.0.2:9/", "https://elsewhere.example/", "//elsewhere.example/x"])
def test_no_redirect_leads_to_another_host(target: str) -> None:
    with pull_request() as forge:
        forge.fail(Fault(status=302, headers={"Location": target}), path=REVIEWS)
        assert "another host" in _refusal(forge).text.en


def test_redirects_without_end_end() -> None:
    with pull_request() as forge:
        forge.fail(Fault(status=307, headers={"Location": "?page=1"}), path=REVIEWS, times=99)
        assert "without end" in _refusal(forge).text.en


def test_what_is_missing_is_none_only_where_that_is_asked() -> None:
    with pull_request() as forge, client(forge) as asked:
        assert asked.one_or_none(f"/commits/{BASE}", Pull) is None
        with pytest.raises(UndecidedError):
            asked.one("/pulls/99", Pull)


def test_a_longer_base_address_is_kept() -> None:
    with pull_request() as forge:
        env = {**forge.env, "GITHUB_API_URL": f"{forge.url}/api/v3/"}
        waits = Patience()
        with Forge(read_access(env), sleep=waits.sleep, clock=waits.clock) as asked, pytest.raises(UndecidedError):
            asked.one("/pulls/1", Pull)
        assert forge.requests[0].path == f"/api/v3/repos/{forge.repository}/pulls/1"
        forge._server.violations.clear()  # the fake has no such prefix; only the address is looked at


GOOD = {"GITHUB_TOKEN": "t0ken", "GITHUB_REPOSITORY": "district/website"}


def test_the_public_api_is_the_default() -> None:
    assert read_access(GOOD).base_url == "https://api.github.com"
    assert read_access({**GOOD, "GITHUB_API_URL": "https://git.example.gov.cn/api/v3/"}).base_url.endswith("/api/v3")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GITHUB_TOKEN", ""),
        ("GITHUB_TOKEN", "two words"),
        ("GITHUB_TOKEN", "a\r\nX-Evil: 1"),
        ("GITHUB_TOKEN", "令牌"),
        ("GITHUB_REPOSITORY", ""),
        ("GITHUB_REPOSITORY", "website"),
        ("GITHUB_REPOSITORY", "a/b/c"),
        ("GITHUB_REPOSITORY", "a/.."),
        ("GITHUB_REPOSITORY", "a/b?x=1"),
        ("GITHUB_API_URL", "api.github.com"),
        ("GITHUB_API_URL", "http://api.github.com"),
        ("GITHUB_API_URL", "https://user:pw@api.github.com"),
        ("GITHUB_API_URL", "https://"),
        ("GITHUB_API_URL", "https://[::1"),
        ("GITHUB_API_URL", "https://x:port"),
        ("GITHUB_API_URL", "file:///etc/passwd"),
        ("GITHUB_API_URL", "https://api.github.com/?a=b"),
    ],
)
def test_an_unusable_environment_is_a_usage_error(name: str, value: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_access({**GOOD, name: value})
    assert name in refused.value.text.en
    assert refused.value.advice.zh
    assert not value or name != "GITHUB_TOKEN" or value not in refused.value.text.en + refused.value.advice.en


def test_the_token_is_in_no_representation() -> None:
    assert "t0ken" not in repr(read_access(GOOD))


EVERY_FAULT: dict[str, Callable[[], Fault]] = {
    "502": lambda: Fault(status=502),
    "429": lambda: Fault(status=429, headers={"Retry-After": "1"}),
    "secondary": lambda: Fault(status=403, headers={"Retry-After": "1"}),
    "truncated": lambda: Fault(truncated=True),
    "hang-up": lambda: Fault(hang_up=True),
    "no-json": lambda: Fault(body=b"oops"),
}


def _busy(forge: FakeForge) -> None:
    for person in ("li.na", "chen.jie", "liu.yang"):
        forge.review(1, login(person), "APPROVED", HEAD)
    forge.comment(1, login(AUTHOR), f"/sign {HEAD}")
    forge.review(1, login("wang.fang"), "CHANGES_REQUESTED", HEAD)


@pytest.mark.parametrize("kind", EVERY_FAULT)
def test_each_request_in_turn_fails_once_and_then_for_good(kind: str) -> None:
    with pull_request(page_size=2) as forge:
        _busy(forge)
        whole = read(forge)
        count = len(forge.requests)
        assert count > 8
        for place in range(count):
            forge.fail(EVERY_FAULT[kind](), nth=len(forge.requests) + place + 1)
            assert read(forge) == whole
        paths = {one.path for one in forge.requests}
    for path in sorted(paths):
        with pull_request(page_size=2) as forge:
            _busy(forge)
            forge.fail(EVERY_FAULT[kind](), path=path, times=99)
            with pytest.raises(UndecidedError):
                read(forge)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 422])
def test_no_part_of_the_evidence_may_be_refused(status: int) -> None:
    with pull_request() as forge:
        _busy(forge)
        read(forge)
        paths = {one.path for one in forge.requests}
    assert len(paths) == 5
    for path in sorted(paths):
        with pull_request() as forge:
            _busy(forge)
            forge.fail(Fault(status=status), path=path, times=99)
            with pytest.raises(UndecidedError):
                read(forge)
