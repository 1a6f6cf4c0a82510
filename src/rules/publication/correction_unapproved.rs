//! Finds corrections of published advisories that nobody approved, where the policy asks for it.

use crate::case::{Case, Withheld};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (Some(asked), Some(document)) = (&case.policy.publication.revisions, &case.incident.document) else { return };
    if case.publication != Err(Withheld::Changed) || !case.awaits_correction() {
        return;
    }
    let past = document.revisions.iter().filter(|revision| revision.at.value <= case.now);
    let Some(revision) = past.max_by_key(|revision| revision.at.value) else { return };
    let (role, handle) = (&asked.role, &case.incident.handle);
    let members = if asked.count > 1 { format!("{} members", asked.count) } else { "a member".to_owned() };
    found.push(
        RULE.finding(&document.file, revision.text.span, "this correction of a published advisory is not approved")
            .label("it is left out of the site until then")
            .also(Location::new(&case.policy.file, role.span), "required here, for each correction")
            .help(format!(
                "let {members} of `{}` read the advisory and approve it: `advisory publish {handle} --by MEMBER`",
                role.value
            )),
    );
}
