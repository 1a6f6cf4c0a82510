//! Files as people read them, and what differs between two texts.
//!
//! A page is shown as the text that a reader finds in it, because that is what becomes public;
//! anything else as it is. Differences are found with the heuristics that git uses, so a long feed
//! of which every line changed costs no square.

use std::fmt::Write as _;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};

use super::page;
use crate::app::rehearse::{Change, ChangeKind};

/// Lines shown around a difference in a unified diff.
const CONTEXT: u32 = 3;

impl Change<'_> {
    /// Returns whether people read the file as a page, in a browser.
    #[must_use]
    pub fn is_page(&self) -> bool {
        is_page(self.path)
    }

    /// Returns the file as it reads afterwards; `None` where it is no text, or is gone.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        text(self.path, self.after?)
    }

    /// Returns the lines of the text that people read that are new or differ, from the top, each
    /// with its mark: a space in a new file, else `-` or `+`. `None` where it is no text.
    #[must_use]
    pub fn marked_lines(&self) -> Option<Vec<(char, String)>> {
        let read = |bytes: Option<&[u8]>| bytes.map_or(Some(String::new()), |bytes| text(self.path, bytes));
        let (before, after) = (read(self.before)?, read(self.after)?);
        let whole = |mark: char, text: &str| text.lines().map(|line| (mark, line.trim_end().to_owned())).collect();
        Some(match self.kind {
            ChangeKind::Added => whole(' ', &after),
            ChangeKind::Removed => whole('-', &before),
            ChangeKind::Changed => marked(&before, &after).into_iter().filter(|(_, line)| !line.is_empty()).collect(),
        })
    }

    /// Returns the change as a patch of the file; `None` where it is no text.
    #[must_use]
    pub fn patch(&self) -> Option<String> {
        unified(self, |bytes| std::str::from_utf8(bytes).ok().map(str::to_owned))
    }

    /// Returns the change of what people read, as a patch; `None` where it is no text.
    #[must_use]
    pub fn text_patch(&self) -> Option<String> {
        unified(self, |bytes| text(self.path, bytes))
    }
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

/// Returns a file as it reads; `None` where it is no text.
fn text(path: &str, bytes: &[u8]) -> Option<String> {
    let raw = std::str::from_utf8(bytes).ok()?;
    Some(if is_page(path) { page::text(raw) } else { raw.to_owned() })
}

/// Returns the lines that go and come, from the top, with `-` or `+` before each.
fn marked(before: &str, after: &str) -> Vec<(char, String)> {
    let (old, new) = (lines(before), lines(after));
    let marked = |mark: char, lines: &[&str]| {
        let line = |line: &&str| (mark, line.trim_end().to_owned());
        lines.iter().map(line).collect::<Vec<_>>()
    };
    let hunks = hunks(&old, &new).into_iter();
    hunks.flat_map(|h| [marked('-', cut(&old, h.before)), marked('+', cut(&new, h.after))].concat()).collect()
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn cut<'l, 'a>(lines: &'l [&'a str], range: Range<u32>) -> &'l [&'a str] {
    lines.get(range.start as usize..range.end as usize).unwrap_or_default()
}

fn hunks(old: &[&str], new: &[&str]) -> Vec<Hunk> {
    let mut input: InternedInput<&str> = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    diff.hunks().collect()
}

fn unified(change: &Change<'_>, read: impl Fn(&[u8]) -> Option<String>) -> Option<String> {
    let read = |bytes: Option<&[u8]>| bytes.map_or(Some(String::new()), &read);
    let (before, after) = (read(change.before)?, read(change.after)?);
    let (old, new) = (lines(&before), lines(&after));
    let name = |side: char, bytes: Option<&[u8]>| match bytes {
        Some(_) => format!("{side}/{}", change.path),
        None => "/dev/null".to_owned(),
    };
    let mut out = format!("--- {}\n+++ {}\n", name('a', change.before), name('b', change.after));
    let hunks = hunks(&old, &new);
    for group in hunks.chunk_by(|one, next| next.before.start - one.before.end <= 2 * CONTEXT) {
        write_group(&mut out, group, &old, &new);
    }
    Some(out)
}

/// Differences so close that they share their context.
fn write_group(out: &mut String, group: &[Hunk], old: &[&str], new: &[&str]) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
    let lead = first.before.start.min(CONTEXT);
    let trail = (old.len() as u32).saturating_sub(last.before.end).min(CONTEXT);
    let range = |start: u32, end: u32| {
        let (start, end) = (start - lead, end + trail);
        // An empty range stands behind a line; any other is named by its first, counted from 1.
        format!("{},{}", start + u32::from(end > start), end - start)
    };
    let (before, after) = (range(first.before.start, last.before.end), range(first.after.start, last.after.end));
    let _infallible = writeln!(out, "@@ -{before} +{after} @@");
    let mut at = first.before.start - lead;
    for hunk in group {
        put(out, ' ', cut(old, at..hunk.before.start));
        put(out, '-', cut(old, hunk.before.clone()));
        put(out, '+', cut(new, hunk.after.clone()));
        at = hunk.before.end;
    }
    put(out, ' ', cut(old, at..at + trail));
}

fn put(out: &mut String, mark: char, lines: &[&str]) {
    for line in lines {
        let end = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
        let _infallible = write!(out, "{mark}{line}{end}");
    }
}
