//! `init`: a private repository that checks clean and builds at once.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Outcome};
use crate::app;
use crate::policy::presets;

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

/// Returns examples with the presets there are.
fn examples() -> String {
    let names = presets::names();
    let lines: String = names.iter().map(|name| format!("  advisory init --policy {name} security\n")).collect();
    format!(
        "Examples:\n{lines}\n`advisory policy show --preset NAME` shows a preset first. Afterwards the policy is yours to change."
    )
}

impl Init {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let folder = context.global.dir.join(&self.folder);
        let files = app::init(&folder, &self.policy)?;
        let text: String = files.iter().map(|path| format!("{}\n", path.display())).collect();
        context.terminal.print(&text)?;
        context.terminal.say(&format!(
            "\nNext:\n  1. make {0} a private git repository and commit these files\n  2. fill in advisory.toml and team.toml\n  3. advisory -C {0} check && advisory -C {0} build --out build\n  4. in each clone that you publish from, so that no push carries embargoed text:\n     git config core.hooksPath {1}",
            folder.display(),
            std::path::absolute(folder.join(app::HOOKS)).unwrap_or_default().display()
        ));
        Ok(())
    }
}
