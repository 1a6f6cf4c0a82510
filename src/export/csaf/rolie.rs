//! ROLIE (RFC 8322) as CSAF has it: the feed by which programs find what is new or changed, and the documents about it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{VERSION, document, path, tracking};
use crate::advisory::Advisory;
use crate::export::{address, title};
use crate::portfolio::Project;
use crate::time::Instant;

/// The feed of everything, below the site.
pub(super) const FEED: &str = ".well-known/csaf/white/csaf-feed-tlp-white.json";
/// What feeds there are, below the site.
pub(super) const SERVICE: &str = ".well-known/csaf/service.json";
/// What the feed's entries can be told apart by, below the site.
pub(super) const CATEGORIES: &str = ".well-known/csaf/category.json";

/// The schema that documents keep to.
const SCHEMA: &str = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json";

/// The feed of these advisories, in the order given.
pub(super) fn feed(project: &Project, advisories: &[&Advisory], updated: Instant) -> Value {
    let links = [
        json!({ "rel": "self", "href": address(project, FEED) }),
        json!({
            "rel": "service",
            "href": address(project, SERVICE),
        }),
    ];
    json!({ "feed": {
        "id": "csaf-feed-tlp-white",
        "title": name(project),
        "link": links,
        "category": [csaf()],
        "updated": updated,
        "entry": advisories.iter().map(|advisory| entry(project, advisory)).collect::<Vec<_>>(),
    } })
}

/// The service document.
pub(super) fn service(project: &Project) -> Value {
    json!({ "service": { "workspace": [{
        "title": title(project),
        "collection": [{
            "title": name(project),
            "href": address(project, FEED),
            "categories": { "category": [csaf()] },
        }],
    }] } })
}

/// The category document: every package that a document speaks of, and the project for those that name none.
pub(super) fn categories(project: &Project, advisories: &[&Advisory]) -> Value {
    let terms: BTreeSet<&str> = advisories.iter().flat_map(|advisory| packages(project, advisory)).collect();
    json!({ "categories": { "category": terms.into_iter().map(category).collect::<Vec<_>>() } })
}

fn entry(project: &Project, advisory: &Advisory) -> Value {
    let own = address(project, &path(advisory));
    let hash = |kind: &str| json!({ "rel": "hash", "href": format!("{own}.{kind}") });
    let dates = tracking::dates(advisory);
    json!({
        "id": advisory.id,
        "title": document::title(advisory),
        "link": [json!({ "rel": "self", "href": own }), hash("sha256"), hash("sha512")],
        "category": packages(project, advisory).into_iter().map(category).collect::<Vec<_>>(),
        "published": dates.first,
        "updated": dates.current,
        "content": { "type": "application/json", "src": own },
        "format": { "schema": SCHEMA, "version": VERSION },
    })
}

fn packages<'a>(project: &'a Project, advisory: &'a Advisory) -> BTreeSet<&'a str> {
    match advisory.affected.as_slice() {
        [] => BTreeSet::from([project.name.as_str()]),
        some => some.iter().map(|affected| affected.package.as_deref().unwrap_or(&project.name)).collect(),
    }
}

fn category(term: &str) -> Value {
    json!({ "term": term })
}

/// The category that the standard asks for.
fn csaf() -> Value {
    json!({ "scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf" })
}

fn name(project: &Project) -> String {
    format!("{} (TLP:WHITE)", title(project))
}
