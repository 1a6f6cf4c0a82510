//! `schema`: what each file may hold, for editors, and what tells an editor which file has which
//! schema.

use clap::Args;

use super::{Context, Outcome, Usage};
use crate::report::LogText;
use crate::{app, parse};

/// The JSON Schema of a file
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory schema incident.toml
  advisory -C security schema --write     renew the schemas that editors use, after an upgrade")]
#[group(required = true, multiple = false)]
pub(super) struct Schema {
    /// Which file; of `advisory.md`, its front matter
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(parse::FILES))]
    file: Option<String>,
    /// Write all of them, with what tells editors which file has which, as `init` does
    #[arg(long)]
    write: bool,
}

impl Schema {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let Some(file) = self.file.as_deref() else {
            let written = app::write_schemas(&context.global.dir)?;
            let list = written.iter().fold(LogText::new(), |list, path| list.argument(path).words("\n"));
            return context.terminal.show(&list);
        };
        let missing = || Usage::new(format!("there is no schema for `{file}`"));
        context.terminal.show(&LogText::schema(file).ok_or_else(missing)?)
    }
}
