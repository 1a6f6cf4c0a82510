//! Finds CVE IDs of rejected reports that nobody rejected.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(rejected) = case.rejected().filter(|_| case.public_since().is_none()) else { return };
    let Some(document) = &case.incident.document else { return };
    let original = case.handled_in();
    let others = original.iter().filter_map(|original| original.incident.document.as_ref());
    let others: Vec<&str> = others.flat_map(|other| &other.cve).map(|id| id.value.as_str()).collect();
    let handle = &case.incident.handle;
    for id in document.cve.iter().filter(|id| !others.contains(&id.value.as_str())) {
        let message = format!("the report is rejected, but {} is still reserved for it", id.value);
        found.push(
            RULE.finding(&document.file, id.span, message)
                .also(Location::new(&case.incident.file, rejected.kind.span), "rejected here")
                .help(format!(
                    "reject it with what `advisory cve {handle}` makes; then move it to `rejected-cve`: \
                     `rejected-cve = [{{ id = \"{}\", reason = \"…\" }}]`",
                    id.value
                )),
        );
    }
}
