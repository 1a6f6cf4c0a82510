//! ARCHITECTURE.md holds: layers, the modules that alone may do something, and the tests it names.
//!
//! Each guard is a function from sources to breaches, and is shown a breach as well as the source.

use std::collections::BTreeMap;

use crate::support;
use crate::tables::{self, quoted, table};

mod circles;

use circles::circles;

/// A file of `src/`, its comments and the contents of its string literals blanked.
struct Source {
    path: String,
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), code: blank(text) }
    }

    /// The code without the unit tests at its end, in which `super` leads one level less far up.
    fn without_tests(&self) -> &str {
        self.code.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default()
    }

    /// The top-level module it belongs to.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    /// How many `super` lead from it to the crate.
    fn depth(&self) -> usize {
        self.path.matches('/').count() + 1
    }
}

fn sources() -> Vec<Source> {
    support::files(&support::root().join("src"))
        .into_iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(path, bytes)| Source::new(&path, std::str::from_utf8(&bytes).unwrap()))
        .collect()
}

/// Comments and string contents become spaces, so that what is left is code.
fn blank(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let starts = |at: usize, what: &str| what.chars().enumerate().all(|(n, c)| chars.get(at + n) == Some(&c));
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let end = if starts(at, "//") {
            (at..chars.len()).find(|n| chars[*n] == '\n').unwrap_or(chars.len())
        } else if starts(at, "'\"'") {
            at + 3
        } else if starts(at, "r#\"") {
            (at + 3..chars.len()).find(|n| starts(*n, "\"#")).map_or(chars.len(), |n| n + 2)
        } else if chars[at] == '"' {
            let mut n = at + 1;
            while n < chars.len() && chars[n] != '"' {
                n += if chars[n] == '\\' { 2 } else { 1 };
            }
            n + 1
        } else {
            out.push(chars[at]);
            at += 1;
            continue;
        };
        out.extend(chars[at..end.min(chars.len())].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
        at = end;
    }
    out
}

fn page() -> String {
    std::fs::read_to_string(support::root().join("ARCHITECTURE.md")).unwrap()
}

/// Every module with its layer, 0 the lowest.
fn layers(page: &str) -> BTreeMap<String, usize> {
    let rows = table(page, "Layers");
    rows.iter().enumerate().flat_map(|(n, row)| quoted(&row[0]).into_iter().map(move |m| (m, n))).collect()
}

/// The modules that code names as `crate::module`, in a group or alone.
fn named(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let rest = &code[at + path.len()..];
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let Some(group) = rest.strip_prefix('{') else {
            names.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut expect = true;
        for (n, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => expect = true,
                c if expect && c.is_alphabetic() => {
                    names.push(word(&group[n..]));
                    expect = false;
                }
                _ => {}
            }
        }
    }
    names
}

/// Imports that don't go strictly downward, modules that no layer names, and ways around the check.
fn crossings(sources: &[Source], layers: &BTreeMap<String, usize>) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|s| !matches!(s.path.as_str(), "lib.rs" | "main.rs")) {
        let from = source.module();
        let Some(layer) = layers.get(from) else {
            found.push(format!("{}: no layer names {from}", source.path));
            continue;
        };
        for to in named(&source.code).into_iter().filter(|to| to != from) {
            match layers.get(&to) {
                Some(below) if below < layer => {}
                Some(_) => found.push(format!("{}: {from} imports {to}, which is not below it", source.path)),
                None => found.push(format!("{}: no layer names {to}", source.path)),
            }
        }
        if source.without_tests().contains(&"super::".repeat(source.depth())) {
            found.push(format!("{}: climbs to the crate by super", source.path));
        }
    }
    found
}

/// Files outside `allowed` whose code has one of these words, none preceded by a letter of a longer
/// name.
fn outside(sources: &[Source], words: &[&str], allowed: &[&str]) -> Vec<String> {
    let inside = |path: &str| allowed.iter().any(|a| path == *a || path.starts_with(a) && a.ends_with('/'));
    let mut found = Vec::new();
    for source in sources.iter().filter(|s| !inside(&s.path)) {
        for word in words {
            let whole = |at: usize| !source.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            if source.code.match_indices(word).any(|(at, _)| whole(at)) {
                found.push(format!("{}: {word}", source.path));
            }
        }
    }
    found
}

const NOTHING: Vec<String> = Vec::new();

