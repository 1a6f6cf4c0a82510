//! Commands for what was edited by hand: revise, withdraw, embargo, the lists, what was sent.

use std::process::{Command, Stdio};

use crate::support::{self, Repository, Run, Stamp, program, run};

const NOW: &str = "2027-04-10T12:00:00Z";
const ADVISORY: &str = "incidents/2027/calm-otter/advisory.md";
const INCIDENT: &str = "incidents/2027/calm-otter/incident.toml";

const POLICY: &str = r#"schema = 1
id = "own"
revision = "1"
effective = 2020-01-01T00:00:00Z
[[role]]
id = "lead"
[[role]]
id = "desk"
[[channel]]
id = "users"
kind = "email"
to = ["users@lists.lodestore.example"]
exposure = "public"
fields = ["*"]
[[channel]]
id = "private-list"
kind = "email"
to = ["@list:early"]
exposure = "embargoed"
fields = ["existence"]
[[channel]]
id = "team"
kind = "email"
to = ["security@lodestore.example"]
exposure = "team"
[[list]]
id = "early"
channel = "private-list"
request-to = "team"
criteria = [{ id = "ships", title = "Ships Lodestore" }, { id = "vouched", proof = "vouch" }, { id = "accepts", proof = "embargo" }]
[[step]]
id = "tell-list"
role = "lead"
event = "list-told"
to = ["private-list"]
[[step]]
id = "tell-users"
role = "lead"
event = "users-told"
to = ["users"]
[embargo]
allowed = true
on-break = { by = "lead", choices = ["release-early", "continue"], default = "release-early" }
[publication]
approvals = { role = "lead", count = 1 }
"#;

const MEMBERS: &str = r#"schema = 1
# The first one.
[[member]]
id = "northcap"
name = "Northcap Linux"
contacts = ["security@northcap.example"]
joined = 2025-03-01
vouched-by = "founding"
embargo-accepted = 2025-02-20
criteria = { ships = "https://northcap.example" }
[[member]]
id = "gullwing"
name = "Gullwing"
contacts = ["psirt@gullwing.example"]
joined = 2025-03-01
vouched-by = "founding"
embargo-accepted = 2025-02-20
criteria = { ships = "https://gullwing.example" }
[[request]]
id = "tidewater-2027"
name = "Tidewater Cloud"
contact = "psirt@tidewater.example"
received = 2027-03-01T10:00:00Z
vouched-by = "northcap"
answers = { ships = "https://tidewater.example" }
"#;

fn text(id: u32) -> String {
    format!("+++\nid = \"LODE-2027-00{id}\"\ntitle = \"A flaw\"\n+++\n\n## Summary\n\nIt lets anybody in.\n")
}

fn facts(until: &str) -> String {
    format!(
        "[report]\nsummary = \"Anybody gets in\"\ndisclosure = \"private\"\n[roles]\nlead = \"ada\"\n[notice]\nrelease-date = {until}\n[embargo]\nuntil = {until} # agreed by mail\n[[event]]\nat = 2027-02-20T00:00:00Z\nevent = \"reported\"\n"
    )
}

/// A repository with one public advisory, and one incident under embargo.
fn repository(policy: &str) -> Repository {
    let repository = Repository::new();
    repository.write("advisory.toml", crate::support::project("2027-12-31"));
    repository.write("policy.toml", policy);
    repository.write("distributors.toml", MEMBERS);
    repository.write(
        "team.toml",
        "schema = 1\n[[member]]\nid = \"ada\"\nname = \"Ada\"\nroles = [\"lead\"]\n[[member]]\nid = \"ben\"\nname = \"Ben\"\nroles = [\"desk\"]\n",
    );
    repository.write(INCIDENT, facts("2027-04-01T00:00:00Z"));
    repository.write(ADVISORY, text(1));
    repository.write("incidents/2027/still-heron/incident.toml", facts("2027-05-01T00:00:00Z"));
    repository.write("incidents/2027/still-heron/advisory.md", text(2));
    commit(&repository);
    at(&repository, "2027-03-05T12:00:00Z", &["publish", "calm-otter", "--by", "ada"]).ok();
    at(&repository, "2027-03-05T12:00:00Z", &["publish", "still-heron", "--by", "ada"]).ok();
    commit(&repository);
    repository
}

