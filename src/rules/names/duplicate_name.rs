//! Finds members, components, lines, packages and distributors that share a name.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::{FilePath, Location, Span};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let portfolio = review.portfolio;
    let (project, team) = (&portfolio.project, &portfolio.team);
    let members = team.members.iter().map(|m| (m.id.as_str(), m.id.span));
    let components = team.components.iter().map(|c| (c.id.as_str(), c.id.span));
    let lines = project.lines.iter().map(|l| (l.id.as_str(), l.id.span));
    let packages: Vec<_> = project.packages.iter().map(|p| (p.described(), p.name.span)).collect();
    once(&team.file, "member", members, found);
    once(&team.file, "component", components, found);
    once(&project.file, "release line", lines, found);
    once(&project.file, "package", packages.iter().map(|(name, span)| (name.as_str(), *span)), found);
    if let Some(file) = &portfolio.distributors.file {
        let members = portfolio.distributors.members.iter().map(|m| (m.id.as_str(), m.id.span));
        let requests = portfolio.distributors.requests.iter().map(|r| (r.id.as_str(), r.id.span));
        once(file, "list member", members, found);
        once(file, "request", requests, found);
    }
}

fn once<'p>(file: &FilePath, kind: &str, names: impl Iterator<Item = (&'p str, Span)>, found: &mut Vec<Finding>) {
    let mut first = HashMap::new();
    for (name, span) in names {
        if let Some(earlier) = first.insert(name, span) {
            found.push(
                RULE.finding(file, span, format!("the {kind} `{name}` is declared twice"))
                    .also(Location::new(file, earlier), "first here")
                    .help(format!("rename this {kind}, or remove one of the two")),
            );
        }
    }
}
