//! Reads TOML and Markdown into the model. It collects every finding and never stops at the first.
//!
//! Each file passes through the same stages: bytes become `text`, text becomes `value`s with
//! locations (`syntax`), `check` compares them with the file's `schema` and removes invalid ones,
//! and `decode` builds the model from the rest.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::finding::{Finding, Severity, sort_and_dedup};
use crate::incident::{Document, Handovers, Incident};
use crate::portfolio::{Distributors, Portfolio};
use crate::source::{FilePath, Location, Span, Spanned, Tree, TreeEntry};

mod check;
mod constraint;
mod decode;
mod folder;
mod format;
mod front;
mod hidden;
mod json_schema;
mod limit;
mod mixed;
mod read;
pub(crate) mod rule;
mod schema;
mod section;
mod sink;
mod syntax;
mod text;
mod value;
mod words;

pub use json_schema::{FILES, schema};

use schema::Schema;
use sink::Sink;
use value::Table;

/// The most packages that advisory.toml can have.
pub(crate) const MOST_PACKAGES: usize = limit::LONG;

/// The result of reading a tree.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The portfolio; `None` if advisory.toml, policy.toml or team.toml is unusable.
    pub portfolio: Option<Portfolio>,
    /// All findings about the form of the files, sorted.
    pub findings: Vec<Finding>,
}

/// Reads all files of a portfolio.
#[must_use]
pub fn portfolio(tree: Tree) -> Reading {
    portfolio_with(tree, |_| true)
}

/// Reads the project's own files, and the incidents in some folders. The tree of the portfolio has
/// the others too.
#[must_use]
pub fn portfolio_with(tree: Tree, is_wanted: impl Fn(&str) -> bool) -> Reading {
    let mut findings = Vec::new();
    let project = required(&tree, "advisory.toml", &schema::advisory::FILE, &mut findings)
        .and_then(|(file, root)| decode::project::read(&file, &root));
    let policy = required(&tree, "policy.toml", &schema::policy::FILE, &mut findings)
        .and_then(|(file, root)| decode::policy::read(&file, &root));
    let team = required(&tree, "team.toml", &schema::team::FILE, &mut findings)
        .map(|(file, root)| decode::team::read(&file, &root));
    let distributors = optional(&tree, "distributors.toml", &schema::distributors::FILE, &mut findings)
        .map(|(file, root)| decode::distributors::read(&file, &root))
        .unwrap_or_default();
    findings
        .extend(["incidents", "policies", "site-templates"].iter().filter_map(|name| folder::no_folder(&tree, name)));
    let earlier = policies(&tree, &mut findings);
    let (templates, binary_assets) = templates(&tree, &mut findings);
    let mut incidents = incidents(&tree, is_wanted, &mut findings);
    if let Some(project) = &project {
        let affected = incidents.iter_mut().filter_map(|incident| incident.document.as_mut());
        for affected in affected.flat_map(|document| document.affected.iter_mut().chain(&mut document.unknown)) {
            affected.set_order(project.order_of(project.package_of(affected)));
        }
    }
    sort_and_dedup(&mut findings);
    let portfolio = match (project, policy, team) {
        (Some(project), Some(policy), Some(team)) => {
            // A list that is collected in place keeps the memory of what it had before.
            let mut shared = Vec::with_capacity(incidents.len());
            incidents.into_iter().for_each(|incident| shared.push(Arc::new(incident)));
            let incidents = shared;
            Some(Portfolio { project, policy, earlier, team, distributors, incidents, templates, binary_assets, tree })
        }
        _ => None,
    };
    Reading { portfolio, findings }
}

/// Reads one `incident.toml`, as far as possible: the incident without the other files in its
/// folder. Returns `None` if the path is not that of an incident.
#[must_use]
pub fn incident_file(path: &FilePath, bytes: &[u8]) -> Option<Incident> {
    incident_files([(path, bytes)])
}

/// Reads a `distributors.toml`, as far as possible.
#[must_use]
pub fn distributors_file(bytes: &[u8]) -> Option<Distributors> {
    let (file, entry) = (FilePath::new("distributors.toml"), TreeEntry::File(bytes.into()));
    toml(&file, &entry, &schema::distributors::FILE, &mut Vec::new())
        .map(|root| decode::distributors::read(&file, &root))
}

/// Returns the front matter of an advisory.md; all of its text if it has none that ends.
#[must_use]
pub(crate) fn front_matter(text: &str) -> &str {
    let file = FilePath::new("advisory.md");
    let front = front::split(text, &mut Sink::new(&file)).front;
    text.get(front.start..front.end).filter(|front| !front.is_empty()).unwrap_or(text)
}

/// Reads one incident from the files in its folder, as far as they can be read. `None`: no path is
/// that of an incident's file.
#[must_use]
pub fn incident_files<'f>(files: impl IntoIterator<Item = (&'f FilePath, &'f [u8])>) -> Option<Incident> {
    let entries = files.into_iter().map(|(path, bytes)| (path.clone(), TreeEntry::File(bytes.into())));
    incidents(&Tree::new(entries), |_| true, &mut Vec::new()).pop()
}

/// Reads a TOML file and checks it against its schema.
fn toml(path: &FilePath, entry: &TreeEntry, schema: &Schema, findings: &mut Vec<Finding>) -> Option<Table> {
    let mut sink = Sink::new(path);
    let text = text::read(entry, &mut sink);
    let root = text.as_ref().map(|text| {
        let mut root = syntax::parse(text, 0, &mut sink);
        check::table(&mut root, schema, &mut sink);
        hidden::anywhere(text, &mut sink);
        root
    });
    findings.extend(sink.finish(text.as_deref().unwrap_or_default()));
    root
}

