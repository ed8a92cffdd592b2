"""The environments that git runs in: the user's own for finding the repository, an empty one for everything else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

_SYSTEM: Final = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH")
"""What a program needs to start at all."""

_USER: Final = ("HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SSH_AUTH_SOCK", "SSH_ASKPASS")
_WHERE: Final = (
    "GIT_DIR",
    "GIT_COMMON_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
)
"""Which repository is meant, as a hook is told it."""

_CONFIG: Final = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT")

_STRICT: Final = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_ATTR_NOSYSTEM": "1",
}
_ALWAYS: Final = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": "/dev/null/none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_ADVICE": "0",
    "LC_ALL": "C",
    "LANGUAGE": "C",
}


def _taken(env: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: env[name] for name in names if name in env}


def system_environment(env: Mapping[str, str]) -> dict[str, str]:
    """What decides which program is started, and nothing else."""
    return _taken(env, _SYSTEM)


def finding_environment(env: Mapping[str, str]) -> dict[str, str]:
    """For finding the repository only: the user's own configuration counts, for `safe.directory` is set there."""
    numbered = tuple(name for name in env if name.startswith(("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")))
    return {**_taken(env, _SYSTEM + _USER + _WHERE + _CONFIG + numbered), **_ALWAYS}


def sealed_environment(env: Mapping[str, str], git_dir: Path) -> dict[str, str]:
    """For the sealed store: no configuration, attributes, replacements or grafts from anywhere."""
    return {**_taken(env, _SYSTEM), **_STRICT, **_ALWAYS, "GIT_DIR": str(git_dir)}


def real_environment(env: Mapping[str, str], where: Mapping[str, str]) -> dict[str, str]:
    """For the real repository's refs, index and writing; `where` names it by absolute paths."""
    return {**_taken(env, _SYSTEM), **_STRICT, **_ALWAYS, **where}
