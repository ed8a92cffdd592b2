"""The roster: the sample district is whole, every kind of dossier fault is found, and a fault empties seats, no more."""

from __future__ import annotations

from datetime import date

import pytest

from sanshen.model.errors import UsageError
from sanshen.model.roster import Appointment, Fault, Portfolio, Roster
from sanshen.reading import office
from support.keys import shared_key
from support.office import DISTRICT_PATH, GITHUB_IDS, NAMES, district_files, policy, roster, with_text

PEOPLE = "reviews/units/liangshan/people.yml"
COLUMNS = "reviews/units/liangshan/columns.yml"
ACCOUNTS = "reviews/units/liangshan/accounts.yml"


def keys_of(read: Roster) -> dict[str, str]:
    return {f"{fault.path}#{fault.key}": fault.message.zh for fault in read.faults}


def changed(path: str, old: str, new: str) -> Roster:
    return roster(with_text(district_files(), path, old, new))


def test_the_district_of_the_builder_has_no_fault_and_everybody_in_place() -> None:
    read = roster()
    assert read.faults == ()
    assert read.voided == frozenset()
    assert read.name == "示例区"
    assert set(read.people) == set(NAMES)
    assert read.home["zhang.wei"] == "liangshan"
    assert read.home["qian.yi"] == ""
    assert [one.person for one in read.appointments("principal-head", "liangshan")] == ["chen.jie"]
    [deputy] = read.appointments("district-deputy", None)
    assert deputy.portfolio == Portfolio(units=("liangshan", "education"), matters=("消防",))
    assert read.units["liangshan"].columns["news"].type == "news"
    assert read.units["liangshan"].kind == "sub-district"


def test_a_role_entry_may_be_a_mapping_with_dates() -> None:
    read = changed(PEOPLE, "[li.na]", "[{person: li.na, from: 2026-01-01, until: 2026-12-31, basis: 文号}]")
    assert read.units["liangshan"].roles["deputy-head"] == (
        Appointment(person="li.na", from_=date(2026, 1, 1), until=date(2026, 12, 31), basis="文号"),
    )


@pytest.mark.parametrize(
    ("path", "old", "new", "key", "says"),
    [
        (PEOPLE, "section-chief:", "section-cheif:", "roles.section-cheif", "是否想写“section-chief”"),
        (PEOPLE, "section-chief:", "office-administrator:", "roles.office-administrator", "district.yml"),
        (DISTRICT_PATH, "  district-principal:", "  principal-head:", "roles.principal-head", "people.yml"),
        (PEOPLE, "[li.na]", "[li.nan]", "roles.deputy-head.0", "是否想写“li.na”"),
        (PEOPLE, "[li.na]", "[{person: li.na, from: 2027-01-01, until: 2026-01-01}]", "roles.deputy-head.0", "from 晚于 until"),
        (PEOPLE, "[li.na]", "[li.na, li.na]", "roles.deputy-head", "列了两次"),
        (PEOPLE, "[li.na]", "[{person: li.na, portfolio: {units: all}}]", "roles.deputy-head.0.portfolio", "没有分管范围"),
        (
            DISTRICT_PATH,
            "[liangshan, education]",
            "[liangshna]",
            "roles.district-deputy.0.portfolio.units.0",
            "是否想写“liangshan”",
        ),
        (
            DISTRICT_PATH,
            ", portfolio: {units: [liangshan, education], matters: [消防]}",
            "",
            "roles.district-deputy.0",
            "分管范围",
        ),
        (PEOPLE, "login: zhangwei-gov", "login: '@zhangwei'", "people.zhang.wei.github.login", "不带 @"),
        (PEOPLE, f"id: {GITHUB_IDS['zhang.wei']}", "id: 0", "people.zhang.wei.github.id", "正整数"),
        (PEOPLE, "zhang.wei@example.gov.cn", "zhangwei", "people.zhang.wei.emails.0", "不是电子邮箱"),
        (PEOPLE, "name: 张伟", 'name: " "', "people.zhang.wei.name", "不能为空"),
        (COLUMNS, "type: news", "type: newes", "columns.news.type", "是否想写“news”"),
        (COLUMNS, "type: news, parent: null", "type: news, parent: notces", "columns.news.parent", "是否想写“notice”"),
        (COLUMNS, "type: news, parent: null", "type: news, parent: news", "columns.news.parent", "绕成了圈"),
        (COLUMNS, "name: 通知公告", "name: 政策文件", "columns.policy.name", "改名"),
    ],
)
def test_each_fault_is_found_and_nothing_else_suffers(path: str, old: str, new: str, key: str, says: str) -> None:
    read = changed(path, old, new)
    found = keys_of(read)
    assert list(found) == [f"{path}#{key}"], found
    assert says in found[f"{path}#{key}"]
    assert read.voided == frozenset()
    assert [one.person for one in read.appointments("principal-head", "liangshan")] == ["chen.jie"]


