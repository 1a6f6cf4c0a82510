//! What `check --ahead` predicts is what the builds of the coming instants do.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::support::{self, Run, program, run};

const NOW: &str = "2027-03-02T10:00:00Z";
/// The ends of the two embargoes, and the instants around them.
const ENDS: [&str; 2] = ["2027-03-20T15:00:00Z", "2027-04-20T15:00:00Z"];
const INSTANTS: [&str; 5] =
    [NOW, "2027-03-20T14:59:59Z", "2027-03-20T15:00:00Z", "2027-04-20T14:59:59Z", "2027-04-20T15:00:00Z"];

fn advisory(line: &str) -> String {
    format!(
        "+++\ntitle = \"A flaw of {line}\"\n[[cvss]]\nvector = \"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N\"\n[[affected]]\nline = \"1.0\"\nintroduced = \"1.0.0\"\nfixed = \"1.0.1\"\n+++\n\n## Summary\n\nAn archive with {line} in it is unpacked outside of the volume.\n\n## Am I affected?\n\nYou are if you restore archives.\n\n## Mitigation\n\nNone.\n\n## How to upgrade\n\nInstall 1.0.1.\n"
    )
}

/// A repository with two incidents, whose publications are approved for one instant each.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        run(program(desk.0.path()).args(["init", "--policy", "rook", "repo"])).ok();
        for file in ["advisory.toml", "policy.toml", "team.toml"] {
            desk.edit(file, |text| crate::support::own(&text));
        }
        for (handle, what, end) in [("still-water", "links", ENDS[0]), ("calm-heron", "devices", ENDS[1])] {
            let new = ["new", "--summary", "A report", "--line", "1.0", "--handle", handle, "--reporter", "Rin"];
            desk.at(NOW, &new).ok();
            support::write(&desk.repo(), &Self::path(handle), advisory(what));
            desk.at(NOW, &["publish", handle, "--by", "ben", "--until", end, "--anyway"]).ok();
        }
        desk
    }

    fn path(handle: &str) -> String {
        format!("incidents/2027/{handle}/advisory.md")
    }

    fn repo(&self) -> PathBuf {
        self.0.path().join("repo")
    }

    fn at(&self, now: &str, arguments: &[&str]) -> Run {
        run(program(&self.repo()).args(arguments).args(["--now", now]))
    }

    fn edit(&self, path: &str, change: impl FnOnce(String) -> String) {
        let text = std::fs::read_to_string(self.repo().join(path)).unwrap();
        std::fs::write(self.repo().join(path), change(text)).unwrap();
    }

    /// What is predicted: for each instant, the rules that stop the site or leave an incident out of it.
    fn predicted(&self) -> BTreeSet<(String, String)> {
        let said = self.at(NOW, &["check", "--ahead"]).all();
        let lines = said.lines().filter_map(|line| {
            let (rule, message) = line.strip_prefix("error[")?.split_once("]: ")?;
            let (_, rest) = message.split_once("the build of ")?;
            Some((rest.get(..20)?.to_owned(), rule.to_owned()))
        });
        lines.collect()
    }

    /// What the builds do: for each instant, the rules that were not there at the instant before, and the status.
    fn built(&self) -> (BTreeSet<(String, String)>, Vec<i32>) {
        let (mut known, mut new, mut codes) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for instant in INSTANTS {
            let out = self.0.path().join("out");
            let said = self.at(instant, &["build", "--no-cache", "--fail-incomplete", "--out", out.to_str().unwrap()]);
            codes.push(said.code);
            let said = said.all();
            for (line, place) in said.lines().zip(said.lines().skip(1)) {
                let Some((rule, _)) = line.strip_prefix("error[").and_then(|rest| rest.split_once("]: ")) else {
                    continue;
                };
                if known.insert((rule.to_owned(), place.to_owned())) && instant != NOW {
                    new.insert((format!("{} {} UTC", &instant[..10], &instant[11..16]), rule.to_owned()));
                }
            }
        }
        (new, codes)
    }
}

#[test]
fn what_is_predicted_is_what_the_builds_of_the_coming_instants_do() {
    /// What is wrong, how it came about, what follows at which instant, and the status of each build.
    type Trial = (&'static str, fn(&Desk), &'static [(&'static str, &'static str)], [i32; 5]);
    let cases: [Trial; 5] = [
        ("nothing is wrong", |_| {}, &[], [0, 0, 0, 0, 0]),
        (
            "the first advisory is no longer the approved one",
            |desk| {
                desk.edit(&Desk::path("still-water"), |text| text.replace("Mitigation\n\nNone.", "Mitigation\n\nWait."))
            },
            &[("2027-03-20 15:00 UTC", "approval-outdated")],
            [0, 0, 3, 3, 3],
        ),
        (
            "the second one",
            |desk| {
                desk.edit(&Desk::path("calm-heron"), |text| text.replace("Mitigation\n\nNone.", "Mitigation\n\nWait."))
            },
            &[("2027-04-20 15:00 UTC", "approval-outdated")],
            [0, 0, 0, 0, 3],
        ),
        (
            "both",
            |desk| {
                for handle in ["still-water", "calm-heron"] {
                    desk.edit(&Desk::path(handle), |text| text.replace("Mitigation\n\nNone.", "Mitigation\n\nWait."));
                }
            },
            &[("2027-03-20 15:00 UTC", "approval-outdated"), ("2027-04-20 15:00 UTC", "approval-outdated")],
            [0, 0, 3, 3, 3],
        ),
        (
            "a template that only the page of an advisory needs",
            |desk| {
                let page = "{% extends \"partials/layout.html\" %}{% block main %}{{ advisory.nothing.at_all }}{% endblock %}\n";
                support::write(&desk.repo(), "site-templates/pages/advisory.html", page);
            },
            &[("2027-03-20 15:00 UTC", "broken-template")],
            [0, 0, 1, 1, 1],
        ),
    ];
    for (what, breaks, expected, codes) in cases {
        let desk = Desk::new();
        breaks(&desk);
        let expected: BTreeSet<_> = expected.iter().map(|(at, rule)| ((*at).to_owned(), (*rule).to_owned())).collect();
        assert_eq!(desk.built(), (expected.clone(), codes.to_vec()), "{what}: the builds");
        assert_eq!(desk.predicted(), expected, "{what}: what is predicted");
        let code = desk.at(NOW, &["check", "--ahead"]).code;
        assert_eq!(code, i32::from(!expected.is_empty()), "{what}");
    }
}

#[test]
fn an_error_of_today_is_said_once_and_as_one_of_today() {
    let desk = Desk::new();
    desk.edit(&Desk::path("still-water"), |text| text.replacen("title =", "withdrawn = \"No.\"\ntitle =", 1));
    let said = |arguments: &[&str]| {
        let all = desk.at(NOW, arguments).all();
        all.lines().filter(|line| line.contains("withdrawal-incomplete")).map(str::to_owned).collect::<Vec<_>>()
    };
    let today = said(&["check"]);
    let ahead = said(&["check", "--ahead"]);
    assert_eq!((today.len(), ahead.len()), (1, 1), "{today:?} {ahead:?}");
    assert_eq!(ahead[0], format!("{}; it also concerns the build of 2027-03-20 15:00 UTC", today[0]));
}
