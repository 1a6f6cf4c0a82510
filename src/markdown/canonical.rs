//! What a text says, whatever its layout.

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, LinkType, Tag};

use super::{parser, visible};

/// Returns the content of a text in one form, a line for each part of it. Two texts with the same
/// form are rendered alike, as a page and as plain text: they differ in where their lines break, in
/// blank lines, and in which signs stand for the same markup.
///
/// Definitions that nothing refers to are shown nowhere. They count all the same, because some
/// readers get the text as it is written.
#[must_use]
pub fn canonical(markdown: &str) -> String {
    let source = visible(markdown);
    let parser = parser(&source);
    let mut definitions: Vec<[String; 3]> = (parser.reference_definitions().iter())
        .map(|(label, it)| {
            let title = it.title.as_ref().map(ToString::to_string).unwrap_or_default();
            [label.to_lowercase(), it.dest.to_string(), title]
        })
        .collect();
    definitions.sort();
    let mut form = Form::default();
    for [label, target, title] in &definitions {
        form.line("definition", &[label, target, title]);
    }
    parser.for_each(|event| form.event(event));
    form.flush();
    form.out
}

/// The form while it is made.
#[derive(Default)]
struct Form {
    out: String,
    /// The text that is being collected.
    text: String,
}

impl Form {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) => self.text.push_str(&text),
            Event::SoftBreak => self.text.push(' '),
            other => {
                self.flush();
                self.part(other);
            }
        }
    }

    fn part(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(_) => self.line("end", &[]),
            Event::Text(text) | Event::Code(text) => self.line("code", &[&text]),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.line("math", &[&text]),
            Event::Html(text) | Event::InlineHtml(text) => self.line("html", &[&text]),
            Event::FootnoteReference(name) => self.line("footnote", &[&name]),
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.line("break", &[]),
            Event::Rule => self.line("rule", &[]),
            Event::TaskListMarker(is_done) => self.line("task", &[if is_done { "done" } else { "open" }]),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.line("paragraph", &[]),
            Tag::Heading { level, .. } => self.line("heading", &[&(level as usize).to_string()]),
            Tag::BlockQuote(kind) => self.line("quote", &[kind.map_or("", quote)]),
            Tag::CodeBlock(CodeBlockKind::Fenced(language)) => self.line("block", &[&language]),
            Tag::CodeBlock(CodeBlockKind::Indented) => self.line("block", &[""]),
            Tag::HtmlBlock => self.line("html block", &[]),
            Tag::List(first) => self.line("list", &[&first.map_or_else(String::new, |first| first.to_string())]),
            Tag::Item => self.line("item", &[]),
            Tag::FootnoteDefinition(name) => self.line("note", &[&name]),
            Tag::DefinitionList => self.line("terms", &[]),
            Tag::DefinitionListTitle => self.line("term", &[]),
            Tag::DefinitionListDefinition => self.line("meaning", &[]),
            Tag::Table(columns) => {
                let columns: Vec<&str> = columns.into_iter().map(alignment).collect();
                self.line("table", &columns);
            }
            Tag::TableHead => self.line("head", &[]),
            Tag::TableRow => self.line("row", &[]),
            Tag::TableCell => self.line("cell", &[]),
            Tag::Emphasis => self.line("emphasis", &[]),
            Tag::Strong => self.line("strong", &[]),
            Tag::Strikethrough => self.line("struck", &[]),
            Tag::Superscript => self.line("above", &[]),
            Tag::Subscript => self.line("below", &[]),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.line(if link_type == LinkType::Email { "mail" } else { "link" }, &[&dest_url, &title]);
            }
            Tag::Image { dest_url, title, .. } => self.line("image", &[&dest_url, &title]),
            Tag::MetadataBlock(_) => self.line("metadata", &[]),
        }
    }

    /// Writes the text that was collected.
    fn flush(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.line("text", &[&text]);
        }
    }

    /// Writes a line, so that no two parts look the same.
    fn line(&mut self, name: &str, values: &[&str]) {
        self.out.push_str(name);
        for value in values {
            self.out.push('\t');
            let mut rest = *value;
            while let Some((before, c, after)) = split(rest) {
                self.out.push_str(before);
                self.out.push_str(match c {
                    b'\n' => "\\n",
                    b'\t' => "\\t",
                    _ => "\\\\",
                });
                rest = after;
            }
            self.out.push_str(rest);
        }
        self.out.push('\n');
    }
}

/// Splits a value at the first byte that is written otherwise.
fn split(value: &str) -> Option<(&str, u8, &str)> {
    let at = value.bytes().position(|byte| matches!(byte, b'\\' | b'\n' | b'\t'))?;
    Some((value.get(..at)?, *value.as_bytes().get(at)?, value.get(at + 1..)?))
}

fn quote(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}

fn alignment(column: Alignment) -> &'static str {
    match column {
        Alignment::None => "none",
        Alignment::Left => "left",
        Alignment::Center => "center",
        Alignment::Right => "right",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::canonical;
    use crate::markdown::{html, plain, unwrapped};

    fn words(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn layout_and_the_choice_of_signs_make_no_difference() {
        for (one, other) in [
            ("one two\nthree *four*", "one\ntwo three\n_four_"),
            ("# Title\n\n\ntext", "Title\n=====\ntext"),
            ("- a\n  b\n- c", "* a b\n* c"),
            ("> a\n> b", "> a b"),
            ("```\ncode\n```", "~~~\ncode\n~~~"),
            ("a  \nb", "a\\\nb"),
            ("AT&amp;T &lt;b&gt;", "AT&T \\<b>"),
        ] {
            assert_eq!(canonical(one), canonical(other), "{one}");
        }
    }

    #[test]
    fn whatever_readers_see_makes_a_difference() {
        let texts = [
            "one two",
            "one  two",
            "one  \ntwo",
            "one\n\ntwo",
            "*one* two",
            "**one** two",
            "`one` two",
            "# one two",
            "- one two",
            "1. one two",
            "2. one two",
            "> one two",
            "    one two",
            "[one two](https://a.example)",
            "[one two](https://b.example)",
            "[one two](https://a.example \"t\")",
            "<b>one two",
            "one two[^1]\n\n[^1]: three",
            "one two\n\n[x]: https://a.example",
            "one two\n\n[x]: https://b.example",
            "```sh\none two\n```",
            "one\u{202e} two",
            "~~one two~~",
            "- [ ] one two",
            "| one | two |\n|---|---|",
            "| one | two |\n|---|--:|",
        ];
        let forms: std::collections::BTreeSet<String> = texts.iter().map(|text| canonical(text)).collect();
        assert_eq!(forms.len(), texts.len());
    }

    proptest! {
        /// Another place for the ends of lines is another layout, or another text.
        #[test]
        fn texts_of_one_form_are_rendered_alike(
            text in "[-a-c#>*_`~|\\\\\\[\\]()!<&;/ \n.:0-9]{0,60}", at in prop::collection::vec(0_usize..60, 0..6),
        ) {
            let mut bytes = text.clone().into_bytes();
            for at in at {
                match bytes.get_mut(at) {
                    Some(byte @ b' ') => *byte = b'\n',
                    Some(byte @ b'\n') => *byte = b' ',
                    _ => {}
                }
            }
            let other = String::from_utf8(bytes).unwrap();
            if canonical(&text) == canonical(&other) {
                prop_assert_eq!(plain(&text, 80), plain(&other, 80));
                prop_assert_eq!(words(&unwrapped(&text)), words(&unwrapped(&other)));
                prop_assert_eq!(words(&html(&text, "x")), words(&html(&other, "x")));
            }
        }
    }
}
