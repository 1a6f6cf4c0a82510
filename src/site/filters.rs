//! Template filters: dates and times in words, and links to the ids of other databases.

use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind};

use crate::export::weakness_name;
use crate::names::CweId;
use crate::policy::prose;
use crate::time::Instant;

use super::html;

pub(super) fn add(env: &mut Environment<'_>) {
    env.add_filter("markdown", |text: &str, prefix: &str| html::safe(text, prefix));
    env.add_filter("day", |at: &str| instant(at).map(|at| at.utc().format("%-d %B %Y").to_string()));
    env.add_filter("minute", |at: &str| instant(at).map(Instant::short));
    env.add_filter("spoken", |at: &str| instant(at).map(Instant::spoken));
    env.add_filter("cve_url", |id: &str| format!("https://www.cve.org/CVERecord?id={id}"));
    env.add_filter("cwe_url", |id: &str| {
        format!("https://cwe.mitre.org/data/definitions/{}.html", id.trim_start_matches("CWE-"))
    });
    env.add_filter("cwe_name", |id: &str| {
        id.parse::<CweId>().ok().and_then(|id| weakness_name(&id)).unwrap_or_default()
    });
    env.add_filter("alias_url", |id: &str| alias_url(id).map_or(Value::from(()), Value::from));
    env.add_filter("words", |name: &str| prose::capitalize(&prose::spaced(name)));
    // An override could otherwise print what a reporter wrote as HTML.
    env.remove_filter("safe");
}

fn instant(text: &str) -> Result<Instant, Error> {
    Instant::parse(text).map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
}

/// Returns the URL of an id in a public database, if its form tells which database it is.
fn alias_url(id: &str) -> Option<String> {
    let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let (database, _) = id.split_once('-').filter(|_| plain)?;
    match database {
        "CVE" => Some(format!("https://www.cve.org/CVERecord?id={id}")),
        "GHSA" => Some(format!("https://github.com/advisories/{id}")),
        "GO" => Some(format!("https://pkg.go.dev/vuln/{id}")),
        "RUSTSEC" => Some(format!("https://rustsec.org/advisories/{id}.html")),
        "PYSEC" | "OSV" => Some(format!("https://osv.dev/vulnerability/{id}")),
        _ => None,
    }
}
