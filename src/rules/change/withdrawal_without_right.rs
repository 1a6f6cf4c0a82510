//! Finds withdrawals, and reasons of withdrawals, by people who may not publish.

use crate::change::{Change, Kept, may, records};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::signature::CheckedCommit;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    found.extend(change.kept.iter().filter_map(|kept| reason(change, kept)));
    for (judged, put) in change.additions() {
        let incident = judged.case.incident;
        let is_new = !change.kept.iter().any(|kept| kept.is.case.incident.folder == incident.folder);
        // An imported advisory comes with the withdrawal that the other database published.
        if is_new && incident.imported.is_some() {
            continue;
        }
        for record in put.iter().filter(|record| record.is(BuiltIn::Withdrawn)) {
            // Rights that only the head gives are reported by another rule.
            let may = |by: &str| may(&judged.by_base, record, by) || may(&judged.case, record, by);
            if !record.by.iter().any(|by| may(by.as_str())) {
                let who = record.by.iter().map(|by| format!("`{}`", by.value)).collect::<Vec<_>>().join(", ");
                let message = match record.by {
                    [] => "this withdrawal does not say who decided on it".to_owned(),
                    _ => format!("this advisory was withdrawn by {who}, who may not publish"),
                };
                let help = format!(
                    "let somebody who may approve the publication record it: `advisory record {} withdrawn --by MEMBER`",
                    incident.handle
                );
                found.push(RULE.finding(&incident.file, record.name.span, message).help(help));
            }
        }
    }
}

/// Finds the reason of a withdrawal that somebody changed who may not publish. Readers see it, and
/// no approval covers it.
fn reason(change: &Change<'_>, kept: &Kept<'_>) -> Option<Finding> {
    let incident = kept.is.case.incident;
    let document = incident.document.as_ref()?;
    let reason = document.withdrawn.as_ref()?;
    let before = kept.was.incident.document.as_ref().and_then(|document| document.withdrawn.as_ref());
    if before.is_some_and(|before| before.value == reason.value) || incident.imported.is_some() {
        return None;
    }
    let withdrawal = records(incident).into_iter().find(|record| record.is(BuiltIn::Withdrawn))?;
    let may = |person: &str| may(&kept.is.by_base, &withdrawal, person) || may(&kept.is.case, &withdrawal, person);
    let is_rightful = |commit: &&CheckedCommit| change.authors(commit, &kept.is).any(|member| may(member.id.as_str()));
    let commit = change.commits_of(&document.file).find(|commit| !is_rightful(commit))?;
    let who = commit.commit.author.words();
    let message = format!("`{who}`, who may not publish, changed advisory.md, which says why it is withdrawn");
    let help = "let somebody who may approve the publication commit the reason; no approval covers it";
    Some(RULE.finding(&document.file, reason.span, message).help(help))
}
