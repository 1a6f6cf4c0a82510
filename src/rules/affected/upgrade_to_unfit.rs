//! Finds an `upgrade-to` that does not help users: an affected release, one of a line that gets no
//! more releases, or what is no release.

use crate::case::{Case, Unfit};
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let Some(named) = incident.scope.upgrade_to.as_ref().filter(|_| !case.is_closed()) else { return };
    let Some(unfit) = case.unfit_upgrade() else { return };
    let document = incident.document.as_ref().map_or(&incident.file, |document| &document.file);
    // Time alone makes no error of what was right when it was written.
    let (severity, message, place, label) = match unfit {
        Unfit::Affected(affected) => {
            let message = format!("the release {} is affected", named.value);
            (RULE.severity, message, Location::new(document, affected.span), "affected")
        }
        Unfit::Unsupported(line) => (
            Severity::Warning,
            format!("the release {} is on the line `{}`, which gets no more releases", named.value, line.id.value),
            Location::new(&case.portfolio.project.file, line.id.span),
            "the line",
        ),
        Unfit::Unknown => {
            let message = format!("`{}` is no release of any line of the project", named.value.escape_debug());
            let lines = case.portfolio.project.lines.first().map_or_else(Default::default, |line| line.id.span);
            (Severity::Warning, message, Location::new(&case.portfolio.project.file, lines), "its lines")
        }
    };
    found.push(
        RULE.raise(severity, &incident.file, named.span, message)
            .also(place, label)
            .help("name a release of a supported line that is not affected; its users are told to move there"),
    );
}
