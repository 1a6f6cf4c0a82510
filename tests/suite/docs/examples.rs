//! The examples of a page, as one shell session each.
//!
//! `<!-- example: KIND at INSTANT -->` begins a session, in a folder of its own. KIND is `empty`, or `sample`: a
//! clone of the sample project in `security`, in which the session begins. `<!-- now: INSTANT -->` sets the clock of
//! what follows. A block `sh` only has to succeed. A block `console` shows commands after `$ ` (and `> ` for further
//! lines), each with what it prints, and `UPDATE=1` writes that down. `<!-- not run: REASON -->` before a block leaves
//! it out; the program only has to know the options of its commands.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use super::{pages, path, read};
use crate::support::{self, CI_VARIABLES};

/// A command, or the commands of a block that shows no output.
struct Step {
    now: String,
    script: String,
    /// The lines of the page with its output; `None` if the page shows none.
    shown: Option<std::ops::Range<usize>>,
}

struct Session {
    kind: String,
    steps: Vec<Step>,
}

/// The text of a comment with this key.
fn comment<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.trim().strip_prefix("<!-- ")?.strip_prefix(key)?.strip_prefix(": ")?.strip_suffix(" -->")
}

fn sessions(page: &str, text: &str) -> Vec<Session> {
    let lines: Vec<&str> = text.lines().collect();
    let mut sessions: Vec<Session> = Vec::new();
    let (mut now, mut is_run, mut at) = (String::new(), true, 0);
    while let Some(line) = lines.get(at) {
        at += 1;
        if let Some((kind, instant)) = comment(line, "example").and_then(|of| of.split_once(" at ")) {
            now = instant.to_owned();
            sessions.push(Session { kind: kind.to_owned(), steps: Vec::new() });
        } else if let Some(instant) = comment(line, "now") {
            now = instant.to_owned();
        } else if comment(line, "not run").is_some() {
            is_run = false;
        } else if let Some(language) = line.trim_start().strip_prefix("```") {
            let end = at + lines[at..].iter().position(|line| line.trim() == "```").unwrap();
            let is_shell = ["sh", "console"].contains(&language);
            if !std::mem::replace(&mut is_run, true) {
                lines[at..end].join("\n").replace("\\\n", "").lines().for_each(|line| parses(page, line));
            } else if is_shell {
                let session = sessions.last_mut().unwrap_or_else(|| panic!("{page}:{at}: no example has begun"));
                session.steps.extend(steps(&lines, at..end, language, &now));
            }
            at = end + 1;
        }
    }
    sessions
}

/// The program knows the command and its options: asked for help after all of them, it gives it.
fn parses(page: &str, line: &str) {
    let line = line.split(" # ").next().unwrap().split(" | ").next().unwrap();
    for command in line.split(" && ") {
        let Some(arguments) = command.trim().trim_start_matches("$ ").strip_prefix("advisory ") else { continue };
        let words = format!("'{}' {} --help", env!("CARGO_BIN_EXE_advisory"), arguments.replace('…', ""));
        let said = support::run(Command::new("bash").args(["--noprofile", "--norc", "-c", &words]));
        assert_eq!(said.code, 0, "{page}: {line}\n{}", said.all());
    }
}

fn steps(lines: &[&str], block: std::ops::Range<usize>, language: &str, now: &str) -> Vec<Step> {
    if language == "sh" {
        let script = lines[block].join("\n");
        return vec![Step { now: now.to_owned(), script, shown: None }];
    }
    let mut steps: Vec<Step> = Vec::new();
    for at in block.clone() {
        if let Some(command) = lines[at].strip_prefix("$ ") {
            steps.push(Step { now: now.to_owned(), script: command.to_owned(), shown: Some(at + 1..at + 1) });
            continue;
        }
        let last = steps.last_mut().unwrap_or_else(|| panic!("no command at {:?}", lines[at]));
        match lines[at].strip_prefix("> ") {
            Some(more) if last.shown == Some(at..at) => {
                last.script = format!("{}\n{more}", last.script);
                last.shown = Some(at + 1..at + 1);
            }
            _ => last.shown = last.shown.take().map(|shown| shown.start..at + 1),
        }
    }
    steps
}

/// `date -u [-d OFFSET] +FORMAT` at the instant of the page.
const DATE: &str = r#"#!/bin/sh
PATH=${PATH#*:}
case $2 in -d) exec date -u -d "$NOW $3" "$4" ;; *) exec date -u -d "$NOW" "$2" ;; esac
"#;

