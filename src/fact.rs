//! The vocabulary of facts: what a step needs, and what a channel may carry.
//!
//! The vocabulary is closed, so that the allow-list of a channel and a template use the same words,
//! and a policy cannot name a fact that nothing ever supplies.

use std::fmt;
use std::str::FromStr;

macro_rules! facts {
    ($($variant:ident = $word:literal, $meaning:literal;)*) => {
        /// A fact about an incident.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Fact {
            $(#[doc = $meaning] $variant,)*
        }

        impl Fact {
            /// Every fact, in the order of this file.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns its word in files. Templates write `_` for `-`.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Returns its meaning in a few words, to complete "this step needs …".
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

facts! {
    Existence = "existence", "the notice that a vulnerability was reported and a fix is coming";
    Id = "id", "the public ID";
    Title = "title", "the advisory's title";
    Summary = "summary", "the advisory's summary section";
    Description = "description", "the advisory's whole text";
    Severity = "severity", "the CVSS vector and score";
    Level = "level", "the severity level";
    Cve = "cve", "the CVE ID";
    Cwe = "cwe", "the CWE IDs";
    Affected = "affected", "the affected versions";
    FixedVersions = "fixed-versions", "the fixed version of each line that gets a release";
    AmIAffected = "am-i-affected", "how users can tell whether they are affected";
    Mitigations = "mitigations", "what users can do until they have the fix";
    Upgrade = "upgrade", "how to apply the fix";
    UpgradeTo = "upgrade-to", "the supported release to which users of an unsupported one should upgrade";
    ReleaseEstimate = "release-estimate", "the estimated release date";
    ReleaseDate = "release-date", "the release date, to the minute";
    PullRequests = "pull-requests", "the merged pull requests";
    FixCommits = "fix-commits", "the fix's commits";
    Backports = "backports", "a fix commit for each affected supported line";
    Patches = "patches", "the patch files";
    PrivateRepo = "private-repo", "the private repository in which the fix is developed";
    Thread = "thread", "the disclosure thread";
    FixLead = "fix-lead", "the lead of the fix";
    FixTeam = "fix-team", "the developers of the fix";
    EmbargoUntil = "embargo-until", "the end of the embargo";
    Decision = "decision", "a recorded decision on this step";
    Credits = "credits", "the people to thank";
    Reporter = "reporter", "the reporter";
    Report = "report", "the summary of the report";
    References = "references", "links to further information";
    Upstream = "upstream", "the upstream project and its date";
    Leak = "leak", "what leaked and who learned of it";
    Assessment = "assessment", "the damage done by the broken embargo";
}

impl Fact {
    /// Those that tell what the vulnerability is. No notice of a forthcoming release tells them.
    pub(crate) const OF_THE_VULNERABILITY: [Self; 4] =
        [Self::Title, Self::Summary, Self::Description, Self::FixCommits];

    /// Returns the key of incident.toml that states it, with its table; `None` if several keys or
    /// another file can state it.
    #[must_use]
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::Thread => Some("fix.thread"),
            Self::PrivateRepo => Some("fix.repository"),
            Self::ReleaseEstimate => Some("notice.release-estimate"),
            Self::ReleaseDate => Some("notice.release-date"),
            _ => None,
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Fact {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|fact| fact.word() == text).ok_or(())
    }
}
