//! The public site: pages, feeds and machine-readable files, as a pure function of public data.
//!
//! [`build`] takes only public types and the project's own words, so nothing private can reach a
//! page. It writes nothing. The files have the same bytes for the same input on every machine, and
//! are passed on as they are made, so that a large site need not fit into memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::context;
use rayon::prelude::*;

use crate::advisory::{Advisory, Notice};
use crate::export::{
    self, AdvisoryFiles, COLLECTIONS, Collection, ExportError, Exported, FORMATS, Format, Published, bulk,
};
use crate::finding::{Finding, sort_and_dedup};
use crate::fingerprint::Fingerprint;
use crate::plan::{Collected, Group, Plan, Sink, Stopped};
use crate::policy::Policy;
use crate::portfolio::{Portfolio, Project};
use crate::rules::announcement::BROKEN_TEMPLATE;
use crate::source::{FilePath, Location};
use crate::time::Instant;

mod advisory;
mod file_name;
mod filters;
mod folder;
mod forthcoming;
mod guard;
mod html;
mod layout;
mod list;
mod policy;
mod redirects;
mod releases;
mod rows;
mod template;
mod version;

use layout::{Layout, Page};
use redirects::Redirects;
use releases::Releases;
use template::Templates;

/// The input of a build of the site.
#[derive(Clone, Copy, Debug)]
pub struct SiteInput<'a> {
    /// The project.
    pub project: &'a Project,
    /// The policy in force.
    pub policy: &'a Policy,
    /// The public advisories, in any order.
    pub advisories: &'a [Advisory],
    /// The forthcoming releases, in any order.
    pub notices: &'a [Notice],
    /// The instant the site is built for: which lines are supported, when security.txt expires.
    pub now: Instant,
    /// Overrides: path below `site-templates/`, and text.
    pub templates: &'a BTreeMap<String, String>,
    /// Assets that are no text: path below `site-templates/`, and bytes.
    pub binary_assets: &'a BTreeMap<String, Arc<[u8]>>,
}

/// Why a site was not made.
#[derive(Debug)]
pub enum Unmade {
    /// One finding for each way in which a template is broken, or one for a file that could not be
    /// written.
    Findings(Vec<Finding>),
    /// The sink takes no more files.
    Stopped,
}

impl From<Stopped> for Unmade {
    fn from(Stopped: Stopped) -> Self {
        Self::Stopped
    }
}

/// Returns every file of the site.
///
/// # Errors
/// The findings of [`pour`].
pub fn build(input: &SiteInput<'_>) -> Result<Plan, Vec<Finding>> {
    let files = Collected::default();
    match pour(input, &files) {
        Ok(()) => Ok(files.into_plan()),
        Err(Unmade::Findings(findings)) => Err(findings),
        // This sink takes everything.
        Err(Unmade::Stopped) => Err(Vec::new()),
    }
}

/// Passes every file of the site to a sink. Costs time linear in the advisories, spread over all
/// cores.
///
/// # Errors
/// When a template is broken, when a file can't be written in its format, or when the sink takes no
/// more.
pub fn pour(input: &SiteInput<'_>, sink: &dyn Sink) -> Result<(), Unmade> {
    pour_formats(input, sink, FORMATS, COLLECTIONS)
}

