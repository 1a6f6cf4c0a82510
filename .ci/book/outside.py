"""A preprocessor of mdBook: what a page links to outside of docs/ is on the web, and comments of the tests go."""

import json
import posixpath
import re
import sys

TREE = "https://github.com/advisory-rs/advisory/blob/main/"
LINK = re.compile(r"(\]\()([^)\s#:]+)([^)\s:]*\))")
COMMENT = re.compile(r"^ *<!-- (?:example|now|not run): .* -->\n", re.M)


def page(chapter):
    folder = posixpath.dirname(chapter["path"] or "")

    def target(found):
        path = posixpath.normpath(posixpath.join("docs", folder, found[2]))
        return found[0] if path.startswith("docs/") else f"{found[1]}{TREE}{path}{found[3]}"

    chapter["content"] = COMMENT.sub("", LINK.sub(target, chapter["content"]))


def walk(items):
    for item in items:
        if isinstance(item, dict) and "Chapter" in item:
            page(item["Chapter"])
            walk(item["Chapter"]["sub_items"])


if sys.argv[1:2] == ["supports"]:
    sys.exit(0)
_, book = json.load(sys.stdin)
walk(book.get("items", book.get("sections", [])))
json.dump(book, sys.stdout)
