//! Finds facts in advisory.md that are not those that were set.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, front, unfinished};
use crate::source::{Location, Span};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let value_of = |id: &str| case.facts.iter().find(|set| set.fact.element.id.value == id);
    let mut raise = |span: Span, message: String, help: String, at: Option<Span>| {
        let finding = RULE.raise(unfinished(case), &document.file, span, message).help(help);
        found.push(
            at.into_iter()
                .fold(finding, |finding, at| finding.also(Location::new(&case.incident.file, at), "set here")),
        );
    };
    for (id, written) in &document.facts {
        let Some(fact) = case.policy.fact(id.as_str()) else { continue };
        match value_of(id.as_str()) {
            _ if !fact.public => {
                let message = format!("`{id}` is a private fact, but advisory.md contains it");
                raise(written.span, message, format!("remove `{id}` from `facts`"), None);
            }
            None => {
                let message = format!("`{id}` is `{}` here, but nobody set it", written.value);
                let help = format!("record `fact-set` with `--fact {id} --value {}`", written.value);
                raise(written.span, message, help, None);
            }
            Some(set) if *set.value != written.value => {
                let message = format!("`{id}` is `{}` here, but was set to `{}`", written.value, set.value);
                let help = "write the value that was set, or set this one".to_owned();
                raise(written.span, message, help, Some(set.event.kind.span));
            }
            Some(_) => {}
        }
    }
    let is_left_out = |id: &str| !document.facts.keys().any(|written| *written == *id);
    for set in case.facts.iter().filter(|set| set.fact.public && is_left_out(set.fact.element.id.as_str())) {
        let (id, value) = (&set.fact.element.id.value, set.value);
        let message = format!("`{id}` is a public fact, but advisory.md does not contain it");
        let help = format!("write `facts = {{ {id} = \"{value}\" }}` into the front matter");
        raise(front(document), message, help, Some(set.event.kind.span));
    }
}
