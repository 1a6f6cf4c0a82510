//! Processes of other projects, under invented names: each test is a clause, told as an incident.

use crate::support::scenario::Scenario;

mod conditions;
mod levels;

/// A process that consists of this text beside what every policy has.
fn process(text: &str) -> Scenario {
    let policy = format!(
        r#"schema = 1
id = "rapids"
revision = "1"
effective = 2020-01-01T00:00:00Z
[[role]]
id = "pst"
[[role]]
id = "maintainer"
[[channel]]
id = "security"
kind = "email"
to = ["security@rapids.example"]
exposure = "team"
[[channel]]
id = "announce"
kind = "email"
to = ["announce@rapids.example"]
exposure = "public"
[intake]
private = "security"
[embargo]
allowed = true
{text}"#
    );
    Scenario::new("rook").policy(|_| policy.clone())
}

/// The steps of the incident at an instant that apply.
fn applying(scenario: &Scenario, now: &str) -> Vec<String> {
    use advisory::case::Standing::NotApplicable;
    scenario.at(now, |case| {
        let applies = case.steps.iter().filter(|step| !matches!(step.standing, NotApplicable(_)));
        applies.map(|step| step.step.element.id.to_string()).collect()
    })
}

const NOTHING: [&str; 0] = [];
