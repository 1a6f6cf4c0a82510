//! A log that others may read: `CI` is set and `--reveal` is not.

use super::{ADVISORY, INCIDENT, PUBLIC_ADVISORY, PUBLIC_INCIDENT, PrivateRepository};

/// What only the private files of the sample hold.
const SECRETS: &[&str] =
    &["anzibar", "Quokkaford", "quokka@", "8086417", "feed8086", "wombat@", "8086460", "QUOKKA-2026-002"];

/// The sample, with words for its secrets that nothing else here has.
fn desk() -> PrivateRepository {
    const WORDS: &[(&str, &str)] = &[
        ("snapshot", "zanzibar"),
        ("Snapshot", "Zanzibar"),
        ("Whitlock", "Quokkaford"),
        ("dana@", "quokka@"),
        ("4711", "8086417"),
        ("4d5e6f70", "feed8086"),
        ("eli@", "wombat@"),
        ("4600", "8086460"),
        ("LODE-2026", "QUOKKA-2026"),
        ("id-prefix = \"LODE\"", "id-prefix = \"QUOKKA\""),
    ];
    let desk = PrivateRepository::new();
    for path in [INCIDENT, ADVISORY, PUBLIC_INCIDENT, PUBLIC_ADVISORY, "advisory.toml"] {
        let text = WORDS.iter().fold(desk.read(path), |text, (from, to)| text.replace(from, to));
        desk.write(path, text);
    }
    desk
}

/// What may go wrong in an incident: the texts of the findings quote it.
const SLIPS: &[(&str, &str, &str)] = &[
    (INCIDENT, "[report]", "[report]\nzanzibar-name = \"Quokkaford\""),
    (INCIDENT, "event = \"lead-named\"", "event = \"zanzibar-leaked\""),
    (INCIDENT, "[report]", "[[waiver]]\nwaiver = \"zanzibar\"\nsteps = [\"zanzibar\"]\n[report]"),
    (INCIDENT, "[report]", "[[decision]]\nstep = \"zanzibar\"\ntake = true\n[report]"),
    (INCIDENT, "fix-lead = \"ben\"", "fix-lead = \"zanzibar\"\nzanzibar = \"ben\""),
    (INCIDENT, "policy = \"2026-01-01\"", "policy = \"zanzibar\""),
    (INCIDENT, "lines = [\"main\", \"1.16\"]", "lines = [\"zanzibar\"]"),
    (INCIDENT, "[fix]", "[fix\nzanzibar"),
    (ADVISORY, "cwe = [\"CWE-22\"]", "cwe = [\"zanzibar\"]"),
    (ADVISORY, "## Summary", "<b>Quokkaford</b>\n\n[x](zanzibar)\n\n## Summary"),
    (ADVISORY, "+++\n", "+++\nid = \"QUOKKA-2026-002\"\n"),
    (PUBLIC_INCIDENT, "[report]", "[report]\nzanzibar-name = \"wombat@\""),
];

#[test]
fn no_command_prints_what_somebody_wrote_about_an_embargoed_incident() {
    let commands: &[&[&str]] = &[
        &["check"],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["check", "--format", "github"],
        &["status"],
        &["status", "quiet-otter"],
        &["status", "quiet-otter", "--format", "json"],
        &["status", "--format", "github"],
        &["lead"],
        &["distributors"],
        &["draft", "quiet-otter"],
        &["draft", "quiet-otter", "distributors"],
        &["draft", "quiet-otter", "announce", "--out", "../drafts"],
        &["rehearse", "quiet-otter"],
        &["build", "--out", "../out"],
        &["new", "--summary", "another zanzibar", "--line", "main", "--reporter", "Quokkaford", "--handle", "new-wren"],
        &["new", "--summary", "another\nzanzibar", "--line", "main", "--handle", "new-wren"],
        &["record", "quiet-otter", "scored", "--by", "ben", "--note", "of the zanzibar"],
        &["record", "quiet-otter", "scored", "--by", "ben", "--set", "report.url=zanzibar"],
        &["publish", "quiet-otter", "--by", "ben", "--dry-run"],
        &["publish", "quiet-otter", "--by", "ben", "--until", "2026-12-01T00:00:00Z", "--out", "../drafts"],
    ];
    let none = [(INCIDENT, "[report]", "[report]")];
    for &(path, from, to) in none.iter().chain(SLIPS) {
        let desk = desk();
        desk.change(path, from, to);
        for command in commands {
            let said = desk.run_in_ci(command);
            for secret in SECRETS {
                assert!(!said.all().contains(secret), "{command:?} with {to:?} says {secret}: {said:?}");
            }
        }
    }
}

