//! Circles between sibling files: files of one folder that need each other.
//!
//! Two files are siblings when the same module declares both. A file takes a name from a sibling
//! when it spells the sibling's path (`super::graph::Place`, `crate::product::graph::Place`) or a
//! name that their parent imports from the sibling (`super::Place`, where the parent says `use
//! graph::Place`). A file's own submodules belong to it.

use std::collections::{BTreeMap, BTreeSet};

use super::Source;

/// The names that one sibling takes from another, by who takes them and from whom: `(from, to)`.
type Imports = BTreeMap<(String, String), BTreeSet<String>>;

/// Every circle, one line for each: its files, and who takes what from whom.
pub fn circles(sources: &[Source]) -> Vec<String> {
    let imports = imports(sources);
    let mut reach: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, _) in imports.keys() {
        let mut seen = BTreeSet::new();
        let mut open = vec![from.as_str()];
        while let Some(file) = open.pop() {
            let next = imports.keys().filter(|(from, _)| from == file).map(|(_, to)| to.as_str());
            open.extend(next.filter(|to| seen.insert(*to)).collect::<Vec<_>>());
        }
        reach.insert(from, seen);
    }
    let leads = |from: &str, to: &str| reach.get(from).is_some_and(|files| files.contains(to));
    let circles: BTreeSet<Vec<&str>> = (reach.keys().filter(|file| leads(file, file)))
        .map(|file| reach.keys().copied().filter(|other| leads(file, other) && leads(other, file)).collect())
        .collect();
    let told = |circle: Vec<&str>| {
        let inside = |file: &String| circle.contains(&file.as_str());
        let arrows = imports.iter().filter(|((from, to), _)| inside(from) && inside(to));
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let arrow = |((from, to), names): (&(String, String), &BTreeSet<String>)| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!("{} takes {} from {}", name(from), names.join(", "), name(to))
        };
        format!("{}: {}", circle.join(", "), arrows.map(arrow).collect::<Vec<_>>().join("; "))
    };
    circles.into_iter().map(told).collect()
}

/// What each file, with its submodules, takes from its siblings.
fn imports(sources: &[Source]) -> Imports {
    let modules: BTreeSet<Vec<String>> = sources.iter().map(|source| module(&source.path)).collect();
    let shared: BTreeMap<Vec<String>, BTreeMap<String, String>> =
        sources.iter().map(|source| (module(&source.path), reexports(source, &modules))).collect();
    let mut imports = Imports::new();
    for source in sources {
        let own = module(&source.path);
        for path in paths(&source.code) {
            let Some(path) = absolute(&own, &path) else { continue };
            // The deepest folder that the path and this file have in common, and what both go on
            // with.
            let common = own.iter().zip(&path).take_while(|(a, b)| a == b).count();
            let (Some(from), Some(first)) = (own.get(common), path.get(common)) else { continue };
            let folder = &own[..common];
            if folder.is_empty() {
                continue;
            }
            let to = match modules.contains(&[folder, std::slice::from_ref(first)].concat()) {
                true => Some(first),
                false => shared.get(folder).and_then(|shared| shared.get(first)),
            };
            let Some(to) = to.filter(|to| *to != from) else { continue };
            let file = |name: &str| format!("{}/{name}", folder.join("/"));
            let names = imports.entry((file(from), file(to))).or_default();
            match path.len() - common {
                1 if first == to => names.extend(members(&source.code, first)),
                1 => drop(names.insert(first.clone())),
                _ => drop(names.insert(path[common + 1..].join("::"))),
            }
        }
    }
    imports
}

/// The path of a file's module: `product/trace.rs` is `product`, `trace`.
fn module(path: &str) -> Vec<String> {
    path.trim_end_matches(".rs").split('/').map(str::to_owned).collect()
}

/// The names that a module imports from its own submodules, each with the submodule.
fn reexports(source: &Source, modules: &BTreeSet<Vec<String>>) -> BTreeMap<String, String> {
    let own = module(&source.path);
    let mut names = BTreeMap::new();
    for path in uses(&source.code) {
        let path = path.strip_prefix(&["self".to_owned()]).unwrap_or(&path);
        let (Some(child), Some(name)) = (path.first(), path.last()) else { continue };
        let is_child = path.len() > 1 && modules.contains(&[own.as_slice(), std::slice::from_ref(child)].concat());
        if is_child {
            names.insert(name.clone(), child.clone());
        }
    }
    names
}

/// A path from the crate's root; `None` when it begins neither with `super` nor with `crate`.
fn absolute(own: &[String], path: &[String]) -> Option<Vec<String>> {
    if path.first()? == "crate" {
        return Some(path[1..].to_vec());
    }
    let up = path.iter().take_while(|part| *part == "super").count();
    let above = own.get(..own.len().checked_sub(up)?)?;
    (up > 0).then(|| [above, &path[up..]].concat())
}

/// What code takes from a module that it imported by name.
fn members(code: &str, module: &str) -> Vec<String> {
    let prefix = format!("{module}::");
    let starts = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
    let found = code.match_indices(&prefix).filter(|(at, _)| starts(*at));
    found.map(|(at, _)| word(&code[at + prefix.len()..])).filter(|name| !name.is_empty()).collect()
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Every path of the code that begins with `super` or `crate`, groups taken apart.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for start in ["super::", "crate::"] {
        for (at, _) in code.match_indices(start) {
            if !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
                tree(&code[at..], &mut Vec::new(), &mut found);
            }
        }
    }
    found
}

/// Every path of a `use` declaration of a module's own.
fn uses(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("use ") {
        if code[..at].is_empty() || code[..at].ends_with(['\n', ' ', ';', ')']) {
            tree(&code[at + "use ".len()..], &mut Vec::new(), &mut found);
        }
    }
    found
}

/// Reads a path or a group of paths, and gives what is left. A name that is renamed goes by its new
/// name.
fn tree<'a>(text: &'a str, before: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    let mut rest = text.trim_start();
    if let Some(group) = rest.strip_prefix('{') {
        rest = group.trim_start();
        while !rest.is_empty() && !rest.starts_with('}') {
            rest = tree(rest, &mut before.clone(), found).trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        }
        return rest.strip_prefix('}').unwrap_or(rest);
    }
    let name = if rest.starts_with('*') { "*".to_owned() } else { word(rest) };
    if name.is_empty() {
        return rest.get(1..).unwrap_or_default();
    }
    rest = &rest[name.len()..];
    if name != "self" || before.is_empty() {
        before.push(name);
    }
    if let Some(inner) = rest.strip_prefix("::") {
        return tree(inner, before, found);
    }
    if let Some(alias) = rest.trim_start().strip_prefix("as ") {
        let alias = alias.trim_start();
        before.pop();
        before.push(word(alias));
        rest = &alias[word(alias).len()..];
    }
    found.push(before.clone());
    rest
}
