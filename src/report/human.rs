//! Findings for people: the source line, a caret, what to do.
//!
//! Only the lines around a place are handed to the renderer, shortened and escaped, so that a
//! finding costs the same in a file of ten lines and in one of four million bytes.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Padding, Renderer, Snippet};
use anstream::adapter::strip_str;
use rayon::prelude::*;

use super::lines::{Lines, Sources};
use super::{Tally, plain};
use crate::finding::{Finding, Label, Severity};
use crate::source::FilePath;

/// Labels further apart than this many lines get a window each.
const NEAR: usize = 8;
/// Only the first line of a place that spans more lines than this is shown.
const TALL: usize = 12;
/// A longer line is cut to about this many bytes around its first label.
const WIDE: usize = 160;

pub(super) fn render(findings: &[Finding], sources: &Sources<'_>, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out: String = findings.par_iter().map(|f| finding(f, sources, &renderer) + "\n\n").collect();
    out.push_str(&Tally::of(findings).sentence());
    if !findings.is_empty() {
        out.push_str("; see `advisory explain RULE`");
    }
    out.push('\n');
    out
}

fn finding(finding: &Finding, sources: &Sources<'_>, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(plain::line(&finding.message)).id(finding.rule.0));
    for (nth, window) in windows(finding, sources).into_iter().enumerate() {
        if nth > 0 {
            group = group.element(Padding);
        }
        group = window.show(group);
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(plain::lines(help)));
    }
    if let Some(note) = &finding.note {
        group = group.element(Level::NOTE.message(plain::lines(note.trim_end())));
    }
    tidy(&renderer.render(&[group]))
}

/// Returns the rendered text without empty origins: a snippet with an origin of its own begins with
/// a line that would repeat its file and has no name.
pub(super) fn tidy(rendered: &str) -> String {
    let bare = |line: &&str| strip_str(line).to_string().trim() != ":::";
    rendered.split('\n').filter(bare).collect::<Vec<_>>().join("\n")
}

/// One label, in offsets of its file.
struct Mark<'f> {
    start: usize,
    end: usize,
    text: &'f str,
    primary: bool,
}

/// Neighbouring labels of one file.
struct Window<'f, 's> {
    file: &'f FilePath,
    lines: Option<&'s Lines<'s>>,
    marks: Vec<Mark<'f>>,
    first: usize,
    last: usize,
}

/// The labels of a finding, the primary one's neighbours first, grouped by file and nearness.
fn windows<'f, 's>(finding: &'f Finding, sources: &'s Sources<'s>) -> Vec<Window<'f, 's>> {
    let mut windows: Vec<Window<'f, 's>> = Vec::new();
    let labels = std::iter::once((&finding.primary, true)).chain(finding.others.iter().map(|l| (l, false)));
    for (label, primary) in labels {
        let (mark, first, last) = mark(label, primary, sources);
        let near = windows.iter_mut().find(|w| {
            w.file == &label.location.file
                && first <= w.last.saturating_add(NEAR)
                && w.first <= last.saturating_add(NEAR)
        });
        if let Some(window) = near {
            window.marks.push(mark);
            window.first = window.first.min(first);
            window.last = window.last.max(last);
        } else {
            let lines = sources.get(&label.location.file);
            windows.push(Window { file: &label.location.file, lines, marks: vec![mark], first, last });
        }
    }
    windows
}

/// A label's mark and its first and last line (from 0).
fn mark<'f>(label: &'f Label, primary: bool, sources: &Sources<'_>) -> (Mark<'f>, usize, usize) {
    let Some(lines) = sources.get(&label.location.file) else {
        return (Mark { start: 0, end: 0, text: &label.text, primary }, 0, 0);
    };
    let (start, mut end) = lines.trim(&label.location);
    let first = lines.line_of(start);
    if lines.line_of(end) >= first + TALL {
        end = lines.range(first).1.max(start);
    }
    (Mark { start: lines.floor(start), end: lines.floor(end), text: &label.text, primary }, first, lines.line_of(end))
}

impl Window<'_, '_> {
    fn show<'g>(&self, group: Group<'g>) -> Group<'g> {
        let origin = Origin::path(plain::line(self.file.as_str()).into_owned());
        let (Some(lines), Some(mark)) = (self.lines, self.marks.first()) else {
            return group.element(origin);
        };
        let place = lines.position(mark.start);
        let group = group.element(origin.line(place.line).char_column(place.column));
        if self.marks.iter().all(|m| m.start == 0 && m.end == 0) {
            return group; // the file as a whole
        }
        if lines.has_no_text() {
            return group;
        }
        let cut: Vec<_> = (self.first..=self.last).map(|line| Cut::new(lines, line, &self.marks)).collect();
        let mut text = String::new();
        let mut starts = Vec::with_capacity(cut.len());
        for line in &cut {
            starts.push(text.len());
            text.push_str(&line.text(lines));
            text.push('\n');
        }
        let shown = |offset: usize| {
            let at = lines.line_of(offset).saturating_sub(self.first);
            match (cut.get(at), starts.get(at)) {
                (Some(line), Some(start)) => start + line.shown(lines, offset),
                _ => text.len(),
            }
        };
        let annotations: Vec<_> = self
            .marks
            .iter()
            .map(|mark| {
                let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                let label = (!mark.text.is_empty()).then(|| plain::line(mark.text).into_owned());
                kind.span(shown(mark.start)..shown(mark.end)).label(label)
            })
            .collect();
        group.element(Snippet::source(text).line_start(self.first + 1).annotations(annotations))
    }
}

/// The shown part of a line.
struct Cut {
    start: usize,
    end: usize,
    /// Whether something was cut before and after it.
    before: bool,
    after: bool,
}

const ELLIPSIS: &str = "\u{2026}";

impl Cut {
    fn new(lines: &Lines<'_>, line: usize, marks: &[Mark<'_>]) -> Self {
        let (start, end) = lines.range(line);
        if end - start <= WIDE {
            return Self { start, end, before: false, after: false };
        }
        let first = marks.iter().map(|m| m.start).filter(|at| (start..=end).contains(at)).min().unwrap_or(start);
        let from = lines.floor(first.saturating_sub(WIDE / 3).max(start));
        let to = lines.floor((from + WIDE).min(end));
        Self { start: from, end: to, before: from > start, after: to < end }
    }

    fn text(&self, lines: &Lines<'_>) -> String {
        let [before, after] = [self.before, self.after].map(|cut| if cut { ELLIPSIS } else { "" });
        format!("{before}{}{after}", plain::line(&lines.text(self.start, self.end)))
    }

    /// Returns the position of a byte of the file in [`Self::text`]; a byte that was cut is at the
    /// edge.
    fn shown(&self, lines: &Lines<'_>, offset: usize) -> usize {
        let before = if self.before { ELLIPSIS.len() } else { 0 };
        if offset < self.start {
            return 0;
        }
        before + plain::line(&lines.text(self.start, offset.min(self.end))).len()
    }
}
