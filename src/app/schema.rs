//! `schema`: what each file may hold, for editors, and what tells an editor which file has which schema.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;

use super::{Context, Outcome};
use crate::app::edit;
use crate::parse;

/// Where a private repository keeps the schemas. An editor reads them without a network, and they are those of the
/// version that wrote them.
const FOLDER: &str = ".schemas";
/// What Even Better TOML and `taplo` read.
const TAPLO: &str = ".taplo.toml";

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
        if let Some(file) = &self.file {
            let schema = parse::schema(file).ok_or_else(|| anyhow!("there is no schema of `{file}`"))?;
            context.terminal.print(&format!("{schema:#}\n"))?;
            return Ok(());
        }
        let mut said = String::new();
        for (path, text) in files() {
            let path: PathBuf = context.global.dir.join(path);
            // Whoever has rules of their own for `taplo` keeps them.
            if path.ends_with(TAPLO) && path.exists() {
                continue;
            }
            edit::write(&path, &text)?;
            said.push_str(&format!("{}\n", path.display()));
        }
        context.terminal.print(&said)?;
        Ok(())
    }
}

/// The schemas and the file that assigns them, with their paths in a private repository.
pub(super) fn files() -> Vec<(String, String)> {
    let path = |file: &str| format!("{FOLDER}/{file}.json");
    let schemas = parse::FILES.iter().filter_map(|file| Some((path(file), format!("{:#}\n", parse::schema(file)?))));
    let mut taplo = "\
# Which schema each file has: for the editor extension Even Better TOML, and for `taplo lint`.
# `advisory schema --write` renews the schemas after an upgrade.\n"
        .to_owned();
    for file in parse::FILES.iter().filter(|file| file.ends_with(".toml")) {
        let folder = if *file == "incident.toml" { "incidents/*/*/" } else { "" };
        taplo.push_str(&format!(
            "\n[[rule]]\ninclude = [\"{folder}{file}\"]\nschema = {{ enabled = true, path = \"{}\" }}\n",
            path(file)
        ));
    }
    schemas.chain([(TAPLO.to_owned(), taplo)]).collect()
}
