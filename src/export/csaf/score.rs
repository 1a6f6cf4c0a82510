//! The scores of a document. CSAF 2.0 accepts CVSS 2.0 and 3.x, one of each for a product. CSAF 2.1
//! accepts one of each version, among them 4.0.

use serde::Serialize;

use super::Edition;
use crate::advisory::{Advisory, Severity};
use crate::cvss::Version;
use crate::export::cvss;

/// An entry of `scores` of 2.0, or of `metrics` of 2.1.
#[derive(Serialize)]
pub(super) struct Score<'a, 'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Vectors<'a>>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    vectors: Option<Vectors<'a>>,
    products: Vec<&'p str>,
}

/// A vector, in the field of its version.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Vectors<'a> {
    CvssV2(cvss::Sorted<'a>),
    CvssV3(cvss::Sorted<'a>),
    CvssV4(cvss::Sorted<'a>),
}

/// Returns the scores of these products, and the severities that can't be among them: those of
/// versions without a place, and further vectors of the same place, which gets the one that counts
/// or comes first (test 6.1.7).
pub(super) fn of<'a, 'p>(
    advisory: &'a Advisory,
    products: &[&'p str],
    edition: Edition,
) -> (Vec<Score<'a, 'p>>, Vec<&'a Severity>) {
    let all: Vec<_> = advisory.severity.iter().chain(&advisory.other_severities).collect();
    let place = |severity: &Severity| place(severity.version(), edition);
    let first = |severity: &Severity| all.iter().find(|other| place(other) == place(severity));
    let has_place = |severity: &&Severity| {
        place(severity).is_some()
            && !products.is_empty()
            && first(severity).is_some_and(|first| std::ptr::eq(*first, *severity))
    };
    let (placed, others): (Vec<_>, Vec<_>) = all.iter().copied().partition(has_place);
    let score = |severity: &'a Severity| {
        let object = cvss::Sorted(severity);
        let vectors = Some(match severity.version() {
            Version::V2 => Vectors::CvssV2(object),
            Version::V3_0 | Version::V3_1 => Vectors::CvssV3(object),
            Version::V4 => Vectors::CvssV4(object),
        });
        let (content, vectors) = if edition == Edition::V2_1 { (vectors, None) } else { (None, vectors) };
        Score { content, vectors, products: products.to_vec() }
    };
    (placed.into_iter().map(score).collect(), others)
}

/// Returns the version that stands for the place of a version's vectors among the scores of a
/// product. In 2.0, 3.0 and 3.1 share one, and 4.0 has none.
fn place(version: Version, edition: Edition) -> Option<Version> {
    match (version, edition) {
        (Version::V4, Edition::V2_0) => None,
        (Version::V3_0, Edition::V2_0) => Some(Version::V3_1),
        (version, _) => Some(version),
    }
}
