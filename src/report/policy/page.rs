//! A page of plain text: headings, entries and labelled details, wrapped.

use crate::names::Name;
use crate::policy::Element;
use crate::policy::prose::Sentence;
use crate::report::plain;
use crate::report::wrapped::beside;
use crate::source::Spanned;

/// The text so far.
pub(super) struct Page {
    pub(super) text: String,
    /// The maximum width of a line, unless a single word is longer.
    width: u16,
}

impl Page {
    /// Returns an empty page of this many columns.
    pub(super) fn new(width: u16) -> Self {
        Self { text: String::new(), width }
    }

    /// Adds words between margins: the first line begins with `first`, the others with as many
    /// spaces.
    pub(super) fn wrapped(&mut self, first: &str, words: &str) {
        beside(first, words, self.width).lines().for_each(|line| self.line(line));
    }

    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(&plain::line(line.trim_end()));
        self.text.push('\n');
    }

    pub(super) fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(&heading.to_uppercase());
    }

    /// Adds a heading and its entries; nothing if there are none.
    pub(super) fn section<T>(&mut self, heading: &str, entries: &[T], mut entry: impl FnMut(&mut Self, &T)) {
        if !entries.is_empty() {
            self.heading(heading);
            for e in entries {
                entry(self, e);
            }
        }
    }

    /// Adds a heading and a paragraph for each sentence.
    pub(super) fn paragraphs(&mut self, heading: &str, sentences: Vec<Sentence<'_>>) {
        self.heading(heading);
        self.sentences("  ", sentences);
    }

    /// Adds a paragraph for each sentence.
    pub(super) fn sentences(&mut self, first: &str, sentences: Vec<Sentence<'_>>) {
        for Sentence { text, clauses } in sentences {
            self.wrapped(first, &format!("{text}{}", cited(clauses)));
        }
    }

    /// Adds an element's ID, its title, and the clauses that it implements.
    pub(super) fn entry(&mut self, element: &Element) {
        let title = element.title.as_ref().map_or("", |t| t.value.as_str());
        let inferred = if element.inferred { " (inferred)" } else { "" };
        self.wrapped(&format!("  {}  ", element.id.value), &format!("{title}{inferred}{}", cited(&element.clauses)));
    }

    /// Adds a label and its text; nothing if the text is empty.
    pub(super) fn detail(&mut self, label: &str, text: impl AsRef<str>) {
        if !text.as_ref().is_empty() {
            self.wrapped(&format!("      {label:<9} "), text.as_ref());
        }
    }

    pub(super) fn names<'a>(&mut self, label: &str, names: impl IntoIterator<Item = &'a Spanned<Name>>) {
        let names: Vec<&str> = names.into_iter().map(|n| n.as_str()).collect();
        self.detail(label, names.join(", "));
    }
}

/// Returns the citation of clauses; empty if there are none.
pub(super) fn cited(clauses: &[Spanned<String>]) -> String {
    let clauses: Vec<&str> = clauses.iter().map(|c| c.as_str()).collect();
    if clauses.is_empty() { String::new() } else { format!(" [{}]", clauses.join(", ")) }
}
