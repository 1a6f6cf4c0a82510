//! Package URLs (<https://github.com/package-url/purl-spec>): a package's name for tools of every ecosystem.

/// Ecosystems by OSV's names, and the types of their package URLs.
const TYPES: &[(&str, &str)] = &[
    ("crates.io", "cargo"),
    ("CRAN", "cran"),
    ("Go", "golang"),
    ("Hackage", "hackage"),
    ("Hex", "hex"),
    ("Maven", "maven"),
    ("npm", "npm"),
    ("NuGet", "nuget"),
    ("Packagist", "composer"),
    ("Pub", "pub"),
    ("PyPI", "pypi"),
    ("RubyGems", "gem"),
    ("SwiftURL", "swift"),
];

/// The package URL of a package without a version; `None` for ecosystems that need more than a name.
#[must_use]
pub fn purl(ecosystem: &str, package: &str) -> Option<String> {
    let (_, kind) = TYPES.iter().find(|(name, _)| *name == ecosystem)?;
    let name = match *kind {
        "golang" | "composer" => package.to_lowercase(),
        "pypi" => package.to_lowercase().replace('_', "-"),
        "maven" => package.replacen(':', "/", 1),
        _ => package.to_owned(),
    };
    let segments: Vec<String> = name.split('/').map(encoded).collect();
    Some(format!("pkg:{kind}/{}", segments.join("/")))
}

/// Percent-encoded as the specification has it: all but letters, digits and `.-_~`.
fn encoded(segment: &str) -> String {
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'~' => char::from(b).to_string(),
        _ => format!("%{b:02X}"),
    };
    segment.bytes().map(byte).collect()
}
