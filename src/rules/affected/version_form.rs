//! Finds texts that are not versions where a version belongs.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::version::Version;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let versions = document.affected.iter().flat_map(|a| [&a.introduced, &a.fixed, &a.last_affected]).flatten();
    for version in versions {
        // In OSV, `0` means "from the first version on".
        if let Err(error) = version.parse::<Version>()
            && version.value != "0"
        {
            found.push(RULE.finding(&document.file, version.span, error.to_string()).help("write one plain version"));
        }
    }
}