/// A folder may be named by its title, and a file by what is in it.
#[test]
fn a_name_that_is_no_handle_is_not_printed_in_a_log() {
    let desk = PrivateRepository::new();
    for path in [
        "incidents/2026/Zanzibar Bypass/incident.toml",
        "incidents/2026/zanzibar.txt",
        "incidents/2026/zanzibar",
        "incidents/zanzibar.md",
        "incidents/zanzibar/new-wren/incident.toml",
        "incidents/2026/quiet-otter/zanzibar.txt",
        "incidents/2026/amber-heron/zanzibar/advisory.md",
    ] {
        desk.write(path, "[zanzibar");
    }
    std::os::unix::fs::symlink("zanzibar", desk.repo().join("incidents/2026/zanzibar-link")).unwrap();
    std::os::unix::fs::symlink("x", desk.repo().join("incidents/2026/amber-heron/zanzibar/advisory.md.md")).unwrap();
    for command in [
        &["check"][..],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["check", "--format", "github"],
        &["status"],
        &["build", "--out", "../out"],
        &["status", "wren"],
    ] {
        let said = desk.run_in_ci(command);
        assert!(!said.all().to_lowercase().contains("zanzibar"), "{command:?}: {said:?}");
    }
    let said = desk.run_in_ci(&["check", "--format", "json"]);
    let found = super::folders::found(&said);
    for (rule, place) in [
        ("bad-folder-name", "incidents/2026"),
        ("bad-folder-name", "incidents"),
        ("stray-file", "incidents/2026"),
        ("stray-file", "incidents"),
        ("stray-file", "incidents/2026/quiet-otter"),
        ("link-in-portfolio", "incidents/2026"),
    ] {
        assert!(found.contains(&(rule.to_owned(), place.to_owned())), "{rule} at {place}: {found:?}");
    }
    assert!(desk.run(&["check"]).out.contains("Zanzibar Bypass"), "on a machine of one's own all is said");
}

#[test]
fn findings_keep_their_rule_and_handle_and_the_exit_status() {
    let desk = desk();
    desk.change(INCIDENT, "[report]", "[report]\nzanzibar-name = \"Quokkaford\"");
    let [open, closed] = [desk.run(&["check"]), desk.run_in_ci(&["check"])];
    assert!(open.out.contains("zanzibar-name") && open.code == 1);
    assert!(closed.out.contains("unknown-key") && closed.out.contains("quiet-otter") && closed.code == 1);
    assert_eq!(desk.run_in_ci(&["check", "--reveal"]), open, "unless asked to");
}

#[test]
fn what_is_private_through_and_through_is_not_printed_unless_asked_for() {
    let desk = desk();
    for (command, shown) in [
        (&["draft", "quiet-otter", "distributors", "--now", "2026-03-05T09:00:00Z"][..], "Zanzibar"),
        (&["rehearse", "quiet-otter"], "QUOKKA-2026-002"),
    ] {
        let closed = desk.run_in_ci(command);
        assert!(closed.code == 2 && closed.out.is_empty() && closed.err.contains("--reveal"), "{closed:?}");
        let open = desk.run(command);
        assert!(open.code == 0 && open.out.contains(shown), "{open:?}");
        assert_eq!(desk.run_in_ci(&[command, &["--reveal"]].concat()), open);
    }
    let said = desk.run_in_ci(&[
        "draft",
        "quiet-otter",
        "distributors",
        "--out",
        "../drafts",
        "--now",
        "2026-03-05T09:00:00Z",
    ]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(
        crate::support::files(&desk.folder.path().join("drafts"))
            .iter()
            .any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("Zanzibar"))
    );
}

/// The page that a public advisory has is not a secret of its log.
#[test]
fn the_public_file_of_a_public_incident_is_shown() {
    let desk = desk();
    desk.change(PUBLIC_ADVISORY, "## Summary", "<b>loud</b>\n\n## Summary");
    assert!(desk.run_in_ci(&["check"]).out.contains("loud"));
}