#[test]
fn imports_go_strictly_downward() {
    let layers = layers(&page());
    assert!(layers.len() > 20, "{layers:?}");
    assert_eq!(crossings(&sources(), &layers), NOTHING);
    for (path, breach) in [
        ("policy.rs", "use crate::case::Case;"),
        ("site/page.rs", "use crate::{event, report::{board, plain}, time};"),
        ("time.rs", "fn f() -> crate::names::Name {}"),
        ("unheard.rs", ""),
        ("policy.rs", "use crate::unheard::Of;"),
        ("case/steps.rs", "use super::super::cli;"),
    ] {
        let found = crossings(&[Source::new(path, breach)], &layers);
        assert_eq!(found.len(), 1, "{path} with {breach:?}: {found:?}");
    }
    let innocent =
        "// use crate::cli;\nuse crate::{event, names::{Name, Handle}};\nlet s = \"crate::cli\";\nuse super::x;";
    assert_eq!(crossings(&[Source::new("case/steps.rs", innocent)], &layers), NOTHING);
}

#[test]
fn sibling_files_import_each_other_in_no_circle() {
    assert_eq!(circles(&sources()), NOTHING);
    let file = |path: &str, code: &str| Source::new(path, code);
    let parent =
        || file("a.rs", "mod one;\nmod two;\nmod three;\npub use one::{One, sub::Deep as Renamed};\nuse two::Two;");
    for (one, two, told) in [
        ("use super::two::Two;", "use super::one::One;", "one takes Two from two; two takes One from one"),
        (
            "use super::{Three, two::{self}}; fn f() { two::go() }",
            "use super::One;",
            "one takes go from two; two takes One from one",
        ),
        (
            "fn f(t: crate::a::Two) {}",
            "fn g(o: super::Renamed) {}",
            "one takes Two from two; two takes Renamed from one",
        ),
    ] {
        let found = circles(&[parent(), file("a/one.rs", one), file("a/two.rs", two), file("a/three.rs", "")]);
        assert_eq!(found, [format!("a/one, a/two: {told}")]);
    }
    let three = circles(&[
        parent(),
        file("a/one.rs", "use super::two::Two;"),
        file("a/two/deep.rs", "use super::super::three::Three;"),
        file("a/two.rs", "mod deep;"),
        file("a/three.rs", "use crate::a::{Unrelated, one::One};"),
    ]);
    assert_eq!(three.len(), 1, "{three:?}");
    assert!(three[0].contains("two takes Three from three"), "{three:?}");
    let innocent = [
        parent(),
        file("a/one.rs", "use super::two::Two; use super::Local; // use super::three::Three;"),
        file("a/two.rs", "use super::three::Three; use crate::a::Local; fn f() { super::helper() }"),
        file("a/three.rs", "use std::fmt; let s = \"super::one::One\"; mod one {}"),
        file("b/one.rs", "use crate::a::one::One;"),
    ];
    assert_eq!(circles(&innocent), NOTHING);
}

#[test]
fn every_module_has_a_layer_and_every_layer_a_module() {
    let lib = std::fs::read_to_string(support::root().join("src/lib.rs")).unwrap();
    let name = |line: &str| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned);
    let mut modules: Vec<String> = lib.lines().filter_map(name).collect();
    modules.sort();
    assert_eq!(modules, layers(&page()).into_keys().collect::<Vec<_>>());
}

/// What only some files may do: words, the files, a breach.
const ALONE: &[(&str, &[&str], &[&str], &str)] = &[
    ("git", &["gix::", "use gix"], &["git.rs", "git/"], "let r = gix::open(p);"),
    // An advisory of RustSec begins with TOML, which is no file of this program's.
    ("TOML", &["toml::", "use toml;"], &["parse.rs", "parse/", "import/fenced.rs"], "let t = toml::from_str(s);"),
    ("Markdown", &["pulldown_cmark"], &["markdown.rs", "markdown/"], "use pulldown_cmark::Parser;"),
    ("TOML edits", &["toml_edit"], &["app/edit.rs", "app/edit/"], "use toml_edit::DocumentMut;"),
    (
        "file writing",
        &[
            "fs::write",
            "fs::rename",
            "fs::copy",
            "fs::create_dir",
            "fs::remove_",
            "fs::hard_link",
            "fs::set_permissions",
            "File::create",
            "OpenOptions",
            "tempfile::",
            "rustix::",
        ],
        &["output.rs", "output/", "app/edit.rs", "app/edit/", "signature/sandbox.rs"],
        "std::fs::write(path, text)?;",
    ),
    (
        "the clock",
        &["Utc::now", "SystemTime::now", "Instant::now", "Local::now"],
        &["cli/clock.rs"],
        "let n = Utc::now();",
    ),
    (
        "the environment",
        &["env::var", "env::vars", "env::args", "env::current_dir"],
        &["cli.rs", "cli/", "main.rs"],
        "std::env::var(\"CI\")",
    ),
    (
        "printing",
        &["println!", "print!", "eprintln!", "eprint!", "stdout()", "stderr()"],
        &["cli.rs", "cli/", "main.rs"],
        "println!();",
    ),
    ("flags", &["clap::", "clap_complete", "clap_mangen"], &["cli.rs", "cli/"], "use clap::Args;"),
    // What a public log may hold is decided where it is made.
    ("the text of public logs", &["LogText(", "Audience::Log"], &["report.rs", "report/"], "LogText(secret)"),
    ("the network", &["std::net", "TcpStream"], &[], "use std::net::TcpStream;"),
    // In an empty room, to check signatures.
    (
        "other programs",
        &["process::Command", "process::{", "process::*", "Stdio"],
        &["signature/sandbox.rs"],
        "use std::process::{Command, Stdio};",
    ),
];

