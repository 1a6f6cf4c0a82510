//! The scores of a document: CSAF 2.0 accepts CVSS 2.0 and 3.x, one of each for a product.

use serde::Serialize;

use crate::advisory::{Advisory, Severity};
use crate::cvss::Version;
use crate::export::cvss;

/// An entry of `scores`.
#[derive(Serialize)]
pub(super) struct Score<'a, 'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cvss_v2: Option<cvss::Object<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cvss_v3: Option<cvss::Object<'a>>,
    products: Vec<&'p str>,
}

/// Returns the scores of these products, and the severities that can't be among them: those of
/// other versions, and further vectors of the same version. 3.0 and 3.1 share one place (test
/// 6.1.7), which gets the one that counts or comes first.
pub(super) fn of<'a, 'p>(advisory: &'a Advisory, products: &[&'p str]) -> (Vec<Score<'a, 'p>>, Vec<&'a Severity>) {
    let all: Vec<_> = advisory.severity.iter().chain(&advisory.other_severities).collect();
    let first = |severity: &Severity| all.iter().find(|other| place(other.version()) == place(severity.version()));
    let has_place = |severity: &&Severity| {
        place(severity.version()).is_some()
            && !products.is_empty()
            && first(severity).is_some_and(|first| std::ptr::eq(*first, *severity))
    };
    let (placed, others): (Vec<_>, Vec<_>) = all.iter().copied().partition(has_place);
    let score = |severity: &'a Severity| {
        let object = Some(cvss::Object(severity));
        let (cvss_v2, cvss_v3) = if severity.version() == Version::V2 { (object, None) } else { (None, object) };
        Score { cvss_v2, cvss_v3, products: products.to_vec() }
    };
    (placed.into_iter().map(score).collect(), others)
}

/// Returns the place of a version's vectors among the scores of a product.
#[derive(PartialEq, Eq)]
enum Place {
    V2,
    V3,
}

fn place(version: Version) -> Option<Place> {
    match version {
        Version::V2 => Some(Place::V2),
        Version::V3_0 | Version::V3_1 => Some(Place::V3),
        Version::V4 => None,
    }
}
