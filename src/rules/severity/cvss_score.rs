//! Finds scores that differ from the score of their vector.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Document(check));

fn check(_case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    for cvss in &document.cvss {
        let given = cvss.vector.score();
        if let Some(score) = cvss.score.as_ref().filter(|s| s.value != given) {
            let other = cvss.vector.scores().find(|other| other.score == score.value);
            let what = other.map_or_else(String::new, |other| format!("{} is its {} score; ", score.value, other.name));
            let help = format!("{what}write `score = {given}`, or remove the score: it is computed from the vector");
            found.push(
                RULE.finding(&document.file, score.span, format!("this vector scores {given}, not {}", score.value))
                    .also(Location::new(&document.file, cvss.vector.span), "the vector")
                    .help(help),
            );
        }
    }
}
