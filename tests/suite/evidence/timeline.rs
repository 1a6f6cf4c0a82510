//! Who recorded what, with git as the other opinion.

use std::path::Path;

use advisory::change::{Kind, records};
use advisory::evidence::{Evidence, Scope, read};
use advisory::git::{Range, log};
use advisory::portfolio::Portfolio;
use advisory::signature::Keys;

use crate::support::{self, QUIET_OTTER, Repository, Stamp};

const NOW: &str = "2026-04-01T00:00:00Z";

fn by(name: &'static str, at: &'static str) -> Stamp {
    Stamp::named(name, at)
}

/// Commits of March, at nine in the morning.
fn march(name: &'static str, day: u32) -> Stamp {
    Stamp::named(name, &format!("2026-03-{day:02}T09:00:00Z"))
}

fn portfolio(folder: &Path, revision: &str) -> Portfolio {
    let tree = advisory::git::tree_at(folder, revision).unwrap();
    advisory::parse::portfolio(tree).portfolio.unwrap()
}

/// The evidence of one incident, and what each event's first commit is: `None`, not committed.
fn told(
    folder: &Path,
    revision: &str,
    portfolio: &Portfolio,
    handle: &str,
) -> (Evidence, Vec<(String, Option<String>)>) {
    let log = log(folder, Range { from: None, to: revision }).unwrap();
    let incident = portfolio.incidents.iter().find(|i| i.handle == *handle).unwrap();
    let keys = Keys::new(&portfolio.team, None);
    let evidence = read(&log, Scope::Incident(incident), &keys, support::at(NOW)).unwrap();
    let all = read(&log, Scope::Policy(portfolio), &keys, support::at(NOW)).unwrap();
    let mut events = Vec::new();
    for record in records(incident).iter().filter(|r| r.kind == Kind::Event) {
        let first = evidence.first(incident, record).map(|w| w.commit.id.to_string());
        assert_eq!(
            first,
            all.first(incident, record).map(|w| w.commit.id.to_string()),
            "one walk for all says the same"
        );
        events.push((record.name.to_string(), first));
    }
    (evidence, events)
}

fn of<'e>(events: &'e [(String, Option<String>)], name: &str) -> &'e str {
    let found = events.iter().find(|(event, _)| event == name).unwrap_or_else(|| panic!("{name}"));
    found.1.as_deref().unwrap_or("not committed yet")
}

/// The commit that first put a text there, as git's pickaxe finds it.
fn pickaxe(repo: &Repository, text: &str) -> String {
    let told = repo.git(&["log", "--reverse", "--format=%H", &format!("-S{text}"), "--", &format!("*{QUIET_OTTER}")]);
    told.lines().next().unwrap().to_owned()
}

#[test]
fn each_event_has_the_commit_that_recorded_it() {
    for (format, folder) in [("sha1", ""), ("sha256", ""), ("sha1", "security/portfolio/")] {
        let repo = Repository::with_format(format).with_sample(folder);
        let file = format!("{folder}{QUIET_OTTER}");
        let began = repo.commit_by(march("Amira", 2));
        let mut made = Vec::new();
        for (day, event) in [(3, "accepted"), (4, "scored"), (5, "fix-ready")] {
            repo.append(&file, &format!("\n[[event]]\nat = 2026-03-{day:02}T08:00:00Z\nevent = \"{event}\"\n"));
            made.push((event, repo.commit_by(march("Ben", day))));
            repo.append(&format!("{folder}team.toml"), "# another line\n");
            repo.commit_by(march("Chiara", day));
        }
        let place = repo.path().join(folder);
        let (evidence, events) = told(&place, "HEAD", &portfolio(&place, "HEAD"), "quiet-otter");
        assert_eq!(of(&events, "reported"), began);
        for (event, id) in &made {
            assert_eq!(of(&events, event), id);
            assert_eq!(pickaxe(&repo, &format!("event = \"{event}\"")), *id);
        }
        let portfolio = portfolio(&place, "HEAD");
        let incident = portfolio.incidents.iter().find(|i| i.handle == *"quiet-otter").unwrap();
        let touched: Vec<String> = evidence.touches(incident).map(|(w, _)| w.commit.id.to_string()).collect();
        let followed =
            repo.git(&["log", "--reverse", "--format=%H", "--", &format!("{folder}incidents/2026/quiet-otter")]);
        assert_eq!(touched, followed.lines().collect::<Vec<_>>());
        // A bare repository, a detached head, and an older revision.
        let bare = tempfile::TempDir::new().unwrap();
        support::git(bare.path(), &["clone", "-q", "--bare", &repo.path().display().to_string(), "bare"]);
        let bare = bare.path().join("bare");
        let revision = format!("HEAD~2:{}", folder.trim_end_matches('/'));
        let (_, older) = told(&bare, &revision, &super::timeline::portfolio(&bare, &revision), "quiet-otter");
        assert_eq!(older, events[..events.len() - 1]);
        repo.git(&["switch", "-q", "--detach", "HEAD~2"]);
        let (_, detached) = told(&place, "HEAD", &super::timeline::portfolio(&place, "HEAD"), "quiet-otter");
        assert_eq!(detached, older);
    }
}

