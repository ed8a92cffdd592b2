"""What the framework does with findings: bounds, waivers, and text that hides in odd corners."""

from __future__ import annotations

from pathlib import Path

from sanshen.rules import policy_faults
from sanshen.rules.judging import MOST_FINDINGS
from support.checking import ARTICLE, article, check, check_text, lay_out, site
from support.office import policy, policy_bytes


def test_more_findings_than_can_be_listed_block_even_if_all_listed_are_waived(tmp_path: Path) -> None:
    text = article("促销活动\n\n" * (MOST_FINDINGS + 5), waivers="[{rule: SS1601, text: 促销活动, reason: 公益}]")
    run = check_text(site(tmp_path), text)
    assert run.code == 1
    assert run.rules.count("SS1601") == MOST_FINDINGS
    assert [one["rule"] for one in run.findings if not one["waived"]] == ["SS0007"]


def test_a_waiver_must_name_the_very_text(tmp_path: Path) -> None:
    run = check_text(site(tmp_path), article("扫码下单、立即抢购\n", waivers="[{rule: SS1601, text: 扫码下单, reason: 引文}]"))
    assert {(one["excerpt"][:4], one["waived"]) for one in run.findings} == {("扫码下单", True), ("扫码下单", False)}
    assert run.code == 1


def test_t67_unwaivable_rules_stay(tmp_path: Path) -> None:
    for rule, body, word in (
        ("SS1301", "机密★1年", "机密★"),
        ("SS1304", "身份证号 99999919491231005X", "99999919491231005X"),
        ("SS1602", "<b>甲</b>", "<b>"),
    ):
        run = check_text(site(tmp_path), article(body + "\n", waivers=f"[{{rule: {rule}, text: '{word}', reason: 说明}}]"))
        assert run.code == 1
        assert not any(one["waived"] for one in run.findings)
        assert {rule, "SS0008"} <= set(run.rules)


def test_an_id_number_cannot_hide_in_a_waiver(tmp_path: Path) -> None:
    run = check_text(site(tmp_path), article(waivers="[{rule: SS1305, text: '99999919491231005X', reason: 说明}]"))
    assert "SS1304" in run.rules
    assert run.code == 1


def test_a_faulty_article_is_searched_all_the_same(tmp_path: Path) -> None:
    run = check_text(site(tmp_path), article("机密★1年\n", keyword="甲"))
    assert {"SS0003", "SS1301"} <= set(run.rules)


def test_findings_come_in_the_order_of_the_text(tmp_path: Path) -> None:
    run = check_text(site(tmp_path), article("立即抢购 13800001234\n\n机密★1年\n", title="立即抢购"))
    places = [(one["line"], one["column"]) for one in run.findings]
    assert places == sorted(places)
    assert len(places) == 4


def test_the_office_hears_of_severities_that_have_no_effect() -> None:
    changed = policy(policy_bytes().replace(b"rules: {}", b"rules: {SS1301: note, SS1601: note, SS9999: note}"))
    assert [rule for rule, _ in policy_faults(changed)] == ["SS1301", "SS9999"]


def test_two_books_keep_their_own_automata(tmp_path: Path) -> None:
    lexicon = "topic: 甲\nterms:\n  - {term: %s, category: banned, severity: error}\n"
    for number in range(6):
        root = site(tmp_path / str(number), {"reviews/lexicon/a.yml": lexicon % f"词语{number}号"})
        lay_out(root, {ARTICLE: article("词语3号\n")})
        assert (check(root, ARTICLE).rules == ["SS1302"]) == (number == 3)
