"""The environments: what lies in them can be had from the protected branch alone, and lies nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from sanshen.evidence.access import SEAL_VARIABLE
from sanshen.evidence.app_token import ID_VARIABLE, KEY_VARIABLE
from sanshen.model.text import Text
from sanshen.notifying.channel import VARIABLES as NOTIFYING
from sanshen.protection.demand import GATE, PAGES, PUBLISHING, Demand, District
from sanshen.protection.settings import BranchPattern, Environment, Settings

RECORDS_KEY: Final = "SANSHEN_RECORDS_KEY"
PIPELINE_KEY: Final = "SANSHEN_PIPELINE_KEY"
ROOT: Final = "SANSHEN_ROOT"
SECRETS: Final[Mapping[str, tuple[str, ...]]] = {GATE: (KEY_VARIABLE,), PUBLISHING: (PIPELINE_KEY, RECORDS_KEY)}
"""Environment → the secrets that lie in it, and nowhere else."""
DEPLOYING: Final = ("SANSHEN_DEPLOY_TARGET", "SANSHEN_DEPLOY_KEY", "SANSHEN_DEPLOY_HOSTS")
"""Where the district's own server is, the key that may write there, and the server's host keys."""
OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = {GATE: (*NOTIFYING.values(), SEAL_VARIABLE), PUBLISHING: DEPLOYING}
"""Secrets that a district need not have; where it has them, they lie there and nowhere else."""
VARIABLES: Final[Mapping[str, tuple[str, ...]]] = {GATE: (ID_VARIABLE,), PUBLISHING: (ROOT,)}
BRANCH: Final = "branch"
_TYPES: Final = {BRANCH: Text("分支", "branch"), "tag": Text("标签", "tag")}


def undue(environment: Environment, district: District) -> tuple[BranchPattern, ...]:
    """The patterns of an environment that let in anything but the protected branch."""
    return tuple(one for one in environment.patterns if (one.name, one.type) != (district.branch, BRANCH))


def narrow(environment: Environment) -> bool:
    """Whether the environment goes by its own patterns ("any protected branch" is whatever somebody protects)."""
    setting = environment.facts.deployment_branch_policy
    return setting is not None and setting.custom_branch_policies


def admits_main(environment: Environment, district: District) -> bool:
    """Whether a pattern lets in the protected branch by its own name."""
    return any((one.name, one.type) == (district.branch, BRANCH) for one in environment.patterns)


def _open(name: str) -> Callable[[Settings, District], Iterator[Text]]:
    """What is wrong with the environment `name`: missing, open to all, or to more than the protected branch."""

    def find(settings: Settings, district: District) -> Iterator[Text]:
        environment = settings.environments.get(name)
        if environment is None:
            yield Text(f"没有环境 {name}", f"there is no environment {name}")
            return
        if not narrow(environment):
            open_to = "任何受保护的分支" if environment.facts.deployment_branch_policy else "任何分支"
            yield Text(f"环境 {name} 对{open_to}开放", f"the environment {name} is not limited to {district.branch}")
            return
        for one in undue(environment, district):
            kind = _TYPES.get(one.type, Text(one.type, one.type))
            yield Text(
                f"环境 {name} 也对{kind.zh} {one.name} 开放", f"the environment {name} is open to {kind.en} {one.name} too"
            )
        if not admits_main(environment, district):
            yield Text(
                f"环境 {name} 不对 {district.branch} 开放，工作流会停住",
                f"the environment {name} does not admit {district.branch}",
            )

    return find


def _spilt(settings: Settings, district: District) -> Iterator[Text]:
    """A secret outside its environment can be read by any branch's workflow, or by those that another one admits."""
    del district
    held = {name for which in (SECRETS, OPTIONAL) for names in which.values() for name in names}
    for name in sorted(held & settings.secrets):
        yield Text(
            f"机密 {name} 也存在仓库或组织一级，任何分支的工作流都读得到", f"secret {name} also lies outside its environment"
        )
    for where, names in sorted(settings.others.items()):
        for name in sorted(held & names):
            yield Text(f"机密 {name} 也存在环境 {where}", f"secret {name} also lies in the environment {where}")
    for where, environment in sorted(settings.environments.items()):
        for name in sorted((held & environment.secrets) - {*SECRETS.get(where, ()), *OPTIONAL.get(where, ())}):
            yield Text(f"机密 {name} 也存在环境 {where}", f"secret {name} also lies in the environment {where}")


