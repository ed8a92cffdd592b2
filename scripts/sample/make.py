"""Make the sample district anew: every signature and record by the real commands, with keys made here and thrown away.

Reads content/, reviews/ (without statements and ledger) and mkdocs.yml of this checkout; writes the new public keys, statements and
ledger into reviews/, and the repository that all this grew in as district.bundle.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from story import DRAFT, HERE, Step, Story, read_story, versions
from workshop import ROOT, Clock, StoryError, Workshop, office_files, with_keys

from sanshen.evidence.statements import FOLDER as STATEMENTS
from sanshen.reading.article import read_article, wanted_files

BUNDLE = HERE / "district.bundle"
BEGINNING = datetime(2026, 8, 28, 1, 0, tzinfo=UTC)
MORNING = time(9, 10)
PAUSES = (8, 13, 21, 34, 17, 26, 11)
"""Minutes between the acts of one step, so that the sheets read like a working day."""


class Maker:
    """Plays the story in one workshop."""

    def __init__(self, shop: Workshop, story: Story) -> None:
        self.shop, self.story = shop, story
        self.acts = 0

    def play(self) -> None:
        """Every step, in order."""
        self.shop.commit("示例区：人员名册、审签口径与网站外观", self.story.merged_by)
        for number, step in enumerate(self.story.steps, start=1):
            print(f"[{number}/{len(self.story.steps)}] {step.day} {step.path}", flush=True)
            self._begin(step)
            branch = f"{step.by}/{Path(step.path).stem}"
            self.shop.branch(branch)
            if step.takedown:
                self._take_down(step)
            else:
                self._publish(step)
            self.shop.must("gate", "--base", "main", "--head", "HEAD")
            self.shop.merge(branch, f"合并 {step.path}", self.story.merged_by)
            self._pause()
            recorded = self.shop.record()
            if recorded.code != 0:
                raise StoryError(recorded.out + recorded.err)

    def _begin(self, step: Step) -> None:
        """In the morning, or where the day's work before has come to."""
        zone, now = ZoneInfo(self.shop.policy.time_zone), self.shop.clock.now()
        morning = datetime.combine(step.day, MORNING, zone).astimezone(UTC)
        self.shop.clock.move_to(max(morning, now) if now.astimezone(zone).date() == step.day else morning)

    def _pause(self) -> None:
        self.shop.clock.pass_minutes(PAUSES[self.acts % len(PAUSES)])
        self.acts += 1

    def _take_down(self, step: Step) -> None:
        self.shop.must("takedown", step.takedown, "--reason", step.reason, "--note", step.note, "--by", step.by)
        self.shop.commit(f"撤下 {step.takedown}", step.by)
        self._pause()
        self._sign(step.by, step.takedown)

    def _publish(self, step: Step) -> None:
        texts = dict(versions(_source(step.article).read_text("utf-8"), self.story, step))
        self.shop.write({step.article: texts[DRAFT].encode(), **_bundle(self.shop, step.article)})
        self.shop.commit(f"起草 {step.article}", step.by)
        unit, grade = self._filed(step.article, texts[DRAFT])
        for stage in self.shop.policy.grades[grade].stages:
            self._pause()
            person = self.shop.signer(stage, unit)
            if stage in texts:
                self.shop.write({step.article: texts[stage].encode()})
                self.shop.commit(f"修改 {step.article}", person)
                self._pause()
            self._sign(person, step.article)
        self._pause()

    def _sign(self, person: str, path: str) -> None:
        answer = self.shop.sign(person, path)
        if answer.code != 0:
            raise StoryError(f"{person} {path}\n{answer.out}{answer.err}")

    def _filed(self, path: str, text: str) -> tuple[str, str]:
        """The unit whose people sign, and the grade."""
        reading = read_article(path, text.encode(), {}, self.shop.policy, unit_ids=tuple(self.shop.roster.units))
        article = reading.article or reading.draft
        grade = self.shop.policy.grade_id(article.meta.grade) if article is not None else None
        if article is None or grade is None:
            raise StoryError(f"{path} cannot be read")
        return article.meta.unit or path.split("/")[1], grade


def _source(path: str) -> Path:
    """Where the final text is kept: in content/, or in withdrawn/ for what is no longer published."""
    place = ROOT / path
    return place if place.exists() else HERE / "withdrawn" / Path(path).name


def _bundle(shop: Workshop, path: str) -> dict[str, bytes]:
    wanted = wanted_files(path, _source(path).read_bytes(), shop.policy)
    return {name: (ROOT / name).read_bytes() for name in wanted if not name.endswith(".md")}


def _hand_over(shop: Workshop) -> None:
    """Replace the statements, the ledger and the roster of this checkout by those of the workshop's main."""
    shop.repo.git.checkout("-q", "main")
    for grown in (ROOT / STATEMENTS, ROOT / "reviews/ledger"):
        shutil.rmtree(grown, ignore_errors=True)
    shutil.copytree(shop.root / "reviews", ROOT / "reviews", dirs_exist_ok=True)
    fresh = BUNDLE.with_suffix(".tmp")
    shop.repo.git.bundle("create", "-q", str(fresh), "main", "sanshen-records")
    fresh.replace(BUNDLE)


def _require_same_content(shop: Workshop) -> None:
    """StoryError where an article of content/ is in no step of the story, or another text was published."""
    made, here = (
        {p.relative_to(root).as_posix(): p.read_bytes() for p in (root / "content").rglob("*") if p.is_file()}
        for root in (shop.root, ROOT)
    )
    different = sorted(name for name in made.keys() | here.keys() if made.get(name) != here.get(name))
    if different:
        raise StoryError("not as in content/: " + ", ".join(different))


def main() -> int:
    """Play the story, verify the result, hand it over; 1 where a step failed and nothing was changed."""
    started = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="sanshen-sample-") as name:
        folder = Path(name)
        try:
            files, keys = with_keys(office_files(ROOT), folder / "keys")
            shop = Workshop(folder / "district", files, keys, Clock(BEGINNING))
            Maker(shop, read_story()).play()
            shop.repo.git.checkout("-q", "main")
            _require_same_content(shop)
            print(shop.must("check").out + shop.must("verify", "--all-history").out, end="")
            _hand_over(shop)
        except StoryError as failure:
            print(f"样例没有做成：{failure}", file=sys.stderr)
            return 1
    seconds = (datetime.now(UTC) - started) / timedelta(seconds=1)
    print(f"样例已重新生成（{seconds:.0f} 秒）：reviews/ 与 {BUNDLE.relative_to(ROOT)}，{BUNDLE.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
