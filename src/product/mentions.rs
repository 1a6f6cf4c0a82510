//! Finds the commits that a message mentions: those that it cherry-picks and those that it reverts.
//!
//! - `(cherry picked from commit X)` at the beginning of a line, as `git cherry-pick -x` writes it;
//!   several for a squash.
//! - `This reverts commit X` anywhere but in a quotation (a line that begins with `>`), as `git
//!   revert` writes it, upper or lower case, X in full or not, followed by others (`, Y and Z`); of
//!   a merge also `, reversing changes made to P`, in one line or two.

/// The digits by which a message names a commit: 7 to 64, in lower case.
pub(super) type Digits = String;

/// A mention of another commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Mention {
    /// This commit is a cherry-pick of that one.
    Picks(Digits),
    /// This commit reverts that one.
    Reverts {
        /// The reverted commit.
        commit: Digits,
        /// For a merge, the parent that is kept.
        onto: Option<Digits>,
    },
}

const PICKED: &str = "(cherry picked from commit ";
const REVERTS: &str = "this reverts commit";
const REVERSING: &str = ", reversing changes made to ";
/// Fewer digits than git ever abbreviates to by itself could be a word.
const FEWEST: usize = 7;

/// Returns the mentions of a message, in order.
pub(super) fn mentions(message: &[u8]) -> Vec<Mention> {
    // Most messages say nothing of the kind, and this is asked of every commit.
    if !(holds(message, b"cherry picked from") || holds(message, b"everts commit")) {
        return Vec::new();
    }
    let message = String::from_utf8_lossy(message);
    let lines = message.lines().filter(|line| !line.trim_start().starts_with('>'));
    let picks = lines.clone().filter_map(|line| {
        let digits = digits(line.trim_start().strip_prefix(PICKED)?);
        (!digits.is_empty()).then_some(Mention::Picks(digits))
    });
    // A line may be broken anywhere.
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    let text = words.join(" ").to_ascii_lowercase();
    picks.chain(text.split(REVERTS).skip(1).flat_map(reverted)).collect()
}

fn holds(message: &[u8], what: &[u8]) -> bool {
    memchr_find(message, what)
}

fn memchr_find(message: &[u8], what: &[u8]) -> bool {
    message.windows(what.len()).any(|window| window.eq_ignore_ascii_case(what))
}

/// Parses what follows `This reverts commit`: one id or several.
fn reverted(text: &str) -> Vec<Mention> {
    let mut rest = text.strip_prefix('s').unwrap_or(text);
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches([',', ' ', '`']);
        rest = rest.strip_prefix("and ").unwrap_or(rest).trim_start_matches([' ', '`']);
        let commit = digits(rest);
        if commit.is_empty() {
            return found;
        }
        rest = rest.get(commit.len()..).unwrap_or_default();
        let onto = rest.strip_prefix(REVERSING).map(digits).filter(|digits| !digits.is_empty());
        found.push(Mention::Reverts { commit, onto });
    }
}

/// Returns the abbreviated id at the beginning of a text, or an empty text.
fn digits(text: &str) -> Digits {
    let end = text.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let whole = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
    if whole && (FEWEST..=64).contains(&digits.len()) { digits.to_ascii_lowercase() } else { String::new() }
}
