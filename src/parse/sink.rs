//! Collects the findings of one file.

use super::rule;
use crate::finding::{Finding, RuleId};
use crate::source::{FilePath, Location, Span};

/// The findings of one file.
#[derive(Debug)]
pub(super) struct Sink<'f> {
    file: &'f FilePath,
    findings: Vec<Finding>,
    broken: Vec<Span>,
}

/// A finding that was just added, for adding details to it.
pub(super) struct Added<'s>(&'s mut Finding);

impl Added<'_> {
    /// Sets the remedy.
    pub(super) fn help(self, text: impl Into<String>) -> Self {
        self.0.set_help(text);
        self
    }

    /// Adds further lines, which no public log shows.
    pub(super) fn note(self, text: impl Into<String>) -> Self {
        self.0.note = Some(text.into());
        self
    }

    /// Adds another location.
    pub(super) fn also(self, span: Span, text: &str) -> Self {
        let location = Location::new(&self.0.primary.location.file, span);
        self.0.others.push(crate::finding::Label { location, text: text.to_owned() });
        self
    }
}

impl<'f> Sink<'f> {
    /// Creates an empty sink.
    pub(super) fn new(file: &'f FilePath) -> Self {
        Self { file, findings: Vec::new(), broken: Vec::new() }
    }

    /// Adds a finding at a location, with the severity of its rule. The default span stands for the
    /// file as a whole.
    pub(super) fn raise(&mut self, rule: RuleId, span: Span, message: impl Into<String>) -> Added<'_> {
        self.add(Finding::of(rule, Location::new(self.file, span), message))
    }

    /// Adds a syntax error. Other findings on its line, and missing keys, are taken for its
    /// consequences.
    pub(super) fn syntax(&mut self, span: Span, message: &str) {
        self.broken.push(span);
        self.raise(rule::SYNTAX, span, message).help("write each key as `key = value`, with quotes around strings");
    }

    /// Returns the locations of findings of some rules, in the order of the file.
    pub(super) fn places(&self, of: impl Fn(RuleId) -> bool) -> Vec<Span> {
        let of = self.findings.iter().filter(|f| of(f.rule));
        let mut places: Vec<Span> = of.map(|f| f.primary.location.span).collect();
        places.sort();
        places
    }

    fn add(&mut self, finding: Finding) -> Added<'_> {
        Added(self.findings.push_mut(finding))
    }

    /// Returns the findings, without the consequences of syntax errors.
    pub(super) fn finish(mut self, text: &str) -> Vec<Finding> {
        if !self.broken.is_empty() {
            let lines: Vec<Span> = self.broken.iter().map(|s| line_of(text, *s)).collect();
            self.findings.retain(|f| {
                let at = f.primary.location.span;
                let echo = lines.iter().any(|l| l.start <= at.start && at.start < l.end);
                f.rule == rule::SYNTAX || !(echo || f.rule == rule::MISSING_KEY)
            });
        }
        self.findings
    }
}

/// Returns the lines that a span is on.
fn line_of(text: &str, span: Span) -> Span {
    let start = text.get(..span.start).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
    let end = text.get(span.end..).and_then(|t| t.find('\n')).map_or(text.len(), |n| span.end + n);
    Span::new(start, end + 1)
}
