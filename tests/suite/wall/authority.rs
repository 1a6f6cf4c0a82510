//! Who may act in a role follows from the roster and the policy. An incident only picks among them.

use advisory::case::Case;
use advisory::parse;
use proptest::prelude::*;

use super::config;
use super::files::day;
use crate::support::{Policy, Team, project, tree};

const PEOPLE: [&str; 4] = ["ada", "ben", "cy", "stranger"];

/// How the policy fills `fix-lead`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// From the roster.
    Roster,
    /// From the holders of `lead`.
    Lead,
    /// From the holders of `deputy`, who come from those of `lead`.
    Deputy,
    /// Anybody who is named.
    AnyoneNamed,
    /// Anybody.
    Anyone,
}

/// A member: the roles on the roster, and the last day on the team.
type Member = (bool, bool, bool, Option<i64>);

#[derive(Clone, Debug)]
struct Story {
    source: Source,
    members: [Member; 3],
    named: [bool; 4],
    at: i64,
}

fn story() -> impl Strategy<Value = Story> {
    let source = prop_oneof![
        Just(Source::Roster),
        Just(Source::Lead),
        Just(Source::Deputy),
        Just(Source::AnyoneNamed),
        Just(Source::Anyone)
    ];
    let member = || (any::<bool>(), any::<bool>(), any::<bool>(), proptest::option::of(0_i64..20));
    (source, [member(), member(), member()], any::<[bool; 4]>(), 0_i64..20)
        .prop_map(|(source, members, named, at)| Story { source, members, named, at })
}

impl Story {
    /// The rule, in the words of the documentation.
    fn may(&self, person: usize) -> bool {
        let named = self.named[person];
        let Some((lead, deputy, fix_lead, left)) = self.members.get(person) else {
            return match self.source {
                Source::Anyone => true,
                Source::AnyoneNamed => named,
                _ => false,
            };
        };
        let is_there = left.is_none_or(|last| self.at <= last);
        match self.source {
            Source::Anyone => true,
            Source::AnyoneNamed => named,
            Source::Roster => is_there && *fix_lead,
            Source::Lead => named && is_there && (*fix_lead || *lead),
            Source::Deputy => named && is_there && (*fix_lead || *deputy || *lead),
        }
    }

    fn files(&self) -> Vec<(&'static str, String)> {
        let mut team = Team::new();
        for ((lead, deputy, fix_lead, left), person) in self.members.iter().zip(PEOPLE) {
            let roles = [(*lead, "lead"), (*deputy, "deputy"), (*fix_lead, "fix-lead")];
            let roles: Vec<&str> = roles.into_iter().filter(|(has, _)| *has).map(|(_, role)| role).collect();
            team = team.member(person, person, &roles);
            if let Some(left) = left {
                team = team.with(&format!("left = {}", &day(*left).to_string()[..10]));
            }
        }
        let source = match self.source {
            Source::Roster => "",
            Source::Lead => "from = \"lead\"\npick = \"appointed\"",
            Source::Deputy => "from = \"deputy\"\npick = \"appointed\"",
            Source::AnyoneNamed => "from = \"anyone\"\npick = \"volunteer\"",
            Source::Anyone => "from = \"anyone\"",
        };
        let policy = Policy::new("own")
            .role("lead")
            .with("[[role]]\nid = \"deputy\"\nfrom = \"lead\"")
            .with(&format!("[[role]]\nid = \"fix-lead\"\n{source}"));
        let named: Vec<&str> = PEOPLE.into_iter().zip(self.named).filter(|(_, named)| *named).map(|(p, _)| p).collect();
        vec![
            ("advisory.toml", project("2027-02-15")),
            ("team.toml", team.text()),
            ("policy.toml", policy.text()),
            (
                "incidents/2026/amber-heron/incident.toml",
                format!("[report]\ndisclosure = \"private\"\n[roles]\nfix-lead = {named:?}\n"),
            ),
        ]
    }
}

proptest! {
    #![proptest_config(config(256, 200))]

    #[test]
    fn the_roster_decides_who_may_act_and_an_incident_only_picks(story in story()) {
        let reading = parse::portfolio(tree(story.files()));
        let portfolio = reading.portfolio.unwrap();
        let case = Case::new(&portfolio, &portfolio.incidents[0], day(story.at));
        for (number, person) in PEOPLE.into_iter().enumerate() {
            prop_assert_eq!(case.may_act(person, "fix-lead", day(story.at)), story.may(number), "{} in {:?}", person, story);
        }
    }
}
