//! Files that are no files, no text, no TOML, or too much of it.

use super::{ADVISORY, INCIDENT, PUBLIC_ADVISORY, PUBLIC_INCIDENT, PrivateRepository};

/// What is done to a file.
#[derive(Clone, Copy, Debug)]
enum Harm {
    Bytes(&'static [u8]),
    Appended(&'static [u8]),
    Huge,
    Nested,
    Link,
    Folder,
    Conflict,
}

use Harm::{Appended, Bytes, Conflict, Folder, Huge, Link, Nested};

impl Harm {
    fn doing(self, desk: &PrivateRepository, path: &str) {
        let whole = desk.repo().join(path);
        match self {
            Bytes(bytes) => desk.write(path, bytes),
            Appended(bytes) => desk.write(path, [desk.read(path).as_bytes(), bytes].concat()),
            Huge => desk.write(path, vec![b'#'; (4 << 20) + 1]),
            Nested => desk.write(path, format!("x = {}", "[".repeat(100_000))),
            Link => {
                std::fs::remove_file(&whole).unwrap();
                std::os::unix::fs::symlink("/etc/passwd", whole).unwrap();
            }
            Folder => {
                std::fs::remove_file(&whole).unwrap();
                std::fs::create_dir(whole).unwrap();
            }
            Conflict => {
                let text = desk.read(path);
                desk.write(path, format!("<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n"));
            }
        }
    }
}

/// The harm, the file, the rule that tells of it, its line and column (0: wherever).
const HARMS: &[(Harm, &str, &str, usize, usize)] = &[
    (Bytes(b""), INCIDENT, "missing-key", 1, 1),
    (Bytes(b"\x00\x01\x02"), INCIDENT, "nul-byte", 1, 1),
    (Bytes(b"[report\n"), INCIDENT, "syntax", 1, 8),
    (Appended(b"\n[[event]]\nnote = \"\xff\"\n"), INCIDENT, "not-utf8", 0, 9),
    (
        Appended(b"\n[[event]]\nat = 2026-03-02T09:00:00\nevent = \"scored\"\n"),
        INCIDENT,
        "instant-without-offset",
        0,
        6,
    ),
    (Appended(b"\n[[event]]\nat = 9999-12-31T23:59:59-12:00\nevent = \"scored\"\n"), INCIDENT, "bad-value", 0, 6),
    (Huge, INCIDENT, "too-large", 1, 1),
    (Nested, INCIDENT, "syntax", 1, 0),
    (Link, INCIDENT, "link-in-portfolio", 1, 1),
    (Folder, INCIDENT, "missing-file", 1, 1),
    (Conflict, INCIDENT, "conflict-marker", 1, 1),
    (Bytes(b""), ADVISORY, "front-matter", 1, 1),
    (Huge, ADVISORY, "too-large", 1, 1),
    (Link, ADVISORY, "link-in-portfolio", 1, 1),
    (Conflict, ADVISORY, "conflict-marker", 1, 1),
    (Bytes(b"\x89PNG\r\n\x1a\n\x00"), "team.toml", "nul-byte", 0, 0),
    (Link, "policy.toml", "link-in-portfolio", 1, 1),
    (Nested, "advisory.toml", "syntax", 1, 0),
];

#[test]
fn each_harm_has_a_finding_with_its_place_and_hides_no_other() {
    for &(harm, path, rule, line, column) in HARMS {
        let desk = PrivateRepository::new();
        desk.change("distributors.toml", "schema = 1", "schema = 1\ngremlin = 1");
        harm.doing(&desk, path);
        let said = desk.run(&["check", "--format", "json"]);
        assert_eq!(said.code, 1, "{harm:?} to {path}: {said:?}");
        let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        let findings = report["findings"].as_array().unwrap();
        let found = findings.iter().find(|f| f["rule"] == rule && f["file"].as_str().unwrap().starts_with(path));
        let found = found.unwrap_or_else(|| panic!("{harm:?} to {path} has no {rule}: {findings:#?}"));
        for (key, expected) in [("line", line), ("column", column)] {
            assert!(expected == 0 || found[key] == expected, "{harm:?} to {path}: {key} of {found:#}");
        }
        assert!(found["help"].as_str().is_some_and(|h| !h.is_empty()), "says what to do: {found:#}");
        assert!(findings.iter().any(|f| f["file"] == "distributors.toml"), "{harm:?} to {path} hides another finding");
        for format in ["human", "sarif", "github"] {
            let said = desk.run(&["check", "--format", format]);
            assert!(said.code == 1 && said.out.contains(rule) && said.out.contains("gremlin"), "{format}: {said:?}");
            assert!(!said.out.contains(|c: char| c.is_control() && c != '\n'), "{format}: {:?}", said.out);
        }
    }
}

/// No panic, no hang, and a file is as it was or one that was told to change.
#[test]
fn no_command_trips_over_any_harm() {
    let commands: &[&[&str]] = &[
        &["status"],
        &["draft", "quiet-otter"],
        &["rehearse", "quiet-otter"],
        &["publish", "quiet-otter", "--by", "ben"],
        &["record", "quiet-otter", "scored", "--by", "ben"],
        &["new", "--summary", "x", "--line", "main", "--handle", "new-wren"],
        &["lead"],
        &["distributors"],
        &["policy", "show"],
    ];
    for &(harm, path, ..) in HARMS.iter().filter(|(_, path, ..)| *path == INCIDENT || *path == ADVISORY) {
        let desk = PrivateRepository::new();
        harm.doing(&desk, path);
        let before = desk.files();
        assert_eq!(desk.build().code, 0, "an embargoed incident breaks no public build: {harm:?} to {path}");
        for command in commands {
            desk.run(command);
        }
        let is_as_it_was = |name: &str| {
            desk.files().into_iter().find(|(n, _)| n == name) == before.iter().find(|(n, _)| n == name).cloned()
        };
        let kept =
            matches!(harm, Bytes(b"") | Appended(b"\n[[event]]\nat = 9999-12-31T23:59:59-12:00\nevent = \"scored\"\n"));
        let readable = kept || matches!(harm, Appended(bytes) if bytes.is_ascii());
        assert!(
            path == ADVISORY || readable || is_as_it_was(INCIDENT),
            "{harm:?}: nothing is added to what can't be read"
        );
        assert!(is_as_it_was(PUBLIC_ADVISORY) && is_as_it_was("policy.toml"));
    }
}

/// What people have read does not go from the site unnoticed because a file of it is gone, or can't be read: it is left
/// out, with an error, and the rest of the site is built.
#[test]
fn an_advisory_that_was_public_does_not_go_from_the_site_unsaid() {
    const FOLDER: &str = "incidents/2026/amber-heron";
    type Loss = fn(&PrivateRepository, &std::path::Path);
    let losses: &[(&str, Loss)] = &[
        ("no advisory.md", |_, folder| std::fs::remove_file(folder.join("advisory.md")).unwrap()),
        ("no title", |desk, _| desk.change(PUBLIC_ADVISORY, "title = ", "# ")),
        ("no id", |desk, _| desk.change(PUBLIC_ADVISORY, "id = ", "# ")),
        ("no incident.toml", |_, folder| std::fs::remove_file(folder.join("incident.toml")).unwrap()),
        ("an empty incident.toml", |desk, _| desk.write(PUBLIC_INCIDENT, "")),
        ("no TOML", |desk, _| desk.write(PUBLIC_INCIDENT, "<<<\n")),
        ("a huge incident.toml", |desk, _| Huge.doing(desk, PUBLIC_INCIDENT)),
        ("a link to incident.toml", |desk, _| Link.doing(desk, PUBLIC_INCIDENT)),
        ("a link to advisory.md", |desk, _| Link.doing(desk, PUBLIC_ADVISORY)),
        ("another name", |_, folder| std::fs::rename(folder, folder.with_file_name("Amber_Heron")).unwrap()),
        ("a link to the folder", |desk, folder| {
            let outside = desk.folder.path().join("outside");
            std::fs::rename(folder, &outside).unwrap();
            std::os::unix::fs::symlink(outside, folder).unwrap();
        }),
    ];
    for (how, lose) in losses {
        let desk = PrivateRepository::new();
        assert_eq!(desk.build().code, 0);
        let before = desk.site();
        assert!(before.iter().any(|(name, _)| name == "LODE-2026-001.html"));
        lose(&desk, &desk.repo().join(FOLDER));
        assert_eq!(desk.run(&["check"]).code, 1, "{how}");
        let said = desk.build();
        let left_out = || desk.site().iter().all(|(name, _)| !name.starts_with("LODE-2026-001"));
        assert!(said.code == 0 && said.out.contains("error[") && left_out(), "{how}: {said:?}");
        assert!(desk.site().iter().any(|(name, _)| name == "index.html"), "{how}");
        let said = desk.run_in_ci(&["build", "--out", desk.out().to_str().unwrap()]);
        assert!(said.code == 0 && !said.all().contains("Amber_Heron") && left_out(), "{how}: {said:?}");
        assert!(said.all().contains("left out of the site"), "{how}: {said:?}");
    }
}

/// The old site stands whenever what all pages are made of is wrong, and whatever is embargoed changes nothing. An
/// advisory that is wrong is left out.
#[test]
fn only_what_is_public_stops_a_build() {
    const BREAKS: &[(&str, &str, i32)] = &[
        (INCIDENT, "[report\n", 0),
        (ADVISORY, "no front matter", 0),
        ("site-templates/announce/notice.email.txt", "{{ nonsense", 0),
        ("incidents/2026/quiet-otter/notes/a.bin", "\0", 0),
        (PUBLIC_ADVISORY, "+++\ntitle = \n+++\n", 0),
        ("site-templates/README.md", "{% for %}", 0),
        ("site-templates/advisory.html", "{}", 1),
        ("site-templates/pages/advisory.html", "{% for %}", 1),
        ("policy.toml", "schema = 1\n", 1),
    ];
    for &(path, text, code) in BREAKS {
        let desk = PrivateRepository::new();
        assert_eq!(desk.build().code, 0);
        let before = desk.site();
        assert!(before.iter().any(|(name, _)| name == "LODE-2026-001.html"));
        desk.write(path, text);
        let said = desk.build();
        assert_eq!(said.code, code, "{path}: {said:?}");
        assert_eq!(desk.site() == before, path != PUBLIC_ADVISORY, "{path}: the old site stands");
        assert!(desk.run(&["check"]).code >= code, "{path}: check tells before a build does");
        assert_eq!(said.out.contains("error["), code == 1 || path == PUBLIC_ADVISORY, "{path}: {said:?}");
    }
}

#[test]
fn byte_order_marks_and_windows_line_ends_outlive_every_edit() {
    for (mark, end) in [("\u{feff}", "\n"), ("", "\r\n"), ("\u{feff}", "\r\n")] {
        let desk = PrivateRepository::new();
        for path in [INCIDENT, ADVISORY] {
            desk.write(path, format!("{mark}{}", desk.read(path).replace('\n', end)));
        }
        let set = ["record", "quiet-otter", "scored", "--by", "ben", "--set", "scope.upgrade-to=1.16.5"];
        for command in [&set[..], &["publish", "quiet-otter", "--by", "ben"]] {
            let said = desk.run(command);
            assert_eq!(said.code, 0, "{command:?} with {mark:?} and {end:?}: {said:?}");
        }
        for path in [INCIDENT, ADVISORY] {
            let text = desk.read(path);
            assert!(text.starts_with(mark) && text.matches('\u{feff}').count() == mark.len() / 3, "{path}: {text:?}");
        }
        assert_eq!(desk.build().code, 0);
        assert!(desk.site().iter().any(|(name, _)| name == "LODE-2026-002.html"), "it is public");
    }
}
