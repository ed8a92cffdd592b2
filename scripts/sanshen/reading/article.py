"""Bytes → Article: front matter, Markdown, bundle and both digests, or every reason why not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

import msgspec

from sanshen.model.article import ORIGINAL, Article, BundleFile, Meta, Passage
from sanshen.model.finding import Finding
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.reading import article_path, bundle, claims, digests, front_matter, markdown, tree
from sanshen.reading.front_matter import Parts, UnreadableError, fault
from sanshen.reading.meta import SIGNATURES, MetaReader
from sanshen.reading.meta_passages import meta_passages
from sanshen.reading.passages import passages
from sanshen.reading.strict_yaml import YamlDocument

_BOM = b"\xef\xbb\xbf"


class Reading(msgspec.Struct, frozen=True):
    """What became of the bytes.

    `article` is None where front matter, `signatures` or depth have a fault; faults of the bundle leave it (a file that
    cannot be used counts in the digests by the word for what is wrong with it). `findings`: every fault, SS0001 to SS0007 and
    SS1101. `wanted` are the files it embeds or links. `draft` is what could be read, for content rules alone.
    """

    article: Article | None
    findings: tuple[Finding, ...]
    wanted: tuple[str, ...] = ()
    draft: Article | None = None


def read_article(
    path: str,
    data: bytes,
    bundle_files: Mapping[str, BundleFile | str],
    policy: Policy,
    *,
    unit_ids: Collection[str] = (),
    digested: bool = True,
) -> Reading:
    """Read one article. `bundle_files`: each path of `wanted_files` → the file, or a word for its fault. Never raises.

    `digested`: False where only findings are wanted; the tree and both digests are then empty, which is the digest of nothing.
    """
    named = article_path.check(path)
    place = article_path.parse(path)
    if place is None:
        return Reading(
            None, named or (fault(article_path.RULE, path, 1, 1, Text("不是信息的路径", "not the path of an article")),)
        )
    try:
        parts = front_matter.split(path, data, policy.limits)
        document = front_matter.read(path, parts, policy.limits)
    except UnreadableError as error:
        return Reading(None, named + error.findings)
    reader = MetaReader(path, document, policy, unit_ids)
    meta = reader.read()
    claimed, claim_faults = claims.read(path, parts, document, policy)
    draft, body_faults = _assemble(path, place, data, parts, document, meta, claimed, bundle_files, policy, digested=digested)
    faults = (*named, *reader.findings, *claim_faults, *body_faults)
    usable = not faults
    found = faults + bundle.check(path, draft.passages, bundle_files)
    return Reading(draft if usable else None, found, bundle.wanted(path, draft.passages), draft)


def wanted_files(path: str, data: bytes, policy: Policy) -> tuple[str, ...]:
    """Repository paths of the non-Markdown files that the article embeds, links or names as its original; () where it is unreadable."""
    try:
        parts = front_matter.split(path, data, policy.limits)
        named = _named(path, parts, policy)
    except UnreadableError:
        return ()
    return bundle.wanted(path, (*named, *_seen(parts.body, parts.body_line, policy.limits.nesting)))


def _named(path: str, parts: Parts, policy: Policy) -> tuple[Passage, ...]:
    """The passages of a front matter that may name a file; it is parsed only where it may."""
    if ORIGINAL.rpartition(".")[2] not in parts.front:
        return ()
    return meta_passages(parts, front_matter.read(path, parts, policy.limits))


@lru_cache(maxsize=8)
def _seen(body: str, first_line: int, nesting: int) -> tuple[Passage, ...]:
    """The passages of a body, remembered like its tokens: what it embeds is asked before it is read."""
    return passages(markdown.parse_shared(body, first_line, nesting).tokens)


def _assemble(
    path: str,
    place: article_path.ArticlePath,
    data: bytes,
    parts: Parts,
    document: YamlDocument,
    meta: Meta,
    claimed: Mapping[str, str],
    bundle_files: Mapping[str, BundleFile | str],
    policy: Policy,
    *,
    digested: bool,
) -> tuple[Article, tuple[Finding, ...]]:
    nesting = policy.limits.nesting
    parsed = markdown.parse_shared(parts.body, parts.body_line, nesting)
    seen = _seen(parts.body, parts.body_line, nesting)
    # Only a tree built whole says how deep a text is; without digests it is not built where it cannot be too deep.
    whole = digested or tree.may_reach(parsed.tokens, nesting - 1)
    shape = tree.build(parsed.tokens if whole else (), lambda href: bundle.counted(path, href), nesting)
    named = meta_passages(parts, document)
    wanted = bundle.wanted(path, (*named, *seen))
    files = {name: bundle_files.get(name, bundle.MISSING) for name in wanted}
    listed = [(name, file.digest if isinstance(file, BundleFile) else file) for name, file in files.items()]
    front = (
        {key: value for key, value in dict(document.value).items() if key != SIGNATURES}
        if isinstance(document.value, dict)
        else {}
    )
    article = Article(
        path=path,
        unit=place.unit,
        column=place.column,
        year=place.year,
        slug=place.slug,
        meta=meta,
        front=front,
        claims=claimed,
        source=parts.source,
        body=parts.body,
        body_line=parts.body_line,
        bundle=tuple(file for _, file in sorted(files.items()) if isinstance(file, BundleFile)),
        passages=(*named, *seen),
        canonical=shape.nodes if digested else (),
        substance=digests.substance(path, front, shape.nodes, listed) if digested else "",
        form=digests.form(path, _typed(data, parts, document), listed) if digested else "",
        meta_lines={str(at[0]): line for at, (line, _) in document.marks.items() if len(at) == 1},
    )
    deep = parsed.deep or (parts.body_line if shape.depth >= nesting - 1 else 0)
    too_deep = Text(f"正文嵌套超过 {nesting} 层", f"the text is nested more than {nesting} levels deep")
    most = markdown.MOST_REPEATED
    too_vast = Text(
        f"引用式链接重复的网址合计超过 {most} 个字符", f"references repeat more than {most} characters of addresses"
    )
    found = ((deep, too_deep), (parsed.vast, too_vast))
    return article, tuple(fault(front_matter.LIMIT, path, line, 1, what) for line, what in found if line)


def _typed(data: bytes, parts: Parts, document: YamlDocument) -> bytes:
    """The file as typed, without the lines of `signatures`; a byte order mark counts."""
    mark = _BOM if data.startswith(_BOM) else b""
    return mark + claims.without(parts, document).encode()
