//! Assigns files to the folders of incidents, and finds misplaced ones.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{limit, rule};
use crate::finding::{Finding, did_you_mean};
use crate::names::{Handle, is_year};
use crate::source::{FilePath, Location, Span, Tree, TreeEntry};

/// The folder of one incident, with its files.
#[derive(Debug)]
pub(super) struct Folder<'t> {
    pub(super) path: FilePath,
    /// `None` if its name is not a handle.
    pub(super) handle: Option<Handle>,
    pub(super) incident: Option<(&'t FilePath, &'t TreeEntry)>,
    pub(super) document: Option<(&'t FilePath, &'t TreeEntry)>,
    pub(super) patches: Vec<(&'t FilePath, &'t TreeEntry)>,
    /// The findings about the folder itself.
    pub(super) findings: Vec<Finding>,
    /// The findings about notes. Nothing public depends on them.
    pub(super) beside: Vec<Finding>,
}

/// An entry in an incident's folder: its path there, and its path in the portfolio.
type Found<'t> = (&'t str, &'t FilePath, &'t TreeEntry);

/// Returns the wanted ones of the incidents' folders, sorted by path, and findings about all
/// folders and about entries outside of such folders.
pub(super) fn folders<'t>(tree: &'t Tree, is_wanted: impl Fn(&str) -> bool) -> (Vec<Folder<'t>>, Vec<Finding>) {
    // The entries of a folder follow each other.
    let mut groups: Vec<((&str, &str), Vec<Found<'_>>)> = Vec::new();
    let mut astray = Vec::new();
    let mut wanted = false;
    for (path, entry) in tree.under("incidents") {
        let mut parts = path.as_str().splitn(4, '/').skip(1);
        let (Some(year), Some(name), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
            astray.extend(stray(path, entry, "each incident has its own folder, incidents/YEAR/HANDLE"));
            continue;
        };
        if groups.last().is_none_or(|(last, _)| *last != (year, name)) {
            groups.push(((year, name), Vec::new()));
            wanted = path.incident_folder().is_some_and(&is_wanted);
        }
        if let Some((_, files)) = groups.last_mut().filter(|_| wanted) {
            files.push((rest, path, entry));
        }
    }
    // `a-b/` comes before `a/`, and `a` before `a-b`.
    groups.sort_by_key(|(names, _)| *names);
    astray.extend(twins(groups.iter().map(|(names, _)| *names)));
    let folders = groups.iter().filter(|(_, files)| !files.is_empty());
    (folders.map(|((year, name), files)| folder(year, name, files)).collect(), astray)
}

/// Returns a finding if there is something else in place of a folder of the portfolio, so that its
/// content is missing.
pub(super) fn no_folder(tree: &Tree, name: &str) -> Option<Finding> {
    let path = FilePath::new(name);
    let entry = tree.get(name)?;
    let message = format!("`{name}` is a file, but must be a folder");
    let file = || Finding::of(rule::UNREADABLE_FILE, Location::file(&path), message).help("replace it with a folder");
    Some(stray(&path, entry, "").filter(|finding| finding.rule != rule::STRAY_FILE).unwrap_or_else(file))
}

/// Returns a finding about a misplaced entry; `None` for files of git and READMEs, which may be
/// anywhere.
pub(super) fn stray(path: &FilePath, entry: &TreeEntry, help: &str) -> Option<Finding> {
    if !matches!(entry, TreeEntry::File(_)) {
        let mut sink = super::sink::Sink::new(path);
        super::text::unread(entry, &mut sink);
        return sink.finish("").pop();
    }
    let tolerated = path.name().starts_with(".git") || path.name() == "README.md";
    let message = format!("`{}` does not belong here", path.name().escape_debug());
    (!tolerated).then(|| Finding::of(rule::STRAY_FILE, Location::file(path), message).help(help))
}

/// Returns a finding about a note that can't be read, and so can't be searched for either. A large
/// one is not read on purpose.
fn unsearched(path: &FilePath, entry: &TreeEntry) -> Option<Finding> {
    if matches!(entry, TreeEntry::File(_) | TreeEntry::TooLarge(_)) { None } else { stray(path, entry, "") }
}

fn path_of(year: &str, name: &str) -> FilePath {
    FilePath::new(format!("incidents/{year}/{name}"))
}

fn folder<'t>(year: &str, name: &str, files: &[Found<'t>]) -> Folder<'t> {
    let path = path_of(year, name);
    let find = |wanted: &str| files.iter().find(|(rest, ..)| *rest == wanted).map(|(_, p, e)| (*p, *e));
    let incident = find("incident.toml");
    let mut findings = Vec::new();
    let expected = path.join("incident.toml");
    let place = Location::file(incident.map_or(files.first().map_or(&expected, |(_, p, _)| *p), |(p, _)| p));
    if !is_year(year) {
        let message = format!("`{}` is not a year", year.escape_debug());
        findings.push(bad_name(place.clone(), message).help("name the folder incidents/YEAR/HANDLE, with four digits"));
    }
    let handle: Option<Handle> = name.parse().map_err(|e| findings.push(bad_handle(place, name, &e))).ok();
    if incident.is_none() {
        let message = format!("`{path}` has no incident.toml");
        let help = "add it (`advisory new` writes one), or delete the folder";
        findings.push(Finding::of(rule::MISSING_FILE, Location::file(&expected), message).help(help));
    }
    let (mut patches, mut beside) = (Vec::new(), Vec::new());
    for (rest, file, entry) in files {
        match rest.split_once('/') {
            Some(("notes", _)) => beside.extend(unsearched(file, entry)),
            Some(("patches", patch)) if !patch.contains('/') => patches.push((*file, *entry)),
            None if matches!(*rest, "incident.toml" | "advisory.md") => {}
            _ => findings.extend(stray(file, entry, &stray_help(rest))),
        }
    }
    findings.extend(limit::files(&mut patches, "patches"));
    Folder { path, handle, incident, document: find("advisory.md"), patches, findings, beside }
}

