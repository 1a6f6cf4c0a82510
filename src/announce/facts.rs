//! The facts a template sees, and the one place that lets them through.
//!
//! [`facts_for`] puts into a template's context only what the channel's allow-list permits, so no
//! template, built in or overriding, can print anything else: to it the fact does not exist.
//!
//! Two limits come on top of the list. `*` on a public channel means what an advisory makes public;
//! how the team worked (who reported, where the fix was developed, what leaked) goes to a public
//! channel only when the policy names that fact. And before publication a public channel gets
//! mitigations only from `[notice]`, and only when somebody approved telling them: `advisory.md`
//! may describe them in words that give the vulnerability away.

use std::collections::BTreeMap;

use minijinja::Value;
use minijinja::value::Serde;

use super::rich_text::RichText;
use super::values::{self, Leak, Person, Scored};
use crate::advisory;
use crate::case::Case;
use crate::fact::Fact;
use crate::policy::{Channel, Exposure, Fields, Step};

/// What a template may know of an incident.
#[derive(Clone, Debug)]
pub struct Facts {
    values: BTreeMap<Fact, Value>,
}

impl Facts {
    /// The facts and their values, in the order of [`Fact::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Fact, &Value)> {
        self.values.iter().map(|(fact, value)| (*fact, value))
    }

    /// Whether the fact is among them.
    #[must_use]
    pub fn has(&self, fact: Fact) -> bool {
        self.values.contains_key(&fact)
    }
}

/// The name a template uses for a fact: its word, with `_` for `-`.
#[must_use]
pub fn context_name(fact: Fact) -> String {
    fact.word().replace('-', "_")
}

/// The facts of this case that this channel may carry now, for an announcement of this step.
#[must_use]
pub fn facts_for(case: &Case<'_>, step: &Step, channel: &Channel) -> Facts {
    let carried = Fact::ALL.iter().filter(|fact| carries(case, channel, **fact));
    let values = carried.filter_map(|fact| Some((*fact, value(case, step, channel, *fact)?))).collect();
    Facts { values }
}

/// The allow-list that holds now.
#[must_use]
pub(super) fn fields<'p>(case: &Case<'_>, channel: &'p Channel) -> &'p Fields {
    if case.publication.is_ok() { &channel.fields_after_public } else { &channel.fields }
}

/// Whether this channel may carry this fact now.
#[must_use]
pub(super) fn carries(case: &Case<'_>, channel: &Channel, fact: Fact) -> bool {
    let fields = fields(case, channel);
    let by_star = *fields == Fields::All;
    fields.allow(fact) && !(by_star && channel.exposure == Exposure::Public && of_the_team(fact))
}

/// Facts of how the team works, which no advisory holds.
fn of_the_team(fact: Fact) -> bool {
    use Fact::{
        Assessment, Decision, EmbargoUntil, FixLead, FixTeam, Leak, Patches, PrivateRepo, Report, Reporter, Thread,
    };
    matches!(
        fact,
        Assessment
            | Decision
            | EmbargoUntil
            | FixLead
            | FixTeam
            | Leak
            | Patches
            | PrivateRepo
            | Report
            | Reporter
            | Thread
    )
}

