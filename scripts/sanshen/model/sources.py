"""Reprint sources (稿源): from whom a text may be reprinted, by validity date (Art. 18)."""

# Annotations are no strings here: msgspec would have to compile each of them, in every run that opens the office.
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

import msgspec

from sanshen.model.data import Data, Identifier

Host = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$(?!\n)",
        max_length=253,
        description="小写域名，例如 www.gov.cn，不带协议、端口和路径",
    ),
]


def host_within(host: str, domain: str) -> bool:
    """Whether `host` is `domain` or a name below it: `www.cq.gov.cn` is within `gov.cn`, `gov.cn.example.com` is not."""
    name = host.casefold().removesuffix(".")
    return name == domain or name.endswith("." + domain)


class SourceList(Data, frozen=True):
    """One published edition of a list of sources; entries that name it are valid only within its dates."""

    name: str
    from_: date | None = msgspec.field(default=None, name="from")
    until: date | None = None


class ReprintSource(Data, frozen=True):
    """One source. `any-name`: whoever publishes under these hosts (a government domain), whatever they are called."""

    name: str
    hosts: tuple[Host, ...]
    kind: Literal["government", "party", "media", "platform"]
    aliases: tuple[str, ...] = ()
    any_name: bool = False
    from_: date | None = msgspec.field(default=None, name="from")
    until: date | None = None
    list_: Identifier | None = msgspec.field(default=None, name="list")
    """The edition of the list it stands on."""
    note: str = ""

    def active_on(self, day: date) -> bool:
        """Whether the entry's own dates hold on that day (both ends included); see `Sources.active` for its list's."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)

    def named(self, name: str) -> bool:
        """Whether a source of that name is this one."""
        return self.any_name or name == self.name or name in self.aliases

    def owns(self, host: str) -> bool:
        """Whether the host is one of this source's, or below one."""
        return any(host_within(host, domain) for domain in self.hosts)


class Sources(Data, frozen=True):
    """The whole of `reviews/sources.yml`."""

    sources: tuple[ReprintSource, ...] = ()
    lists: Mapping[Identifier, SourceList] = {}

    def active(self, day: date) -> Iterator[ReprintSource]:
        """The sources valid on that day: by their own dates and by those of the list they stand on."""
        for source in self.sources:
            edition = self.lists.get(source.list_) if source.list_ else None
            if not source.active_on(day) or (source.list_ and edition is None):
                continue
            if edition and (
                (edition.from_ is not None and day < edition.from_) or (edition.until is not None and day > edition.until)
            ):
                continue
            yield source

    def find(self, name: str, day: date) -> tuple[ReprintSource, ...]:
        """The sources of that very name (or alias) valid on that day; those of `any-name` do not count here."""
        return tuple(one for one in self.active(day) if name == one.name or name in one.aliases)

    def covers(self, name: str, host: str, day: date) -> bool:
        """Whether a text of `name` published at `host` may be reprinted on that day."""
        return any(one.named(name) and one.owns(host) for one in self.active(day))
