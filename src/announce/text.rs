//! Escapes untrusted text for each kind of draft, and wraps paragraphs for mails.

use crate::markdown;
use crate::policy::ChannelKind;

/// The maximum width of a line in a mail.
pub(super) const WIDTH: usize = 72;

/// Returns one line of plain text: control characters and line breaks become single spaces, and
/// characters that change the reading direction are removed.
#[must_use]
pub(super) fn line(text: &str) -> String {
    let visible: String =
        text.chars().filter(|c| !turns(*c)).map(|c| if breaks(c) || c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns one line for a mail header, with encoded words broken up so that mail clients don't
/// decode them.
#[must_use]
pub(super) fn header(text: &str) -> String {
    line(text).replace("=?", "= ?")
}

/// Returns several lines of plain text, each of them escaped.
#[must_use]
pub(super) fn lines(text: &str) -> String {
    let clean = |line: &str| -> String {
        let kept = line.chars().filter(|c| !turns(*c)).map(|c| if c.is_control() && c != '\t' { ' ' } else { c });
        kept.collect::<String>().trim_end().to_owned()
    };
    text.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}']).map(clean).collect::<Vec<_>>().join("\n")
}

/// Returns a line as a draft of this kind shows it. Issues are Markdown, so it is escaped there.
/// Issues and chat rooms notify people who are mentioned, so mentions are broken up.
#[must_use]
pub(super) fn shown(text: &str, kind: ChannelKind) -> String {
    let text = line(text);
    match kind {
        ChannelKind::Email | ChannelKind::Form => text,
        ChannelKind::Issue if is_url(&text) => text,
        ChannelKind::Issue => each(&text, "&#8203;", markdown),
        ChannelKind::Chat => each(&text, "\u{200b}", |c, out| out.push(c)),
    }
}

/// Prints each character, and `apart` after an `@` or `#` that would begin a mention or a
/// reference.
fn each(text: &str, apart: &str, print: impl Fn(char, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false; // whether the character before belongs to a word, as in an address
    for c in text.chars() {
        print(c, &mut out);
        if matches!(c, '@' | '#') && !inside {
            out.push_str(apart);
        }
        inside = c.is_alphanumeric() || c == '_';
    }
    out
}

fn markdown(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' => out.extend(['\\', c]),
        _ => out.push(c),
    }
}

/// Returns a web address without a character at its edges that Markdown would interpret.
fn is_url(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&*+,;=%".contains(c);
    markdown::is_web(text) && text.chars().all(plain)
}

/// Returns somebody else's text, line by line, marked as a quotation.
#[must_use]
pub(super) fn quoted(text: &str, kind: ChannelKind) -> String {
    let quote = |text: &str| format!("> {}", shown(text, kind)).trim_end().to_owned();
    lines(text).trim().lines().map(quote).collect::<Vec<_>>().join("\n")
}

/// Breaks lines at spaces if they are too wide for a mail; the rest of a list item or a quotation
/// stays indented under its mark. Code (four spaces of indentation) keeps its lines.
#[must_use]
pub(super) fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.lines() {
        wrap_line(line, &mut out);
        out.push('\n');
    }
    stuffed(&out)
}

/// Puts a space before each line that begins with `From `, as RFC 3676 does: archives of mails take
/// such a line for the beginning of the next mail.
fn stuffed(text: &str) -> String {
    let stuffed = |line: &str| if line.starts_with("From ") { format!(" {line}") } else { line.to_owned() };
    text.split_inclusive('\n').map(stuffed).collect()
}

fn wrap_line(line: &str, out: &mut String) {
    if line.chars().count() <= WIDTH || line.starts_with("    ") || line.starts_with('\t') {
        out.push_str(line);
        return;
    }
    let (first, rest) = margins(line);
    let mut width = first.chars().count();
    let mut empty = true;
    out.push_str(first);
    for word in line.strip_prefix(first).unwrap_or(line).split(' ').filter(|w| !w.is_empty()) {
        let length = word.chars().count();
        if !empty && width + 1 + length > WIDTH {
            out.push('\n');
            out.push_str(&rest);
            width = rest.chars().count();
        } else if !empty {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += length;
        empty = false;
    }
}

/// Returns the prefix of a line and the prefix of its continuation lines.
fn margins(line: &str) -> (&str, String) {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let text = line.get(indent..).unwrap_or_default();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match text.get(digits..) {
        Some(after) if digits > 0 && after.starts_with(". ") => digits + 2,
        _ if text.starts_with("- ") || text.starts_with("* ") || text.starts_with("> ") => 2,
        _ => 0,
    };
    let first = line.get(..indent + marker).unwrap_or_default();
    let rest = if text.starts_with("> ") { first.to_owned() } else { " ".repeat(first.len()) };
    (first, rest)
}

/// Removes trailing spaces and repeated blank lines.
#[must_use]
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = true; // none at the start either
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && blank) {
            out.push_str(line);
            out.push('\n');
        }
        blank = line.is_empty();
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn breaks(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Bidirectional controls, which make text read differently from how it is stored.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
