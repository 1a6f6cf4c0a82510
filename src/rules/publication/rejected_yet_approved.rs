//! Finds rejected reports whose publication is approved.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    if let (Some(approved), Some(rejected)) = (incident.first(BuiltIn::Approved), incident.first(BuiltIn::Rejected)) {
        let help = match case.public_since() {
            Some(_) => format!(
                "readers know the advisory: void `rejected`, and `advisory withdraw {} --by MEMBER --reason TEXT`",
                incident.handle
            ),
            None => format!(
                "void the wrong one: `advisory correct {0} approved --void --by MEMBER --reason TEXT`, or `advisory \
                 correct {0} rejected --void --by MEMBER --reason TEXT`",
                incident.handle
            ),
        };
        found.push(
            RULE.finding(&incident.file, approved.kind.span, "the publication of a rejected report is approved")
                .also(Location::new(&incident.file, rejected.kind.span), "rejected here")
                .help(help),
        );
    }
}
