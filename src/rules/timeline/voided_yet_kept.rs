//! Finds keys of incidents that a void record set.

use crate::case::{Case, LeftOver};
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    for left in case.left_over() {
        let name = left.event.name();
        let (span, message, help) = match left.what {
            LeftOver::Private => (
                incident.report.disclosure.span,
                format!("the report is handled in private, but the agreement `{name}` is void"),
                "write `disclosure = \"public\"`, or record who agreed to handle it in private".to_owned(),
            ),
            LeftOver::Role(role, before) => {
                let holder = incident.holders(role.as_str()).first();
                let span = holder.map(|holder| holder.span).unwrap_or_default();
                let holder = holder.map(|holder| holder.value.to_string()).unwrap_or_default();
                let before: Vec<String> = before.iter().map(|holder| format!("`{}`", holder.value)).collect();
                let restore = match before.as_slice() {
                    [] => format!("remove `{role}` from [roles]"),
                    before => format!("name {} as `{role}` under [roles] again", before.join(", ")),
                };
                (
                    span,
                    format!("`{holder}` is `{role}`, but the record `{name}` that says so is void"),
                    format!("{restore}, or record `{name}` again"),
                )
            }
        };
        let void = Location::new(&incident.file, left.event.kind.span);
        found.push(RULE.finding(&incident.file, span, message).also(void, "the record that is void").help(help));
    }
}
