//! `init`: creates a private repository.

use std::path::{Component, Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Context, Outcome};
use crate::app;
use crate::policy::presets;
use crate::report::{LogText, ShownFiles};
use crate::shell;

/// Create a private repository with a policy, a CI workflow and a pre-push hook
#[derive(Debug, Args)]
#[command(after_help = examples())]
pub(super) struct Init {
    /// The folder; created if it does not exist
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// The preset to start the policy from
    #[arg(long, alias = "preset", value_name = "NAME", default_value_t = presets::default_name())]
    policy: String,
    /// The CI system for which to write files
    #[arg(long, value_name = "SYSTEM", default_value = "github")]
    ci: System,
}

/// What runs the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum System {
    /// GitHub Actions
    Github,
    /// GitLab CI/CD
    Gitlab,
    /// Forgejo Actions
    Forgejo,
    /// Cron on a machine of your own
    Cron,
}

impl System {
    fn ci(self) -> app::Ci {
        match self {
            Self::Github => app::Ci::Github,
            Self::Gitlab => app::Ci::Gitlab,
            Self::Forgejo => app::Ci::Forgejo,
            Self::Cron => app::Ci::Cron,
        }
    }
}

/// Returns examples with the available presets.
fn examples() -> String {
    let default = presets::default_name();
    let others: Vec<String> = presets::names().into_iter().filter(|name| *name != default).collect();
    let last = others.last().map_or("NAME", String::as_str);
    let lines: String = others.iter().map(|name| format!("  advisory init --policy {name} security\n")).collect();
    format!(
        "Examples:\n  advisory init security\n{lines}  advisory init --policy {last} --ci gitlab security\n\n\
         `{default}` is a small process for projects that have none of their own. The other\n\
         presets are those of projects. `advisory policy show --preset NAME` prints a\n\
         preset. The new repository gets a copy of it, which you can change."
    )
}

impl Init {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        // Without the `./` that joining adds.
        let parts = [&context.global.dir, &self.folder].into_iter().flat_map(|path| path.components());
        let folder: PathBuf = parts.filter(|part| *part != Component::CurDir).collect();
        let files = app::init(
            if folder.as_os_str().is_empty() { Path::new(".") } else { &folder },
            &self.policy,
            self.ci.ci(),
        )?;
        let files = files.iter().map(|file| file.strip_prefix(".").unwrap_or(file).to_path_buf());
        context.terminal.show(&ShownFiles(&files.collect::<Vec<_>>()))?;
        let hooks = std::path::absolute(folder.join(app::HOOKS)).unwrap_or_default();
        let is_here = folder.as_os_str().is_empty();
        let (place, enter) = match is_here {
            true => (LogText::new().words("this folder"), LogText::new()),
            false => {
                let name = LogText::new().argument(&folder);
                let enter = LogText::new().words("     cd ").argument(shell::path(&folder)).words("\n");
                (name, enter)
            }
        };
        let others = presets::names().into_iter().filter(|name| *name != self.policy);
        let others = others.fold(LogText::new(), |names, name| names.words(" ").preset(&name));
        let next = LogText::new()
            .words("\npolicy.toml is a copy of the preset ")
            .preset(&self.policy)
            .words("; to begin with another one, run\nthis again in an empty folder, with --policy and one of:")
            .then(&others)
            .words("\n\nNext:\n  1. make ")
            .then(&place)
            .words(" a private git repository\n  2. write your addresses, release lines and people to advisory.toml,\n")
            .words("     policy.toml and team.toml; `advisory check` names what is left:\n")
            .then(&enter)
            .words("     advisory check && advisory build --out build\n  3. commit all files\n")
            .words("  4. in each clone of your product, so that no push carries embargoed text:\n")
            .words("     git config core.hooksPath ")
            .argument(shell::path(&hooks))
            .words("\n  5. in each clone of this repository, so that two people can record at once:\n     git config ")
            .words(app::MERGE_DRIVER.0)
            .words(" \"")
            .words(app::MERGE_DRIVER.1)
            .words("\"\n  6. set the variables and keys that the comments in ")
            .words(self.ci.ci().path())
            .words("\n     list, so that the site is published");
        context.terminal.note(&next);
        Ok(())
    }
}