#[test]
fn one_module_alone_does_what_only_it_may() {
    let sources = sources();
    for (what, words, allowed, breach) in ALONE {
        assert_eq!(outside(&sources, words, allowed), NOTHING, "{what}");
        let breached = [Source::new("case/steps.rs", breach)];
        assert!(!outside(&breached, words, allowed).is_empty(), "the guard of {what} does not see {breach}");
        let innocent =
            [Source::new("case/steps.rs", &format!("// {breach}\nlet s = \"{}\";", breach.replace('"', "\\\"")))];
        assert_eq!(outside(&innocent, words, allowed), NOTHING, "{what}");
    }
}

#[test]
fn cli_prints_and_app_does_not() {
    let app: Vec<Source> = sources().into_iter().filter(|source| source.module() == "app").collect();
    assert!(app.len() > 20, "{}", app.len());
    for what in ["printing", "the environment", "the clock", "flags"] {
        let (_, words, _, breach) = ALONE.iter().find(|(name, ..)| *name == what).unwrap();
        assert_eq!(outside(&app, words, &[]), NOTHING, "{what}");
        assert_eq!(outside(&[Source::new("app/check.rs", breach)], words, &[]).len(), 1, "{what}");
    }
}

/// Files over a length that nobody reads in one go.
fn long(sources: &[Source]) -> Vec<String> {
    sources.iter().filter(|s| s.code.lines().count() > 500).map(|s| s.path.clone()).collect()
}

#[test]
fn no_file_is_over_500_lines() {
    assert_eq!(long(&sources()), NOTHING);
    assert_eq!(long(&[Source::new("x.rs", &"\n".repeat(501))]), ["x.rs"]);
}

#[test]
fn every_invariant_names_tests_that_exist() {
    let page = page();
    assert!(page.lines().count() <= 200);
    assert_eq!(tables::without_tests(&page, "Invariants"), NOTHING);
    let wrong = "\n## Invariants\n| a | b |\n|---|---|\n| x | `architecture::nobody_wrote_this`, `nowhere::at_all` |\n| y | |\n";
    assert_eq!(tables::without_tests(wrong, "Invariants").len(), 3);
}

/// Comment lines of prose that are over 100 columns wide and could be broken earlier.
fn wide_comments(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        let Some(comment) = trimmed.strip_prefix("//") else {
            in_code = false;
            continue;
        };
        let comment = comment.trim_start_matches(['/', '!']).strip_prefix(' ').unwrap_or_default();
        if comment.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        let is_prose = !in_code && !comment.starts_with("   ") && !comment.starts_with(['|', '#']);
        let start = line.chars().count() - comment.trim_start_matches(['-', ' ']).chars().count();
        let head: String = line.chars().take(100).skip(start).collect();
        let can_break = head.split('`').step_by(2).any(|outside| outside.contains(' '));
        if is_prose && can_break && line.chars().count() > 100 {
            found.push(format!("{path}:{}", number + 1));
        }
    }
    found
}

#[test]
fn comments_wrap_at_100_columns() {
    let files = support::files(&support::root().join("src"));
    let rust = files.iter().filter(|(path, _)| path.ends_with(".rs"));
    let found: Vec<String> =
        rust.flat_map(|(path, bytes)| wide_comments(path, std::str::from_utf8(bytes).unwrap())).collect();
    assert_eq!(found, NOTHING);
    let words = "word ".repeat(20);
    assert_eq!(wide_comments("x.rs", &format!("fn f() {{}}\n    /// {words}end")), ["x.rs:2"]);
    assert_eq!(wide_comments("x.rs", &format!("/// ```\n/// {words}end\n/// ```\n/// `{words}`")), NOTHING);
}
