//! Plain text as Markdown that shows the same characters, and back.
//!
//! Descriptions of CVE records and notes of CSAF documents are plain text: `# tc qdisc` in them is
//! no heading, and `__init__` has no emphasis. `advisory.md` is Markdown, so such a text is escaped
//! when it comes in, and formats of plain text get it back unchanged.

/// Stands for a space that Markdown would drop: of an indentation, or after another space.
const SPACE: &str = "&nbsp;";

/// Stands for a tab.
const TAB: &str = "&emsp;";

/// Returns Markdown that renders as this text, line by line. Spaces at the ends of lines, and empty
/// lines at the ends of the text, are left out.
#[must_use]
pub(crate) fn escaped(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (n, line) in lines.iter().enumerate() {
        if out.is_empty() && line.is_empty() {
            continue;
        }
        push_line(&mut out, line);
        // Without the mark of a hard break, the next line would be joined to this one.
        let is_joined = !line.is_empty() && lines.get(n + 1).is_some_and(|next| !next.is_empty());
        out.push_str(if is_joined { "\\\n" } else { "\n" });
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}

/// Returns the text of which [`escaped`] made this Markdown; `None` if it made no such Markdown.
#[must_use]
pub(crate) fn unescaped(markdown: &str) -> Option<String> {
    // Most Markdown has a paragraph of several lines, and here each of them has a mark at its end.
    let is_joined = |at: &[u8]| matches!(at, [end, b'\n', next] if !matches!(end, b'\n' | b'\\') && *next != b'\n');
    if markdown.as_bytes().windows(3).any(is_joined) {
        return None;
    }
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(c) = rest.chars().next() {
        let (taken, shown) = if let Some(after) = rest.strip_prefix(SPACE) {
            (after, ' ')
        } else if let Some(after) = rest.strip_prefix(TAB) {
            (after, '\t')
        } else if c == '\\' {
            let after = rest.get(1..)?;
            let shown = after.chars().next()?;
            (after.get(shown.len_utf8()..)?, shown)
        } else {
            (rest.get(c.len_utf8()..)?, c)
        };
        out.push(shown);
        rest = taken;
    }
    (escaped(&out) == markdown).then_some(out)
}

/// Returns a text without empty lines at its start and without white space at its end. The
/// indentation of its first line stays: it means something in Markdown.
#[must_use]
pub(crate) fn without_blank_ends(text: &str) -> &str {
    let text = text.trim_end();
    let first = text.find(|c: char| !c.is_whitespace()).unwrap_or(0);
    let start = text.get(..first).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    text.get(start..).unwrap_or_default()
}

fn push_line(out: &mut String, line: &str) {
    let bare = line.trim_start_matches([' ', '\t']);
    let indentation = line.len() - bare.len();
    let marker = marker(bare);
    let mut before = None;
    for (at, c) in line.char_indices() {
        let after = line.get(at + c.len_utf8()..).unwrap_or_default();
        match c {
            '\t' => out.push_str(TAB),
            ' ' if at < indentation || before == Some(' ') => out.push_str(SPACE),
            _ => {
                if marker == at.checked_sub(indentation) && marker.is_some() || is_special(before, c, after) {
                    out.push('\\');
                }
                out.push(c);
            }
        }
        before = Some(c);
    }
}

/// Returns whether a character means something in Markdown wherever it stands.
fn is_special(before: Option<char>, c: char, after: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' => true,
        '_' => !is_word(before) || !is_word(after.chars().next()),
        '&' => after.starts_with(|c: char| c == '#' || c.is_ascii_alphanumeric()),
        _ => false,
    }
}

/// Returns the place of the character that would make a block of a line: a heading, a quotation, a
/// list, a rule, a table or the underline of a heading.
fn marker(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let is_end = |text: &str| text.is_empty() || text.starts_with([' ', '\t']);
    let after = line.get(first.len_utf8()..).unwrap_or_default();
    match first {
        '#' | '>' | '=' => Some(0),
        '+' if is_end(after) => Some(0),
        '-' if is_end(after) || after.starts_with(['-', ':']) => Some(0),
        ':' if after.starts_with('-') => Some(0),
        '0'..='9' => {
            let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let rest = line.get(digits..).unwrap_or_default();
            let is_item = rest.starts_with(['.', ')']) && is_end(rest.get(1..).unwrap_or_default());
            is_item.then_some(digits)
        }
        _ => None,
    }
}
