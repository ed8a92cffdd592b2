"""`make demo`: one major article from draft to proven page, and what happens to whoever cheats. All commands are the real ones.

python scripts/sample/demo.py [DIR]      # DIR: keep the repository there and look around
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from workshop import ROOT, Answer, Clock, StoryError, Workshop, office_files, with_keys

ARTICLE = "content/liangshan/news/2026/fire-week.md"
BRANCH = "draft/fire-week"
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DRAFTER, FIRST, DEPUTY, HEAD, CHIEF = "wang.zhiyuan", "ma.xiaoyan", "li.wenbo", "chen.jianing", "liu.suqin"
LEADER, OFFICE = "luo.jingchuan", "tang.shuyi"
IN_TURN = (FIRST, DEPUTY, HEAD, LEADER, DRAFTER, CHIEF, DEPUTY)
BODY = """
11月20日，副区长罗景川到梁山街道检查冬春火灾防控工作。

检查组查看了文昌农贸市场和锦屏社区的12家沿街商铺，随机抽查灭火器、应急照明和疏散通道，询问经营者会不会报警、会不会使用灭火器。

罗景川要求，对发现的问题要逐家列出清单，明确责任人，限期整改。街道要组织网格员走访独居老人，帮助检查取暖设备和然气阀门。
"""
AMENDMENT = ("限期整改。", "限期整改，整改情况向社区居民公布。")
CORRECTION = ("然气阀门", "燃气阀门")
NUMBER = ("12家沿街商铺", "21家沿街商铺")


class Demo:
    """The story, scene by scene. Every scene checks its own outcome: StoryError where the tool answers otherwise."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self.scenes = 0

    # -- telling ------------------------------------------------------------------------------------------------------

    def scene(self, title: str) -> None:
        """The heading of the next scene."""
        self.scenes += 1
        print(f"\n—— {self.scenes}. {title}", flush=True)

    def show(self, command: str, answer: Answer, keep: str, expected: int) -> Answer:
        """The command as typed, those lines of its output that match `keep`, and its exit code, which must be `expected`."""
        print(f"   $ {command}")
        lines = [line for line in (answer.out + answer.err).splitlines() if re.search(keep, line)]
        for line in lines:
            print(f"     {line}")
        print(f"     （退出码 {answer.code}）", flush=True)
        if answer.code != expected or not lines:
            raise StoryError(f"{command}: expected exit {expected} and /{keep}/\n{answer.out}{answer.err}")
        return answer

    def name(self, person: str) -> str:
        """How people call a person."""
        return self.shop.roster.people[person].name

    # -- acting -------------------------------------------------------------------------------------------------------

    def replace(self, change: tuple[str, str], by: str, message: str) -> None:
        """One person changes the article and commits."""
        place = self.shop.root / ARTICLE
        text = place.read_text("utf-8")
        if text.count(change[0]) != 1:
            raise StoryError(f"{change[0]!r} must stand once in the article")
        place.write_text(text.replace(*change), "utf-8")
        self.shop.clock.pass_minutes(5)
        self.shop.commit(message, by)
        print(f"   {self.name(by)}修改：{change[0]} → {change[1]}")

    def sign(self, person: str, expected: int = 0) -> None:
        """One person signs; what they are told is shown."""
        self.shop.clock.pass_minutes(10)
        answer = self.shop.sign(person, ARTICLE)
        self.show(f"sanshen sign {ARTICLE}    # {self.name(person)}", answer, r"^  签署 |^sanshen: |^  → ", expected)

    def gate(self, expected: int, keep: str) -> dict[str, dict[str, object]]:
        """The verdict, shown; and the stages by id from its JSON."""
        words = ("gate", "--base", "main", "--head", "HEAD")
        self.show(f"sanshen {' '.join(words)}", self.shop.run(*words), keep, expected)
        verdict = json.loads(self.shop.run(*words, "--format", "json").out)
        return {one["id"]: one for one in verdict["articles"][0]["stages"]}

    def require(self, stages: dict[str, dict[str, object]], signed: Sequence[str]) -> None:
        """StoryError where other stages than these are signed."""
        found = [name for name, one in stages.items() if one["state"] == "signed"]
        if found != list(signed):
            raise StoryError(f"signed: {found}, expected: {list(signed)}")

    # -- the scenes ---------------------------------------------------------------------------------------------------

    def draft(self) -> None:
        """A major article is drafted; the gate blocks it."""
        self.scene(f"编辑{self.name(DRAFTER)}起草一篇“重大”信息")
        self.shop.branch(BRANCH)
        title = "区领导到梁山街道检查冬春火灾防控工作"
        words = ("new", "liangshan/news", "fire-week", "--title", title, "--grade", "major")
        self.show(f"sanshen new liangshan/news fire-week --title {title} --grade major", self.shop.run(*words), "^content/", 0)
        place = self.shop.root / ARTICLE
        head = place.read_text("utf-8").partition("\n（在此撰写正文")[0]
        place.write_text(head + BODY, "utf-8")
        self.show("sanshen check", self.shop.run("check", ARTICLE), "检查了", 0)
        self.shop.commit("起草 " + ARTICLE, DRAFTER)
        self.scene("没有签署，闸门不放行")
        self.require(self.gate(1, "^✘|▶|·"), [])

    def review(self) -> None:
        """The officials sign in order; one is too early; the deputy head edits."""
        self.scene(f"信息员一审；主要负责人{self.name(HEAD)}抢签，被告知还没轮到")
        self.sign(FIRST)
        self.sign(HEAD, expected=1)
        self.scene(f"分管负责人{self.name(DEPUTY)}二审时作了修改：一审有效，不必重来")
        self.replace(AMENDMENT, DEPUTY, "二审修改")
        self.sign(DEPUTY)
        self.require(self.gate(1, "✔|▶"), ["review-1", "review-2"])
        self.scene("三审签发，区政府分管领导审签")
        self.sign(HEAD)
        self.sign(LEADER)

    def proof(self) -> None:
        """A misspelt word is corrected while proofing; then a number is changed."""
        self.scene("一校之后，发现错别字并更正：列为校改，三审有效，只有三校从头来")
        self.sign(DRAFTER)
        self.replace(CORRECTION, DRAFTER, "校改")
        reviewed = ["review-1", "review-2", "review-3", "district-deputy"]
        self.require(self.gate(1, "✔|▶|校改"), reviewed)
        self.scene("有人把一个数字改了：这不是校改，全部环节从头来")
        self.replace(NUMBER, DRAFTER, "改数字")
        self.require(self.gate(1, "▶|·|作废|未计入"), [])

    def publish(self) -> None:
        """Everybody signs the new text; it is merged, recorded, built and proven."""
        self.scene("按新的内容重新签齐")
        for person in IN_TURN:
            self.sign(person)
        self.gate(0, "^✔|✔ 已签")
        self.scene("合并，由发布流水线写入审签记录")
        self.shop.clock.pass_minutes(5)
        self.shop.merge(BRANCH, "合并 " + ARTICLE, OFFICE)
        self.show("sanshen record", self.shop.record(), "已写入", 0)
        self.scene("仅凭仓库证明，然后构建网站")
        self.show("sanshen verify", self.shop.run("verify"), "已证明", 0)
        site = self.shop.root.parent / "site"
        self.show("sanshen build", self.shop.run("build", "--site-dir", str(site)), "已证明|梁山街道|请看", 0)
        page = (site / "liangshan/news/2026/fire-week/index.html").read_text("utf-8")
        if NUMBER[1] not in page or CORRECTION[1] not in page:
            raise StoryError("the page does not show what was signed")

    def cheat(self) -> None:
        """One byte of the article, then one byte of its record."""
        self.scene("有推送权限的人绕过闸门，把已发布信息改了一个字节")
        sound = self.shop.head("main")
        self.replace((NUMBER[1], "31家沿街商铺"), DRAFTER, "悄悄改一个数字")
        self.show("sanshen verify", self.shop.run("verify"), re.escape(ARTICLE), 1)
        self.shop.repo.git.reset("-q", "--hard", sound)
        self.scene("又把审签记录改了一个字节")
        self.shop.repo.git.checkout("-q", "sanshen-records")
        record = max((self.shop.root / "reviews/records").rglob("*.json"))
        text = record.read_bytes()
        place = text.index(b"2026-11-23") + len("2026-11-2")
        record.write_bytes(text[:place] + b"2" + text[place + 1 :])
        self.shop.commit("改一个字节", OFFICE)
        self.shop.repo.git.checkout("-q", "main")
        name = record.relative_to(self.shop.root).as_posix()
        self.show("sanshen verify", self.shop.run("verify"), re.escape(name), 1)

    def play(self) -> None:
        """The whole story."""
        self.shop.commit("示例区：人员名册、审签口径与网站外观", OFFICE)
        for part in (self.draft, self.review, self.proof, self.publish, self.cheat):
            part()


def main(words: list[str]) -> int:
    """`demo.py [DIR]`: 0 where every scene ended as it should."""
    started = monotonic()
    with tempfile.TemporaryDirectory(prefix="sanshen-demo-") as scratch:
        folder = Path(words[0]).absolute() if words else Path(scratch)
        if folder.exists() and any(folder.iterdir()):
            print(f"{folder} 不是空的", file=sys.stderr)
            return 2
        folder.mkdir(parents=True, exist_ok=True)
        try:
            files, keys = with_keys(office_files(ROOT), Path(scratch) / "keys")
            demo = Demo(Workshop(folder / "district", files, keys, Clock(START)))
            demo.play()
        except StoryError as failure:
            print(f"\n演示没有按预期进行：{failure}", file=sys.stderr)
            return 1
        print(f"\n演示完毕：{demo.scenes} 幕全部如预期，{monotonic() - started:.0f} 秒。密钥是临时生成的，已经丢弃。")
        if words:
            print(f"仓库在 {folder / 'district'}，网站在 {folder / 'site'}。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
