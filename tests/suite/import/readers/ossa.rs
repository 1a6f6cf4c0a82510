//! OpenStack's advisories.

use advisory::import::{Fate, Format};
use advisory::version::Order;

use super::{one, ranges};

pub(super) const ADVISORY: &str = r#"date: 2026-03-09

id: OSSA-2026-901

title: 'Tokens outlive their owner'

description: >
  Noor reported that *tokens* stay valid
  after their owner is deleted.

affected-products:
  - product: lodekeeper
    version: '<22.1.3, >=23.0.0 <23.1.1, ==24.0.0'
  - product: lodestone
    version: Folsom, Grizzly

vulnerabilities:
  - cve-id: CVE-2026-90001
    classification:
      source: A vendor
      type: CWE
      detail: CWE-20->CWE-22
    impact-assessment:
      source: A vendor
      rating: moderate
      assessment:
        type: CVSS2
        score: 5.8
        detail: AV:N/AC:M/Au:N/C:P/I:P/A:N
  - cve-id: PENDING
    note: Other tokens

reporters:
  - name: Noor
    affiliation: Example Labs
    reported:
      - CVE-2026-90001
  - name: Ada
    affiliation: UNKNOWN

issues:
  links:
    - https://bugs.example/1
  type: launchpad

reviews:
  2026.1/gazpacho(lodekeeper):
    - https://review.example/2
    - https://review.example/3 (errata)
  type: gerrit

errata: |
  The first fix was incomplete.

errata_history:
  - 2026-03-09 - Errata 1
  - 2026-03-02 - Original Version

notes:
  - The fix is in
    the next release.
mood: good
"#;

#[test]
fn each_field_has_its_place() {
    let record = one(Format::Ossa, "OSSA-2026-901.yaml", ADVISORY).unwrap();
    assert_eq!((record.id.as_str(), record.title.as_str()), ("OSSA-2026-901", "Tokens outlive their owner"));
    assert_eq!(
        record.details,
        "Noor reported that \\*tokens\\* stay valid after their owner is deleted.\n\nPENDING: Other tokens\n\n## Errata\n\nThe first fix was incomplete.\n\n## Notes\n\nThe fix is in the next release."
    );
    assert_eq!(record.aliases, ["CVE-2026-90001"]);
    assert_eq!(record.cwe, ["CWE-20", "CWE-22"]);
    assert_eq!(
        (record.vectors.as_slice(), record.severity.as_deref()),
        (&["AV:N/AC:M/Au:N/C:P/I:P/A:N".to_owned()][..], Some("moderate"))
    );
    assert_eq!(
        ranges(&record),
        ["lodekeeper: - 22.1.3 -", "lodekeeper: 23.0.0 23.1.1 -", "lodekeeper: 24.0.0 - 24.0.0"]
    );
    assert!(record.affected.iter().all(|range| range.order == Some(Order::Pep440) && range.ecosystem.is_none()));
    let credits: Vec<_> = record.credits.iter().map(|credit| credit.name.as_str()).collect();
    assert_eq!(credits, ["Noor (Example Labs)", "Ada"]);
    let links: Vec<_> =
        record.references.iter().map(|r| (r.kind.as_deref().unwrap(), r.url.as_str(), r.title.as_deref())).collect();
    assert_eq!(
        links,
        [
            ("report", "https://bugs.example/1", None),
            ("fix", "https://review.example/2", Some("2026.1/gazpacho(lodekeeper)")),
            ("fix", "https://review.example/3", Some("2026.1/gazpacho(lodekeeper) (errata)")),
        ]
    );
    let day = |at: Option<advisory::time::Instant>| at.unwrap().date().to_string();
    assert_eq!((day(record.published), day(record.modified)), ("2026-03-02".to_owned(), "2026-03-09".to_owned()));
    assert_eq!(record.revisions.len(), 2);
    let mut notes: Vec<_> = record.notes.iter().map(|note| (note.fate, note.field.as_str())).collect();
    notes.sort();
    assert_eq!(
        notes,
        [
            (Fate::Lost, "affected-products[1].version"),
            (Fate::NoPlace, "mood"),
            (Fate::NoPlace, "reporters[0].reported"),
            (Fate::NoPlace, "vulnerabilities[0].classification.source"),
            (Fate::NoPlace, "vulnerabilities[0].impact-assessment.source"),
            (Fate::Wrong, "vulnerabilities[1].cve-id"),
        ]
    );
}

