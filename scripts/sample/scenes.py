"""A working day in a scratch district, told by the real commands, for the pictures of the manuals."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from workshop import ROOT, Answer, Clock, StoryError, Workshop, office_files, with_keys

from sanshen.reading.article import wanted_files

START = datetime(2026, 11, 19, 1, 10, tzinfo=UTC)
DRAFTER, FIRST, DEPUTY, HEAD, OFFICE = "wang.zhiyuan", "ma.xiaoyan", "li.wenbo", "chen.jianing", "tang.shuyi"
PUBLISHED = "content/liangshan/news/2026/winter-fire-check.md"
WAITING = "content/liangshan/news/2026/elderly-canteen.md"
LATE = "content/liangshan/notice/2026/gas-check.md"
RETURNED = "content/liangshan/policy/2026/lift-guide.md"
FAULTY = "content/liangshan/news/2026/street-market.md"
MESSAGE = "签署"
REASON = "第二段的时间与通知原文不一致，请核对"
MISTAKES = """
梁山街道近日组织志愿者走访辖区菜市场，了解群众的买菜需求。

街道卫计委工作人员随行。一名摊主说，他家的姜茶全网最低，[欢迎选购](http://shop.example/jiangcha)。
"""


class Scenes:
    """The district on one day; `printed` holds what each command was and printed, by the picture's name."""

    def __init__(self, folder: Path) -> None:
        files, keys = with_keys(office_files(ROOT), folder / "keys")
        self.shop = Workshop(folder / "district", files, keys, Clock(START))
        self.folder = folder
        self.printed: dict[str, tuple[str, str]] = {}

    def play(self) -> None:
        """The whole day; StoryError where a command answers otherwise than expected."""
        self.shop.commit("示例区：人员名册、审签口径与网站外观", OFFICE)
        self._publish()
        self._fault()
        self._open()
        self._look()

    # -- the day ------------------------------------------------------------------------------------------------------

    def _publish(self) -> None:
        self._draft(PUBLISHED, "gao/xiaofang-jiancha")
        for stage in self.shop.policy.grades["general"].stages:
            self._sign(self.shop.signer(stage, "liangshan"), PUBLISHED)
        self.shop.merge("gao/xiaofang-jiancha", "合并", OFFICE)
        self._expect(self.shop.record(), 0)
        self._keep("verify", 0, "verify")
        self.shop.must("build", "--site-dir", str(self.folder / "site"))

    def _fault(self) -> None:
        """An editor writes what may not be published; the check says so."""
        self.shop.branch("street-market")
        self._keep("new", 0, "new", "liangshan/news", "street-market", "--title", "梁山街道走访辖区菜市场")
        place = self.shop.root / FAULTY
        head = place.read_text("utf-8").partition("\n（在此撰写正文")[0]
        place.write_text(head + MISTAKES, "utf-8")
        self._keep("check", 1, "check", FAULTY)
        place.unlink()
        self.shop.repo.git.checkout("-q", "main")

    def _open(self) -> None:
        """Three changes at three stages: one late, one returned, one whose turn has just begun."""
        self._draft(LATE, "gao/ranqi-jiancha")
        self._sign(FIRST, LATE)
        self.shop.clock.pass_minutes(4 * 24 * 60)
        self._draft(RETURNED, "gao/zengshe-dianti")
        self._sign(FIRST, RETURNED)
        self._object(DEPUTY, RETURNED)
        self.shop.clock.pass_minutes(3 * 60)
        self._draft(WAITING, "gao/laonian-shitang")
        self._sign(FIRST, WAITING)
        key = str(self.shop.keys.private[HEAD])
        self._keep("early", 1, "sign", WAITING, key=key)
        self._keep("sign", 0, "sign", WAITING, key=str(self.shop.keys.private[DEPUTY]))
        self.shop.commit(MESSAGE, DEPUTY)

    def _look(self) -> None:
        self._keep("status", 1, "status")
        self.shop.must("preview", "--base", "main", "--head", "HEAD", "--out", str(self.folder / "preview"))
        self.shop.clock.pass_minutes(40)
        self._keep("board", 0, "status", "--all")
        self.shop.must("status", "--all", "--format", "html", "--out", str(self.folder / "board.html"))
        self._keep("explain", 0, "policy", "explain", "--grade", "重大", "--unit", "liangshan")
        self._keep("lexicon", 0, "lexicon", "test", "到街道卫计委办理")

    # -- acting -------------------------------------------------------------------------------------------------------

    def _draft(self, article: str, branch: str) -> None:
        """One drafter brings an article of the sample and its pictures on a branch of its own."""
        self.shop.branch(branch)
        names = {article, *wanted_files(article, (ROOT / article).read_bytes(), self.shop.policy)}
        self.shop.write({name: (ROOT / name).read_bytes() for name in names})
        self.shop.commit("起草", DRAFTER)
        self.shop.clock.pass_minutes(15)

    def _sign(self, person: str, article: str) -> None:
        self.shop.clock.pass_minutes(35)
        self._expect(self.shop.run("sign", article, "--key", str(self.shop.keys.private[person])), 0)
        self.shop.commit(MESSAGE, person)

    def _object(self, person: str, article: str) -> None:
        self.shop.clock.pass_minutes(20)
        words = ("sign", article, "--object", REASON)
        self._keep("object", 0, *words, key=str(self.shop.keys.private[person]))
        self.shop.commit("退回，请核对时间", person)

    def _keep(self, name: str, code: int, *words: str, key: str = "") -> None:
        """Run a command and keep what it printed under `name`; the scratch folder of the keys is shown as ~/.ssh."""
        given = (*words, "--key", key) if key else words
        answer = self.shop.run(*given)
        self._expect(answer, code)
        keys, shown = str(self.folder / "keys"), "~/.ssh"
        self.printed[name] = " ".join(("sanshen", *given)).replace(keys, shown), (answer.out + answer.err).replace(keys, shown)

    def _expect(self, answer: Answer, code: int) -> None:
        if answer.code != code:
            raise StoryError(f"expected exit {code}, not {answer.code}\n{answer.out}{answer.err}")
