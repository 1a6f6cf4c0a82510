//! The JSON document of a verification; the module above describes its format.

use serde::Serialize;

use super::super::json::Findings;
use super::word;
use crate::names::{Handle, Name};
use crate::report::Audience;
use crate::verify::{Agreement, Base, Carried, LineVerdict, Outcome, Plan, Reviews, State, Verification};
use crate::version::{End, Range};

#[derive(Serialize)]
pub(super) struct Document<'a> {
    schema: u32,
    incident: &'a Handle,
    outcome: Outcome,
    introduced_known: Option<bool>,
    notes: Option<&'a [String]>,
    reviews: Option<Vec<ReviewsObject<'a>>>,
    lines: Option<Vec<LineObject<'a>>>,
    #[serde(flatten)]
    findings: Findings<'a>,
}

#[derive(Serialize)]
struct ReviewsObject<'a> {
    step: &'a Name,
    role: &'a Name,
    count: u32,
    per_commit: bool,
    commits: Vec<ReviewObject<'a>>,
}

#[derive(Serialize)]
struct ReviewObject<'a> {
    commit: &'a str,
    subject: &'a str,
    by: &'a [Name],
    enough: bool,
    refused: Vec<RefusedObject<'a>>,
}

#[derive(Serialize)]
struct RefusedObject<'a> {
    who: &'a str,
    why: &'static str,
}

#[derive(Serialize)]
struct LineObject<'a> {
    line: &'a str,
    kind: &'static str,
    required: bool,
    #[serde(rename = "ref")]
    reference: Option<&'a str>,
    state: &'static str,
    why: Option<&'a str>,
    commits: Vec<CarriedObject<'a>>,
    since: Option<&'a str>,
    released: bool,
    affected: Vec<RangeObject<'a>>,
    advisory: &'static str,
    differences: &'a [String],
    gaps: &'a [String],
    plan: Option<PlanObject<'a>>,
}

#[derive(Serialize)]
struct CarriedObject<'a> {
    commit: &'a str,
    subject: &'a str,
    by: &'a [String],
    how: &'static str,
}

#[derive(Serialize)]
struct RangeObject<'a> {
    introduced: Option<&'a str>,
    fixed: Option<&'a str>,
}

#[derive(Serialize)]
struct PlanObject<'a> {
    on: &'a str,
    kind: &'static str,
    last_release: Option<&'a str>,
    picks: Vec<&'a str>,
    commands: Vec<String>,
}

impl<'a> Document<'a> {
    /// The result of a verification, as this audience may see it.
    pub(super) fn new(
        incident: &'a Handle,
        verification: &'a Verification<'_>,
        findings: Findings<'a>,
        audience: Audience,
    ) -> Self {
        let team = audience == Audience::Team;
        Self {
            schema: 1,
            incident,
            outcome: verification.outcome,
            introduced_known: team.then_some(verification.introduced_known),
            notes: team.then_some(&verification.notes),
            reviews: team.then(|| verification.reviews.iter().map(reviews).collect()),
            lines: team.then(|| verification.lines.iter().map(line).collect()),
            findings,
        }
    }
}

fn reviews<'a>(reviews: &'a Reviews<'_>) -> ReviewsObject<'a> {
    let commits = reviews.commits.iter().map(|review| ReviewObject {
        commit: &review.commit,
        subject: &review.subject,
        by: &review.by,
        enough: reviews.suffices(review),
        refused: review.refused.iter().map(|r| RefusedObject { who: &r.who, why: r.why.words() }).collect(),
    });
    ReviewsObject {
        step: &reviews.step.element.id.value,
        role: &reviews.asked.role.value,
        count: reviews.asked.count,
        per_commit: reviews.asked.per_commit,
        commits: commits.collect(),
    }
}

fn line<'a>(verdict: &'a LineVerdict<'_>) -> LineObject<'a> {
    let (state, why) = match &verdict.state {
        State::Fixed => ("fixed", None),
        State::Missing => ("missing", None),
        State::Reverted(by) => ("reverted", Some(by.as_str())),
        State::NotAffected => ("not-affected", None),
        State::NotVerified(why) => ("not-verified", Some(why.as_str())),
    };
    let (advisory, differences) = match &verdict.agreement {
        Agreement::Agrees => ("agrees", &[][..]),
        Agreement::Awaits(_) => ("awaits", &[][..]),
        Agreement::Differs(differences) => ("differs", differences.as_slice()),
        Agreement::Open => ("open", &[][..]),
        Agreement::Silent => ("silent", &[][..]),
        Agreement::Unwritten => ("unwritten", &[][..]),
    };
    LineObject {
        line: verdict.line.id.as_str(),
        kind: word(verdict.kind),
        required: verdict.required,
        reference: verdict.reference.as_deref(),
        state,
        why,
        commits: verdict.carried.iter().map(carried).collect(),
        since: verdict.since().map(|release| release.tag.as_str()),
        released: verdict.is_released(),
        affected: verdict.ranges.iter().map(range).collect(),
        advisory,
        differences,
        gaps: &verdict.gaps,
        plan: verdict.plan.as_ref().map(plan),
    }
}

fn carried(carried: &Carried) -> CarriedObject<'_> {
    CarriedObject { commit: &carried.commit, subject: &carried.subject, by: &carried.by, how: carried.how.words() }
}

fn range(range: &Range) -> RangeObject<'_> {
    let fixed = if let End::Fixed(fixed) = &range.end { Some(fixed.as_str()) } else { None };
    RangeObject { introduced: range.introduced.as_ref().map(|version| version.as_str()), fixed }
}

fn plan(plan: &Plan) -> PlanObject<'_> {
    let (kind, on) = match &plan.base {
        Base::Release(tag) => ("release", tag),
        Base::Branch(name) => ("branch", name),
    };
    PlanObject {
        on,
        kind,
        last_release: plan.last_release.as_deref(),
        picks: plan.picks.iter().map(|pick| pick.commit.as_str()).collect(),
        commands: plan.commands(),
    }
}