fn pour_formats(
    input: &SiteInput<'_>,
    sink: &dyn Sink,
    formats: &[Format],
    collections: &[Collection],
) -> Result<(), Unmade> {
    let sink = &Listing { sink, listed: Mutex::default() };
    let advisories = newest_first(input.advisories);
    let templates = Templates::load(input.templates, input.binary_assets, size(input)).map_err(Unmade::Findings)?;
    let layout = Layout::new(input, advisories.len());
    let rendered = |page: Page| layout.render(&templates, page).map_err(|finding| Unmade::Findings(vec![*finding]));
    let render = |page: Page| -> Result<(), Unmade> {
        let (path, text) = rendered(page)?;
        Ok(sink.take(&path, text.as_bytes())?)
    };
    let has_own_templates = !input.templates.is_empty();
    for (path, text) in templates.assets() {
        sink.take(path, text.as_bytes())?;
    }
    for (path, bytes) in input.binary_assets {
        sink.take(path, bytes)?;
    }
    let releases = Releases::new(input.project, &advisories, input.now);
    let lists = list::pages(input, &releases, &advisories);
    let versions = version::pages(input, &releases, &advisories);
    let others = [
        forthcoming::page(input, &advisories),
        policy::page(input),
        Page::new("404.html", "pages/404.html", "Page not found", context! {}).anywhere(),
    ];
    let paths = lists.iter().chain(&versions).map(|p| p.path.clone()).filter(|p| p != "index.html");
    let paths: Vec<String> = paths.collect();
    let redirects = Redirects::new(input, &advisories);
    all(lists.into_par_iter().chain(versions).chain(others).map(render).collect())?;

    let earlier = bulk::earlier(sink);
    let of_advisory = |index: usize| -> Result<Option<(&str, AdvisoryFiles)>, Unmade> {
        let Some(advisory) = advisories.get(index) else { return Ok(None) };
        let failed = |(path, error): (String, ExportError)| unexported(input, &path, error);
        let (id, page) = (advisory.id.as_str(), href(advisory));
        let others = redirects.of(&advisories, index);
        let exported = Exported::new(input.project, advisory);
        let mut files = export::paths(formats, &exported);
        if !has_own_templates {
            files.push(page.clone());
            files.extend(others.iter().map(|(id, _)| redirects::path(id)));
        }
        let page = has_own_templates.then_some(page.as_str());
        let group =
            facts(input, &advisories, index, &others).map(|facts| Group { advisory: id, facts, page, files: &files });
        let kept = group.map_or(Ok(None), |group| sink.keep(group))?;
        let made = if kept.is_some() {
            export::kept_files(formats, &exported, earlier.as_ref()).map_err(failed)?
        } else {
            if let Some(page) = advisory::page(input, &releases, &advisories, index, &exported) {
                let (path, text) = rendered(page)?;
                match has_own_templates {
                    true => sink.take(&path, text.as_bytes()),
                    false => sink.take_facts(id, &path, text.as_bytes()),
                }?;
            }
            export::files(formats, &exported, sink).map_err(failed)?
        };
        if kept.is_none() || has_own_templates {
            for (other, targets) in &others {
                let (path, text) = rendered(redirects::page(other, targets))?;
                match has_own_templates {
                    true => sink.take(&path, text.as_bytes()),
                    false => sink.take_facts(id, &path, text.as_bytes()),
                }?;
            }
        }
        if let Some(group) = group {
            sink.note(group, Fingerprint::default());
        }
        Ok(Some((id, made)))
    };
    let files = all((0..advisories.len()).into_par_iter().map(of_advisory).collect())?;
    let files: HashMap<&str, AdvisoryFiles> = files.into_iter().flatten().collect();

    let mut pages = vec![export::feed::FORTHCOMING, "policy.html"];
    pages.extend(paths.iter().map(String::as_str));
    let published = Published {
        project: input.project,
        now: input.now,
        pages: &pages,
        advisories: &advisories,
        notices: input.notices,
        files: &files,
        earlier: earlier.as_ref(),
    };
    let add = |files: &Collection| (files.add)(sink, &published).map_err(|error| unexported(input, files.label, error));
    all(collections.par_iter().filter(|files| files.is_on(input.project)).map(add).collect())?;
    let listed = std::mem::take(&mut *sink.listed.lock().unwrap_or_else(PoisonError::into_inner));
    folder::pages(&listed).into_iter().try_for_each(render)
}