/// Each spelling, and the ranges that it means; nothing where it has none.
#[test]
fn versions_are_read_or_named_first() {
    let table: [(&str, &[&str]); 28] = [
        ("<1.2", &["- 1.2 -"]),
        ("<=1.2", &["- - 1.2"]),
        ("== 1.2", &["1.2 - 1.2"]),
        ("=1.2", &["1.2 - 1.2"]),
        (">=1.2", &["1.2 - -"]),
        (">=1.0<1.2, 1.3", &["1.0 1.2 -", "1.3 - 1.3"]),
        (">=1.0, <1.2", &["1.0 1.2 -"]),
        ("<1,>=2<3,>=4<5", &["- 1 -", "2 3 -", "4 5 -"]),
        ("<=1.0.3, >=6.0.0 <=6.1.0 and ==7.0.0", &["- - 1.0.3", "6.0.0 - 6.1.0", "7.0.0 - 7.0.0"]),
        ("All versions", &["- - -"]),
        ("up to 2014.1.3", &["- - 2014.1.3"]),
        ("versions through 2.3.0", &["- - 2.3.0"]),
        ("All versions up to 0.6.0", &["- - 0.6.0"]),
        ("<22.1.3 or >=23.0.0 <23.1.1", &["- 22.1.3 -", "23.0.0 23.1.1 -"]),
        ("up to 2014.1.3 or 2014.2 to 2014.2.2", &["- - 2014.1.3", "2014.2 - 2014.2.2"]),
        ("up to 2014.1.3 and 2014.2 versions up to 2014.2.2", &["- - 2014.1.3", "2014.2 - 2014.2.2"]),
        ("2013.2 to 2013.2.3, and 2014.1", &["2013.2 - 2013.2.3", "2014.1 - 2014.1"]),
        ("from 2013.2 to 2013.2.3", &["2013.2 - 2013.2.3"]),
        ("2014.2 versions through 2014.2.3 and version 2015.1.0", &["2014.2 - 2014.2.3", "2015.1.0 - 2015.1.0"]),
        // Their meaning is not clear.
        ("Folsom, Grizzly", &[]),
        ("2011.3, Essex", &[]),
        ("All supported versions", &[]),
        ("Versions after 0.2.0", &[]),
        (">1.2", &[]),
        ("<1, <2", &[]),
        ("up to 1.0, up to 2.0", &[]),
        ("lode <1; stone <2", &[]),
        (">=1 >=2", &[]),
    ];
    for (text, meant) in table {
        let yaml = ADVISORY.replace("'<22.1.3, >=23.0.0 <23.1.1, ==24.0.0'", &format!("{text:?}"));
        let record = one(Format::Ossa, "a.yaml", yaml).unwrap();
        let meant: Vec<_> = meant.iter().map(|range| format!("lodekeeper: {range}")).collect();
        assert_eq!(ranges(&record), meant, "{text}");
        let lost =
            record.notes.iter().filter(|note| note.field == "affected-products[0].version" && note.fate == Fate::Lost);
        assert_eq!(lost.count(), usize::from(meant.is_empty()), "{text}");
    }
}

#[test]
fn it_is_named_where_another_format_was_expected() {
    for format in [Format::Osv, Format::Go] {
        assert!(one(format, "a.yaml", ADVISORY).unwrap_err().help.contains("`ossa`"), "{format}");
    }
    let error = one(Format::Ossa, "a.yaml", "id: GHSA-1111-2222-3333\nmodified: 2026-01-01T00:00:00Z\naffected: []\n");
    assert!(error.unwrap_err().help.contains("`osv`"));
}
