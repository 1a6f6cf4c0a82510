//! `init`: a private repository that checks clean and builds at once.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;

use super::{Context, Outcome, policy, schema};
use crate::app::edit;
use crate::policy::presets;
use crate::source::{FilePath, Tree, TreeEntry};

/// The workflow that runs the tool in the adopter's CI.
pub(super) const WORKFLOW: &str = include_str!("init/workflow.yml");
/// Where it goes.
const WORKFLOW_PATH: &str = ".github/workflows/advisory.yml";

/// The hook that keeps embargoed text from being pushed.
const HOOK: &str = include_str!("init/pre-push");
/// Where it goes: not among git's own files, so that it is committed, and shared by the clones that use it.
const HOOK_PATH: &str = ".githooks/pre-push";

/// Make a private repository that checks clean and builds at once
#[derive(Debug, Args)]
#[command(after_help = examples())]
pub(super) struct Init {
    /// The folder; made when it isn't there
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// The policy to start from
    #[arg(long, value_name = "NAME")]
    policy: String,
}

/// Examples with the presets there are.
fn examples() -> String {
    let names = presets::names();
    let lines: String = names.iter().map(|name| format!("  advisory init --policy {name} security\n")).collect();
    format!(
        "Examples:\n{lines}\n`advisory policy show --preset NAME` shows a preset first. Afterwards the policy is yours to change."
    )
}

impl Init {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let mut files = presets::files(&self.policy).ok_or_else(|| policy::no_preset(&self.policy))?;
        files.push((WORKFLOW_PATH.to_owned(), WORKFLOW.as_bytes().to_vec()));
        files.push((HOOK_PATH.to_owned(), HOOK.as_bytes().to_vec()));
        files.extend(schema::files().into_iter().map(|(path, text)| (path, text.into_bytes())));
        let folder = context.global.dir.join(&self.folder);
        refuse_existing(&folder, &files)?;
        for (path, bytes) in &files {
            let text = std::str::from_utf8(bytes).context("a preset holds only text")?;
            edit::write(&folder.join(path), text)?;
        }
        edit::make_executable(&folder.join(HOOK_PATH))?;
        let mut paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        paths.sort_unstable();
        let mut text = String::new();
        for path in paths {
            text.push_str(&format!("{}\n", folder.join(path).display()));
        }
        context.terminal.print(&text)?;
        context.terminal.say(&format!(
            "\nNext:\n  1. make {0} a private git repository and commit these files\n  2. fill in advisory.toml and team.toml\n  3. advisory -C {0} check && advisory -C {0} build --out build\n  4. in each clone that you publish from, so that no push carries embargoed text:\n     git config core.hooksPath {1}",
            folder.display(),
            std::path::absolute(folder.join(".githooks")).unwrap_or_default().display()
        ));
        Ok(())
    }
}

/// Never writes over somebody's files.
fn refuse_existing(folder: &Path, files: &[(String, Vec<u8>)]) -> anyhow::Result<()> {
    let taken: Vec<&str> = files
        .iter()
        .map(|(path, _)| path.as_str())
        .filter(|path| folder.join(path).symlink_metadata().is_ok())
        .collect();
    if !taken.is_empty() {
        bail!("{} has these files already, and they are not written over: {}", folder.display(), taken.join(", "));
    }
    Ok(())
}

/// A preset's files as a tree.
pub(super) fn tree(files: Vec<(String, Vec<u8>)>) -> Tree {
    let wanted = files.into_iter().filter(|(path, _)| Tree::wants(path));
    Tree::new(wanted.map(|(path, bytes)| (FilePath::new(path), TreeEntry::File(bytes.into()))))
}
