//! A CSAF document as somebody reads it who has the standard and nothing else: which products it has, and what it says of
//! each. Nothing here is of the program.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use serde_json::Value;

/// The groups of product status that exclude each other (section 6.1.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Affected,
    NotAffected,
    Fixed,
    Investigated,
}

const STATUSES: [(&str, Group); 7] = [
    ("first_affected", Group::Affected),
    ("known_affected", Group::Affected),
    ("last_affected", Group::Affected),
    ("known_not_affected", Group::NotAffected),
    ("first_fixed", Group::Fixed),
    ("fixed", Group::Fixed),
    ("under_investigation", Group::Investigated),
];

/// A product of the tree, with all that is said of it.
#[derive(Debug)]
pub(crate) struct Product {
    pub(super) vendor: String,
    pub(crate) package: String,
    pub(super) version: Option<String>,
    pub(crate) range: Option<String>,
    pub(super) purl: String,
    pub(super) group: Group,
    pub(super) statuses: BTreeSet<String>,
    pub(super) flags: BTreeSet<String>,
    /// Category and details.
    pub(super) remediations: Vec<(String, String)>,
}

/// What a document says of a version: by its own product, and by ranges.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) stated: Option<Group>,
    pub(crate) in_range: bool,
}

/// The products of a document that claims something, by what its only vulnerability, or the first of several that agree, says.
pub(crate) fn products(document: &Value) -> Vec<Product> {
    let mut leaves = Vec::new();
    for branch in list(&document["product_tree"]["branches"]) {
        walk(branch, &mut BTreeMap::new(), &mut leaves);
    }
    let vulnerabilities = list(&document["vulnerabilities"]);
    let mut defined: BTreeSet<&str> = BTreeSet::new();
    for (leaf, _) in &leaves {
        assert!(defined.insert(text(&leaf["product_id"])), "defined twice: {leaf}");
    }
    for vulnerability in &vulnerabilities {
        check(vulnerability, &defined);
        assert_eq!(vulnerability["product_status"], vulnerabilities[0]["product_status"], "they are of one advisory");
    }
    let first = vulnerabilities[0];
    let product = |(leaf, path): (&Value, BTreeMap<String, String>)| {
        let id = text(&leaf["product_id"]).to_owned();
        let named = |ids: &Value| list(ids).iter().any(|other| text(other) == id);
        let statuses: BTreeSet<String> = first["product_status"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, ids)| named(ids))
            .map(|(s, _)| s.clone())
            .collect();
        let groups: BTreeSet<Group> = STATUSES.iter().filter(|(s, _)| statuses.contains(*s)).map(|(_, g)| *g).collect();
        assert_eq!(groups.len(), 1, "{id} is {statuses:?}");
        let entry = |field: &str, says: &dyn Fn(&Value) -> (String, String)| -> Vec<(String, String)> {
            list(&first[field]).into_iter().filter(|entry| named(&entry["product_ids"])).map(says).collect()
        };
        let flags = entry("flags", &|flag| (text(&flag["label"]).to_owned(), String::new()));
        Product {
            // Who makes the package of somebody else is not said.
            vendor: path.get("vendor").cloned().unwrap_or_default(),
            package: path["product_name"].clone(),
            version: path.get("product_version").cloned(),
            range: path.get("product_version_range").cloned(),
            purl: text(purl(&leaf["product_identification_helper"])).to_owned(),
            group: *groups.first().unwrap(),
            flags: flags.into_iter().map(|(label, _)| label).collect(),
            remediations: entry("remediations", &|r| (text(&r["category"]).to_owned(), text(&r["details"]).to_owned())),
            statuses,
        }
    };
    leaves.into_iter().map(product).collect()
}

/// The package URL: 2.0 has one, 2.1 a list.
fn purl(helper: &Value) -> &Value {
    match list(&helper["purls"])[..] {
        [] => &helper["purl"],
        [one] if helper["purl"].is_null() => one,
        _ => panic!("{helper}"),
    }
}

