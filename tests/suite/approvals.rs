//! Approvals by way of the program: who approved which content, what has changed since, and how to approve again.

use advisory::incident::Content;
use advisory::names::Digest;
use advisory::parse;
use advisory::source::FilePath;

use crate::support::{self, Repository, Run, Stamp, program, run};

const NOW: &str = "2027-03-05T12:00:00Z";
const INCIDENT: &str = "incidents/2027/calm-otter/incident.toml";
const ADVISORY: &str = "incidents/2027/calm-otter/advisory.md";

const POLICY: &str = "schema = 1\nid = \"own\"\nrevision = \"1\"\neffective = 2020-01-01T00:00:00Z\n[[role]]\nid = \"lead\"\n[[role]]\nid = \"desk\"\n[[channel]]\nid = \"public\"\nkind = \"issue\"\nto = [\"lodestore/lodestore\"]\nexposure = \"public\"\nfields = [\"existence\", \"release-estimate\", \"mitigations\"]\n[[step]]\nid = \"notice\"\nrole = \"lead\"\nevent = \"notice-published\"\nto = [\"public\"]\ntemplate = \"notice\"\n[embargo]\nallowed = true\n[publication]\napprovals = { role = \"lead\", count = 1 }\n";

const TEXT: &str = "+++\nid = \"LODE-2027-001\"\ntitle = \"A flaw\"\n[[revision]]\nat = 2027-03-01T00:00:00Z\ntext = \"First publication.\"\n+++\n\n## Summary\n\nIt lets anybody in.\n";

/// A repository with one incident under embargo, which is committed.
fn repository(policy: &str, until: &str) -> Repository {
    let repository = Repository::new();
    repository.write("advisory.toml", crate::support::project("2027-12-31"));
    repository.write("policy.toml", policy);
    repository.write(".gitignore", "/out/\n");
    repository.write(
        "team.toml",
        "schema = 1\n[[member]]\nid = \"ada\"\nname = \"Ada\"\nroles = [\"lead\"]\n[[member]]\nid = \"ben\"\nname = \"Ben\"\nroles = [\"desk\"]\n",
    );
    repository.write(
        INCIDENT,
        format!(
            "[report]\ndisclosure = \"private\"\n[notice]\nrelease-estimate = 2027-04-01T00:00:00Z\nmitigations = \"Turn restores off.\"\n[embargo]\nuntil = {until}\n[[event]]\nat = 2027-02-20T00:00:00Z\nevent = \"reported\"\n"
        ),
    );
    repository.write(ADVISORY, TEXT.replace("2027-03-01T00:00:00Z", until));
    commit(&repository);
    repository
}

fn commit(repository: &Repository) {
    repository.commit_by(Stamp::named("Ada", "2027-02-21T00:00:00Z"));
}

fn at(repository: &Repository, now: &str, arguments: &[&str]) -> Run {
    run(program(repository.path()).args(["--now", now]).args(arguments))
}

#[test]
fn status_and_rehearse_show_what_changed_since_an_approval_and_a_public_log_shows_nothing_of_it() {
    let repository = repository(POLICY, "2027-04-01T00:00:00Z");
    at(&repository, NOW, &["publish", "calm-otter", "--by", "ada"]).ok();
    commit(&repository);
    let fine = at(&repository, NOW, &["status", "calm-otter"]).ok();
    assert!(fine.contains("ada") && fine.contains("covers the present content"), "{fine}");

    repository.edit(ADVISORY, "It lets anybody in.", "It lets mallory in.");
    for arguments in [["status", "calm-otter"], ["rehearse", "calm-otter"], ["check", "-v"]] {
        let said = at(&repository, NOW, &arguments).all();
        assert!(
            said.contains("-It lets anybody in.") && said.contains("+It lets mallory in."),
            "{arguments:?}: {said}"
        );
    }
    for command in ["status", "rehearse"] {
        let json = at(&repository, NOW, &[command, "calm-otter", "--format", "json"]).json();
        let approval = &json["approvals"][0];
        assert_eq!(approval["of"], "publication");
        assert_eq!(approval["by"], serde_json::json!(["ada"]));
        assert_eq!(approval["covers"], "other");
        assert!(approval["difference"].as_str().unwrap().contains("+It lets mallory in."), "{approval}");
    }
    for format in ["human", "json"] {
        let log = run(program(repository.path()).env("CI", "1").args([
            "--now",
            NOW,
            "--format",
            format,
            "status",
            "calm-otter",
        ]))
        .all();
        assert!(!log.contains("mallory") && !log.contains("anybody") && !log.contains("covers"), "{log}");
    }

    at(&repository, NOW, &["publish", "calm-otter", "--by", "ada"]).ok();
    let again = at(&repository, NOW, &["status", "calm-otter", "--format", "json"]).json();
    assert_eq!(again["approvals"][1]["covers"], "present");
}

