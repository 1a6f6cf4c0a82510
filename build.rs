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
                let (severity, about, text) =
                    read(&page).map_err(|problem| format!("{}: {problem}", file.display()))?;
                writeln!(pages, "{},", entry(group, name, (severity, about), text))?;
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

/// The severity in a page's front matter, as a variant of `Severity`, what its findings are about,
/// as a variant of `About`, and the text after it.
fn read(page: &str) -> Result<(&'static str, &'static str, &str)> {
    let (front, text) =
        page.strip_prefix("---\n").and_then(|rest| rest.split_once("---\n\n")).ok_or("it has no front matter")?;
    let (front, about) = if let Some(front) = front.strip_suffix("undone: true\n") {
        (front, "Undone")
    } else if let Some(front) = front.strip_suffix("absence: true\n") {
        (front, "Absence")
    } else {
        (front, "Presence")
    };
    let severity = match front.trim_end() {
        "severity: error" => "Error",
        "severity: warning" => "Warning",
        "severity: note" => "Note",
        _ => {
            return Err(
                "its front matter has to be `severity: error`, `warning` or `note`, and perhaps `undone: true` or `absence: true`".into(),
            );
        }
    };
    Ok((severity, about, text))
}

/// One `Page`, as Rust.
fn entry(group: &str, id: &str, (severity, about): (&str, &str), text: &str) -> String {
    let module = id.replace('-', "_");
    let summary = text.lines().next().unwrap_or_default();
    format!(
        "Page {{ module: \"advisory::rules::{group}::{module}\", group: {group:?}, id: RuleId({id:?}), \
         severity: Severity::{severity}, about: About::{about}, summary: {summary:?}, text: {text:?} }}"
    )
}
