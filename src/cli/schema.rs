//! `schema`: prints the JSON Schema of a file, or writes all schemas for editors.

use clap::Args;

use super::{Context, Outcome, Usage};
use crate::report::{LogText, ShownFiles};
use crate::{app, parse};

/// Print the JSON Schema of a file
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory schema incident.toml        print one schema
  advisory -C security schema --write  update the schemas for editors after an
                                       upgrade")]
#[group(required = true, multiple = false)]
pub(super) struct Schema {
    /// The file; for `advisory.md`, the schema describes its front matter
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(parse::FILES))]
    file: Option<String>,
    /// Write all schemas and their configuration for editors, as `init` does
    #[arg(long)]
    write: bool,
}

impl Schema {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let Some(file) = self.file.as_deref() else {
            let written = app::write_schemas(&context.global.dir)?;
            return context.terminal.show(&ShownFiles(&written));
        };
        let missing = || Usage::new(format!("there is no schema for `{file}`"));
        context.terminal.show(&LogText::schema(file).ok_or_else(missing)?)
    }
}