def test_a_faulty_appointment_leaves_its_seat_empty() -> None:
    assert list(changed(PEOPLE, "[li.na]", "[li.nan]").appointments("deputy-head", "liangshan")) == []
    late = changed(PEOPLE, "[li.na]", "[{person: li.na, from: 2027-01-01, until: 2026-01-01}]")
    assert list(late.appointments("deputy-head", "liangshan")) == []


def test_a_person_of_another_unit_may_be_appointed() -> None:
    assert changed(PEOPLE, "[liu.yang]", "[feng.tao]").faults == ()


GITHUB = "github: {login: zhangwei-gov, id: 1105}, "


def test_a_signer_needs_an_account_or_a_key_and_a_duty_officer_neither() -> None:
    assert GITHUB in district_files()[PEOPLE].decode()
    without = with_text(district_files(), PEOPLE, GITHUB, "")
    assert list(keys_of(roster(without))) == [f"{PEOPLE}#roles.information-officer.0"]
    duty = with_text(without, PEOPLE, "information-officer:", "duty-officer:")
    assert roster(duty).faults == ()


def test_a_role_only_named_for_take_downs_may_stand_in_either_place() -> None:
    files = with_text(district_files(), DISTRICT_PATH, "  office-admin", "  duty-officer: [qian.yi]\n  office-admin")
    assert roster(files).faults == ()


# -- unreadable files


@pytest.mark.parametrize("part", ["people.yml", "columns.yml", "accounts.yml", "delegations.yml"])
@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"a: [", b"a: 1\na: 2\n", b"nothing: here\n", b"", b"x" * 2_000_000], ids="abcdef"
)
def test_an_unreadable_unit_file_empties_that_units_seats_and_no_others(part: str, content: bytes) -> None:
    path = f"reviews/units/liangshan/{part}"
    read = roster({**district_files(), path: content})
    assert read.units["liangshan"].roles == {}
    assert read.units["liangshan"].delegations == ()
    assert any(fault.path == path and "席位全部空缺" in fault.message.zh for fault in read.faults)
    assert [one.person for one in read.appointments("principal-head", "education")] == ["jiang.bo"]
    assert [one.person for one in read.appointments("office-administrator", None)] == ["zhao.min", "zhou.san"]


def test_a_unit_without_people_has_no_seats() -> None:
    files = {path: data for path, data in district_files().items() if path != PEOPLE}
    read = roster(files)
    assert read.units["liangshan"].roles == {}
    assert any(fault.path == PEOPLE and "缺少文件" in fault.message.zh for fault in read.faults)


@pytest.mark.parametrize("path", ["reviews/units/liangshan/poeple.yml", "reviews/units/liangshan/x/people.yml"])
def test_a_stray_file_in_a_dossier_is_a_fault_and_is_not_read(path: str) -> None:
    read = roster({**district_files(), path: b"people: {}\n"})
    assert [fault.path for fault in read.faults] == [path]
    assert [one.person for one in read.appointments("principal-head", "liangshan")] == ["chen.jie"]


def test_a_units_folder_with_a_bad_name_is_a_fault() -> None:
    read = roster({**district_files(), "reviews/units/Liang Shan/people.yml": b"name: x\nkind: township\n"})
    assert ["小写字母" in fault.message.zh for fault in read.faults] == [True]


@pytest.mark.parametrize("content", [None, b"", b"\xff", b"name: 3\n", b"name: x\nroles: []\n", b"name: x\nname: y\n"])
def test_an_unusable_district_file_is_a_fault_of_the_base(content: bytes | None) -> None:
    files = {path: data for path, data in district_files().items() if path != DISTRICT_PATH}
    if content is not None:
        files[DISTRICT_PATH] = content
    with pytest.raises(UsageError) as refused:
        roster(files)
    assert refused.value.exit_code == 2
    assert DISTRICT_PATH in refused.value.text.zh
    # `check` shows the same faults together with those of the dossiers.
    broken = {**files, COLUMNS: b"columns: {news: {name: x, type: newes}}\n"}
    assert {DISTRICT_PATH, COLUMNS} <= {fault.path for fault in office.dossier_faults(broken, policy())}


