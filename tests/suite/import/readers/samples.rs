//! A small record of each format, to be broken.

use std::io::{Cursor, Write};

use advisory::import::Format;
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{hsec, mfsa, ossa};

/// A format, a file's name and what is in it.
pub struct Sample {
    pub format: Format,
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

const RUSTSEC: &str = "```toml
[advisory]
id = \"RUSTSEC-2026-9001\"
package = \"lodestore\"
date = \"2026-03-05\"
aliases = [\"CVE-2026-90001\"]
withdrawn = \"2026-03-06\"
[affected]
functions = { \"lodestore::open\" = [\"< 1.2.3\"] }
[versions]
patched = [\"^1.2.3\", \">= 2.0.0-rc.1\"]
unaffected = [\"= 0.9\", \"<= 0.5.1\"]
```

# A title

Some text.
";

const OSV: &str = r#"{"id":"LODE-1","modified":"2026-03-05T10:00:00Z","summary":"s","details":"d","aliases":["CVE-2026-90001"],
"severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N"}],"affected":[{"package":{"ecosystem":"Go","name":"p","purl":"pkg:golang/p@v1"},
"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.2.3"},{"introduced":"2.0.0-rc.1"},{"limit":"3.0"}]}],
"versions":["1.0.0","9.9.9"],"database_specific":{"lines":[]}}],"credits":[{"name":"Ada","contact":["https://ada.example"]}],
"database_specific":{"id":"LODE-2026-001","timeline":[{"at":"2026-03-05T10:00:00Z","text":"\u00e9\ud83e\udd80"}]}}"#;

const SHORT: &str = r#"{"id": "X-1", "summary": "s"}"#;

const OSV_YAML: &str = "id: LODE-1
summary: &s \"a \\u263a title\"
details: |
  Some text.
affected:
- package: {ecosystem: PyPI, name: p}
  ranges:
  - type: ECOSYSTEM
    events: [{introduced: '0'}, {fixed: 1.10}]
  versions: [*s, ~, 1.0]
";

const GHSA: &str = r#"{"ghsa_id":"GHSA-1111-2222-3333","summary":"s","description":"d","state":"published","published_at":"2026-03-05T10:00:00Z",
"vulnerabilities":[{"package":{"ecosystem":"rust","name":"p"},"vulnerable_version_range":">= 1.0, < 1.2.3 || > 2.0.0, <= 2.1",
"first_patched_version":{"identifier":"1.2.3"}}],"cvss":{"vector_string":"CVSS:3.1/AV:N","score":7.5},"cwes":[{"cwe_id":"CWE-22"}],
"credits_detailed":[{"user":{"login":"ada"},"type":"finder","state":"accepted"}]}"#;

const CVE: &str = r#"{"cveMetadata":{"cveId":"CVE-2026-90001","state":"PUBLISHED","datePublished":"2026-03-05T10:00:00"},"containers":{"cna":{
"title":"s","descriptions":[{"lang":"en","value":"d"}],"affected":[{"packageURL":"pkg:npm/%40s/p","defaultStatus":"affected","versions":[
{"version":"1.0.0","lessThan":"*","status":"unaffected","changes":[{"at":"1.5.0","status":"affected"}]},{"version":"< 2","status":"affected"}]}],
"problemTypes":[{"descriptions":[{"description":"CWE-22: x"}]}],"metrics":[{"cvssV3_1":{"vectorString":"CVSS:3.1/AV:N"}}],
"source":{"advisory":"LODE-2026-001"}}}}"#;

const CSAF: &str = r#"{"document":{"csaf_version":"2.0","title":"Withdrawn: s","distribution":{"tlp":{"label":"WHITE"}},"tracking":{"id":"LODE-2026-001",
"status":"final","initial_release_date":"2026-03-05T10:00:00Z","revision_history":[{"date":"2026-03-05T10:00:00Z","number":"1","summary":"First"}]},
"notes":[{"category":"general","title":"Timeline","text":"2026-03-05T10:00:00Z: x"},{"title":"Withdrawn","text":"Withdrawn on 2026-03-05. y"}],
"acknowledgments":[{"names":["Ada"],"summary":"Finder"}]},"product_tree":{"branches":[{"category":"product_name","name":"p","branches":[
{"category":"product_version_range","name":"vers:npm/>=1.0|<1.2.3","product":{"product_id":"A","name":"A"}},
{"category":"product_version","name":"1.1.0","product":{"product_id":"B","name":"B","product_identification_helper":{"purl":"pkg:npm/p@1.1.0"}}}]}],
"relationships":[{"product_reference":"B","full_product_name":{"product_id":"C","name":"C"}}]},"vulnerabilities":[{"cve":"CVE-2026-90001",
"product_status":{"known_affected":["A","C"],"fixed":["B"]},"remediations":[{"category":"workaround","details":"z"}]}]}"#;

const GO: &str = "id: GO-2026-9001
modules:
    - module: std
      versions:
        - introduced: 1.0.0
        - fixed: v1.2.3
      packages:
        - package: net/http
    - module: p
summary: s
cves: [CVE-2026-90001]
references:
    - fix: https://example.org/fix
";

/// One of each.
pub fn all() -> Vec<Sample> {
    let text = |format, name, text: &str| Sample { format, name, bytes: text.as_bytes().to_vec() };
    let archive = |name, bytes| Sample { format: Format::Osv, name, bytes };
    let files = [("a/one.json", SHORT.as_bytes()), ("two.yaml", b"id: X-2\nsummary: s"), ("README", b"no record")];
    vec![
        text(Format::RustSec, "RUSTSEC-2026-9001.md", RUSTSEC),
        text(Format::Osv, "one.json", OSV),
        text(Format::Osv, "two.yaml", OSV_YAML),
        text(Format::Osv, "all.json", &format!("[{SHORT}, {SHORT}]")),
        text(Format::Osv, "all.jsonl", &format!("{SHORT}\n{{}}\n")),
        text(Format::Ghsa, "a.json", GHSA),
        text(Format::Cve, "CVE-2026-90001.json", CVE),
        text(Format::Csaf, "a.json", CSAF),
        text(Format::Go, "GO-2026-9001.yaml", GO),
        text(Format::Hsec, "HSEC-2026-0001.md", hsec::ADVISORY),
        text(Format::Ossa, "OSSA-2026-901.yaml", ossa::ADVISORY),
        text(Format::Mfsa, "mfsa2026-91.yml", mfsa::YAML),
        text(Format::Mfsa, "mfsa2014-12.md", mfsa::MARKDOWN),
        archive("all.zip", zipped(&files)),
        archive("all.tar", tarred(&files)),
        archive("all.tar.gz", gzipped(&tarred(&files))),
    ]
}

/// A ZIP archive of these files.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A tar archive of these files, whatever their names are.
pub fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        archive.append(&header(name, bytes.len() as u64, tar::EntryType::Regular), *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

/// The header of an entry. Its name goes in as it stands: the crate would refuse some.
pub fn header(name: &str, size: u64, kind: tar::EntryType) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_size(size);
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

/// The same bytes, packed.
pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}
