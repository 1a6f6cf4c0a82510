//! The results for several incidents: a few lines for each.
//!
//! ```json
//! { "schema": 1, "incidents": [ as for one incident ] }
//! ```

use serde::Serialize;

use super::super::json::Findings;
use super::super::lines::Sources;
use super::super::{github, plural, sarif};
use super::document::Document;
use super::{Page, Screen};
use crate::case::Case;
use crate::finding::Finding;
use crate::json::JsonError;
use crate::portfolio::Portfolio;
use crate::report::{Audience, Format};
use crate::rules::Rule;
use crate::verify::{Outcome, Verification};

#[derive(Serialize)]
struct Documents<'a> {
    schema: u32,
    incidents: Vec<Document<'a>>,
}

/// Renders the verifications of several cases in a format, ending with a newline. Each has the
/// findings that this audience may see; SARIF describes its results with `rules`.
///
/// # Errors
/// When the JSON can't be serialised.
pub fn verifications(
    format: Format,
    portfolio: &Portfolio,
    all: &[(&Case<'_>, &Verification<'_>, Vec<Finding>)],
    rules: &[Rule],
    audience: Audience,
    screen: Screen,
) -> Result<String, JsonError> {
    let findings: Vec<Finding> = all.iter().flat_map(|(_, _, findings)| findings.iter().cloned()).collect();
    let sources = Sources::new(&findings, &portfolio.tree);
    Ok(match format {
        Format::Human if all.is_empty() => "no incident records commits of a fix\n".to_owned(),
        Format::Human => {
            let mut out = String::new();
            for (case, verification, findings) in all {
                let page = Page { screen, out: String::new() };
                out.push_str(&page.brief(case, verification, findings, audience));
            }
            out + &format!("\n{}\n", counted(all))
        }
        Format::Json => {
            let incidents = all.iter().map(|(case, verification, findings)| {
                Document::new(&case.incident.handle, verification, Findings::new(findings, &sources), audience)
            });
            super::super::pretty(&Documents { schema: 1, incidents: incidents.collect() })?
        }
        Format::Sarif => sarif::render(&findings, &sources, rules)?,
        Format::Github => {
            let outcomes = all
                .iter()
                .map(|(case, verification, _)| format!("{}: {}\n", case.incident.handle, verification.outcome.words()));
            github::render(&findings, &sources) + &outcomes.collect::<String>()
        }
    })
}

/// `3 incidents: 1 verified, 2 refuted`.
fn counted(all: &[(&Case<'_>, &Verification<'_>, Vec<Finding>)]) -> String {
    let outcomes = [Outcome::Verified, Outcome::Refuted, Outcome::NotVerified];
    let of = |outcome: Outcome| all.iter().filter(|(_, verification, _)| verification.outcome == outcome).count();
    let parts: Vec<String> = outcomes
        .into_iter()
        .filter(|outcome| of(*outcome) > 0)
        .map(|outcome| format!("{} {}", of(outcome), outcome.words()))
        .collect();
    format!("{}: {}", plural(all.len(), "incident"), parts.join(", "))
}
