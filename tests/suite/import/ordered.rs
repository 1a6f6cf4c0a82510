//! What documents say of a version in any order: their bounds are compared in the order of the package.

use advisory::version::Version;
use serde_json::Value;

use crate::csaf::consumer::Product;

/// Whether a version fulfils a comparison with a bound. In the formats, `0` as a beginning is before all versions.
fn fulfils(sign: &str, bound: &str, version: &Version) -> bool {
    if sign == ">=" && bound == "0" {
        return true;
    }
    let order = version.order();
    let bound = Version::parse(bound, order).unwrap_or_else(|_| panic!("`{bound}` is not of the order {order}"));
    match sign {
        ">=" => *version >= bound,
        "<=" => *version <= bound,
        "<" => *version < bound,
        "" => *version == bound,
        _ => panic!("{sign}"),
    }
}

fn list(value: &Value) -> Vec<&Value> {
    value.as_array().into_iter().flatten().collect()
}

/// By an OSV record, each of whose ranges has a beginning and at most one end.
pub(super) fn osv(record: &Value, package: &str, version: &Version) -> bool {
    let affected = list(&record["affected"]).into_iter().filter(|affected| affected["package"]["name"] == package);
    let mut ranges = affected.flat_map(|affected| list(&affected["ranges"])).filter(|range| range["type"] != "GIT");
    ranges.any(|range| {
        list(&range["events"]).into_iter().flat_map(|event| event.as_object().unwrap()).all(|(kind, at)| {
            let sign = match kind.as_str() {
                "introduced" => ">=",
                "fixed" => "<",
                "last_affected" => "<=",
                _ => panic!("{kind}"),
            };
            fulfils(sign, at.as_str().unwrap(), version)
        })
    })
}

/// By the ranges of a CSAF document.
pub(super) fn csaf(products: &[Product], package: &str, version: &Version) -> bool {
    let own = products.iter().filter(|product| product.package == package);
    let mut ranges = own.filter_map(|product| product.range.as_deref());
    ranges.any(|range| {
        let (_, constraints) = range.strip_prefix("vers:").unwrap().split_once('/').unwrap();
        constraints.split('|').all(|constraint| {
            let bound = constraint.trim_start_matches(['<', '>', '=']);
            let sign = constraint.strip_suffix(bound).unwrap();
            constraint == "*" || fulfils(sign, bound, version)
        })
    })
}

/// By a CVE container, whose entries are about affected versions alone.
pub(super) fn cve(container: &Value, package: &str, version: &Version) -> bool {
    let is_it = |product: &&Value| ["packageName", "product"].iter().any(|key| product[*key] == package);
    let product = list(&container["affected"]).into_iter().find(is_it).unwrap();
    list(&product["versions"]).into_iter().filter(|entry| entry["status"] == "affected").any(|entry| {
        let bound = |key: &str| entry[key].as_str().filter(|bound| *bound != "*");
        fulfils(">=", entry["version"].as_str().unwrap(), version)
            && bound("lessThan").is_none_or(|end| fulfils("<", end, version))
            && bound("lessThanOrEqual").is_none_or(|end| fulfils("<=", end, version))
    })
}

/// By a request to GitHub.
pub(super) fn github(request: &Value, package: &str, version: &Version) -> bool {
    let own = list(&request["vulnerabilities"]).into_iter().filter(|of| of["package"]["name"] == package);
    own.into_iter().any(|of| {
        of["vulnerable_version_range"].as_str().unwrap().split(", ").all(|comparison| {
            let (sign, bound) = comparison.split_once(' ').unwrap();
            fulfils(if sign == "=" { "" } else { sign }, bound, version)
        })
    })
}
