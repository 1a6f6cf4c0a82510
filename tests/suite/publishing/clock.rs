//! Which instant `publish --to` takes: that of `--now` or the clock, never the environment's, and neither one in the
//! future nor one that takes back what is public.

use super::{AFTER, BEFORE, PrivateRepository, advisory};
use crate::support;

/// Names that tools give to an instant, and other surroundings of a run. None of them may matter.
const SURROUNDINGS: &[&[(&str, &str)]] = &[
    &[("SOURCE_DATE_EPOCH", "315532800")],
    &[("SOURCE_DATE_EPOCH", "4102444800")],
    &[("SOURCE_DATE_EPOCH", "yesterday")],
    &[("ADVISORY_NOW", "1980-01-01T00:00:00Z")],
    &[("ADVISORY_NOW", "2100-01-01T00:00:00Z")],
    &[("NOW", "2100-01-01T00:00:00Z"), ("TZ", "Pacific/Kiritimati"), ("LANG", "de_DE.UTF-8"), ("LC_ALL", "tr_TR")],
    &[("GIT_AUTHOR_DATE", "1980-01-01T00:00:00Z"), ("GIT_COMMITTER_DATE", "2100-01-01T00:00:00Z")],
    &[
        ("GIT_DIR", "/nowhere"),
        ("GIT_WORK_TREE", "/nowhere"),
        ("GIT_OBJECT_DIRECTORY", "/nowhere"),
        ("HOME", "/nowhere"),
    ],
    &[("CI", "true")],
];

/// The sample with an advisory whose embargo ends only in 2099, approved by all who have to.
fn with_an_approval_until_2099() -> Option<PrivateRepository> {
    let desk = PrivateRepository::new()?;
    let policy = std::fs::read_to_string(desk.path("private/policy.toml")).unwrap();
    desk.write(
        "private/policy.toml",
        policy.replace("longest-embargo = \"90d\"", "longest-embargo = \"40000d\"").as_bytes(),
    );
    let until = ["--until", "2099-03-17T15:00:00Z", "--anyway"];
    for by in ["amira", "ben"] {
        desk.run(BEFORE, &[&["publish", "quiet-otter", "--by", by][..], &until].concat());
    }
    desk.commit("private", "Approve");
    let (_, said) = desk.run("2099-03-18T00:00:00Z", &["publish", "--to", "public", "--dry-run", "--allow-future"]);
    assert!(said.contains("Publish LODE-2026-001, LODE-2099-001"), "the embargo alone holds it back: {said}");
    Some(desk)
}

#[test]
fn the_environment_decides_nothing_that_is_public() {
    let Some(desk) = with_an_approval_until_2099() else { return };
    let run = |environment: &[(&str, &str)], arguments: &[&str]| {
        let mut command = support::program(desk.folder.path());
        support::run(command.args(["-C", "private"]).args(arguments).envs(environment.to_vec())).ok()
    };
    run(&[], &["build", "--out", "first"]);
    run(&[], &["publish", "--to", "public"]);
    let (site, branch) = (support::files(&desk.path("first/site")), desk.archive("public", "gh-pages"));
    let pages = |files: &[(String, Vec<u8>)]| {
        files.iter().filter(|(path, _)| path.starts_with("LODE-") && path.ends_with(".html")).count()
    };
    assert!(pages(&site) == 1 && branch == site);
    for (at, surroundings) in SURROUNDINGS.iter().enumerate() {
        let out = format!("out-{at}");
        run(surroundings, &["build", "--out", &out]);
        assert_eq!(support::files(&desk.path(&out).join("site")), site, "{surroundings:?}");
        let said = run(surroundings, &["publish", "--to", "public"]);
        assert!(said.starts_with("nothing to do"), "{surroundings:?}: {said}");
        let fresh = format!("fresh-{at}");
        desk.git(".", &["init", "-q", "--bare", &fresh]);
        run(surroundings, &["publish", "--to", &fresh]);
        assert_eq!(desk.archive(&fresh, "gh-pages"), site, "{surroundings:?}");
        let dated = desk.git(&fresh, &["log", "-1", "--format=%cI", "gh-pages"]);
        assert!(!dated.starts_with("1980") && !dated.starts_with("2100"), "{surroundings:?}: {dated}");
    }
}