#[test]
fn a_merge_leaves_each_event_to_the_branch_that_recorded_it() {
    let repo = Repository::new().with_sample("");
    repo.commit_by(march("Amira", 2));
    repo.git(&["switch", "-q", "-c", "side"]);
    repo.record("2026-03-03T08:00:00Z", "accepted", "ben");
    let accepted = repo.commit_by(march("Ben", 3));
    repo.record("2026-03-04T08:00:00Z", "scored", "ben");
    let late = repo.commit_by(march("Ben", 5));
    repo.git(&["switch", "-q", "main"]);
    repo.record("2026-03-04T08:00:00Z", "scored", "ben");
    let scored = repo.commit_by(march("Amira", 4));
    repo.git_as(march("Chiara", 6), &["merge", "-q", "--no-commit", "-X", "ours", "side"]);
    repo.git(&["checkout", "-q", "side", "--", QUIET_OTTER]);
    repo.record("2026-03-06T08:00:00Z", "fix-ready", "ben");
    let merge = repo.commit_by(march("Chiara", 6));
    assert!(repo.git(&["rev-parse", "HEAD^2"]).starts_with(&late));
    let portfolio = portfolio(repo.path(), "HEAD");
    let (evidence, events) = told(repo.path(), "HEAD", &portfolio, "quiet-otter");
    assert_eq!(of(&events, "accepted"), accepted);
    assert_eq!(of(&events, "scored"), scored, "the earlier of the two that recorded it");
    assert_eq!(of(&events, "fix-ready"), merge, "what no branch had is the merge's own");
    let incident = portfolio.incidents.iter().find(|i| i.handle == *"quiet-otter").unwrap();
    let all = records(incident);
    let record = all.iter().find(|r| r.name.value == "scored").unwrap();
    let both: Vec<String> = evidence.as_written(incident, record).map(|w| w.commit.id.to_string()).collect();
    assert_eq!(both, [scored.as_str(), late.as_str()]);
}

#[test]
fn words_may_be_mended_and_a_date_may_not() {
    let repo = Repository::new().with_sample("");
    repo.record("2026-03-03T08:00:00Z", "accepted", "ben");
    repo.record("2026-03-03T08:30:00Z", "scored", "ben");
    repo.record("2026-03-03T08:40:00Z", "fix-ready", "ben");
    let first = repo.commit_by(march("Ben", 3));
    repo.edit(QUIET_OTTER, "event = \"accepted\"\n", "event = \"accepted\"\nnote = \"More words\"\n");
    repo.edit(QUIET_OTTER, "at = 2026-03-03T08:30:00Z", "at = 2026-03-02T08:30:00Z");
    let edited = repo.commit_by(march("Chiara", 4));
    // A version that nobody can read takes nothing away and gives nobody anything.
    let good = repo.read(QUIET_OTTER);
    repo.write(QUIET_OTTER, "<<<<<<< nothing to read\n");
    repo.commit_by(march("Chiara", 5));
    repo.write(QUIET_OTTER, &good);
    repo.commit_by(march("Chiara", 6));
    // What was taken out and put back was put there by whoever put it back.
    repo.edit(
        QUIET_OTTER,
        "at = 2026-03-03T08:40:00Z\nevent = \"fix-ready\"",
        "at = 2026-03-03T08:41:00Z\nevent = \"other\"",
    );
    repo.commit_by(march("Amira", 7));
    repo.write(QUIET_OTTER, &good);
    let back = repo.commit_by(march("Chiara", 8));
    let portfolio = portfolio(repo.path(), "HEAD");
    let (evidence, events) = told(repo.path(), "HEAD", &portfolio, "quiet-otter");
    assert_eq!(of(&events, "accepted"), first);
    assert_eq!(of(&events, "scored"), edited);
    assert_eq!(of(&events, "fix-ready"), back);
    let incident = portfolio.incidents.iter().find(|i| i.handle == *"quiet-otter").unwrap();
    let all = records(incident);
    let accepted = all.iter().find(|r| r.name.value == "accepted").unwrap();
    let written: Vec<String> = evidence.as_written(incident, accepted).map(|w| w.commit.id.to_string()).collect();
    assert_eq!(written, [edited.as_str()], "as it stands it is the editor's");
    let told: Vec<(&str, Vec<String>)> =
        evidence.touches(incident).map(|(w, touch)| (w.commit.committer.name.as_str(), touch.what.clone())).collect();
    assert_eq!(told[0], ("Ben", vec!["advisory.md added".to_owned(), "incident recorded".to_owned()]));
    assert_eq!(told[1].1, ["event `accepted` edited (note)", "event `scored` edited (at)"]);
    assert_eq!(told[2].1.last().unwrap(), "left with errors");
}

