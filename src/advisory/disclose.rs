//! The only function that creates an [`Advisory`].

use std::collections::BTreeSet;

use super::{
    Advisory, Affected, Commits, Dated, PublicCredit, PublicFact, PublicLevel, PublicReference, PublicRejection,
    PublicRelation, Section, Severity, StatedSeverity, Unknown, unknown,
};
use crate::case::{Case, Withheld};
use crate::cvss::Rating;
use crate::ecosystem::Ecosystem;
use crate::event::BuiltIn;
use crate::incident::{self, Document, Incident};
use crate::markdown::{is_web, with_definitions};
use crate::policy::LineKind;
use crate::portfolio::{Line, Package, Portfolio};
use crate::source::Spanned;
use crate::time::Instant;
use crate::version::{Bound, Range};

/// The text of the first revision, where the files have none.
const FIRST_PUBLICATION: &str = "First publication.";

/// Creates the public advisory of a case whose gate is open. It reads `advisory.md` and
/// these private facts: when the gate opened, when the advisory was withdrawn, when its documents
/// changed, whether the reporter agreed to be named, and how another database published it.
///
/// # Errors
/// [`Withheld`] with the reason, if the gate is closed.
pub fn disclose(case: &Case<'_>) -> Result<Advisory, Withheld> {
    let since = case.publication?;
    let document = case.incident.document.as_ref().ok_or(Withheld::NoDocument)?;
    let id = document.id.as_ref().ok_or(Withheld::NoId)?.value.clone();
    let title = document.title.as_ref().ok_or(Withheld::NoDocument)?.value.clone();
    let withdrawn = withdrawn(case, document, since);
    let revisions = revisions(case, document, since);
    let modified = revisions.iter().chain(&withdrawn).map(|dated| dated.at).fold(since, Instant::max);
    let published = match &case.incident.imported {
        Some(imported) => imported.published.as_ref().map(|_| since),
        None => Some(since),
    };
    let relations: Vec<_> = document.relations.iter().filter_map(|r| relation(case, r)).collect();
    let changed = changed(case, since, &relations);
    let ranking = document.ranking(case.policy);
    let unknown: Vec<_> = document.unknown.iter().map(|of| self::unknown(of, case.portfolio)).collect();
    Ok(Advisory {
        id,
        title,
        cve: document.cve.iter().map(|c| c.value.clone()).collect(),
        aliases: aliases(document),
        origin: origin(case, document),
        names_first_affected: names_first_affected(case.incident),
        related: related(document, &relations),
        relations,
        rejected_cve: document.rejected_cve.iter().map(rejection).collect(),
        cwe: document.cwe.iter().map(|c| c.value.clone()).collect(),
        severity: ranking.as_ref().map(|ranking| Severity::from(ranking.counts)),
        other_severities: ranking.into_iter().flat_map(|ranking| ranking.others).map(Severity::from).collect(),
        stated_severity: stated_severity(case, document),
        level: document.level(case.policy).map(PublicLevel::of),
        facts: facts(case, document),
        affected: all_affected(document, case.portfolio, since, &unknown),
        unknown,
        commits: document.commits.iter().map(|of| commits(of, case.portfolio)).collect(),
        credits: credits(case.incident),
        references: document.references.iter().filter_map(reference).collect(),
        sections: document.sections.iter().map(|own| section(own, &document.body.value)).collect(),
        text: document.body.value.clone(),
        timeline: dated(document.timeline.iter(), case.now),
        revisions,
        published,
        modified,
        withdrawn,
        changed,
    })
}

/// Returns its other ids. A rejected one stays one: it leads to the advisory.
fn aliases(document: &Document) -> Vec<String> {
    let mut aliases: Vec<String> = document.aliases.iter().map(|alias| alias.value.clone()).collect();
    for rejected in &document.rejected_cve {
        let id = rejected.id.value.to_string();
        if !aliases.contains(&id) {
            aliases.push(id);
        }
    }
    aliases
}

/// Returns the related ids: those that were written, and those of the advisories that it has a
/// relation to.
fn related(document: &Document, relations: &[PublicRelation]) -> Vec<String> {
    let mut related: Vec<String> = document.related.iter().map(|id| id.value.clone()).collect();
    let ids = relations.iter().flat_map(|relation| {
        let cve: Vec<String> = relation.cve.iter().map(ToString::to_string).collect();
        if cve.is_empty() { vec![relation.id.to_string()] } else { cve }
    });
    for id in ids {
        if !related.contains(&id) {
            related.push(id);
        }
    }
    related
}

