//! Where commands read and write.

use super::PrivateRepository;

/// Output never lands among the portfolio's files, in a stranger's folder, or in only one of two places.
#[test]
fn what_may_not_be_written_is_refused_before_anything_is() {
    let desk = PrivateRepository::new();
    let beside = |name: &str| desk.folder.path().join(name).to_str().unwrap().to_owned();
    for path in ["foreign/site/x", "drafts/announcements/x", "file", "linked/target/x"] {
        crate::support::write(desk.folder.path(), path, "mine");
    }
    std::os::unix::fs::symlink("target", desk.folder.path().join("linked/site")).unwrap();
    let before = crate::support::files(desk.folder.path());
    let refused = ["incidents", "incidents/2026/../2026/x", "policies", "site-templates/new"].map(str::to_owned);
    let taken = ["foreign", "drafts", "file", "linked"].map(beside);
    for out in refused.iter().chain(&taken) {
        let said = desk.run(&["build", "--out", out]);
        assert_eq!(said.code, 2, "{out}: {said:?}");
        assert!(said.err.contains("help: "), "{out}: {said:?}");
        assert!(crate::support::files(desk.folder.path()) == before, "{out}");
    }
    for command in [
        &["status", "--ics", "advisory.toml"][..],
        &["status", "--ics", "incidents/2026/x.ics"],
        &["draft", "quiet-otter", "announce", "--out", "incidents"],
        &["publish", "quiet-otter", "--by", "ben", "--out", "policies"],
    ] {
        let said = desk.run(command);
        assert_eq!(said.code, 2, "{command:?}: {said:?}");
        assert!(crate::support::files(desk.folder.path()) == before, "{command:?}");
    }
}

#[test]
fn a_build_beside_the_portfolio_changes_none_of_its_files() {
    for out in [".", "build", "./build/../build"] {
        let desk = PrivateRepository::new();
        let before = desk.files();
        let said = desk.run(&["build", "--out", out]);
        assert_eq!(said.code, 0, "{out}: {said:?}");
        let after = desk.files();
        assert!(before.iter().all(|file| after.contains(file)), "{out}");
        assert_eq!(desk.run(&["check"]).code, 0, "the output is no part of the portfolio");
    }
}

#[test]
fn a_repository_is_found_from_any_folder_in_it_and_from_any_revision() {
    let desk = PrivateRepository::new();
    desk.commit();
    let whole = desk.run(&["check"]);
    let inside = desk.repo().join("incidents/2026/quiet-otter");
    assert_eq!(desk.run_in(&inside, &[], &["check"]), whole);
    assert_eq!(desk.run(&["-C", "incidents", "check"]), whole);
    assert_eq!(desk.run(&["-C", "incidents", "--rev", "HEAD", "check"]), whole);
    desk.git(&["checkout", "--quiet", "--detach"]);
    assert_eq!(desk.run(&["--rev", "HEAD", "check"]), whole);
    desk.git(&["clone", "--quiet", "--bare", ".", "../bare.git"]);
    assert_eq!(desk.run(&["-C", "../bare.git", "--rev", "HEAD", "check"]), whole);
    assert_eq!(desk.run(&["-C", "../bare.git", "check"]).code, 1, "a bare repository has no work tree");
    let said = desk.run_in(&inside, &[], &["record", "quiet-otter", "scored", "--by", "ben"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(desk.read(super::INCIDENT).contains("event = \"scored\""));
    assert!(!inside.join("incidents").exists());
}
