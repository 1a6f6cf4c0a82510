//! `publish --to REPO`: the public site of this moment as a commit.

use std::path::Path;

use crate::cli::{Context, Outcome};
use crate::publish::{Publication, Target};

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
        let folder = self.folder.trim_matches('/');
        let target = Target { repository: self.repository, branch: self.branch, folder, adopt: self.adopt };
        let progress = context.terminal.progress("building");
        let done = workspace.publish(&target, self.dry_run);
        progress.finish_and_clear();
        context.terminal.print(&self.result(&done?))?;
        Ok(())
    }

    fn result(&self, done: &Publication) -> String {
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

/// Returns a path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-~".contains(c);
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}
