//! Finds ids of incidents that are not public in advisories that are, or that become public before.

use std::collections::{BTreeMap, HashMap};

use crate::case::Case;
use crate::change::opening;
use crate::finding::Finding;
use crate::incident::{Document, joined, joined_id};
use crate::rules::{Check, Review, Rule};
use crate::source::{Location, Span};
use crate::time::Instant;
use crate::words::Phrases;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let documents = || review.cases.iter().filter_map(|case| Some((case, case.incident.document.as_ref()?)));
    let mut hidden: HashMap<String, (&Case<'_>, &Document, &str)> = HashMap::new();
    let mut phrases = Phrases::default();
    for (case, document) in documents().filter(|(case, _)| case.was_public().is_none()) {
        for id in document.own_ids() {
            let Some(joined) = joined_id(id) else { continue };
            phrases.add_id(id);
            hidden.entry(joined).or_insert((case, document, id));
        }
    }
    if hidden.is_empty() {
        return;
    }
    for (case, document) in documents().filter(|(_, document)| document.may_name(&phrases)) {
        let mut named_here: BTreeMap<String, Span> = BTreeMap::new();
        document.each_named_id(|words, span| {
            let id = joined(words);
            if hidden.contains_key(&id) {
                named_here.entry(id).or_insert(span);
            }
        });
        for (id, span) in named_here {
            let Some((other, named, id)) = hidden.get(&id).filter(|(other, ..)| is_other(case, other)) else {
                continue;
            };
            // An id that both list is another rule's matter.
            if lists(document, id) && lists(named, id) {
                continue;
            }
            let Some(public) = public_at(case) else { continue };
            if public_at(other).is_some_and(|at| at <= public) {
                continue;
            }
            let when =
                if public <= review.now { "is public".to_owned() } else { format!("is public on {}", public.spoken()) };
            let message = format!("this advisory {when}, but names {id}, an ID of an incident that is not public");
            found.push(
                RULE.finding(&document.file, span, message)
                    .also(Location::new(&named.file, place(named, id)), "the incident that is not public")
                    .help("remove the ID; to link the two, add a [[relation]], which is shown once both are public"),
            );
        }
    }
}

fn is_other(one: &Case<'_>, other: &Case<'_>) -> bool {
    one.incident.folder != other.incident.folder
}

/// Returns since when an advisory is public, or when it becomes public if nothing more is recorded.
fn public_at(case: &Case<'_>) -> Option<Instant> {
    case.was_public().or_else(|| opening(case.portfolio, case.incident, case.now))
}

/// Returns whether an advisory lists an id as its own.
fn lists(document: &Document, id: &str) -> bool {
    listed(document).any(|(own, _)| own.eq_ignore_ascii_case(id))
}

/// Returns where an advisory lists one of its ids, or a rejected one.
fn place(document: &Document, id: &str) -> Span {
    let rejected = document.rejected_cve.iter().map(|own| (own.id.as_str(), own.id.span));
    let mut all = listed(document).chain(rejected);
    all.find(|(own, _)| own.eq_ignore_ascii_case(id)).map_or(document.front, |(_, span)| span)
}

fn listed(document: &Document) -> impl Iterator<Item = (&str, Span)> {
    let own = document.id.iter().map(|own| (own.as_str(), own.span));
    let cve = document.cve.iter().map(|own| (own.as_str(), own.span));
    own.chain(cve).chain(document.aliases.iter().map(|own| (own.as_str(), own.span)))
}
