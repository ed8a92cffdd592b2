"""Document numbers against the archive: in the work tree, the index, a merge and the verdict; what is kept, and whom it is believed of."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from sanshen.judging import archive_numbers
from sanshen.judging.archive_numbers import TreeStock, numbers_of
from sanshen.model.archive import Asked, answers
from sanshen.model.policy import Limits
from sanshen.repository import Repository
from sanshen.rules.archive import bearer, key_of
from support.checking import article, check, lay_out, site
from support.repos import clean_environment
from support.town import FIRE, Town

FOLDER = FIRE.rpartition("/")[0]
FLOOD = f"{FOLDER}/flood.md"
NUMBER = "梁山街办发〔2026〕12号"
FLOOD_TITLE = "梁山街道办事处关于做好2026年防汛工作的通知"


def bearing(title: str = FLOOD_TITLE, number: str = NUMBER, body: str = "各村（社区）要落实防汛责任。\n", **front: str) -> str:
    return article(body, title=title, document=f"{{number: '{number}'}}", **front)


def citing(title: str, number: str = NUMBER) -> str:
    return article(f"按照《{title}》（{number}）办理。\n", title="梁山街道开展隐患排查")


def told(found: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(one["path"], one["severity"]) for one in found if one["rule"] == "SS1332"]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path)
    made.write({FLOOD: bearing()})
    made.commit("Flood")
    made.branch("main", "draft")
    made.branch("draft")
    return made


@pytest.mark.parametrize(
    ("title", "number", "wrong"),
    [
        ("关于做好2026年防汛工作的通知", NUMBER, False),  # without who issued it
        ("梁山街道办事处关于做好防汛工作的通知", NUMBER, False),  # short for it
        ("梁山街道办事处关于做好２０２６年防汛工作的通知", NUMBER, False),
        ("关于加强农村自建房安全管理的通知", NUMBER, True),
        (FLOOD_TITLE, "梁山街办发〔2026〕21号", True),
        (FLOOD_TITLE, "梁山街办发〔2025〕12号", True),
        (FLOOD_TITLE, "梁山街办发〔2025〕9号", False),  # another year's notice under the same title
        (FLOOD_TITLE, "梁府办发〔2026〕21号", False),  # the same title, another agency's
        ("关于加强农村自建房安全管理的通知", "梁山街办发〔2026〕13号", False),
    ],
)
@pytest.mark.parametrize("git", [True, False], ids=["git", "disk"])
def test_a_citation_is_held_against_the_archive(
    tmp_path: Path, town: Town, title: str, number: str, wrong: bool, git: bool
) -> None:
    root = town.root if git else site(tmp_path / "disk", {FLOOD: bearing()})
    lay_out(root, {FIRE: citing(title, number)})
    for words in ((FIRE,), ()):
        run = check(root, *words, env=clean_environment())
        assert told(run.findings) == ([(FIRE, "warning")] if wrong else []), run.out
        assert run.code == 0


def test_a_number_is_borne_once(town: Town) -> None:
    lay_out(town.root, {FIRE: bearing("梁山街道办事处关于开展消防检查的通知", "梁山街办发[2026]012号")})
    (found,) = [one for one in check(town.root, FIRE, env=clean_environment()).findings if one["rule"] == "SS1332"]
    assert (found["line"], found["excerpt"]) == (5, "梁山街办发[2026]012号")
    assert FLOOD in str(found["message"])
    assert FLOOD_TITLE in str(found["message"])


def test_the_same_document_in_another_column_and_its_interpretation_are_fine(town: Town) -> None:
    lay_out(town.root, {FIRE: bearing(), f"{FOLDER}/read.md": bearing("《防汛通知》解读", interprets=FLOOD)})
    assert told(check(town.root, FIRE, f"{FOLDER}/read.md", env=clean_environment()).findings) == []


def test_what_is_judged_together_is_compared_too(town: Town) -> None:
    other = f"{FOLDER}/other.md"
    number = "梁山街办发〔2026〕30号"
    lay_out(town.root, {FIRE: bearing("关于消防检查的通知", number), other: bearing("关于燃气检查的通知", number)})
    wanted = [(FIRE, "warning"), (other, "warning")]
    assert told(check(town.root, FIRE, other, env=clean_environment()).findings) == wanted
    town.git("add", "-A")
    assert told(check(town.root, "--staged", env=clean_environment()).findings) == wanted
    town.commit("Both")
    assert told(check(town.root, "--base", "main", "--head", "draft", env=clean_environment()).findings) == wanted


def test_what_the_change_renames_or_removes_is_no_contradiction_any_more(town: Town) -> None:
    town.write({FIRE: citing("关于加强农村自建房安全管理的通知"), FLOOD: bearing("关于加强农村自建房安全管理的通知")})
    assert told(check(town.root, FIRE, env=clean_environment()).findings) == []
    town.commit("Renamed")
    assert told(check(town.root, "--base", "main", "--head", "draft", env=clean_environment()).findings) == []
    town.write({FLOOD: None})
    assert told(check(town.root, FIRE, env=clean_environment()).findings) == []


def test_a_waiver_answers_it(town: Town) -> None:
    waiver = f"[{{rule: SS1332, text: {NUMBER}, reason: 旧文文号有误}}]"
    text = citing("关于加强农村自建房安全管理的通知").replace("---\n\n", f"waivers: {waiver}\n---\n\n")
    lay_out(town.root, {FIRE: text})
    found = check(town.root, FIRE, env=clean_environment()).findings
    assert [(one["rule"], one["waived"]) for one in found] == [("SS1332", True)]


def test_the_verdict_warns_and_allows(town: Town) -> None:
    town.draft(FIRE, citing("关于加强农村自建房安全管理的通知"))
    town.sign_all(FIRE)
    verdict = town.gate()
    assert verdict["allowed"]
    assert told([one for sheet in verdict["articles"] for one in sheet["findings"]]) == [(FIRE, "warning")]


def test_a_remembered_article_is_judged_anew_when_the_archive_answers_otherwise(tmp_path: Path) -> None:
    many = {f"{FOLDER}/n{number}.md": article(title=f"第{number}期动态") for number in range(60)}
    root = site(tmp_path / "site", {**many, FLOOD: bearing(), FIRE: citing("关于做好2026年防汛工作的通知")})
    env = {"HOME": str(tmp_path)}
    for _ in range(2):
        assert told(check(root, env=env).findings) == []
    lay_out(root, {FLOOD: bearing("梁山街道办事处关于加强农村自建房安全管理的通知")})
    for _ in range(2):
        assert told(check(root, env=env).findings) == [(FIRE, "warning")]


class Counted:
    """A stock that counts what is read of it."""

    def __init__(self, stock: TreeStock) -> None:
        self.stock, self.read = stock, list[str]()
        self.state, self.units, self.folders = stock.state, stock.units, stock.folders

    def articles(self, folders: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], str, bytes]]:
        for where, path, data in self.stock.articles(folders):
            self.read.append(path)
            yield where, path, data


def read_of(repository: Repository, tree: str, shelf: object) -> tuple[list[str], bytes]:
    stock = Counted(TreeStock(repository, tree))
    return stock.read, numbers_of(stock, Limits(), shelf, "here")  # type: ignore[arg-type]


def test_only_folders_that_changed_are_read_again(tmp_path: Path) -> None:
    from sanshen.commands.sealed_files import SealedFiles

    town, shelf = Town(tmp_path), SealedFiles(tmp_path, b"k" * 32)
    paths = [f"content/{unit}/news/{year}/a.md" for unit in ("liangshan", "portal") for year in (2025, 2026)]
    town.write({path: bearing(f"关于第{at}项工作的通知", f"梁山街办发〔2026〕{at + 1}号") for at, path in enumerate(paths)})
    first = town.commit("Four")
    town.write({paths[1]: bearing("关于别的工作的通知", "梁山街办发〔2026〕9号"), paths[3]: None})
    second = town.commit("One changed, one gone")
    with Repository.open(town.root, clean_environment()) as repository:
        assert sorted(read_of(repository, first, shelf)[0]) == paths
        assert read_of(repository, first, shelf)[0] == []
        read, lines = read_of(repository, second, shelf)
        assert read == [paths[1]]
        assert lines.count(b"\n") == 3
        assert lines == read_of(repository, second, None)[1]
        assert read_of(repository, second, shelf) == ([], lines)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data.replace(NUMBER.encode(), NUMBER[::-1].encode()), lambda _: b""]
)
def test_a_changed_cache_is_a_missing_one(town: Town, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    env = {**clean_environment(), "HOME": str(tmp_path)}
    lay_out(town.root, {FIRE: citing("关于加强农村自建房安全管理的通知")})
    check(town.root, FIRE, env=env)
    (kept,) = (tmp_path / ".cache/sanshen").glob("numbers-*")
    kept.write_bytes(damage(kept.read_bytes()))
    assert told(check(town.root, FIRE, env=env).findings) == [(FIRE, "warning")]


def test_the_archive_is_opened_only_for_an_article_that_asks(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = list[str]()
    real = archive_numbers.numbers_of
    monkeypatch.setattr(archive_numbers, "numbers_of", lambda *words: opened.append("opened") or real(*words))
    lay_out(town.root, {FIRE: article("落实第3号预案，值守电话已公布。\n")})
    check(town.root, FIRE, env=clean_environment())
    assert opened == []
    lay_out(town.root, {FIRE: citing("关于做好2026年防汛工作的通知")})
    check(town.root, FIRE, env=clean_environment())
    assert opened == ["opened"]


def _check_in(root: Path, env: dict[str, str], rounds: int) -> bool:
    return all(told(check(root, FIRE, env=env).findings) == [(FIRE, "warning")] for _ in range(rounds))


def test_two_processes_at_once_and_one_that_is_killed_leave_the_same_answer(town: Town, tmp_path: Path) -> None:
    env = {**clean_environment(), "HOME": str(tmp_path)}
    lay_out(town.root, {FIRE: citing("关于加强农村自建房安全管理的通知")})
    context = multiprocessing.get_context("fork")
    killed = context.Process(target=_check_in, args=(town.root, env, 1000))
    killed.start()
    with context.Pool(2) as pool:
        assert pool.starmap(_check_in, [(town.root, env, 3)] * 2) == [True, True]
    killed.kill()
    killed.join()
    assert _check_in(town.root, env, 1)


def test_odd_titles_and_numbers_stay_what_they_are() -> None:
    one = bearer("梁山街办发（2026）012号", "关于\t《甲\n乙》的通知 ", FLOOD)
    assert one is not None
    from sanshen.model.archive import written

    lines = written([one, one])
    (found,) = {*answers(lines, Asked(frozenset({NUMBER})))}
    assert (found.number, found.key, found.title) == (NUMBER, key_of("关于《甲乙》的通知"), "关于 《甲 乙》的通知")
    assert not [*answers(lines, Asked(frozenset({"", "号", "梁山街办发〔2026〕1号"})))]
    for word in ("", "无", "第12号", "2026年第3号公告", "见梁山街办发〔2026〕12号", "号" * 10_000):
        assert bearer(word, "通知", FLOOD) is None
