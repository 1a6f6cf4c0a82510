//! Finds relations that only one of two advisories has.

use super::meant;
use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    for document in review.portfolio.incidents.iter().filter_map(|incident| incident.document.as_ref()) {
        for relation in &document.relations {
            let (id, kind) = (&relation.id, &relation.kind.value);
            let Some(inverse) = relation.inverse() else { continue };
            let Some((_, other)) = meant(review, document, relation) else {
                let message = format!("no other advisory of this project has the ID {}", id.value.escape_debug());
                let help = "write an ID of the other advisory; IDs of other projects' advisories belong in `related`";
                found.push(RULE.finding(&document.file, id.span, message).help(help));
                continue;
            };
            let is_back =
                |back: &crate::incident::Relation| back.kind.value == inverse && document.has_id(&back.id.value);
            if !other.relations.iter().any(is_back) {
                let own = document.id.iter().map(|own| own.value.to_string());
                let own = own.chain(document.cve.iter().map(|cve| cve.value.to_string())).next();
                let help = match own {
                    Some(own) => format!(
                        "add a `[[relation]]` with `kind = \"{inverse}\"` and `id = \"{own}\"` to the other advisory, and a revision if that is public"
                    ),
                    None => format!(
                        "once this advisory has an ID, add a `[[relation]]` with `kind = \"{inverse}\"` to the other one"
                    ),
                };
                let message =
                    format!("this advisory is `{kind}` {}, but that one has no relation to this one", id.value);
                found.push(
                    RULE.finding(&document.file, id.span, message)
                        .also(Location::new(&other.file, other.front), "the other advisory")
                        .help(help),
                );
            }
        }
    }
}
