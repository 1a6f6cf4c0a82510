//! Finds approvals, waivers and decisions whose authority comes from the change itself.

use crate::case::Case;
use crate::change::{Change, Judged, Kind, Record, is_approved, may};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::names::Name;
use crate::portfolio::Portfolio;
use crate::rules::{Check, Rule};
use crate::source::{Location, Spanned};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for (judged, put) in change.additions() {
        judge(judged, &put, found);
    }
    let Some(file) = &change.head.distributors.file else { return };
    for record in change.newly_admitted() {
        let is_rightful = |portfolio: &Portfolio| record.by.iter().any(|by| record.may(portfolio, by.as_str()));
        if is_rightful(change.head) && !is_rightful(change.base) {
            let message = format!("this same change grants the right to record {}", record.words);
            let help = "grant the right in a separate change first; then record this";
            found.push(RULE.finding(file, record.span(), message).help(help));
        }
    }
}

fn judge(judged: &Judged<'_>, put: &[Record<'_>], found: &mut Vec<Finding>) {
    let incident = judged.case.incident;
    let before = found.len();
    for record in put {
        // People without the authority in the head either are reported by another rule.
        if is_rightful(&judged.case, record) && !is_rightful(&judged.by_base, record) {
            let message = format!("this same change grants the right to record {}", record.words());
            found.push(
                RULE.finding(&incident.file, record.by.first().map_or(record.name.span, |by| by.span), message)
                    .help("grant the right in a separate change first; then record this"),
            );
        }
    }
    let opened = is_approved(&judged.case) && !judged.by_base.is_approved_in(incident);
    if opened
        && found.len() == before
        && let Some(approval) = incident.last(BuiltIn::Approved)
    {
        let policy = &judged.case.policy;
        let finding = RULE.finding(
            &incident.file,
            approval.kind.span,
            "this approval suffices only under the policy of this same change",
        );
        let finding = finding.help("change the policy in a separate change first; then approve the publication");
        found.push(match &policy.publication.approvals {
            Some(approvals) => finding.also(Location::new(&policy.file, approvals.role.span), "required here"),
            None => finding,
        });
    }
}

/// Whether the record is authorised under the policy and team of this case. An approval needs
/// everybody whom it names to be authorised.
fn is_rightful(case: &Case<'_>, record: &Record<'_>) -> bool {
    let may = |by: &Spanned<Name>| may(case, record, by.as_str());
    match record.kind {
        Kind::Event => record.by.iter().all(may),
        Kind::Waiver | Kind::Amendment | Kind::Decision => record.by.iter().any(may),
    }
}
