//! Finds notices with mitigations that nobody approved, and notices that leave out what users could
//! do.

use crate::case::{Act, Case, Standing, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if case.public_since().is_some() {
        return;
    }
    let told = case.incident.first(BuiltIn::NoticePublished).map(|told| told.kind.span);
    match (&case.incident.notice.mitigations, told) {
        (Some(none), None) if is_approved(case) && case.incident.notice.has_no_mitigations() => {
            let ready = case.happened(BuiltIn::MitigationReady).filter(|_| !case.is_closed());
            found.extend(ready.map(|ready| {
                let message = "a mitigation is ready, but the notice says that there is none";
                RULE.raise(Severity::Warning, &case.incident.file, none.span, message)
                    .also(Location::new(&case.incident.file, ready.kind.span), "it is ready since then")
                    .help("write the mitigations under [notice], and have them approved")
            }));
        }
        (Some(_), _) if is_approved(case) => {}
        (Some(mitigations), told) => {
            let open = || case.steps.iter().any(|status| awaits(status).is_some());
            if told.is_none() && (case.is_closed() || !open()) {
                return;
            }
            let by = case.incident.notice.mitigations_approved_by.first();
            let (span, message) = match by {
                None => (mitigations.span, unapproved(case)),
                Some(by) => (by.span, format!("`{}` may not approve mitigations", by.value)),
            };
            let severity = if told.is_some() { RULE.severity } else { Severity::Warning };
            let finding = RULE.raise(severity, &case.incident.file, span, message).help(format!(
                "let someone who may approve run `advisory publish {} --mitigations --by MEMBER`, or remove them from the notice",
                case.incident.handle
            ));
            found.push(match told {
                Some(told) => finding.also(Location::new(&case.incident.file, told), "the notice went out here"),
                None => finding.label("the notice leaves them out"),
            });
        }
        (None, None) if !case.is_closed() => found.extend(case.steps.iter().filter_map(|s| nothing_to_tell(case, s))),
        (None, _) => {}
    }
}

/// Returns the fact if an open notice would tell users how to protect themselves.
fn awaits<'p>(status: &StepStatus<'p>) -> Option<&'p crate::policy::Need> {
    let is_open = status.step.is_done_by(BuiltIn::NoticePublished) && status.standing.is_open();
    status.step.needs.iter().find(|need| is_open && need.fact.value == Fact::Mitigations)
}

/// Returns a finding on a notice that says nothing of mitigations although there are some, or that
/// could go out now.
fn nothing_to_tell(case: &Case<'_>, status: &StepStatus<'_>) -> Option<Finding> {
    let need = awaits(status)?;
    let section = case.incident.document.as_ref().and_then(|document| document.section("mitigation"));
    let ready = case.happened(BuiltIn::MitigationReady).map(|event| event.kind.span);
    let waits = matches!(status.standing, Standing::Blocked { .. });
    let known = ready.or(section.map(|_| case.incident.report.disclosure.span)).filter(|_| ready.is_some() || !waits);
    let (severity, span, message) = match known {
        Some(span) => (Severity::Warning, span, "mitigations are known, but the notice has none"),
        None if waits => return None,
        None => (
            Severity::Note,
            case.incident.report.disclosure.span,
            "the notice tells users nothing to do before the release",
        ),
    };
    Some(
        RULE.raise(severity, &case.incident.file, span, message)
            .also(Location::new(&case.policy.file, need.fact.span), "the policy requires them here")
            .help("write `mitigations` under [notice], or `mitigations = \"none\"` if there are none, and have that approved"),
    )
}

fn unapproved(case: &Case<'_>) -> String {
    let what = match case.incident.notice.has_no_mitigations() {
        true => "nobody approved telling users that there is no mitigation",
        false => "these mitigations are not approved for publication before the fix",
    };
    what.to_owned()
}

fn is_approved(case: &Case<'_>) -> bool {
    let mut approvers = case.incident.notice.mitigations_approved_by.iter();
    approvers.any(|by| case.may(by.as_str(), Act::AnnounceMitigations, case.undated()))
}
