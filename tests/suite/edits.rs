//! Edits at the command line: what they refuse, and that an edit which was written never breaks a later build.

use std::path::Path;
use std::sync::LazyLock;

use advisory::event::BuiltIn;
use proptest::prelude::*;

use crate::support::{self, Repository, Run, program};

const NOW: &str = "2026-03-02T10:00:00Z";
const INCIDENT: &str = "incidents/2026/still-water/incident.toml";
const ADVISORY: &str = "incidents/2026/still-water/advisory.md";
const TEXT: &str = "+++\ntitle = \"Restore follows links out of its folder\"\n[[cvss]]\nvector = \"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N\"\n[[affected]]\nline = \"1.0\"\nintroduced = \"1.0.0\"\nfixed = \"1.0.1\"\n+++\n\n## Summary\n\nAn archive with links in it is unpacked outside of the volume.\n\n## Am I affected?\n\nYou are if you restore archives that somebody else can write to.\n\n## Mitigation\n\nRestore only archives of your own.\n\n## How to upgrade\n\nInstall 1.0.1 and restart the restore job.\n";

struct Desk(tempfile::TempDir);

fn run(folder: &Path, now: &str, arguments: &[&str]) -> Run {
    support::run(program(folder).args(arguments).args(["--now", now]))
}

impl Desk {
    /// A fresh repository under the preset, with one incident whose advisory is written.
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let made = run(desk.0.path(), NOW, &["init", "--policy", "rook", "repo"]);
        assert_eq!(made.code, 0, "{}", made.err);
        for file in ["advisory.toml", "policy.toml", "team.toml"] {
            desk.edit(file, |text| crate::support::own(&text));
        }
        desk.edit("distributors.toml", |text| text + support::MEMBERS);
        desk.ok(
            NOW,
            &["new", "--summary", "A report", "--line", "1.0", "--handle", "still-water", "--reporter", "Rin"],
        );
        desk.edit(ADVISORY, |_| TEXT.to_owned());
        desk
    }

    /// A copy of such a repository.
    fn copied() -> Self {
        static FIRST: LazyLock<Desk> = LazyLock::new(Desk::new);
        let desk = Self(tempfile::tempdir().unwrap());
        for (path, bytes) in support::files(&FIRST.repo()) {
            support::write(&desk.repo(), &path, bytes);
        }
        desk
    }

    fn repo(&self) -> std::path::PathBuf {
        self.0.path().join("repo")
    }

    fn run(&self, now: &str, arguments: &[&str]) -> Run {
        run(&self.repo(), now, arguments)
    }

    fn ok(&self, now: &str, arguments: &[&str]) -> String {
        let said = self.run(now, arguments);
        assert_eq!(said.code, 0, "{arguments:?}\n{}\n{}", said.out, said.err);
        said.out + &said.err
    }

    fn edit(&self, path: &str, change: impl FnOnce(String) -> String) {
        let path = self.repo().join(path);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, change(text)).unwrap();
    }

    fn build(&self, now: &str) -> Run {
        let out = self.0.path().join("out");
        self.run(now, &["build", "--out", out.to_str().unwrap()])
    }

    fn page(&self) -> Option<String> {
        let site: &Path = &self.0.path().join("out/site");
        let pages = std::fs::read_dir(site).unwrap().map(|entry| entry.unwrap().path());
        let page = pages.into_iter().find(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with("LODE-") && name.ends_with(".html")
        });
        page.map(|page| std::fs::read_to_string(page).unwrap())
    }
}