def _absent(which: str) -> Callable[[Settings, District], Iterator[Text]]:
    def find(settings: Settings, district: District) -> Iterator[Text]:
        del district
        environment = settings.environments.get(which)
        secrets = environment.secrets if environment is not None else frozenset()
        variables = environment.variables if environment is not None else frozenset()
        for name in SECRETS[which]:
            if name not in secrets:
                yield Text(f"环境 {which} 里没有机密 {name}", f"the environment {which} lacks the secret {name}")
        for name in VARIABLES[which]:
            if name not in variables:
                yield Text(f"环境 {which} 里没有变量 {name}", f"the environment {which} lacks the variable {name}")

    return find


_WHY: Final = {
    GATE: Text(
        "App 的私钥在这里；别的分支若拿得到，就能以 App 的名义发“通过”",
        "the App's key lies here: whoever has it from another branch posts a success as the App",
    ),
    PUBLISHING: Text(
        "发布私钥和信任根在这里；别的分支若拿得到，就能伪造审签记录",
        "the pipeline key and the root of trust lie here: whoever has them forges records",
    ),
    PAGES: Text(
        "GitHub Pages 由这里发布；对别的分支开放，任何人可绕过记录与证明直接换掉网站",
        "Pages is put up from here: open to other branches, anybody replaces the site without record or proof",
    ),
}
_CLICK: Final = Text("Settings → Environments → ", "Settings → Environments → ")


def _branch_demand(name: str, threats: tuple[str, ...]) -> Demand:
    return Demand(
        id=f"environment-{name}",
        title=Text(f"环境 {name} 只对受保护分支开放", f"the environment {name} is open to the protected branch only"),
        why=_WHY[name],
        threats=threats,
        by_hand=_CLICK
        + Text(
            f"{name}：Deployment branches and tags 选 Selected，只留主线一条",
            f"{name}: Deployment branches and tags: Selected, main only",
        ),
        find=_open(name),
    )


def _content_demand(name: str, title: Text, why: Text) -> Demand:
    listed = ", ".join((*SECRETS[name], *VARIABLES[name]))
    return Demand(
        id=f"secrets-{name}",
        title=title,
        why=why,
        threats=("T53",) if name == GATE else ("T55a", "T56"),
        by_hand=_CLICK
        + Text(f"{name} → Environment secrets / variables：{listed}", f"{name} → Environment secrets / variables: {listed}"),
        find=_absent(name),
        settable=False,
    )


DEMANDS: Final = (
    _branch_demand(GATE, ("T52", "T53")),
    _branch_demand(PUBLISHING, ("T52", "T56")),
    _branch_demand(PAGES, ("T54", "T55")),
    _content_demand(
        GATE,
        Text("App 的编号与私钥在环境 gate 中", "the App's id and key lie in the environment gate"),
        Text(
            "否则判定以 GitHub Actions 的名义发出，谁都能冒充",
            "otherwise the verdict is posted as GitHub Actions, as anybody can",
        ),
    ),
    _content_demand(
        PUBLISHING,
        Text(
            "发布私钥、记录部署密钥、信任根在环境 publishing 中",
            "pipeline key, deploy key and root lie in the environment publishing",
        ),
        Text("否则无法写记录、证明与发布", "otherwise nothing can be recorded, proven or published"),
    ),
    Demand(
        id="secrets-nowhere-else",
        title=Text("这些机密不在别处：仓库、组织、别的环境都没有", "none of these secrets lies anywhere else"),
        why=Text(
            "仓库一级的机密，任何人推一个分支上的工作流就能读走",
            "anybody who pushes a branch with a workflow reads a secret of the repository",
        ),
        threats=("T52", "T53"),
        by_hand=Text(
            "Settings → Secrets and variables → Actions 与 Environments：删去同名机密，并换掉已经暴露的密钥",
            "Settings → Secrets and variables → Actions: delete them there, and replace the keys that were exposed",
        ),
        find=_spilt,
        settable=False,
    ),
)