/// Returns what stands for the facts that the files of one advisory alone are made of. `None` if
/// they can't be written, and then making the files says so.
fn facts(
    input: &SiteInput<'_>,
    advisories: &[&Advisory],
    index: usize,
    others: &[(&str, Vec<&Advisory>)],
) -> Option<Fingerprint> {
    let advisory = advisories.get(index)?;
    let own = serde_json::to_vec(advisory).ok()?;
    let (newer, older) = advisory::neighbours(advisories, index);
    let neighbours = [newer, older].map(|other| other.map_or_else(String::new, |o| format!("{} {}", o.id, o.title)));
    let notices = input.notices.len().to_string();
    // Own templates may show how many advisories there are, and how much a page may cost depends on
    // the largest one.
    let counts = if input.templates.is_empty() { [0, 0] } else { [advisories.len(), size(input)] };
    let counts = format!("{counts:?}");
    let targets = others.iter().flat_map(|(id, targets)| targets.iter().map(move |it| (id, &it.id, &it.title)));
    let targets = format!("{:?}", targets.collect::<Vec<_>>());
    let texts = [&advisory.text, &notices, &counts, &targets].into_iter().chain(&neighbours).map(String::as_bytes);
    Some(Fingerprint::of(texts.chain([own.as_slice()])))
}

/// Returns all results, or every finding among them, because one mistake can break ten thousand
/// pages in several ways.
fn all<T>(results: Vec<Result<T, Unmade>>) -> Result<Vec<T>, Unmade> {
    let (mut made, mut findings) = (Vec::with_capacity(results.len()), Vec::new());
    for result in results {
        match result {
            Ok(result) => made.push(result),
            Err(Unmade::Findings(more)) => findings.extend(more),
            Err(Unmade::Stopped) => return Err(Unmade::Stopped),
        }
    }
    if findings.is_empty() { Ok(made) } else { Err(Unmade::Findings(distinct(findings))) }
}

fn unexported(input: &SiteInput<'_>, what: &str, error: ExportError) -> Unmade {
    match error {
        ExportError::Stopped => Unmade::Stopped,
        error => Unmade::Findings(vec![unwritten(input, &format!("{what}: {error}"))]),
    }
}

fn unwritten(input: &SiteInput<'_>, message: &str) -> Finding {
    Finding::of(BROKEN_TEMPLATE, Location::file(&input.project.file), message)
}

/// Passes files on, and remembers those in folders that can be browsed.
struct Listing<'s> {
    sink: &'s dyn Sink,
    listed: Mutex<Vec<String>>,
}

impl Listing<'_> {
    fn list(&self, path: &str) {
        if folder::is_listed(path) {
            self.listed.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        }
    }
}

impl Sink for Listing<'_> {
    fn take(&self, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        self.list(path);
        self.sink.take(path, bytes)
    }

    fn take_facts(&self, advisory: &str, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        self.list(path);
        self.sink.take_facts(advisory, path, bytes)
    }

    fn keep(&self, group: Group<'_>) -> Result<Option<Fingerprint>, Stopped> {
        let kept = self.sink.keep(group)?;
        if kept.is_some() {
            group.paths().for_each(|path| self.list(path));
        }
        Ok(kept)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Stopped> {
        self.sink.read(path)
    }

    fn earlier(&self, file: Group<'_>) -> Option<Vec<u8>> {
        self.sink.earlier(file)
    }

    fn note(&self, group: Group<'_>, mark: Fingerprint) {
        self.sink.note(group, mark);
    }
}

/// Returns the text of every built-in template and asset. It is public, because the program is.
#[must_use]
pub fn built_in_texts() -> Vec<String> {
    template::built_in().into_values().collect()
}

/// Returns the findings about template overrides and assets that can be made before any page is
/// rendered.
#[must_use]
pub fn check(portfolio: &Portfolio) -> Vec<Finding> {
    Templates::load(&portfolio.templates, &portfolio.binary_assets, 0).err().unwrap_or_default()
}

/// Newest first; of two published together, the later id first. Advisories without a known date
/// come last.
fn newest_first(advisories: &[Advisory]) -> Vec<&Advisory> {
    let mut sorted: Vec<_> = advisories.iter().collect();
    sorted.sort_by(|a, b| (b.published, b.id.parts(), &b.id).cmp(&(a.published, a.id.parts(), &a.id)));
    sorted
}

