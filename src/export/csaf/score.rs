//! Which scores a document has: CSAF 2.0 takes CVSS 2.0 and 3.x, one of each for a product.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::advisory::{Advisory, Severity};
use crate::export::cvss;

/// An entry of `scores`.
#[derive(Serialize)]
pub(super) struct Score<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cvss_v2: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cvss_v3: Option<Map<String, Value>>,
    products: Vec<&'a str>,
}

/// The scores of these products, and the severities that have no place among them: those of other versions, and each
/// further vector of a version. 3.0 and 3.1 share one place (test 6.1.7), which has the one that counts or comes first.
pub(super) fn of<'a, 'p>(advisory: &'a Advisory, products: &[&'p str]) -> (Vec<Score<'p>>, Vec<&'a Severity>) {
    let all: Vec<_> = advisory.severity.iter().chain(&advisory.other_severities).collect();
    let major = |severity: &Severity| severity.version.split('.').next().map(str::to_owned);
    let first = |severity: &Severity| all.iter().find(|other| major(other) == major(severity));
    let has_place = |severity: &&Severity| {
        let known = matches!(severity.version.as_str(), "2.0" | "3.0" | "3.1");
        known && !products.is_empty() && first(severity).is_some_and(|first| std::ptr::eq(*first, *severity))
    };
    let (placed, others): (Vec<_>, Vec<_>) = all.iter().copied().partition(has_place);
    let score = |severity: &Severity| {
        let object = Some(cvss::object(severity));
        let (cvss_v2, cvss_v3) = if severity.version == "2.0" { (object, None) } else { (None, object) };
        Score { cvss_v2, cvss_v3, products: products.to_vec() }
    };
    (placed.into_iter().map(score).collect(), others)
}
