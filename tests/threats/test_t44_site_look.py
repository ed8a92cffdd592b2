"""T44: text or code moved to where nobody looks, here mkdocs.yml: refused, whatever the key."""

from __future__ import annotations

import pytest

from sanshen.model.errors import BlockedError
from sanshen.site.look import read_look

KEYS = {
    "plugins": "plugins: [search]",
    "plug-in with code": "plugins:\n  - gen-files:\n      scripts: [evil.py]",
    "hooks": "hooks: [content/evil.py]",
    "two hooks": "hooks: [hooks/mkdocs.py, evil.py]",
    "markdown extensions": "markdown_extensions: [pymdownx.snippets]",
    "script": "extra_javascript: [https://example.com/a.js]",
    "style": "extra_css: [a.css]",
    "templates": "extra_templates: [a.html]",
    "another theme": "theme: {name: mkdocs}",
    "another theme folder": "theme: {name: material, custom_dir: content/theme}",
    "theme features": "theme: {name: material, features: [navigation.instant]}",
    "theme logo from elsewhere": "theme: {name: material, logo: https://example.com/a.png}",
    "another docs folder": "docs_dir: /etc",
    "navigation": "nav: [{a: b.md}]",
    "exclusion": "exclude_docs: '*'",
    "inheritance": "INHERIT: other.yml",
    "environment": "site_name: !ENV SECRET",
    "python": "site_name: !!python/name:os.system",
    "alias": "site_description: &a x\ncopyright: *a",
    "doubled": "site_name: 乙",
    "copyright": "copyright: <script>1</script>",
    "analytics": "extra: {analytics: {provider: google}}",
    "html in a mark": "extra: {host: '<img src=x onerror=a>'}",
    "output folder": "site_dir: /",
    "repository": "repo_url: https://example.com/",
}


@pytest.mark.parametrize("text", KEYS.values(), ids=KEYS.keys())
def test_t44_mkdocs_yml_holds_the_look_and_nothing_else(text: str) -> None:
    prefix = "" if text.startswith("site_name: !") else "site_name: 示例区\n"
    with pytest.raises(BlockedError):
        read_look(f"{prefix}{text}\n".encode())
