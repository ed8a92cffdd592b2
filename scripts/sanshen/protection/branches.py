"""The protected branch and the branch of records: what GitHub must refuse to everybody."""

from __future__ import annotations

from typing import Final

from sanshen.evidence.status_log import CONTEXT
from sanshen.model.text import Text
from sanshen.protection.demand import Demand
from sanshen.protection.rulesets import (
    ONLY_KEYS,
    dismissing,
    gate_lacking,
    lacking,
    main_rules,
    of_type,
    records_rules,
)

MAIN_RULESET: Final = "sanshen-main"
PUSH_RULESET: Final = "sanshen-records-push"
KEEP_RULESET: Final = "sanshen-records-keep"
_RULES: Final = Text("Settings → Rules → Rulesets", "Settings → Rules → Rulesets")


def _click(name: str, what: Text) -> Text:
    return _RULES + Text(f" → {name}：", f" → {name}: ") + what


_ON: Final = Text("Enforcement 选 Active，Target 含该分支，", "enforcement Active, target includes the branch, ")

DEMANDS: Final = (
    Demand(
        id="main-gate-check",
        title=Text(f"主线必需检查 {CONTEXT}，来源限定为本区的 App", f"{CONTEXT} is required on main, from the district's App"),
        why=Text(
            "否则没有判定也能合并；来源不限定时，凡能推分支的人都能自己发一个“通过”",
            "without it anything merges; without its source named, whoever can push a branch can post a success",
        ),
        threats=("T52", "T53"),
        by_hand=_click(
            MAIN_RULESET,
            _ON + Text(f"Require status checks：{CONTEXT}，来源选 App", f"Require status checks: {CONTEXT}, source: the App"),
        ),
        find=gate_lacking,
    ),
    Demand(
        id="main-pull-request",
        title=Text("主线只能经合并请求改动", "main changes by pull request only"),
        why=Text("否则有写权限的人可直接推送，不经审签", "otherwise a writer pushes straight to main"),
        threats=("T54",),
        by_hand=_click(
            MAIN_RULESET,
            _ON + Text("Require a pull request before merging（批准数 0）", "Require a pull request (0 approvals)"),
        ),
        find=lacking(main_rules, of_type("pull_request")),
    ),
    Demand(
        id="main-no-force-push",
        title=Text("主线禁止强推", "no force push to main"),
        why=Text("否则审签过的历史可被改写", "otherwise signed history can be rewritten"),
        threats=("T54", "T55a"),
        by_hand=_click(MAIN_RULESET, _ON + Text("勾选 Block force pushes", "tick Block force pushes")),
        find=lacking(main_rules, of_type("non_fast_forward")),
    ),
    Demand(
        id="main-no-deletion",
        title=Text("主线禁止删除", "main cannot be deleted"),
        why=Text("否则可删去主线再建一条，绕开历史", "otherwise main can be deleted and founded anew"),
        threats=("T54", "T55a"),
        by_hand=_click(MAIN_RULESET, _ON + Text("勾选 Restrict deletions", "tick Restrict deletions")),
        find=lacking(main_rules, of_type("deletion")),
    ),
    Demand(
        id="main-keeps-approvals",
        title=Text("“有新提交时撤销旧批准”关闭", '"dismiss stale approvals" is off'),
        why=Text(
            "签署是否仍有效由闸门按内容判定；GitHub 代为撤销会被当作退回，也抹去了签署人的原话",
            "the gate judges by content whether a sign-off stands; GitHub's dismissal counts as an objection nobody made",
        ),
        threats=("T28",),
        by_hand=_click(
            MAIN_RULESET,
            Text(
                "Require a pull request 之下取消 Dismiss stale pull request approvals",
                "untick Dismiss stale pull request approvals",
            ),
        ),
        find=dismissing,
    ),
    Demand(
        id="records-push",
        title=Text("审签记录分支只有部署密钥可推", "only deploy keys push to the branch of records"),
        why=Text(
            "否则有写权限的人能往记录里塞东西，使验证失败、网站停更",
            "otherwise a writer puts things among the records, and proof and publishing fail",
        ),
        threats=("T56",),
        by_hand=_click(
            PUSH_RULESET,
            _ON
            + Text(
                "勾选 Restrict updates；Bypass list 只加 Deploy keys", "tick Restrict updates; bypass list: deploy keys only"
            ),
        ),
        find=lacking(records_rules, of_type("update"), ONLY_KEYS),
    ),
    Demand(
        id="records-creation",
        title=Text("审签记录分支只有部署密钥可建", "only deploy keys create the branch of records"),
        why=Text("否则第一条记录之前，谁都能先建一条假的", "otherwise anybody founds a false one before the first record"),
        threats=("T56",),
        by_hand=_click(
            PUSH_RULESET,
            _ON
            + Text(
                "勾选 Restrict creations；Bypass list 只加 Deploy keys",
                "tick Restrict creations; bypass list: deploy keys only",
            ),
        ),
        find=lacking(records_rules, of_type("creation"), ONLY_KEYS),
    ),
    Demand(
        id="records-no-force-push",
        title=Text("审签记录分支禁止强推，部署密钥也不行", "no force push to the records, not even by the deploy key"),
        why=Text("否则记录可被改写", "otherwise records can be rewritten"),
        threats=("T56",),
        by_hand=_click(
            KEEP_RULESET, _ON + Text("勾选 Block force pushes；Bypass list 留空", "tick Block force pushes; empty bypass list")
        ),
        find=lacking(records_rules, of_type("non_fast_forward")),
    ),
    Demand(
        id="records-no-deletion",
        title=Text("审签记录分支禁止删除，部署密钥也不行", "the records cannot be deleted, not even by the deploy key"),
        why=Text("否则全部记录可一次抹去", "otherwise all records can be wiped out at once"),
        threats=("T56",),
        by_hand=_click(
            KEEP_RULESET, _ON + Text("勾选 Restrict deletions；Bypass list 留空", "tick Restrict deletions; empty bypass list")
        ),
        find=lacking(records_rules, of_type("deletion")),
    ),
)
