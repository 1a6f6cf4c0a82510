//! Affected commits as a CVE record states them: products whose versions are of the type `git`.

use super::{Product, Status, StatusChange, UNKNOWN_VENDOR, UpperBound, Versions};
use crate::advisory::{Advisory, Commits};
use crate::ecosystem::Ecosystem;
use crate::portfolio::Project;
use crate::version::BEGINNING;

/// Returns a product for each repository. It stands beside the product whose versions are those of
/// releases, since a product has one kind of versions in each entry.
pub(super) fn products<'a>(project: &'a Project, advisory: &'a Advisory) -> Vec<Product<'a>> {
    let mut products: Vec<(&Commits, Product<'a>)> = Vec::new();
    for commits in &advisory.commits {
        let is_same = |of: &Commits| {
            (&of.ecosystem, &of.package, &of.repository) == (&commits.ecosystem, &commits.package, &commits.repository)
        };
        match products.iter_mut().find(|(of, _)| is_same(of)) {
            Some((_, product)) => product.versions.extend(versions(commits, advisory.has_unknown_others(commits))),
            None => products.push((commits, product(project, advisory, commits))),
        }
    }
    products.into_iter().map(|(_, product)| product).collect()
}

fn product<'a>(project: &'a Project, advisory: &Advisory, commits: &'a Commits) -> Product<'a> {
    let is_unknown = advisory.has_unknown_others(commits);
    let name = project.name.value.as_str();
    let (ecosystem, package) = (commits.ecosystem.as_ref(), commits.package.as_deref());
    let collection = ecosystem.and_then(Ecosystem::registry);
    let own = project.package(package, ecosystem).filter(|_| package.is_some());
    let is_own = own.is_some_and(|own| !own.is_foreign)
        || package.is_none() && super::repository(project) == commits.repository.as_deref();
    let vendor = own.and_then(|own| own.vendor.as_ref()).map(|vendor| vendor.value.as_str());
    // A repository of somebody else is called by its address.
    let repository = commits.repository.as_deref().filter(|_| !is_own);
    Product {
        vendor: if is_own { name } else { vendor.unwrap_or(UNKNOWN_VENDOR) },
        product: package.or(repository.map(short)).unwrap_or(name),
        collection,
        package_name: collection.and(package),
        package_url: commits.purl(project),
        repo: commits.repository.as_deref().filter(|address| address.starts_with("http")),
        default_status: if is_unknown { Status::Unknown } else { Status::Unaffected },
        versions: versions(commits, is_unknown),
    }
}

/// Returns the last part of a repository's address.
fn short(address: &str) -> &str {
    let path = address.trim_end_matches('/').trim_end_matches(".git");
    path.rsplit(['/', ':']).next().filter(|name| !name.is_empty()).unwrap_or(address)
}

/// Returns an entry for each of the first affected commits. Several fixes are changes of one range,
/// because a commit with any of them is not affected. So is a single one, if the default is
/// unknown: otherwise nobody would know of it.
fn versions(commits: &Commits, is_unknown: bool) -> Vec<Versions> {
    let beginning = [BEGINNING.to_owned()];
    let introduced = if commits.introduced.is_empty() { &beginning } else { commits.introduced.as_slice() };
    introduced.iter().flat_map(|first| of_one(first, commits, is_unknown)).collect()
}

fn of_one(first: &str, commits: &Commits, is_unknown: bool) -> Vec<Versions> {
    let entry = |end, changes| Versions {
        version: first.to_owned(),
        end,
        version_type: "git",
        status: Status::Affected,
        changes,
    };
    let unaffected = |at: &String| StatusChange { at: at.clone(), status: Status::Unaffected };
    match commits.fixed.as_slice() {
        [] => {}
        [only] if !is_unknown => return vec![entry(UpperBound::LessThan(only.clone()), Vec::new())],
        several => {
            let changes = several.iter().map(unaffected).collect();
            return vec![entry(UpperBound::LessThan("*".to_owned()), changes)];
        }
    }
    let last = commits.last_affected.iter().map(|commit| UpperBound::LessThanOrEqual(commit.clone()));
    let ends: Vec<_> = last.chain(commits.limit.iter().map(|commit| UpperBound::LessThan(commit.clone()))).collect();
    if ends.is_empty() {
        return vec![entry(UpperBound::LessThan("*".to_owned()), Vec::new())];
    }
    ends.into_iter().map(|end| entry(end, Vec::new())).collect()
}
