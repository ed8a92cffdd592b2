from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Literal, NamedTuple

import pytest

from sanshen.cli import main
from sanshen.commands import work_tree
from sanshen.commands.desk import Desk
from sanshen.evidence.statements import SignedStatement, encode, read_statement
from support.keys import agent, shared_key
from support.office import NAMES, email
from support.repos import clean_environment
from support.sites import ARTICLE, TEXT, Site, key_of

OTHER = ARTICLE.replace("xiaofang", "jiancha")
FOLDER = "reviews/signatures/liangshan/news/2026/xiaofang"
PEOPLE = "reviews/units/liangshan/people.yml"


class Ran(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def sanshen(
    site: Site, *words: str, where: Path | None = None, minutes: int = 1, lang: Literal["zh", "en"] = "zh", **env: str
) -> Ran:
    """Run a command in the site's work tree, a minute after the last one."""
    site.at += timedelta(minutes=minutes)
    out, err = StringIO(), StringIO()
    desk = Desk(
        root=where or site.repo.path,
        lang=lang,
        out=out,
        err=err,
        env={**clean_environment(), "SANSHEN_TRACE": "1", **env},
        clock=lambda: site.at,
    )
    return Ran(main(list(words), desk), out.getvalue(), err.getvalue())


def sign(site: Site, person: str, *words: str, minutes: int = 1, where: Path | None = None) -> Ran:
    """Sign with a person's key file; ARTICLE where no word is given."""
    return sanshen(site, "sign", *(words or (ARTICLE,)), "--key", str(key_of(person).private), minutes=minutes, where=where)


def commit(site: Site, message: str = "签署") -> str:
    """Commit the whole work tree on the branch it is on."""
    site.repo.git("add", "-A")
    site.repo.git("-c", "user.name=x", "-c", "user.email=x@example.gov.cn", "commit", "-q", "-m", message)
    return site.repo.git("rev-parse", "HEAD")


def files(site: Site, folder: str = FOLDER) -> list[Path]:
    """The files below a folder of the work tree, temporary ones included."""
    return sorted(path for path in (site.repo.path / folder).rglob("*") if path.is_file())


def gate(site: Site, head: str = "draft") -> Ran:
    return sanshen(site, "gate", "--base", "main", "--head", head)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site")
    made.draft()
    made.repo.checkout("draft")
    return made


def test_everybody_signs_in_turn_before_one_commit_and_the_gate_allows_it(site: Site) -> None:
    for person in ("zhang.wei", "li.na", "chen.jie", "wang.fang", "liu.yang", "li.na"):
        done = sign(site, person)
        assert done.code == 0, done.err
    assert len(files(site)) == 6
    commit(site)
    assert gate(site).code == 0


def test_the_statement_says_what_was_signed(site: Site) -> None:
    head = site.repo.tip("draft")
    assert sign(site, "zhang.wei").code == 0
    (path,) = files(site)
    read = read_statement(path.relative_to(site.repo.path).as_posix(), path.read_bytes())
    assert isinstance(read, SignedStatement)
    said = read.statement
    assert (said.person, said.stage, said.commit, said.repository) == ("zhang.wei", "review-1", head, site.root)
    assert (said.path, said.grade, said.kind, said.previous, said.replaces) == (ARTICLE, "general", "sign", "none", "none")
    assert said.at == site.at


def test_the_signer_is_shown_sheet_and_difference_first(site: Site) -> None:
    done = sign(site, "zhang.wei")
    for word in (
        "一审",
        "+title: 梁山街道开展冬季消防安全检查",
        "+近日",
        key_of("zhang.wei").fingerprint,
        "git add reviews/signatures",
    ):
        assert word in done.out


def test_escape_codes_of_the_article_stay_inert(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.draft(TEXT + "\n\x1b[2Jx\u202e\n")
    site.repo.checkout("draft")
    done = sign(site, "zhang.wei")
    assert "\x1b" not in done.out + done.err
    assert "\u202e" not in done.out + done.err
    assert done.code == 1


@pytest.mark.parametrize("person", ["li.na", "chen.jie", "wang.fang", "liu.yang"])
def test_out_of_turn_is_refused_and_nothing_is_written(site: Site, person: str) -> None:
    done = sign(site, person)
    assert done.code == 1
    assert "不能签署" in done.err
    assert files(site) == []


@pytest.mark.parametrize("person", ["han.mei", "qian.yi", "zhou.san"])
def test_without_a_seat_is_refused(site: Site, person: str) -> None:
    done = sign(site, person)
    assert done.code == 1
    assert files(site) == []


def test_a_stage_of_others_is_refused_even_when_asked_for(site: Site) -> None:
    done = sign(site, "li.na", ARTICLE, "--stage", "review-1")
    assert done.code == 1
    assert files(site) == []


def test_an_unknown_stage_is_a_usage_error_that_lists_the_known(site: Site) -> None:
    done = sign(site, "zhang.wei", ARTICLE, "--stage", "review-9")
    assert done.code == 2
    assert "review-1" in done.err


def test_signing_twice_is_refused(site: Site) -> None:
    assert sign(site, "zhang.wei").code == 0
    assert sign(site, "zhang.wei").code == 1
    assert len(files(site)) == 1


def test_a_person_with_two_seats_signs_each_in_its_turn(site: Site) -> None:
    for person in ("zhang.wei", "li.na", "chen.jie", "zhang.wei"):
        sign(site, person)
    stages = [json.loads(path.read_text())["statement"]["stage"] for path in files(site)]
    assert stages == ["review-1", "review-2", "review-3", "proof-1"]


def test_content_that_a_rule_forbids_is_not_signed(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.draft(TEXT + "\n<script>alert(1)</script>\n")
    site.repo.checkout("draft")
    done = sign(site, "zhang.wei")
    assert done.code == 1
    assert "SS1602" in done.err
    assert files(site) == []


def test_uncommitted_changes_of_the_article_are_refused(site: Site) -> None:
    (site.repo.path / ARTICLE).write_text(TEXT + "\n另：\n")
    done = sign(site, "zhang.wei")
    assert done.code == 1
    assert "未提交" in done.err


def test_staged_changes_are_refused_even_if_the_file_was_put_back(site: Site) -> None:
    (site.repo.path / ARTICLE).write_text(TEXT + "\n另：\n")
    site.repo.git("add", "-A")
    (site.repo.path / ARTICLE).write_text(TEXT)
    assert sign(site, "zhang.wei").code == 1


def test_a_missing_file_is_refused(site: Site) -> None:
    (site.repo.path / ARTICLE).unlink()
    assert sign(site, "zhang.wei").code == 1


def test_crlf_line_ends_of_a_checkout_are_no_change(site: Site) -> None:
    place = site.repo.path / ARTICLE
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    assert sign(site, "zhang.wei").code == 0


def test_changes_of_other_files_do_not_matter(site: Site) -> None:
    (site.repo.path / "notes.txt").write_text("x")
    assert sign(site, "zhang.wei").code == 0


def test_a_changed_attachment_is_refused(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    attachment = ARTICLE.rpartition("/")[0] + "/annex.csv"
    site.repo.commit({attachment: "a,b\n"}, branch="draft")
    site.draft(TEXT + "\n[附件](annex.csv)\n")
    site.repo.checkout("draft")
    (site.repo.path / attachment).write_text("a,c\n")
    done = sign(site, "zhang.wei")
    assert done.code == 1
    assert "annex.csv" in done.err


def test_a_detached_head_is_refused(site: Site) -> None:
    site.repo.git("checkout", "-q", "--detach", "draft")
    done = sign(site, "zhang.wei")
    assert done.code == 1
    assert "detached" in done.err


def test_an_article_outside_the_change_is_refused(site: Site) -> None:
    assert sign(site, "zhang.wei", OTHER).code == 1
    assert sign(site, "zhang.wei", "../elsewhere.md").code == 2


def test_on_the_protected_branch_there_is_nothing_to_sign(site: Site) -> None:
    site.repo.checkout("main")
    refused = sign(site, "zhang.wei")
    assert refused.code == 1
    assert "现在就在受保护分支上" in refused.err


def test_a_bare_repository_has_no_work_tree_to_sign_in(site: Site, tmp_path: Path) -> None:
    bare = site.repo.clone(tmp_path / "bare.git", "--bare")
    assert sign(site, "zhang.wei", where=bare).code == 2


def test_paths_are_taken_from_where_the_command_runs(site: Site) -> None:
    below = (site.repo.path / ARTICLE).parent
    assert sign(site, "zhang.wei", "xiaofang.md", where=below).code == 0
    assert len(files(site)) == 1
    assert sign(site, "li.na", str(site.repo.path / ARTICLE), where=below).code == 0


def test_several_articles_at_once(site: Site) -> None:
    site.draft(TEXT.replace("十二", "十三"), OTHER)
    site.repo.checkout("draft")
    for person in ("zhang.wei", "li.na", "chen.jie", "wang.fang", "liu.yang", "li.na"):
        done = sign(site, person, ARTICLE, OTHER)
        assert done.code == 0, done.err
    commit(site)
    assert gate(site).code == 0


def test_of_several_articles_all_or_none_are_signed(site: Site) -> None:
    site.draft(TEXT.replace("十二", "十三"), OTHER)
    site.repo.checkout("draft")
    assert sign(site, "zhang.wei", ARTICLE).code == 0
    done = sign(site, "li.na", ARTICLE, OTHER)
    assert done.code == 1
    assert [path.name[:4] for path in files(site, "reviews/signatures")] == ["0001"]


def test_committed_and_uncommitted_statements_form_one_chain(site: Site) -> None:
    sign(site, "zhang.wei")
    commit(site)
    sign(site, "li.na")
    sign(site, "chen.jie")
    commit(site)
    for person in ("wang.fang", "liu.yang", "li.na"):
        assert sign(site, person).code == 0
    commit(site)
    assert gate(site).code == 0


def test_changed_text_voids_and_is_signed_again(site: Site) -> None:
    sign(site, "zhang.wei")
    commit(site)
    site.draft(TEXT.replace("十二", "二十"))
    site.repo.checkout("draft")
    assert sign(site, "li.na").code == 1
    assert sign(site, "zhang.wei").code == 0
    assert sign(site, "li.na").code == 0
    assert [path.name[:4] for path in files(site)] == ["0001", "0002", "0003"]


def test_objection_blocks_until_its_author_signs(site: Site) -> None:
    sign(site, "zhang.wei")
    done = sign(site, "li.na", ARTICLE, "--object", "数字与附件不符")
    assert done.code == 0, done.err
    commit(site)
    blocked = gate(site)
    assert blocked.code == 1
    assert "数字与附件不符" in blocked.out
    assert sign(site, "li.na").code == 0
    for person in ("chen.jie", "wang.fang", "liu.yang", "li.na"):
        assert sign(site, person).code == 0, person
    commit(site)
    assert gate(site).code == 0


def test_objection_without_a_path_concerns_the_whole_change(site: Site) -> None:
    site.draft(TEXT.replace("十二", "十三"), OTHER)
    site.repo.checkout("draft")
    key = str(key_of("li.na").private)
    assert sanshen(site, "sign", "--object", "均须重写", "--key", key).code == 0
    assert len(files(site, "reviews/signatures")) == 2
    assert sanshen(site, "sign", "--key", key).code == 2
    site.repo.checkout("main")
    assert sanshen(site, "sign", "--object", "无", "--key", key).code == 1


def test_objection_is_possible_where_rules_forbid_signing(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.draft(TEXT + "\n<script>alert(1)</script>\n")
    site.repo.checkout("draft")
    assert sign(site, "chen.jie", ARTICLE, "--object", "含脚本").code == 0


@pytest.mark.parametrize("reason", ["", "  ", "a\nb", "x\x1b[0m", "y" * 501])
def test_objection_needs_one_plain_line(site: Site, reason: str) -> None:
    assert sign(site, "li.na", ARTICLE, "--object", reason).code == 2
    assert files(site) == []


@pytest.mark.parametrize(
    "reason",
    [
        "文件标有机密★1年",
        "口令 password=Abcd-1234-efgh-5678",
        "护照 E12345678 写在第二段",
        "第二段写了住址：示例社区3组12号5栋2单元301室",
    ],
)
def test_objection_says_nothing_of_persons_and_secrets(site: Site, reason: str) -> None:
    done = sign(site, "li.na", ARTICLE, "--object", reason)
    assert done.code == 2
    assert "退回理由" in done.err
    assert files(site) == []


def test_objection_names_no_stage(site: Site) -> None:
    assert sign(site, "li.na", ARTICLE, "--object", "x", "--stage", "review-2").code == 2


def test_corrections_are_bound_into_the_stage_that_lists_them(site: Site) -> None:
    site.draft(TEXT.replace("全部整改", "全布整改"))
    site.repo.checkout("draft")
    for person in ("zhang.wei", "li.na", "chen.jie"):
        assert sign(site, person).code == 0
    commit(site)
    site.repo.commit({ARTICLE: TEXT}, branch="draft", author=(NAMES["wang.fang"], email("wang.fang")), key=key_of("wang.fang"))
    site.repo.checkout("draft")
    for person in ("wang.fang", "liu.yang", "li.na"):
        done = sign(site, person)
        assert done.code == 0, done.err
    said = json.loads(files(site)[-1].read_text())["statement"]
    assert (said["stage"], said["corrections"]) == ("proof-3", [[8, "布", "部"]])
    commit(site)
    assert gate(site).code == 0


def test_the_deputy_head_edits_at_the_second_review_and_the_first_stands(site: Site) -> None:
    assert sign(site, "zhang.wei").code == 0
    commit(site)
    site.draft(TEXT.replace("已全部整改", "均已整改"), person="li.na")
    site.repo.checkout("draft")
    for person in ("li.na", "chen.jie", "wang.fang", "liu.yang", "li.na"):
        done = sign(site, person)
        assert done.code == 0, done.err
    commit(site)
    verdict = gate(site)
    assert verdict.code == 0, verdict.out
    assert "经本环节修改" in verdict.out


def test_a_major_article_needs_the_district(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.draft(TEXT.replace("grade: general", "grade: major"))
    site.repo.checkout("draft")
    for person in ("zhang.wei", "li.na", "chen.jie"):
        assert sign(site, person).code == 0
    assert sign(site, "wang.fang").code == 1
    for person in ("sun.er", "wang.fang", "liu.yang", "li.na"):
        assert sign(site, person).code == 0
    grades = {json.loads(path.read_text())["statement"]["grade"] for path in files(site)}
    assert grades == {"major"}
    commit(site)
    assert gate(site).code == 0


def test_control_plane_is_signed_as_one_piece(site: Site) -> None:
    people = site.repo.git("show", "main:" + PEOPLE)
    site.repo.commit({PEOPLE: people.replace("name: 刘洋", "name: 刘阳") + "\n"}, branch="office")
    site.repo.checkout("office")
    assert sign(site, "zhang.wei", PEOPLE).code == 1
    for person in ("li.na", "zhao.min"):
        done = sign(site, person, PEOPLE)
        assert done.code == 0, done.err
    assert sign(site, "li.na", PEOPLE).code == 1
    assert sign(site, "zhou.san", ARTICLE).code == 1
    assert sign(site, "zhao.min", PEOPLE, "--stage", "nobody").code == 2
    commit(site)
    verdict = gate(site, "office")
    assert verdict.code == 0, verdict.out


def test_a_takedown_is_signed_as_one_piece(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", more={ARTICLE: TEXT})
    site.repo.branch("down", "main")
    site.repo.checkout("down")
    assert sanshen(site, "takedown", ARTICLE, "--reason", "mistake", "--by", "zhang.wei").code == 0
    commit(site, "撤下")
    assert sign(site, "wu.lei").code == 1
    done = sign(site, "zhang.wei")
    assert done.code == 0, done.err
    assert "-近日" in done.out
    commit(site)
    verdict = gate(site, "down")
    assert verdict.code == 0, verdict.out


def test_objection_to_a_whole_change(site: Site) -> None:
    people = site.repo.git("show", "main:" + PEOPLE)
    site.repo.commit({PEOPLE: people.replace("name: 刘洋", "name: 刘阳") + "\n"}, branch="office")
    site.repo.checkout("office")
    assert sign(site, "li.na", PEOPLE).code == 0
    assert sign(site, "zhao.min", PEOPLE, "--object", "姓名有误").code == 0
    commit(site)
    blocked = gate(site, "office")
    assert blocked.code == 1
    assert "姓名有误" in blocked.out


def test_a_clock_behind_the_last_statement_is_refused(site: Site) -> None:
    assert sign(site, "zhang.wei").code == 0
    done = sign(site, "li.na", minutes=-5)
    assert done.code != 0
    assert len(files(site)) == 1


def test_rubbish_among_the_statements_is_named(site: Site) -> None:
    place = site.repo.path / FOLDER / "0001-0123456789abcdef.json"
    place.parent.mkdir(parents=True)
    place.write_text("{}")
    done = sign(site, "zhang.wei")
    assert done.code == 1
    assert place.name in done.err


def test_a_forged_statement_does_not_keep_the_next_signer_out(site: Site) -> None:
    forged = site.statement("review-1", "zhang.wei")
    forged = SignedStatement(forged.statement, key_of("li.na").sign(b"else"), 1)
    site.repo.commit({forged.file: encode(forged)}, branch="draft")
    site.repo.checkout("draft")
    done = sign(site, "zhang.wei")
    assert done.code == 1
    assert "SS1201" in done.err


def test_when_the_disk_is_full_none_of_several_is_signed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.draft(TEXT.replace("十二", "十三"), OTHER)
    site.repo.checkout("draft")
    real, written = work_tree.write_new, []

    def full(place: Path, data: bytes) -> None:
        if written:
            raise OSError(28, "No space left on device")
        real(place, data)
        written.append(place)

    monkeypatch.setattr(work_tree, "write_new", full)
    done = sign(site, "zhang.wei", ARTICLE, OTHER)
    assert done.code == 3
    assert len(written) == 1
    assert files(site, "reviews/signatures") == []


def test_a_linked_folder_is_never_followed(site: Site, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (site.repo.path / "reviews" / "signatures").symlink_to(elsewhere)
    assert sign(site, "zhang.wei").code == 1
    assert list(elsewhere.iterdir()) == []


def test_a_key_that_is_not_on_the_roster_is_a_usage_error(site: Site) -> None:
    done = sanshen(site, "sign", ARTICLE, "--key", str(shared_key("nobody").private))
    assert done.code == 2
    assert "名册" in done.err


def test_the_agent_s_key_is_found(site: Site) -> None:
    with agent(key_of("zhang.wei")) as env:
        done = sanshen(site, "sign", ARTICLE, SSH_AUTH_SOCK=env["SSH_AUTH_SOCK"])
    assert done.code == 0, done.err
    assert "ssh-agent" in done.out


def test_no_temporary_file_is_left(site: Site) -> None:
    sign(site, "zhang.wei")
    assert [path.suffix for path in files(site, "reviews/signatures")] == [".json"]


def test_english(site: Site) -> None:
    done = sanshen(site, "sign", ARTICLE, "--key", str(key_of("li.na").private), lang="en")
    assert done.code == 1
    assert "cannot be signed" in done.err
    assert "不能" not in done.err


def test_status_shows_uncommitted_statements(site: Site) -> None:
    before = sanshen(site, "status")
    assert before.code == 1
    assert "下一步：请签署“一审”" in before.out
    sign(site, "zhang.wei")
    after = sanshen(site, "status", ARTICLE)
    assert after.code == 1
    assert "张伟" in after.out
    assert "张伟" not in sanshen(site, "status", "--head", "draft").out


def test_status_json_has_the_shape_of_gate(site: Site) -> None:
    sign(site, "zhang.wei")
    commit(site)
    status = sanshen(site, "status", "--format", "json")
    said = sanshen(site, "gate", "--base", "main", "--head", "draft", "--format", "json")
    assert json.loads(status.out) == json.loads(said.out)
    assert (status.code, said.code) == (1, 1)


def test_status_of_named_articles_only(site: Site) -> None:
    site.draft(TEXT.replace("十二", "十三"), OTHER)
    site.repo.checkout("draft")
    for person in ("zhang.wei", "li.na", "chen.jie", "wang.fang", "liu.yang", "li.na"):
        sign(site, person, ARTICLE)
    one = sanshen(site, "status", ARTICLE, "--format", "json")
    assert [article["path"] for article in json.loads(one.out)["articles"]] == [ARTICLE]
    assert one.code == 0
    assert sanshen(site, "status").code == 1
    assert sanshen(site, "status", OTHER).code == 1
    assert sanshen(site, "status", "content/none.md").code == 2


def test_status_works_in_a_bare_repository(site: Site, tmp_path: Path) -> None:
    bare = site.repo.clone(tmp_path / "bare.git", "--bare")
    done = sanshen(site, "status", "--base", "main", "--head", "draft", where=bare)
    assert done.code == 1
    assert ARTICLE in done.out


def test_status_without_a_protected_branch_is_a_usage_error(site: Site) -> None:
    site.repo.git("update-ref", "-d", "refs/heads/main")
    done = sanshen(site, "status")
    assert done.code == 2
    assert "main" in done.err
