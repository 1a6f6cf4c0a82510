"""Checks that every link of a built book leads to a file of it, and to an anchor that is there: links.py FOLDER."""

import pathlib
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urlparse


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids.add(attributes.get("id"))
        self.links += [attributes[name] for name in ("href", "src") if attributes.get(name)]


root = pathlib.Path(sys.argv[1]).resolve()
pages = {path: Page(path.read_text()) for path in root.rglob("*.html")}
links = broken = 0
for path, page in pages.items():
    # The page for missing files has links from the root of a site.
    if path.name in ("404.html", "toc.html"):
        continue
    for link in page.links:
        url, anchor = urldefrag(link)
        if urlparse(link).scheme or link.startswith("//"):
            continue
        links += 1
        target = (path.parent / unquote(url)).resolve() if url else path
        there = target.exists() and (not anchor or target not in pages or unquote(anchor) in pages[target].ids)
        if not there:
            broken += 1
            print(f"{path.relative_to(root)}: {link}")
print(f"{len(pages)} pages, {links} links, {broken} broken")
sys.exit(1 if broken or links < 500 else 0)
