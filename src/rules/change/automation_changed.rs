//! Finds changes of workflows, hooks and page templates.

use crate::change::Change;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::{FilePath, Location};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

/// The templates of pages and announcements.
const TEMPLATES: &str = "site-templates";

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    let files = change.automation.iter().cloned().chain(templates(change));
    for file in files {
        let (what, help) = if file.as_str().starts_with(TEMPLATES) {
            ("a template", "run `advisory build`, and review the site and the drafts")
        } else if file.as_str().contains("hooks/") {
            ("a hook", "check that it still inspects every push and runs nothing else")
        } else {
            ("a workflow file", "check that it still inspects every change and reveals nothing")
        };
        let message = format!("this change edits {what}, which acts on every incident");
        found.push(RULE.finding(&file, Location::file(&file).span, message).help(help));
    }
}

/// Returns the templates that differ.
fn templates(change: &Change<'_>) -> Vec<FilePath> {
    let (was, is) = (&change.base.tree, &change.head.tree);
    let gone = was.under(TEMPLATES).filter(|(path, _)| is.get(path.as_str()).is_none());
    let new = is.under(TEMPLATES).filter(|(path, entry)| was.get(path.as_str()) != Some(*entry));
    new.chain(gone).map(|(path, _)| path.clone()).collect()
}
