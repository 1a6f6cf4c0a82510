//! The lines of a patch: removed, added, and three lines of context; and what two patches of one
//! text make together.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

/// The lines of context around a change.
const AROUND: usize = 3;

/// A line of a patch.
pub(super) struct Line<'a> {
    /// `-`, `+` or a space.
    pub(super) sign: u8,
    pub(super) text: &'a [u8],
}

/// Returns the lines of the patch from one text to another, hunk by hunk.
pub(super) fn changed<'a>(before: &'a [u8], after: &'a [u8]) -> impl Iterator<Item = Line<'a>> {
    let (old, new) = (lines(before), lines(after));
    let mut out = Vec::new();
    let mut push = |sign, lines: &[&'a [u8]], from: usize, to: usize| {
        let range = from..to.min(lines.len());
        out.extend(lines.get(range).unwrap_or_default().iter().map(|text| Line { sign, text }));
    };
    // How far the new text was given.
    let mut given = 0;
    let mut hunks = hunks(before, after).into_iter().peekable();
    while let Some(hunk) = hunks.next() {
        push(b' ', &new, given.max(hunk.after.start.saturating_sub(AROUND)), hunk.after.start);
        push(b'-', &old, hunk.before.start, hunk.before.end);
        push(b'+', &new, hunk.after.start, hunk.after.end);
        // Between two changes no line is given twice.
        let next = hunks.peek().map_or(usize::MAX, |next| next.after.start);
        given = hunk.after.end.saturating_add(AROUND).min(next);
        push(b' ', &new, hunk.after.end, given);
    }
    out.into_iter()
}

/// Returns the text with the changes that both texts make to `base`; `None` if two of them touch
/// each other, so that somebody has to decide.
pub(super) fn merged(base: &[u8], ours: &[u8], theirs: &[u8]) -> Option<Vec<u8>> {
    let (mut own, mut other) = (hunks(base, ours).into_iter().peekable(), hunks(base, theirs).into_iter().peekable());
    let (base, ours, theirs) = (lines(base), lines(ours), lines(theirs));
    let (mut out, mut at) = (Vec::new(), 0);
    loop {
        let (hunk, text) = match (own.peek(), other.peek()) {
            (Some(one), Some(two)) if one.before == two.before && one.text(&ours) == two.text(&theirs) => {
                other.next();
                (own.next(), &ours)
            }
            (Some(one), Some(two)) if one.touches(two) => return None,
            (Some(one), Some(two)) if one.before.start > two.before.start => (other.next(), &theirs),
            (Some(_), _) => (own.next(), &ours),
            (None, _) => (other.next(), &theirs),
        };
        let Some(hunk) = hunk else { break };
        out.extend_from_slice(base.get(at..hunk.before.start)?);
        out.extend_from_slice(hunk.text(text)?);
        at = hunk.before.end;
    }
    out.extend_from_slice(base.get(at..)?);
    Some(out.concat())
}

/// A change of adjacent lines.
struct Hunk {
    /// The lines that it removes.
    before: Range<usize>,
    /// The lines that it adds.
    after: Range<usize>,
}

impl Hunk {
    fn touches(&self, other: &Self) -> bool {
        self.before.start <= other.before.end && other.before.start <= self.before.end
    }

    fn text<'t, 'a>(&self, after: &'t [&'a [u8]]) -> Option<&'t [&'a [u8]]> {
        after.get(self.after.clone())
    }
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    imara_diff::sources::byte_lines(text).collect()
}

fn hunks(before: &[u8], after: &[u8]) -> Vec<Hunk> {
    let lines = imara_diff::sources::byte_lines;
    let input = InternedInput::new(lines(before), lines(after));
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    diff.postprocess_no_heuristic(&input);
    let range = |range: Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|hunk| Hunk { before: range(hunk.before), after: range(hunk.after) }).collect()
}
