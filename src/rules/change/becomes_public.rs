//! Finds private text that a change copies into an advisory.

use crate::change::{Change, CopiedText, copied_texts, published_texts};
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    let kept = change.kept.iter().map(|kept| (Some(kept.was.incident), &kept.is));
    for (was, is) in kept.chain(change.added.iter().map(|new| (None, new))) {
        let when = match (is.case.publication, is.case.embargo.until) {
            (Ok(_), _) => "with the next build".to_owned(),
            (Err(_), Some(until)) => format!("with the advisory, not before {}", until.spoken()),
            (Err(_), None) => "with the advisory".to_owned(),
        };
        for passage in copied_texts(change, was, is) {
            let message = format!("this private text from `{}` becomes public {when}", passage.file.name());
            let finding =
                RULE.finding(&passage.here.file, passage.here.span, message).help("confirm that it may become public");
            found.push(match passage.there {
                Some(there) => finding.also(there, "the private text"),
                None => finding,
            });
        }
    }
    found.extend(published(change));
}

/// Finds private text of incidents that are not public in files that are.
pub(in crate::rules) fn published(change: &Change<'_>) -> Vec<Finding> {
    let finding = |passage: CopiedText| {
        let is_advisory = passage.here.file.incident_folder().is_some();
        // Two advisories may share a sentence, and an approval covers what this one says. Links to
        // one project are alike.
        let text = change.head.tree.text(passage.here.file.as_str()).unwrap_or_default();
        let text = text.get(passage.here.span.start..passage.here.span.end).unwrap_or_default();
        let is_prose = text.split_whitespace().count() > 5;
        let (severity, help) = if is_advisory && (passage.file.name() == "advisory.md" || !is_prose) {
            (RULE.severity, "confirm that it may become public")
        } else {
            (Severity::Error, "remove it: the incident is not public")
        };
        let message = format!("this private text from `{}` becomes public with the next build", passage.file);
        // A log that is public shows nothing of a finding that points into an incident.
        let there = passage.there.unwrap_or_else(|| Location::file(&passage.file));
        let finding = RULE.raise(severity, &passage.here.file, passage.here.span, message).help(help);
        finding.also(there, "the private text")
    };
    published_texts(change).into_iter().map(finding).collect()
}
