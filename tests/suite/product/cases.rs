//! Ways of a fix that generated histories don't take.

use advisory::product::{Fix, How, Presence, Product, ProductError, RevertedHow};

use super::{Repository, id, presence, standing, trace};
use crate::support::write;

fn how(presence: Presence) -> How {
    match presence {
        Presence::Present(carrier) => carrier.how,
        other => panic!("{other:?}"),
    }
}

/// Three commits of a fix on `main`, of which the second and third touch one file.
fn three(repository: &Repository) -> Vec<String> {
    repository.git(&["branch", "release"]);
    vec![
        repository.commit("a", "one\n", "Fix, part 1"),
        repository.commit("b", "two\n", "Fix, part 2"),
        repository.commit("b", "two\nthree\n", "Fix, part 3"),
    ]
}

fn refs(ids: &[String]) -> Vec<&str> {
    ids.iter().map(String::as_str).collect()
}

#[test]
fn a_squash_of_the_whole_fix_is_known_by_its_patch() {
    let repository = Repository::new();
    let fix = three(&repository);
    repository.switch("release");
    repository.commit("other", "x\n", "Other");
    repository.git(&["merge", "-q", "--squash", "main"]);
    repository.git(&["commit", "-q", "-m", "All at once"]);
    let squashed = standing(&repository, &refs(&fix), "release");
    assert!(squashed.is_present());
    assert!(squashed.commits.into_iter().all(|(_, p)| how(p) == How::Squashed));
    // The same by range, and not by a part of it.
    let product = repository.open();
    let tip = product.branch("release").unwrap().tip.commit;
    let of = |fix: &Fix| trace(&product, fix).standing(tip).unwrap().is_present();
    let base = id(&product, &repository.git(&["rev-parse", "main~3"]));
    let whole = Fix::range(&product, base, id(&product, &fix[2])).unwrap();
    assert_eq!(whole.commits().map(|c| c.to_string()).collect::<Vec<_>>(), fix);
    assert!(of(&whole));
    assert!(!of(&Fix::range(&product, base, id(&product, &fix[1])).unwrap()));
    // What takes the squash back takes all of it back.
    repository.git(&["revert", "--no-edit", "HEAD"]);
    let reverted = standing(&repository, &refs(&fix), "release");
    assert!(reverted.commits.iter().all(|(_, p)| matches!(p, Presence::Reverted { .. })), "{reverted:?}");
}

#[test]
fn a_fix_is_present_when_each_of_its_commits_is() {
    let repository = Repository::new();
    let fix = three(&repository);
    repository.switch("release");
    repository.git(&["cherry-pick", "-x", &fix[0]]);
    repository.git(&["tag", "v1.1"]);
    repository.git(&["cherry-pick", &fix[1]]);
    repository.git(&["cherry-pick", "-x", &fix[2]]);
    repository.git(&["tag", "v1.2"]);
    repository.git(&["tag", "v1.3-rc"]);
    repository.commit("c", "x\n", "More");
    repository.git(&["tag", "v1.3"]);
    assert!(!standing(&repository, &refs(&fix), "v1.1").is_present());
    assert!(standing(&repository, &refs(&fix), "v1.2").is_present());
    let product = repository.open();
    let ids: Vec<_> = fix.iter().map(|commit| id(&product, commit)).collect();
    let trace = trace(&product, &Fix::new(&product, &ids).unwrap());
    let release = product.branch("release").unwrap().tip.commit;
    let names = |wanted: fn(&str) -> bool| -> Vec<String> {
        trace.first_tags(release, wanted).unwrap().into_iter().map(|tag| tag.name).collect()
    };
    assert_eq!(names(|_| true), ["v1.2", "v1.3-rc"]);
    assert_eq!(names(|name| name == "v1.3"), ["v1.3"]);
    assert_eq!(names(|name| name == "v1.1"), Vec::<String>::new());
    let v1_1 = product.tags()[0].commit;
    assert_eq!(trace.lacking(v1_1).unwrap(), ids[1..]);
    assert_eq!(trace.lacking(release).unwrap(), []);
    // Nothing is present of nothing.
    assert!(!self::trace(&product, &Fix::new(&product, &[]).unwrap()).standing(release).unwrap().is_present());
}

#[test]
fn a_private_fix_is_known_by_its_patch_or_by_its_id() {
    let (public, private) = (Repository::new(), Repository::new());
    private.git(&["commit", "-q", "--allow-empty", "-m", "Private"]);
    let fix = private.commit("a", "fixed\n", "Fix, in private");
    public.commit("other", "x\n", "Other");
    public.git(&["branch", "without"]);
    public.commit("a", "fixed\n", "A harmless subject");
    public.git(&["branch", "by-id", "without"]);
    public.switch("by-id");
    public.commit("a", "fixed otherwise\n", &format!("Adapted\n\n(cherry picked from commit {})", &fix[..12]));
    let (product, origin) = (public.open(), private.open());
    let fix = Fix::new(&origin, &[id(&origin, &fix)]).unwrap();
    let trace = trace(&product, &fix);
    let at = |name: &str| trace.standing(product.branch(name).unwrap().tip.commit).unwrap().commits.remove(0).1;
    assert!(matches!(how(at("main")), How::SamePatch { .. }));
    assert!(matches!(how(at("by-id")), How::Picked { same_patch: false, .. }));
    assert_eq!(at("without"), Presence::Absent);
}

