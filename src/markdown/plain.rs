//! Renders Markdown as plain text for mails: wrapped, with list markers, indented code, written-out
//! links and aligned tables.

use std::collections::HashMap;

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::{events, link, visible};
use crate::literal::unescaped;

/// The depth from which containers add no indentation.
const MAX_INDENT: usize = 8;

/// Renders Markdown as plain text, wrapped at `width` characters where words allow it. Code, and
/// tables that fit, keep their shape. The result does not end with a line break.
#[must_use]
pub fn plain(markdown: &str, width: usize) -> String {
    let source = visible(markdown);
    render(&source, width)
}

/// Renders Markdown as plain text of lines of any length. What came in as plain text has every
/// character that it came with.
#[must_use]
pub fn unwrapped(markdown: &str) -> String {
    let source = visible(markdown);
    unescaped(&source).unwrap_or_else(|| render(&source, usize::MAX >> 1))
}

fn render(source: &str, width: usize) -> String {
    let mut writer = Writer { width, ..Writer::default() };
    for event in events(source) {
        writer.event(event);
    }
    writer.flush();
    // What a text writes as an entity is hidden only once that is read.
    visible(writer.out.trim_end()).into_owned()
}

/// What the lines of a block start with.
struct Container {
    first: Option<String>,
    rest: String,
}

