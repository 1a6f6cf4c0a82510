//! security.txt (RFC 9116).

use chrono::{Datelike, Months};

use crate::markdown::visible;
use crate::plan::Sink;
use crate::portfolio::Project;
use crate::time::{Date, Instant};

use super::{Collection, ExportError, Published, address, csaf, put};

/// Its line in the list.
pub(super) const COLLECTION: Collection = Collection { label: "security.txt", of: None, browsable: None, add };

/// The path that the RFC defines.
const PATH: &str = ".well-known/security.txt";

/// The path that was used before the RFC.
const OLD_PATH: &str = "security.txt";

/// The maximum time until it expires. The RFC recommends less than a year.
const MONTHS: u32 = 11;

fn add(sink: &dyn Sink, site: &Published<'_>) -> Result<(), ExportError> {
    let text = write(site.project, site.now, !site.advisories.is_empty());
    put(sink, PATH, text.clone())?;
    put(sink, OLD_PATH, text)?;
    Ok(())
}

/// Returns the file as of an instant, with the CSAF provider of each edition that the site has, if
/// there are documents. It expires on the first of a month, so its bytes change once a month.
#[must_use]
pub fn write(project: &Project, now: Instant, has_documents: bool) -> String {
    let site = &project.site;
    let mut lines = Vec::new();
    let mut field = |name: &str, value: &str| {
        let value = visible(value).split_whitespace().collect::<Vec<_>>().join("%20");
        lines.push(format!("{name}: {value}\n"));
    };
    for contact in &site.contact {
        field("Contact", contact);
    }
    let policy = address(project, "policy.html");
    if site.contact.is_empty() {
        field("Contact", &policy);
    }
    field("Expires", &expires(now).to_string());
    if let Some(key) = &site.encryption {
        field("Encryption", key);
    }
    field("Canonical", &address(project, PATH));
    field("Policy", site.policy.as_ref().map_or(&policy, |p| &p.value));
    for path in csaf::provider::metadata_paths(project).iter().filter(|_| has_documents) {
        field("CSAF", &address(project, path));
    }
    let languages: Vec<_> = site.languages.iter().map(|l| l.as_str()).collect();
    if !languages.is_empty() {
        field("Preferred-Languages", &languages.join(","));
    }
    lines.concat()
}

fn expires(now: Instant) -> Instant {
    let then = now.utc().checked_add_months(Months::new(MONTHS));
    then.and_then(|t| Date::new(t.year(), t.month(), 1)).map_or(now, Date::start)
}
