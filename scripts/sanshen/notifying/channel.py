"""One way of telling people: opened from an Apprise address in the environment, which holds its secrets.

An address with a secret in it is used only where the secret travels encrypted, or does not leave this machine.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

from sanshen.model.errors import UsageError
from sanshen.model.text import Text

if TYPE_CHECKING:
    from apprise import NotifyBase

Way = Literal["email", "webhook"]
VARIABLES: Final[Mapping[Way, str]] = {"email": "SANSHEN_NOTIFY_EMAIL", "webhook": "SANSHEN_NOTIFY_WEBHOOK"}
_EXAMPLES: Final[Mapping[Way, str]] = {
    "email": "mailtos://账号:密码@smtp.example.gov.cn:465?from=notice@example.gov.cn&mode=ssl",
    "webhook": "jsons://host/path、wecombot://KEY、feishu://TOKEN、dingtalk://TOKEN",
}
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_LOGGER: Final = "apprise"
_PATIENCE: Final[Mapping[str, str]] = {"cto": "6", "rto": "10"}
"""Seconds for reaching a service and for its answer, where the address says nothing else: everybody is tried in turn."""


class Channel:
    """An open way. Its representation shows no secret."""

    def __init__(self, way: Way, address: Mapping[str, Any]) -> None:
        self.way = way
        self._address = address

    def __repr__(self) -> str:
        return f"Channel({self.way!r})"

    def send(self, to: str, subject: str, body: str) -> Text | None:
        """Tell `to` (an e-mail address; webhooks have their own); why it did not arrive, None where it did.

        Both texts are plain: nothing in them is markup, and the subject is one line.
        """
        more = {"targets": [to]} if self.way == "email" else {}
        try:
            notifier = _notifier({**self._address, **more, "format": "text"})
            arrived = notifier is not None and notifier.notify(title=subject, body=body, body_format="text")
        except (OSError, ValueError, TypeError) as error:
            return Text(f"发送出错（{type(error).__name__}）", f"sending failed ({type(error).__name__})")
        if arrived:
            return None
        return Text("对方服务没有接受（或连接不上）", "the service did not take it, or cannot be reached")


def open_channel(way: Way, env: Mapping[str, str]) -> Channel:
    """The way that the environment opens; UsageError where its variable is missing, malformed or would betray its secret."""
    variable = VARIABLES[way]
    given = env.get(variable, "").strip()
    advice = Text(f"写成 Apprise 地址，例如 {_EXAMPLES[way]}", f"give an Apprise address, for example {_EXAMPLES[way]}")
    if not given:
        raise UsageError(Text(f"环境变量 {variable} 未设置", f"{variable} is not set"), advice)
    address = _parsed(given)
    notifier = (
        _notifier({**address, "targets": ["somebody@example.gov.cn"]} if way == "email" else address) if address else None
    )
    if notifier is None or (way == "email") != _is_mail(notifier):
        raise UsageError(Text(f"环境变量 {variable} 不是可用的地址", f"{variable} is not a usable address"), advice)
    if _betrays(notifier, address):
        raise UsageError(
            Text(
                f"环境变量 {variable} 里的密码或令牌会以明文、或不核对证书就发往其他机器",
                f"{variable} would send its secret unencrypted or to whoever answers",
            ),
            Text("改用加密的写法：mailtos://、jsons:// 等", "use the encrypted form: mailtos://, jsons:// and so on"),
        )
    return Channel(way, address)


def _parsed(given: str) -> Mapping[str, Any]:
    """The address taken apart, empty where it is none."""
    from apprise import Apprise

    _be_quiet()
    made = Apprise.instantiate(given, suppress_exceptions=True)
    if made is None:
        return {}
    plain = made.url(privacy=False)  # type: ignore[no-untyped-call]  # a service's own https address becomes Apprise's way of writing it
    return {**_PATIENCE, **(type(made).parse_url(plain) or {}), "schema": plain.partition("://")[0].lower()}


def _notifier(address: Mapping[str, Any]) -> NotifyBase | None:
    from apprise import Apprise, AppriseAsset

    _be_quiet()
    asset = AppriseAsset(app_id="sanshen", app_desc="sanshen", app_url="")
    found: NotifyBase | None = Apprise.instantiate(dict(address), asset=asset, suppress_exceptions=True)
    return found


def _is_mail(notifier: NotifyBase) -> bool:
    from apprise.plugins.email.base import NotifyEmail

    return isinstance(notifier, NotifyEmail)


def _betrays(notifier: NotifyBase, address: Mapping[str, Any]) -> bool:
    """Whether a secret would leave this machine unencrypted. A relay that asks for no password knows no secret."""
    if getattr(notifier, "smtp_host", None) or address.get("host"):
        host = str(getattr(notifier, "smtp_host", None) or address.get("host")).lower().strip("[]")
        if host in _LOOPBACK:
            return False
    if not notifier.verify_certificate:
        return True  # whoever stands in between would be told
    if _is_mail(notifier):
        return bool(notifier.password) and getattr(notifier, "secure_mode", "insecure") == "insecure"
    plain = notifier.protocol or ()
    return address["schema"] in ((plain,) if isinstance(plain, str) else tuple(plain))


def _be_quiet() -> None:
    """What Apprise logs may hold addresses and answers of other machines: nothing of it is shown."""
    logger = logging.getLogger(_LOGGER)
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
