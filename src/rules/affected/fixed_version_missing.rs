//! Finds supported, affected release lines without a fixed version in the advisory.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::incident::Document;
use crate::policy::LineKind;
use crate::rules::{Check, Rule, unfinished};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let fixes = case.paths.is_empty() || case.paths.iter().any(|p| p.fix);
    let ready = case.happened(BuiltIn::FixReady).is_some() || case.incident.first(BuiltIn::Approved).is_some();
    if !fixes || !ready {
        return;
    }
    // Where the record says that there is no fix yet, readers may be told so.
    let makes_fix = case.policy.steps.iter().any(|step| step.is_done_by(BuiltIn::FixReady));
    let has_fix = [BuiltIn::FixReady, BuiltIn::Released].into_iter().any(|event| case.happened(event).is_some());
    let severity = if makes_fix && !has_fix { Severity::Warning } else { unfinished(case) };
    let at = case.reported.unwrap_or(case.now);
    for affected in document.affected.iter().filter(|a| a.fixed().is_none()) {
        let Some(line) = &affected.line else { continue };
        let known = case.portfolio.line(&line.value).filter(|known| known.kind(at) == LineKind::Supported);
        let Some(known) = known.filter(|_| case.releases_on(&line.value)) else { continue };
        let release = case.incident.fix.releases.get(&line.value);
        let message = match release {
            Some(release) => {
                format!("the fixed release of `{}`, {}, is not in the advisory", line.value, release.value)
            }
            None => format!("no fixed version is given for the supported line `{}`", line.value),
        };
        let finding = RULE
            .raise(severity, &document.file, line.span, message)
            .also(Location::new(&case.portfolio.project.file, known.id.span), "supported");
        found.push(match release {
            Some(release) => finding
                .also(Location::new(&case.incident.file, release.span), "the fixed release")
                .help(format!("add `fixed = \"{}\"` to this range", release.value)),
            None => finding.help("add `fixed = \"…\"` to this range"),
        });
    }
}
