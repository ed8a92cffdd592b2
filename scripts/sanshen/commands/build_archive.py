"""`sanshen build --archive FILE`: the site that was just built, as one file to carry elsewhere."""

from __future__ import annotations

from pathlib import Path

from sanshen.commands.desk import Desk
from sanshen.model.errors import UsageError
from sanshen.model.text import Text


def required_key(key: Path | str | None) -> Path:
    """The key that signs the site; UsageError without one: what travels without a signature is believed nowhere."""
    if not key:
        raise UsageError(
            Text("归档与网站的每一份都须由发布密钥签名", "an archive and a part of a site must be signed by a pipeline key"),
            Text("请用 --key FILE 或环境变量 SANSHEN_PIPELINE_KEY 指明", "give --key FILE or set SANSHEN_PIPELINE_KEY"),
        )
    return Path(key)


def pack(site: Path, out: Path, key: Path, desk: Desk) -> None:
    """Write `out` from the site in `site`, which was signed with `key`; every byte is compared with the manifest on the way."""
    from sanshen.deploying.archive import write_archive
    from sanshen.deploying.folder import verified
    from sanshen.records.seal import key_line

    signer = (key_line(desk.root / key, desk.env),)
    place = desk.root / out
    write_archive(site, verified(site, lambda _: signer), place)
    desk.warn(Text(f"已写归档 {place}", f"archive written: {place}"))
