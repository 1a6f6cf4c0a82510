//! Finds withdrawals by people who may not publish.

use crate::change::{Change, may};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
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
