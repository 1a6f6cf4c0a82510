//! Proof from the product's git repository that a fix is where the incident and its advisory say.
//!
//! Both policies that come with the program state duties that only git can prove: a review on every
//! commit of the fix, the fix in every supported line, releases of chosen commits on top of the
//! last one. Here what git says is held against what people wrote. Whatever can't be told is *not
//! verified*, and never a pass.
//!
//! Nothing here reads a repository: `product` does, and `docs/verify.md` says what is proven and
//! what is not.

use crate::case::Case;
use crate::finding::{Finding, Severity, sort_and_dedup};
use crate::policy::{Approvals, LineKind, Step};
use crate::portfolio::Line;
use crate::product::{Fingerprints, Product, ProductError};
use crate::rules::fix::FIX_UNVERIFIED;
use crate::version::Range;

mod findings;
mod fix;
mod lines;
mod plan;
mod ranges;
mod releases;
mod review;

pub use plan::{Base, Pick, Plan};
pub use ranges::{AffectedEntry, Agreement, Release};
pub use review::{Refused, Review, Why};

/// What git says of one incident.
#[derive(Clone, Debug)]
pub struct Verification<'p> {
    /// The answer.
    pub outcome: Outcome,
    /// The reviews that the policy asks for, and those that are there.
    pub reviews: Vec<Reviews<'p>>,
    /// Every release line, in the order of advisory.toml.
    pub lines: Vec<LineVerdict<'p>>,
    /// Whether it is recorded which commits brought the flaw in.
    pub introduced_known: bool,
    /// What else is worth knowing, a sentence each.
    pub notes: Vec<String>,
    /// What is wrong or can't be told, in order.
    pub findings: Vec<Finding>,
}

/// The answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Git says what the incident and the advisory say.
    Verified,
    /// Git says something else.
    Refuted,
    /// Git can't say: something is missing or ambiguous.
    NotVerified,
}

impl Outcome {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Refuted => "refuted",
            Self::NotVerified => "not verified",
        }
    }
}

/// The reviews that one step of the policy asks for.
#[derive(Clone, Debug)]
pub struct Reviews<'p> {
    /// The step.
    pub step: &'p Step,
    /// What it asks for.
    pub asked: &'p Approvals,
    /// Each commit of the fix.
    pub commits: Vec<Review>,
    /// How many different people approved the fix as a whole, none of whom wrote a part of it.
    pub of_the_whole: usize,
}

impl Reviews<'_> {
    /// Whether this commit has what is asked for.
    #[must_use]
    pub fn suffices(&self, review: &Review) -> bool {
        let given = if self.asked.per_commit { review.by.len() } else { self.of_the_whole };
        given >= self.asked.count as usize
    }
}

/// What git says of one release line.
#[derive(Clone, Debug)]
pub struct LineVerdict<'p> {
    /// The line.
    pub line: &'p Line,
    /// What kind it is now.
    pub kind: LineKind,
    /// Whether the fix has to be in it: it gets releases, or the incident records a fix for it.
    pub required: bool,
    /// The ref that was looked at.
    pub reference: Option<String>,
    /// Whether the fix is there.
    pub state: State,
    /// What brought each commit of the fix.
    pub carried: Vec<Carried>,
    /// Its releases, lowest version first.
    pub releases: Vec<Release>,
    /// The affected versions.
    pub ranges: Vec<Range>,
    /// Whether the advisory says the same.
    pub agreement: Agreement,
    /// Which of the advisory's ranges are about it, by their order in the file.
    pub own: Vec<usize>,
    /// What the advisory should say instead, where it says something else.
    pub entries: Vec<AffectedEntry>,
    /// What is left to do for a release with the fix.
    pub plan: Option<Plan>,
}

impl LineVerdict<'_> {
    /// The first release that has the fix, by its version.
    #[must_use]
    pub fn since(&self) -> Option<&Release> {
        self.releases.iter().find(|release| release.fixed)
    }

    /// Whether the newest release has the fix.
    #[must_use]
    pub fn is_released(&self) -> bool {
        self.releases.last().is_some_and(|release| release.fixed)
    }
}

/// Whether the fix is on a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// All of it.
    Fixed,
    /// The flaw is there and the fix, or a part of it, is not.
    Missing,
    /// It was there, and this commit took it back.
    Reverted(String),
    /// The flaw never came to this line.
    NotAffected,
    /// Nobody can say: why.
    NotVerified(String),
}

/// What brought a commit of the fix into a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carried {
    /// The commit of the fix.
    pub commit: String,
    /// The first line of its message.
    pub subject: String,
    /// What brought it; empty: nothing.
    pub by: Vec<String>,
    /// How that is known.
    pub how: How,
}

/// How it is known that something brought a commit of the fix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// Nothing did.
    Nothing,
    /// It is that commit.
    Itself,
    /// The message says that it was picked, and the patch is the same.
    Picked,
    /// The message says so, and the patch is another one.
    Adapted,
    /// The patch is the same.
    SamePatch,
    /// It is the whole fix as one commit.
    Squashed,
    /// The incident records it as the fix of this line.
    Recorded,
    /// It was there and was taken back.
    TakenBack,
    /// It was there, and some of its files were made as they were before.
    TakenBackInPart,
}

impl How {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Nothing => "missing",
            Self::Itself => "itself",
            Self::Picked => "picked, by its message and patch",
            Self::Adapted => "by its message, with another patch",
            Self::SamePatch => "the same patch",
            Self::Squashed => "squashed, by its patch",
            Self::Recorded => "by hand, as recorded",
            Self::TakenBack => "taken back",
            Self::TakenBackInPart => "taken back in part",
        }
    }
}

/// What git says of a case. `private` is the repository of the private fix, where there is one, and
/// `fetch_from` where commits that are only there are fetched from, for the plan.
///
/// # Errors
/// When a repository can't be read. What it lacks is no error but an answer: not verified.
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

/// The answer where a repository lacks something, so that nothing of it can be relied on.
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

/// Whether an error says that git can't tell, rather than that it can't be read.
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
