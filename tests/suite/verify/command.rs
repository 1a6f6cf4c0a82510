//! The command: what it says, writes and leaves alone.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{AFFECTED, FIX, FLAWED, PICKED, Told};
use crate::script::Repository;
use crate::support::{self, Run};

/// A private repository in a folder, and a clone of the product.
struct PrivateRepository {
    folder: TempDir,
    product: Repository,
}

impl PrivateRepository {
    fn new(script: &str, told: &Told<'_>) -> Self {
        let product = Repository::new(script);
        let desk = Self { folder: TempDir::new().unwrap(), product };
        let tree = told.tree(&desk.product);
        for (path, _) in tree.iter() {
            support::write(&desk.folder.path().join("in"), path.as_str(), tree.bytes(path.as_str()).unwrap());
        }
        desk
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn advisory(&self) -> String {
        std::fs::read_to_string(self.path("in/incidents/2026/quiet-otter/advisory.md")).unwrap()
    }

    fn verify(&self, args: &[&str], environment: &[(&str, &str)]) -> Run {
        let mut program = support::program(self.folder.path());
        program.env("XDG_CACHE_HOME", self.path("cache")).envs(environment.to_vec());
        program.args(["-C", "in", "--now", "2026-03-05T12:00:00Z", "verify", "quiet-otter", "--repo"]);
        support::run(program.arg(self.product.path()).args(args))
    }
}

fn everything(folder: &Path) -> Vec<(String, Vec<u8>)> {
    support::files(folder)
}

#[test]
fn exit_statuses_are_as_the_help_says() {
    let good = PrivateRepository::new(&[FLAWED, PICKED].concat(), &Told::default());
    let said = good.verify(&[], &[]);
    assert_eq!((said.code, said.out.lines().next()), (0, Some("quiet-otter: verified")), "{}", said.out);
    let bad = PrivateRepository::new(FLAWED, &Told::default());
    let said = bad.verify(&[], &[]);
    assert_eq!((said.code, said.out.lines().next()), (1, Some("quiet-otter: refuted")));
    let unknown = PrivateRepository::new(&[FLAWED, PICKED].concat(), &Told { fix: "", ..Told::default() });
    for (format, word) in [
        ("human", "quiet-otter: not verified"),
        ("github", "quiet-otter: not verified"),
        ("json", "\"not-verified\""),
        ("sarif", "not verified: no commit"),
    ] {
        let said = unknown.verify(&["--format", format], &[]);
        assert_eq!(said.code, 1);
        assert!(said.out.contains(word), "{}", said.out);
    }
    let nowhere = good.verify(&["--fix-repo", "in"], &[]);
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.err.contains("is not in a git repository"), "{}", nowhere.err);
    let times = nowhere.err.matches("is not in a git repository").count();
    assert_eq!(times, 1, "no cause repeats the message: {}", nowhere.err);
}

/// The advisory without its last table, the affected commits, and that table.
fn without_commits(advisory: &str) -> (String, String) {
    let (before, rest) = advisory.split_once("\n[[commits]]\n").unwrap();
    let (commits, after) = rest.split_once("+++\n").unwrap();
    (format!("{before}+++\n{after}"), commits.to_owned())
}