#[test]
fn a_folder_that_moved_keeps_its_past_on_every_branch() {
    let repo = Repository::new().with_sample("");
    repo.record("2026-03-03T08:00:00Z", "accepted", "ben");
    let accepted = repo.commit_by(march("Ben", 3));
    repo.git(&["switch", "-q", "-c", "side"]);
    repo.edit(QUIET_OTTER, "lines = [\"main\", \"1.16\"]", "lines = [\"main\"]");
    let scope = repo.commit_by(march("Chiara", 4));
    repo.git(&["switch", "-q", "main"]);
    repo.git(&["mv", "incidents/2026/quiet-otter", "incidents/2026/dusky-wren"]);
    let moved = repo.commit_by(march("Amira", 5));
    repo.git_as(march("Amira", 6), &["merge", "-q", "-m", "Merge", "side"]);
    let file = "incidents/2026/dusky-wren/incident.toml";
    repo.append(file, "\n[[event]]\nat = 2026-03-07T08:00:00Z\nevent = \"scored\"\n");
    repo.write("incidents/2026/dusky-wren/notes/log.md", "words\n");
    let scored = repo.commit_by(march("Ben", 7));
    let portfolio = portfolio(repo.path(), "HEAD");
    let (evidence, events) = told(repo.path(), "HEAD", &portfolio, "dusky-wren");
    assert_eq!((of(&events, "accepted"), of(&events, "scored")), (accepted.as_str(), scored.as_str()));
    let incident = portfolio.incidents.iter().find(|i| i.handle == *"dusky-wren").unwrap();
    let touched: Vec<(String, Vec<String>)> =
        evidence.touches(incident).map(|(w, touch)| (w.commit.id.to_string(), touch.what.clone())).collect();
    let what = |words: &str| vec![words.to_owned()];
    assert_eq!(touched.len(), 4, "{touched:?}");
    assert_eq!(touched[0].0, accepted);
    assert_eq!(touched[1], (scope, what("scope edited")));
    assert_eq!(touched[2], (moved, what("moved from incidents/2026/quiet-otter")));
    assert_eq!(touched[3], (scored, what("notes/log.md added")));
    // git's own --follow loses the trail in a merge; told both names, it has all of these.
    let names = ["incidents/2026/quiet-otter", "incidents/2026/dusky-wren"];
    let followed = repo.git(&[&["log", "--full-history", "--format=%H", "--"][..], &names].concat());
    for (id, _) in &touched {
        assert!(followed.lines().any(|line| line == id), "{id} is not in {followed}");
    }
}

/// Whoever dates an event back may date the commit back as well. What it builds upon can't be younger than it.
#[test]
fn a_commit_is_no_older_than_what_it_builds_upon() {
    let repo = Repository::new().with_sample("");
    repo.commit_by(march("Amira", 2));
    repo.append("team.toml", "# a line\n");
    repo.commit_by(march("Amira", 20));
    repo.record("2026-03-03T08:00:00Z", "accepted", "ben");
    repo.commit_by(march("Ben", 3));
    repo.append("team.toml", "# a clock that is years ahead\n");
    repo.commit_by(by("Amira", "2031-01-01T00:00:00Z"));
    repo.record("2026-03-21T08:00:00Z", "scored", "ben");
    repo.commit_by(march("Ben", 21));
    let portfolio = portfolio(repo.path(), "HEAD");
    let (evidence, _) = told(repo.path(), "HEAD", &portfolio, "quiet-otter");
    let incident = portfolio.incidents.iter().find(|i| i.handle == *"quiet-otter").unwrap();
    let all = records(incident);
    let at = |name: &str| {
        let record = all.iter().find(|r| r.name.value == name).unwrap();
        evidence.first(incident, record).unwrap().at
    };
    assert_eq!(at("accepted"), Some(support::at("2026-03-20T09:00:00Z")));
    assert_eq!(at("scored"), Some(support::at("2026-03-21T09:00:00Z")));
}
