"""T12, T16: `signatures` is a claim and a plain map; nothing can hide in its lines."""

from __future__ import annotations

import pytest

from support.reading import article, read, rules_of

HEAD = "title: 冬季检查\ngrade: general\nsource: 梁山街道\n"


def file(signatures: str, after: str = "") -> str:
    return f"---\n{HEAD}{signatures}{after}---\n\n文。\n"


@pytest.mark.parametrize(
    "signatures",
    [
        "signatures:\n  review-1: zhang.wei\n  review-2: li.na\n",
        "signatures: {review-1: zhang.wei, review-2: li.na}\n",
        "signatures: {review-1: 'zhang.wei',\n  \"review-2\": li.na}\n",
        "signatures:\n    review-1:   zhang.wei\n\n    review-2: li.na\n\n",
    ],
)
def test_t12_a_plain_map_is_a_claim_and_leaves_both_digests_alone(signatures: str) -> None:
    bare = read(file("")).article
    for after in ("", "keywords: [消防]\n"):
        with_names, without = read(file(signatures, after)).article, read(file("", after)).article
        assert with_names is not None
        assert without is not None
        assert with_names.claims == {"review-1": "zhang.wei", "review-2": "li.na"}
        assert (with_names.substance, with_names.form) == (without.substance, without.form)
    assert bare is not None


def test_t12_claims_are_not_evidence_an_empty_map_is_no_claim() -> None:
    assert article(front={"signatures": "{}"}).claims == {}


@pytest.mark.parametrize(
    "signatures",
    [
        "signatures:\n  review-1: zhang.wei # 藏\n",
        "signatures:\n  # 藏\n  review-1: zhang.wei\n",
        "signatures: # 说明\n  # 藏\n  review-1: zhang.wei\n",
        "signatures: # 说明\n  review-1: zhang.wei # 藏\n",
        "signatures:\n  review-1: zhang.wei\n# 藏\n",
        "signatures:\n  review-1: zhang.wei\n\n\n   # 藏\n",
        "signatures: {review-1: zhang.wei} # 藏\n",
        "signatures: {review-1: zhang.wei, # 藏\n  review-2: li.na}\n",
    ],
)
@pytest.mark.parametrize("after", ["", "keywords: [消防]\n"])
def test_t16_a_comment_in_the_lines_of_signatures_is_an_error(signatures: str, after: str) -> None:
    reading = read(file(signatures, after))
    assert reading.article is None
    assert "SS0006" in rules_of(reading)
    assert reading.findings[0].place.line >= 5


@pytest.mark.parametrize("after", ["", "keywords: [消防]\n"])
def test_t16_a_remark_behind_the_key_itself_is_bound_into_the_form(after: str) -> None:
    """So it stands in the contract's own example; put there after signing it restarts the proofs."""
    plain = read(file("signatures:\n  review-1: zhang.wei\n", after)).article
    remarks = [read(file(f"signatures:   # {what}\n  review-1: zhang.wei\n", after)) for what in ("optional", "藏")]
    named = read(file("signatures:   # optional\n  review-1: wang.fang\n", after)).article
    assert plain is not None
    assert named is not None
    forms = {plain.form}
    for one in remarks:
        assert one.findings == ()
        assert one.article is not None
        assert one.article.claims == {"review-1": "zhang.wei"}
        assert one.article.substance == plain.substance
        forms.add(one.article.form)
    assert len(forms) == 3
    assert named.form in forms


@pytest.mark.parametrize(
    "signatures",
    [
        "signatures: zhang.wei\n",
        "signatures:\n",
        "signatures: [zhang.wei]\n",
        "signatures:\n  review-9: zhang.wei\n",
        "signatures:\n  review-1: [zhang.wei]\n",
        "signatures:\n  review-1: {zhang.wei: x}\n",
        "signatures:\n  review-1: 张伟\n",
        "signatures:\n  review-1: 'zhang.wei 另外'\n",
        "signatures:\n  review-1: zhang.wei\u200b\n",
        "signatures:\n  review-1: ''\n",
        "signatures:\n  review-1:\n",
        "signatures:\n  review-1: true\n",
        "signatures:\n  review-1: >-\n    zhang.wei\n",
        'signatures:\n  review-1: "zhang\\u002ewei"\n',
        "'signatures':\n  review-1: zhang.wei\n",
        "? signatures\n: review-1: zhang.wei\n",
        "signatures :\n  review-1: zhang.wei\n",
    ],
)
def test_t16_anything_but_a_plain_map_is_an_error(signatures: str) -> None:
    reading = read(file(signatures))
    assert reading.article is None
    assert "SS0006" in rules_of(reading), rules_of(reading)


@pytest.mark.parametrize(
    "signatures",
    [
        "signatures: &a\n  review-1: zhang.wei\n",
        "signatures:\n  review-1: &a zhang.wei\n",
        "signatures: !!map\n  review-1: zhang.wei\n",
        "signatures:\n  review-1: zhang.wei\n  review-1: li.na\n",
        "signatures:\n  review-1: zhang.wei\nsignatures:\n  review-1: li.na\n",
        "signatures:\n  <<: {review-1: zhang.wei}\n",
    ],
)
def test_t16_anchors_tags_and_doubles_never_get_as_far(signatures: str) -> None:
    assert set(rules_of(read(file(signatures)))) == {"SS0002"}


def test_t16_keys_after_signatures_are_not_swallowed() -> None:
    one = read(file("signatures:\n  review-1: zhang.wei\n", "summary: 甲\n")).article
    other = read(file("signatures:\n  review-1: zhang.wei\n", "summary: 乙\n")).article
    assert one is not None
    assert other is not None
    assert one.substance != other.substance
    assert one.form != other.form
