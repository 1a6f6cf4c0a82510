//! Finds public ids that do not match the project or the year.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let Some((id, (prefix, year, _))) = document.id.as_ref().and_then(|id| Some((id, id.parts()?))) else { return };
    let project = &case.portfolio.project;
    if prefix != project.id_prefix.as_str() {
        found.push(
            RULE.finding(
                &document.file,
                id.span,
                format!("{} does not begin with {}", id.value, project.id_prefix.value),
            )
            .also(Location::new(&project.file, project.id_prefix.span), "the project's prefix")
            .help("`advisory publish` assigns ids; an id from elsewhere belongs in `aliases`"),
        );
    }
    let folder = case.incident.folder.parent().rsplit('/').next().and_then(|y| y.parse::<i32>().ok());
    // While the embargo lasts, the id's year is that of the day it ends.
    let public = case.publication.ok().or(case.embargo.until).map(Instant::year);
    if folder != Some(year) && public != Some(year) {
        let message = format!("the year in {} is not this incident's", id.value);
        found.push(
            RULE.finding(&document.file, id.span, message)
                .help("`advisory publish` assigns the next free id of the year"),
        );
    }
}