fn bad_name(place: Location, message: String) -> Finding {
    Finding::of(rule::BAD_FOLDER_NAME, place, message)
}

fn bad_handle(place: Location, name: &str, error: &crate::names::NameError) -> Finding {
    let better = name.trim().to_lowercase().replace(['_', ' ', '.'], "-");
    let help = match better.parse::<Handle>() {
        Ok(better) => format!("rename the folder to `{better}`"),
        Err(_) => "rename the folder; a handle reveals nothing about the incident".to_owned(),
    };
    bad_name(place, error.to_string()).help(help)
}

fn stray_help(rest: &str) -> String {
    let known = ["incident.toml", "advisory.md", "notes", "patches"];
    match did_you_mean(&rest.to_lowercase(), known) {
        Some(near) if !rest.contains('/') => {
            format!("did you mean `{near}`? Private files of any kind go into `notes/`")
        }
        _ => "private files of any kind go into `notes/`, patch files into `patches/`".to_owned(),
    }
}

/// Returns findings about folders whose handles are the same to a file system or a reader. They do
/// not make either incident count as read in part: otherwise, an embargoed folder could affect
/// whether an advisory is public.
fn twins<'t>(folders: impl Iterator<Item = (&'t str, &'t str)>) -> Vec<Finding> {
    let mut seen: HashMap<Cow<'_, str>, (&str, &str)> = HashMap::new();
    let mut twins = Vec::new();
    for names in folders {
        let (_, name) = names;
        let is_lower = name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        let folded = if is_lower { Cow::Borrowed(name) } else { Cow::Owned(name.to_lowercase()) };
        let first = *seen.entry(folded).or_insert(names);
        if first == names {
            continue;
        }
        let [path, first] = [names, first].map(|(year, name)| path_of(year, name));
        let message = format!("`{path}` and `{first}` have the same handle");
        let (here, there) = (path.join("incident.toml"), first.join("incident.toml"));
        twins.push(
            Finding::of(rule::HANDLE_TWINS, Location::file(&here), message)
                .also(Location { file: there, span: Span::default() }, "the other one")
                .help("rename one of them: a handle must be unique"),
        );
    }
    twins
}
