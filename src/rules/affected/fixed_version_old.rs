//! Finds fixed versions that were released before there was a fix.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;
use crate::version::Version;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let incident = case.incident;
    if incident.imported.is_some() || incident.first(BuiltIn::Released).is_some() || case.public_since().is_some() {
        return;
    }
    let project = &case.portfolio.project;
    for affected in &document.affected {
        let (Some(line), Some(fixed)) = (&affected.line, affected.fixed()) else { continue };
        let Some(latest) = case.portfolio.line(&line.value).and_then(|line| line.latest.as_ref()) else { continue };
        let [fixed_version, latest_version] =
            [fixed.value.as_str(), latest.as_str()].map(|version| Version::parse(version, project.order()));
        let (Ok(fixed_version), Ok(latest_version)) = (fixed_version, latest_version) else { continue };
        if fixed_version > latest_version {
            continue;
        }
        let message = format!("{} is named as fixed, but was out before there was a fix", fixed.value);
        found.push(
            RULE.finding(&document.file, fixed.span, message)
                .also(Location::new(&project.file, latest.span), "the latest release of the line")
                .help("name the next release; if this one has the fix by chance, record `released`"),
        );
    }
}
