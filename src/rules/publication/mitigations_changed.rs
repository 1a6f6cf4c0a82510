//! Finds approved mitigations that changed after the approval.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (incident, notice) = (case.incident, &case.incident.notice);
    let Some(mitigations) = &notice.mitigations else { return };
    if notice.mitigations_approved_by.is_empty() || case.approval_covers_mitigations() || case.public_since().is_some()
    {
        return;
    }
    let message = match &notice.mitigations_covers {
        Some(_) => "these mitigations changed after they were approved",
        None => "the approval of these mitigations does not say what it covers",
    };
    found.push(RULE.finding(&incident.file, mitigations.span, message).label("no notice tells users of them").help(
        format!(
            "let someone who may approve read them and run `advisory publish {} --mitigations --by MEMBER`",
            incident.handle
        ),
    ));
}
