//! Package URLs (<https://github.com/package-url/purl-spec>): a package's name for tools of every ecosystem.

use crate::ecosystem;
use crate::version::Version;

/// The package URL of a package without a version; `None` for ecosystems that need more than a name.
#[must_use]
pub fn purl(ecosystem: &str, package: &str) -> Option<String> {
    let kind = ecosystem::find(ecosystem)?.purl?;
    let name = match kind {
        "golang" | "composer" => package.to_lowercase(),
        "pypi" => package.to_lowercase().replace('_', "-"),
        // Without its group an artifact is none that a tool could find.
        "maven" => {
            let (group, artifact) = package.split_once(':')?;
            (!group.is_empty() && !artifact.is_empty()).then(|| format!("{group}/{artifact}"))?
        }
        _ => package.to_owned(),
    };
    let segments: Vec<String> = name.split('/').map(encoded).collect();
    Some(format!("pkg:{kind}/{}", segments.join("/")))
}

/// The package URL of one version of a package, as [`purl`] names it. Go's versions have a leading `v` there, others none.
#[must_use]
pub fn purl_at(ecosystem: &str, package: &str, version: &Version) -> Option<String> {
    let bare = version.as_str().trim_start_matches('v');
    let v = if ecosystem == "Go" { "v" } else { "" };
    Some(format!("{}@{v}{}", purl(ecosystem, package)?, encoded(bare)))
}

/// The package URL of something that is in no ecosystem, or in one that needs more than a name.
#[must_use]
pub fn generic(name: &str, version: Option<&Version>) -> String {
    let segments: Vec<String> = name.split('/').filter(|segment| !segment.is_empty()).map(encoded).collect();
    let version = version.map(|v| format!("@{}", encoded(v.as_str().trim_start_matches('v')))).unwrap_or_default();
    format!("pkg:generic/{}{version}", segments.join("/"))
}

/// Percent-encoded as the specification has it: all but letters, digits and `.-_~`.
fn encoded(segment: &str) -> String {
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'~' => char::from(b).to_string(),
        _ => format!("%{b:02X}"),
    };
    segment.bytes().map(byte).collect()
}
