//! Affected commits: where they come from, and what the formats say of an advisory that has nothing else.

use serde_json::Value;

use crate::support::{self, Run};

const INTRODUCED: &str = "1234567890123456789012345678901234567890";
const FIXED: &str = "8b5121be2f68d8fc40bd06467003b7dc91a4cb3d";

const PROJECT: &str = r#"schema = 1
[project]
name = "Example"
id-prefix = "EXAMPLE"
repository = "https://git.example.org/example/example"
[[line]]
id = "1.1"
releases = ["1.1.0", "1.1.1"]
[site]
url = "https://security.example.org/"
contact = ["mailto:security@example.org"]
"#;

const INCIDENT: &str = r#"[report]
summary = "Overflow"
disclosure = "public"
[imported]
from = "osv"
id = "X-1"
published = 2026-04-01T00:00:00Z
[[event]]
at = 2026-04-01T00:00:00Z
event = "approved"
by = "ada"
"#;

/// The site of an advisory that names these tags, and no package.
fn site(versions: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let Run { code, err, .. } = support::run(support::program(folder.path()).args(arguments));
        assert_eq!(code, 0, "{err}");
    };
    run(&["init", "--policy", "rook", "repo"]);
    let root = folder.path().join("repo");
    support::write(&root, "advisory.toml", PROJECT);
    let advisory = format!(
        "+++\nid = \"EXAMPLE-2026-001\"\ntitle = \"Overflow\"\ncve = [\"CVE-2026-12345\"]\n[[commits]]\nintroduced = [\"{INTRODUCED}\"]\nfixed = [\"{FIXED}\"]\n{versions}+++\n\n## Summary\n\nA header overflows.\n"
    );
    support::write(&root, "incidents/2026/quiet-otter/advisory.md", advisory);
    support::write(&root, "incidents/2026/quiet-otter/incident.toml", INCIDENT);
    run(&["-C", "repo", "--now", "2026-05-01T00:00:00Z", "build", "--out", "out"]);
    folder
}

fn read(folder: &tempfile::TempDir, path: &str) -> String {
    std::fs::read_to_string(folder.path().join("out/site").join(path)).unwrap()
}

fn json(folder: &tempfile::TempDir, path: &str) -> Value {
    serde_json::from_str(&read(folder, path)).unwrap()
}

#[test]
fn no_format_calls_a_version_unaffected_or_drops_the_commits() {
    let folder = site("versions = [\"v1.1.0\"]\n");
    let words = format!(
        "Affected commits of https://git.example.org/example/example: introduced in {INTRODUCED}; fixed in {FIXED}."
    );
    let vex = json(&folder, "EXAMPLE-2026-001.openvex.json");
    let [statement] = vex["statements"].as_array().unwrap().as_slice() else { panic!("{vex}") };
    assert_eq!(statement["status"], "affected");
    assert_eq!(statement["products"], serde_json::json!([{ "@id": "pkg:generic/Example@1.1.0" }]));
    assert_eq!(statement["status_notes"], words);
    let ghsa = json(&folder, "EXAMPLE-2026-001.ghsa.json");
    assert_eq!(ghsa["vulnerabilities"], serde_json::json!([]));
    let description = ghsa["description"].as_str().unwrap();
    assert!(description.contains(INTRODUCED) && description.contains(FIXED), "{description}");
    let csaf = json(&folder, ".well-known/csaf/white/2026/example-2026-001.json");
    assert!(csaf.get("product_tree").is_none() && csaf["document"]["category"] == "csaf_base", "{csaf}");
    let notes = csaf["document"]["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["title"] == "Affected commits" && note["text"] == words), "{csaf}");
    let cve = json(&folder, "EXAMPLE-2026-001.cve.json");
    assert_eq!(cve["affected"][0]["versions"][0]["versionType"], "git");
    for file in ["EXAMPLE-2026-001.openvex.json", ".well-known/csaf/white/2026/example-2026-001.json"] {
        assert!(!read(&folder, file).contains("not_affected"), "{file}");
    }
}

/// Without versions, nobody knows what a product's version is affected by: a statement would be a guess.
#[test]
fn without_tags_there_is_no_statement_about_a_product() {
    let folder = site("");
    assert!(!folder.path().join("out/site/EXAMPLE-2026-001.openvex.json").exists());
    assert!(!read(&folder, "EXAMPLE-2026-001.html").contains("openvex"));
    assert!(read(&folder, "EXAMPLE-2026-001.ghsa.json").contains(FIXED));
}

/// The commits of `[fix]` become those of the advisory with its approval, if they are whole.
#[test]
fn publish_takes_the_commits_from_the_fix() {
    let fix = format!("[fix]\nintroduced = [\"{INTRODUCED}\"]\ncommits = [{{ id = \"{FIXED}\", line = \"1.16\" }}]\n");
    let private = fix.replace("[fix]\n", "[fix]\nrepository = \"https://git.example/private\"\n");
    let other = fix.replace("line = \"1.16\"", "line = \"main\"");
    let short = fix.replace(FIXED, &FIXED[..12]);
    for (fix, is_written) in [(&fix, true), (&private, false), (&other, false), (&short, false)] {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in support::files(&support::root().join("tests/base")) {
            support::write(folder.path(), &path, bytes);
        }
        let incident = folder.path().join("incidents/2026/quiet-otter/incident.toml");
        let text = std::fs::read_to_string(&incident).unwrap();
        let (head, rest) = text.split_once("[fix]\n").unwrap();
        let (_, tail) = rest.split_once("[notice]").unwrap();
        std::fs::write(&incident, format!("{head}{fix}\n[notice]{tail}")).unwrap();
        let arguments = ["publish", "quiet-otter", "--by", "amira", "--now", "2026-03-12T12:00:00Z", "--anyway"];
        let said = support::run(support::program(folder.path()).args(arguments));
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
        let advisory = std::fs::read_to_string(folder.path().join("incidents/2026/quiet-otter/advisory.md")).unwrap();
        let expected = format!("[[commits]]\nintroduced = [\"{INTRODUCED}\"]\nfixed = [\"{FIXED}\"]\n");
        assert_eq!(advisory.contains(&expected), is_written, "{fix}\n{advisory}");
        assert_eq!(advisory.contains("[[commits]]"), is_written, "{fix}\n{advisory}");
    }
}
