//! Finds leads whose turn it is not.

use crate::case::{Case, next_lead};
use crate::finding::Finding;
use crate::policy::Pick;
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
        let holders = case.incident.holders(role.element.id.as_str());
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
