//! What tells an editor which schema a file has.

use std::path::Path;

use advisory::parse;

use super::FILES;
use crate::support;

fn advisory(folder: &Path, arguments: &[&str]) -> String {
    support::run(support::program(folder).args(arguments)).ok()
}

/// Whether a path is one that a pattern of `.taplo.toml` names, where `*` is one folder.
fn is_named(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len() && pattern.iter().zip(&path).all(|(named, part)| *named == "*" || named == part)
}

#[test]
fn init_gives_every_file_its_schema_and_schema_renews_them() {
    let folder = tempfile::tempdir().unwrap();
    advisory(folder.path(), &["init", "--policy", "rook"]);
    let rules: toml::Table = std::fs::read_to_string(folder.path().join(".taplo.toml")).unwrap().parse().unwrap();
    let rules = rules["rule"].as_array().unwrap();
    for (path, _) in FILES.iter().filter(|(path, _)| path.ends_with(".toml")) {
        let of = |rule: &&toml::Value| {
            rule["include"].as_array().unwrap().iter().any(|p| is_named(p.as_str().unwrap(), path))
        };
        let named: Vec<_> = rules.iter().filter(of).collect();
        assert_eq!(named.len(), 1, "{path}");
        let schema = std::fs::read(folder.path().join(named[0]["schema"]["path"].as_str().unwrap())).unwrap();
        let schema: serde_json::Value = serde_json::from_slice(&schema).unwrap();
        assert_eq!(Some(schema), parse::schema(path.rsplit('/').next().unwrap()), "{path}");
    }

    let old = folder.path().join(".schemas/team.toml.json");
    std::fs::write(&old, "{}").unwrap();
    std::fs::write(folder.path().join(".taplo.toml"), "# ours\n").unwrap();
    let said = advisory(folder.path(), &["schema", "--write"]);
    assert_eq!(said.lines().count(), parse::FILES.len(), "{said}");
    assert!(std::fs::read_to_string(old).unwrap().contains("\"title\": \"team.toml\""));
    assert_eq!(std::fs::read_to_string(folder.path().join(".taplo.toml")).unwrap(), "# ours\n");
}
