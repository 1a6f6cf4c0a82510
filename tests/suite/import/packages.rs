//! Packages of advisory.toml: the types of their URLs, and who publishes them.

use super::desk::PrivateRepository;
use crate::support;

/// The types that <https://github.com/package-url/purl-spec/tree/main/types> defines.
const TYPES: [&str; 42] = [
    "alpm",
    "apk",
    "bazel",
    "bitbucket",
    "bitnami",
    "brew",
    "cargo",
    "chrome-extension",
    "cocoapods",
    "composer",
    "conan",
    "conda",
    "cpan",
    "cran",
    "deb",
    "docker",
    "gem",
    "generic",
    "git",
    "github",
    "golang",
    "hackage",
    "hex",
    "huggingface",
    "julia",
    "luarocks",
    "maven",
    "mlflow",
    "npm",
    "nuget",
    "oci",
    "opam",
    "otp",
    "pub",
    "pypi",
    "qpkg",
    "rpm",
    "swid",
    "swift",
    "vcpkg",
    "vscode-extension",
    "yocto",
];

#[test]
fn every_registered_type_of_package_urls_is_known_and_no_other() {
    let desk = PrivateRepository::new("SAMPLE");
    let project = desk.read("advisory.toml");
    let check = |types: &[&str]| {
        let package = |(n, kind): (usize, &&str)| {
            format!("\n[[package]]\nname = \"p{n}\"\npurl = \"pkg:{kind}/a/p{n}\"\nforeign = true\n")
        };
        let packages: String = types.iter().enumerate().map(package).collect();
        desk.write("advisory.toml", &format!("{project}{packages}"));
        desk.run(&["check", "--reveal"]).out
    };
    let said = check(&TYPES);
    assert!(!said.contains("package-url-type"), "{said}");
    for unknown in ["elm", "golangs", "nix", "winget"] {
        let said = check(&[unknown]);
        assert!(said.contains(&format!("`{unknown}` is not a registered type")), "{said}");
    }
}

/// An earlier version wrote packages without `foreign`. `check` says what to do, until somebody has decided.
#[test]
fn packages_of_an_earlier_import_are_named_until_somebody_says_who_publishes_them() {
    let desk = PrivateRepository::new("SAMPLE");
    let record = r#"{ "id": "GHSA-2222-2222-2222", "modified": "2026-02-03T00:00:00Z", "published": "2026-02-03T00:00:00Z", "summary": "A title",
        "details": "Words.", "affected": [{ "package": { "ecosystem": "npm", "name": "gauge" },
        "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "1.2.0" }] }] }] }"#;
    support::write(&desk.path("records"), "a.json", record);
    desk.import("osv", &desk.path("records"));
    let project = desk.read("advisory.toml");
    let name = "name = \"gauge\"\nforeign = true\n";
    assert!(project.contains(name), "{project}");
    let check = |with: &str| {
        desk.write("advisory.toml", &project.replace(name, &format!("name = \"gauge\"\n{with}")));
        desk.run(&["check", "--reveal"]).out
    };
    let said = check("");
    assert!(said.contains("note[package-unclaimed]") && said.contains("`gauge`"), "{said}");
    assert!(said.contains("add `foreign = true` to each `[[package]]` that somebody else publishes"), "{said}");
    for decided in ["foreign = true\n", "foreign = false\n"] {
        let said = check(decided);
        assert!(!said.contains("package-unclaimed"), "{decided}: {said}");
    }
}