#[test]
fn what_is_written_is_what_git_gives_and_keeps_layout_and_comments() {
    let affected = "
# Checked by hand.
[[affected]]
line = \"1.16\"   # the newest
introduced = \"1.16.0\"
fixed = \"1.16.9\"     # to be released
last-affected = \"1.16.8\"

[[affected]]
package = \"other\"
line = \"1.15\"
fixed = \"9.9\"
";
    let desk = PrivateRepository::new(&[FLAWED, PICKED].concat(), &Told { affected, ..Told::default() });
    let before = desk.advisory();
    let incident = std::fs::read(desk.path("in/incidents/2026/quiet-otter/incident.toml")).unwrap();
    let said = desk.verify(&["--write"], &[]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let expected = before
        .replace(
            "fixed = \"1.16.9\"     # to be released\nlast-affected = \"1.16.8\"\n",
            "fixed = \"1.16.1\"     # to be released\n",
        )
        .replace(
            "fixed = \"9.9\"\n",
            "fixed = \"9.9\"\n\n[[affected]]\nline = \"1.15\"\nintroduced = \"1.15.0\"\nfixed = \"1.15.2\"\n",
        );
    let (written, commits) = without_commits(&desk.advisory());
    assert_eq!(written, expected);
    let expected = desk.advisory();
    assert!(commits.contains("v1.15.1"), "{commits}");
    assert!(said.err.contains("wrote the affected versions of 1.16, 1.15"), "{}", said.err);
    assert_eq!(std::fs::read(desk.path("in/incidents/2026/quiet-otter/incident.toml")).unwrap(), incident);
    // Where nothing differs, nothing is written.
    let said = desk.verify(&["--write"], &[]);
    assert_eq!((said.code, desk.advisory()), (0, expected));
    assert_eq!(said.err, "");
}

/// The ranges of commits and the tags are those that git names: where the flaw came, where each line
/// has the whole fix, and the tags between.
#[test]
fn affected_commits_and_their_tags_are_those_of_git() {
    let desk = PrivateRepository::new(&[FLAWED, PICKED].concat(), &Told::default());
    let before = desk.advisory();
    let said = desk.verify(&["--write"], &[]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.err.contains("wrote the affected commits to advisory.md"), "{}", said.err);
    let full = |id: &str| desk.product.id(id).to_owned();
    let written = desk.advisory();
    let mut fixed = [full("f1c50001"), full("ac000116"), full("ac000115")];
    fixed.sort();
    let expected = format!(
        "[[commits]]\nintroduced = [\"{}\"]\nfixed = [\"{}\"]\nversions = [\"v1.16.0\", \"v1.15.0\", \"v1.15.1\"]\n",
        full("f1a00000"),
        fixed.join("\", \"")
    );
    assert!(written.contains(&expected), "{written}\n{expected}");
    for tag in ["v1.16.0", "v1.15.0", "v1.15.1", "v1.16.1", "v1.15.2"] {
        let has = |id: &str| {
            let tags = support::git(desk.product.path(), &["tag", "--contains", id]);
            tags.lines().any(|line| line == tag)
        };
        let is_affected = has(&full("f1a00000")) && !fixed.iter().any(|id| has(id));
        assert_eq!(written.contains(&format!("\"{tag}\"")), is_affected, "{tag}");
    }
    // Written once, it stays; a wrong one is corrected in its place.
    assert_eq!(desk.verify(&["--write"], &[]).err, "");
    let path = desk.path("in/incidents/2026/quiet-otter/advisory.md");
    std::fs::write(&path, written.replace(&format!("\"{}\"]", fixed[2]), &format!("\"{}\"]", "0".repeat(40)))).unwrap();
    assert_eq!(desk.verify(&["--write"], &[]).code, 0);
    assert_eq!(desk.advisory(), written);
    assert_ne!(written, before);
}

/// Without the commits that introduced the flaw, where the range begins is not known.
#[test]
fn commits_that_git_does_not_tell_are_not_written() {
    let fix = FIX.split_once('\n').unwrap().1;
    let unknown = PrivateRepository::new(&[FLAWED, PICKED].concat(), &Told { fix, ..Told::default() });
    assert!(!unknown.verify(&["--write"], &[]).err.contains("commits to advisory.md"));
    assert!(!unknown.advisory().contains("[[commits]]"));
}

#[test]
fn a_list_in_one_line_stays_one_and_what_git_does_not_give_goes() {
    let affected = "affected = [{ line = \"1.16\", fixed = \"1.16.2\" }, { line = \"1.15\", introduced = \"1.15.0\", fixed = \"1.15.2\" }, { line = \"1.16\", introduced = \"1.16.0\", fixed = \"1.16.1\" }]\n";
    // A list stands before the tables.
    let desk = PrivateRepository::new(&[FLAWED, PICKED].concat(), &Told { affected: "", ..Told::default() });
    let path = desk.path("in/incidents/2026/quiet-otter/advisory.md");
    std::fs::write(&path, desk.advisory().replacen("+++\n", &format!("+++\n{affected}"), 1)).unwrap();
    let said = desk.verify(&["--write"], &[]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(
        desk.advisory().contains("affected = [{ line = \"1.16\", fixed = \"1.16.1\" }, { line = \"1.15\", introduced = \"1.15.0\", fixed = \"1.15.2\" }]\n"),
        "{}",
        desk.advisory()
    );
}

#[test]
fn nothing_is_written_of_what_is_not_verified_or_to_a_revision() {
    let script = [FLAWED, "release-1.16: fa15e016 empty f1c50001\nrelease-1.16: tag v1.16.1\nrelease-1.15: pick f1c50001\nrelease-1.15: tag v1.15.2\n"].concat();
    let desk = PrivateRepository::new(&script, &Told::default());
    let before = desk.advisory();
    let said = desk.verify(&["--write"], &[]);
    assert_eq!((said.code, desk.advisory()), (1, before.clone()), "{}", said.out);
    let refused = desk.verify(&["--write", "--rev", "HEAD"], &[]);
    assert_eq!((refused.code, desk.advisory()), (2, before));
    assert!(refused.err.contains("leave out --rev"), "{}", refused.err);
}

#[test]
fn the_product_is_not_touched_and_nothing_in_it_runs() {
    let desk = PrivateRepository::new(&[FLAWED, PICKED].concat(), &Told { affected: "", ..Told::default() });
    let trap = desk.path("sprung");
    for hook in ["post-checkout", "pre-commit", "reference-transaction", "post-index-change", "fsmonitor-watchman"] {
        let path = desk.product.path().join(".git/hooks").join(hook);
        support::write(
            desk.product.path(),
            &format!(".git/hooks/{hook}"),
            format!("#!/bin/sh\ntouch {}\n", trap.display()),
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
    }
    let script = format!("touch {}", trap.display());
    for key in ["core.fsmonitor", "core.sshCommand", "core.pager", "diff.external", "filter.x.smudge", "filter.x.clean"]
    {
        support::git(desk.product.path(), &["config", key, &script]);
    }
    support::write(desk.product.path(), ".git/info/attributes", "* filter=x diff=x\n");
    let before = everything(desk.product.path());
    assert_eq!(desk.verify(&["--write"], &[]).code, 0);
    assert!(before == everything(desk.product.path()), "the clone is as it was");
    assert!(!trap.exists(), "something in the clone was run");
}

#[test]
fn a_cache_changes_no_answer_whatever_is_in_it() {
    let desk = PrivateRepository::new(&[FLAWED, PICKED].concat(), &Told::default());
    assert_eq!(desk.verify(&["--no-cache"], &[]).code, 0);
    assert!(!desk.path("cache").exists());
    let first = desk.verify(&[], &[]).out;
    let [(name, bytes)] = everything(&desk.path("cache")).try_into().unwrap();
    assert!(name.starts_with("advisory/fingerprints/") && !bytes.is_empty(), "{name}");
    assert_eq!(desk.verify(&[], &[]).out, first);
    for wrong in [&b"nonsense"[..], &bytes[..bytes.len() / 2], b""] {
        support::write(&desk.path("cache"), &name, wrong);
        let said = desk.verify(&[], &[]);
        assert_eq!((said.code, said.out), (0, first.clone()));
    }
}

#[test]
fn a_public_log_gets_the_handle_and_the_answer_alone() {
    let worlds = [
        [FLAWED, "release-1.16: fa15e016 empty f1c50001\nrelease-1.16: tag v1.16.1\n"].concat(),
        [
            &FLAWED.replace("Export snapshots", "Other words").replace("v1.15.1", "v1.15.4"),
            "release-1.16: fa15e016 adapt f1c50001\nrelease-1.16: tag v1.16.5\n",
        ]
        .concat(),
    ];
    let desks = worlds.each_ref().map(|script| {
        PrivateRepository::new(
            script,
            &Told {
                fix: &FIX.replace("main\" }]", "main\" }, { id = \"0123456\", line = \"1.15\" }]"),
                ..Told::default()
            },
        )
    });
    let known = worlds.each_ref().map(|script| PrivateRepository::new(script, &Told::default()));
    for desks in [desks, known] {
        for format in ["human", "json", "github", "sarif"] {
            let said = desks.each_ref().map(|desk| desk.verify(&["--format", format, "--verbose"], &[("CI", "true")]));
            let [one, two] = said.each_ref();
            assert_eq!(one, two, "{format}");
            assert_eq!(one.code, 1);
            let text = one.all();
            let id = desks[0].product.id("f1c50001");
            for secret in
                [&id[..7], "release-1", "refs/", "v1.1", "1.15", "1.16", "0123456", "cherry", "Check names", "amira"]
            {
                // SARIF describes every rule, with examples.
                let text = if format == "sarif" { text.split("\"results\"").nth(1).unwrap() } else { text.as_str() };
                assert!(!text.contains(secret), "{format} says {secret}: {text}");
            }
            let open = desks[0].verify(&["--format", format, "--reveal"], &[("CI", "true")]);
            assert!(open.out != said[0].out && open.code == 1, "{format} with --reveal");
        }
    }
    // An error that stops it says nothing either.
    let desk = PrivateRepository::new(FLAWED, &Told::default());
    let id = desk.product.id("f1c50001");
    support::write(desk.product.path(), &format!(".git/objects/{}/{}", &id[..2], &id[2..]), "damaged");
    let said = desk.verify(&[], &[("CI", "true")]);
    assert!(!format!("{}{}", said.out, said.err).contains(&id[2..10]), "{}{}", said.out, said.err);
    assert!(said.code != 0);
}

#[test]
fn a_narrow_terminal_gets_short_lines_and_whole_commands() {
    let script = [FLAWED, "release-1.16: fa15e016 empty f1c50001\nrelease-1.16: tag v1.16.1\n"].concat();
    let desk = PrivateRepository::new(&script, &Told::default());
    let said = desk.verify(&[], &[("COLUMNS", "60")]).out;
    let page = said.split("\nwarning[").next().unwrap().split("\nerror[").next().unwrap();
    let (commands, others): (Vec<&str>, Vec<&str>) = page.lines().partition(|line| line.contains(" git "));
    assert_eq!(commands.len(), 2, "{page}");
    assert!(commands[1].contains(&format!("git cherry-pick -x {}", desk.product.id("f1c50001"))), "{page}");
    assert!(others.iter().all(|line| line.chars().count() <= 60), "{page}");
    assert!(!said.contains('\u{1b}'), "no colours in a pipe");
    let colours = desk.verify(&["--color", "always"], &[]).out;
    assert!(colours.starts_with("\u{1b}[1mquiet-otter\u{1b}[0m: \u{1b}[33mnot verified\u{1b}[0m"), "{colours}");
}

/// The history of docs/verify.md.
const CASE: &str = "
main: Begin
main: f1a0000 Export snapshots
release-1.15: from main
release-1.15: Prepare 1.15
release-1.15: tag v1.15.0
release-1.15: Prepare 1.15.1
release-1.15: tag v1.15.1
main: Work
release-1.16: from main
release-1.16: Prepare 1.16
release-1.16: tag v1.16.0
main: f1c5001 export: refuse names that leave the folder | Reviewed-by: Amira Haddad <amira@lodestore.example>
main: f1c5002 export: check names of links, too | Reviewed-by: Ben Okafor <ben@lodestore.example>
release-1.16: b160001 pick f1c5001
release-1.16: b160002 pick f1c5002
release-1.16: tag v1.16.1
release-1.15: b150001 pick f1c5001
release-1.15: tag v1.15.2
";

#[test]
fn the_case_of_the_page_runs_as_it_stands() {
    let path = support::root().join("docs/verify.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let fix = page.split("```toml\n[fix]\n").nth(1).unwrap().split("```").next().unwrap();
    let desk = PrivateRepository::new(CASE, &Told { fix, ..Told::default() });
    let said = desk.verify(&[], &[]);
    assert_eq!(said.code, 1);
    // Up to the findings, which any other command shows in the same form.
    let shown = desk.product.told(&said.out);
    let shown = shown.split("\nerror[").next().unwrap();
    let command = "```console\n$ advisory verify quiet-otter --repo ../lodestore\n";
    let (before, rest) = page.split_once(command).unwrap();
    let (there, after) = rest.split_once("```").unwrap();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{before}{command}{shown}```{after}")).unwrap();
    }
    assert_eq!(there, shown, "run the tests once with UPDATE=1");
}

#[test]
fn what_git_can_not_contradict_is_never_removed() {
    let desk = PrivateRepository::new(&[FLAWED, PICKED].concat(), &Told::default());
    let before = desk.advisory();
    for tags in [&["v1.16.0"][..], &["v1.15.0", "v1.15.1", "v1.15.2", "v1.16.1"]] {
        tags.iter().for_each(|tag| drop(support::git(desk.product.path(), &["tag", "-d", tag])));
        let said = desk.verify(&["--write"], &[]);
        assert_eq!((said.code, desk.advisory()), (1, before.clone()), "{tags:?} {}", said.out);
        assert!(said.out.starts_with("quiet-otter: not verified\n"), "{}", said.out);
    }
    // Nor a planned release that neither a tag nor the branch has yet.
    let script = [FLAWED, "release-1.15: pick f1c50001\nrelease-1.15: tag v1.15.2\n"].concat();
    let desk = PrivateRepository::new(&script, &Told::default());
    let said = desk.verify(&["--write"], &[]);
    assert!(said.code == 1 && said.out.contains("--write keeps the version"), "{}", said.all());
    assert_eq!(desk.advisory().matches("fixed = \"1.1").count(), 2, "{}{}", said.err, desk.advisory());
    // Nor anything of a line of which one version has no tag, although another one is wrong.
    let affected = AFFECTED.replace("fixed = \"1.15.2\"", "fixed = \"1.15.1\"");
    let desk = PrivateRepository::new(&[FLAWED, PICKED].concat(), &Told { affected: &affected, ..Told::default() });
    support::git(desk.product.path(), &["tag", "-d", "v1.15.0"]);
    let before = desk.advisory();
    let said = desk.verify(&["--write"], &[]);
    assert!(said.out.contains("[affected-differs]") && said.out.contains("[fix-unverified]"), "{}", said.out);
    assert_eq!((said.code, desk.advisory()), (1, before), "{}", said.err);
}

#[test]
fn all_incidents_are_verified_in_one_run_with_the_answers_of_single_ones() {
    let desk = PrivateRepository::new(&[FLAWED, PICKED].concat(), &Told::default());
    let folder = |name: &str| desk.path(&format!("in/incidents/2026/{name}"));
    // Another incident that the release line lacks, and one without a record.
    for (name, fix) in [("tidy-heron", FIX.replace("f1c50001", "f1a00000")), ("wild-tern", String::new())] {
        let incident = std::fs::read_to_string(folder("quiet-otter").join("incident.toml")).unwrap();
        let (head, rest) = incident.split_once("[fix]").unwrap();
        let (_, tail) = rest.split_once("[notice]").unwrap();
        let fix = desk.product.real(&fix);
        support::write(&folder(name), "incident.toml", format!("{head}[fix]\n{fix}\n\n[notice]{tail}"));
    }
    let all = |args: &[&str], environment: &[(&str, &str)]| {
        let mut program = support::program(desk.folder.path());
        program.env("XDG_CACHE_HOME", desk.path("cache")).envs(environment.to_vec());
        program.args(["-C", "in", "--now", "2026-03-05T12:00:00Z", "verify", "--all", "--repo"]);
        support::run(program.arg(desk.product.path()).args(args))
    };
    let said = all(&[], &[]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    let outcomes = "amber-heron: not verified\nquiet-otter: verified\ntidy-heron: refuted\n";
    let counts = "\n3 incidents: 1 verified, 1 refuted, 1 not verified\n";
    let lines = said.out.lines().filter(|line| line.contains("verified") || line.contains("refuted"));
    let handles = lines.filter(|line| !line.starts_with([' ', '3'])).map(|line| format!("{line}\n"));
    assert_eq!(handles.collect::<String>(), outcomes);
    assert!(said.out.ends_with(counts), "{}", said.out);
    let together: serde_json::Value = serde_json::from_str(&all(&["--format", "json"], &[]).out).unwrap();
    for (n, name) in ["amber-heron", "quiet-otter", "tidy-heron"].into_iter().enumerate() {
        let mut program = support::program(desk.folder.path());
        program.args([
            "-C",
            "in",
            "--now",
            "2026-03-05T12:00:00Z",
            "verify",
            name,
            "--no-cache",
            "--format",
            "json",
            "--repo",
        ]);
        let alone = support::run(program.arg(desk.product.path()));
        let alone: serde_json::Value = serde_json::from_str(&alone.out).unwrap();
        assert_eq!(together["incidents"][n], alone, "{name}");
    }
    // A public log has the handles and the answers alone.
    let log = all(&[], &[("CI", "true")]);
    assert_eq!(log.out, format!("{outcomes}{counts}"));
    for format in ["json", "sarif", "github"] {
        let log = all(&["--format", format], &[("CI", "true")]).all();
        let log = if format == "sarif" { log.split("\"results\"").nth(1).unwrap().to_owned() } else { log };
        for secret in [&desk.product.id("f1a00000")[..7], "8899aabb", "refs/", "release-1", "Check names"] {
            assert!(!log.contains(secret), "{format} says {secret}: {log}");
        }
    }
    // Neither a handle beside it, nor an edit.
    for args in [&["quiet-otter"][..], &["--write"]] {
        assert_eq!(all(args, &[]).code, 2, "{args:?}");
    }
    // What keeps one from an answer keeps all.
    let shallow = TempDir::new().unwrap();
    let from = format!("file://{}", desk.product.path().display());
    support::git(shallow.path(), &["clone", "-q", "--depth", "1", &from, "clone"]);
    let mut program = support::program(desk.folder.path());
    program.args(["-C", "in", "--now", "2026-03-05T12:00:00Z", "verify", "--all", "--repo"]);
    let said = support::run(program.arg(shallow.path().join("clone")));
    assert!(said.code == 1 && said.out.ends_with("\n3 incidents: 3 not verified\n"), "{}", said.out);
}
