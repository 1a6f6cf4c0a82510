//! Which links are allowed, and links that people write without markup.

/// A piece of running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Plain text.
    Text(&'t str),
    /// An `http` or `https` address.
    Url(&'t str),
    /// A CVE ID.
    Cve(&'t str),
}

/// Returns whether an address may be linked to: an absolute `https` or `http` address, or a mail
/// address.
pub(super) fn is_allowed(url: &str) -> bool {
    let lower: String = url.chars().take(8).collect::<String>().to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://") || lower.starts_with("mailto:")
}

/// Returns whether it is an address on the web, as references, credits and announcements have them.
#[must_use]
pub fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Returns the page of a CVE ID.
pub(super) fn cve(id: &str) -> String {
    format!("https://www.cve.org/CVERecord?id={id}")
}

/// Splits text into pieces, in one pass.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut plain = 0;
    let mut before = ' ';
    while let Some(c) = rest.get(plain..).and_then(|r| r.chars().next()) {
        let here = rest.get(plain..).unwrap_or_default();
        let found = if before.is_alphanumeric() {
            None
        } else {
            url(here).map(Piece::Url).or_else(|| id(here).map(Piece::Cve))
        };
        let Some(found) = found else {
            plain += c.len_utf8();
            before = c;
            continue;
        };
        let (Piece::Url(matched) | Piece::Cve(matched) | Piece::Text(matched)) = found;
        pieces.extend(rest.get(..plain).filter(|t| !t.is_empty()).map(Piece::Text));
        pieces.push(found);
        rest = here.get(matched.len()..).unwrap_or_default();
        plain = 0;
        before = matched.chars().next_back().unwrap_or(' ');
    }
    pieces.extend(Some(rest).filter(|t| !t.is_empty()).map(Piece::Text));
    pieces
}

/// Returns the address that `text` starts with, without the punctuation of the sentence around it.
fn url(text: &str) -> Option<&str> {
    let after = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    after.chars().next().filter(|c| c.is_alphanumeric() || *c == '[')?;
    let end =
        text.find(|c: char| c.is_whitespace() || c.is_control() || "<>\"`|\\^{}⟨⟩".contains(c)).unwrap_or(text.len());
    let mut url = text.get(..end)?;
    let count = |c: char| url.matches(c).count();
    let mut unopened = count(')').saturating_sub(count('('));
    while let Some(last) = url.chars().next_back() {
        match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '’' | '”' => {}
            ')' if unopened > 0 => unopened -= 1,
            _ => break,
        }
        url = url.get(..url.len() - last.len_utf8())?;
    }
    Some(url)
}

/// Returns the CVE ID that `text` starts with.
fn id(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("CVE-")?;
    let (year, rest) = rest.split_once('-')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let ends = rest.get(digits..)?.chars().next().is_none_or(|c| !c.is_alphanumeric());
    let year_ok = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    (year_ok && (4..=19).contains(&digits) && ends).then(|| text.get(..9 + digits))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_the_sentence_around_them() {
        let text = "See (https://example.org/a_(b)), or https://example.org/x?y=1. Not xhttps://example.org";
        assert_eq!(
            pieces(text),
            [
                Piece::Text("See ("),
                Piece::Url("https://example.org/a_(b)"),
                Piece::Text("), or "),
                Piece::Url("https://example.org/x?y=1"),
                Piece::Text(". Not xhttps://example.org"),
            ]
        );
    }

    #[test]
    fn cve_ids_are_whole_words() {
        let text = "CVE-2026-12345, CVE-2026-1 and XCVE-2026-12345 CVE-2026-1234a";
        assert_eq!(
            pieces(text),
            [Piece::Cve("CVE-2026-12345"), Piece::Text(", CVE-2026-1 and XCVE-2026-12345 CVE-2026-1234a")]
        );
    }

    #[test]
    fn schemes_that_run_something_are_not_allowed() {
        for bad in
            ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "//example.org", "/x", "#x", "vbscript:x", ""]
        {
            assert!(!is_allowed(bad), "{bad}");
        }
        for good in ["https://example.org", "HTTP://example.org", "mailto:a@example.org"] {
            assert!(is_allowed(good), "{good}");
        }
    }
}
