//! Finds roles that an edit takes from people who acted in the incident, without a record.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::change::Change;
use crate::finding::Finding;
use crate::incident::Incident;
use crate::names::Name;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in &change.kept {
        let (was, is) = (kept.was.incident, kept.is.case.incident);
        if !is.whole {
            continue;
        }
        let (void, before) = (undone(&kept.is.case), undone(&kept.was));
        // A record that this change voids gave the role by mistake.
        let is_undone = |role: &Name| void.get(role) > before.get(role);
        for (role, holders) in was.roles.iter().filter(|(role, _)| !is_undone(role)) {
            let now = is.holders(role.as_str());
            let is_gone = |holder: &Name| {
                !now.iter().any(|now| now.value == *holder) && times(is, role, holder) == times(was, role, holder)
            };
            for holder in holders.iter().map(|holder| &holder.value).filter(|holder| is_gone(holder)) {
                if !acted(is, holder) {
                    continue;
                }
                let span = now.first().map(|now| now.span).unwrap_or_default();
                let handle = &is.handle;
                let next = now.first().map_or_else(|| "MEMBER".to_owned(), |now| now.value.to_string());
                let message = format!("`{holder}` is no longer `{role}`, and no record passes the role on");
                found.push(RULE.finding(&is.file, span, message).label(format!("what `{holder}` did no longer counts")).help(
                    format!(
                        "restore it, and pass the role on with a record: `advisory record {handle} EVENT --by MEMBER --set \
                         roles.{role}={next}`; it keeps `{holder}` as `former-holders`"
                    ),
                ));
            }
        }
    }
}

/// Returns how many of the records that gave a role to people are void, for each role.
fn undone<'p>(case: &Case<'p>) -> BTreeMap<&'p Name, usize> {
    let mut void = BTreeMap::new();
    for (role, _) in case.incident.void_events().flat_map(|event| case.roles_of(event)) {
        *void.entry(role).or_default() += 1;
    }
    void
}

/// Returns how often a record passes a role of somebody on.
fn times(incident: &Incident, role: &Name, holder: &Name) -> usize {
    incident.handovers.former().filter(|(of, former)| **of == *role && former.value == *holder).count()
}

/// Returns whether a record names somebody as the person who did it.
fn acted(incident: &Incident, holder: &Name) -> bool {
    let events = incident.events.iter().flat_map(|event| &event.by);
    let decisions = incident.decisions.iter().flat_map(|decision| &decision.by);
    let waivers = incident.waivers.iter().flat_map(|waiver| &waiver.by);
    events.chain(decisions).chain(waivers).any(|by| by.value == *holder)
}
