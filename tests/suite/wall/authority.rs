//! Who may do what follows from the roster and the policy. An incident only picks among the people who could.

use advisory::case::{Act, Case, Standing};
use advisory::parse;
use proptest::prelude::*;

use super::config;
use super::files::day;
use crate::support::{Policy, Team, approvals_of, project, tree};

const PEOPLE: [&str; 4] = ["ada", "ben", "cy", "stranger"];
const ROLES: [&str; 3] = ["lead", "deputy", "fix-lead"];

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

/// The role that the policy asks for, as an index of [`ROLES`]; `None`: it asks for none.
type Asked = Option<usize>;

#[derive(Clone, Debug)]
struct Story {
    source: Source,
    members: [Member; 3],
    /// Whom the incident names: as `deputy` and as `fix-lead`.
    named: [[bool; 4]; 2],
    /// The days on which `fix-lead` was passed on, and who had it until then.
    passed_on: Vec<(i64, [bool; 4])>,
    /// The roles for publications, corrections and broken embargoes.
    asked: [Asked; 3],
    /// The role that grants waivers.
    waives: usize,
    at: i64,
    /// Who does everything that is recorded, as indices of [`PEOPLE`].
    by: Vec<usize>,
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
    let asked = || proptest::option::of(0_usize..3);
    let members = [member(), member(), member()];
    let asked = ([asked(), asked(), asked()], 0_usize..3);
    let by = proptest::collection::vec(0_usize..4, 0..3);
    let passed_on = proptest::collection::vec((0_i64..20, any::<[bool; 4]>()), 0..3);
    (source, members, (any::<[[bool; 4]; 2]>(), passed_on), asked, 0_i64..20, by).prop_map(
        |(source, members, (named, mut passed_on), (asked, waives), at, by)| {
            passed_on.sort_by_key(|(day, _)| *day);
            Story { source, members, named, passed_on, asked, waives, at, by }
        },
    )
}

impl Story {
    fn is_there(&self, person: usize) -> bool {
        self.members.get(person).is_some_and(|(.., left)| left.is_none_or(|last| self.at <= last))
    }

    /// Who was named as `fix-lead` on the day: from the day on which the role was passed on before until that on which it
    /// was passed on next, both included.
    fn lists(&self) -> Vec<[bool; 4]> {
        let mut from = i64::MIN;
        let mut lists = Vec::new();
        for (until, list) in self.passed_on.iter().copied().chain([(i64::MAX, self.named[1])]) {
            if from <= self.at && self.at <= until {
                lists.push(list);
            }
            from = until;
        }
        lists
    }

    /// Whether somebody could act in a role, in the words of the documentation.
    fn acts_in(&self, person: usize, role: usize) -> bool {
        let is_there = self.is_there(person);
        let (lead, deputy, fix_lead, _) = self.members.get(person).copied().unwrap_or_default();
        // Where the incident names nobody, those who have the role on the roster act.
        let acts = |has: bool, lists: &[[bool; 4]]| {
            (has && lists.iter().any(|list| !list.contains(&true)), lists.iter().any(|list| list[person]))
        };
        let (own_deputy, named_deputy) = acts(deputy, &[self.named[0]]);
        let (own, named) = acts(fix_lead, &self.lists());
        match (ROLES[role], self.source) {
            ("lead", _) => is_there && lead,
            ("deputy", _) => is_there && (own_deputy || named_deputy && (deputy || lead)),
            (_, Source::Anyone) => true,
            (_, Source::AnyoneNamed) => named || is_there && own,
            (_, Source::Roster) => is_there && fix_lead,
            (_, Source::Lead) => is_there && (own || named && (fix_lead || lead)),
            (_, Source::Deputy) => is_there && (own || named && (fix_lead || deputy || lead)),
        }
    }

    fn may(&self, person: usize, act: &str) -> bool {
        let [publication, correction, on_break] = self.asked;
        let role = match act {
            "publish" | "announce mitigations" | "withdraw" => publication,
            "revise" => correction.or(publication),
            "decide on a broken embargo" => on_break.or(publication),
            "waive" => Some(self.waives),
            "decide on a step" => Some(0),
            role => ROLES.iter().position(|known| *known == role),
        };
        role.map_or_else(|| self.is_there(person), |role| self.acts_in(person, role))
    }

    /// Whether what is recorded counts.
    fn counts(&self, act: &str) -> bool {
        self.by.iter().any(|person| self.may(*person, act))
    }

    fn team(&self) -> String {
        let mut team = Team::new();
        for ((lead, deputy, fix_lead, left), person) in self.members.iter().zip(PEOPLE) {
            let roles = [*lead, *deputy, *fix_lead].into_iter().zip(ROLES);
            let roles: Vec<&str> = roles.filter(|(has, _)| *has).map(|(_, role)| role).collect();
            team = team.member(person, person, &roles);
            if let Some(left) = left {
                team = team.with(&format!("left = {}", &day(*left).to_string()[..10]));
            }
        }
        team.text()
    }

