//! The JSON Schemas of the files, and the editor configuration that assigns them.

use std::path::{Path, PathBuf};

use super::edit::{self, EditError};
use crate::parse;

/// The folder of the schemas in a private repository. They are checked in, so editors work offline.
const FOLDER: &str = ".schemas";
/// The configuration file of Even Better TOML and `taplo`.
const TAPLO: &str = ".taplo.toml";

/// Returns the JSON Schema of a file, such as `incident.toml`; `None` if the file has no
/// schema.
///
/// ```
/// let schema = advisory::app::schema("incident.toml").ok_or("no schema")?;
/// assert_eq!(schema["type"], "object");
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn schema(file: &str) -> Option<serde_json::Value> {
    parse::schema(file)
}

/// Writes all schemas and their editor configuration to a private repository. Returns the files
/// that were written.
///
/// # Errors
/// When a file can't be written.
pub fn write_schemas(folder: impl AsRef<Path>) -> Result<Vec<PathBuf>, EditError> {
    let mut written = Vec::new();
    for (path, text) in files() {
        let path = folder.as_ref().join(path);
        // An existing `taplo` configuration is kept.
        if path.ends_with(TAPLO) && path.exists() {
            continue;
        }
        edit::write(&path, &text)?;
        written.push(path);
    }
    Ok(written)
}

/// Returns the schemas and the file that assigns them, with their paths in a private repository.
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
