//! Lists the rules of `src/rules`, and rebuilds the program when an embedded file changes.
//!
//! A rule is a page, `src/rules/GROUP/some-rule.md`, and usually a file of code beside it,
//! `some_rule.rs`. The folders are the only list of them: `src/rules` includes what is generated
//! here.
#![allow(clippy::print_stdout)] // how a build script speaks to Cargo

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::{env, fs};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What the program is made of.
const SOURCES: [&str; 4] = ["src", "site-templates", "Cargo.toml", "Cargo.lock"];

fn main() -> Result<()> {
    for input in SOURCES.into_iter().filter(|f| Path::new(f).exists()) {
        println!("cargo:rerun-if-changed={input}");
    }
    println!("cargo:rustc-env=ADVISORY_SOURCE={:016x}", source()?);
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
    } else if let Some(front) = front.strip_suffix("slip: true\n") {
        (front, "Slip")
    } else {
        (front, "Presence")
    };
    let severity = match front.trim_end() {
        "severity: error" => "Error",
        "severity: warning" => "Warning",
        "severity: note" => "Note",
        _ => {
            return Err(
                "its front matter has to be `severity: error`, `warning` or `note`, and perhaps `undone: true`, `absence: true` or `slip: true`".into(),
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

/// A number that changes with the program, so that nothing is kept of what another one made.
fn source() -> Result<u64> {
    let mut hash = DefaultHasher::new();
    for input in SOURCES.map(Path::new).into_iter().filter(|input| input.exists()) {
        for file in below(input)? {
            (&file, fs::read(&file)?).hash(&mut hash);
        }
    }
    Ok(hash.finish())
}

/// Every file at or below a path, sorted.
fn below(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        files.extend(below(&entry?.path())?);
    }
    files.sort();
    Ok(files)
}