#[test]
fn a_backport_by_hand_counts_when_it_is_named_and_all_of_it_is_there() {
    let repository = Repository::new();
    let fix = repository.commit("a", "fixed\n", "Fix");
    repository.git(&["checkout", "-q", "-b", "release", "main~1"]);
    let one = repository.commit("b", "half of it\n", "Backport, first half");
    repository.git(&["tag", "half"]);
    let two = repository.commit("b", "all of it\n", "Backport, second half");
    repository.git(&["tag", "whole"]);
    repository.git(&["revert", "--no-edit", &two]);
    let product = repository.open();
    let plain = Fix::new(&product, &[id(&product, &fix)]).unwrap();
    let named = plain.clone().with_backport(vec![id(&product, &one), id(&product, &two)]);
    let is_present = |fix: &Fix, at: &str| {
        let at = id(&product, &repository.git(&["rev-parse", at]));
        trace(&product, fix).standing(at).unwrap().is_present()
    };
    assert!(!is_present(&plain, "whole"));
    assert!(is_present(&named, "whole"));
    assert!(!is_present(&named, "half"));
    assert!(!is_present(&named, "release"));
    let (_, carriers) = trace(&product, &named).carriers().next().unwrap();
    assert!(carriers.iter().any(|c| c.how == How::Named && c.commits.len() == 2), "{carriers:?}");
    // A name for a commit that no branch leads to says nothing.
    let elsewhere = Repository::new();
    let lost = elsewhere.commit("x", "x\n", "Elsewhere");
    let lost = id(&elsewhere.open(), &lost);
    let error = product.fingerprints(&[]).unwrap().trace(&[plain.with_backport(vec![lost])]).err().unwrap();
    assert!(matches!(error, ProductError::Unreached(id) if id == lost));
}

#[test]
fn merges_are_picked_and_reverted_as_a_whole() {
    let repository = Repository::new();
    repository.git(&["branch", "release"]);
    repository.git(&["checkout", "-q", "-b", "topic"]);
    let first = repository.commit("a", "one\n", "Fix, part 1");
    let second = repository.commit("a", "one\ntwo\n", "Fix, part 2");
    repository.switch("main");
    repository.commit("b", "x\n", "Meanwhile");
    repository.git(&["merge", "-q", "--no-ff", "-m", "Merge topic", "topic"]);
    let merge = repository.head();
    repository.switch("release");
    repository.commit("c", "x\n", "Other");
    // Something else goes along each time, so that no patch tells.
    let more = |path: &str| {
        write(repository.path(), path, "more\n");
        repository.git(&["add", "-A"]);
        repository.git(&["commit", "-q", "--amend", "--no-edit"]);
    };
    repository.git(&["cherry-pick", "-x", "-m", "1", &merge]);
    more("d");
    let fix = [first.as_str(), second.as_str()];
    assert!(standing(&repository, &fix, "release").is_present());
    repository.switch("main");
    repository.git(&["revert", "--no-edit", "-m", "1", &merge]);
    more("e");
    let reverted = standing(&repository, &fix, "main");
    for (_, presence) in &reverted.commits {
        assert!(matches!(presence, Presence::Reverted { .. }), "{presence:?}");
    }
    // What was there before the merge is not reverted by it.
    assert!(matches!(presence(&repository, &repository.git(&["rev-parse", "main~2"]), "main"), Presence::Present(_)));
    repository.git(&["revert", "--no-edit", "HEAD"]);
    assert!(standing(&repository, &fix, "main").is_present());
    // A merge has no patch.
    let product = repository.open();
    assert_eq!(product.patch_id(id(&product, &merge)).unwrap(), None);
}

