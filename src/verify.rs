//! Checks the incident and its advisory against the product's git repository.
//!
//! Both policies that come with the program state duties that only git can prove: a review of every
//! commit of the fix, the fix in every supported line, releases of chosen commits on top of the
//! last release. Here the recorded facts are compared with git's answer. Whatever git can't answer
//! is *not verified*, never a pass.
//!
//! Nothing here reads a repository: `product` does. `docs/verify.md` says what is proven and what
//! is not.

use crate::case::Case;
use crate::finding::{Finding, Severity, sort_and_dedup};
use crate::incident::Document;
use crate::policy::{Approvals, LineKind, Step};
use crate::portfolio::Line;
use crate::product::{Fingerprints, Product, ProductError};
use crate::rules::fix::FIX_UNVERIFIED;
use crate::version::Range;

mod branches;
mod candidates;
mod commits;
mod findings;
mod fix;
mod lines;
mod plan;
mod ranges;
mod releases;
mod review;

pub use commits::AffectedCommits;
pub use plan::{Base, Pick, Plan};
pub use ranges::{AffectedEntry, Agreement, Release};
pub use review::{Refused, Review, Why};

/// Git's answer for one incident.
#[derive(Clone, Debug)]
pub struct Verification<'p> {
    /// The overall answer.
    pub outcome: Outcome,
    /// The reviews that the policy requires, and those that were found.
    pub reviews: Vec<Reviews<'p>>,
    /// Every release line, in the order of advisory.toml.
    pub lines: Vec<LineVerdict<'p>>,
    /// Whether the commits that introduced the flaw are recorded.
    pub introduced_known: bool,
    /// Further remarks, one sentence each.
    pub notes: Vec<String>,
    /// What is wrong or can't be verified, in order.
    pub findings: Vec<Finding>,
}

/// The overall answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Git agrees with the incident and the advisory.
    Verified,
    /// Git contradicts them.
    Refuted,
    /// Git can't tell: something is missing or ambiguous.
    NotVerified,
}

impl Outcome {
    /// Returns it in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Refuted => "refuted",
            Self::NotVerified => "not verified",
        }
    }
}

/// The reviews that one step of the policy requires.
#[derive(Clone, Debug)]
pub struct Reviews<'p> {
    /// The step.
    pub step: &'p Step,
    /// What it requires.
    pub asked: &'p Approvals,
    /// Each commit of the fix.
    pub commits: Vec<Review>,
    /// How many different people who wrote no part of the fix approved it as a whole.
    pub of_the_whole: usize,
}

impl Reviews<'_> {
    /// Returns whether this commit has the required reviews.
    #[must_use]
    pub fn suffices(&self, review: &Review) -> bool {
        let given = if self.asked.per_commit { review.by.len() } else { self.of_the_whole };
        given >= self.asked.count as usize
    }
}

/// Git's answer for one release line.
#[derive(Clone, Debug)]
pub struct LineVerdict<'p> {
    /// The line.
    pub line: &'p Line,
    /// Its present kind.
    pub kind: LineKind,
    /// Whether it must have the fix: it gets releases, or the incident records a fix for it.
    pub required: bool,
    /// The ref that was examined.
    pub reference: Option<String>,
    /// Whether it has the fix.
    pub state: State,
    /// What brought each commit of the fix.
    pub carried: Vec<Carried>,
    /// The commit with which it has the whole fix; `None` if it lacks a part, or no single commit
    /// completes it.
    pub fixed_by: Option<String>,
    /// The commits that brought the flaw, as far as those that introduced it are recorded.
    pub introduced_by: Vec<String>,
    /// Its releases, lowest version first.
    pub releases: Vec<Release>,
    /// The affected versions.
    pub ranges: Vec<Range>,
    /// Whether the advisory agrees.
    pub agreement: Agreement,
    /// What the advisory says of this line that git can neither confirm nor contradict, in words:
    /// releases without a tag, or with a fix that is in doubt.
    pub gaps: Vec<String>,
    /// The advisory's ranges for this line, by their order in the file.
    pub own: Vec<usize>,
    /// What the advisory should say instead, if it disagrees.
    pub entries: Vec<AffectedEntry>,
    /// What remains to be done for a release with the fix.
    pub plan: Option<Plan>,
}

