//! Finds notices with mitigations that nobody approved.

use crate::case::{Act, Case};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (incident, notice) = (case.incident, &case.incident.notice);
    if let (Some(mitigations), Some(told)) = (&notice.mitigations, incident.first(BuiltIn::NoticePublished))
        && !notice
            .mitigations_approved_by
            .iter()
            .any(|by| case.may(by.as_str(), Act::AnnounceMitigations, case.undated()))
        && case.publication.is_err()
    {
        let (span, message) = match notice.mitigations_approved_by.first() {
            None => (mitigations.span, "nobody approved publishing these mitigations before the fix".to_owned()),
            Some(by) => (by.span, format!("`{}` may not approve mitigations", by.value)),
        };
        found.push(
            RULE.finding(
                &incident.file,
                span,
                message,
            )
            .also(Location::new(&incident.file, told.kind.span), "the notice went out here")
            .help(format!(
                "let somebody who may approve run `advisory publish {} --mitigations --by MEMBER`, or remove them from the notice",
                incident.handle
            )),
        );
    }
}
