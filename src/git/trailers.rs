//! Parses the trailers of a commit message by the rules of `git interpret-trailers`.
//!
//! They are in the last paragraph, and the first one is never it. A paragraph counts when all of
//! its lines are trailers, or when git wrote one of them (`Signed-off-by: `, `(cherry picked from
//! commit `) and a quarter of them are. A line that begins with white space continues the trailer
//! above it; one that begins with `#` is not there.

/// Beginnings of lines that git writes itself.
const WRITTEN_BY_GIT: [&str; 2] = ["Signed-off-by: ", "(cherry picked from commit "];

/// White space as git defines it, without the form feed.
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// Returns token and value of each trailer, in order; continuation lines are joined with a space.
pub(super) fn trailers(message: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = message.split('\n').collect();
    let lines = lines.get(..end(&lines)).unwrap_or_default();
    let mut trailers: Vec<(String, String)> = Vec::new();
    // Whether the line above is a trailer.
    let mut continues = false;
    for line in block(lines) {
        if line.starts_with(SPACE) {
            if let Some((_, value)) = trailers.last_mut().filter(|_| continues) {
                value.push(' ');
                value.push_str(line.trim_start_matches(SPACE));
            }
            continue;
        }
        let found = separator(line).and_then(|at| line.split_at_checked(at));
        continues = found.is_some();
        trailers.extend(found.map(|(token, value)| (trim(token), value.replacen(':', "", 1))));
    }
    trailers.into_iter().map(|(token, value)| (token, trim(&value))).collect()
}

fn trim(text: &str) -> String {
    text.trim_matches(SPACE).to_owned()
}

fn is_blank(line: &str) -> bool {
    line.trim_matches(SPACE).is_empty()
}

fn is_comment(line: &str) -> bool {
    line.starts_with('#')
}

/// Returns where a message ends: before the list of conflicts that older versions of git added, and
/// before trailing comments and empty lines.
fn end(lines: &[&str]) -> usize {
    let mut end = None;
    let mut conflicts = false;
    for (n, line) in lines.iter().enumerate() {
        if is_comment(line) || line.is_empty() {
            end.get_or_insert(n);
        } else if *line == "Conflicts:" {
            conflicts = true;
            end.get_or_insert(n);
        } else if !(conflicts && line.starts_with('\t')) && end.is_some() {
            (end, conflicts) = (None, false);
        }
    }
    end.unwrap_or(lines.len())
}

/// Returns the lines of the trailer paragraph, if there is one.
fn block<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let title = lines.iter().position(|line| !is_comment(line) && is_blank(line)).unwrap_or(lines.len());
    let (mut trailers, mut others, mut continuations) = (0, 0, 0);
    let (mut by_git, mut only_blank) = (false, true);
    let mut start = lines.len();
    for (n, line) in lines.iter().enumerate().skip(title).rev() {
        if is_comment(line) {
            others += continuations;
            continuations = 0;
        } else if is_blank(line) {
            if only_blank {
                continue;
            }
            others += continuations;
            if by_git && trailers * 3 >= others || trailers > 0 && others == 0 {
                start = n + 1;
            }
            break;
        } else {
            only_blank = false;
            if WRITTEN_BY_GIT.iter().any(|written| line.starts_with(written)) {
                by_git = true;
                trailers += 1;
                continuations = 0;
            } else if line.starts_with(SPACE) {
                continuations += 1;
            } else if separator(line).is_some() {
                trailers += 1;
                continuations = 0;
            } else {
                others += 1 + continuations;
                continuations = 0;
            }
        }
    }
    lines.iter().skip(start).copied()
}

/// Returns the position of a trailer's colon: after a word of letters, digits and hyphens, and
/// optional white space.
fn separator(line: &str) -> Option<usize> {
    let (token, _) = line.split_once(':')?;
    let word = token.trim_end_matches([' ', '\t']);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ' ' || c == '\t';
    let is_word = word.chars().all(plain) && !word.contains([' ', '\t']);
    (is_word && !word.is_empty()).then_some(token.len())
}