/// What each step prints, and its exit status unless it is 0.
fn run(session: &Session) -> Vec<(String, i32)> {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().canonicalize().unwrap();
    let bin = tempfile::tempdir().unwrap();
    support::at_instant(bin.path(), "\"$NOW\"");
    support::executable(&bin.path().join("date"), DATE);
    let mut begin = home.clone();
    if session.kind == "sample" {
        begin = home.join("security");
        sample(&begin, &session.steps[0].now);
    } else {
        assert_eq!(session.kind, "empty");
    }
    let mut script = String::from("exec 2>&1 < /dev/null\n");
    for step in &session.steps {
        let now = &step.now;
        let _ = writeln!(script, "export NOW={now} GIT_AUTHOR_DATE={now} GIT_COMMITTER_DATE={now}");
        let _ = writeln!(script, "{{\n{}\n}}\nprintf '\\036%s\\036' \"$?\"", step.script);
    }
    let mut shell = Command::new("bash");
    CI_VARIABLES.iter().fold(&mut shell, |shell, name| shell.env_remove(name));
    let path = format!("{}:{}", bin.path().display(), std::env::var("PATH").unwrap());
    let output = shell
        .args(["--noprofile", "--norc", "-c", &script])
        .current_dir(&begin)
        .envs([("HOME", home.as_os_str()), ("XDG_CACHE_HOME", bin.path().as_os_str()), ("PATH", path.as_ref())])
        .envs([("CI", "false"), ("NO_COLOR", "1"), ("COLUMNS", "100"), ("LC_ALL", "C.UTF-8")])
        .envs([("GIT_AUTHOR_NAME", "Ada"), ("GIT_AUTHOR_EMAIL", "ada@example.org")])
        .envs([("GIT_COMMITTER_NAME", "Ada"), ("GIT_COMMITTER_EMAIL", "ada@example.org")])
        .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap().replace(&home.display().to_string(), "/home/ada");
    let parts: Vec<&str> = said.split('\u{1e}').collect();
    let of_steps = parts.chunks_exact(2).map(|part| (part[0].to_owned(), part[1].parse().unwrap()));
    of_steps.collect()
}

/// A clone of the sample project.
fn sample(folder: &Path, now: &str) {
    for file in ["advisory.toml", "policy.toml", "team.toml", "distributors.toml"] {
        support::write(folder, file, std::fs::read(support::root().join(file)).unwrap());
    }
    for (file, bytes) in support::files(&support::root().join("incidents")) {
        support::write(folder, &format!("incidents/{file}"), bytes);
    }
    support::git(folder, &["init", "--quiet", "--initial-branch", "main"]);
    support::git(folder, &["add", "--all"]);
    let dates = [("GIT_AUTHOR_DATE", now), ("GIT_COMMITTER_DATE", now)];
    let commit = ["commit", "--quiet", "--message", "The sample"];
    assert!(support::git_command(folder, &commit).envs(dates).status().unwrap().success());
}

/// A line without the digits of its digest: they say nothing to a reader, and change with the documents.
fn brief(line: &str) -> String {
    let Some((before, rest)) = line.split_once("sha256:") else { return line.to_owned() };
    format!("{before}sha256:…{}", rest.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
}

/// Fails if the shell did not find a command, or if the page would be read back as other commands.
fn require_sound(page: &str, step: &Step, said: &str, status: i32) {
    let at = format!("{page}: {}\n{said}", step.script);
    assert!(status != 127 && !said.contains(": command not found"), "the shell did not find a command\n{at}");
    let looks_like_input = said.starts_with("> ") || said.lines().any(|line| line.starts_with("$ "));
    assert!(step.shown.is_none() || !looks_like_input, "this output looks like further commands\n{at}");
}

/// The page with what its commands print.
fn current(page: &str, text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut printed = Vec::new();
    for session in sessions(page, text) {
        let said = run(&session);
        assert_eq!(said.len(), session.steps.len(), "{page}: the shell ended: {said:?}");
        for (step, (said, status)) in session.steps.into_iter().zip(said) {
            require_sound(page, &step, &said, status);
            let Some(shown) = step.shown else {
                assert_eq!(status, 0, "{page}: {}\n{said}", step.script);
                continue;
            };
            let said = said.trim_end();
            let mut said: Vec<String> = said.lines().map(|line| brief(line.trim_end())).collect();
            if status != 0 {
                said.push(format!("(exit status {status})"));
            }
            printed.push((shown, said));
        }
    }
    for (shown, said) in printed.into_iter().rev() {
        lines.splice(shown, said);
    }
    lines.join("\n") + "\n"
}

/// The output of one page began with a quotation, which the next run took for commands.
#[test]
fn an_output_that_is_a_shells_accident_fails() {
    let accidents = [
        "$ echo '> Anybody reads it.'\n",
        "$ printf '%s\\n' one '$ advisory check'\n",
        "$ true\n> Anybody reads it.\n",
        "$ no-such-command-here\n",
        "$ no-such-command-here || true\n",
    ];
    let page = |shown: &str| format!("<!-- example: empty at 2027-03-02T10:00:00Z -->\n```console\n{shown}```\n");
    for shown in accidents {
        let text = page(shown);
        assert!(std::panic::catch_unwind(|| current("a page", &text)).is_err(), "{shown}");
    }
    assert_eq!(current("a page", &page("$ false\n")), page("$ false\n(exit status 1)\n"));
}

#[test]
fn the_commands_of_every_page_print_what_it_shows() {
    let is_named = |page: &String| std::env::var("PAGE").map_or(true, |part| page.contains(&part));
    let mut stale = Vec::new();
    for page in pages().into_iter().filter(is_named) {
        let text = read(&page);
        let current = current(&page, &text);
        if current == text {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path(&page), &current).unwrap();
        } else {
            let differs = current.lines().zip(text.lines()).find(|(current, text)| current != text);
            stale.push(format!("{page}: {differs:?}"));
        }
    }
    assert!(stale.is_empty(), "run the tests once with UPDATE=1 and read the difference: {stale:#?}");
}
