//! Finds incidents that wait for an upstream project without a date.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(upstream) = case.incident.upstream.as_ref().filter(|_| case.incident.upstream_public(case.now).is_none())
    else {
        return;
    };
    if case.incident.first(BuiltIn::UpstreamPublic).is_none() && !case.is_closed() {
        let place = upstream.project.as_ref().map_or(upstream.span, |p| p.span);
        let handle = &case.incident.handle;
        found.push(
            RULE.finding(&case.incident.file, place, "this incident waits for the upstream project without a date")
                .help(format!(
                    "add `public = INSTANT` under [upstream]; once it is public: `advisory record {handle} {}`",
                    BuiltIn::UpstreamPublic
                )),
        );
    }
}
