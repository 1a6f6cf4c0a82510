//! The public site: pages, feeds and what machines look for, as one pure function of public data.
//!
//! [`build`] takes the public types and the project's own words, so nothing private can reach a page. It writes
//! nothing: the plan it returns is the same bytes for the same input on every machine.

use std::collections::BTreeMap;

use minijinja::context;
use rayon::prelude::*;

use crate::advisory::{Advisory, Notice};
use crate::export::{self, FORMATS, atom, bulk, csaf, json_feed, security_txt, sitemap};
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

/// Everything the site is made of.
#[derive(Clone, Copy, Debug)]
pub struct SiteInput<'a> {
    /// The project.
    pub project: &'a Project,
    /// The policy in force.
    pub policy: &'a Policy,
    /// What is public, in any order.
    pub advisories: &'a [Advisory],
    /// Forthcoming releases, in any order.
    pub notices: &'a [Notice],
    /// The instant the site is built for: which lines are supported, when security.txt expires.
    pub now: Instant,
    /// Overrides: path below `site-templates/`, and text.
    pub templates: &'a BTreeMap<String, String>,
}

/// Plans every file of the site. Costs time linear in the advisories, spread over all cores.
///
/// # Errors
/// One finding for each way a template is broken.
pub fn build(input: &SiteInput<'_>) -> Result<Plan, Vec<Finding>> {
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
    for (path, text) in exports(input, &advisories) {
        plan.add(path, text);
    }
    csaf::provider::add(&mut plan, input.project, &advisories);
    let folders = folder::pages(&plan).into_iter().map(|page| layout.render(&templates, page));
    for (path, text) in folders.collect::<Result<Vec<_>, _>>().map_err(|finding| vec![*finding])? {
        plan.add(path, text);
    }
    let mut listed = vec!["forthcoming.html", "policy.html"];
    listed.extend(paths.iter().map(String::as_str));
    machine_files(&mut plan, input, &listed, &advisories).map_err(|error| {
        vec![Finding::error(BROKEN_TEMPLATE, Location::file(&input.project.file), error.to_string())]
    })?;
    Ok(plan)
}

/// The text of every built-in template and asset. It is public: the program is.
#[must_use]
pub fn built_in_texts() -> Vec<String> {
    template::built_in().into_values().collect()
}

/// What is wrong with overrides, as far as they tell before any page is made of them.
#[must_use]
pub fn check(templates: &BTreeMap<String, String>) -> Vec<Finding> {
    Templates::load(templates, 0).err().unwrap_or_default()
}

/// The files of every format that has one for each advisory.
fn exports(input: &SiteInput<'_>, advisories: &[&Advisory]) -> Vec<(String, String)> {
    let write = |advisory: &&Advisory| -> Vec<_> {
        FORMATS
            .iter()
            .filter(|f| (f.covers)(advisory))
            .map(|f| ((f.path)(advisory), (f.write)(input.project, advisory)))
            .collect()
    };
    advisories.par_iter().flat_map_iter(write).collect()
}

fn machine_files(
    plan: &mut Plan,
    input: &SiteInput<'_>,
    listed: &[&str],
    advisories: &[&Advisory],
) -> std::io::Result<()> {
    let project = input.project;
    let contact = security_txt::write(project, input.now, !advisories.is_empty());
    plan.add(security_txt::PATH, contact.clone());
    plan.add(security_txt::OLD_PATH, contact);
    plan.add(atom::PATH, atom::write(project, advisories)?);
    plan.add(json_feed::PATH, json_feed::write(project, advisories));
    plan.add(sitemap::PATH, sitemap::write(project, listed, advisories)?);
    plan.add("robots.txt", sitemap::robots(project));
    bulk::add(plan, project, advisories)
}

/// Newest first; of two published together, the one with the later id. What nobody knows the day of comes last.
fn newest_first(advisories: &[Advisory]) -> Vec<&Advisory> {
    let mut sorted: Vec<_> = advisories.iter().collect();
    sorted.sort_by(|a, b| (b.published, b.id.parts(), &b.id).cmp(&(a.published, a.id.parts(), &a.id)));
    sorted
}

/// The largest number of things a single page goes through.
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

/// Each finding once, in the order of their places: ten thousand pages fail of one mistake.
fn distinct(mut findings: Vec<Finding>) -> Vec<Finding> {
    sort_and_dedup(&mut findings);
    findings
}

/// The file of an override.
fn template_file(path: &str) -> FilePath {
    FilePath::new("site-templates").join(path)
}

/// What a list calls an advisory without a score.
const UNRATED: &str = "unrated";

/// The rating of an advisory, in a word.
fn rating(advisory: &Advisory) -> &'static str {
    advisory.severity.as_ref().map_or(UNRATED, |s| s.rating().as_str())
}

/// The page of an advisory, as other modules of the site link to it.
fn href(advisory: &Advisory) -> String {
    export::page(&advisory.id)
}