/// The embargo is moved later, earlier, and into another year than the one that the id was assigned for.
#[test]
fn an_embargo_that_moves_after_the_approval_is_published_at_its_new_end() {
    for end in ["2027-02-20T15:00:00Z", "2027-02-02T15:00:00Z", "2026-12-20T15:00:00Z"] {
        let desk = Desk::new();
        desk.ok("2026-03-03T10:00:00Z", &["publish", "still-water", "--by", "ben", "--until", "2027-02-09T15:00:00Z"]);
        desk.ok("2026-03-04T10:00:00Z", &["record", "still-water", "embargo-moved", "--by", "ada", "--until", end]);
        let check = desk.run("2026-03-04T10:00:00Z", &["check", "--ahead"]);
        assert!(!check.out.contains("the build of"), "{end}: {}", check.out);
        assert_eq!(desk.build("2026-03-04T10:00:00Z").code, 0);
        assert!(desk.page().is_none(), "{end}: not before its end");
        let built = desk.build(end);
        assert!(built.code == 0 && !built.out.contains("error["), "{end}: {built:?}");
        let page = desk.page().unwrap_or_else(|| panic!("{end}: it is public"));
        assert!(page.contains(&end[..10]) && !page.contains("2027-02-09"), "{end}: the date follows");
    }
}

/// Somebody records a move that was agreed before the one that is recorded already.
#[test]
fn of_two_ends_the_later_counts_until_it_is_settled() {
    let desk = Desk::new();
    desk.ok("2026-03-04T12:00:00Z", &["publish", "still-water", "--by", "ben", "--until", "2026-03-09T15:00:00Z"]);
    let moved = ["record", "still-water", "embargo-moved", "--by", "ada", "--at", "2026-03-03T18:00:00Z", "--until"];
    let earlier = desk.run("2026-03-04T12:30:00Z", &[&moved[..], &["2026-03-08T15:00:00Z"]].concat());
    assert!(earlier.code == 2 && earlier.err.contains("has no effect"), "{earlier:?}");
    desk.ok("2026-03-04T12:30:00Z", &[&moved[..], &["2026-03-16T15:00:00Z"]].concat());
    assert!(desk.run("2026-03-04T12:30:00Z", &["check"]).out.contains("embargo-ends-differ"));
    assert_eq!(desk.build("2026-03-09T15:00:00Z").code, 0);
    assert!(desk.page().is_none());
    let settled = ["record", "still-water", "embargo-moved", "--by", "ada", "--until", "2026-03-12T15:00:00Z"];
    desk.ok("2026-03-10T12:30:00Z", &settled);
    assert!(!desk.run("2026-03-10T12:30:00Z", &["check"]).out.contains("embargo-ends-differ"));
    assert_eq!(desk.build("2026-03-12T15:00:00Z").code, 0);
    assert!(desk.page().is_some());
}

#[test]
fn what_could_not_be_read_is_not_called_missing() {
    let desk = Desk::new();
    desk.ok("2026-03-03T10:00:00Z", &["publish", "still-water", "--by", "ben", "--until", "2027-02-09T15:00:00Z"]);
    desk.edit(INCIDENT, |text| text.replace("at = 2026-03-03T10:00:00Z", "at = 2026-33-03T10:00:00Z"));
    let said = desk.run("2026-03-04T10:00:00Z", &["check"]);
    assert!(said.code == 1 && !said.out.contains("public-id-without-approval"), "{}", said.out);
    assert!(!said.out.contains("remove the line"), "{}", said.out);
}

/// A command, and the hours that pass before it.
fn step() -> impl Strategy<Value = (u32, Vec<String>)> {
    (
        1_u32..200,
        prop_oneof![2 => record(), 2 => plan(), 3 => publish(), 3 => moved(), 2 => embargo(), 2 => correct(), 3 => amend(), 1 => sent(), 1 => listed(), 1 => renamed(), 1 => others()],
    )
}

fn who() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just("ada"), 3 => Just("ben"), 1 => Just("mallory")]
}

/// Half of the dates come soon, so that much becomes public.
fn date() -> impl Strategy<Value = String> {
    prop_oneof![0_i64..30, -60_i64..700].prop_map(day)
}

/// A command about the incident, by somebody.
fn command(name: &str, more: &[&str], by: &str) -> Vec<String> {
    [&[name, "still-water"], more, &["--by", by]].concat().into_iter().map(str::to_owned).collect()
}