/// The value of a fact; `None` when nobody wrote it down.
fn value(case: &Case<'_>, step: &Step, channel: &Channel, fact: Fact) -> Option<Value> {
    let incident = case.incident;
    let document = incident.document.as_ref();
    let section = |kind| document.and_then(|d| d.section(kind)).and_then(|s| RichText::markdown(&s.body));
    let instant = |at: &crate::source::Spanned<crate::time::Instant>| Value::from(at.value.spoken());
    let text = |text: &crate::source::Spanned<String>| Value::from(text.as_str());
    let notice = &incident.notice;
    let person = |id: &crate::source::Spanned<crate::names::Name>| Person::member(case.portfolio, id.as_str());
    match fact {
        Fact::Existence => Some(Value::from(true)),
        Fact::Id => document?.id.as_ref().map(|id| Value::from(id.as_str())),
        Fact::Title => document?.title.as_ref().map(text),
        Fact::Summary => section("summary"),
        Fact::Description => RichText::markdown(&document?.body),
        Fact::Severity => Scored::of(case, document?).map(|s| Value::from(Serde(s))),
        Fact::Level => case.shown_level().map(|level| Value::from(Serde(advisory::PublicLevel::of(level)))),
        Fact::Cve => list(document?.cve.iter().map(|id| id.value.as_str())),
        Fact::Cwe => list(document?.cwe.iter().map(|id| id.value.as_str())),
        Fact::Affected => {
            list(values::affected(case, document?, carries(case, channel, Fact::FixedVersions)).into_iter())
        }
        Fact::FixedVersions => list(values::fixed(case).into_iter()),
        Fact::AmIAffected => section("am-i-affected"),
        Fact::Mitigations if channel.exposure == Exposure::Public && case.publication.is_err() => {
            notice.told_mitigations().filter(|_| advisory::mitigations_approved(case)).and_then(RichText::markdown)
        }
        Fact::Mitigations => section("mitigation").or_else(|| notice.told_mitigations().and_then(RichText::markdown)),
        Fact::Upgrade => section("upgrade"),
        // The warning says that the release is supported and not affected.
        Fact::UpgradeTo => incident.scope.upgrade_to.as_ref().filter(|_| case.unfit_upgrade().is_none()).map(text),
        Fact::ReleaseEstimate => incident.release_estimate(case.now).or(incident.release_date(case.now)).map(instant),
        Fact::ReleaseDate => incident.release_date(case.now).map(instant),
        Fact::PullRequests => list(incident.fix.pull_requests.iter().map(|url| url.value.as_str())),
        Fact::FixCommits | Fact::Backports => {
            list(incident.fix.commits.iter().map(|commit| values::CommitOnLine::of(case, commit)))
        }
        Fact::Patches => list(incident.patches.iter().map(super::mail::attachment_name)),
        Fact::PrivateRepo => incident.fix.repository.as_ref().map(text),
        Fact::Thread => incident.fix.thread.as_ref().map(text),
        Fact::FixLead => {
            let team = &case.portfolio.team;
            let mut leads = incident.leads(case.policy);
            let lead = leads.find(|id| team.member(id.as_str()).is_none() || team.has(id.as_str(), case.now));
            lead.map(|id| Value::from(Serde(person(id))))
        }
        Fact::FixTeam => list(incident.developers(case.policy).map(person)),
        Fact::EmbargoUntil => case.embargo.until.map(|at| Value::from(at.spoken())),
        Fact::Decision => {
            let decision = case.decision(&step.element.id.value)?;
            Some(Value::from(Serde(values::Decided::of(case, decision))))
        }
        Fact::Credits => list(advisory::credits(incident).into_iter()),
        Fact::Reporter => {
            let reporter = incident.report.reporter.as_ref()?;
            Person::reporter(reporter).map(|p| Value::from(Serde(p)))
        }
        Fact::Report => values::report(case),
        Fact::References => list(values::references(document?).into_iter()),
        Fact::Upstream => incident
            .upstream
            .as_ref()
            .map(|u| Value::from(Serde(values::Upstream::of(u, incident.upstream_public(case.now))))),
        Fact::Leak => Leak::of(case, channel.exposure).map(|l| Value::from(Serde(l))),
        Fact::Assessment => case.assessment().and_then(RichText::words),
    }
}

/// A list as a value; `None` when it is empty, so that an empty fact is an absent one.
fn list<T: serde::Serialize>(items: impl Iterator<Item = T>) -> Option<Value> {
    let items: Vec<T> = items.collect();
    (!items.is_empty()).then(|| Value::from(Serde(items)))
}
