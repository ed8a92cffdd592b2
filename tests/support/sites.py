"""A small site in a real repository, with keys for every person of support.office, and sign-offs made by hand.

site = Site(tmp_path / "site")
head = site.draft()                       # one article on branch `draft`
site.sign_all()                           # the statements that its grade needs, committed on `draft`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sanshen.evidence.statements import SignedStatement, Statement, canonical, encode, statement_hash, whole_path
from sanshen.evidence.wellformed import format_time
from sanshen.reading.article import read_article
from support.keys import Key, shared_key
from support.office import NAMES, TRAINED, district_files, email, policy, policy_bytes
from support.repos import Content, Repo

ARTICLE = "content/liangshan/news/2026/xiaofang.md"
TEXT = """---
title: 梁山街道开展冬季消防安全检查
grade: general
source: 梁山街道
keywords: [消防, 安全]
---

近日，梁山街道组织人员对辖区商铺开展冬季消防安全检查，发现隐患十二处，已全部整改。
"""
SIGNERS = {
    "review-1": "zhang.wei",
    "review-2": "li.na",
    "review-3": "chen.jie",
    "district-deputy": "sun.er",
    "district-principal": "qian.yi",
    "proof-1": "wang.fang",
    "proof-2": "liu.yang",
    "proof-3": "li.na",
}
PIPELINE = "pipeline"
CLERK = ("张伟", "zhang.wei@example.gov.cn")


def key_of(person: str) -> Key:
    """The key of a person of the district (made once a test run)."""
    return shared_key(f"office-{person}")


class Site:
    """A repository whose `main` holds the office; articles and statements are committed on `draft`."""

    def __init__(
        self, path: Path, *, more: Mapping[str, Content] | None = None, at: datetime | None = None, object_format: str = "sha1"
    ) -> None:
        self.repo = Repo(path, object_format=object_format)
        # The hook of a real push asks the real clock, so signing begins a little before now.
        self.at = (at or datetime.now(UTC) - timedelta(hours=12)).replace(microsecond=0)
        self._made: dict[str, list[SignedStatement]] = {}
        made = district_files({person: key_of(person).public for person in NAMES}, pipeline=(key_of(PIPELINE).public,))
        office = {name: data.replace(TRAINED.encode(), b"2020-03-01") for name, data in made.items()}
        self.root = self.repo.commit({**office, "reviews/policy.yml": policy_bytes(), **(more or {})}, "Begin")

    def draft(self, text: str = TEXT, path: str = ARTICLE, *, person: str = "zhang.wei", branch: str = "draft") -> str:
        """Commit an article on a branch, signed by its author as Git signs commits."""
        return self.repo.commit({path: text}, "起草", branch=branch, author=(NAMES[person], email(person)), key=key_of(person))

    def statement(
        self, stage: str, person: str, *, path: str = ARTICLE, branch: str = "draft", **over: object
    ) -> SignedStatement:
        """The next statement on `path` over the branch's tip, a minute after the one before."""
        data = self.repo.git("cat-file", "blob", f"{branch}:{path}").encode() + b"\n"
        article = read_article(path, data, {}, policy(), unit_ids=("liangshan", "education")).article
        assert article is not None
        digests = {"substance": article.substance, "form": article.form, "grade": policy().grade_id(article.meta.grade)}
        return self.next(path, person, branch, **{**digests, "stage": stage, **over})

    def whole(self, digest: str, person: str, *, stage: str = "", branch: str = "draft") -> SignedStatement:
        """The next statement over a change judged as one piece."""
        return self.next(whole_path(digest), person, branch, grade="", stage=stage, substance=digest, form=digest)

    def next(self, path: str, person: str, branch: str, **fields: object) -> SignedStatement:
        """A signed statement chained behind those made here on `path`."""
        before = self._made.setdefault(path, [])
        self.at += timedelta(minutes=1)
        said = Statement(
            **{
                "repository": self.root,
                "path": path,
                "kind": "sign",
                "commit": self.repo.tip(branch),
                "person": person,
                "time": format_time(self.at),
                "previous": statement_hash(before[-1].statement) if before else "none",
                **fields,
            }  # type: ignore[arg-type]
        )
        made = SignedStatement(said, key_of(person).sign(canonical(said)), len(before) + 1)
        before.append(made)
        return made

    def keep(self, statements: Sequence[SignedStatement], *, branch: str = "draft", person: str = "zhang.wei") -> str:
        """Commit statement files on a branch."""
        files = {one.file: encode(one) for one in statements}
        return self.repo.commit(files, "签署", branch=branch, author=(NAMES[person], email(person)), key=key_of(person))

    def sign_all(self, *, path: str = ARTICLE, branch: str = "draft", stages: Sequence[str] = ()) -> str:
        """Every stage that a general article needs (or `stages`), in order, in one commit."""
        wanted = stages or policy().grades["general"].stages
        in_order = [stage for stage in SIGNERS if stage in wanted]
        return self.keep([self.statement(stage, SIGNERS[stage], path=path, branch=branch) for stage in in_order], branch=branch)

    @property
    def now(self) -> datetime:
        """A moment after everything that was done here."""
        return self.at + timedelta(hours=1)
