//! Finds public IDs that do not match the project or the year.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::names::{CveId, IdNumber};
use crate::rules::{Check, Rule};
use crate::source::{Location, Spanned};
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let Some((id, (prefix, year, _))) = document.id.as_ref().and_then(|id| Some((id, id.parts()?))) else { return };
    let project = &case.portfolio.project;
    if prefix != project.id_prefix.as_str() {
        found.push(
            RULE.finding(
                &document.file,
                id.span,
                format!("{} does not begin with {}", id.value, project.id_prefix.value),
            )
            .also(Location::new(&project.file, project.id_prefix.span), "the project's prefix")
            .help("`advisory publish` assigns IDs; an ID from elsewhere belongs in `aliases`"),
        );
    }
    let digits = id.as_str().rsplit('-').next().unwrap_or_default().len();
    let is_of_cve = project.id_number() == IdNumber::OfCve;
    if let IdNumber::Counted { width } = project.id_number()
        && digits < width
        && case.incident.imported.is_none()
    {
        let message = format!("the number of {} has fewer than {width} digits", id.value);
        found.push(RULE.finding(&document.file, id.span, message).help("write it with zeros in front"));
    }
    let has_number_of = |cve: &Spanned<CveId>| cve.as_str().strip_prefix("CVE") == id.as_str().strip_prefix(prefix);
    if is_of_cve && case.incident.imported.is_none() && !document.cve.iter().any(has_number_of) {
        let message = format!("{} does not have the number of a CVE ID of the advisory", id.value);
        found
            .push(RULE.finding(&document.file, id.span, message).help("give it the year and the number of the CVE ID"));
    }
    // An id keeps the year in which it was to become public when it was assigned, wherever the
    // embargo moved since. So the year is one from the report to the last date that was planned.
    let incident = case.incident;
    let folder = incident.folder.parent().rsplit('/').next().and_then(|y| y.parse::<i32>().ok());
    let upstream = incident.upstream.iter().filter_map(|upstream| upstream.public.as_ref());
    let planned = incident.embargo_ends().chain(upstream).chain(incident.moved_dates()).map(|end| end.value);
    let happened = incident.events.iter().map(|event| event.at.value);
    let years = planned.chain(happened).chain(case.publication.ok()).map(Instant::year).chain(folder);
    let (first, last) = years.fold((i32::MAX, i32::MIN), |(first, last), year| (first.min(year), last.max(year)));
    if !is_of_cve && !(first..=last).contains(&year) {
        let message = format!("the year in {} is not a year of this incident", id.value);
        found.push(
            RULE.finding(&document.file, id.span, message)
                .help("`advisory publish` assigns the next free ID of the year"),
        );
    }
}
