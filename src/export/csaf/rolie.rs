//! ROLIE (RFC 8322) as CSAF profiles it: the feed of new and changed documents, and the documents
//! that describe it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Edition, document, path, tracking};
use crate::advisory::Advisory;
use crate::export::{address, title};
use crate::portfolio::Project;
use crate::time::Instant;

/// The category that the standard requires.
const CSAF: Category<'static> =
    Category { scheme: Some("urn:ietf:params:rolie:category:information-type"), term: "csaf" };

/// A feed.
#[derive(Serialize)]
pub(super) struct FeedDocument<'a> {
    feed: Feed<'a>,
}

#[derive(Serialize)]
struct Feed<'a> {
    category: [Category<'static>; 1],
    entry: Vec<FeedEntry<'a>>,
    id: String,
    link: [Link; 2],
    title: String,
    updated: Instant,
}

/// An entry of a feed: one document.
#[derive(Serialize)]
struct FeedEntry<'a> {
    category: Vec<Category<'a>>,
    content: Content,
    format: Format,
    id: &'a str,
    link: [Link; 3],
    published: Instant,
    title: String,
    updated: Instant,
}

#[derive(Serialize)]
struct Link {
    href: String,
    rel: &'static str,
}

#[derive(Serialize)]
struct Category<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<&'static str>,
    term: &'a str,
}

#[derive(Serialize)]
struct Content {
    src: String,
    #[serde(rename = "type")]
    media_type: &'static str,
}

#[derive(Serialize)]
struct Format {
    schema: &'static str,
    version: &'static str,
}

/// The service document.
#[derive(Serialize)]
pub(super) struct ServiceDocument {
    service: Service,
}

#[derive(Serialize)]
struct Service {
    workspace: [Workspace; 1],
}

#[derive(Serialize)]
struct Workspace {
    collection: [FeedCollection; 1],
    title: String,
}

/// A feed that the service document names.
#[derive(Serialize)]
struct FeedCollection {
    categories: Categories<'static>,
    href: String,
    title: String,
}

/// The category document.
#[derive(Serialize)]
pub(super) struct CategoryDocument<'a> {
    categories: Categories<'a>,
}

#[derive(Serialize)]
struct Categories<'a> {
    category: Vec<Category<'a>>,
}

/// The feed of these advisories, in the order given.
pub(super) fn feed<'a>(
    project: &'a Project,
    advisories: &[&'a Advisory],
    updated: Instant,
    edition: Edition,
) -> FeedDocument<'a> {
    FeedDocument {
        feed: Feed {
            id: format!("csaf-feed-tlp-{}", edition.tlp().to_lowercase()),
            title: name(project, edition),
            link: [
                Link { rel: "self", href: address(project, edition.feed()) },
                Link { rel: "service", href: address(project, edition.service()) },
            ],
            category: [CSAF],
            updated,
            entry: advisories.iter().map(|advisory| entry(project, advisory, edition)).collect(),
        },
    }
}

/// The service document.
pub(super) fn service(project: &Project, edition: Edition) -> ServiceDocument {
    let collection = FeedCollection {
        title: name(project, edition),
        href: address(project, edition.feed()),
        categories: Categories { category: vec![CSAF] },
    };
    let workspace = Workspace { title: title(project), collection: [collection] };
    ServiceDocument { service: Service { workspace: [workspace] } }
}

/// Returns the category document: every package that a document names, and the project for
/// documents that name none.
pub(super) fn categories<'a>(project: &'a Project, advisories: &[&'a Advisory]) -> CategoryDocument<'a> {
    let terms: BTreeSet<&str> = advisories.iter().flat_map(|advisory| packages(project, advisory)).collect();
    CategoryDocument { categories: Categories { category: terms.into_iter().map(category).collect() } }
}

fn entry<'a>(project: &'a Project, advisory: &'a Advisory, edition: Edition) -> FeedEntry<'a> {
    let own = address(project, &path(advisory, edition));
    let hash = |kind: &str| Link { rel: "hash", href: format!("{own}.{kind}") };
    let dates = tracking::dates(advisory);
    FeedEntry {
        id: advisory.id.as_str(),
        title: document::title(advisory),
        link: [Link { rel: "self", href: own.clone() }, hash("sha256"), hash("sha512")],
        category: packages(project, advisory).into_iter().map(category).collect(),
        published: dates.first,
        updated: dates.current,
        content: Content { media_type: "application/json", src: own },
        format: Format { schema: edition.schema(), version: edition.version() },
    }
}

fn packages<'a>(project: &'a Project, advisory: &'a Advisory) -> BTreeSet<&'a str> {
    match advisory.affected.as_slice() {
        [] => BTreeSet::from([project.name.as_str()]),
        some => some.iter().map(|affected| affected.package.as_deref().unwrap_or(&project.name)).collect(),
    }
}

fn category(term: &str) -> Category<'_> {
    Category { scheme: None, term }
}

fn name(project: &Project, edition: Edition) -> String {
    format!("{} (TLP:{})", title(project), edition.tlp())
}
