//! Where to write a fact that a step or its announcement lacks.

use crate::case::Case;
use crate::fact::Fact;
use crate::policy::{Role, Step};
use crate::rules::commands;

/// Returns whether the fact belongs in advisory.md (otherwise in incident.toml), and what to write
/// there.
pub(crate) fn where_to_write(case: &Case<'_>, step: &Step, fact: Fact) -> (bool, String) {
    let (is_public, help) = place(fact);
    let help = match fact {
        Fact::Decision => {
            let (handle, id) = (&case.incident.handle, &step.element.id.value);
            format!(
                "`advisory record {handle} decision --step {id} --take --by MEMBER`, or with `--skip --reason TEXT` in the \
                 place of `--take`"
            )
        }
        Fact::Id => format!("assign the public id: `{}`", commands::publish(case)),
        Fact::Mitigations if case.incident.notice.mitigations.is_some() => format!(
            "have the mitigations approved: `advisory publish {} --mitigations --by MEMBER`",
            case.incident.handle
        ),
        Fact::UpgradeTo if case.incident.scope.upgrade_to.is_some() => {
            "name a supported release that is not affected as `upgrade-to` under [scope] in incident.toml".to_owned()
        }
        Fact::FixLead => holders(case, step, case.policy.leading().next(), help),
        Fact::FixTeam => holders(case, step, case.policy.developing().next(), help),
        _ => help.to_owned(),
    };
    (is_public, help)
}

/// Returns where to name the holders of a role; `without` if the policy has no such role.
fn holders(case: &Case<'_>, step: &Step, role: Option<&Role>, without: &str) -> String {
    role.map_or_else(
        || without.to_owned(),
        |role| {
            let id = &role.element.id.value;
            let command = commands::record_alone(case, step);
            format!("write `{id}` under [roles] in incident.toml, such as with `{command} --set roles.{id}=MEMBER`")
        },
    )
}

/// Returns whether the fact belongs in advisory.md (otherwise in incident.toml), and what to write
/// there.
fn place(fact: Fact) -> (bool, &'static str) {
    match fact {
        Fact::Existence => (false, "nothing is missing: this fact is always there"),
        Fact::Id => (true, "approve the publication, which assigns the public ID"),
        Fact::Title => (true, "write `title` into the front matter of advisory.md"),
        Fact::Summary => (true, "write a section `## Summary` in advisory.md"),
        Fact::Description => (true, "write the text of advisory.md"),
        Fact::Severity => (true, "write a CVSS vector under [[cvss]] in advisory.md"),
        Fact::Level => (true, "write `level` in advisory.md, and record it with `scored --level`"),
        Fact::Cve => (true, "write the CVE ID as `cve` in advisory.md"),
        Fact::Cwe => (true, "write the CWE ID as `cwe` in advisory.md"),
        Fact::Affected => (true, "write the affected ranges under [[affected]] in advisory.md"),
        Fact::FixedVersions => {
            (true, "write `fixed` under [[affected]] in advisory.md, for each line that gets a release")
        }
        Fact::AmIAffected => (true, "write a section `## Am I affected?` in advisory.md"),
        Fact::Mitigations => (
            false,
            "write `mitigations` under [notice] in incident.toml, and their approvers as `mitigations-approved-by`",
        ),
        Fact::Upgrade => (true, "write a section `## How to upgrade` in advisory.md"),
        Fact::UpgradeTo => (false, "write `upgrade-to` under [scope] in incident.toml"),
        Fact::ReleaseEstimate => (false, "write `release-estimate` under [notice] in incident.toml"),
        Fact::ReleaseDate => (false, "write `release-date` under [notice] in incident.toml"),
        Fact::PullRequests => (false, "write `pull-requests` under [fix] in incident.toml"),
        Fact::FixCommits => {
            (false, "write the commits under [fix] in incident.toml, each with the affected `line` that it is on")
        }
        Fact::Backports => (false, "write a commit for each affected supported line under [fix] in incident.toml"),
        Fact::Patches => (false, "put the patches into the incident's folder `patches/`"),
        Fact::PrivateRepo => (false, "write `repository` under [fix] in incident.toml"),
        Fact::Thread => (false, "write `thread` under [fix] in incident.toml"),
        Fact::FixLead => (false, "add `lead = true` to the role in policy.toml whose holder leads the incident"),
        Fact::FixTeam => (false, "add `develops = true` to the role in policy.toml whose holders develop the fix"),
        Fact::EmbargoUntil => (false, "write `until` under [embargo] in incident.toml"),
        Fact::Decision => (false, "write the decision on this step under [[decision]] in incident.toml"),
        Fact::Credits => (true, "write the people to thank under [[credit]] in advisory.md"),
        Fact::Reporter => (false, "write the reporter's name or address under [report.reporter] in incident.toml"),
        Fact::Report => (false, "write `summary` under [report] in incident.toml"),
        Fact::References => (true, "write links under [[reference]] in advisory.md"),
        Fact::Upstream => {
            (false, "write the upstream project's publication date as `public` under [upstream] in incident.toml")
        }
        Fact::Leak => (false, "record an event `leaked` or `embargo-broken` with `leaked` and `leaked-to`"),
        Fact::Assessment => {
            (false, "record the damage as `assessment` of the `embargo-broken` or `break-decided` event")
        }
    }
}
