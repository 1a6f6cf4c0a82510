//! Validated names, each kind with its own type.
//!
//! Each name is checked once, when it is read. None can contain a path separator, a control
//! character or anything else that a file system or a mail header would interpret.

use std::fmt::{self, Write as _};
use std::str::FromStr;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// The roles of credits: the credit types of CVE record format 5 and of OSV, in this program's
/// spelling.
pub const CREDIT_ROLES: [&str; 10] = [
    "finder",
    "reporter",
    "analyst",
    "coordinator",
    "remediation-developer",
    "remediation-reviewer",
    "remediation-verifier",
    "tool",
    "sponsor",
    "other",
];

/// The kinds of links: OSV's reference types, in lower case.
pub const REFERENCE_KINDS: [&str; 11] = [
    "advisory",
    "article",
    "detection",
    "discussion",
    "report",
    "fix",
    "introduced",
    "git",
    "package",
    "evidence",
    "web",
];

/// The error for a text that is not a name of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not {expected}", .text.escape_debug())]
pub struct NameError {
    text: String,
    expected: &'static str,
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $expected:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(Arc<str>);

        impl $type {
            /// The form of a name, to complete the sentence "`x` is not …".
            pub(crate) const EXPECTED: &'static str = $expected;

            /// Returns the text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $type {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(Arc::from(text)))
                } else {
                    Err(NameError { text: text.to_owned(), expected: Self::EXPECTED })
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl PartialEq<str> for $type {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $type {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }

        impl std::borrow::Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

name! {
    /// A name in a policy, team or timeline: of a step, role, channel, event, member, …
    /// (`fix-lead`).
    Name, "a name: lower-case letters, digits and single hyphens, at most 64, starting with a letter", |t| kebab(t) && t.starts_with(|c: char| c.is_ascii_lowercase())
}
name! {
    /// A release line as the project calls it (`main`, `1.16`, `release-19.0`).
    LineId, "a release line: letters, digits, dots, hyphens and underscores, at most 64", |t| {
        (1..=64).contains(&t.len())
            && t.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
            && t.starts_with(|c: char| c.is_ascii_alphanumeric())
            && !t.ends_with('.')
    }
}
name! {
    /// The private name of an incident's folder. It reveals nothing about the incident.
    Handle, "a handle such as quiet-otter: lower-case letters, digits and single hyphens, at most 64 characters, and no device name like con", |t| kebab(t) && !device(t)
}
name! {
    /// A public advisory id (`LODE-2026-001`): prefix, year, number.
    PublicId, "a public ID such as LODE-2026-001: prefix, year, number", |t| parts(t).is_some()
}
name! {
    /// A CVE ID.
    CveId, "a CVE ID such as CVE-2026-12345", |t| {
        t.strip_prefix("CVE-").and_then(|rest| rest.split_once('-')).is_some_and(|(year, n)| {
            year.len() == 4 && digits(year) && year >= "1999" && (4..=19).contains(&n.len()) && digits(n)
                && (n.len() == 4 || !n.starts_with('0'))
        })
    }
}
name! {
    /// A CWE id.
    CweId, "a CWE ID such as CWE-79", |t| {
        t.strip_prefix("CWE-").is_some_and(|n| (1..=5).contains(&n.len()) && digits(n) && !n.starts_with('0'))
    }
}

name! {
    /// The SHA-256 digest of a content, such as the one that an approval covers.
    Digest, "a digest: `sha256:` and 64 hexadecimal digits in lower case", |t| {
        t.strip_prefix("sha256:").is_some_and(|hex| {
            hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        })
    }
}

name! {
    /// The Message-ID of a mail, in angle brackets.
    MessageId, "a Message-ID such as <0a1b2c3d@lodestore.example>: angle brackets, one `@`, no white space, at most 250", |t| {
        let is_mark = |b: u8, marks: &[u8]| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b) || marks.contains(&b);
        let consists = |part: &str, marks: &[u8]| !part.is_empty() && part.bytes().all(|b| is_mark(b, marks));
        let inner = t.strip_prefix('<').and_then(|t| t.strip_suffix('>')).filter(|_| t.len() <= MessageId::LONGEST);
        inner.and_then(|inner| inner.split_once('@')).is_some_and(|(left, right)| consists(left, b"") && consists(right, b":[]"))
    }
}

impl MessageId {
    /// The largest length, in characters: each fits in a line of a header.
    pub(crate) const LONGEST: usize = 250;
}

impl Handle {
    /// Returns the first word of the handle that a text has too, in the singular or the plural, in
    /// the present or the past. Words of three letters and fewer do not count.
    #[must_use]
    pub fn repeats(&self, text: &str) -> Option<&str> {
        let text = text.to_lowercase();
        let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3);
        let is_form_of = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|ending| ending.len() <= 2);
        let is_same = |a: &str, b: &str| is_form_of(a, b) || is_form_of(b, a);
        self.as_str().split('-').filter(|own| own.len() > 3).find(|own| words().any(|word| is_same(word, own)))
    }
}