/// Any event of the program, at any time, with what some of them need. Those that matter for dates come more often.
fn record() -> impl Strategy<Value = Vec<String>> {
    let events = ["acknowledged", "scored", "embargo-moved", "embargo-agreed", "embargo-broken", "break-decided"];
    let more =
        ["mitigation-ready", "fix-ready", "released", "withdrawn", "rejected", "leaked", "upstream-public", "closed"];
    let often = prop::sample::select([&events[..], &more[..]].concat());
    let all = prop::sample::select(BuiltIn::ALL).prop_map(|event| event.name());
    (prop_oneof![3 => often, 1 => all], who(), prop::option::of(date()), prop::option::of(date())).prop_map(
        |(event, by, at, until)| {
            let mut command = command("record", &[event], by);
            let needs: &[&str] = match event {
                "break-decided" => &["--choice", "release-early"],
                "leaked" | "embargo-broken" => &["--leaked", "The patch.", "--leaked-to", "everybody"],
                "attested" => &["--attestation", "communication-plan"],
                _ => &[],
            };
            command.extend(needs.iter().map(|word| (*word).to_owned()));
            command.extend(at.into_iter().flat_map(|at| ["--at".to_owned(), at]));
            command.extend(until.into_iter().flat_map(|until| ["--until".to_owned(), until]));
            command
        },
    )
}

/// A date that is set in the files, a waiver, or a decision.
fn plan() -> impl Strategy<Value = Vec<String>> {
    let keys = &["upstream.public", "embargo.until", "notice.release-date", "notice.release-estimate"][..];
    let set = (prop::sample::select(keys), who(), date()).prop_map(|(key, by, date)| {
        let set = format!("{key}={date}");
        command("record", &["scored", "--set", &set], by)
    });
    let waiver = (who(), date()).prop_map(|(by, until)| {
        let waiver = ["waiver", "--waiver", "low-severity-slowdown", "--step", "release", "--reason", "Holidays."];
        command("record", &[&waiver[..], &["--until", &until]].concat(), by)
    });
    let decision = (who(), prop::bool::ANY).prop_map(|(by, take)| {
        let choice = if take { "--take" } else { "--skip" };
        command("record", &["decision", "--step", "distributors", choice, "--reason", "So it is."], by)
    });
    prop_oneof![3 => set, 1 => waiver, 1 => decision]
}

fn publish() -> impl Strategy<Value = Vec<String>> {
    (who(), prop::option::weighted(0.8, date())).prop_map(|(by, until)| {
        let mut command = command("publish", &[], by);
        command.extend(until.into_iter().flat_map(|until| ["--until".to_owned(), until]));
        command
    })
}

fn moved() -> impl Strategy<Value = Vec<String>> {
    (who(), date(), prop::sample::select(&["embargo-moved", "embargo-agreed"][..]))
        .prop_map(|(by, until, event)| command("record", &[event, "--until", &until], by))
}

/// The commands that record an event of the embargo and what follows from it.
fn embargo() -> impl Strategy<Value = Vec<String>> {
    let acts = &["agree", "move", "break", "decide"][..];
    (prop::sample::select(acts), who(), date()).prop_map(|(act, by, until)| {
        let more: Vec<&str> = match act {
            "break" => vec![act, "--leaked", "The patch.", "--to", "everybody"],
            "decide" => vec![act, "release-early", "--until", &until],
            _ => vec![act, "--until", &until],
        };
        command("embargo", &more, by)
    })
}