/// Follows a branch down to its products, each with the names on its way by their category.
fn walk<'d>(
    branch: &'d Value,
    path: &mut BTreeMap<String, String>,
    leaves: &mut Vec<(&'d Value, BTreeMap<String, String>)>,
) {
    let category = text(&branch["category"]).to_owned();
    let before = path.insert(category.clone(), text(&branch["name"]).to_owned());
    assert_eq!(before, None, "{category} within {category}");
    match (&branch["branches"], &branch["product"]) {
        (Value::Array(branches), Value::Null) => branches.iter().for_each(|branch| walk(branch, path, leaves)),
        (Value::Null, product) => leaves.push((product, path.clone())),
        _ => panic!("both a branch and a product: {branch}"),
    }
    path.remove(&category);
}

/// Ids are used as the standard has it: each defined, each with a status; what is said of affected ones is said of each.
fn check(vulnerability: &Value, defined: &BTreeSet<&str>) {
    let status = &vulnerability["product_status"];
    let named = |ids: &Value| list(ids).iter().map(|id| text(id).to_owned()).collect::<BTreeSet<_>>();
    let of = |keys: &[&str]| keys.iter().flat_map(|key| named(&status[*key])).collect::<BTreeSet<_>>();
    let all: BTreeSet<String> =
        status.as_object().into_iter().flat_map(|status| status.values()).flat_map(named).collect();
    assert_eq!(all.iter().map(String::as_str).collect::<BTreeSet<_>>(), *defined, "each id has a status");
    assert!(of(&["first_affected", "last_affected"]).is_subset(&of(&["known_affected"])), "{status}");
    assert!(of(&["first_fixed", "recommended"]).is_subset(&of(&["fixed"])), "{status}");
    let in_need = of(&["known_affected", "under_investigation"]);
    // 2.0 has scores, 2.1 has metrics.
    for score in list(&vulnerability["scores"]).into_iter().chain(list(&vulnerability["metrics"])) {
        assert_eq!(named(&score["products"]), in_need, "a score is of all that is affected");
    }
    let helped: BTreeSet<_> =
        list(&vulnerability["remediations"]).iter().flat_map(|r| named(&r["product_ids"])).collect();
    assert_eq!(helped, in_need, "each affected product is told what to do, and no other");
    for flag in list(&vulnerability["flags"]) {
        assert!(named(&flag["product_ids"]).is_subset(&of(&["known_not_affected"])), "{flag}");
    }
}

/// What the products say of a version of a package.
pub(crate) fn evaluate(products: &[Product], package: &str, version: &str) -> Answer {
    let of_package = || products.iter().filter(|product| product.package == package);
    let stated: Vec<_> = of_package().filter(|p| p.version.as_deref() == Some(version)).map(|p| p.group).collect();
    assert!(stated.len() < 2, "{version} is several products");
    let mut ranges = of_package().filter_map(|product| product.range.as_deref());
    Answer { stated: stated.first().copied(), in_range: ranges.any(|range| includes(range, version)) }
}

/// Whether a version is affected, as a consumer decides: by its own product, else by the ranges.
pub(crate) fn is_affected(products: &[Product], package: &str, version: &str) -> bool {
    let answer = evaluate(products, package, version);
    answer.stated.map_or(answer.in_range, |group| group == Group::Affected)
}

/// Whether a range in the form of `vers` includes a version, in the order of Semantic Versioning.
fn includes(range: &str, version: &str) -> bool {
    let (scheme, constraints) = range.strip_prefix("vers:").unwrap().split_once('/').unwrap();
    if scheme == "all" {
        assert_eq!(constraints, "*");
        return true;
    }
    assert!(["golang", "npm", "pypi", "cargo", "semver"].contains(&scheme), "{range}");
    let read = |text: &str| Version::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let version = read(version);
    constraints.split('|').all(|constraint| {
        let at = constraint.find(|c: char| c.is_ascii_digit()).unwrap_or(constraint.len());
        let (sign, bound) = constraint.split_at(at);
        let order = || version.cmp_precedence(&read(bound));
        match sign {
            "*" => constraints == "*",
            "" => order().is_eq(),
            ">=" => order().is_ge(),
            "<" => order().is_lt(),
            "<=" => order().is_le(),
            _ => panic!("{range}"),
        }
    })
}

pub(super) fn list(value: &Value) -> Vec<&Value> {
    value.as_array().into_iter().flatten().collect()
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}