#[derive(Default)]
struct Writer {
    width: usize,
    out: String,
    /// The paragraph that is being collected; `\n` is a hard break.
    inline: String,
    containers: Vec<Container>,
    lists: Vec<Option<u64>>,
    /// The byte of `inline` where each open link's text starts, and the link's address.
    links: Vec<(usize, String)>,
    footnotes: HashMap<String, usize>,
    rows: Vec<Vec<String>>,
    /// Whether a blank line comes before the next block.
    gap: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.inline.push_str(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inline.push_str(&format!("`{text}`"));
            }
            Event::FootnoteReference(name) => {
                let number = self.number(&name);
                self.inline.push_str(&format!("[{number}]"));
            }
            Event::SoftBreak => self.inline.push(' '),
            Event::HardBreak => self.inline.push('\n'),
            Event::Rule => {
                self.flush();
                self.block(&["-".repeat(self.width.min(20))]);
                self.gap = true;
            }
            Event::TaskListMarker(done) => self.inline.push_str(if done { "[x] " } else { "[ ] " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.inline.push('_'),
            Tag::Strong => self.inline.push('*'),
            Tag::Strikethrough => self.inline.push('~'),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push((self.inline.len(), dest_url.to_string()))
            }
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            Tag::TableCell | Tag::Superscript | Tag::Subscript => {}
            block => {
                self.flush();
                self.open(block);
            }
        }
    }

    fn open(&mut self, block: Tag<'_>) {
        match block {
            Tag::List(first) => self.lists.push(first),
            Tag::Item => {
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number = number.saturating_add(1);
                        format!("{}. ", number.saturating_sub(1))
                    }
                    _ => "- ".to_owned(),
                };
                self.contain(marker);
            }
            Tag::FootnoteDefinition(name) => {
                let number = self.number(&name);
                self.contain(format!("[{number}] "));
            }
            Tag::BlockQuote(kind) => {
                self.containers.push(Container { first: Some("> ".to_owned()), rest: "> ".to_owned() });
                if let Some(kind) = kind {
                    self.inline.push_str(label(kind));
                    self.flush();
                }
            }
            Tag::Table(_) => self.rows.clear(),
            _ => {}
        }
    }

    fn contain(&mut self, marker: String) {
        let rest = " ".repeat(marker.chars().count());
        self.containers.push(Container { first: Some(marker), rest });
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.inline.push('_'),
            TagEnd::Strong => self.inline.push('*'),
            TagEnd::Strikethrough => self.inline.push('~'),
            TagEnd::Link | TagEnd::Image => self.end_link(),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.inline).split_whitespace().collect::<Vec<_>>().join(" ");
                self.rows.last_mut().into_iter().for_each(|row| row.push(cell.clone()));
            }
            TagEnd::TableHead | TagEnd::TableRow | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Table => {
                let lines = self.table();
                self.block(&lines);
                self.gap = true;
            }
            TagEnd::Heading(_) => {
                let width = self.inline.chars().count().min(self.width);
                self.flush();
                self.block(&["-".repeat(width)]);
                self.gap = true;
            }
            TagEnd::CodeBlock => {
                let code = std::mem::take(&mut self.inline);
                let lines: Vec<_> = code.lines().map(|l| format!("    {l}")).collect();
                self.block(&lines);
                self.gap = true;
            }
            TagEnd::Item => {
                self.flush();
                if self.containers.last().is_some_and(|c| c.first.is_some()) {
                    self.block(&[String::new()]);
                }
                self.containers.pop();
            }
            TagEnd::FootnoteDefinition | TagEnd::BlockQuote(_) => {
                self.flush();
                self.containers.pop();
                self.gap = true;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.gap |= self.lists.is_empty();
            }
            _ => {
                self.flush();
                self.gap = true;
            }
        }
    }

    fn end_link(&mut self) {
        let Some((start, url)) = self.links.pop() else { return };
        let text = self.inline.get(start..).unwrap_or_default();
        let same = text == url || url.strip_prefix("mailto:") == Some(text);
        if !same && link::is_allowed(&url) {
            let space = if text.is_empty() { "" } else { " " };
            self.inline.push_str(&format!("{space}<{}>", url.replace([' ', '\n'], "%20")));
        }
    }

    fn number(&mut self, name: &str) -> usize {
        let next = self.footnotes.len() + 1;
        *self.footnotes.entry(name.to_owned()).or_insert(next)
    }

    /// Writes the collected paragraph.
    fn flush(&mut self) {
        if self.inline.trim().is_empty() {
            self.inline.clear();
            return;
        }
        let text = std::mem::take(&mut self.inline);
        let indent: usize = self.shown().map(|c| c.rest.len()).sum();
        let lines: Vec<_> = text.lines().flat_map(|line| wrap(line, self.width.saturating_sub(indent))).collect();
        self.block(&lines);
    }

    fn shown(&self) -> impl Iterator<Item = &Container> {
        self.containers.iter().take(MAX_INDENT)
    }

    fn block(&mut self, lines: &[String]) {
        if std::mem::take(&mut self.gap) && !self.out.is_empty() {
            let waiting = self.containers.iter().position(|c| c.first.is_some()).unwrap_or(usize::MAX);
            let prefix: String = self.shown().take(waiting).map(|c| c.rest.as_str()).collect();
            self.out.push_str(prefix.trim_end());
            self.out.push('\n');
        }
        for line in lines {
            let mut prefix = String::new();
            for container in self.containers.iter_mut().take(MAX_INDENT) {
                prefix.push_str(&container.first.take().unwrap_or_else(|| container.rest.clone()));
            }
            prefix.push_str(line);
            self.out.push_str(prefix.trim_end());
            self.out.push('\n');
        }
    }

    /// Returns the rows as aligned columns or, if these are too wide, each row as lines of `Head:
    /// cell`.
    fn table(&mut self) -> Vec<String> {
        let rows = std::mem::take(&mut self.rows);
        let Some((head, body)) = rows.split_first() else { return Vec::new() };
        let widths: Vec<usize> = (0..head.len())
            .map(|i| rows.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count()).max().unwrap_or(0))
            .collect();
        let total = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
        if total > self.width {
            let record = |row: &Vec<String>| {
                let cells = head.iter().zip(row).map(|(h, c)| format!("{h}: {c}"));
                cells.chain([String::new()]).collect::<Vec<_>>()
            };
            return body.iter().flat_map(record).collect();
        }
        let line = |cells: &mut dyn Iterator<Item = String>| cells.collect::<Vec<_>>().join("  ").trim_end().to_owned();
        let pad = |row: &Vec<String>| line(&mut row.iter().zip(&widths).map(|(c, w)| format!("{c:<w$}")));
        let dashes = line(&mut widths.iter().map(|w| "-".repeat(*w)));
        std::iter::once(pad(head)).chain([dashes]).chain(body.iter().map(pad)).collect()
    }
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(20);
    let mut lines = Vec::new();
    let (mut line, mut length) = (String::new(), 0);
    for word in text.split_whitespace() {
        let word_length = word.chars().count();
        if length > 0 && length + 1 + word_length > width {
            lines.push(std::mem::take(&mut line));
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        length += word_length;
    }
    lines.push(line);
    lines
}