/// A member that joins the list, or leaves it.
fn listed() -> impl Strategy<Value = Vec<String>> {
    let commands = &[
        "distributors add northcap --name Northcap --contact security@northcap.example --by ada --vouched-by founding",
        "distributors accept tidewater --by ada --terms-accepted 2026-02-28",
        "distributors decline tidewater --by ben --reason Small.",
        "distributors sent tidewater",
        "distributors vouch tidewater --by kestrel",
        "distributors remove kestrel --by ada --reason Left.",
        "correct distributors tidewater --void --by ben --reason Wrong.",
        "correct distributors tidewater --set accepted=false --by ada --reason Wrong.",
        "correct distributors kestrel --kind member --void --by ada --reason Wrong.",
    ][..];
    prop::sample::select(commands).prop_map(|command| command.split(' ').map(str::to_owned).collect())
}

/// What corrects an advisory that is public.
fn correct() -> impl Strategy<Value = Vec<String>> {
    let revise = (who(), prop::option::of(date())).prop_map(|(by, at)| {
        let mut command = command("revise", &["--text", "Named a second affected line."], by);
        command.extend(at.into_iter().flat_map(|at| ["--at".to_owned(), at]));
        command
    });
    let withdraw = who().prop_map(|by| command("withdraw", &["--reason", "It was no vulnerability."], by));
    prop_oneof![revise, withdraw]
}

/// A correction of something that was recorded.
fn amend() -> impl Strategy<Value = Vec<String>> {
    let events = ["reported", "approved", "embargo-moved", "embargo-agreed", "embargo-broken", "break-decided"];
    let more = ["release-moved", "released", "withdrawn", "rejected", "closed", "renamed", "sent"];
    let plans = ["low-severity-slowdown", "distributors"];
    let record = prop::sample::select([&events[..], &more[..], &plans[..]].concat());
    let key = prop::option::weighted(0.5, (prop::sample::select(&["at", "until"][..]), date()));
    (record, who(), key, prop::bool::weighted(0.2)).prop_map(|(record, by, key, is_amendment)| {
        let set = key.map(|(key, date)| format!("{key}={date}"));
        let what = set.as_ref().map_or(vec!["--void"], |set| vec!["--set", set]);
        let kind: &[&str] = if is_amendment { &["--kind", "amendment"] } else { &[] };
        command("correct", &[&[record], &what[..], kind, &["--reason", "It was a slip."]].concat(), by)
    })
}

/// Another handle, which is the name of the incident from then on.
fn renamed() -> impl Strategy<Value = Vec<String>> {
    (prop::sample::select(&["calm-amber-heron", "brisk-stone-wren"][..]), who())
        .prop_map(|(handle, by)| command("rename", &[handle], by))
}

/// Commands that edit more than the incident, or another part of it.
fn others() -> impl Strategy<Value = Vec<String>> {
    let commands = &[
        "new --summary Another --line 1.0 --handle quiet-heron",
        "new --summary Another --line 1.0 --handle restore-links --public https://forum.example.org/1",
        "publish still-water --mitigations --by ada",
        "documents",
        "upgrade --write",
    ][..];
    prop::sample::select(commands).prop_map(|command| command.split(' ').map(str::to_owned).collect())
}

fn sent() -> impl Strategy<Value = Vec<String>> {
    let drafts = &[("acknowledge", "reporter"), ("notice", "issue"), ("announce", "announce")][..];
    (prop::sample::select(drafts), who())
        .prop_map(|((draft, channel), by)| command("sent", &[draft, "--to", channel], by))
}

/// The instant so many days after the report.
fn day(days: i64) -> String {
    at(days * 24)
}

fn at(hours: i64) -> String {
    let start = support::at(NOW);
    advisory::time::Instant::from_unix(start.unix() + hours * 3600).unwrap().to_string()
}

