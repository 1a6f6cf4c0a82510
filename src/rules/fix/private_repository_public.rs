//! Finds incidents whose private repository is the project's public one.

use crate::case::{Case, Standing};
use crate::fact::Fact;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let project = &case.portfolio.project;
    let (Some(private), Some(public)) = (&case.incident.fix.repository, &project.repository) else { return };
    if !is_within(&place(private), &place(public)) {
        return;
    }
    let applies = case.steps.iter().filter(|status| !matches!(status.standing, Standing::NotApplicable(_)));
    let needs = applies.flat_map(|status| &status.step.needs).find(|need| need.fact.value == Fact::PrivateRepo);
    if let Some(need) = needs {
        let message = "the fix is developed in the project's public repository";
        found.push(
            RULE.finding(&case.incident.file, private.span, message)
                .also(Location::new(&project.file, public.span), "the public repository")
                .also(Location::new(&case.policy.file, need.fact.span), "the policy requires a private one")
                .help("name a repository that only the team and the developers of the fix can read"),
        );
    }
}

/// Returns whether a place is a repository, or a page of it: a branch, a pull request. The drafts
/// of security advisories are pages of a public repository that only few can read.
fn is_within(place: &str, repository: &str) -> bool {
    let page = place.strip_prefix(repository).map(|rest| rest.strip_prefix(".git").unwrap_or(rest));
    page.is_some_and(|page| {
        let is_page = page.is_empty() || page.starts_with(['/', '#', '?']);
        is_page && !page.starts_with("/security/advisories")
    })
}

/// Returns the host and path of a repository's address, without what spells the same place in
/// another way.
fn place(address: &str) -> String {
    let address = address.trim().to_ascii_lowercase();
    let rest = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    // `git@host:path` is `host/path`.
    let path = rest.replacen(':', "/", 1).replace("//", "/");
    let path = path.trim_end_matches('/');
    path.strip_suffix(".git").unwrap_or(path).trim_start_matches("www.").to_owned()
}
