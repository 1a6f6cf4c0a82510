//! Renders Markdown as HTML, safe by construction.
//!
//! Every character of the source is escaped by [`escape`], and every tag is a constant of this
//! file. The closing tag of an element is remembered when it opens, so the output is balanced
//! whatever the source nests.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::link::{self, Piece};
use super::{MAX_DEPTH, escape, events, visible};

const TABLE_END: &str = "</table></div>\n";

const REL: &str = "noopener noreferrer nofollow";

/// Renders Markdown as HTML. `prefix` starts the ids of its footnotes, so that a page can have
/// several texts.
///
/// Headings start at level 3: levels 1 and 2 belong to the page. The output of a source with raw
/// HTML or forbidden links also passes the sanitiser, as a second guard. Any other skips it: the
/// sanitiser takes three to four times as long as the rendering, and could find nothing.
#[must_use]
pub fn html(markdown: &str, prefix: &str) -> String {
    let source = visible(markdown);
    let mut writer = Writer::new(prefix, source.len());
    for event in events(&source) {
        writer.event(event);
    }
    if writer.is_suspect { SANITISER.clean(&writer.out).to_string() } else { writer.out }
}

#[derive(Default)]
struct Writer {
    out: String,
    /// The closing tag of each open element; empty for an element that is flattened into its text.
    open: Vec<&'static str>,
    /// The headings that the next one may belong to, each of a deeper level than the one before it.
    headings: Vec<HeadingLevel>,
    /// The indices in `open` of links: a link can't be inside another one.
    links: Vec<usize>,
    prefix: String,
    footnotes: HashMap<String, usize>,
    defined: HashSet<usize>,
    columns: Vec<Alignment>,
    column: usize,
    head: bool,
    /// Whether the open table has a body to close.
    body: bool,
    code: bool,
    is_suspect: bool,
}

impl Writer {
    fn new(prefix: &str, size: usize) -> Self {
        let prefix = prefix.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        Self { prefix, out: String::with_capacity(size + size / 2), ..Self::default() }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) if self.open.len() >= MAX_DEPTH => {
                self.code |= matches!(tag, Tag::CodeBlock(_));
                self.open.push("");
            }
            Event::Start(tag) => {
                let close = self.start(tag);
                self.open.push(close);
            }
            Event::End(tag) => {
                self.code &= tag != TagEnd::CodeBlock;
                self.end();
            }
            Event::Text(text) => self.text(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.out.push_str("<code>");
                self.out.push_str(&escape(&text));
                self.out.push_str("</code>");
            }
            Event::Html(text) | Event::InlineHtml(text) => {
                self.is_suspect = true;
                self.out.push_str(&escape(&text));
            }
            Event::FootnoteReference(name) => self.footnote(&name),
            Event::SoftBreak => self.out.push(' '),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.out.push_str(if done { "☑ " } else { "☐ " }),
        }
    }

    /// Opens an element, and returns its closing tag.
    fn start(&mut self, tag: Tag<'_>) -> &'static str {
        let (open, close) = match tag {
            Tag::Paragraph | Tag::HtmlBlock => ("<p>", "</p>\n"),
            Tag::Heading { level, .. } => self.heading(level),
            Tag::BlockQuote(kind) => (quote(kind), "</blockquote>\n"),
            Tag::CodeBlock(kind) => {
                self.code = true;
                self.out.push_str("<pre tabindex=\"0\"><code");
                if let Some(language) = language(&kind) {
                    self.out.push_str(&format!(" class=\"language-{language}\""));
                }
                (">", "</code></pre>\n")
            }
            Tag::List(None) => ("<ul>\n", "</ul>\n"),
            Tag::List(Some(1)) => ("<ol>\n", "</ol>\n"),
            Tag::List(Some(first)) => {
                self.out.push_str(&format!("<ol start=\"{first}\""));
                (">\n", "</ol>\n")
            }
            Tag::Item => ("<li>", "</li>\n"),
            Tag::FootnoteDefinition(name) => {
                let number = self.number(&name);
                self.out.push_str("<div class=\"footnote\"");
                if self.defined.insert(number) {
                    self.out.push_str(&format!(" id=\"{}-fn-{number}\"", self.prefix));
                }
                self.out.push_str(&format!("><span class=\"footnote-number\">{number}</span>"));
                ("<div>", "</div></div>\n")
            }
            Tag::Table(columns) => {
                self.columns = columns;
                ("<div class=\"scroll\" tabindex=\"0\"><table>\n", TABLE_END)
            }
            Tag::TableHead => {
                (self.head, self.column) = (true, 0);
                self.body = true;
                ("<thead><tr>", "</tr></thead>\n<tbody>\n")
            }
            Tag::TableRow => {
                (self.head, self.column) = (false, 0);
                ("<tr>", "</tr>\n")
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => ("<em>", "</em>"),
            Tag::Strong => ("<strong>", "</strong>"),
            Tag::Strikethrough => ("<del>", "</del>"),
            Tag::Superscript => ("<sup>", "</sup>"),
            Tag::Subscript => ("<sub>", "</sub>"),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => return self.link(&dest_url),
            Tag::DefinitionList | Tag::DefinitionListTitle | Tag::DefinitionListDefinition | Tag::MetadataBlock(_) => {
                ("", "")
            }
        };
        self.out.push_str(open);
        close
    }

    fn end(&mut self) {
        let close = self.open.pop().unwrap_or_default();
        if close.is_empty() && self.open.len() >= MAX_DEPTH {
            self.out.push('\n');
        }
        if self.links.last() == Some(&self.open.len()) {
            self.links.pop();
        }
        if close == TABLE_END && std::mem::take(&mut self.body) {
            self.out.push_str("</tbody>\n");
        }
        self.out.push_str(close);
    }

    fn link(&mut self, url: &str) -> &'static str {
        if !link::is_allowed(url) {
            self.is_suspect = true;
            return "";
        }
        if !self.links.is_empty() {
            return "";
        }
        self.links.push(self.open.len());
        self.out.push_str(&anchor(url));
        "</a>"
    }

    fn cell(&mut self) -> (&'static str, &'static str) {
        let align = self.columns.get(self.column).copied().unwrap_or(Alignment::None);
        self.column += 1;
        let open = match (self.head, align) {
            (true, Alignment::Right) => "<th scope=\"col\" class=\"right\">",
            (true, Alignment::Center) => "<th scope=\"col\" class=\"center\">",
            (true, _) => "<th scope=\"col\">",
            (false, Alignment::Right) => "<td class=\"right\">",
            (false, Alignment::Center) => "<td class=\"center\">",
            (false, _) => "<td>",
        };
        (open, if self.head { "</th>" } else { "</td>" })
    }

    fn text(&mut self, text: &str) {
        if self.code || !self.links.is_empty() {
            self.out.push_str(&escape(text));
            return;
        }
        for piece in link::pieces(text) {
            let (url, text) = match piece {
                Piece::Text(text) => (None, text),
                Piece::Url(url) => (Some(url.to_owned()), url),
                Piece::Cve(id) => (Some(link::cve(id)), id),
            };
            let text = escape(text);
            match url {
                None => self.out.push_str(&text),
                Some(url) => self.out.push_str(&format!("{}{text}</a>", anchor(&url))),
            }
        }
    }

    fn number(&mut self, name: &str) -> usize {
        let next = self.footnotes.len() + 1;
        *self.footnotes.entry(name.to_owned()).or_insert(next)
    }

    /// Returns the tags of a heading, one level below the heading that it belongs to: the levels of
    /// a page have no gaps.
    fn heading(&mut self, level: HeadingLevel) -> (&'static str, &'static str) {
        let level = level.max(HeadingLevel::H3);
        self.headings.retain(|above| *above < level);
        let tags = match self.headings.len() {
            0 => ("<h3>", "</h3>\n"),
            1 => ("<h4>", "</h4>\n"),
            2 => ("<h5>", "</h5>\n"),
            _ => ("<h6>", "</h6>\n"),
        };
        self.headings.push(level);
        tags
    }

    fn footnote(&mut self, name: &str) {
        let number = self.number(name);
        let text = if self.links.is_empty() {
            format!("<sup><a href=\"#{}-fn-{number}\">{number}</a></sup>", self.prefix)
        } else {
            format!("<sup>{number}</sup>")
        };
        self.out.push_str(&text);
    }
}

