//! Finds leads whose turn it is not.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::case::{Case, next_lead};
use crate::change::Change;
use crate::finding::Finding;
use crate::policy::Pick;
use crate::portfolio::Portfolio;
use crate::rules::{Check, Rule, severity_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    // Only incidents that can still be reassigned: the current roster does not show
    // earlier turns.
    if case.is_closed() || case.public_since().is_some() {
        return;
    }
    let Some(reported) = case.reported else { return };
    for role in case.policy.roles.iter().filter(|r| r.pick == Some(Pick::RoundRobin)) {
        // Who got the role from somebody else did not have to wait for their turn.
        let Some(holders) = case.incident.held(role.element.id.as_str(), Some(reported)).next() else { continue };
        let Some(holder) = holders.first() else { continue };
        let turn = next_lead(case.portfolio, role.element.id.as_str(), reported);
        let Some(next) = turn.lead.filter(|next| !holders.iter().any(|h| h.value == *next)) else { continue };
        let after = turn.last.map(|last| format!(", after `{}`", last.holder)).unwrap_or_default();
        let message = format!("`{}` is `{}`, but it is `{next}`'s turn{after}", holder.value, role.element.id.value);
        found.push(
            RULE.raise(severity_of(role.force), &case.incident.file, holder.span, message)
                .also(Location::new(&case.policy.file, role.element.id.span), "this role rotates")
                .help(format!("let `{next}` lead, or note their absence under `away` in team.toml")),
        );
    }
}

/// Returns who leads out of turn because of a change, in the incidents that it does not touch too.
pub(in crate::rules) fn caused(change: &Change<'_>) -> Vec<Finding> {
    let of = |portfolio: &Portfolio| -> Vec<Finding> {
        let ours = portfolio.incidents.par_iter().filter(|incident| incident.whole && incident.imported.is_none());
        let findings = ours.map(|incident| {
            let mut found = Vec::new();
            check(&Case::new(portfolio, incident, change.now), &mut found);
            found
        });
        findings.flatten_iter().collect()
    };
    let before = of(change.base);
    let known: HashSet<_> = before.iter().map(|finding| (&finding.primary.location.file, &finding.message)).collect();
    let mut found = of(change.head);
    found.retain(|finding| !known.contains(&(&finding.primary.location.file, &finding.message)));
    found
}
