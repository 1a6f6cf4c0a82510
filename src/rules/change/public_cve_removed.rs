//! Finds public CVE IDs that no advisory has after a change.

use crate::change::Change;
use crate::finding::Finding;
use crate::incident::{Document, Incident};
use crate::names::CveId;
use crate::rules::{Check, Rule, front};
use crate::source::Spanned;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in change.kept.iter().filter(|kept| kept.was.publication.is_ok() && kept.is.case.incident.whole) {
        let (Some(was), Some(is)) = (&kept.was.incident.document, &kept.is.case.incident.document) else { continue };
        for cve in was.cve.iter().filter(|cve| !keeps(is, cve) && !is_moved(change, kept.is.case.incident, cve)) {
            let message = format!("{} was public, and no advisory has it any more", cve.value);
            found.push(RULE.finding(&is.file, front(is), message).help(format!(
                "if it was rejected: `rejected-cve = [{{ id = \"{}\", reason = \"…\" }}]`; else restore it in `cve`",
                cve.value
            )));
        }
    }
}

/// Returns whether readers who know the ID still find it in an advisory.
fn keeps(document: &Document, cve: &Spanned<CveId>) -> bool {
    document.cve.iter().any(|kept| kept.value == cve.value)
        || document.rejected_cve.iter().any(|rejected| rejected.id.value == cve.value)
        || document.aliases.iter().any(|alias| alias.value == cve.value.to_string())
}

/// Returns whether another advisory has the ID now.
fn is_moved(change: &Change<'_>, from: &Incident, cve: &Spanned<CveId>) -> bool {
    let others = change.head.incidents.iter().filter(|other| other.file != from.file);
    others.filter_map(|other| other.document.as_ref()).any(|document| keeps(document, cve))
}