#[test]
fn a_merge_that_keeps_nothing_of_a_line_brings_nothing_of_it() {
    let repository = Repository::new();
    repository.git(&["branch", "release"]);
    let fix = repository.commit("a", "fixed\n", "Fix");
    repository.switch("release");
    repository.commit("b", "x\n", "Other");
    repository.git(&["merge", "-q", "-s", "ours", "-m", "For the record", "main"]);
    // git says that the fix is contained. The file is not there.
    assert!(repository.git(&["branch", "--contains", &fix]).contains("release"));
    let dropped = presence(&repository, &fix, "release");
    assert!(matches!(dropped, Presence::Reverted { how: RevertedHow::Merge, .. }), "{dropped:?}");
    // An octopus brings what one of its arms has.
    repository.git(&["checkout", "-q", "-b", "octopus", "main~1"]);
    repository.commit("c", "x\n", "One arm");
    repository.git(&["branch", "arm", "main~1"]);
    repository.switch("arm");
    repository.commit("d", "x\n", "Another");
    repository.switch("octopus");
    repository.git(&["merge", "-q", "-m", "Octopus", "arm", "main"]);
    assert_eq!(how(presence(&repository, &fix, "octopus")), How::Itself);
}

#[test]
fn what_reverts_is_found_however_it_says_so() {
    let fixed = |message: &dyn Fn(&str) -> String, patch: &str| {
        let repository = Repository::new();
        let fix = repository.commit("a", "fixed\n", "Fix");
        repository.commit("a", patch, &message(&fix));
        presence(&repository, &fix, "main")
    };
    let adapted = "not so\n";
    for message in [
        &(|fix: &str| format!("Revert\n\nThis reverts commit {fix}.")) as &dyn Fn(&str) -> String,
        &|fix| format!("Revert\n\nthis reverts commit {}", &fix[..7]),
        &|fix| format!("Revert\n\nThis reverts commit\n{fix}, which broke it."),
        &|fix| format!("Revert\n\nThis reverts commits {} and {fix}.", "1".repeat(40)),
        &|fix| format!("Revert\n\nThis reverts commit {} (Fix, 2026-01-01).", &fix[..10]),
    ] {
        let presence = fixed(message, adapted);
        assert!(matches!(presence, Presence::Reverted { how: RevertedHow::Message, .. }), "{presence:?}");
    }
    for message in [
        &(|fix: &str| format!("Speaks of {fix}")) as &dyn Fn(&str) -> String,
        &|fix| format!("Quotes\n\n> This reverts commit {fix}."),
        &|fix| format!("Too short\n\nThis reverts commit {}.", &fix[..6]),
        &|fix| format!("No id\n\nThis reverts commit {}x.", &fix[..12]),
    ] {
        assert!(matches!(fixed(message, adapted), Presence::Present(_)));
    }
    // And one that says nothing.
    let repository = Repository::new();
    let fix = repository.commit("README", "text\nfixed\n", "Fix");
    repository.commit("README", "text\n", "Tidy up");
    let silent = presence(&repository, &fix, "main");
    assert!(matches!(silent, Presence::Reverted { how: RevertedHow::InversePatch, .. }), "{silent:?}");
    // Who says both that it picks and that it reverts has reverted.
    let repository = Repository::new();
    let fix = repository.commit("a", "fixed\n", "Fix");
    let both = format!("Both\n\nThis reverts commit {fix}.\n\n(cherry picked from commit {fix})");
    repository.commit("a", "neither\n", &both);
    assert!(matches!(presence(&repository, &fix, "main"), Presence::Reverted { .. }));
}

#[test]
fn what_introduced_a_flaw_and_what_fixed_it_by_reverting_are_each_others_opposite() {
    let repository = Repository::new();
    let flaw = repository.commit("a", "flawed\n", "A feature");
    repository.git(&["tag", "v1"]);
    repository.git(&["revert", "--no-edit", "HEAD"]);
    let fix = repository.head();
    repository.git(&["tag", "v2"]);
    assert!(matches!(presence(&repository, &flaw, "v1"), Presence::Present(_)));
    assert!(matches!(presence(&repository, &flaw, "v2"), Presence::Reverted { .. }));
    assert_eq!(presence(&repository, &fix, "v1"), Presence::Absent);
    assert_eq!(how(presence(&repository, &fix, "v2")), How::Itself);
    // The feature comes again, and with it the flaw.
    repository.git(&["cherry-pick", &flaw]);
    assert!(matches!(presence(&repository, &flaw, "main"), Presence::Present(_)));
    assert!(matches!(presence(&repository, &fix, "main"), Presence::Reverted { .. }));
}

#[test]
fn a_root_commit_has_a_patch_and_an_unreached_one_no_standing() {
    let repository = Repository::new();
    let root = repository.head();
    assert_eq!(how(presence(&repository, &root, "main")), How::Itself);
    let lost = repository.commit("a", "x\n", "Lost");
    repository.git(&["reset", "-q", "--hard", "HEAD~1"]);
    let product: Product = repository.open();
    let lost = id(&product, &lost);
    assert_eq!(product.commit(lost).unwrap().subject(), "Lost");
    assert!(matches!(Fix::new(&product, &[lost]), Err(ProductError::Unreached(_))));
    let trace = trace(&product, &Fix::new(&product, &[id(&product, &root)]).unwrap());
    assert!(matches!(trace.standing(lost), Err(ProductError::Unreached(_))));
}