fn label(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "NOTE",
        BlockQuoteKind::Tip => "TIP",
        BlockQuoteKind::Important => "IMPORTANT",
        BlockQuoteKind::Warning => "WARNING",
        BlockQuoteKind::Caution => "CAUTION",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::literal::{escaped, unescaped};
    use crate::markdown::{headings, html};

    /// Returns the lines that a page shows, without tags, with entities resolved, spaces alike.
    fn shown(html: &str) -> Vec<String> {
        let mut text = String::new();
        let mut is_tag = false;
        for c in html.replace("<br>", "\n").replace("</p>", "\n").chars() {
            match c {
                '<' => is_tag = true,
                '>' if is_tag => is_tag = false,
                c if !is_tag => text.push(c),
                _ => {}
            }
        }
        let text = ["&lt;<", "&gt;>", "&quot;\"", "&#39;'", "&amp;&"].iter().fold(text, |text, pair| {
            let (entity, c) = pair.split_once(';').unwrap();
            text.replace(&format!("{entity};"), c)
        });
        text.lines().map(words).filter(|line| !line.is_empty()).collect()
    }

    fn words(line: &str) -> String {
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn is_kept(text: &str) {
        let markdown = escaped(text);
        let lines: Vec<_> = text.lines().map(words).filter(|line| !line.is_empty()).collect();
        assert_eq!(shown(&html(&markdown, "x")), lines, "{text:?} {markdown:?}");
        assert!(headings(&markdown).is_empty(), "{text:?}");
        let trimmed: Vec<_> = text.lines().map(str::trim_end).collect();
        assert_eq!(unescaped(&markdown).as_deref(), Some(trimmed.join("\n").trim_matches('\n')), "{markdown:?}");
    }

    #[test]
    fn characters_that_are_written_as_entities_are_as_visible_as_others() {
        let (text, shown) = ("a&#x202e;b &#27;[31m c&#8203;d", "a⟨U+202E⟩b \u{fffd}[31m c⟨U+200B⟩d");
        assert_eq!([super::unwrapped(text), super::plain(text, 80)], [shown, shown]);
    }

    #[test]
    fn what_means_something_in_markdown_is_shown_as_it_stands() {
        for text in [
            "Paths beginning with \\??\\ and \\\\?\\ are paths.\n\nReproducer:\n# tc qdisc add\n# ping\n\n__init__ and a*b*c.",
            "  indented\n\tby a tab\n        by eight",
            "title\n=====\nother\n-----",
            "1. one\n2) two\n- three\n+ four\n* five\n> six",
            "a | b\n--- | ---\n:- | -:\n| c |",
            "[r]: https://example.com\n[^1]: foot [r] ![i](j) <b>x</b> <!-- c --> &amp; &#65; & AT&T",
            "```\ncode\n```\n~~~\n~x~ ~~y~~ `z` ``",
            "https://example.com/a_b_c?x=1&y=[2] and snake_case_name _x_ *x*",
            "two  spaces   three\nend  \nmore",
        ] {
            is_kept(text);
        }
    }

    #[test]
    fn other_markdown_is_no_plain_text() {
        for markdown in ["# a", "a\nb", "a *b*", "`a`", "- a", "a &nbsp;b\\"] {
            assert_eq!(unescaped(markdown), None, "{markdown}");
        }
        assert_eq!(unescaped("A sentence of snake_case words.").as_deref(), Some("A sentence of snake_case words."));
    }

    proptest! {
        #[test]
        fn any_text_is_kept(text in "[-a-c#>=+*_`~|:\\\\\\[\\]()!<&;/ \t\n.0-9]{0,60}") {
            is_kept(&text);
        }
    }
}
