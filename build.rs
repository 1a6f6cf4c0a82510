//! Lists the rules of `src/rules`, and rebuilds the program when an embedded file changes.
//!
//! A rule is a page, `src/rules/GROUP/some-rule.md`, and usually a file of code beside it,
//! `some_rule.rs`. The folders are the only list of them: `src/rules` includes what is generated
//! here.
#![allow(clippy::print_stdout)] // how a build script speaks to Cargo

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    for folder in ["src/policy/presets", "site-templates", "src/rules"].into_iter().filter(|f| Path::new(f).exists()) {
        println!("cargo:rerun-if-changed={folder}");
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let (mut pages, mut code) = (String::new(), String::new());
    let mut severities = BTreeMap::new();
    for file in files(Path::new("src/rules"))? {
        let (Some(group), Some(name)) = (name_of(file.parent()), name_of(Some(&file))) else { continue };
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("md") => {
                let page = fs::read_to_string(&file)?;
                let (severity, is_undone, text) =
                    read(&page).map_err(|problem| format!("{}: {problem}", file.display()))?;
                writeln!(pages, "{},", entry(group, name, (severity, is_undone), text))?;
                severities.insert(name.to_owned(), severity);
            }
            Some("rs") => writeln!(code, "{group}::{name}::RULE,")?,
            _ => {}
        }
    }
    let severities: String =
        severities.iter().map(|(id, severity)| format!("({id:?}, Severity::{severity}),\n")).collect();
    fs::write(out.join("severities.rs"), format!("[\n{severities}]\n"))?;
    fs::write(out.join("pages.rs"), format!("[\n{pages}]\n"))?;
    fs::write(out.join("code.rs"), format!("[\n{code}]\n"))?;
    Ok(())
}

/// The files one folder below `root`, sorted by name, whatever their folder.
fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for group in fs::read_dir(root)? {
        let group = group?.path();
        if group.is_dir() {
            for file in fs::read_dir(group)? {
                files.push(file?.path());
            }
        }
    }
    files.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
    Ok(files)
}

fn name_of(path: Option<&Path>) -> Option<&str> {
    path?.file_stem()?.to_str()
}

/// The severity in a page's front matter, as a variant of `Severity`, whether its findings wait for
/// something to be done, and the text after it.
fn read(page: &str) -> Result<(&'static str, bool, &str)> {
    let (front, text) =
        page.strip_prefix("---\n").and_then(|rest| rest.split_once("---\n\n")).ok_or("it has no front matter")?;
    let (front, is_undone) = match front.strip_suffix("undone: true\n") {
        Some(front) => (front, true),
        None => (front, false),
    };
    let severity = match front.trim_end() {
        "severity: error" => "Error",
        "severity: warning" => "Warning",
        "severity: note" => "Note",
        _ => {
            return Err(
                "its front matter has to be `severity: error`, `warning` or `note`, and perhaps `undone: true`".into(),
            );
        }
    };
    Ok((severity, is_undone, text))
}

/// One `Page`, as Rust.
fn entry(group: &str, id: &str, (severity, is_undone): (&str, bool), text: &str) -> String {
    let module = id.replace('-', "_");
    let summary = text.lines().next().unwrap_or_default();
    format!(
        "Page {{ module: \"advisory::rules::{group}::{module}\", group: {group:?}, id: RuleId({id:?}), \
         severity: Severity::{severity}, is_undone: {is_undone}, summary: {summary:?}, text: {text:?} }}"
    )
}