fn commit(repository: &Repository) {
    repository.commit_by(Stamp::named("Ada", "2027-03-05T12:00:00Z"));
}

fn at(repository: &Repository, now: &str, arguments: &[&str]) -> Run {
    run(program(repository.path()).args(["--now", now]).args(arguments))
}

fn read(repository: &Repository, path: &str) -> String {
    std::fs::read_to_string(repository.path().join(path)).unwrap()
}

#[test]
fn a_revision_shows_what_changes_in_public_and_tells_readers() {
    let repository = repository(POLICY);
    let revise = ["revise", "calm-otter", "--by", "ada", "--text", "Say who gets in."];
    assert!(at(&repository, NOW, &revise).failed().contains("has not changed"));
    repository.edit(ADVISORY, "It lets anybody in.", "It lets mallory in.");
    let said = at(&repository, NOW, &revise[..4]).failed();
    assert!(said.contains("--text") && said.contains("+It lets mallory in."), "{said}");
    let said = at(&repository, NOW, &revise).all();
    assert!(said.contains("-It lets anybody in.") && said.contains("+text = \"Say who gets in.\""), "{said}");
    assert!(said.contains("public   2027-04-01 00:00 UTC"), "{said}");
    let approved = "at = 2027-04-10T12:00:00Z\nevent = \"approved\"\nby = \"ada\"\ncovers = \"sha256:";
    assert!(read(&repository, INCIDENT).contains(approved), "the correction is new content");
    at(&repository, NOW, &["build", "--out", "../site"]).ok();
    // Once it is committed, it is compared with what was approved.
    repository.commit_by(Stamp::named("Ada", "2027-04-10T12:00:00Z"));
    repository.edit(ADVISORY, "mallory", "trudy");
    repository.commit_by(Stamp::named("Ada", "2027-04-11T00:00:00Z"));
    let said = at(&repository, "2027-04-11T12:00:00Z", &revise).all();
    assert!(said.contains("-It lets mallory in.") && said.contains("+It lets trudy in."), "{said}");
}

#[test]
fn a_revision_is_approved_where_the_policy_asks_for_that() {
    let policy = POLICY.replace("count = 1 }\n", "count = 1 }\nrevisions = { role = \"desk\", count = 1 }\n");
    let repository = repository(&policy);
    repository.edit(ADVISORY, "It lets anybody in.", "It lets mallory in.");
    let revise = |by| ["revise", "calm-otter", "--by", by, "--text", "Say who gets in."];
    let said = at(&repository, NOW, &revise("eve")).failed();
    assert!(said.contains("may not approve a correction"), "{said}");
    at(&repository, NOW, &revise("ben")).ok();
    let facts = read(&repository, INCIDENT);
    assert!(
        facts.contains("at = 2027-04-10T12:00:00Z\nevent = \"approved\"\nby = \"ben\"\ncovers = \"sha256:"),
        "{facts}"
    );
    let check = at(&repository, NOW, &["check"]).all();
    assert!(!check.contains("correction-unapproved") && !check.contains("approval-outdated"), "{check}");

    let two = policy.replace("role = \"desk\", count = 1", "role = \"desk\", count = 2");
    let waits = self::repository(&two);
    waits.edit(ADVISORY, "It lets anybody in.", "It lets mallory in.");
    let said = at(&waits, NOW, &revise("ben")).all();
    assert!(
        said.contains("public   not before") || said.contains("public   no"),
        "the second approval is missing: {said}"
    );
}

#[test]
fn an_advisory_is_withdrawn_for_one_that_is_public_and_for_no_other() {
    let repository = repository(POLICY);
    let withdraw = |id| ["withdraw", "calm-otter", "--by", "ada", "--reason", "A duplicate.", "--replaced-by", id];
    let unknown = at(&repository, NOW, &withdraw("LODE-2027-009")).failed();
    let embargoed = at(&repository, NOW, &withdraw("LODE-2027-002")).failed();
    assert_eq!(unknown.replace("009", "002"), embargoed, "the difference would tell that there is an embargoed one");
    assert!(at(&repository, NOW, &withdraw("LODE-2027-001")).failed().contains("can't replace itself"));
    let later = "2027-05-02T00:00:00Z";
    at(&repository, later, &["record", "calm-otter", "users-told", "--by", "ada", "--at", NOW]).ok();
    let said = at(&repository, later, &withdraw("LODE-2027-002")).all();
    assert!(said.contains("now      withdrawn") && said.contains("tell `users`, which got `tell-users`"), "{said}");
    let advisory = read(&repository, ADVISORY);
    for part in [
        "withdrawn = \"A duplicate. Replaced by LODE-2027-002.\"",
        "kind = \"replaced-by\"\nid = \"LODE-2027-002\"",
        "text = \"Withdrawn: A duplicate.",
    ] {
        assert!(advisory.contains(part), "{part}: {advisory}");
    }
    let check = at(&repository, later, &["check"]).all();
    assert!(check.contains("withdrawal-untold") && check.matches("[withdraw").count() == 1, "{check}");
    assert!(check.contains("relation-one-sided"), "the replacement does not say so yet: {check}");
    at(&repository, later, &["build", "--out", "../site"]).ok();
    assert!(at(&repository, later, &withdraw("LODE-2027-002")).failed().contains("already"));
}

