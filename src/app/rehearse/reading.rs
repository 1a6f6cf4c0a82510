//! Files as people read them, and what differs between two texts.
//!
//! A page is shown as the text that a reader finds in it, because that is what becomes public; anything else as it is.
//! Differences are found with the heuristics that git uses, so a long feed of which every line changed costs no square.

use std::fmt::Write as _;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};

use super::difference::Change;
use super::page;

/// Lines shown around a difference in a unified diff.
const CONTEXT: u32 = 3;

/// Whether people read it as a page, in a browser.
pub(super) fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

/// A file as it reads; `None` where it is no text.
pub(super) fn text(path: &str, bytes: &[u8]) -> Option<String> {
    let raw = std::str::from_utf8(bytes).ok()?;
    Some(if is_page(path) { page::text(raw) } else { raw.to_owned() })
}

/// The lines that go and come, from the top, with `-` or `+` before each.
pub(super) fn marked(before: &str, after: &str) -> Vec<(char, String)> {
    let (old, new) = (lines(before), lines(after));
    let marked = |mark: char, lines: &[&str]| {
        let line = |line: &&str| (mark, line.trim_end().to_owned());
        lines.iter().map(line).collect::<Vec<_>>()
    };
    let hunks = hunks(&old, &new).into_iter();
    hunks.flat_map(|h| [marked('-', cut(&old, h.before)), marked('+', cut(&new, h.after))].concat()).collect()
}

/// A change as a patch of the file; `None` where it is no text.
pub(super) fn patch(change: &Change<'_>) -> Option<String> {
    unified(change, |bytes| std::str::from_utf8(bytes).ok().map(str::to_owned))
}

/// A change of what people read; `None` where it is no text.
pub(super) fn read_diff(change: &Change<'_>) -> Option<String> {
    unified(change, |bytes| text(change.path, bytes))
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
