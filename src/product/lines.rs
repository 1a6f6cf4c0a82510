//! The lines of a patch: removed, added, and three lines of context.

use imara_diff::{Algorithm, Diff, InternedInput};

/// The lines of context around a change.
const AROUND: u32 = 3;

/// A line of a patch.
pub(super) struct Line<'a> {
    /// `-`, `+` or a space.
    pub(super) sign: u8,
    pub(super) text: &'a [u8],
}

/// Returns the lines of the patch from one text to another, hunk by hunk.
pub(super) fn changed<'a>(before: &'a [u8], after: &'a [u8]) -> impl Iterator<Item = Line<'a>> {
    let lines = |text: &'a [u8]| imara_diff::sources::byte_lines(text);
    let input = InternedInput::new(lines(before), lines(after));
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    diff.postprocess_no_heuristic(&input);
    let (old, new): (Vec<&[u8]>, Vec<&[u8]>) = (lines(before).collect(), lines(after).collect());
    let mut out = Vec::new();
    let mut push = |sign, lines: &[&'a [u8]], from: u32, to: u32| {
        let range = from as usize..(to as usize).min(lines.len());
        out.extend(lines.get(range).unwrap_or_default().iter().map(|text| Line { sign, text }));
    };
    // How far the new text was given.
    let mut given = 0;
    let mut hunks = diff.hunks().peekable();
    while let Some(hunk) = hunks.next() {
        push(b' ', &new, given.max(hunk.after.start.saturating_sub(AROUND)), hunk.after.start);
        push(b'-', &old, hunk.before.start, hunk.before.end);
        push(b'+', &new, hunk.after.start, hunk.after.end);
        // Between two changes no line is given twice.
        let next = hunks.peek().map_or(u32::MAX, |next| next.after.start);
        given = hunk.after.end.saturating_add(AROUND).min(next);
        push(b' ', &new, hunk.after.end, given);
    }
    out.into_iter()
}
