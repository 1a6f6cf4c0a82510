//! The public site: pages, feeds and machine-readable files, as a pure function of public data.
//!
//! [`build`] takes only public types and the project's own words, so nothing private can reach a
//! page. It writes nothing. The plan that it returns has the same bytes for the same input on every
//! machine.
//! machine.

use std::collections::BTreeMap;

use minijinja::context;
use rayon::prelude::*;

use crate::advisory::{Advisory, Notice};
use crate::export::{self, COLLECTIONS, Collection, ExportError, FORMATS, Format, Published};
use crate::finding::{Finding, sort_and_dedup};
use crate::plan::Plan;
use crate::policy::Policy;
use crate::portfolio::Project;
use crate::rules::announcement::BROKEN_TEMPLATE;
use crate::source::{FilePath, Location};
use crate::time::Instant;

mod advisory;
mod filters;
mod folder;
mod forthcoming;
mod guard;
mod html;
mod layout;
mod list;
mod policy;
mod template;

use layout::{Layout, Page};
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
}

/// Plans every file of the site. Costs time linear in the advisories, spread over all cores.
///
/// # Errors
/// One finding for each way a template is broken, or one for a file that could not be written.
pub fn build(input: &SiteInput<'_>) -> Result<Plan, Vec<Finding>> {
    plan(input, FORMATS, COLLECTIONS)
}

fn plan(input: &SiteInput<'_>, formats: &[Format], collections: &[Collection]) -> Result<Plan, Vec<Finding>> {
    let advisories = newest_first(input.advisories);
    let templates = Templates::load(input.templates, size(input))?;
    let layout = Layout::new(input, advisories.len());
    let lists = list::pages(input, &advisories);
    let others = [
        forthcoming::page(input),
        policy::page(input),
        Page::new("404.html", "pages/404.html", "Page not found", context! {}).anywhere(),
    ];
    let paths: Vec<String> = lists.iter().map(|p| p.path.clone()).filter(|p| p != "index.html").collect();

    let mut rendered: Vec<Result<(String, String), Box<Finding>>> =
        lists.into_par_iter().chain(others).map(|page| layout.render(&templates, page)).collect();
    rendered.par_extend((0..advisories.len()).into_par_iter().filter_map(|index| {
        let page = advisory::page(input, &advisories, index)?;
        Some(layout.render(&templates, page))
    }));
    let (pages, findings): (Vec<_>, Vec<_>) = rendered.into_iter().partition(Result::is_ok);
    let findings: Vec<Finding> = findings.into_iter().filter_map(Result::err).map(|f| *f).collect();
    if !findings.is_empty() {
        return Err(distinct(findings));
    }
    let mut plan = Plan::new();
    for (path, text) in templates.assets() {
        plan.add(path, text);
    }
    for (path, text) in pages.into_iter().flatten() {
        plan.add(path, text);
    }
    let mut listed = vec!["forthcoming.html", "policy.html"];
    listed.extend(paths.iter().map(String::as_str));
    let published = Published { project: input.project, now: input.now, pages: &listed, advisories: &advisories };
    exports(&mut plan, &published, formats, collections)
        .map_err(|message| vec![Finding::of(BROKEN_TEMPLATE, Location::file(&input.project.file), message)])?;
    let folders = folder::pages(&plan).into_iter().map(|page| layout.render(&templates, page));
    for (path, text) in folders.collect::<Result<Vec<_>, _>>().map_err(|finding| vec![*finding])? {
        plan.add(path, text);
    }
    Ok(plan)
}

/// Returns the text of every built-in template and asset. It is public, because the program is.
#[must_use]
pub fn built_in_texts() -> Vec<String> {
    template::built_in().into_values().collect()
}

/// Returns the findings about template overrides that can be made before any page is rendered.
#[must_use]
pub fn check(templates: &BTreeMap<String, String>) -> Vec<Finding> {
    Templates::load(templates, 0).err().unwrap_or_default()
}

/// Adds the files of every format, those of each advisory first.
///
/// # Errors
/// What could not be written, and why.
fn exports(
    plan: &mut Plan,
    published: &Published<'_>,
    formats: &[Format],
    collections: &[Collection],
) -> Result<(), String> {
    let failed = |what: &str, error: &ExportError| format!("{what}: {error}");
    let files = |advisory: &&Advisory| export::files(formats, published.project, advisory);
    let written: Result<Vec<_>, _> = published.advisories.par_iter().map(files).collect();
    for (path, text) in written.map_err(|(path, error)| failed(&path, &error))?.into_iter().flatten() {
        plan.add(path, text);
    }
    collections.iter().try_for_each(|files| (files.add)(plan, published).map_err(|error| failed(files.label, &error)))
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
        + input.project.lines.len()
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
    advisory.severity.as_ref().map_or(UNRATED, |s| s.rating().as_str())
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
        };
        assert!(plan(&input, FORMATS, COLLECTIONS).is_ok());
        let add: fn(&mut Plan, &Published<'_>) -> _ = |plan, _| {
            plan.add("broken.json", unwritable()?);
            Ok(())
        };
        let broken = Collection { label: "broken feed", browsable: None, add };
        let [found] = plan(&input, FORMATS, &[broken]).unwrap_err().try_into().unwrap();
        assert_eq!(found.message, "broken feed: this can't be written as JSON: key must be a string");
    }
}