#[test]
fn an_embargo_is_agreed_moved_broken_and_decided_with_what_follows() {
    let repository = repository(POLICY);
    let heron = "incidents/2027/still-heron/incident.toml";
    let embargo =
        |arguments: &[&str]| at(&repository, NOW, &[&["embargo", "still-heron"], arguments, &["--by", "ada"]].concat());
    assert!(embargo(&["agree", "--until", "2027-05-02T00:00:00Z"]).failed().contains("embargo still-heron move"));
    let said = embargo(&["move", "--until", "2027-05-02T00:00:00Z"]).ok();
    let moved = |until: &str| format!("+event = \"release-moved\"\n+by = \"ada\"\n+until = {until}");
    assert!(said.contains(&moved("2027-05-02T00:00:00Z")), "{said}");
    assert!(read(&repository, heron).contains("release-date = 2027-05-01T00:00:00Z"), "people may have been told it");
    assert!(read(&repository, heron).contains("until = 2027-05-01T00:00:00Z # agreed by mail"), "the first end stays");
    embargo(&["break", "--leaked", "the patch", "--to", "a chat"]).ok();
    assert!(embargo(&["decide", "wait"]).failed().contains("release-early, continue"));
    let said = embargo(&["decide", "release-early", "--until", "2027-04-11T00:00:00Z", "--assessment", "small"]).ok();
    assert!(said.contains("public   2027-04-11 00:00 UTC"), "{said}");
    assert!(said.contains(&moved("2027-04-11T00:00:00Z")), "{said}");

    let fresh = ["new", "--summary", "Another thing", "--line", "1.16", "--handle", "quick-wren"];
    at(&repository, NOW, &fresh).ok();
    let first = ["embargo", "quick-wren", "agree", "--until", "2027-05-05T00:00:00Z", "--with", "early", "--by", "ada"];
    at(&repository, NOW, &first).ok();
    let facts = read(&repository, "incidents/2027/quick-wren/incident.toml");
    let table = "[embargo]\nuntil = 2027-05-05T00:00:00Z\nagreed-by = [\"early\"]\n\n[[event]]";
    assert!(facts.contains(table), "the table stands before the timeline: {facts}");
}

#[test]
fn a_draft_is_sent_once_and_then_replied_to() {
    let repository = repository(POLICY);
    let sent = |arguments: &[&str]| {
        at(
            &repository,
            NOW,
            &[&["sent", "still-heron", "tell-list", "--to", "private-list", "--by", "ada"], arguments].concat(),
        )
    };
    assert!(sent(&["--message-id", "<a@b.example>"]).failed().contains("--member"));
    sent(&["--member", "northcap", "--message-id", "a@b.example"]).ok();
    sent(&["--member", "gullwing"]).ok();
    assert!(sent(&[]).failed().contains("--again"));
    let draft = |more: &[&str]| {
        at(&repository, "2027-04-12T00:00:00Z", &[&["draft", "still-heron", "tell-list"], more].concat())
    };
    let none = draft(&[]).all();
    assert!(none.contains("was sent on 2027-04-10 12:00 UTC") && !none.contains("Message-ID:"), "{none}");
    let again = draft(&["--again"]).ok();
    assert!(again.contains("In-Reply-To: <a@b.example>") && again.contains("Date: Mon, 12 Apr 2027"), "{again}");
    let shown = at(&repository, NOW, &["show", "still-heron"]).ok();
    assert!(!shown.contains("private-list"), "nothing waits to be sent to it: {shown}");
    let unknown = at(&repository, NOW, &["sent", "still-heron", "tell-lst", "--to", "private-list", "--by", "ada"]);
    assert!(unknown.failed().contains("tell-list"));
}