/// An approval of other content takes the place of those before.
#[test]
fn a_return_to_content_that_was_approved_before_needs_another_approval() {
    let repository = repository(POLICY, "2027-03-06T00:00:00Z");
    let publish = |now: &str| at(&repository, now, &["publish", "calm-otter", "--by", "ada"]).ok();
    let is_public = || {
        let out = repository.path().join("out");
        at(&repository, "2027-03-20T00:00:00Z", &["build", "--out", out.to_str().unwrap()]).ok();
        out.join("site/LODE-2027-001.html").exists()
    };
    let is_outdated = || at(&repository, "2027-03-05T18:00:00Z", &["check"]).out.contains("error[approval-outdated]");
    publish("2027-03-05T12:00:00Z");
    commit(&repository);
    repository.edit(ADVISORY, "It lets anybody in.", "It lets users in.");
    publish("2027-03-05T13:00:00Z");
    commit(&repository);
    assert!(!is_outdated() && is_public());
    repository.edit(ADVISORY, "It lets users in.", "It lets anybody in.");
    assert!(is_outdated() && !is_public());
    let covers = || {
        let status = at(&repository, "2027-03-05T18:00:00Z", &["status", "calm-otter", "--format", "json"]).json();
        let approvals = status["approvals"].as_array().unwrap().clone();
        approvals.iter().map(|approval| approval["covers"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(covers(), ["replaced", "other"]);
    publish("2027-03-05T14:00:00Z");
    assert_eq!(covers(), ["present", "other", "present"]);
    assert!(!is_outdated() && is_public());
}

/// Where lines break and which signs stand for the same markup is no content. Approvals from before
/// that was so have the digest of the text as it is written, and count for that text.
#[test]
fn the_layout_of_a_text_takes_no_approval_and_earlier_digests_count() {
    let repository = repository(POLICY, "2027-04-01T00:00:00Z");
    let outdated = |repository: &Repository| at(repository, NOW, &["check"]).all().contains("approval-outdated");
    let layouts = [
        ("It lets anybody in.", "It lets\nanybody\nin."),
        ("## Summary\n\nIt", "Summary\n---\n\n\nIt"),
        ("anybody", "any&#98;ody"),
    ];
    let contents = [
        ("It lets anybody in.", "It lets\n\nanybody in."),
        ("It lets anybody in.", "It lets *anybody* in."),
        ("It lets anybody in.", "It lets  \nanybody in."),
        ("It lets anybody in.", "It lets anybody in.\n\n[x]: https://evil.example"),
    ];
    at(&repository, NOW, &["publish", "calm-otter", "--by", "ada"]).ok();
    commit(&repository);
    let written = repository.read(ADVISORY);
    for (edits, is_other) in [(&layouts[..], false), (&contents, true)] {
        for (from, to) in edits {
            repository.edit(ADVISORY, from, to);
            assert_eq!(outdated(&repository), is_other, "{to}");
            let said = at(&repository, "2027-04-02T00:00:00Z", &["build", "--out", "out"]).all();
            assert_eq!(said.contains("1 advisory,"), !is_other, "{to}: {said}");
            repository.write(ADVISORY, &written);
        }
    }
    // The digest of the text as it is written.
    let facts = repository.read(INCIDENT);
    let (now, then) = (present(&repository), Digest::of(content(&repository).as_str()));
    assert_ne!(now, then);
    repository.write(INCIDENT, facts.replace(now.as_str(), then.as_str()));
    assert!(!outdated(&repository));
    assert!(at(&repository, NOW, &["status", "calm-otter"]).ok().contains("covers the present content"));
    repository.edit(ADVISORY, "It lets anybody in.", "It lets\nanybody in.");
    assert!(outdated(&repository));
    repository.write(ADVISORY, &written);
    // Another approval beside it has the same digest, so the two add up also once the content is another one.
    repository.edit("policy.toml", "count = 1", "count = 2");
    repository.edit("team.toml", "roles = [\"desk\"]", "roles = [\"lead\"]");
    commit(&repository);
    at(&repository, NOW, &["publish", "calm-otter", "--by", "ben"]).ok();
    assert_eq!(repository.read(INCIDENT).matches(then.as_str()).count(), 2);
    let said = at(&repository, "2027-04-02T00:00:00Z", &["build", "--out", "out"]).all();
    assert!(said.contains("1 advisory,"), "{said}");
}

#[test]
fn mitigations_are_approved_by_a_command_and_again_when_they_change() {
    let repository = repository(POLICY, "2027-04-01T00:00:00Z");
    let publish = |by: &str| at(&repository, NOW, &["publish", "calm-otter", "--mitigations", "--by", by]);
    let draft = || {
        let said = at(&repository, NOW, &["draft", "calm-otter", "notice"]).ok();
        // The warning that they are left out quotes them.
        said.lines().filter(|line| !line.contains("mitigations = ")).collect::<String>()
    };
    assert!(!draft().contains("Turn restores off"));
    let refused = publish("ben");
    assert_eq!(refused.code, 2, "{}", refused.all());
    assert!(refused.err.contains("`ben` may not approve mitigations"), "{}", refused.err);
    publish("ada").ok();
    commit(&repository);
    assert!(draft().contains("Turn restores off"));
    assert!(publish("ada").err.contains("already"));

    repository.edit(INCIDENT, "Turn restores off.", "Run this script.");
    assert!(!draft().contains("Run this script"));
    let said = at(&repository, NOW, &["check", "-v"]).all();
    assert!(said.contains("mitigations-changed") && said.contains("publish calm-otter --mitigations"), "{said}");
    assert!(said.contains("-Turn restores off.") && said.contains("+Run this script."), "{said}");
    let status = at(&repository, NOW, &["status", "calm-otter", "--format", "json"]).json();
    assert_eq!(status["approvals"][0]["of"], "mitigations");
    assert_eq!(status["approvals"][0]["covers"], "other");
    publish("ada").ok();
    assert!(draft().contains("Run this script"));
}

#[test]
fn a_correction_takes_an_approval_of_its_content() {
    let asking = format!("{POLICY}revisions = {{ role = \"desk\", count = 1 }}\n");
    for (policy, right, wrong) in [(POLICY, "ada", "ben"), (asking.as_str(), "ben", "mallory")] {
        let repository = repository(policy, "2027-03-01T00:00:00Z");
        at(&repository, "2027-02-25T00:00:00Z", &["publish", "calm-otter", "--by", "ada"]).ok();
        commit(&repository);
        let site = || at(&repository, NOW, &["build", "--out", "out"]);
        let page = || std::fs::read_to_string(repository.path().join("out/site/LODE-2027-001.html")).unwrap();
        site().ok();
        repository.edit(ADVISORY, "It lets anybody in.", "It lets everybody in.");
        repository.edit(
            ADVISORY,
            "+++\n\n## Summary",
            "[[revision]]\nat = 2027-03-04T00:00:00Z\ntext = \"Say who.\"\n+++\n\n## Summary",
        );
        commit(&repository);
        let checked = at(&repository, NOW, &["check", "-v"]).all();
        assert!(checked.contains("correction-unapproved"), "{checked}");
        assert!(checked.contains("+It lets everybody in."), "{checked}");
        let told = site();
        assert!(told.code == 0 && told.out.contains("correction-unapproved"), "{told:?}");
        assert!(!repository.path().join("out/site/LODE-2027-001.html").exists(), "it is left out until then");
        assert_eq!(at(&repository, NOW, &["publish", "calm-otter", "--by", wrong]).code, 2);
        at(&repository, NOW, &["publish", "calm-otter", "--by", right]).ok();
        site().ok();
        let page = page();
        assert!(page.contains("It lets everybody in.") && page.contains("2027-03-01"), "{page}");
        let checked = at(&repository, NOW, &["check", "-v"]).all();
        assert!(!checked.contains("approval-without-right") && !checked.contains("correction-unapproved"), "{checked}");
    }
}

/// The digest of the present content.
fn present(repository: &Repository) -> Digest {
    content(repository).digest()
}

fn content(repository: &Repository) -> Content {
    let files = [INCIDENT, ADVISORY].map(|path| (FilePath::new(path), repository.read(path)));
    let read = parse::incident_files(files.each_ref().map(|(path, text)| (path, text.as_bytes()))).unwrap();
    Content::of(&read).unwrap()
}

/// A revision with any date is a line for readers. It opens no gate for what nobody approved: neither at its own date
/// nor later, and neither does the word of somebody who approves corrections, while there is nothing to correct.
#[test]
fn a_revision_makes_no_unapproved_text_public_whatever_its_date() {
    let asking = format!("{POLICY}revisions = {{ role = \"desk\", count = 1 }}\n");
    for policy in [POLICY, asking.as_str()] {
        for revised in ["2027-02-28T23:59:59Z", "2027-03-01T00:00:00Z", "2027-03-01T00:00:01Z", "2027-03-03T00:00:00Z"]
        {
            let repository = repository(policy, "2027-03-01T00:00:00Z");
            at(&repository, "2027-02-25T00:00:00Z", &["publish", "calm-otter", "--by", "ada"]).ok();
            commit(&repository);
            repository.edit(ADVISORY, "It lets anybody in.", "It lets everybody in.");
            let revision = format!("[[revision]]\nat = {revised}\ntext = \"Say who.\"\n+++\n\n## Summary");
            repository.edit(ADVISORY, "+++\n\n## Summary", &revision);
            let status = at(&repository, NOW, &["status", "calm-otter", "--format", "json"]).json();
            assert_eq!(status["approvals"][0]["covers"], "other");
            at(&repository, NOW, &["build", "--out", "out"]).ok();
            let page = repository.path().join("out/site/LODE-2027-001.html");
            assert!(!page.exists(), "{policy} {revised}");
            if policy == asking {
                // The desk approves it before there is anything to correct.
                let covers = present(&repository);
                let approval = format!(
                    "\n[[event]]\nat = 2027-02-26T00:00:00Z\nevent = \"approved\"\nby = \"ben\"\ncovers = \"{covers}\"\n"
                );
                repository.append(INCIDENT, &approval);
                at(&repository, NOW, &["build", "--out", "out"]).ok();
                assert!(!page.exists(), "{revised}: approved too early");
                repository.edit(INCIDENT, "at = 2027-02-26T00:00:00Z", "at = 2027-03-04T00:00:00Z");
                let built = at(&repository, NOW, &["build", "--out", "out", "--fail-incomplete"]);
                assert_eq!(built.code, if page.exists() { 0 } else { 3 }, "{built:?}");
                assert_eq!(page.exists(), revised > "2027-03-01T00:00:00Z", "{revised}: approved since");
            }
        }
    }
}

const FIX: &str = "[fix]\nrepository = \"https://git.example.org/private\"\nthread = \"https://lists.example.org/1\"\npull-requests = [\"https://git.example.org/pull/1\"]\nbase = \"00ffee0\"\nintroduced = [\"0bad000\"]\ncommits = [{ id = \"0a1b2c3d\", line = \"main\", author = \"ben\", approved-by = [\"ada\"] }]\n";

const FULL: &str = "+++\nid = \"LODE-2027-001\"\ntitle = \"A flaw in restores\"\ncve = [\"CVE-2027-10001\"]\naliases = [\"GHSA-aaaa-bbbb-cccc\"]\nrelated = [\"CVE-2026-10002\"]\ncwe = [\"CWE-22\"]\n[[cvss]]\nvector = \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"\n[[affected]]\nline = \"1.16\"\nintroduced = \"1.16.1\"\nfixed = \"1.16.4\"\n[[credit]]\nname = \"Rin Example\"\nurl = \"https://rin.example.org/\"\n[[reference]]\nurl = \"https://example.org/more\"\n[[timeline]]\nat = 2027-02-20T00:00:00Z\ntext = \"The report came in.\"\n[[revision]]\nat = 2027-03-01T00:00:00Z\ntext = \"First publication.\"\n+++\n\n## Summary\n\nIt lets anybody in.\n";

/// What it covers is what becomes public. The fix is looked at where it is: `verify` holds its commits against the
/// product's repository.
#[test]
fn an_approval_covers_where_an_advisory_was_imported_from() {
    let repository = repository(POLICY, "2027-03-01T00:00:00Z");
    let imported = "[imported]\nfrom = \"osv\"\nid = \"X-1\"\npublished = 2027-02-01T00:00:00Z\nseverity = \"high\"\n";
    repository.edit(INCIDENT, "[notice]", &format!("{imported}[notice]"));
    at(&repository, "2027-02-25T00:00:00Z", &["publish", "calm-otter", "--by", "ada", "--anyway"]).ok();
    let covers = || {
        let status = at(&repository, NOW, &["status", "calm-otter", "--format", "json"]).json();
        status["approvals"][0]["covers"].as_str().unwrap().to_owned()
    };
    assert_eq!(covers(), "present");
    for (from, to) in [("X-1", "X-2"), ("2027-02-01", "2027-02-02"), ("\"high\"", "\"low\""), ("\"osv\"", "\"csaf\"")] {
        repository.edit(INCIDENT, from, to);
        assert_eq!(covers(), "other", "{to}");
        repository.edit(INCIDENT, to, from);
    }
    assert_eq!(covers(), "present");
}

#[test]
fn an_approval_covers_each_value_of_the_advisory_and_nothing_of_the_fix() {
    let repository = repository(POLICY, "2027-03-01T00:00:00Z");
    repository.edit(INCIDENT, "[notice]", &format!("{FIX}[notice]"));
    repository.write(ADVISORY, FULL);
    at(&repository, "2027-02-25T00:00:00Z", &["publish", "calm-otter", "--by", "ada"]).ok();
    commit(&repository);
    let build = || at(&repository, NOW, &["build", "--out", "out"]);
    let site = || support::files(&repository.path().join("out/site"));
    let covers = || {
        let status = at(&repository, NOW, &["status", "calm-otter", "--format", "json"]).json();
        status["approvals"][0]["covers"].as_str().unwrap().to_owned()
    };
    build().ok();
    let public = site();
    assert!(public.iter().any(|(path, _)| path == "LODE-2027-001.html"));
    for (from, to) in [
        ("0a1b2c3d", "4d5e6f70"),
        ("approved-by = [\"ada\"]", "approved-by = [\"ben\"]"),
        ("author = \"ben\"", "author = \"ada\""),
        ("00ffee0", "00ffee1"),
        ("0bad000", "0bad001"),
        ("/pull/1", "/pull/2"),
        ("/private", "/other"),
        ("lists.example.org/1", "lists.example.org/2"),
    ] {
        repository.edit(INCIDENT, from, to);
        assert_eq!(covers(), "present", "{to}");
        build().ok();
        assert!(site() == public, "{to} is in the site");
        repository.edit(INCIDENT, to, from);
    }
    for (from, to) in [
        ("LODE-2027-001", "LODE-2027-002"),
        ("A flaw in restores", "A flaw in exports"),
        ("CVE-2027-10001", "CVE-2027-10003"),
        ("GHSA-aaaa", "GHSA-dddd"),
        ("CVE-2026-10002", "CVE-2026-10004"),
        ("CWE-22", "CWE-78"),
        ("C:H/I:H/A:H", "C:N/I:N/A:L"),
        ("line = \"1.16\"", "line = \"1.15\""),
        ("introduced = \"1.16.1\"", "introduced = \"1.16.2\""),
        ("fixed = \"1.16.4\"", "fixed = \"1.16.3\""),
        ("Rin Example", "Nor Example"),
        ("rin.example.org", "nor.example.org"),
        ("example.org/more", "example.org/less"),
        ("2027-02-20T", "2027-02-21T"),
        ("The report came in.", "The report went in."),
        ("First publication.", "Second publication."),
        ("It lets anybody in.", "It lets nobody in."),
    ] {
        repository.edit(ADVISORY, from, to);
        assert_eq!(covers(), "other", "{to}");
        let built = build();
        assert!(built.code == 0 && built.out.contains("error["), "{to}: {built:?}");
        assert!(site().iter().all(|(path, _)| path != "LODE-2027-001.html"), "{to}: it is left out");
        repository.edit(ADVISORY, to, from);
    }
    assert_eq!(covers(), "present");
}