fn anchor(url: &str) -> String {
    format!("<a href=\"{}\" rel=\"{REL}\">", escape(url))
}

fn quote(kind: Option<BlockQuoteKind>) -> &'static str {
    match kind {
        None => "<blockquote>\n",
        Some(BlockQuoteKind::Note) => "<blockquote class=\"note\">\n<p class=\"label\">Note</p>\n",
        Some(BlockQuoteKind::Tip) => "<blockquote class=\"note\">\n<p class=\"label\">Tip</p>\n",
        Some(BlockQuoteKind::Important) => "<blockquote class=\"note\">\n<p class=\"label\">Important</p>\n",
        Some(BlockQuoteKind::Warning) => "<blockquote class=\"warning\">\n<p class=\"label\">Warning</p>\n",
        Some(BlockQuoteKind::Caution) => "<blockquote class=\"warning\">\n<p class=\"label\">Caution</p>\n",
    }
}

/// Returns the language of a code block, if its name is a plain word.
fn language<'c>(kind: &'c CodeBlockKind<'_>) -> Option<&'c str> {
    let CodeBlockKind::Fenced(info) = kind else { return None };
    let word = info.split([' ', ',', '\t']).next()?;
    let plain = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    (plain && (1..=32).contains(&word.len())).then_some(word)
}

static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from([
            "p",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "pre",
            "code",
            "ul",
            "ol",
            "li",
            "div",
            "span",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "em",
            "strong",
            "del",
            "sup",
            "sub",
            "a",
            "br",
            "hr",
        ]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::from(["class", "id"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("ol", HashSet::from(["start"])),
            ("th", HashSet::from(["scope"])),
            ("div", HashSet::from(["tabindex"])),
            ("pre", HashSet::from(["tabindex"])),
        ]))
        .url_schemes(HashSet::from(["https", "http", "mailto"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(Some(REL));
    builder
});
