//! `init`: creates a private repository.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome};
use crate::app;
use crate::policy::presets;
use crate::report::LogText;

/// Create a private repository with a policy, a workflow and a pre-push hook
#[derive(Debug, Args)]
#[command(after_help = examples())]
pub(super) struct Init {
    /// The folder; created if it does not exist
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// The preset to start the policy from
    #[arg(long, value_name = "NAME")]
    policy: String,
}

/// Returns examples with the available presets.
fn examples() -> String {
    let names = presets::names();
    let lines: String = names.iter().map(|name| format!("  advisory init --policy {name} security\n")).collect();
    format!(
        "Examples:\n{lines}\n`advisory policy show --preset NAME` prints a preset. The new repository gets a copy of it, which you can change."
    )
}

impl Init {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let folder = context.global.dir.join(&self.folder);
        let files = app::init(&folder, &self.policy)?;
        let list = files.iter().fold(LogText::new(), |list, path| list.argument(path).words("\n"));
        context.terminal.show(&list)?;
        let hooks = std::path::absolute(folder.join(app::HOOKS)).unwrap_or_default();
        let next = LogText::new()
            .words("\nNext:\n  1. make ")
            .argument(&folder)
            .words(" a private git repository and commit these files\n  2. fill in advisory.toml and team.toml\n")
            .words("  3. advisory -C ")
            .argument(&folder)
            .words(" check && advisory -C ")
            .argument(&folder)
            .words(" build --out build\n  4. in each clone that you publish from, so that no push carries ")
            .words("embargoed text:\n     git config core.hooksPath ")
            .argument(&hooks)
            .words("\n  5. in each clone, so that two people can record at once:\n     git config ")
            .words(app::MERGE_DRIVER.0)
            .words(" \"")
            .words(app::MERGE_DRIVER.1)
            .words("\"");
        context.terminal.note(&next);
        Ok(())
    }
}
