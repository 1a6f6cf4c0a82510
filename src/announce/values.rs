//! Facts with several parts, as small values for templates.

use std::collections::BTreeSet;

use minijinja::{Value, context};
use serde::Serialize;

use super::rich_text::RichText;
use crate::case::Case;
use crate::cvss::{Metric, Rating, Score, Vector, Version};
use crate::event::BuiltIn;
use crate::incident::{self, Document, Event};
use crate::markdown;
use crate::policy::{Disclosure, Exposure, LineKind};
use crate::portfolio::Portfolio;
use crate::source::Spanned;

/// A person: `fix_lead`, `fix_team`, `reporter`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Person {
    /// Their name; the ID of somebody who is not on the team.
    pub(super) name: Option<String>,
    /// Their address.
    pub(super) email: Option<String>,
}

impl Person {
    /// Returns the member of the team with this ID.
    pub(super) fn member(portfolio: &Portfolio, id: &str) -> Self {
        match portfolio.team.member(id) {
            Some(member) => Self { name: Some(member.name.value.clone()), email: owned(&member.email) },
            None => Self { name: Some(id.to_owned()), email: None },
        }
    }

    /// Returns the reporter, if anything about them is recorded.
    pub(super) fn reporter(reporter: &incident::Reporter) -> Option<Self> {
        let person = Self { name: owned(&reporter.name), email: owned(&reporter.email) };
        (person.name.is_some() || person.email.is_some()).then_some(person)
    }
}

/// `severity`: the vector that counts and its score.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Scored {
    version: Version,
    vector: Vector,
    score: Score,
    rating: Rating,
    metrics: Vec<Metric>,
    /// The other vectors, in the order they were written.
    others: Vec<Scored>,
}

impl Scored {
    /// Returns the vector of an advisory that counts.
    pub(super) fn of(case: &Case<'_>, document: &Document) -> Option<Self> {
        let ranking = document.ranking(case.policy)?;
        let others = ranking.others.into_iter().map(|vector| Self::new(vector, Vec::new())).collect();
        Some(Self::new(ranking.counts, others))
    }

    fn new(vector: &Vector, others: Vec<Self>) -> Self {
        Self {
            version: vector.version(),
            vector: vector.clone(),
            score: vector.score(),
            rating: vector.rating(),
            metrics: vector.metrics(),
            others,
        }
    }
}

/// One entry of `affected`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Affected {
    package: Option<String>,
    line: Option<String>,
    /// `development`, `supported` or `unsupported`, as of the report.
    support: Option<&'static str>,
    /// The range in words.
    versions: String,
}

/// Returns the affected ranges in words. If the channel may not carry fixed versions, the ranges
/// have no end.
pub(super) fn affected(case: &Case<'_>, document: &Document, with_fixed: bool) -> Vec<Affected> {
    let at = case.reported.unwrap_or(case.now);
    let entry = |range: &incident::Affected| Affected {
        package: owned(&range.package).or_else(|| main_package(case.portfolio)),
        line: range.line.as_ref().map(|l| l.value.to_string()),
        support: range.line.as_ref().and_then(|l| case.portfolio.line(&l.value)).map(|l| match l.kind(at) {
            LineKind::Development => "development",
            LineKind::Supported => "supported",
            LineKind::Unsupported => "unsupported",
        }),
        versions: versions(range, with_fixed),
    };
    document.affected.iter().map(entry).collect()
}

fn versions(affected: &incident::Affected, with_fixed: bool) -> String {
    let fixed = affected.range.fixed().filter(|_| with_fixed);
    match (&affected.range.introduced, fixed, affected.last_affected()) {
        (Some(first), Some(fixed), _) => format!("{} and later, before {}", first.value, fixed.value),
        (Some(first), None, Some(last)) => format!("{} up to and including {}", first.value, last.value),
        (Some(first), None, None) => format!("{} and later", first.value),
        (None, Some(fixed), _) => format!("all versions before {}", fixed.value),
        (None, None, Some(last)) => format!("all versions up to and including {}", last.value),
        (None, None, None) => "all versions".to_owned(),
    }
}

fn main_package(portfolio: &Portfolio) -> Option<String> {
    portfolio.project.package(None, None).map(|p| p.name.value.clone())
}

/// One entry of `fixed_versions`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Fixed {
    line: Option<String>,
    package: Option<String>,
    version: String,
}

/// Returns the fixed versions that `advisory.md` names, then the releases of `[fix]` on lines that
/// it does not mention.
pub(super) fn fixed(case: &Case<'_>) -> Vec<Fixed> {
    let document = case.incident.document.iter().flat_map(|d| &d.affected);
    let mut all: Vec<Fixed> = document
        .filter_map(|range| {
            Some(Fixed {
                line: range.line.as_ref().map(|l| l.value.to_string()),
                package: owned(&range.package).or_else(|| main_package(case.portfolio)),
                version: range.fixed()?.to_string(),
            })
        })
        .collect();
    for (line, version) in &case.incident.fix.releases {
        if !all.iter().any(|f| f.line.as_deref() == Some(line.as_str()) || f.version == version.value) {
            all.push(Fixed {
                line: Some(line.to_string()),
                package: main_package(case.portfolio),
                version: version.value.clone(),
            });
        }
    }
    all
}