impl Digest {
    /// Returns the digest of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let hash = Sha256::digest(text.as_bytes());
        let hex = hash.iter().fold(String::from("sha256:"), |mut hex, byte| {
            let _infallible = write!(hex, "{byte:02x}");
            hex
        });
        Self(Arc::from(hex))
    }
}

/// What the numbers of the project's public IDs are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IdNumber {
    /// They count the advisories of a year, and have at least so many digits.
    Counted {
        /// The number of digits.
        width: usize,
    },
    /// The year and the number are those of the CVE ID.
    OfCve,
}

impl Default for IdNumber {
    fn default() -> Self {
        Self::Counted { width: 3 }
    }
}

impl FromStr for IdNumber {
    type Err = NameError;

    /// Parses the first number of a year, such as `001`, or `cve`.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let is_first = text.trim_start_matches('0') == "1" && text.len() <= 9;
        match text {
            "cve" => Ok(Self::OfCve),
            _ if is_first => Ok(Self::Counted { width: text.len() }),
            _ => {
                Err(NameError { text: text.to_owned(), expected: "the first number of a year, such as 001, or `cve`" })
            }
        }
    }
}

impl PublicId {
    /// Creates the id with this prefix, year and number, which has at least so many digits.
    ///
    /// # Errors
    /// If the prefix is not made of capital letters, digits and hyphens, or a number has too many
    /// digits.
    pub(crate) fn new(prefix: &str, year: i32, number: u32, width: usize) -> Result<Self, NameError> {
        format!("{prefix}-{year}-{number:0width$}").parse()
    }

    /// Returns its prefix, year and number.
    #[must_use]
    pub fn parts(&self) -> Option<(&str, i32, u32)> {
        parts(&self.0)
    }
}

fn parts(text: &str) -> Option<(&str, i32, u32)> {
    let mut halves = text.rsplitn(3, '-');
    let (number, year, prefix) = (halves.next()?, halves.next()?, halves.next()?);
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let prefix_ok = (1..=32).contains(&prefix.len())
        && prefix.starts_with(|c: char| c.is_ascii_uppercase())
        && prefix.split('-').all(is_part);
    // No id of GitHub looks like one with such a year.
    let is_year = year.len() == 4 && digits(year) && ("1970".."2100").contains(&year);
    let numbers_ok = is_year && (1..=9).contains(&number.len()) && digits(number);
    (prefix_ok && numbers_ok).then_some(())?;
    Some((prefix, year.parse().ok()?, number.parse().ok()?))
}

/// Returns whether a text is a year of four digits, as in the paths of incidents' folders.
#[must_use]
pub(crate) fn is_year(text: &str) -> bool {
    text.len() == 4 && digits(text)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn kebab(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// Returns whether Windows takes the name for a device, in any folder.
fn device(text: &str) -> bool {
    let numbered = |p: &str| text.strip_prefix(p).is_some_and(|n| n.len() == 1 && digits(n));
    matches!(text, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}
