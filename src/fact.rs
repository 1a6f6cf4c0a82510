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
    Existence = "existence", "that a vulnerability was reported and a fix is coming";
    Id = "id", "the public id";
    Title = "title", "the advisory's title";
    Summary = "summary", "the advisory's summary section";
    Description = "description", "the advisory's whole text";
    Severity = "severity", "the CVSS vector and score";
    Cve = "cve", "the CVE id";
    Cwe = "cwe", "the CWE ids";
    Affected = "affected", "the affected versions";
    FixedVersions = "fixed-versions", "the fixed version of each affected supported line";
    AmIAffected = "am-i-affected", "how a user tells whether they are affected";
    Mitigations = "mitigations", "what users can do until there is a fix";
    Upgrade = "upgrade", "how to apply the fix";
    UpgradeTo = "upgrade-to", "the supported release that users of an unsupported one should move to";
    ReleaseEstimate = "release-estimate", "the estimated release date";
    ReleaseDate = "release-date", "the release date, to the minute";
    PullRequests = "pull-requests", "the merged pull requests";
    FixCommits = "fix-commits", "the fix's commits";
    Backports = "backports", "a fix commit for each affected supported line";
    Patches = "patches", "the patch files";
    PrivateRepo = "private-repo", "the private repository the fix is developed in";
    Thread = "thread", "the disclosure thread";
    FixLead = "fix-lead", "who leads";
    FixTeam = "fix-team", "who develops the fix";
    EmbargoUntil = "embargo-until", "when the embargo ends";
    Decision = "decision", "a recorded decision on this step";
    Credits = "credits", "whom to thank";
    Reporter = "reporter", "who reported it";
    Report = "report", "what was reported";
    References = "references", "links to more";
    Upstream = "upstream", "the upstream project and its date";
    Leak = "leak", "what leaked and to whom";
    Assessment = "assessment", "the damage a broken embargo did";
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
