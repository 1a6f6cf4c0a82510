//! The places to which people write, however they are written.

use std::collections::HashSet;

/// A place: a mailbox, or a page of the web with the pages below it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
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
            rest.is_some_and(|rest| !holds_private(rest))
        };
        starts(own, other)
            || is_short(other) && starts(&without_host(own), other)
            || is_short(own) && starts(own, &without_host(other))
    }
}

/// Places that are compared with many others. A look costs no more for more of them.
#[derive(Default)]
pub(crate) struct Places {
    /// Mailboxes and words.
    same: HashSet<Place>,
    /// The parts of pages.
    pages: HashSet<Vec<String>>,
    /// The parts of pages that are written without a host, and of all pages without their first
    /// part.
    short: HashSet<Vec<String>>,
    without_host: HashSet<Vec<String>>,
}

impl Places {
    /// Collects places.
    pub(crate) fn of(places: impl IntoIterator<Item = Place>) -> Self {
        let mut all = Self::default();
        for place in places {
            let Place::Page(parts) = place else {
                all.same.insert(place);
                continue;
            };
            if is_short(&parts) {
                all.short.insert(parts.clone());
            }
            all.without_host.insert(parts.get(1..).unwrap_or_default().to_vec());
            all.pages.insert(parts);
        }
        all
    }

    /// Returns whether what is written to a place reaches one of these; see [`Place::is_within`].
    pub(crate) fn are_reached_from(&self, place: &Place) -> bool {
        let Place::Page(own) = place else { return self.same.contains(place) };
        let without_host = own.get(1..).unwrap_or_default();
        starts_with_one(own, &self.pages)
            || starts_with_one(without_host, &self.short)
            || is_short(own) && starts_with_one(own, &self.without_host)
    }
}

/// Returns whether a page is one of these, or below one of them.
fn starts_with_one(own: &[String], others: &HashSet<Vec<String>>) -> bool {
    let starts = (1..=own.len()).filter_map(|length| own.split_at_checked(length));
    starts.into_iter().any(|(start, rest)| others.contains(start) && !holds_private(rest))
}

/// Returns whether a page is written without its host, as `owner/repository`.
fn is_short(parts: &[String]) -> bool {
    parts.len() > 1 && parts.first().is_some_and(|host| !host.contains('.'))
}

/// Returns whether a part of a page is what hosting services keep private.
fn holds_private(rest: &[String]) -> bool {
    rest.iter().any(|part| part == "security")
}

#[cfg(test)]
mod tests {
    use super::{Place, Places};

    #[test]
    fn a_place_is_the_same_however_it_is_written() {
        let within = |own: &str, other: &str| {
            let own = Place::read(own);
            let is_within = own.is_within(&Place::read(other));
            let others = ["someone@else.example", other, "https://else.example/a"].map(Place::read);
            assert_eq!(Places::of(others).are_reached_from(&own), is_within, "{own:?} {other}");
            is_within
        };
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
