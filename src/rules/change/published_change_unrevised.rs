//! Finds public advisories that change without a new revision entry.

use crate::change::{Change, differences};
use crate::finding::Finding;
use crate::rules::{Check, Rule, front};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in change.kept.iter().filter(|kept| kept.was.publication.is_ok() && kept.is.case.incident.whole) {
        let (Some(was), Some(is)) = (&kept.was.incident.document, &kept.is.case.incident.document) else { continue };
        let same = |a: &crate::incident::Revision, b: &crate::incident::Revision| {
            a.at.value == b.at.value && a.text.value.trim() == b.text.value.trim()
        };
        let lost = was.revisions.iter().find(|old| !is.revisions.iter().any(|new| same(old, new)));
        if let Some(lost) = lost {
            let message = format!("the revision of {} was removed or edited", lost.at.spoken());
            found.push(RULE.finding(&is.file, front(is), message).help("restore it: readers may have acted on it"));
        }
        let parts = differences(was, is);
        let is_revised = is.revisions.iter().any(|new| !was.revisions.iter().any(|old| same(old, new)));
        if parts.is_empty() || is_revised {
            continue;
        }
        let parts: Vec<String> = parts.into_iter().map(|part| format!("`{part}`")).collect();
        let message = format!("this advisory is public, but the change edits {} without a revision", parts.join(", "));
        let finding = RULE.finding(&is.file, front(is), message).help(format!(
            "tell readers what changed: `advisory revise {} --by MEMBER --text TEXT`",
            kept.is.case.incident.handle
        ));
        found.push(match is.revisions.last() {
            Some(last) => finding.also(Location::new(&is.file, last.text.span), "the last revision so far"),
            None => finding,
        });
    }
}