    fn policy(&self) -> String {
        let source = match self.source {
            Source::Roster => "",
            Source::Lead => "from = \"lead\"\npick = \"appointed\"",
            Source::Deputy => "from = \"deputy\"\npick = \"appointed\"",
            Source::AnyoneNamed => "from = \"anyone\"\npick = \"volunteer\"",
            Source::Anyone => "from = \"anyone\"",
        };
        let [publication, correction, on_break] = self.asked.map(|asked| asked.map(|role| ROLES[role]));
        let asked = |key: &str, role: Option<&str>| {
            role.map_or_else(String::new, |role| format!("{key} = {{ role = {role:?}, count = 1 }}\n"))
        };
        let on_break = on_break.map_or_else(String::new, |role| {
            format!("on-break = {{ by = {role:?}, choices = [\"stop\", \"continue\"], default = \"stop\" }}\n")
        });
        Policy::new("own")
            .role("lead")
            .with("[[role]]\nid = \"deputy\"\nfrom = \"lead\"")
            .with(&format!("[[role]]\nid = \"fix-lead\"\n{source}"))
            .with("[[step]]\nid = \"ask\"\nrole = \"lead\"\noptional = \"It may be clear.\"")
            .with("[[step]]\nid = \"fix\"\nrole = \"lead\"\nwindow = { after = \"reported\", max = \"1d\" }")
            .with(&format!("[[waiver]]\nid = \"later\"\nby = {:?}", ROLES[self.waives]))
            .with(&format!("[embargo]\nallowed = true\n{on_break}"))
            .with(&format!("[publication]\n{}{}", asked("approvals", publication), asked("revisions", correction)))
            .text()
    }

    fn incident(&self) -> String {
        let named = |named: [bool; 4]| PEOPLE.into_iter().zip(named).filter(|(_, named)| *named).map(|(p, _)| p);
        let [deputy, fix_lead] = self.named.map(|them| named(them).collect::<Vec<_>>());
        let by: Vec<&str> = self.by.iter().map(|person| PEOPLE[*person]).collect();
        let at = day(self.at);
        let event = |name: &str, more: &str| format!("[[event]]\nat = {at}\nevent = {name:?}\nby = {by:?}\n{more}");
        let passed_on: String = (self.passed_on.iter())
            .map(|(until, list)| {
                let held: Vec<&str> = named(*list).collect();
                let until = day(*until);
                format!("[[event]]\nat = {until}\nevent = \"lead-named\"\nformer-holders = {{ fix-lead = {held:?} }}\n")
            })
            .collect();
        format!(
            "[report]\ndisclosure = \"private\"\n[roles]\ndeputy = {deputy:?}\nfix-lead = {fix_lead:?}\n\
             [[waiver]]\nwaiver = \"later\"\nsteps = [\"fix\"]\nat = {at}\nby = {by:?}\nuntil = {}\n\
             [[decision]]\nstep = \"ask\"\nat = {at}\nby = {by:?}\ntake = false\nreason = \"It is clear.\"\n\
             [[event]]\nat = {at}\nevent = \"reported\"\n{passed_on}{}{}{}",
            day(40),
            event("embargo-broken", ""),
            event("break-decided", "choice = \"continue\"\n"),
            event("withdrawn", ""),
        )
    }

    fn files(&self) -> Vec<(&'static str, String)> {
        vec![
            ("advisory.toml", project("2027-02-15")),
            ("team.toml", self.team()),
            ("policy.toml", self.policy()),
            ("incidents/2026/amber-heron/incident.toml", self.incident()),
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
        let roles = ROLES.map(approvals_of);
        let mut acts = vec![
            ("publish", Act::Publish),
            ("revise", Act::Revise),
            ("announce mitigations", Act::AnnounceMitigations),
            ("withdraw", Act::Withdraw),
            ("decide on a broken embargo", Act::DecideBreak),
            ("decide on a step", Act::DecideStep(case.policy.step("ask"))),
            ("waive", Act::Waive(&case.policy.waivers[0])),
        ];
        acts.extend(ROLES.into_iter().zip(&roles).map(|(role, asked)| (role, Act::ApproveFix(asked))));
        for (number, person) in PEOPLE.into_iter().enumerate() {
            for (name, act) in &acts {
                let may = case.may(person, *act, day(story.at));
                prop_assert_eq!(may, story.may(number, name), "{} to {} in {:?}", person, name, story);
            }
        }
    }

    #[test]
    fn a_record_counts_if_one_of_those_it_names_may_do_that(story in story()) {
        let reading = parse::portfolio(tree(story.files()));
        let portfolio = reading.portfolio.unwrap();
        let case = Case::new(&portfolio, &portfolio.incidents[0], day(story.at + 10));
        prop_assert_eq!(case.withdrawn().is_some(), story.counts("withdraw"), "{:?}", story);
        prop_assert_eq!(case.embargo.decided.is_some(), story.counts("decide on a broken embargo"), "{:?}", story);
        // Nothing is left to do for a withdrawn advisory.
        let is_open = !story.counts("withdraw");
        let is_skipped = matches!(case.step("ask").unwrap().standing, Standing::Skipped(_));
        prop_assert_eq!(is_skipped, is_open && story.counts("decide on a step"), "{:?}", story);
        let is_waived = case.step("fix").unwrap().waiver.is_some();
        prop_assert_eq!(is_waived, is_open && story.counts("waive"), "{:?}", story);
    }
}
