//! Private vulnerability reports and draft advisories of GitHub.

use super::{Intake, Source, invalid};
use crate::import::error::RecordError;
use crate::import::fields::Fields;
use crate::import::node::excerpt;

/// Reads the answer of the REST API for one repository advisory.
pub(super) fn read(mut fields: Fields<'_>) -> Result<Intake, RecordError> {
    let state = fields.non_empty("state");
    if let Some(state) = state.as_deref().filter(|state| !matches!(*state, "triage" | "draft")) {
        let help = match state {
            "published" => "import it with `advisory import ghsa FILE --by MEMBER`",
            _ => "only reports in the states `triage` and `draft` become incidents",
        };
        return Err(invalid(format!("the state of the advisory is `{}`", excerpt(state)), help));
    }
    let missing = |what: &str| invalid(format!("the advisory has no `{what}`"), "save the whole answer of the API");
    let id = fields.non_empty("ghsa_id").ok_or_else(|| missing("ghsa_id"))?;
    let title = fields.non_empty("summary").ok_or_else(|| missing("summary"))?;
    let mut intake = Intake::new(Source::GitHub, id, &title);
    intake.arrived = fields.instant("created_at");
    intake.text = fields.text("description").unwrap_or_default();
    intake.reporter = login(&mut fields, "author");
    intake.claim("State", state);
    intake.claim("Page", fields.non_empty("html_url"));
    intake.claim("CVE ID", fields.non_empty("cve_id"));
    intake.claim("Severity", fields.non_empty("severity"));
    for vector in vectors(&mut fields) {
        intake.claim("CVSS vector", Some(vector));
    }
    for weakness in weaknesses(&mut fields) {
        intake.claim("Weakness", Some(weakness));
    }
    for package in fields.tables("vulnerabilities") {
        intake.claim("Affected", affected(package));
    }
    for credit in credits(&mut fields) {
        intake.claim("Credit", Some(credit));
    }
    for mut user in fields.tables("collaborating_users") {
        intake.claim("Collaborator", user.non_empty("login"));
        user.ignore_rest();
    }
    for mut team in fields.tables("collaborating_teams") {
        intake.claim("Collaborating team", team.non_empty("slug"));
        team.ignore_rest();
    }
    if let Some(mut fork) = fields.table("private_fork") {
        intake.fork = fork.non_empty("html_url");
        fork.ignore_rest();
    }
    if let Some(mut submission) = fields.table("submission") {
        submission.ignore("accepted");
    }
    // The same ids and addresses again, and dates that change with every look.
    for repeated in ["identifiers", "url", "updated_at", "published_at", "closed_at", "withdrawn_at", "publisher"] {
        fields.ignore(repeated);
    }
    Ok(intake)
}

/// Takes the login of a user.
fn login(fields: &mut Fields<'_>, key: &str) -> Option<String> {
    let mut user = fields.table(key)?;
    let login = user.non_empty("login");
    user.ignore_rest();
    login
}

/// Takes each CVSS vector once.
fn vectors(fields: &mut Fields<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let severities = fields.table("cvss_severities");
    let severities = severities.into_iter().flat_map(|mut all| [all.table("cvss_v3"), all.table("cvss_v4")]);
    for mut cvss in fields.table("cvss").into_iter().chain(severities.flatten().collect::<Vec<_>>()) {
        cvss.ignore("score");
        found.extend(cvss.non_empty("vector_string").filter(|vector| !found.contains(vector)));
    }
    found
}

/// Takes each weakness once, with its name if there is one.
fn weaknesses(fields: &mut Fields<'_>) -> Vec<String> {
    let named: Vec<(String, String)> = fields
        .tables("cwes")
        .into_iter()
        .filter_map(|mut cwe| Some((cwe.non_empty("cwe_id")?, cwe.non_empty("name").unwrap_or_default())))
        .collect();
    let others = fields.text_list("cwe_ids");
    let others = others.into_iter().filter(|id| named.iter().all(|(named, _)| named != id)).collect::<Vec<_>>();
    named.into_iter().map(|(id, name)| format!("{id} {name}")).chain(others).collect()
}

/// Returns what is said of one package.
fn affected(mut vulnerability: Fields<'_>) -> Option<String> {
    let package = vulnerability.table("package").map(|mut package| {
        let ecosystem = package.non_empty("ecosystem").unwrap_or_else(|| "other".to_owned());
        let name = package.non_empty("name").unwrap_or_else(|| "without a name".to_owned());
        format!("{ecosystem}: {name}")
    });
    let range = vulnerability.non_empty("vulnerable_version_range").map(|range| format!("affected {range}"));
    let patched = vulnerability.non_empty("patched_versions").map(|patched| format!("patched {patched}"));
    let functions = vulnerability.text_list("vulnerable_functions");
    let functions = (!functions.is_empty()).then(|| format!("functions {}", functions.join(", ")));
    let all: Vec<String> = [package, range, patched, functions].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// Takes the credits, with what each is for and whether it was accepted.
fn credits(fields: &mut Fields<'_>) -> Vec<String> {
    let key = if fields.has("credits_detailed") { "credits_detailed" } else { "credits" };
    let of = |mut credit: Fields<'_>| {
        let login = login(&mut credit, "user").or_else(|| credit.non_empty("login"))?;
        let more = [credit.non_empty("type"), credit.non_empty("state")].into_iter().flatten();
        let more = more.collect::<Vec<_>>().join(", ");
        Some(if more.is_empty() { login } else { format!("{login} ({more})") })
    };
    let found = fields.tables(key).into_iter().filter_map(of).collect();
    // They are those of `credits_detailed`.
    fields.ignore("credits");
    found
}
