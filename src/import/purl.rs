//! Package URLs (<https://github.com/package-url/purl-spec>) as ecosystem and package.

use crate::ecosystem;

/// What a package URL names.
pub(super) struct Named {
    /// OSV's name of the ecosystem.
    pub(super) ecosystem: &'static str,
    /// The package's name there.
    pub(super) name: String,
    /// The version, where the URL has one.
    pub(super) version: Option<String>,
}

impl Named {
    /// Whether it is this package.
    pub(super) fn is(&self, ecosystem: &str, name: &str) -> bool {
        // What follows a colon is a release of the ecosystem, such as `Debian:12`.
        self.ecosystem == ecosystem.split(':').next().unwrap_or_default()
            && self.name.replace('_', "-").eq_ignore_ascii_case(&name.replace('_', "-"))
    }
}

/// Reads a package URL; `None` where it is none, or of an ecosystem that OSV does not name.
pub(super) fn read(url: &str) -> Option<Named> {
    let rest = url.strip_prefix("pkg:")?.trim_start_matches('/');
    let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
    let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
    let (kind, path) = rest.split_once('/')?;
    let known = ecosystem::of_purl(kind)?;
    let ecosystem = known.name;
    let (path, version) = match path.rsplit_once('@') {
        Some((path, version)) if !path.is_empty() && !path.ends_with('/') => (path, Some(decoded(version)?)),
        _ => (path, None),
    };
    let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decoded).collect::<Option<_>>()?;
    let name = parts.join(known.separator);
    // Go's own tools write a `v`, OSV does not.
    let version = version.map(|version| match version.strip_prefix('v') {
        Some(bare) if ecosystem == "Go" => bare.to_owned(),
        _ => version,
    });
    (!name.is_empty()).then_some(Named { ecosystem, name, version })
}

/// Without its percent signs; `None` where what they stand for is no text.
pub(super) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        bytes.push(digit(rest.next()?)? * 16 + digit(rest.next()?)?);
    }
    String::from_utf8(bytes).ok()
}
