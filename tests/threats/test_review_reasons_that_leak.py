"""Found by review: what an objector writes is copied into comment, status, board, letters and record. What no article may say of
secrets and persons (Art. 13(1), §8) must not be copied either; the objection itself blocks as ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from support.boards import REMINDERS, Office, office_over, office_site
from support.office import email, login
from support.post import mail_server, web_server
from support.pulls import AUTHOR, NOW, Pull, pull_of_article
from support.scenes import drafted

PHONE = "138" + "0013" + "8000"
LEAKS = {
    "a secrecy marking": ("第二段照抄了附件，附件标有“机密★1年”", "照抄了附件", "SS1301"),
    "a mobile number": (f"请当事人周先生来电 {PHONE}", "周先生", "SS1305"),
    "a password": ("后台 password: hunter2Xyz! 请改", "hunter2", "SS1307"),
    "a marking below the first line": ("第三段有误\n\n内部资料，注意保存", "第三段", "SS1303"),
}


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    with pull_of_article(tmp_path) as found:
        yield found


def written(pull: Pull) -> str:
    """Everything that the gate wrote to the forge."""
    return json.dumps([pull.forge.written(1), pull.forge.statuses(pull.head)], ensure_ascii=False)


@pytest.mark.parametrize("dismissed", [False, True], ids=["standing", "dismissed"])
@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_an_objection_whose_words_leak_blocks_and_is_not_quoted(
    pull: Pull, leak: tuple[str, str, str], *, dismissed: bool
) -> None:
    words, telling, rule = leak
    pull.complete()
    number = pull.object("li.na", words)
    if dismissed:
        pull.forge.dismiss(number, login(AUTHOR))
    said = pull.announce("--lang", "zh")
    assert (said.code, said.json["allowed"], [one["blocks"] for one in said.json["objections"]]) == (1, False, [True])
    assert pull.forge.statuses(pull.head)[0]["state"] != "success"
    for text in (written(pull), json.dumps(said.json, ensure_ascii=False), said.err):
        assert telling not in text
        assert PHONE not in text
    assert rule in written(pull)
    assert "请其本人改写" in pull.forge.written(1)[0]
    pull.approve("li.na")
    assert pull.gate().code == 0, "it is lifted as every objection is"


def test_a_stranger_s_words_that_leak_are_not_quoted_either(pull: Pull) -> None:
    pull.complete()
    pull.forge.review(1, "passer-by", "CHANGES_REQUESTED", pull.head, body=f"来电 {PHONE}")
    assert pull.announce().code == 0
    assert PHONE not in written(pull)
    assert "SS1305" in written(pull)


def test_reworded_it_is_quoted_again(pull: Pull) -> None:
    pull.complete()
    number = pull.object("li.na", "附件标有“机密★1年”")
    pull.announce()
    next(one for one in pull.forge._pulls[1]["reviews"] if one["id"] == number)["body"] = "第二段数字不准"
    assert pull.announce().code == 1
    (body,) = pull.forge.written(1)
    assert "第二段数字不准" in body
    assert "SS1301" not in body


def test_words_about_a_marking_are_quoted(pull: Pull) -> None:
    """A reviewer must be able to say what is wrong."""
    pull.complete()
    pull.object("li.na", "13(一) 第二段疑似涉密，请核实后删去")
    pull.announce()
    assert "疑似涉密" in pull.forge.written(1)[0]


def test_the_board_and_the_letters_do_not_quote_them(tmp_path: Path) -> None:
    """Neither the reason nor the pull request's title, which is somebody's own words too."""
    with office_over(office_site(tmp_path, REMINDERS)) as office, mail_server() as mail, web_server() as web:
        third = office.forge._pulls[3]
        third["reviews"][-1]["body"] = "第三段有误\n\n内部资料，注意保存"
        third["title"] = f"请当事人周先生来电 {PHONE}"
        shown = [_board(office, form) for form in ("text", "json", "html")]
        shown.append(office.run("status", "--mine", AUTHOR).out)
        shown.append(office.run("status", "--pr", "3").out)
        ways = {"SANSHEN_NOTIFY_EMAIL": mail.address, "SANSHEN_NOTIFY_WEBHOOK": web.address}
        done = office.run("remind", env=ways, at=NOW + timedelta(days=40))
        letters = [str(one.get_content()) for one in mail.to(email(AUTHOR))]
        letters += [one["message"] for one in web.said if "内容（SS1303）" in one["message"]]
        assert len(letters) == 2, done.err
        for text in (*shown, *letters, done.out, done.err, json.dumps(web.said, ensure_ascii=False)):
            for word in ("第三段", "周先生", PHONE):
                assert word not in text
        for text in (*shown, *letters):
            assert "SS1303" in text
        assert "SS1305" in shown[0]
        (line,) = [one for one in json.loads(shown[1])["changes"] if one["number"] == 3]
        assert line["standing"] == "returned"


def _board(office: Office, form: str) -> str:
    if form != "html":
        return office.run("status", "--all", "--format", form).out
    office.run("status", "--all", "--format", "html", "--out", "build/board.html")
    return (office.site.repo.path / "build/board.html").read_text("utf-8")


def test_a_statement_written_past_the_command_blocks_and_is_not_quoted(tmp_path: Path) -> None:
    """`sanshen sign` refuses such a reason; a hand-made statement holds it all the same."""
    town = drafted(tmp_path)
    town.state("li.na", "", kind="object", reason="附件标有“机密★1年”")
    code, out, err = town.run("gate", "--base", "main", "--head", "HEAD")
    assert code == 1
    assert "机密" not in out + err
    assert "SS1301" in out
    said = town.gate()
    assert [one["blocks"] for one in said["objections"]] == [True]
    assert "机密" not in json.dumps(said, ensure_ascii=False)