/// A leak is searched for as of now, too: what is public in some other year is no leak there.
#[test]
fn the_environment_decides_nothing_that_is_embargoed() {
    let Some(desk) = with_an_approval_until_2099() else { return };
    desk.write("page.md", &std::fs::read(desk.path("private/incidents/2026/quiet-otter/advisory.md")).unwrap());
    for surroundings in SURROUNDINGS {
        let mut command = support::program(desk.folder.path());
        command.args(["-C", "private", "scan", "page.md"]).envs(surroundings.to_vec());
        let said = support::run(&mut command);
        assert_eq!(said.code, 1, "{surroundings:?}: {said:?}");
    }
}

#[test]
fn an_instant_in_the_future_is_refused_unless_it_is_intended() {
    let Some(desk) = with_an_approval_until_2099() else { return };
    let before = desk.objects("public");
    let future = "2099-03-18T00:00:00Z";
    let (code, said) = desk.run(future, &["publish", "--to", "public"]);
    assert!(code == 2 && said.contains("2099-03-18 00:00 UTC is in the future: the clock says 20"), "{said}");
    assert!(said.contains("help: ") && said.contains("--allow-future"), "{said}");
    assert_eq!(before, desk.objects("public"));
    assert_eq!(desk.run(future, &["publish", "--to", "public", "--allow-earlier", "--allow-removal"]).0, 2);
    desk.publish(future, &["--allow-future"]);
    // What is there now is from the future, and the clock is behind it.
    let (code, said) = desk.run(AFTER, &["publish", "--to", "public"]);
    assert!(code == 2 && said.contains("is before the newest publication on the branch"), "{said}");
}

#[test]
fn an_instant_before_the_newest_publication_is_refused_unless_it_is_intended() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.approve();
    desk.publish(AFTER, &[]);
    let tip = desk.git("public", &["rev-parse", "gh-pages"]);
    let early = |more: &[&str]| desk.run(BEFORE, &[&["publish", "--to", "public"], more].concat());
    let (code, said) = early(&[]);
    assert!(code == 2 && said.contains("2026-03-12 12:00 UTC is before the newest publication"), "{said}");
    assert!(said.contains("2026-03-18 12:00 UTC") && said.contains("--allow-earlier"), "{said}");
    // The commits of others on the branch do not count, whatever their dates.
    desk.git(".", &["clone", "-q", "-b", "gh-pages", "public", "clone"]);
    desk.write("clone/CNAME", b"security.lodestore.example\n");
    desk.commit("clone", "Add a name");
    desk.git("clone", &["push", "-q", "origin", "gh-pages"]);
    assert!(early(&[]).1.contains("is before the newest publication"));
    // The second is about the advisory that would go.
    let (code, said) = early(&["--allow-earlier"]);
    assert!(code == 2 && said.contains("would disappear from the branch: LODE-2026-002\n"), "{said}");
    assert!(said.contains("--allow-removal"), "{said}");
    assert_eq!(desk.git("public", &["rev-parse", "gh-pages~1"]), tip);
    assert_eq!(early(&["--allow-earlier", "--allow-removal"]).0, 0);
}

#[test]
fn a_site_that_loses_advisories_is_refused_unless_it_is_intended() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.approve();
    desk.publish(AFTER, &[]);
    std::fs::remove_dir_all(desk.path("private/incidents/2026/amber-heron")).unwrap();
    desk.commit("private", "Lose one");
    let later = "2026-04-01T00:00:00Z";
    let (code, said) = desk.run(later, &["publish", "--to", "public"]);
    assert!(code == 2 && said.contains("would disappear from the branch: LODE-2026-001\n"), "{said}");
    let output =
        advisory(desk.folder.path(), later).env("CI", "1").args(["publish", "--to", "public"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("LODE-2026-001") && !said.contains("amber-heron"), "{said}");
    desk.publish(later, &["--allow-removal"]);
    assert!(desk.archive("public", "gh-pages").iter().all(|(path, _)| !path.contains("LODE-2026-001")));
}