/// Returns the largest number of items that a single page iterates over.
fn size(input: &SiteInput<'_>) -> usize {
    let of = |a: &Advisory| {
        a.affected.len()
            + a.timeline.len()
            + a.revisions.len()
            + a.references.len()
            + a.credits.len()
            + a.sections.len()
    };
    // A document and its hashes in the list of a folder.
    let files = 3 * input.advisories.len();
    let policy = input.policy.steps.len() + input.policy.channels.len() + input.policy.attestations.len();
    input.advisories.iter().map(of).max().unwrap_or(0)
        + input.notices.len()
        + policy
        + input.project.lines.iter().map(|line| 1 + line.releases.len()).sum::<usize>()
        + files
}

/// Returns each finding once, in the order of their places, because one mistake can break ten
/// thousand pages.
fn distinct(mut findings: Vec<Finding>) -> Vec<Finding> {
    sort_and_dedup(&mut findings);
    findings
}

/// Returns the path of an override.
fn template_file(path: &str) -> FilePath {
    FilePath::new("site-templates").join(path)
}

/// The label of an advisory without a score in a list.
const UNRATED: &str = "unrated";

/// Returns the rating of an advisory, in a word.
fn rating(advisory: &Advisory) -> &'static str {
    advisory.rating().map_or(UNRATED, crate::cvss::Rating::as_str)
}

/// Returns the severity of an advisory in the words that readers see.
fn severity_words(advisory: &Advisory) -> String {
    advisory.severity_words().unwrap_or_else(|| crate::policy::prose::capitalize(UNRATED))
}

/// Returns the path of an advisory's page, for links to it.
fn href(advisory: &Advisory) -> String {
    export::page(&advisory.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use crate::source::{Tree, TreeEntry};

    const PROJECT: &str = "schema = 1\n[project]\nname = \"Lodestore\"\nid-prefix = \"LODE\"\n[[line]]\nid = \"main\"\ndevelopment = true\n\
         [site]\nurl = \"https://security.lodestore.example/\"\n";
    const POLICY: &str = "schema = 1\nid = \"lodestore\"\nrevision = \"2026-01\"\neffective = 2026-01-01T00:00:00Z\n\
         [[role]]\nid = \"pst\"\n[publication]\napprovals = { role = \"pst\", count = 1 }\n";
    const TEAM: &str = "schema = 1\n[[member]]\nid = \"amira\"\nname = \"Amira Haddad\"\nroles = [\"pst\"]\n";

    /// A value that JSON can't represent: its key is not a string.
    fn unwritable() -> Result<String, ExportError> {
        Ok(json::pretty(&BTreeMap::from([([1], "value")]))?)
    }

    #[test]
    fn what_can_not_be_written_stops_the_build_and_is_named() {
        let files = [("advisory.toml", PROJECT), ("policy.toml", POLICY), ("team.toml", TEAM)];
        let file = |(path, text): (&str, &str)| (FilePath::new(path), TreeEntry::File(text.as_bytes().into()));
        let reading = crate::parse::portfolio(Tree::new(files.map(file)));
        let portfolio = reading.portfolio.unwrap_or_else(|| panic!("{:#?}", reading.findings));
        let input = SiteInput {
            project: &portfolio.project,
            policy: &portfolio.policy,
            advisories: &[],
            notices: &[],
            now: Instant::parse("2026-03-01T00:00:00Z").unwrap(),
            templates: &portfolio.templates,
            binary_assets: &portfolio.binary_assets,
        };
        let pour = |collections| pour_formats(&input, &Collected::default(), FORMATS, collections);
        assert!(pour(COLLECTIONS).is_ok());
        let add: fn(&dyn Sink, &Published<'_>) -> _ = |sink, _| {
            sink.take("broken.json", unwritable()?.as_bytes())?;
            Ok(())
        };
        let broken = Collection { label: "broken feed", of: None, browsable: None, add };
        let Err(Unmade::Findings(found)) = pour(&[broken]) else { panic!("it was written") };
        let [found] = found.try_into().unwrap();
        assert_eq!(found.message, "broken feed: this can't be written as JSON: key must be a string");
    }
}
