//! The differences between two texts, line by line.
//!
//! They are found with the heuristics that git uses, so a long feed of which every line changed
//! takes no quadratic time.

use std::fmt::Write as _;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};

/// Lines shown around a difference in a unified diff.
const CONTEXT: u32 = 3;

/// Two texts, and where they differ.
#[derive(Debug)]
pub(crate) struct Differences<'a> {
    old: Vec<&'a str>,
    new: Vec<&'a str>,
    hunks: Vec<Hunk>,
}

impl<'a> Differences<'a> {
    /// Compares two texts.
    pub(crate) fn new(old: &'a str, new: &'a str) -> Self {
        let lines = |text: &'a str| text.split_inclusive('\n').collect::<Vec<_>>();
        let (old, new) = (lines(old), lines(new));
        let mut input: InternedInput<&str> = InternedInput::default();
        input.update_before(old.iter().copied());
        input.update_after(new.iter().copied());
        let mut diff = Diff::compute(Algorithm::Histogram, &input);
        diff.postprocess_lines(&input);
        let hunks = diff.hunks().collect();
        Self { old, new, hunks }
    }

    /// Returns the lines that go and come, from the top, each with `-` or `+`.
    pub(crate) fn marked(&self) -> impl Iterator<Item = (char, &'a str)> {
        let marked = |mark: char, lines: &[&'a str]| lines.iter().map(|line| (mark, *line)).collect::<Vec<_>>();
        self.hunks.iter().flat_map(move |hunk| {
            let new = marked('+', cut(&self.new, hunk.after.clone()));
            marked('-', cut(&self.old, hunk.before.clone())).into_iter().chain(new)
        })
    }

    /// Returns the hunks of a unified diff, without the names of files.
    pub(crate) fn unified(&self) -> String {
        let mut out = String::new();
        for group in self.hunks.chunk_by(|one, next| next.before.start - one.before.end <= 2 * CONTEXT) {
            self.write_group(&mut out, group);
        }
        out
    }

    /// Writes differences that are so close that they share their context.
    fn write_group(&self, out: &mut String, group: &[Hunk]) {
        let (old, new) = (self.old.as_slice(), self.new.as_slice());
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
}

fn cut<'l, 'a>(lines: &'l [&'a str], range: Range<u32>) -> &'l [&'a str] {
    lines.get(range.start as usize..range.end as usize).unwrap_or_default()
}

fn put(out: &mut String, mark: char, lines: &[&str]) {
    for line in lines {
        let end = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
        let _infallible = write!(out, "{mark}{line}{end}");
    }
}

/// Returns which stretches of a list were replaced, and by which of another one.
pub(crate) fn replaced(old: &[String], new: &[String]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut input: InternedInput<&str> = InternedInput::default();
    input.update_before(old.iter().map(String::as_str));
    input.update_after(new.iter().map(String::as_str));
    let wide = |range: &Range<u32>| range.start as usize..range.end as usize;
    Diff::compute(Algorithm::Myers, &input).hunks().map(|hunk| (wide(&hunk.before), wide(&hunk.after))).collect()
}

/// Merges two texts that began as a third one, line by line as git does; `None` if they differ at
/// the same place or at neighbouring lines.
pub(crate) fn merged(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let lines = |text: &str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>();
    let (base, ours, theirs) = (lines(base), lines(ours), lines(theirs));
    let mut edits: Vec<(Range<usize>, &[String])> = Vec::new();
    for side in [&ours, &theirs] {
        let new = |range: Range<usize>| side.get(range).unwrap_or_default();
        edits.extend(replaced(&base, side).into_iter().map(|(old, range)| (old, new(range))));
    }
    edits.sort_by_key(|(old, _)| (old.start, old.end));
    edits.dedup();
    let mut text = String::new();
    let mut at = 0;
    for (nth, (old, new)) in edits.iter().enumerate() {
        if nth > 0 && old.start <= at {
            return None;
        }
        text.extend(base.get(at..old.start)?.iter().chain(*new).map(String::as_str));
        at = old.end;
    }
    text.extend(base.get(at..)?.iter().map(String::as_str));
    Some(text)
}
