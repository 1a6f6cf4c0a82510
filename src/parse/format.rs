//! The forms of strings, each with its check, its rule and its pattern for editors.

use std::str::FromStr;

use super::{limit, rule};
use crate::cvss::Vector;
use crate::fact::Fact;
use crate::finding::{RuleId, did_you_mean};
use crate::names::{CveId, CweId, Digest, IdNumber, LineId, MessageId, Name, PublicId};
use crate::portfolio::PLACEHOLDERS;
use crate::time::Length;
use crate::version::Numbering;

mod signing_key;

/// The form of a string.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    /// Anything but white space.
    Text,
    /// One line without control characters.
    Line,
    Name,
    LineId,
    CveId,
    CweId,
    PublicId,
    /// The first part of a public ID.
    IdPrefix,
    /// The first number of a year's public IDs, or what else they have.
    IdNumber,
    CvssVector,
    Length,
    /// A length, or `asap`.
    Limit,
    /// A fact, or `*` for every fact.
    FactOrAll,
    /// A fact, optionally with `?`.
    Need,
    CommitId,
    /// The digest of a content.
    Digest,
    /// The Message-ID of a mail, in angle brackets.
    MessageId,
    /// `HH:MM`.
    TimeOfDay,
    Email,
    /// A language tag (BCP 47).
    Language,
    Url,
    /// An address to report to (RFC 9116).
    Contact,
    /// The address of a key (RFC 9116).
    KeyUri,
    /// A public key that commits are signed with.
    SigningKey,
    /// A git repository.
    Repository,
    /// The package URL of a package, without a version.
    PackageUrl,
    /// A git branch, without characters that shells interpret.
    Branch,
    /// A pattern of tags, which contains `{version}` or `{version_}`.
    TagPattern,
    /// The key of a commit trailer.
    Trailer,
    /// A version of a release.
    Version,
    /// A package's version numbers for releases.
    Numbering,
}

/// Why a string does not have the form.
#[derive(Debug)]
pub(super) struct Malformed {
    pub(super) rule: RuleId,
    pub(super) message: String,
    /// The range of bytes that it is about; `None` for all of them.
    pub(super) range: Option<std::ops::Range<usize>>,
    pub(super) help: Option<String>,
}

impl Malformed {
    fn new(rule: RuleId, message: impl Into<String>) -> Self {
        Self { rule, message: message.into(), range: None, help: None }
    }

    fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

impl Format {
    /// Returns a description, with its article.
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Line => "a string of one line",
            Self::Name => "a name",
            Self::LineId => "a release line",
            Self::CveId => "a CVE ID",
            Self::CweId => "a CWE ID",
            Self::PublicId => "a public ID",
            Self::IdPrefix => "a prefix of public IDs",
            Self::IdNumber => "a number of public IDs",
            Self::CvssVector => "a CVSS vector",
            Self::Length => "a length of time",
            Self::Limit => "a length of time or `asap`",
            Self::FactOrAll => "a fact or `*`",
            Self::Need => "a fact, optionally with `?`",
            Self::CommitId => "a commit ID",
            Self::Digest => "a digest",
            Self::MessageId => "a Message-ID",
            Self::TimeOfDay => "a time of day",
            Self::Email => "an email address",
            Self::Language => "a language tag",
            Self::Url => "an absolute URL",
            Self::Contact => "an address to report to",
            Self::KeyUri => "the URL of a key",
            Self::SigningKey => "a public key",
            Self::Repository => "a repository",
            Self::PackageUrl => "a package URL",
            Self::Branch => "a branch",
            Self::TagPattern => "a tag pattern",
            Self::Trailer => "the key of a commit trailer",
            Self::Version => "a version",
            Self::Numbering => "a numbering",
        }
    }

    /// Returns an example.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Text | Self::Line => "Some words",
            Self::Name => "fix-lead",
            Self::LineId => "1.16",
            Self::CveId => "CVE-2026-12345",
            Self::CweId => "CWE-22",
            Self::PublicId => "LODE-2026-001",
            Self::IdPrefix => "LODE",
            Self::IdNumber => "001",
            Self::CvssVector => "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            Self::Length | Self::Limit => "7d",
            Self::FactOrAll | Self::Need => "release-estimate",
            Self::CommitId => "0a1b2c3",
            Self::Digest => "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            Self::MessageId => "<0a1b2c3d4e5f@project.example>",
            Self::TimeOfDay => "15:00",
            Self::Email => "security@project.example",
            Self::Language => "pt-BR",
            Self::Url | Self::Repository => "https://project.example/page",
            Self::PackageUrl => "pkg:generic/project",
            Self::Contact => "mailto:security@project.example",
            Self::KeyUri => "https://project.example/key.asc",
            Self::SigningKey => "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFKlmyZ5RJNHGEewPbQ1R6ENhHm5dfYQkfl6GfS2brvV",
            Self::Branch => "release-1.16",
            Self::TagPattern => "v{version}",
            Self::Trailer => "Reviewed-by",
            Self::Version => "1.16.4",
            Self::Numbering => "0.{major}.{patch}",
        }
    }

    /// Checks that a string has this form.
    pub(super) fn check(self, text: &str) -> Result<(), Malformed> {
        if text.trim().is_empty() {
            return Err(Malformed::new(self.rule(), format!("this is empty; it takes {}", self.what()))
                .help("fill it in, or remove the key"));
        }
        if let Some(message) = limit::too_long(text, self.longest()) {
            return Err(Malformed::new(rule::OVER_LIMIT, message).help("shorten it, or link to the rest"));
        }
        match self {
            Self::Text => Ok(()),
            Self::Line => line(text),
            Self::Name => self.named::<Name>(text).map_err(|e| kebab_help(e, text)),
            Self::LineId => self.named::<LineId>(text),
            Self::CveId => self.named::<CveId>(text),
            Self::CweId => self.named::<CweId>(text),
            Self::PublicId => self.named::<PublicId>(text),
            Self::IdPrefix => self.plain(
                text,
                PublicId::new(text, 2000, 1, 3).is_ok(),
                "capital letters and digits, perhaps with single hyphens, at most 32, starting with a letter",
            ),
            Self::IdNumber => self.named::<IdNumber>(text),
            Self::CvssVector => Vector::from_str(text).map(|_| ()).map_err(|e| Malformed {
                rule: self.rule(),
                message: e.message,
                range: Some(e.range),
                help: e.help,
            }),
            Self::Limit if text == "asap" => Ok(()),
            Self::Length | Self::Limit => {
                Length::from_str(text).map(|_| ()).map_err(|e| Malformed::new(self.rule(), e.to_string()))
            }
            Self::FactOrAll if text == "*" => Ok(()),
            Self::FactOrAll => fact(text),
            Self::Need => fact(text.strip_suffix('?').unwrap_or(text)),
            Self::CommitId => {
                let hex = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
                self.plain(text, hex && (7..=64).contains(&text.len()), "7 to 64 lower-case hexadecimal digits")
            }
            Self::Digest => self.named::<Digest>(text),
            Self::MessageId => self.named::<MessageId>(text),
            Self::TimeOfDay => self.plain(text, time_of_day(text), "hours and minutes in UTC, such as 15:00"),
            Self::Email => self.plain(text, email(text), "one `@` between a name and a host, such as a@b.example"),
            Self::Language => self.plain(text, language(text), "a tag such as en or pt-BR"),
            Self::Url => self.uri(text, &["https", "http"]),
            Self::Contact => self.uri(text, &["https", "mailto", "tel"]),
            Self::KeyUri => self.uri(text, &["https", "dns", "openpgp4fpr"]),
            Self::SigningKey => signing_key::check(text),
            Self::PackageUrl => self.plain(
                text,
                crate::ecosystem::purl::is_of_a_package(text),
                "`pkg:`, a type, a slash and a name, such as pkg:julia/HTTP?uuid=…, without a version",
            ),
            Self::Repository if scp_like(text) => Ok(()),
            Self::Repository => self.uri(text, &["https", "http", "ssh", "git"]),
            Self::Branch => {
                self.plain(text, branch(text), "letters, digits and `._/-`, starting with a letter or digit, no `..`")
            }
            Self::TagPattern => {
                let parts = PLACEHOLDERS.iter().find_map(|placeholder| text.split_once(placeholder));
                let good = parts.is_some_and(|(a, b)| in_ref(a) && in_ref(b));
                self.plain(
                    text,
                    good,
                    "`{version}` or `{version_}` once, with letters, digits and `._/-` around it, such as v{version}",
                )
            }
            Self::Trailer => self.plain(text, trailer(text), "letters, digits and hyphens, such as Reviewed-by"),
            // Whether it is a version of the project's order is a question for `check`.
            Self::Version => {
                self.plain(text, is_version(text), "a digit first, such as 1.16.4, then letters, digits and `.+~^_-`")
            }
            Self::Numbering => self.named::<Numbering>(text),
        }
    }

    fn rule(self) -> RuleId {
        match self {
            Self::Name | Self::LineId => rule::BAD_NAME,
            Self::CveId => rule::BAD_CVE_ID,
            Self::CweId => rule::BAD_CWE_ID,
            Self::PublicId | Self::IdPrefix | Self::IdNumber => rule::BAD_PUBLIC_ID,
            Self::CvssVector => rule::BAD_CVSS_VECTOR,
            Self::Url | Self::Contact | Self::KeyUri | Self::Repository | Self::PackageUrl => rule::BAD_URL,
            _ => rule::BAD_VALUE,
        }
    }

    fn named<T: FromStr<Err: ToString>>(self, text: &str) -> Result<(), Malformed> {
        text.parse::<T>().map(|_| ()).map_err(|e| Malformed::new(self.rule(), e.to_string()))
    }

    fn plain(self, text: &str, good: bool, expected: &str) -> Result<(), Malformed> {
        if good {
            return Ok(());
        }
        Err(Malformed::new(self.rule(), format!("`{}` is not {}: {expected}", text.escape_debug(), self.what())))
    }

    fn uri(self, text: &str, schemes: &[&str]) -> Result<(), Malformed> {
        let bad = |help: String| {
            Err(Malformed::new(self.rule(), format!("`{}` is not {}", text.escape_debug(), self.what())).help(help))
        };
        let clean = !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c));
        match text.split_once(':') {
            Some((scheme, rest)) if schemes.contains(&scheme) => {
                let host = rest.strip_prefix("//").is_some_and(|r| r.starts_with(|c: char| !"/?#".contains(c)));
                let opaque = matches!(scheme, "mailto" | "tel" | "dns" | "openpgp4fpr");
                match (host || (opaque && !rest.is_empty()), clean) {
                    (true, true) => Ok(()),
                    (true, false) => bad("percent-encode white space, quotes and brackets".to_owned()),
                    (false, _) => bad(format!("write the full address, such as {scheme}://example.org/page")),
                }
            }
            _ => bad(format!("start it with {}:", schemes.join(": or "))),
        }
    }

    /// Returns a regular expression (ECMA 262) for JSON Schema, if one can describe the form.
    pub(super) fn pattern(self) -> Option<&'static str> {
        Some(match self {
            Self::Text => r"\S",
            Self::Line => r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
            Self::Name => r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
            Self::LineId => r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?$",
            Self::CveId => r"^CVE-(1999|[2-9][0-9]{3})-([0-9]{4}|[1-9][0-9]{4,18})$",
            Self::CweId => r"^CWE-[1-9][0-9]{0,4}$",
            Self::PublicId => {
                r"^(?=.{1,32}-[0-9]{4}-[0-9]{1,9}$)[A-Z][A-Z0-9]*(-[A-Z0-9]+)*-(19[7-9]|20[0-9])[0-9]-[0-9]{1,9}$"
            }
            Self::IdPrefix => r"^(?=.{1,32}$)[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$",
            Self::IdNumber => r"^(0{0,8}1|cve)$",
            Self::CvssVector => r"^(CVSS:(3\.[01]|4\.0)/)?[A-Za-z]+:[A-Za-z]+(/[A-Za-z]+:[A-Za-z]+)+$",
            Self::Length => r"^0*[0-9]{1,6}(h|d|w|bd)$",
            Self::Limit => r"^(asap|0*[0-9]{1,6}(h|d|w|bd))$",
            Self::SigningKey => signing_key::PATTERN,
            Self::CommitId => r"^[0-9a-f]{7,64}$",
            Self::Digest => r"^sha256:[0-9a-f]{64}$",
            Self::MessageId => r"^<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9!#$%&'*+/=?^_`{|}~.:\[\]-]+>$",
            Self::TimeOfDay => r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
            Self::Email => r#"^[^\x00-\x20\x7f-\x9f\s@<>,;"]+@[^\x00-\x20\x7f-\x9f\s@<>,;"]+$"#,
            Self::Language => r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
            Self::Url => r#"^https?://[^\x00-\x20\x7f-\x9f\s/?#<>"\\^`{|}][^\x00-\x20\x7f-\x9f\s<>"\\^`{|}]*$"#,
            Self::Contact => {
                r#"^(https://[^\x00-\x20\x7f-\x9f\s/?#<>"\\^`{|}]|(mailto|tel):[^\x00-\x20\x7f-\x9f\s<>"\\^`{|}])[^\x00-\x20\x7f-\x9f\s<>"\\^`{|}]*$"#
            }
            Self::KeyUri => {
                r#"^(https://[^\x00-\x20\x7f-\x9f\s/?#<>"\\^`{|}]|(dns|openpgp4fpr):[^\x00-\x20\x7f-\x9f\s<>"\\^`{|}])[^\x00-\x20\x7f-\x9f\s<>"\\^`{|}]*$"#
            }
            Self::Repository => {
                r#"^(?=[^\x00-\x20\x7f-\x9f\s<>"\\^`{|}]+$)((https?|ssh|git)://[^/?#]|(?!.*://)(?!-)[^@]+@[^:]+:.)"#
            }
            Self::PackageUrl => {
                r"^pkg:[a-z][a-z0-9.-]*/[A-Za-z0-9._~%-]+(/[A-Za-z0-9._~%-]+)*(\?[A-Za-z0-9._=&~%:/+-]+)?$"
            }
            Self::Branch => r"^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._/-]*$",
            Self::TagPattern => r"^[A-Za-z0-9._/-]*\{version_?\}[A-Za-z0-9._/-]*$",
            Self::Trailer => r"^[A-Za-z][A-Za-z0-9-]*$",
            // Which of them are versions depends on the project's order.
            Self::Version => r"^v?([0-9]+[:!])?[0-9][0-9A-Za-z.+~^_-]*$",
            Self::Numbering => {
                r"^(?=.*\{major\})(?!.*\{minor\}.*\{m)(?!.*\{patch\}.*\{)(?!.*\{major\}.*\{major\})(0|[1-9][0-9]{0,18}|\{major\})(\.(0|[1-9][0-9]{0,18}|\{major\}|\{minor\}|\{patch\})){2}$"
            }
            Self::FactOrAll | Self::Need => return None,
        })
    }

    /// Returns the largest length, in characters.
    pub(super) fn longest(self) -> usize {
        match self {
            Self::Name | Self::LineId => limit::NAME,
            Self::MessageId => MessageId::LONGEST,
            // A key in OpenPGP grows with the signatures under it.
            Self::Text | Self::SigningKey => limit::TEXT,
            _ => limit::LINE,
        }
    }

    /// Returns all strings of this form, if it is a closed list.
    pub(super) fn words(self) -> Option<Vec<String>> {
        let facts = Fact::ALL.iter().map(|f| f.word());
        match self {
            Self::FactOrAll => Some(std::iter::once("*").chain(facts).map(str::to_owned).collect()),
            Self::Need => Some(facts.flat_map(|f| [f.to_owned(), format!("{f}?")]).collect()),
            _ => None,
        }
    }
}

