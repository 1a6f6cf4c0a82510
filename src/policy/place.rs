//! The places to which people write, however they are written.

/// A place: a mailbox, or a page of the web with the pages below it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// A mail address, in lower case.
    Mailbox(String),
    /// The host and the folders of a page, in lower case; without the host, the name of a
    /// repository or the path of a file.
    Page(Vec<String>),
    /// Anything else, such as `@role:pst` or the name of a chat room.
    Word(String),
}

impl Place {
    /// Reads an address, an URL, or another entry of a channel.
    pub(crate) fn read(text: &str) -> Self {
        let text = text.trim().to_lowercase();
        let (text, is_mail) = match text.strip_prefix("mailto:") {
            Some(address) => (address.split('?').next().unwrap_or_default().replace("%40", "@"), true),
            None => (text, false),
        };
        if text.starts_with(['@', '#']) {
            return Self::Word(text);
        }
        // `Name <address>` is the address.
        let address = text.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>')).unwrap_or(&text).trim();
        if is_mail || address.contains('@') && !address.contains(['/', ' ']) {
            return Self::Mailbox(address.to_owned());
        }
        let rest = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
        let rest = rest.strip_prefix("www.").unwrap_or(rest);
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        if parts.is_empty() || text.contains(char::is_whitespace) { Self::Word(text) } else { Self::Page(parts) }
    }

    /// Returns whether what is written there also reaches another place: the same one, or a page
    /// above it, such as the tracker of a form. What hosting services keep private is no part of
    /// the public pages above it.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        let (Self::Page(own), Self::Page(other)) = (self, other) else { return self == other };
        let without_host = |parts: &[String]| parts.get(1..).unwrap_or_default().to_vec();
        let starts = |own: &[String], other: &[String]| {
            let rest = own.strip_prefix(other).filter(|_| !other.is_empty());
            rest.is_some_and(|rest| !rest.iter().any(|part| part == "security"))
        };
        // A tracker may be written without its host, as `owner/repository`.
        let is_short = |parts: &[String]| parts.len() > 1 && parts.first().is_some_and(|host| !host.contains('.'));
        starts(own, other)
            || is_short(other) && starts(&without_host(own), other)
            || is_short(own) && starts(own, &without_host(other))
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_is_the_same_however_it_is_written() {
        let within = |own: &str, other: &str| Place::read(own).is_within(&Place::read(other));
        for (own, other) in [
            ("mailto:Security@Example.org", "security@example.org"),
            ("MAILTO:security%40example.org?subject=x", "security@example.org"),
            ("Team <security@example.org>", "security@example.org"),
            ("https://example.org/o/r/issues/new", "https://www.example.org/o/r/issues/"),
            ("http://EXAMPLE.org/o/r/issues#top", "https://example.org/o/r"),
            ("https://code.example/o/r/issues/new?template=bug", "o/r"),
            ("o/r", "https://code.example/o/r"),
            ("@role:pst", "@role:pst"),
            ("#room", "#Room"),
        ] {
            assert!(within(own, other), "{own} {other}");
        }
        for (own, other) in [
            ("security@example.org", "announce@example.org"),
            ("https://code.example/o/r/security/advisories/new", "o/r"),
            ("https://code.example/o/r", "https://code.example/o/r/issues"),
            ("https://code.example/o/rest", "https://code.example/o/r"),
            ("o/other", "o/r"),
            ("#room", "#other"),
            ("README.md#reporting", "https://code.example/o/r"),
            ("security@example.org", "https://example.org"),
        ] {
            assert!(!within(own, other), "{own} {other}");
        }
    }
}
