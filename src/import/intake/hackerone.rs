//! Reports of HackerOne.

use super::{Intake, Source, invalid};
use crate::import::error::RecordError;
use crate::import::fields::Fields;

/// Reads the answer of the API for one report.
pub(super) fn read(mut fields: Fields<'_>) -> Result<Intake, RecordError> {
    let missing = |what: &str| invalid(format!("the report has no `{what}`"), "save the whole answer of the API");
    let mut data = fields.table("data").ok_or_else(|| missing("data"))?;
    if data.non_empty("type").is_none_or(|kind| kind != "report") {
        return Err(invalid("`data` is no report", "give the answer of HackerOne's API for one report"));
    }
    let id = data.non_empty("id").ok_or_else(|| missing("data.id"))?;
    let mut said = data.table("attributes").ok_or_else(|| missing("data.attributes"))?;
    let title = said.non_empty("title").ok_or_else(|| missing("data.attributes.title"))?;
    let mut intake = Intake::new(Source::HackerOne, id, &title);
    let created = said.instant("created_at");
    intake.arrived = said.instant("submitted_at").or(created);
    intake.text = said.text("vulnerability_information").unwrap_or_default();
    intake.claim("State", said.non_empty("state"));
    for cve in said.text_list("cve_ids") {
        intake.claim("CVE ID", Some(cve));
    }
    said.discard_rest("it is about the handling on HackerOne");
    if let Some(related) = data.table("relationships") {
        relationships(&mut intake, related);
    }
    Ok(intake)
}

fn relationships(intake: &mut Intake, mut related: Fields<'_>) {
    if let Some(mut reporter) = attributes(&mut related, "reporter") {
        let (name, login) = (reporter.non_empty("name"), reporter.non_empty("username"));
        reporter.ignore_rest();
        intake.claim("HackerOne user", login.clone());
        intake.reporter = name.or(login);
    }
    if let Some(mut severity) = attributes(&mut related, "severity") {
        intake.claim("Severity", severity.non_empty("rating"));
        intake.claim("CVSS vector", severity.non_empty("cvss_vector_string"));
        severity.discard_rest("the metrics are those of the vector");
    }
    if let Some(mut weakness) = attributes(&mut related, "weakness") {
        let id = weakness.non_empty("external_id").map(|id| id.to_uppercase());
        let name = weakness.non_empty("name");
        let both: Vec<String> = [id, name].into_iter().flatten().collect();
        intake.claim("Weakness", (!both.is_empty()).then(|| both.join(" ")));
        weakness.ignore_rest();
    }
    if let Some(mut scope) = attributes(&mut related, "structured_scope") {
        intake.claim("Asset", scope.non_empty("asset_identifier"));
        scope.ignore_rest();
    }
    if let Some(mut attachments) = related.table("attachments") {
        for mut attachment in attachments.tables("data") {
            if let Some(mut file) = attachment.table("attributes") {
                intake.claim("Attachment, to fetch from HackerOne", file.non_empty("file_name"));
                file.ignore_rest();
            }
            attachment.ignore_rest();
        }
    }
    related.discard_rest("it is about the handling on HackerOne");
}

/// Takes the attributes of a related object.
fn attributes<'n>(related: &mut Fields<'n>, key: &str) -> Option<Fields<'n>> {
    let mut object = related.table(key)?;
    let mut data = object.table("data")?;
    object.ignore_rest();
    let attributes = data.table("attributes");
    data.ignore_rest();
    attributes
}
