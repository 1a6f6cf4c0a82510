//! The formats that can be imported.

use std::fmt;

/// A format of advisories.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// RustSec: Markdown with TOML in front (<https://github.com/rustsec/advisory-db>).
    RustSec,
    /// OSV 1.x, as JSON or YAML (<https://ossf.github.io/osv-schema/>).
    Osv,
    /// GitHub's advisories: the answers of its REST API, and the files of github/advisory-database.
    Ghsa,
    /// CVE records of format 5 (<https://cveproject.github.io/cve-schema/>).
    Cve,
    /// CSAF 2.0 (<https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html>).
    Csaf,
    /// The Go vulnerability database: its OSV files and its reports
    /// (<https://github.com/golang/vulndb>).
    Go,
    /// Haskell's advisories: Markdown with TOML in front
    /// (<https://github.com/haskell/security-advisories>).
    Hsec,
    /// OpenStack's advisories, as YAML (<https://opendev.org/openstack/ossa>).
    Ossa,
    /// Mozilla's advisories: YAML, or Markdown with YAML in front
    /// (<https://github.com/mozilla/foundation-security-advisories>).
    Mfsa,
}

impl Format {
    /// Every format, in the order in which help lists them.
    pub const ALL: [Self; 9] =
        [Self::RustSec, Self::Osv, Self::Ghsa, Self::Cve, Self::Csaf, Self::Go, Self::Hsec, Self::Ossa, Self::Mfsa];

    /// Returns the word for it on a command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::RustSec => "rustsec",
            Self::Osv => "osv",
            Self::Ghsa => "ghsa",
            Self::Cve => "cve",
            Self::Csaf => "csaf",
            Self::Go => "go",
            Self::Hsec => "hsec",
            Self::Ossa => "ossa",
            Self::Mfsa => "mfsa",
        }
    }

    /// Returns what one of its records is called in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RustSec => "RustSec advisory",
            Self::Osv => "OSV record",
            Self::Ghsa => "GitHub advisory",
            Self::Cve => "CVE record",
            Self::Csaf => "CSAF document",
            Self::Go => "Go vulnerability report",
            Self::Hsec => "Haskell advisory",
            Self::Ossa => "OpenStack advisory",
            Self::Mfsa => "Mozilla advisory",
        }
    }

    /// Returns whether a file of this name may hold records of the format. Other files of a folder
    /// or an archive are skipped.
    pub(super) fn accepts(self, name: &str) -> bool {
        let endings: &[&str] = match self {
            Self::RustSec | Self::Hsec => &[".md"],
            Self::Osv => &[".json", ".jsonl", ".ndjson", ".yaml", ".yml"],
            Self::Go => &[".json", ".yaml", ".yml"],
            Self::Ossa => &[".yaml", ".yml"],
            Self::Mfsa => &[".md", ".yaml", ".yml"],
            Self::Ghsa | Self::Cve | Self::Csaf => &[".json"],
        };
        endings.iter().any(|ending| name.len() > ending.len() && name.ends_with(ending))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