/// Returns a relation, if the other advisory is public. Until then nobody can tell from this one
/// that there is another one.
fn relation(case: &Case<'_>, relation: &incident::Relation) -> Option<PublicRelation> {
    let (kind, _, words) = incident::RELATIONS.iter().find(|(kind, ..)| relation.kind.value == *kind)?;
    let others = case.portfolio.incidents.iter().filter(|other| other.folder != case.incident.folder);
    let mut others = others.filter(|other| other.document.as_ref().is_some_and(|d| d.has_id(&relation.id.value)));
    let (other, since) =
        others.find_map(|other| Some((other, Case::new(case.portfolio, other, case.now).publication.ok()?)))?;
    let document = other.document.as_ref()?;
    Some(PublicRelation {
        kind: (*kind).to_owned(),
        words,
        id: document.id.as_ref()?.value.clone(),
        title: document.title.as_ref()?.value.clone(),
        cve: document.cve.iter().map(|cve| cve.value.clone()).collect(),
        since,
    })
}

/// Returns when the documents of an advisory that is public since an instant changed beside its
/// revisions. What is recorded at the instant of a revision is that revision.
fn changed(case: &Case<'_>, since: Instant, relations: &[PublicRelation]) -> Vec<Instant> {
    let written =
        case.incident.document.iter().flat_map(|document| &document.revisions).map(|revision| revision.at.value);
    let told: BTreeSet<Instant> = written.chain(case.withdrawn().map(|event| event.at.value)).collect();
    let recorded = case.incident.events.iter().filter(|event| event.is(BuiltIn::DocumentsChanged));
    let recorded = recorded.map(|event| event.at.value).filter(|at| !is_import(case.incident, *at));
    let listed = case.portfolio.project.lines.iter().flat_map(Line::listed);
    let all = recorded.chain(listed).chain(relations.iter().map(|relation| relation.since));
    let changed: BTreeSet<Instant> = all.filter(|at| *at > since && *at <= case.now && !told.contains(at)).collect();
    changed.into_iter().collect()
}

/// Returns whether an incident was imported at an instant: its documents are those that were
/// public before.
fn is_import(incident: &Incident, at: Instant) -> bool {
    let approved = incident.events.iter().filter(|event| event.is(BuiltIn::Approved)).map(|event| event.at.value).min();
    incident.imported.is_some() && approved == Some(at)
}

/// Returns the facts in advisory.md that the policy publishes, with values that it declares.
fn facts(case: &Case<'_>, document: &Document) -> Vec<PublicFact> {
    let facts = case.policy.facts.iter().filter(|fact| fact.public);
    let public = facts.filter_map(|fact| {
        let id = &fact.element.id.value;
        let value = document.facts.get(id).filter(|value| fact.has(value.as_str()))?;
        let title = fact.element.label().to_owned();
        Some(PublicFact { id: id.to_string(), title, value: value.value.to_string() })
    });
    public.collect()
}

fn rejection(rejected: &incident::RejectedCve) -> PublicRejection {
    PublicRejection {
        id: rejected.id.value.clone(),
        reason: rejected.reason.value.clone(),
        replaced_by: rejected.replaced_by.as_ref().map(|id| id.value.clone()),
    }
}

/// Returns the severity that another database gives in a word, if there is no vector.
fn stated_severity(case: &Case<'_>, document: &Document) -> Option<StatedSeverity> {
    let imported = case.incident.imported.as_ref().filter(|_| document.cvss.is_empty())?;
    let word = imported.severity.as_ref()?.value.to_string();
    Some(StatedSeverity { rating: Rating::of_word(&word)?, word, source: imported.from.value.to_string() })
}

/// Returns the id under which it was imported, if the advisory lists it.
fn origin(case: &Case<'_>, document: &Document) -> Option<String> {
    let imported = case.incident.imported.as_ref()?.id.value.as_str();
    let own = document.id.iter().map(|id| id.value.as_str());
    let cve = document.cve.iter().map(|id| id.value.as_str());
    let aliases = document.aliases.iter().map(|id| id.value.as_str());
    own.chain(cve).chain(aliases).find(|id| *id == imported).map(str::to_owned)
}

/// The formats of other databases that name the version that introduced a flaw.
const NAMING_FIRST: [&str; 4] = ["go", "hsec", "osv", "rustsec"];

/// Returns whether the ranges say which version introduced the flaw.
fn names_first_affected(incident: &Incident) -> bool {
    incident.imported.as_ref().is_none_or(|imported| NAMING_FIRST.contains(&imported.from.value.as_str()))
}

/// Returns the withdrawal, if it follows the publication. A rule reports an earlier one.
fn withdrawn(case: &Case<'_>, document: &Document, published: Instant) -> Option<Dated> {
    let at = case.withdrawn()?.at.value;
    let text = document.withdrawn.as_ref().map_or_else(String::new, |w| w.value.clone());
    (at >= published).then_some(Dated { at, text })
}

/// Returns the first publication, whose date follows from the gate, and the corrections after it.
/// An imported advisory was published elsewhere, and has the revisions of its record.
fn revisions(case: &Case<'_>, document: &Document, since: Instant) -> Vec<Dated> {
    let incident = case.incident;
    if incident.imported.is_some() {
        return dated(document.revisions.iter(), case.now);
    }
    let text = incident.first_publication(since).map_or(FIRST_PUBLICATION, |first| first.text.as_str());
    let mut revisions = dated(incident.corrections(since), case.now);
    revisions.insert(0, Dated { at: since, text: text.to_owned() });
    revisions
}