impl LineVerdict<'_> {
    /// Returns the first release with the fix, by version.
    #[must_use]
    pub fn since(&self) -> Option<&Release> {
        self.releases.iter().find(|release| release.fixed)
    }

    /// Returns whether a document has what it should have for this line.
    #[must_use]
    pub fn is_written(&self, document: &Document) -> bool {
        let own = self.own.iter().filter_map(|n| document.affected.get(*n)).map(AffectedEntry::of);
        own.eq(self.entries.iter().cloned())
    }

    /// Returns whether the newest release has the fix.
    #[must_use]
    pub fn is_released(&self) -> bool {
        self.releases.last().is_some_and(|release| release.fixed)
    }
}

/// Whether a line has the fix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// It has the whole fix.
    Fixed,
    /// It has the flaw and lacks the fix, or a part of it.
    Missing,
    /// It had the fix, and this commit reverted it.
    Reverted(String),
    /// It never had the flaw.
    NotAffected,
    /// Unknown, for this reason.
    NotVerified(String),
}

/// What brought a commit of the fix into a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carried {
    /// The commit of the fix.
    pub commit: String,
    /// The first line of its message.
    pub subject: String,
    /// What brought it; empty if nothing did.
    pub by: Vec<String>,
    /// How that is known.
    pub how: How,
}

/// How it is known that something brought a commit of the fix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// Nothing brought it.
    Nothing,
    /// It is the commit itself.
    Itself,
    /// The message says that it was cherry-picked, and the patch is the same.
    Picked,
    /// The message says so, but the patch is different.
    Adapted,
    /// The patch is the same.
    SamePatch,
    /// It is the whole fix as one commit.
    Squashed,
    /// The patch is different, but a cherry-pick gives exactly these files.
    Replayed,
    /// The incident records it as the fix of this line.
    Recorded,
    /// It was present and was reverted.
    TakenBack,
    /// It was present, and some of its files were restored to their previous state.
    TakenBackInPart,
}

impl How {
    /// Returns it in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Nothing => "missing",
            Self::Itself => "itself",
            Self::Picked => "picked, by its message and patch",
            Self::Adapted => "by its message, with another patch",
            Self::SamePatch => "the same patch",
            Self::Squashed => "squashed, by its patch",
            Self::Replayed => "picked, with the same result",
            Self::Recorded => "by hand, as recorded",
            Self::TakenBack => "taken back",
            Self::TakenBackInPart => "partly reverted",
        }
    }
}

/// Verifies a case against git. `private` is the repository of the private fix, if there is one,
/// and `fetch_from` is where the plan fetches commits that exist only there.
///
/// # Errors
/// When a repository can't be read. Missing history is not an error but an answer: not verified.
pub fn verify<'p>(
    case: &Case<'p>,
    prints: &Fingerprints<'_>,
    product: &Product,
    private: Option<&Product>,
    fetch_from: Option<&str>,
) -> Result<Verification<'p>, ProductError> {
    let mut found = Vec::new();
    let fix = fix::read(case, prints, product, private, &mut found)?;
    let introduced_known = !case.incident.fix.introduced.is_empty();
    if !introduced_known {
        found.push(findings::introduced_unknown(case));
    }
    let (mut reviews, mut lines, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(fix) = &fix {
        reviews = fix.reviews(case)?;
        reviews.iter().for_each(|reviews| findings::reviews(case, reviews, &mut found));
        lines = lines::judge(case, fix, fetch_from, &mut notes, &mut found)?;
        lines.iter().for_each(|line| findings::line(case, line, &mut found));
    }
    Ok(Verification { outcome: outcome(&mut found), reviews, lines, introduced_known, notes, findings: found })
}

/// Returns the answer for an incomplete repository, in which nothing can be relied on.
#[must_use]
pub fn unverified<'p>(case: &Case<'p>, error: &ProductError) -> Verification<'p> {
    let mut found = vec![findings::incomplete(case, error)];
    Verification {
        outcome: outcome(&mut found),
        reviews: Vec::new(),
        lines: Vec::new(),
        introduced_known: !case.incident.fix.introduced.is_empty(),
        notes: Vec::new(),
        findings: found,
    }
}

/// Returns whether an error means that git can't tell, rather than that it can't be read.
#[must_use]
pub fn is_doubt(error: &ProductError) -> bool {
    !matches!(error, ProductError::NotARepository(..) | ProductError::RefFormat { .. } | ProductError::Damaged { .. })
}

fn outcome(found: &mut Vec<Finding>) -> Outcome {
    sort_and_dedup(found);
    if found.iter().any(|f| f.rule == FIX_UNVERIFIED) {
        Outcome::NotVerified
    } else if found.iter().any(|f| f.severity == Severity::Error) {
        Outcome::Refuted
    } else {
        Outcome::Verified
    }
}
