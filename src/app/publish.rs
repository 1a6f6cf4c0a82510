//! Commits the public site.
//!
//! The author, date and message of the commit come from the site alone, so the commit reveals
//! nothing that the site does not, and is the same on every machine.

use super::committed;
use super::error::Error;
use super::evidence;
use super::workspace::Workspace;
use crate::build;
use crate::finding::Finding;
use crate::names::PublicId;
use crate::plan::Plan;
use crate::portfolio::Project;
use crate::publish::{self, Author, Limits, Publication, Source, Target};
use crate::time::Instant;

/// The most ids that a commit's first line lists.
const NAMED: usize = 4;

/// How the public site is published.
#[derive(Clone, Copy, Debug)]
pub struct PublishOptions<'a> {
    /// What a publication must not do unless it is intended.
    pub limits: Limits,
    /// Texts that are known to everybody: the site may hold them even if they are also private text
    /// of an embargoed incident.
    pub public: &'a [String],
    /// Whether everything is checked and nothing is written.
    pub dry_run: bool,
}

/// The public site as it was committed.
#[derive(Clone, Debug)]
pub struct Published {
    /// The commit.
    pub publication: Publication,
    /// Why advisories or notices that are due are left out.
    pub left_out: Vec<Finding>,
}

impl Workspace {
    /// Commits the public site to a branch of a public repository, unless it is there already.
    ///
    /// ```no_run
    /// use advisory::Workspace;
    /// use advisory::app::PublishOptions;
    /// use advisory::publish::{Limits, Target};
    ///
    /// let workspace = Workspace::open(".", "2026-03-12T09:00:00Z".parse()?)?;
    /// let repository = "../security-site.git".as_ref();
    /// let target = Target { repository, branch: "gh-pages", folder: "", adopt: false };
    /// let limits = Limits { latest: Some(workspace.now()), earlier: false, removal: false };
    /// let done = workspace.publish(&target, &PublishOptions { limits, public: &[], dry_run: false })?;
    /// println!("{}", done.publication.commit);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When a file of the portfolio is not committed, when the policy asks for evidence that is
    /// missing, when the site can't be built or holds text of an embargoed incident, when the
    /// limits forbid the instant or a removal, when the repositories have anything in common, when
    /// files that are not the site's would be lost, or when git can't read or write.
    pub fn publish(&self, target: &Target<'_>, options: &PublishOptions<'_>) -> Result<Published, Error> {
        let PublishOptions { limits, public, dry_run } = *options;
        let workspace = &committed::require(self)?;
        let unsigned = evidence::against_site(workspace);
        if !unsigned.is_empty() {
            return Err(Error::refused(unsigned, workspace.tree(), "nothing was published: fix these first"));
        }
        let (portfolio, findings) = (workspace.portfolio().clone(), workspace.findings().to_vec());
        let public = build::public_without_leaks(portfolio, findings, workspace.now(), &workspace.known(public));
        let left_out = public.left_out;
        let Some(plan) = &public.site else {
            let message = "nothing was published: the site can't be built";
            return Err(Error::refused(public.findings, workspace.tree(), message));
        };
        let cases = workspace.cases();
        let public = cases.iter().filter(|case| case.publication.is_ok());
        let public = public.map(|case| format!("{}/advisory.md", case.incident.folder)).collect();
        let source = Source { folder: workspace.folder(), tree: workspace.tree(), public: &public };
        let author = author(&workspace.portfolio().project, workspace.now());
        let subject = |had: &dyn Fn(&str) -> bool| subject(plan, had);
        let publication = publish::commit(plan, target, &source, &author, &subject, limits, !dry_run)?;
        Ok(Published { publication, left_out })
    }
}

/// Returns the first line of the message: the ids that become public with this commit, or their
/// number if there are many.
fn subject(site: &Plan, had: &dyn Fn(&str) -> bool) -> String {
    let page = |path: &str| path.strip_suffix(".html").and_then(|name| name.parse::<PublicId>().ok());
    let new: Vec<String> = site
        .iter()
        .filter(|(path, _)| !had(path))
        .filter_map(|(path, _)| page(path))
        .map(|id| id.to_string())
        .collect();
    match new.len() {
        0 => "Update the site".to_owned(),
        1..=NAMED => format!("Publish {}", new.join(", ")),
        count => format!("Publish {count} advisories"),
    }
}

/// Returns the project under its public name, at the address that its site gives.
fn author(project: &Project, now: Instant) -> Author {
    let mail = project.site.contact.iter().find_map(|contact| contact.strip_prefix("mailto:"));
    let email = mail.map_or_else(|| format!("noreply@{}", host(&project.site.url)), str::to_owned);
    Author { name: one_line(&project.name), email: one_line(&email), at: now }
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':', '?', '#']).next().unwrap_or_default()
}

/// Returns the text without characters that a commit header can't contain.
fn one_line(text: &str) -> String {
    let plain = |c: char| !c.is_control() && !matches!(c, '<' | '>');
    text.chars().filter(|c| plain(*c)).collect::<String>().trim().to_owned()
}
