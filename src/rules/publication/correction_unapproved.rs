//! Finds corrections of published advisories that lack an approval.

use crate::case::{Case, Withheld};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(document) = &case.incident.document else { return };
    if case.publication != Err(Withheld::Changed) || !case.awaits_correction() {
        return;
    }
    let past = document.revisions.iter().filter(|revision| revision.at.value <= case.now);
    let Some(revision) = past.max_by_key(|revision| revision.at.value) else { return };
    let handle = &case.incident.handle;
    let publication = &case.policy.publication;
    let asked = publication.revisions.as_ref().or(publication.approvals.as_ref());
    let members = match asked {
        Some(asked) if asked.count > 1 => format!("{} members of `{}`", asked.count, asked.role.value),
        Some(asked) => format!("a member of `{}`", asked.role.value),
        None => "a member of the team".to_owned(),
    };
    let finding = RULE
        .finding(&document.file, revision.text.span, "this correction of a published advisory is not approved")
        .label("it is left out of the site until then")
        .help(format!("let {members} read the advisory and approve it: `advisory publish {handle} --by MEMBER`"));
    found.push(match asked {
        Some(asked) => finding.also(Location::new(&case.policy.file, asked.role.span), "required here"),
        None => finding,
    });
}