fn line(text: &str) -> Result<(), Malformed> {
    match text.char_indices().find(|(_, c)| c.is_control()) {
        None => Ok(()),
        Some((at, c)) => {
            let what = if c == '\n' {
                "a line break".to_owned()
            } else {
                format!("the control character `{}`", c.escape_default())
            };
            let mut error = Malformed::new(rule::BAD_VALUE, format!("this must be one line, but has {what}"));
            error.range = Some(at..at + c.len_utf8());
            Err(error.help("remove it"))
        }
    }
}

fn kebab_help(error: Malformed, text: &str) -> Malformed {
    let kebab = text.trim().to_lowercase().replace(['_', ' ', '.', '/'], "-");
    if kebab.parse::<Name>().is_ok() { error.help(format!("write `{kebab}`")) } else { error }
}

fn fact(text: &str) -> Result<(), Malformed> {
    if text.parse::<Fact>().is_ok() {
        return Ok(());
    }
    let near = did_you_mean(text, Fact::ALL.iter().map(|f| f.word()));
    let error = Malformed::new(rule::BAD_VALUE, format!("`{}` is not a fact", text.escape_debug()));
    Err(match near {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help("`advisory explain facts` lists them"),
    })
}

fn time_of_day(text: &str) -> bool {
    let part = |t: &str, limit: u32| {
        t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit()) && t.parse::<u32>().is_ok_and(|n| n < limit)
    };
    text.split_once(':').is_some_and(|(hours, minutes)| part(hours, 24) && part(minutes, 60))
}