/// One entry of `fix_commits` and `backports`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CommitOnLine<'p> {
    id: &'p str,
    line: &'p str,
    development: bool,
}

impl<'p> CommitOnLine<'p> {
    /// A commit of the fix.
    pub(super) fn of(case: &Case<'_>, commit: &'p incident::FixCommit) -> Self {
        let kind = case.portfolio.line(&commit.line.value).map(|line| line.kind(case.now));
        Self { id: commit.id.as_str(), line: commit.line.as_str(), development: kind == Some(LineKind::Development) }
    }
}

/// `decision`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Decided {
    take: bool,
    reason: Option<String>,
    at: Option<String>,
    by: Vec<String>,
}

impl Decided {
    /// A recorded decision.
    pub(super) fn of(case: &Case<'_>, decision: &incident::Decision) -> Self {
        let name = |id: &str| case.portfolio.team.member(id).map_or_else(|| id.to_owned(), |m| m.name.value.clone());
        Self {
            take: decision.take.value,
            reason: owned(&decision.reason),
            at: decision.at.as_ref().map(|at| at.value.spoken()),
            by: decision.by.iter().map(|id| name(id.as_str())).collect(),
        }
    }
}

/// One entry of `references`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Link {
    url: String,
    title: Option<String>,
}

/// Links to the web, each once; a rule reports all others.
pub(super) fn references(document: &Document) -> Vec<Link> {
    let mut told = BTreeSet::new();
    let links = document.references.iter().filter(|r| markdown::is_web(&r.url.value));
    let links = links.filter(move |r| told.insert(&r.url.value));
    links.map(|r| Link { url: r.url.value.clone(), title: owned(&r.title) }).collect()
}

/// `upstream`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Upstream {
    project: Option<String>,
    public: Option<String>,
    url: Option<String>,
}

impl Upstream {
    /// The upstream project, and when it publishes.
    pub(super) fn of(upstream: &incident::Upstream, public: Option<&Spanned<crate::time::Instant>>) -> Self {
        Self {
            project: owned(&upstream.project),
            public: public.map(|at| at.value.spoken()),
            url: owned(&upstream.url),
        }
    }
}

/// `leak`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Leak {
    at: String,
    what: String,
    to_whom: String,
    /// The list member that it came from. The list is private, so only the team is told.
    member: Option<String>,
    /// Every leak in the order of time, this one last.
    all: Vec<OneLeak>,
    /// Whether it counts as breaking the embargo.
    broke_embargo: bool,
    /// The decision after a break, or the default until there is one: `release-early`, `continue`.
    choice: Option<String>,
    /// Whether nobody has decided since the last leak what to do, and something is still private.
    undecided: bool,
}

/// One leak of `leak.all`.
#[derive(Clone, Debug, Serialize)]
struct OneLeak {
    at: String,
    what: String,
    to_whom: String,
    member: Option<String>,
}

impl OneLeak {
    fn of(case: &Case<'_>, event: &Event, exposure: Exposure) -> Option<Self> {
        let member = |id: &str| case.portfolio.distributors.named().find(|m| m.id.value == id);
        let told = event.distributor().filter(|_| exposure == Exposure::Team);
        Some(Self {
            at: event.at.value.spoken(),
            what: event.leaked()?.value.clone(),
            to_whom: event.leaked_to()?.value.clone(),
            member: told.map(|d| member(d.as_str()).map_or_else(|| d.value.to_string(), |m| m.name.value.clone())),
        })
    }
}

impl Leak {
    /// Returns the recorded leaks that say what leaked and to whom. The last one stands for all.
    pub(super) fn of(case: &Case<'_>, exposure: Exposure) -> Option<Self> {
        let complete = |e: &&Event| e.leaked().is_some() && e.leaked_to().is_some() && e.at.value <= case.now;
        let mut events: Vec<&Event> = case.incident.events.iter().filter(complete).collect();
        events.sort_by_key(|event| event.at.value);
        let event = *events.last()?;
        let all: Vec<OneLeak> = events.iter().filter_map(|event| OneLeak::of(case, event, exposure)).collect();
        let OneLeak { at, what, to_whom, member } = OneLeak::of(case, event, exposure)?;
        Some(Self {
            at,
            what,
            to_whom,
            member,
            all,
            broke_embargo: case.happened(BuiltIn::EmbargoBroken).is_some() || event.is(BuiltIn::EmbargoBroken),
            choice: case.embargo.choice.map(ToString::to_string),
            undecided: (case.embargo.in_question || case.embargo.decided.is_none()) && case.public_since().is_none(),
        })
    }
}

/// `report`: the report, and the intake questions that are still open.
pub(super) fn report(case: &Case<'_>) -> Option<Value> {
    let report = &case.incident.report;
    let summary = report.summary.as_ref()?.value.clone();
    let question = crate::policy::prose::spaced;
    let answers: Vec<Value> = report
        .answers
        .iter()
        .filter_map(|(id, text)| {
            let answer = RichText::words(text)?;
            Some(context! { question => question(id.as_str()), answer => answer })
        })
        .collect();
    Some(context! {
        summary => summary,
        public => report.disclosure.value == Disclosure::Public,
        url => owned(&report.url),
        answers => answers,
    })
}

fn owned(text: &Option<Spanned<String>>) -> Option<String> {
    text.as_ref().map(|t| t.value.clone())
}
