//! The status of a version as the documentation of the CVE record format has it worked out
//! (<https://github.com/CVEProject/cve-schema/blob/main/schema/docs/versions.md>): written here from that, and of nothing
//! that the program uses.

use std::cmp::Ordering;

use serde_json::Value;

/// A version in the order of its `versionType`: numbers of any count, and a pre-release. `*` is larger than any number.
#[derive(Clone, Debug)]
pub(super) struct Parsed {
    numbers: Vec<u64>,
    pre_release: Option<semver::Prerelease>,
}

pub(super) fn parse(text: &str) -> Parsed {
    let bare = text.split_once('+').map_or(text, |(bare, _)| bare);
    let (numbers, pre) = bare.split_once('-').map_or((bare, None), |(numbers, pre)| (numbers, Some(pre)));
    let number = |part: &str| if part == "*" { u64::MAX } else { part.parse().unwrap_or_else(|_| panic!("{text}")) };
    Parsed {
        numbers: numbers.split('.').map(number).collect(),
        pre_release: pre.map(|pre| semver::Prerelease::new(pre).unwrap()),
    }
}

pub(super) fn compare(a: &Parsed, b: &Parsed) -> Ordering {
    let longest = a.numbers.len().max(b.numbers.len());
    let at = |of: &Parsed, n: usize| of.numbers.get(n).copied().unwrap_or_default();
    let numbers = (0..longest).map(|n| at(a, n).cmp(&at(b, n))).find(|order| order.is_ne());
    numbers.unwrap_or_else(|| match (&a.pre_release, &b.pre_release) {
        (None, None) => Ordering::Equal,
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some(a), Some(b)) => a.cmp(b),
    })
}

/// Whether a version has what a change brought. Those of Erlang/OTP with more than three numbers are on a branch, and other
/// branches have nothing of it (<https://www.erlang.org/doc/system/versions.html>).
fn has(version: &Parsed, change: &Parsed, kind: &str) -> bool {
    let branch = &change.numbers[..change.numbers.len() - 1];
    let is_on_it = kind != "otp" || change.numbers.len() <= 3 || version.numbers.starts_with(branch);
    is_on_it && compare(change, version).is_le()
}

/// The status of a version by one entry of `affected`.
fn by_entry<'v>(product: &'v Value, version: &Parsed) -> &'v str {
    let text = |value: &'v Value| value.as_str();
    for entry in product["versions"].as_array().into_iter().flatten().filter(|entry| entry["versionType"] != "git") {
        let (from, status) = (entry["version"].as_str().unwrap(), entry["status"].as_str().unwrap());
        // By convention, 0 is the first version there is.
        let is_after = from == "0" || compare(&parse(from), version).is_le();
        let is_in = match (text(&entry["lessThan"]), text(&entry["lessThanOrEqual"])) {
            (None, None) => compare(&parse(from), version).is_eq(),
            (Some(end), None) => is_after && compare(version, &parse(end)).is_lt(),
            (None, Some(end)) => is_after && compare(version, &parse(end)).is_le(),
            (Some(_), Some(_)) => panic!("two ends: {entry}"),
        };
        if !is_in {
            continue;
        }
        let kind = entry["versionType"].as_str().unwrap_or_default();
        let mut changes: Vec<_> = entry["changes"].as_array().into_iter().flatten().collect();
        changes.sort_by(|a, b| compare(&parse(a["at"].as_str().unwrap()), &parse(b["at"].as_str().unwrap())));
        let mut reached =
            changes.into_iter().filter(|change| has(version, &parse(change["at"].as_str().unwrap()), kind));
        return reached.next_back().map_or(status, |change| change["status"].as_str().unwrap());
    }
    product["defaultStatus"].as_str().unwrap_or("unknown")
}

/// What a record or a container says of a version of its product. If its entries differ, the worst counts. An entry about
/// commits says nothing of versions.
pub(super) fn status(record: &Value, version: &str) -> &'static str {
    let container = record.get("containers").map_or(record, |containers| &containers["cna"]);
    let is_of_commits = |product: &&Value| {
        let versions = product["versions"].as_array();
        versions.is_some_and(|all| !all.is_empty() && all.iter().all(|entry| entry["versionType"] == "git"))
    };
    let products = container["affected"].as_array().into_iter().flatten().filter(|product| !is_of_commits(product));
    let version = parse(version);
    let said: Vec<_> = products.into_iter().map(|product| by_entry(product, &version)).collect();
    ["affected", "unknown"].into_iter().find(|status| said.contains(status)).unwrap_or("unaffected")
}

/// Whether a record or a container says that a version of its product is affected.
pub(super) fn is_affected(record: &Value, version: &str) -> bool {
    status(record, version) == "affected"
}

/// The versions at which an answer could change, and their neighbours.
pub(super) fn edges(record: &Value, has_pre_releases: bool) -> Vec<String> {
    let mut bounds = Vec::new();
    let mut collect = |value: &Value| {
        for key in ["version", "lessThan", "lessThanOrEqual", "at"] {
            bounds.extend(value[key].as_str().filter(|text| *text != "*").map(str::to_owned));
        }
    };
    for product in record["containers"]["cna"]["affected"].as_array().into_iter().flatten() {
        for entry in product["versions"].as_array().into_iter().flatten().filter(|e| e["versionType"] != "git") {
            collect(entry);
            entry["changes"].as_array().into_iter().flatten().for_each(&mut collect);
        }
    }
    let mut edges = vec!["0.0.0".to_owned(), "999.0.0".to_owned()];
    for bound in bounds {
        let Parsed { mut numbers, .. } = parse(&bound);
        let last = numbers.len() - 1;
        let mut near = vec![numbers.clone()];
        if numbers[last] == u64::MAX {
            numbers[last] = 99_999;
            near = vec![numbers.clone()];
            numbers.pop();
            *numbers.last_mut().unwrap() += 1;
            near.push(numbers.clone());
        } else {
            let mut next = numbers.clone();
            next[last] += 1;
            near.push(next);
            if let Some(less) = numbers[last].checked_sub(1) {
                numbers[last] = less;
                near.push(numbers);
            }
        }
        for mut numbers in near {
            numbers.resize(numbers.len().max(3), 0);
            let text = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
            if has_pre_releases {
                edges.extend([format!("{text}-0"), format!("{text}-rc.1")]);
            }
            edges.push(text);
        }
    }
    edges.sort();
    edges.dedup();
    edges
}