proptest! {
    #![proptest_config(support::config(256, 200))]

    /// Whatever commands succeeded, no later build fails or leaves the incident out.
    #[test]
    fn commands_that_succeeded_leave_no_build_that_fails_later(steps in prop::collection::vec(step(), 1..7)) {
        let desk = Desk::copied();
        let mut hours = 1;
        let mut did = Vec::new();
        let mut handle = "still-water".to_owned();
        for (pause, mut command) in steps {
            hours += i64::from(pause);
            command.iter_mut().filter(|word| *word == "still-water").for_each(|word| word.clone_from(&handle));
            let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
            if desk.run(&at(hours), &arguments).code == 0 {
                if let [name, _, renamed, ..] = command.as_slice() && name == "rename" {
                    handle.clone_from(renamed);
                }
                did.push((at(hours), command));
            }
        }
        let workspace = advisory::Workspace::open(desk.repo(), support::at(&at(hours))).unwrap();
        let coming: Vec<_> = workspace.coming().into_iter().chain([workspace.now()]).collect();
        for instant in coming {
            let found = workspace.obstacles(instant);
            prop_assert!(found.is_empty(), "{did:#?}\nat {instant}: {found:#?}");
        }
    }
}

/// The property above draws each command that edits files. Two are tried elsewhere: they need a product's repository, or
/// records of another database.
#[test]
fn the_property_draws_every_command_that_edits() {
    use proptest::strategy::ValueTree;

    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = step();
    let drawn: std::collections::BTreeSet<String> = (0..3000)
        .map(|_| {
            let (_, words) = strategy.new_tree(&mut runner).unwrap().current();
            match (words[0].as_str(), &words[1..]) {
                ("distributors", [act, ..]) => format!("distributors {act}"),
                ("embargo", [_, act, ..]) => format!("embargo x {act}"),
                (name, _) => name.to_owned(),
            }
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let sub = |name: &str| match name {
        "distributors" => {
            ["add", "accept", "decline", "sent", "vouch", "remove"].map(|act| format!("distributors {act}")).to_vec()
        }
        name => vec![name.to_owned()],
    };
    for command in crate::newcomer::COMMANDS.into_iter().flat_map(sub) {
        let edits = crate::newcomer::help(folder.path(), &command, "100").contains("--anyway");
        let elsewhere = ["verify", "import"].contains(&command.as_str());
        assert!(!edits || elsewhere || drawn.contains(&command), "{command} is not drawn: {drawn:?}");
    }
    assert!(drawn.contains("documents") && drawn.contains("upgrade"), "{drawn:?}");
}

/// The files of `tests/base` in a repository of their own.
fn base() -> Repository {
    let repository = Repository::new();
    for (path, bytes) in support::files(&support::root().join("tests/base")) {
        repository.write(&path, bytes);
    }
    repository.commit("All");
    repository
}

/// What the program makes of public facts says nothing about an incident, so a word of the site is no leak of a handle. But
/// no command makes an advisory public that names another incident by its handle.
#[test]
fn a_handle_that_is_a_word_of_the_site_stops_no_build_and_one_that_an_advisory_names_does() {
    const NOW: &str = "2026-03-05T12:00:00Z";
    let repository = base();
    let at = |arguments: &[&str]| run(repository.path(), NOW, arguments);
    for handle in ["severity-medium", "line-main", "step-announce", "provider-metadata"] {
        at(&["new", "--handle", handle, "--summary", "A crash", "--reporter", "Kim Reyes"]).ok();
        assert!(!at(&["check", "--ahead"]).all().contains("embargoed-text"));
        at(&["build", "--out", "../site"]).ok();
    }
    // An advisory that is public on a later day names another incident: the command and the prediction know that day.
    at(&["new", "--handle", "still-marsh", "--summary", "A crash in exports", "--reporter", "Kim Reyes"]).ok();
    let advisory = "incidents/2026/quiet-otter/advisory.md";
    repository.edit(advisory, "## Summary\n", "## Summary\n\nThis is not the flaw of still-marsh.\n");
    let said = at(&["publish", "quiet-otter", "--by", "amira"]).failed();
    assert!(said.contains("embargoed-text"), "{said}");
    at(&["publish", "quiet-otter", "--by", "amira", "--anyway"]).ok();
    let ahead = at(&["check", "--ahead"]).all();
    assert!(ahead.contains("in the build of 2026-03-17") && ahead.contains("embargoed-text"), "{ahead}");
}
