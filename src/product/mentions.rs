//! What a message says of other commits: which one this is a pick of, and which ones it reverts.
//!
//! - `(cherry picked from commit X)` at the beginning of a line, as `git cherry-pick -x` writes it;
//!   several for a squash.
//! - `This reverts commit X` anywhere but in a quotation (a line that begins with `>`), as `git
//!   revert` writes it, upper or lower case, X in full or not, followed by others (`, Y and Z`); of
//!   a merge also `, reversing changes made to P`, in one line or two.

/// The digits by which a message names a commit: 7 to 64, lower case.
pub(super) type Digits = String;

/// Something said of another commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Mention {
    /// This commit repeats that one.
    Picks(Digits),
    /// This commit takes that one back.
    Reverts {
        /// What is taken back.
        commit: Digits,
        /// For a merge, the parent that is left.
        onto: Option<Digits>,
    },
}

const PICKED: &str = "(cherry picked from commit ";
const REVERTS: &str = "this reverts commit";
const REVERSING: &str = ", reversing changes made to ";
/// Fewer digits than git ever abbreviates to by itself could be a word.
const FEWEST: usize = 7;

/// Everything that a message says of other commits, in its order.
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

/// What follows `This reverts commit`: one id or several.
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

/// The id that a text begins with; empty when it begins with none.
fn digits(text: &str) -> Digits {
    let end = text.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let whole = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
    if whole && (FEWEST..=64).contains(&digits.len()) { digits.to_ascii_lowercase() } else { String::new() }
}