fn email(text: &str) -> bool {
    let clean =
        |t: &str| !t.is_empty() && !t.contains(|c: char| c.is_whitespace() || c.is_control() || "@<>,;\"".contains(c));
    text.split_once('@').is_some_and(|(name, host)| clean(name) && clean(host))
}

fn language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    first && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Returns whether a text has only characters that are safe in branch and tag names: no shell
/// interprets them.
fn in_ref(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._/-".contains(&b))
}

/// Returns whether a text looks like a version: an epoch and a digit at the beginning.
fn is_version(text: &str) -> bool {
    let bare = text.strip_prefix('v').unwrap_or(text);
    let is_epoch = |epoch: &str| !epoch.is_empty() && epoch.bytes().all(|b| b.is_ascii_digit());
    let bare = bare.split_once([':', '!']).filter(|(epoch, _)| is_epoch(epoch)).map_or(bare, |(_, bare)| bare);
    bare.starts_with(|c: char| c.is_ascii_digit())
        && bare.chars().all(|c| c.is_ascii_alphanumeric() || ".+~^_-".contains(c))
}

fn branch(text: &str) -> bool {
    in_ref(text) && text.starts_with(|c: char| c.is_ascii_alphanumeric()) && !text.contains("..")
}

fn trailer(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Returns whether it has git's short form, `git@host.example:path`.
fn scp_like(text: &str) -> bool {
    let clean = !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c));
    clean
        && !text.contains("://")
        && text.split_once('@').and_then(|(user, rest)| Some((user, rest.split_once(':')?))).is_some_and(
            |(user, (host, path))| !user.is_empty() && !user.starts_with('-') && !host.is_empty() && !path.is_empty(),
        )
}
