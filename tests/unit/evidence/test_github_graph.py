"""GraphQL: where it is, and what of its answers is believed."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from sanshen.evidence.answer import Answer, TransientFault
from sanshen.evidence.fingerprint import agrees, take_fingerprint
from sanshen.evidence.graph import answered, graph_url
from sanshen.evidence.lists import read_lists
from sanshen.evidence.wire import Pull
from support.fake_forge import WEB_FLOW, FakeForge
from support.forge_cases import HEAD, OLD, OTHER, client, pull_request
from support.forge_graph import require_graph
from support.github_description import require_description
from support.office import login


@pytest.fixture(autouse=True)
def _schema() -> None:
    require_description()
    require_graph()


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://git.district.example/api/v3", "https://git.district.example/api/graphql"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/graphql"),
    ],
)
def test_it_is_beside_rest(base: str, url: str) -> None:
    assert graph_url(base) == url


class _Shape(msgspec.Struct, frozen=True):
    number: int


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"data":null}', b'{"data":{"number":"1"}}', b'{"data":{"number":1},"errors":[]}']
)
def test_what_is_no_answer(body: bytes) -> None:
    with pytest.raises(TransientFault):
        answered(Answer.of(200, {}, body), _Shape)


def test_what_is_one() -> None:
    assert answered(Answer.of(200, {}, b'{"data":{"number":1}}'), _Shape) == _Shape(1)


def _agree(forge: FakeForge) -> bool:
    with client(forge) as asked:
        lists = read_lists(asked, 1, thrifty=False)
        (pull,) = asked.every("/pulls", Pull)
        seen = take_fingerprint(asked, 1)
        return seen is not None and agrees(seen, pull, lists)


def _everything(forge: FakeForge) -> None:
    forge.add_user("helper[bot]", 77, "Bot")
    forge.review(1, login("li.na"), "CHANGES_REQUESTED", OLD, body="退回\r\n第二行")
    forge.dismiss(forge.review(1, login("chen.jie"), "APPROVED", HEAD), login("li.na"))
    forge.review(1, "helper[bot]", "COMMENTED", HEAD)
    forge.review(1, None, "APPROVED", None)
    forge.review(1, login("li.na"), "PENDING", HEAD)
    forge.comment(1, None, "好")
    forge.comment(1, login("li.na"), f"/sign {HEAD}", app="helper")
    forge.push(1, OTHER, [OLD, OTHER], force=True)


@pytest.mark.parametrize("size", [1, 100])
@pytest.mark.parametrize("reverse", [False, True])
def test_both_interfaces_agree_on_everything_there_can_be(size: int, *, reverse: bool) -> None:
    with pull_request(page_size=size) as forge:
        forge.reverse = reverse
        assert _agree(forge)
        _everything(forge)
        assert _agree(forge)


@pytest.mark.parametrize("number", [100, 101, 199, 200, 201])
def test_of_each_list_two_hundred_are_seen(number: int) -> None:
    with pull_request() as forge:
        for one in range(number):
            forge.comment(1, login("li.na"), f"说明 {one}")
        assert _agree(forge) == (number <= 200)


def _other(key: str, value: object) -> Any:  # noqa: ANN401  # a change to what the fake knows
    def change(pull: dict[str, Any]) -> None:
        pull["reviews"][0][key] = value

    return change


@pytest.mark.parametrize("key", ["state", "commit_id", "body", "submitted_at", "user"])
def test_lists_that_differ_in_anything_do_not_agree(key: str) -> None:
    values = {
        "state": "DISMISSED",
        "commit_id": OTHER,
        "body": "别的",
        "submitted_at": "2026-11-09T00:00:00Z",
        "user": None,
    }
    with pull_request() as forge, client(forge) as asked:
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        lists = read_lists(asked, 1, thrifty=False)
        (pull,) = asked.every("/pulls", Pull)
        before = take_fingerprint(asked, 1)
        _other(key, values[key])(forge._pulls[1])
        after = take_fingerprint(asked, 1)
        assert before is not None
        assert after is not None
        assert before != after
        assert agrees(before, pull, lists)
        assert not agrees(after, pull, lists)


@pytest.mark.parametrize("change", ["unverified", "another's", "nobody's", "committed by another"])
def test_commits_of_which_github_says_something_else_meanwhile_do_not_agree(change: str) -> None:
    with pull_request() as forge, client(forge) as asked:
        forge.commit(OLD, login("zhang.wei"), WEB_FLOW)
        lists = read_lists(asked, 1, thrifty=False)
        (pull,) = asked.every("/pulls", Pull)
        before = take_fingerprint(asked, 1)
        assert before is not None
        assert agrees(before, pull, lists)
        author, committer = {
            "another's": (login("chen.jie"), WEB_FLOW),
            "committed by another": (login("zhang.wei"), login("chen.jie")),
            "nobody's": (None, None),
        }.get(change, (login("zhang.wei"), WEB_FLOW))
        forge.commit(OLD, author, committer, verified=change != "unverified")
        after = take_fingerprint(asked, 1)
        assert after is not None
        assert after != before
        assert not agrees(after, pull, lists)


def test_the_question_is_one_that_github_allows() -> None:
    with pull_request() as forge, client(forge) as asked:
        assert take_fingerprint(asked, 1) is not None
        assert take_fingerprint(asked, 99) is None
        assert json.loads(forge.requests[-1].body)["variables"] == {"owner": "district", "name": "website", "number": 99}
