"""Compares the advisories' text on the pages of sites with the HTML of another CommonMark renderer.

    markdown.py SITE...    prints a table: the texts that were compared, and those that differ

The text is `details` of the OSV record; the page has it section by section. Both are reduced to the elements and the
text that readers see. What pages do on purpose is done to the other side, too, and counted: see REASONS. Any other
difference ends with status 1.
"""

import html
import json
import re
import sys
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

# What pages do on purpose.
REASONS = {
    "heading": "headings have other levels, because the title is the first one; the heading of a section is plain text",
    "address": "an address, or the ID of a CVE or GHSA, is a link to it",
    "html": "raw HTML is shown as text",
    "image": "an image is a link to it",
    "link": "a link to anything but https, http and mailto is its text",
}

VOID = {"br", "hr"}
# Elements that are the same in both, or only carry other classes.
SKIPPED = {"div", "span", "section", "tbody", "input"}


class Seen(HTMLParser):
    """The elements and the text of some HTML, as a flat list."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out = []
        self.pre = 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in SKIPPED:
            return
        self.pre += tag == "pre"
        if tag == "a":
            self.out.append(("a", attrs.get("href", "")))
        else:
            self.out.append((tag, ""))

    def handle_endtag(self, tag):
        if tag in SKIPPED or tag in VOID:
            return
        self.pre -= tag == "pre"
        self.out.append(("/" + tag, ""))

    def handle_data(self, data):
        if not self.pre:
            data = re.sub(r"\s+", " ", data)
        if self.out and self.out[-1][0] == "text":
            self.out[-1] = ("text", self.out[-1][1] + data)
        else:
            self.out.append(("text", data))


# Elements beside which white space shows nothing.
BLOCKS = {"p", "h", "ul", "ol", "li", "pre", "blockquote", "table", "thead", "tr", "th", "td", "hr", "br"}


def visible(text):
    """What a page shows of characters that hide or reorder others."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c in "\n\t")


def simplified(items, used):
    """Headings as plain text, and addresses as text."""
    out, in_heading, at = [], 0, 0
    while at < len(items):
        kind, value = items[at]
        is_heading = re.fullmatch(r"(/?)h[1-6]", kind)
        if is_heading:
            in_heading += -1 if is_heading.group(1) else 1
        if in_heading and not is_heading and kind != "text":
            if kind != "a" and kind != "/a":
                used.add("heading")
        elif kind == "a" and at + 2 < len(items) and items[at + 1][0] == "text" and items[at + 2][0] == "/a" and is_its_own(value, items[at + 1][1]):
            used.add("address")
            out.append(("text", unquote(items[at + 1][1])))
            at += 2
        else:
            out.append((kind, value))
        at += 1
    merged = []
    for kind, value in out:
        if kind == "text" and merged and merged[-1][0] == "text":
            merged[-1] = ("text", merged[-1][1] + value)
        else:
            merged.append((kind, value))
    return merged


def is_its_own(address, text):
    """Whether a link leads to what its text is."""
    plain = lambda value: unquote(value).removeprefix("mailto:").removeprefix("http://").rstrip("/")
    return plain(address) == plain(text) or bool(re.fullmatch(r"CVE-\d+-\d+|GHSA(-\w{4}){3}", text)) and text in address


def seen(text, used):
    parser = Seen()
    parser.feed(text)
    parser.close()
    out = []
    for kind, value in simplified(parser.out, used):
        level = re.fullmatch(r"(/?)h[1-6]", kind)
        kind = f"{level.group(1)}h" if level else kind
        if kind == "text":
            value = visible(value)
        out.append([kind, value])
    # White space beside a block shows nothing.
    is_block = lambda at: not 0 <= at < len(out) or out[at][0].lstrip("/") in BLOCKS
    kept = []
    in_pre = 0
    for at, (kind, value) in enumerate(out):
        in_pre += (kind == "pre") - (kind == "/pre")
        if kind == "text" and not in_pre:
            value = value.lstrip() if is_block(at - 1) else value
            value = value.rstrip() if is_block(at + 1) else value
            if not value:
                continue
        if kind == "text" and in_pre:
            value = value.rstrip("\n")
        kept.append((kind, value))
    return kept


def other():
    """The other renderer, told what pages do on purpose."""
    md = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
    used = set()

    def raw(self, tokens, at, options, env):
        used.add("html")
        return html.escape(tokens[at].content)

    def block(self, tokens, at, options, env):
        used.add("html")
        return f"<p>{html.escape(tokens[at].content.strip())}</p>\n"

    def image(self, tokens, at, options, env):
        used.add("image")
        token = tokens[at]
        text = self.renderInlineAsText(token.children or [], options, env)
        address = token.attrs.get("src", "")
        return f'<a href="{html.escape(str(address))}">{html.escape(text or str(address))}</a>'

    def opened(self, tokens, at, options, env):
        address = str(tokens[at].attrs.get("href", ""))
        if re.match(r"(https?://|mailto:)", address, re.I):
            return f'<a href="{html.escape(address)}">'
        used.add("link")
        env.setdefault("dropped", []).append(tokens[at].level)
        return ""

    def closed(self, tokens, at, options, env):
        if tokens[at].level in env.get("dropped", []):
            env["dropped"].remove(tokens[at].level)
            return ""
        return "</a>"

    rules = {"html_inline": raw, "html_block": block, "image": image, "link_open": opened, "link_close": closed}
    for name, rule in rules.items():
        md.add_render_rule(name, rule)
    # Every link that was written stays as it was written.
    md.validateLink = lambda address: True
    return md, used


def page_text(page):
    """The sections of a page, as HTML."""
    return re.findall(r'<section class="prose[^"]*" aria-[a-z]+="[^"]*">\n(.*?)\n?</section>', page, re.S)


def main(sites):
    md, used = other()
    same, reasons, differing, total = 0, dict.fromkeys(REASONS, 0), [], 0
    for site in sites:
        for path in sorted(Path(site).glob("*.osv.json")):
            record = json.loads(path.read_text())
            page = path.with_name(path.name.replace(".osv.json", ".html")).read_text()
            text = record["details"]
            used.clear()
            want = seen(md.render(text), used)
            got = seen("\n".join(page_text(page)), used)
            total += 1
            if re.search(r"^ {0,3}(#|=+\s*$|-+\s*$)", text, re.M):
                used.add("heading")
            for reason in used:
                reasons[reason] += 1
            if want == got:
                same += 1
            else:
                differing.append((path.name, want, got))
    print(f"{total} texts compared, {same} with the same elements and text, {len(differing)} that differ\n")
    print("| what pages do on purpose | texts |\n|---|---|")
    for reason, why in REASONS.items():
        print(f"| {why} | {reasons[reason]} |")
    for name, want, got in differing:
        at = next((n for n, (a, b) in enumerate(zip(want, got)) if a != b), min(len(want), len(got)))
        print(f"{name}: {want[at:at + 3]} is {got[at:at + 3]} on the page", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
