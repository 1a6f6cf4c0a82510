//! The words of the closed vocabularies in files, with their meanings.

use crate::cvss::{Rating, Version as CvssVersion};
use crate::incident::RecordKind;
use crate::policy::{
    ChannelKind, Disclosure, Exposure, Force, Grant, LineKind, Lines, Pick, Precision, Proof, ReportSource, Signed,
};
use crate::portfolio::{ListRecord, SiteFormat};
use crate::version::Order;

/// A type with one word for each of its values.
pub(super) trait Word: Sized + 'static {
    /// Every word.
    const WORDS: &'static [&'static str];

    /// Returns the value of a word.
    fn of(word: &str) -> Option<Self>;
}

macro_rules! words {
    ($($type:ident: $($word:literal = $variant:ident),*;)*) => {
        $(impl Word for $type {
            const WORDS: &'static [&'static str] = &[$($word),*];

            fn of(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        })*
    };
}

words! {
    CvssVersion: "2.0" = V2, "3.0" = V3_0, "3.1" = V3_1, "4.0" = V4;
    Rating: "none" = None, "low" = Low, "medium" = Medium, "high" = High, "critical" = Critical;
    ChannelKind: "email" = Email, "issue" = Issue, "chat" = Chat, "form" = Form;
    Disclosure: "private" = Private, "public" = Public;
    Exposure: "team" = Team, "embargoed" = Embargoed, "public" = Public;
    Force: "target" = Target, "must" = Must, "cap" = Cap;
    Grant: "new-date" = NewDate, "fix" = Fix;
    LineKind: "development" = Development, "supported" = Supported, "unsupported" = Unsupported;
    Lines: "latest" = Latest, "supported-affected" = SupportedAffected;
    Pick: "round-robin" = RoundRobin, "volunteer" = Volunteer, "appointed" = Appointed;
    Precision: "day" = Day, "minute" = Minute;
    ReportSource: "own" = Own, "fuzzing" = Fuzzing, "reporter" = Reporter, "upstream" = Upstream, "dependency" = Dependency;
    RecordKind: "event" = Event, "waiver" = Waiver, "decision" = Decision, "amendment" = Amendment;
    ListRecord: "member" = Member, "request" = Request, "amendment" = Amendment;
    Signed: "approvals" = Approvals, "waivers" = Waivers, "decisions" = Decisions;
    Proof: "vouch" = Vouch, "embargo" = Embargo;
    SiteFormat: "json" = Json, "osv" = Osv, "csaf" = Csaf, "csaf-2.1" = Csaf21, "cve" = Cve, "openvex" = OpenVex, "github" = GitHub, "atom" = Atom, "json-feed" = JsonFeed, "redirects" = Redirects;
    Order: "semver" = SemVer, "semver-build" = Build, "pep440" = Pep440, "maven" = Maven, "rubygems" = RubyGems, "nuget" = NuGet, "composer" = Composer, "debian" = Debian, "rpm" = Rpm, "alpine" = Alpine, "pvp" = Pvp, "cran" = Cran, "drupal" = Drupal, "numeric" = Numeric, "letters" = Letters, "date" = Date, "kernel" = Kernel;
}

/// The weekdays of a preference.
pub(super) const WEEKDAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// The embargo terms that a policy may leave open.
pub(super) const EMBARGO_TERMS: &[&str] = &["on-break", "leak-report"];
/// What may be required for a waiver.
pub(super) const WAIVER_NEEDS: &[&str] = &["link", "reason"];
