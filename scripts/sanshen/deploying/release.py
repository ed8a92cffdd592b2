"""A built site as its signed manifest describes it: nothing of it is believed before the signature holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from typing import Final

import msgspec

from sanshen.model.errors import BlockedError
from sanshen.model.text import Text
from sanshen.records.seal import problem
from sanshen.site.manifest import NAMESPACE, PARTS, ROOT, SIGNATURE, Listed, Manifest, UnitManifest, encode

ReadFile = Callable[[str], bytes | None]
"""A file's name in the site → its bytes, None where there is none."""
KeysOf = Callable[[str], Collection[str]]
"""The revision a manifest names → the public key lines that may have signed it."""
ARTICLE: Final = "article"
_BUILD_AGAIN: Final = Text("请用登记的发布密钥重新构建：sanshen build --key", "build it again with a listed pipeline key")


class Release(msgspec.Struct, frozen=True):
    """One built site. `files`: the name of every file → SHA-256 (hex), the manifest itself and its signature included.

    `pages`: the pages that answer for an article (name → kind and 校验码). `digest` is that of `manifest.json`.
    """

    manifest: Manifest
    digest: str
    files: Mapping[str, str]
    pages: Mapping[str, Listed]

    @property
    def revision(self) -> str:
        """The commit it was built from."""
        return self.manifest.revision

    @property
    def content(self) -> str:
        """SHA-256 (hex) of all that readers see, whatever revision it was built from."""
        return hashlib.sha256(encode(msgspec.structs.replace(self.manifest, revision=""))).hexdigest()


def is_safe(name: str) -> bool:
    """Whether a name stays inside its folder and can be spelt in a list of digests, one a line."""
    parts = name.split("/")
    return name.isprintable() and "\\" not in name and not {"", ".", ".."} & set(parts)


def _hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refused(what: Text) -> BlockedError:
    return BlockedError(Text("网站不能上线：", "the site is not deployed: ") + what, _BUILD_AGAIN)


def read_release(read: ReadFile, keys_of: KeysOf) -> Release:
    """The site whose files `read` answers for. Raises BlockedError for one that is not whole, or not signed by one of the keys."""
    root, signature = read(ROOT), read(SIGNATURE)
    if root is None:
        raise BlockedError(
            Text(f"没有 {ROOT}：不是构建好的网站", f"there is no {ROOT}: no built site"),
            Text("先运行 sanshen build，或用 --site-dir、--archive 指明", "run sanshen build first, or name --site-dir or --archive"),
        )  # fmt: skip
    if signature is None:
        raise _refused(Text(f"{ROOT} 没有签名", f"{ROOT} is not signed"))
    try:
        manifest = msgspec.json.decode(root, type=Manifest)
        wrong = problem(root, signature.decode("ascii"), keys_of(manifest.revision), NAMESPACE)
    except (ValueError, msgspec.MsgspecError) as error:
        raise _refused(Text(f"{ROOT} 读不出来", f"{ROOT} cannot be read")) from error
    if wrong is not None:
        raise _refused(Text(f"{ROOT} ", f"{ROOT}: ") + wrong)
    files = {ROOT: _hex(root), SIGNATURE: _hex(signature), **manifest.files}
    pages: dict[str, Listed] = {}
    for unit, part in manifest.units.items():
        data = read(part.path)
        if part.path != f"{PARTS}/{unit}.json" or data is None or _hex(data) != part.sha256:
            raise _refused(Text(f"{part.path} 缺失或被改过", f"{part.path} is missing or has been changed"))
        listed = msgspec.json.decode(data, type=UnitManifest).files
        files |= {part.path: part.sha256, **{name: one.sha256 for name, one in listed.items()}}
        pages |= {name: one for name, one in listed.items() if one.kind}
    odd = next((name for name in files if not is_safe(name)), None)
    if odd is not None:
        raise _refused(Text(f"文件名不能使用：{odd!r}", f"a file name that cannot be used: {odd!r}"))
    return Release(manifest, _hex(root), files, pages)
