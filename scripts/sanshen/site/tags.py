"""Page tags (网页标签) of the national page standard: 国办发〔2017〕47号, appendix on page tags."""

from __future__ import annotations

from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sanshen.site.addresses import file_address, page_address
from sanshen.site.edition import Published, Setting
from sanshen.site.look import Look
from sanshen.site.structure import Sign

REPEATABLE: Final = frozenset({"Image"})
"""Tags that may stand on a page more than once."""


class Tag(NamedTuple):
    """One `<meta name content>`."""

    name: str
    content: str


def site_tags(look: Look) -> tuple[Tag, ...]:
    """SiteName, SiteDomain, SiteIDCode: on every page. What mkdocs.yml does not give is left out and reported."""
    found = (
        Tag("SiteName", look.site_name),
        Tag("SiteDomain", look.extra.site_domain),
        Tag("SiteIDCode", look.extra.site_code),
    )
    return tuple(tag for tag in found if tag.content)


def column_tags(owner: str, column: Sign) -> tuple[Tag, ...]:
    """ColumnName, ColumnDescription, ColumnKeywords, ColumnType of a unit's column: on its lists and articles."""
    description = f"{owner}“{column.name}”栏目，公开发布{owner}的{column.type_name}信息。"
    return named_tags(column.name, description, (owner, column.name, column.type_name), column.type_name)


def named_tags(name: str, description: str, keywords: tuple[str, ...], kind: str) -> tuple[Tag, ...]:
    """The same four tags for any other list page: a unit's home, a keyword, a month."""
    return (
        Tag("ColumnName", name),
        Tag("ColumnDescription", description),
        Tag("ColumnKeywords", ",".join(dict.fromkeys(keywords))),
        Tag("ColumnType", kind),
    )


def article_tags(article: Published, setting: Setting) -> tuple[Tag, ...]:
    """ArticleTitle, PubDate (24-hour local time), ContentSource, and the optional ones that the article has something for."""
    look = setting.look
    pictures = [look.site_url + file_address(one.path) for one in article.attachments if one.embedded]
    zone = ZoneInfo(setting.time_zone)
    required = (
        Tag("ArticleTitle", article.title),
        *(Tag("PubDate", at.astimezone(zone).strftime("%Y-%m-%d %H:%M")) for at in article.times[:1]),
        Tag("ContentSource", article.source.name),
    )
    optional = (
        Tag("Keywords", ",".join(article.keywords)),
        Tag("Author", article.editor),
        Tag("Description", article.summary),
        *(Tag("Image", picture) for picture in pictures if look.site_url),
        Tag("Url", look.site_url + page_address(article.path) if look.site_url else ""),
    )
    return (*required, *(tag for tag in optional if tag.content))