fn dated<'r>(entries: impl Iterator<Item = &'r incident::Revision>, now: Instant) -> Vec<Dated> {
    let mut dated: Vec<Dated> =
        entries.filter(|e| e.at.value <= now).map(|e| Dated { at: e.at.value, text: e.text.value.clone() }).collect();
    dated.sort_by_key(|d| d.at);
    dated
}

/// Returns the affected ranges. The end of a range has the fix, unless nobody knows whether it is
/// affected.
fn all_affected(document: &Document, portfolio: &Portfolio, published: Instant, unknown: &[Unknown]) -> Vec<Affected> {
    let unknown = unknown::by_package(unknown);
    let mut all: Vec<Affected> = document.affected.iter().map(|of| affected(of, portfolio, published)).collect();
    for affected in &mut all {
        let of_package = unknown.get(&(affected.ecosystem.as_ref(), affected.package.as_deref()));
        let end = affected.range.fixed().and_then(Bound::version);
        affected.is_end_unknown = of_package.zip(end).is_some_and(|(unknown, end)| Range::union_contains(unknown, end));
    }
    all
}

/// Returns the ecosystem and the name of the package of a range.
fn named(affected: &incident::Affected, portfolio: &Portfolio) -> (Option<Ecosystem>, Option<String>) {
    let package = portfolio.project.package_of(affected);
    let name = affected.package.as_ref().map(|name| name.value.clone());
    (package.and_then(Package::ecosystem).cloned(), name.or_else(|| package.map(|p| p.name.value.clone())))
}

fn unknown(of: &incident::Affected, portfolio: &Portfolio) -> Unknown {
    let (ecosystem, package) = named(of, portfolio);
    Unknown { ecosystem, package, range: of.range.as_ref().map(|bound| bound.value.clone()) }
}

fn affected(affected: &incident::Affected, portfolio: &Portfolio, published: Instant) -> Affected {
    let (ecosystem, package) = named(affected, portfolio);
    let line = affected.line.as_ref().and_then(|l| portfolio.line(&l.value));
    Affected {
        ecosystem,
        package,
        line: affected.line.as_ref().map(|l| l.value.clone()),
        support: line.map(|l| match l.kind(published) {
            LineKind::Development => "development",
            LineKind::Supported => "supported",
            LineKind::Unsupported => "unsupported",
        }),
        range: affected.range.as_ref().map(|bound| bound.value.clone()),
        is_end_unknown: false,
        ends_unfixed: affected.ends_unfixed,
    }
}

fn commits(commits: &incident::Commits, portfolio: &Portfolio) -> Commits {
    let project = &portfolio.project;
    let name = commits.package.as_ref().map(|name| name.value.as_str());
    let ecosystem = commits.ecosystem.as_ref().map(|ecosystem| &ecosystem.value);
    let package = name.and_then(|name| project.package(Some(name), ecosystem));
    let list = |ids: &[Spanned<String>]| ids.iter().map(|id| id.value.clone()).collect();
    Commits {
        ecosystem: package.and_then(Package::ecosystem).cloned(),
        package: name.map(str::to_owned),
        repository: commits.repository.as_ref().or(project.repository.as_ref()).map(|own| own.value.clone()),
        introduced: list(&commits.introduced),
        fixed: list(&commits.fixed),
        last_affected: list(&commits.last_affected),
        limit: list(&commits.limit),
        versions: list(&commits.versions),
    }
}

/// Returns the credits, without a reporter who did not agree to be named.
#[must_use]
pub(crate) fn credits(incident: &incident::Incident) -> Vec<PublicCredit> {
    let public = |c: &incident::DocumentCredit| PublicCredit {
        name: c.name.value.clone(),
        role: c.role.as_ref().map(|r| r.value.to_string()),
        url: c.url.as_ref().map(|u| u.value.clone()).filter(|u| is_web(u)),
    };
    incident.public_credits().map(public).collect()
}

fn reference(reference: &incident::DocumentReference) -> Option<PublicReference> {
    let url = reference.url.value.clone();
    is_web(&url).then(|| PublicReference {
        kind: reference.kind.as_ref().map_or_else(|| "web".to_owned(), |k| k.value.to_string()),
        title: reference.title.as_ref().map_or_else(|| url.clone(), |t| t.value.clone()),
        url,
    })
}

/// Returns a section, with the definitions of links and footnotes that other sections of the text
/// have for it.
fn section(section: &incident::Section, text: &str) -> Section {
    let markdown = with_definitions(&section.body.value, text);
    Section { kind: section.kind.clone(), heading: section.heading.value.clone(), markdown }
}