#[test]
fn a_list_takes_whom_somebody_vouches_for_with_every_answer() {
    let repository = repository(POLICY);
    let lists = |arguments: &[&str]| at(&repository, NOW, &[&["distributors"], arguments].concat());
    assert!(lists(&["accept", "tidewater-2027", "--by", "ada"]).failed().contains("--terms-accepted"));
    let said =
        lists(&["accept", "tidewater-2027", "--by", "ada", "--member", "tidewater", "--terms-accepted", "2027-04-01"])
            .ok();
    assert!(
        said.contains("+criteria.ships = \"https://tidewater.example\"") && said.contains("members   3 present"),
        "{said}"
    );
    assert!(read(&repository, "distributors.toml").contains("# The first one.\n[[member]]"));
    assert!(lists(&["accept", "tidewater-2027", "--by", "ada"]).failed().contains("is already decided"));
    let add = [
        "add",
        "kestrel",
        "--name",
        "Kestrel",
        "--contact",
        "x@kestrel.example",
        "--by",
        "ada",
        "--terms-accepted",
        "2027-04-01",
    ];
    assert!(lists(&[&add[..], &["--vouched-by", "northcap"]].concat()).failed().contains("--criterion"));
    let add = [&add[..], &["--criterion", "ships=https://kestrel.example"]].concat();
    assert!(lists(&add).failed().contains("nobody vouches"));
    lists(&["remove", "gullwing", "--by", "ada", "--reason", "It ships it no more.", "--on", "2027-04-09"]).ok();
    assert!(lists(&[&add[..], &["--vouched-by", "gullwing"]].concat()).failed().contains("not a present member"));
    let vouched = [&add[..], &["--vouched-by", "tidewater"]].concat();
    assert!(lists(&vouched).failed().contains("was not on the list earlier"), "it joined on the same day");
    let later = "2027-04-20T09:00:00Z";
    let lists = |arguments: &[&str]| at(&repository, later, &[&["distributors"], arguments].concat());
    lists(&vouched).ok();
    assert!(lists(&["vouch", "kestrel", "--by", "kestrel"]).failed().contains("itself"));
    lists(&["vouch", "kestrel", "--by", "northcap"]).ok();
    let check = at(&repository, later, &["check"]).all();
    assert!(!check.contains("distributors.toml"), "{check}");

    std::fs::remove_file(repository.path().join("distributors.toml")).unwrap();
    lists(&[&add[..], &["--vouched-by", "founding"]].concat()).ok();
    assert!(read(&repository, "distributors.toml").starts_with("schema = 1\n\n[[member]]\nid = \"kestrel\"\n"));
}

#[test]
fn a_list_of_incidents_has_one_line_for_each_at_any_width() {
    let folder = tempfile::tempdir().unwrap();
    support::write_sample(folder.path());
    for columns in ["40", "80", "200"] {
        let mut list = program(folder.path());
        list.args(["list", "--now", "2026-11-20T12:00:00Z"]).env("COLUMNS", columns);
        let said = run(&mut list).ok();
        let incidents = ["amber-heron", "quiet-otter"];
        for handle in incidents {
            assert_eq!(said.lines().filter(|line| line.contains(handle)).count(), 1, "{columns}: {said}");
        }
        assert_eq!(said.lines().count(), 2 + 4, "{columns}: {said}");
        let widest = said.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= columns.parse::<usize>().unwrap().max(60), "{columns}: {widest}");
    }
}

#[test]
fn what_will_leave_an_advisory_out_of_a_coming_build_is_found_today() {
    let repository = repository(POLICY);
    let ahead = || at(&repository, NOW, &["check", "--ahead"]).all();
    assert!(!ahead().contains("the build of"), "{}", ahead());
    repository.edit("incidents/2027/still-heron/advisory.md", "It lets anybody in.", "It lets mallory in.");
    assert!(ahead().contains("the build of 2027-05-01 00:00 UTC"), "{}", ahead());
    let now = at(&repository, NOW, &["check"]).all();
    assert!(!now.contains("the build of"), "{now}");
}