# -- one identity, one person


ZHANG, QIAN = GITHUB_IDS["zhang.wei"], GITHUB_IDS["qian.yi"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("login: zhangwei-gov", "login: QianYi-Gov", "登录名"),
        (f"id: {ZHANG}", f"id: {QIAN}", "数字编号"),
        ("zhang.wei@example.gov.cn", "Qian.Yi@EXAMPLE.gov.cn", "邮箱"),
        ("zhang.wei@example.gov.cn", f"{QIAN}+whoever@users.noreply.github.com", "数字编号"),
        ("zhang.wei@example.gov.cn", "qianyi-gov@users.noreply.github.com", "登录名"),
        ("  zhang.wei: {", "  qian.yi: {", "人员编号"),
    ],
)
def test_a_doubled_identity_empties_the_seats_of_all_concerned(old: str, new: str, what: str) -> None:
    read = changed(PEOPLE, old, new)
    doubled = [fault for fault in read.faults if "须唯一" in fault.message.zh]
    assert {fault.path for fault in doubled} == {PEOPLE, DISTRICT_PATH}
    assert all(what in fault.message.zh for fault in doubled)
    assert read.voided == ({"qian.yi"} if "人员" in what else {"qian.yi", "zhang.wei"})
    assert read.by_login("qianyi-gov", QIAN) is None
    assert read.by_email("qian.yi@example.gov.cn") is None
    assert read.seat_holders(["district-principal"], None) == frozenset()
    assert read.seat_holders(["principal-head"], "liangshan") == {"chen.jie"}


def test_a_doubled_key_is_the_same_key_whatever_its_comment_and_options() -> None:
    key = shared_key("office").public
    kind, encoded = key.split()[:2]
    other = f'valid-before=\\"20300101\\" {kind} {encoded} somebody else'
    read = roster(district_files({"zhang.wei": key, "qian.yi": other}))
    assert read.voided == {"zhang.wei", "qian.yi"}
    assert read.by_key(key) is None


def test_a_key_of_the_pipeline_is_nobodys() -> None:
    key = shared_key("office").public
    read = roster(district_files({"zhang.wei": key}, pipeline=(key,)))
    assert read.voided == {"zhang.wei"}
    assert read.by_key(key) is None
    assert len([fault for fault in read.faults if "须唯一" in fault.message.zh]) == 2


def test_the_same_key_twice_of_one_person_is_a_fault_but_voids_nobody() -> None:
    key = shared_key("office").public
    files = with_text(district_files({"zhang.wei": key}), PEOPLE, f'["{key}"]', f'["{key}", "{key} again"]')
    read = roster(files)
    assert [fault.key for fault in read.faults] == ["people.zhang.wei.ssh.1"]
    assert read.voided == frozenset()


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_public_keys_of_every_kind_are_accepted(kind: str) -> None:
    key = shared_key(f"office-{kind}", kind).public
    read = roster(district_files({"zhang.wei": key}, pipeline=()))
    assert read.faults == ()
    assert read.by_key(" ".join(key.split()[:2]) + " another comment") == "zhang.wei"


def damaged_keys() -> list[str]:
    kind, encoded = shared_key("office").public.split()[:2]
    return [
        f"{kind} {encoded[:-8]}",
        f"ssh-rsa {encoded}",
        f"{kind} {encoded}=",
        f"ssh-dss {encoded}",
        f"ssh-ed25519-cert-v01@openssh.com {encoded}",
        f"no-pty {kind} {encoded}",
        kind,
        "",
    ]


@pytest.mark.parametrize("number", range(8))
def test_a_key_that_cannot_be_used_is_a_fault(number: int) -> None:
    line = damaged_keys()[number]
    read = roster(district_files({"zhang.wei": line}, pipeline=(line,)))
    assert {"people.zhang.wei.ssh.0", "pipeline-keys.0"} <= {fault.key for fault in read.faults}
    assert all(len(word) < 12 or word not in fault.message.zh for fault in read.faults for word in line.split()[1:])


