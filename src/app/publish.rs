//! `publish --to REPO`: the public site of this moment as a commit.
//!
//! Its author, date and message are made of what the site itself says, so that the commit tells nothing that the site
//! does not, and is the same whoever makes it.

use std::path::Path;

use crate::app::evidence;
use crate::build;
use crate::cli::{Context, Outcome, Stop};
use crate::names::PublicId;
use crate::plan::Plan;
use crate::portfolio::Project;
use crate::publish::{self, Author, Publication, Source, Target};
use crate::time::Instant;

/// Ids that a commit's first line names.
const NAMED: usize = 4;

/// Where the site is committed to.
pub(super) struct Site<'a> {
    pub(super) repository: &'a Path,
    pub(super) branch: &'a str,
    pub(super) folder: &'a str,
    pub(super) adopt: bool,
    pub(super) dry_run: bool,
}

impl Site<'_> {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = context.open()?;
        let now = workspace.now();
        let unsigned = evidence::against_site(&workspace);
        let (portfolio, findings) = workspace.into_parts();
        if !unsigned.is_empty() {
            context.show(&unsigned, &portfolio.tree)?;
            context.terminal.say("nothing was published: mend these first");
            return Err(Stop::Findings);
        }
        let progress = context.terminal.progress("building");
        let tree = portfolio.tree.clone();
        let author = author(&portfolio.project, now);
        let public = build::public(portfolio, findings, now);
        let Some(plan) = &public.site else {
            progress.finish_and_clear();
            context.show(&public.findings, &tree)?;
            context.terminal.say("nothing was published: the site can't be built");
            return Err(Stop::Findings);
        };
        let target = Target {
            repository: self.repository,
            branch: self.branch,
            folder: self.folder.trim_matches('/'),
            adopt: self.adopt,
        };
        let source = Source { folder: &context.global.dir, tree: &tree };
        let subject = |had: &dyn Fn(&str) -> bool| subject(plan, had);
        let done = publish::commit(plan, &target, &source, &author, &subject, !self.dry_run);
        progress.finish_and_clear();
        let done = done.map_err(crate::app::Error::from)?;
        context.terminal.print(&self.said(&done))?;
        Ok(())
    }

    fn said(&self, done: &Publication) -> String {
        let (branch, repository) = (self.branch, quoted(&self.repository.to_string_lossy()));
        let commit: String = done.commit.chars().take(10).collect();
        match &done.subject {
            None => format!("already there: {branch} of {repository} holds this site ({commit})\n"),
            Some(subject) if self.dry_run => format!("every check passed; {branch} would get {commit} \"{subject}\"\n"),
            Some(subject) => {
                let remote = done.remote.as_deref().unwrap_or("REMOTE");
                format!(
                    "{branch} of {repository} is now {commit} \"{subject}\"\npush it: git -C {repository} push {remote} {branch}\n"
                )
            }
        }
    }
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-~".contains(c);
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

/// The first line of the message: the ids that become public with this commit, a few by name.
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

/// The project under its public name, at the address that its site gives.
fn author(project: &Project, now: Instant) -> Author {
    let mail = project.site.contact.iter().find_map(|contact| contact.strip_prefix("mailto:"));
    let email = mail.map_or_else(|| format!("noreply@{}", host(&project.site.url)), str::to_owned);
    Author { name: one_line(&project.name), email: one_line(&email), at: now }
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':', '?', '#']).next().unwrap_or_default()
}

/// What may stand in the header of a commit.
fn one_line(text: &str) -> String {
    let plain = |c: char| !c.is_control() && !matches!(c, '<' | '>');
    text.chars().filter(|c| plain(*c)).collect::<String>().trim().to_owned()
}