/// Answers a question of the program on a terminal of its own, which `script` (util-linux) makes; `None` where there is
/// no such program.
fn answered(repository: &Repository, arguments: &str, answer: &str) -> Option<String> {
    on_terminal("dumb", repository, arguments, answer)
}

/// The same on a terminal of this kind.
fn on_terminal(term: &str, repository: &Repository, arguments: &str, answer: &str) -> Option<String> {
    let program = program(repository.path());
    let command =
        format!("CI=false {} -C {} {arguments}", program.get_program().display(), repository.path().display());
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]).env("CI", "false").env("TERM", term);
    for name in support::CI_VARIABLES {
        script.env_remove(name);
    }
    let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), format!("{answer}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_question_on_a_terminal_waits_for_its_answer() {
    let repository = repository(POLICY);
    let approved = "event = \"approved\"";
    repository.write("incidents/2027/shy-wren/incident.toml", facts("2027-06-01T00:00:00Z"));
    repository.write("incidents/2027/shy-wren/advisory.md", text(3));
    let publish = format!("publish shy-wren --by ada --now {NOW}");
    let Some(said) = answered(&repository, &publish, "n") else { return };
    assert!(said.contains("[y/N]"), "{said}");
    assert!(!read(&repository, "incidents/2027/shy-wren/incident.toml").contains(approved), "{said}");
    let said = answered(&repository, &publish, "y").unwrap();
    assert!(read(&repository, "incidents/2027/shy-wren/incident.toml").contains(approved), "{said}");

    repository.edit(ADVISORY, "It lets anybody in.", "It lets mallory in.");
    let said = answered(&repository, &format!("revise calm-otter --by ada --now {NOW}"), "Say who gets in.").unwrap();
    assert!(said.contains("What changed, for readers of the advisory?"), "{said}");
    assert!(read(&repository, ADVISORY).contains("text = \"Say who gets in.\""), "{said}");
}

/// A value that is missing is asked for on a terminal, and an error elsewhere.
#[test]
fn who_acts_is_asked_for_on_a_terminal_alone() {
    let repository = repository(POLICY);
    repository.write("incidents/2027/shy-wren/incident.toml", facts("2027-06-01T00:00:00Z"));
    let file = || read(&repository, "incidents/2027/shy-wren/incident.toml");
    let record = format!("record shy-wren acknowledged --now {NOW}");
    let Some(said) = answered(&repository, &record, "ben") else { return };
    assert!(
        said.contains("Who did it?") && file().contains("event = \"acknowledged\"\nby = \"ben\""),
        "{said} {}",
        file()
    );
    let withdraw = format!("withdraw calm-otter --reason No. --now {NOW}");
    let said = answered(&repository, &withdraw, "ada").unwrap();
    assert!(said.contains("The member who withdraws it (--by):"), "{said}");
    assert!(read(&repository, "incidents/2027/calm-otter/incident.toml").contains("event = \"withdrawn\""), "{said}");
    for (arguments, answer) in [("sent shy-wren acknowledge", ""), ("revise", "ada"), ("withdraw -- calm-otter", "ada")]
    {
        let said = answered(&repository, arguments, answer).unwrap();
        assert!(said.contains("required arguments were not provided"), "{arguments}: {said}");
    }
    let in_script = at(&repository, NOW, &["withdraw", "calm-otter", "--reason", "No."]);
    assert_eq!((in_script.code, in_script.all().contains("(--by):")), (2, false), "{}", in_script.all());
}

#[test]
fn a_dumb_terminal_gets_neither_colours_nor_movements_of_the_cursor() {
    let repository = repository(POLICY);
    repository.write("records/a.txt", "no record");
    let status = format!("status --now {NOW}");
    let Some(dumb) = on_terminal("dumb", &repository, &status, "") else { return };
    let import = format!("import osv records --by ada --dry-run --now {NOW}");
    let said = |arguments: &str| on_terminal("dumb", &repository, arguments, "").unwrap();
    let all = dumb.clone() + &said(&import) + &said("frobnicate") + &said("check --help");
    assert!(!all.replace("\r\n", "\n").contains(['\x1b', '\r', '\x08']), "{all:?}");
    let coloured = on_terminal("xterm", &repository, &status, "").unwrap();
    assert!(coloured.contains('\x1b') && dumb.contains("calm-otter"), "{coloured:?} {dumb:?}");
}
