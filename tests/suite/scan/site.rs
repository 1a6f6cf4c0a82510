//! Embargoed text that somebody put into what the site is made of: the site is not written, and the log says where it
//! is. A clean site is silent.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::SENTENCE;
use crate::support::{self, Run, program, run};

const MARCH: &str = "2026-03-05T00:00:00Z";

/// A portfolio with the embargoed incident `hidden-otter`, and somewhere to write to.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: TempDir::new().unwrap() };
        for (path, entry) in super::portfolio(&[]).iter() {
            let advisory::source::TreeEntry::File(bytes) = entry else { unreachable!("a file") };
            desk.write(path.as_str(), bytes);
        }
        let public = desk.path("public.git");
        support::git(desk.folder.path(), &["init", "-q", "--bare", public.to_str().unwrap()]);
        support::git(&desk.path("security"), &["init", "-q", "."]);
        desk
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        support::write(&self.path("security"), path, bytes);
    }

    /// Publishes what there is, once it is committed.
    fn publish(&self, ci: bool, more: &[&str]) -> Run {
        let security = self.path("security");
        support::git(&security, &["add", "--all"]);
        support::git(&security, &["commit", "-q", "--allow-empty", "-m", "Work"]);
        self.run(ci, &[&["publish", "--to", "public.git"], more].concat())
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let file = self.path("security").join(path);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{path} has no {from}");
        fs::write(file, text.replacen(from, to, 1)).unwrap();
    }

    fn run(&self, ci: bool, args: &[&str]) -> Run {
        let mut command = program(self.folder.path());
        command.args(["-C", "security", "--now", MARCH]).args(args);
        if ci {
            command.env("CI", "true");
        }
        run(&mut command)
    }
}

type Edit = fn(&Desk);

/// Where somebody may put a text that is then published, and the input that the log has to name.
const LEAKS: &[(&str, Edit, &str)] = &[
    ("an asset", |d| d.write("site-templates/assets/x.txt", SENTENCE.as_bytes()), "site-templates/assets/x.txt"),
    (
        "an asset in disguise",
        |d| {
            d.write(
                "site-templates/assets/x.svg",
                SENTENCE.replace(' ', "\u{200b} ").replace("re", "r<b>e</b>").as_bytes(),
            )
        },
        "site-templates/assets/x.svg",
    ),
    (
        "the name of an asset",
        |d| d.write("site-templates/assets/hidden-otter.txt", b"Nothing."),
        "site-templates/assets",
    ),
    (
        "a page",
        |d| {
            d.write(
                "site-templates/pages/404.html",
                format!("{{% extends 'partials/layout.html' %}}{{% block main %}}<p>{SENTENCE}</p>{{% endblock %}}")
                    .as_bytes(),
            )
        },
        "site-templates/pages/404.html",
    ),
    (
        "a title",
        |d| d.replace("advisory.toml", "title = \"Example", "title = \"Work on hidden-otter: Example"),
        "advisory.toml",
    ),
    (
        "the policy",
        |d| {
            let file = d.path("security/policy.toml");
            let text = fs::read_to_string(&file).unwrap();
            let (head, rest) = text.split_once("summary = \"\"\"").unwrap();
            fs::write(file, format!("{head}summary = \"\"\"{SENTENCE} {rest}")).unwrap();
        },
        "policy.toml",
    ),
];

#[test]
fn a_site_with_embargoed_text_is_not_written_and_its_place_is_named() {
    for (name, edit, input) in LEAKS {
        let desk = Desk::new();
        assert_eq!(desk.run(false, &["build", "--out", "out"]).code, 0, "{name}");
        let before = support::files(&desk.path("out/site"));
        edit(&desk);
        for ci in [false, true] {
            let built = desk.run(ci, &["build", "--out", "out"]);
            let published = desk.publish(ci, &[]);
            for done in [&built, &published] {
                let said = done.all();
                assert!(done.code == 1 && said.contains("embargoed-text"), "{name}: {said}");
                // A public log gets the place alone.
                assert!(
                    said.contains(&format!("remove it from `{input}`"))
                        || said.contains(&format!("what is in `{input}`"))
                        || ci && said.contains(&format!("--> {input}")),
                    "{name}: {said}"
                );
                let quoted = ["crafted archive", "scratch", "hidden-otter.txt"].iter().any(|word| said.contains(word));
                assert!(!ci || !quoted, "{name}: a public log quotes it: {said}");
            }
        }
        assert_eq!(support::files(&desk.path("out/site")), before, "{name}: the old site stays");
        assert_eq!(support::git(&desk.path("public.git"), &["for-each-ref"]), "", "{name}");
    }
}

#[test]
fn what_was_public_before_can_be_declared() {
    let desk = Desk::new();
    desk.write("site-templates/assets/x.txt", SENTENCE.as_bytes());
    fs::write(desk.path("known.txt"), SENTENCE).unwrap();
    desk.run(false, &["build", "--out", "out", "--public", "known.txt"]).ok();
    desk.publish(false, &["--public", "known.txt"]).ok();
    assert_eq!(desk.run(false, &["build", "--out", "out", "--public", "missing.txt"]).code, 2);
}

/// Of the samples, whose advisories share sentences and whose notes quote them.
#[test]
fn a_clean_site_is_silent() {
    let samples =
        [support::root(), support::root().join("tests/portfolios/vitess"), support::root().join("tests/base")];
    for sample in samples {
        for now in ["2025-06-01T00:00:00Z", "2026-03-05T12:00:00Z", "2026-06-15T00:00:00Z", "2026-11-28T12:00:00Z"] {
            let out = TempDir::new().unwrap();
            let of = |args: &[&str]| {
                let mut command = program(out.path());
                command.args(["-C", sample.to_str().unwrap(), "--now", now]).args(args);
                run(&mut command)
            };
            of(&["build", "--out", out.path().to_str().unwrap()]).ok();
            let said = of(&["scan", "site"]).ok();
            assert!(said.contains("nothing found"), "{}: {said}", sample.display());
        }
    }
}

#[test]
fn unread_content_is_an_error_if_that_is_asked_for() {
    let desk = Desk::new();
    let scan = |args: &[&str]| desk.run(false, &[&["scan", "outgoing"], args].concat());
    support::write(desk.folder.path(), "outgoing/a.txt", b"Nothing.");
    scan(&["--strict"]).ok();
    support::write(desk.folder.path(), "outgoing/a.png", b"\x89PNG\r\n\x1a\n");
    scan(&["--strict"]).ok();
    support::write(desk.folder.path(), "outgoing/a.zip", b"PK\x03\x04");
    scan(&[]).ok();
    let said = scan(&["--strict"]);
    assert!(said.code == 2 && said.all().contains("a.zip (zip)"), "{}", said.all());
    support::write(desk.folder.path(), "outgoing/b.txt", SENTENCE.as_bytes());
    assert_eq!(scan(&["--strict"]).code, 1, "what was found counts first");
    let hook = fs::read_to_string(support::root().join("src/app/init/pre-push")).unwrap();
    assert!(hook.contains("scan --strict --pre-push"), "{hook}");
}
