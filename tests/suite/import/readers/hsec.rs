//! Haskell's advisories.

use advisory::ecosystem::Ecosystem;
use advisory::import::Format;

use super::{one, ranges};

pub(super) const ADVISORY: &str = r#"```toml
[advisory]
id = "HSEC-2026-0001"
cwe = [328, 400]
keywords = ["json"]
aliases = ["CVE-2026-90001"]
related = ["CVE-2026-90002"]

[[affected]]
package = "example"
cvss = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"

[[affected.versions]]
introduced = "0.4.0.0"
fixed = "2.0.1.0"

[[affected.versions]]
introduced = "2.1"

[[references]]
type = "ADVISORY"
url = "https://example.org/advisory"
```

# Hash flooding

    indented code

Words.
"#;

#[test]
fn each_field_has_its_place() {
    let record = one(Format::Hsec, "HSEC-2026-0001.md", ADVISORY).unwrap();
    assert_eq!((record.id.as_str(), record.title.as_str()), ("HSEC-2026-0001", "Hash flooding"));
    assert_eq!(record.details, "    indented code\n\nWords.");
    assert_eq!(
        (record.aliases.as_slice(), record.cwe.as_slice()),
        (&["CVE-2026-90001".to_owned()][..], &["CWE-328".to_owned(), "CWE-400".to_owned()][..])
    );
    assert_eq!(ranges(&record), ["example: 0.4.0.0 2.0.1.0 -", "example: 2.1 - -"]);
    assert_eq!(record.affected[0].ecosystem, Some(Ecosystem::Hackage));
    assert_eq!((record.vectors.len(), record.references[0].kind.as_deref()), (1, Some("advisory")));
    let compiler = ADVISORY.replace("package = \"example\"", "ghc-component = \"ghc\"");
    let record = one(Format::Hsec, "a.md", compiler).unwrap();
    assert_eq!(record.affected[0].ecosystem.as_ref().map(Ecosystem::name), Some("GHC"));
}

#[test]
fn another_format_is_refused_with_the_right_one() {
    let rustsec =
        "```toml\n[advisory]\nid = \"RUSTSEC-2026-0001\"\npackage = \"a\"\n[versions]\npatched = []\n```\n\n# Title\n";
    let cve = r#"{ "dataType": "CVE_RECORD", "cveMetadata": { "cveId": "CVE-2026-90001", "state": "PUBLISHED" } }"#;
    let osv = r#"{ "id": "GHSA-1111-2222-3333", "modified": "2026-01-01T00:00:00Z", "affected": [] }"#;
    let csaf = r#"{ "document": { "csaf_version": "2.0" } }"#;
    for (format, name, text, right) in [
        (Format::RustSec, "a.md", ADVISORY, "hsec"),
        (Format::Hsec, "a.md", rustsec, "rustsec"),
        (Format::Csaf, "folder/a.json", cve, "cve"),
        (Format::Cve, "folder/a.json", osv, "osv"),
        (Format::Cve, "folder/a.json", csaf, "csaf"),
        (Format::Csaf, "a.json", osv, "osv"),
    ] {
        let error = one(format, name, text).unwrap_err();
        assert!(error.help.contains(&format!("`{right}`")), "{format} {right}: {error}; {}", error.help);
    }
}
