//! Finds changes of workflows, hooks, page templates, and what decides who reviews a change.

use crate::change::Change;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::{FilePath, Location};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

/// The templates of pages and announcements.
const TEMPLATES: &str = "site-templates";
/// Parts of the paths of hooks.
const HOOKS: [&str; 4] = ["hooks/", ".husky/", "lefthook", ".pre-commit-config"];

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    let files = change.automation.iter().cloned().chain(templates(change));
    for file in files {
        let (what, help) = if file.as_str().starts_with(TEMPLATES) {
            ("a template", "run `advisory build`, and review the site and the drafts")
        } else if file.name() == "CODEOWNERS" {
            ("who has to review a change", "check that the right people still review every file")
        } else if file.name() == ".gitattributes" {
            ("how git treats files", "check that incidents still merge record by record, and that no filter runs")
        } else if HOOKS.iter().any(|part| file.as_str().contains(part)) {
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