fn optional(tree: &Tree, name: &str, schema: &Schema, findings: &mut Vec<Finding>) -> Option<(FilePath, Table)> {
    let file = FilePath::new(name);
    let root = toml(&file, tree.get(name)?, schema, findings)?;
    Some((file, root))
}

fn required(tree: &Tree, name: &str, schema: &Schema, findings: &mut Vec<Finding>) -> Option<(FilePath, Table)> {
    if tree.get(name).is_none() {
        let place = Location::file(&FilePath::new(name));
        findings.push(
            Finding::of(rule::MISSING_FILE, place, format!("there is no {name}"))
                .help("`advisory init` creates one; use `-C DIR` to read another folder"),
        );
    }
    optional(tree, name, schema, findings)
}

fn policies(tree: &Tree, findings: &mut Vec<Finding>) -> Vec<crate::policy::Policy> {
    let mut policies = Vec::new();
    let mut files: Vec<_> = tree.under("policies").collect();
    findings.extend(limit::files(&mut files, "policies"));
    for (path, entry) in files {
        if path.parent() == "policies" && path.name().ends_with(".toml") {
            let root = toml(path, entry, &schema::policy::FILE, findings);
            policies.extend(root.and_then(|root| decode::policy::read(path, &root)));
        } else {
            findings.extend(folder::stray(path, entry, "earlier revisions of the policy are named policies/NAME.toml"));
        }
    }
    policies
}

/// Assets that are no text, by their paths below `site-templates/`.
type BinaryAssets = BTreeMap<String, Arc<[u8]>>;

/// Returns the templates and assets that are text, and the assets that are not.
fn templates(tree: &Tree, findings: &mut Vec<Finding>) -> (BTreeMap<String, String>, BinaryAssets) {
    let (mut templates, mut binary) = (BTreeMap::new(), BTreeMap::new());
    let mut files: Vec<_> = tree.under("site-templates").collect();
    findings.extend(limit::files(&mut files, "site-templates"));
    for (path, entry) in files {
        let name = path.as_str().strip_prefix("site-templates/").unwrap_or_default();
        if let Some(bytes) = text::binary(entry, name).filter(|_| name.starts_with("assets/")) {
            binary.insert(name.to_owned(), bytes);
            continue;
        }
        let mut sink = Sink::new(path);
        let text = text::read(entry, &mut sink);
        text.iter().for_each(|text| hidden::anywhere(text, &mut sink));
        let text = text.filter(|text| name.starts_with("assets/") || text::is_readable_template(text, &mut sink));
        findings.extend(sink.finish(""));
        templates.extend(text.map(|text| (name.to_owned(), text)));
    }
    (templates, binary)
}

fn incidents(tree: &Tree, is_wanted: impl Fn(&str) -> bool, findings: &mut Vec<Finding>) -> Vec<Incident> {
    let (folders, astray) = folder::folders(tree, is_wanted);
    findings.extend(astray);
    let read: Vec<(Option<Incident>, Vec<Finding>)> = folders.into_par_iter().map(incident).collect();
    let mut incidents = Vec::with_capacity(read.len());
    for (incident, about) in read {
        incidents.extend(incident);
        findings.extend(about);
    }
    incidents
}

/// Reads an incident's folder. Returns the incident, unless the folder's name is not a handle, and
/// the findings in its files.
fn incident(folder: folder::Folder<'_>) -> (Option<Incident>, Vec<Finding>) {
    let mut findings = folder.findings;
    let root = folder.incident.and_then(|(path, entry)| toml(path, entry, &schema::incident::FILE, &mut findings));
    let document = folder.document.and_then(|(path, entry)| document(path, entry, &mut findings));
    for (path, entry) in &folder.patches {
        let mut sink = Sink::new(path);
        text::unread(entry, &mut sink);
        text::unfetched(entry, &mut sink);
        findings.extend(sink.finish(""));
    }
    if folder.handle.is_none() && document.as_ref().is_some_and(|d| d.id.is_some()) {
        let message = "this folder contains an advisory with a public ID, but its name is not a handle";
        let finding = Finding::of(rule::BAD_FOLDER_NAME, Location::file(&folder.path), message);
        findings.push(finding.help("restore the name of the folder; until then the incident is not on the site"));
    }
    let incident = folder.handle.map(|handle| {
        let mut incident = Incident {
            document,
            patches: folder.patches.iter().map(|(path, _)| (*path).clone()).collect(),
            ..decode::incident::read(handle, folder.path, &root.unwrap_or_default())
        };
        incident.amend();
        incident.handovers = Handovers::of(&incident.events);
        incident.whole = findings.iter().all(|f| f.severity < Severity::Error);
        incident
    });
    findings.extend(folder.beside);
    (incident, findings)
}

/// Reads an `advisory.md`.
fn document(path: &FilePath, entry: &TreeEntry, findings: &mut Vec<Finding>) -> Option<Document> {
    let mut sink = Sink::new(path);
    let text = text::read(entry, &mut sink);
    let document = text.as_ref().map(|text| {
        let parts = front::split(text, &mut sink);
        let source = text.get(parts.front.start..parts.front.end).unwrap_or_default();
        let mut front = syntax::parse(source, parts.front.start, &mut sink);
        check::table(&mut front, &schema::front_matter::FILE, &mut sink);
        hidden::anywhere(text, &mut sink);
        let body = text.get(parts.body.start..).unwrap_or_default();
        let counts = section::markdown(body);
        let place = Span::new(parts.body.start + counts.start, parts.body.start + counts.end);
        let body = body.get(counts).unwrap_or_default();
        let sections = section::sections(body, place.start);
        let body = Spanned::new(body.replace("\r\n", "\n"), place);
        decode::document::read(path, &front, parts.front, body, sections)
    });
    findings.extend(sink.finish(text.as_deref().unwrap_or_default()));
    document
}