def test_a_short_rsa_key_is_a_fault() -> None:
    short = shared_key("office-short", "rsa", 1024).public
    assert [fault.key for fault in roster(district_files({"zhang.wei": short})).faults] == ["people.zhang.wei.ssh.0"]


def test_a_private_key_is_a_fault_that_does_not_repeat_it() -> None:
    private = shared_key("office").private.read_text()
    body = private.splitlines()[1]
    files = with_text(district_files(), PEOPLE, "name: 张伟", f'name: 张伟, ssh: ["{body}"]')
    faults = roster(files).faults
    assert any("私钥" in fault.message.zh for fault in faults)
    assert not any(body[:20] in fault.message.zh + fault.message.en for fault in faults)


# -- numbers that never stand in the repository

MOBILE = "138" + "1234" + "5678"
IDENTITY = "110105" + "19491231" + "002X"


@pytest.mark.parametrize(
    "written",
    [
        f"name: 张伟 {MOBILE}",
        f"name: 张伟, basis: {MOBILE}",
        f'name: "张伟 +86 {MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}"',
        f"name: 张伟 {MOBILE.translate({48 + n: 0xFF10 + n for n in range(10)})}",
        f'name: "张伟 1\\u0033{MOBILE[2:]}"',
        "name: 张伟 023-5322" + "1234",
        f"name: 张伟 {IDENTITY}",
        f"name: 张伟 {IDENTITY.lower()}",
    ],
)
def test_phone_and_identity_numbers_are_found_in_any_scalar(written: str) -> None:
    faults = changed(PEOPLE, "name: 张伟", written).faults
    hits = [fault for fault in faults if "号码" in fault.message.zh]
    assert len(hits) == 1, faults
    assert hits[0].line == 4
    assert MOBILE not in str(faults)
    assert IDENTITY not in str(faults)


@pytest.mark.parametrize("path", [PEOPLE, COLUMNS, DISTRICT_PATH])
def test_phone_numbers_are_found_in_comments_too(path: str) -> None:
    files = district_files()
    files[path] += f"# 联系 {MOBILE}\n".encode()
    [fault] = roster(files).faults
    assert (fault.path, fault.line) == (path, files[path].count(b"\n"))


def test_a_phone_number_as_a_key_is_found_and_not_repeated() -> None:
    faults = changed(PEOPLE, "zhang.wei:", f'"{MOBILE}":').faults
    assert any("号码" in fault.message.zh for fault in faults)
    assert not any(MOBILE in fault.message.zh for fault in faults)


def test_public_hotlines_document_numbers_and_dates_are_no_phone_numbers() -> None:
    text = "name: 张伟 12345 12388 梁平府办发〔2021〕3号 2026-03-01 11500228008652038C/2021-00015 1985.10.01-1990"
    assert changed(PEOPLE, "name: 张伟", text).faults == ()


def test_accounts_must_not_contradict_themselves() -> None:
    text = (
        "accounts:\n"
        "  - {platform: weixin, name: 梁山发布, opened: 2024-05-01, status: open, filed: 2024-05-06}\n"
        "  - {platform: weibo, name: 梁山发布, opened: 2024-05-01, status: closed}\n"
        "  - {platform: douyin, name: 梁山发布, opened: 2024-05-01, status: closed, closed: 2023-01-01}\n"
        "  - {platform: toutiao, name: 梁山发布, opened: 2024-05-01, status: open, closed: 2025-01-01}\n"
    )
    read = roster({**district_files(), ACCOUNTS: text.encode()})
    assert [fault.key for fault in read.faults] == ["accounts.1", "accounts.2.closed", "accounts.3"]
    assert len(read.units["liangshan"].accounts) == 4


def test_all_faults_of_all_files_come_in_one_run_in_file_order() -> None:
    files = with_text(district_files(), PEOPLE, "[li.na]", "[li.nan]")
    files = with_text(files, COLUMNS, "type: news", "type: newes")
    files = with_text(files, DISTRICT_PATH, "[qian.yi]", "[qian.er]")
    files = with_text(files, "reviews/units/education/people.yml", "kind: department", "kind: departement")
    found = [fault.path for fault in office.dossier_faults(files, policy())]
    assert found[0] == DISTRICT_PATH
    assert set(found) == {DISTRICT_PATH, PEOPLE, COLUMNS, "reviews/units/education/people.yml"}
    assert all(isinstance(fault, Fault) and fault.line >= 1 for fault in roster(files).faults)
