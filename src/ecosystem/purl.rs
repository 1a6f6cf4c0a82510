//! Package URLs (<https://github.com/package-url/purl-spec>): names of packages that tools of every
//! ecosystem understand.
//!
//! The crate `packageurl` does not fit. Its output differs from what is already published: it
//! leaves `:`, `,` and `!` unescaped, and lowercases npm names, some of which differ only in case.
//! It also rejects a URL that breaks a rule of its type, even if a record of another database
//! clearly says which package it means.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{Ecosystem, distribution};
use crate::version::Version;

/// The characters that are escaped in a segment: all but the unreserved characters of RFC 3986.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// The type of RPM packages.
const RPM: &str = "rpm";

/// The qualifier with the epoch of an RPM package, which is a part of its version.
const EPOCH: &str = "epoch=";

/// The registered types (<https://github.com/package-url/purl-spec/tree/main/types>).
pub(crate) const TYPES: [&str; 42] = [
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

/// A package, optionally at one version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PackageUrl {
    /// The ecosystem.
    pub(crate) ecosystem: Ecosystem,
    /// The package's name there.
    pub(crate) name: String,
    /// The version as the ecosystem writes it, if the URL has one.
    pub(crate) version: Option<String>,
}

impl PackageUrl {
    /// Parses a package URL. Returns `None` if it is malformed, or of an ecosystem that OSV does
    /// not name.
    #[must_use]
    pub(crate) fn parse(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("pkg:")?.trim_start_matches('/');
        let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
        let (rest, qualifiers) = rest.split_once('?').unwrap_or((rest, ""));
        let (kind, path) = rest.split_once('/')?;
        let Some(ecosystem) = Ecosystem::from_purl_type(kind) else {
            let (namespace, name) = path.split_once('/')?;
            let ecosystem = distribution::of_url(kind, namespace, qualifiers)?;
            let name = name.split_once('@').map_or(name, |(name, _)| name);
            let name = decode(name).filter(|name| !name.is_empty())?;
            return Some(Self { ecosystem, name, version: version(url) });
        };
        let names = ecosystem.names()?;
        let (path, version) = match path.rsplit_once('@') {
            Some((path, version)) if !path.is_empty() && !path.ends_with('/') => (path, Some(decode(version)?)),
            _ => (path, None),
        };
        let segments: Vec<String> =
            path.split('/').filter(|segment| !segment.is_empty()).map(decode).collect::<Option<_>>()?;
        let name = segments.join(names.separator);
        let version = version.map(|version| match version.strip_prefix(names.version_prefix) {
            Some(bare) => bare.to_owned(),
            None => version,
        });
        (!name.is_empty()).then_some(Self { ecosystem, name, version })
    }

    /// Returns whether it names this package, ignoring case and the release of the ecosystem.
    #[must_use]
    pub(crate) fn is_of(&self, ecosystem: &Ecosystem, package: &str) -> bool {
        (self.ecosystem == *ecosystem || self.ecosystem == ecosystem.base())
            && self.name.replace('_', "-").eq_ignore_ascii_case(&package.replace('_', "-"))
    }
}

/// Returns the package URL of a package, at one version if there is one; `None` if the ecosystem
/// has no package URLs, or needs more than a name.
#[must_use]
pub fn purl(ecosystem: &Ecosystem, package: &str, version: Option<&Version>) -> Option<String> {
    let Some(names) = ecosystem.names() else { return of_other(ecosystem, package, version) };
    let kind = names.purl?;
    let name: Cow<'_, str> = match ecosystem {
        Ecosystem::Go | Ecosystem::Packagist => package.to_lowercase().into(),
        Ecosystem::PyPi => package.to_lowercase().replace('_', "-").into(),
        // Tools find no artifact without its group.
        Ecosystem::Maven => {
            let (group, artifact) = package.split_once(names.separator)?;
            (!group.is_empty() && !artifact.is_empty()).then(|| format!("{group}/{artifact}"))?.into()
        }
        _ => package.into(),
    };
    let version = version.map(|version| at(names.version_prefix, version)).unwrap_or_default();
    Some(format!("pkg:{kind}/{}{version}", path(name.split('/'))))
}

/// Returns the package URL of a package of a distribution, or of a registry of another ecosystem.
fn of_other(ecosystem: &Ecosystem, package: &str, version: Option<&Version>) -> Option<String> {
    if let Some((path, release)) = distribution::url(ecosystem) {
        return Some(joined(&path, package, release.as_deref(), version));
    }
    // Elsewhere what follows the name of the ecosystem is the address of a registry.
    let (_, registry) = ecosystem.name().split_once("://")?;
    let url = purl(&ecosystem.base(), package, version)?;
    Some(format!("{url}?repository_url={}", utf8_percent_encode(registry, ESCAPED)))
}

/// Returns the package URL of a package in a namespace. The epoch of an RPM package is a qualifier.
fn joined(path: &str, package: &str, release: Option<&str>, version: Option<&Version>) -> String {
    let name = utf8_percent_encode(package, ESCAPED);
    let text = version.map(Version::without_v).unwrap_or_default();
    let (epoch, text) = split_epoch(path.starts_with("rpm/"), text);
    let version = if text.is_empty() { String::new() } else { format!("@{}", utf8_percent_encode(text, ESCAPED)) };
    let qualifiers: Vec<&str> = release.into_iter().chain(epoch.as_deref()).collect();
    let qualifiers = if qualifiers.is_empty() { String::new() } else { format!("?{}", qualifiers.join("&")) };
    format!("pkg:{path}/{name}{version}{qualifiers}")
}

/// Returns a package URL that advisory.toml has, with the release of a distribution if it lacks
/// one: otherwise a statement about one release would be about all of them.
#[must_use]
pub(crate) fn with_release<'u>(url: &'u str, ecosystem: &Ecosystem) -> Cow<'u, str> {
    let Some((_, Some(release))) = distribution::url(ecosystem) else { return url.into() };
    match url.split_once('?') {
        Some((_, qualifiers)) if qualifiers.split('&').any(|pair| pair.starts_with("distro=")) => url.into(),
        Some(_) => format!("{url}&{release}").into(),
        None => format!("{url}?{release}").into(),
    }
}

/// Returns the type of a package URL.
#[must_use]
pub(crate) fn kind(url: &str) -> Option<&str> {
    Some(url.strip_prefix("pkg:")?.split_once('/')?.0)
}

/// Returns whether a text is the package URL of a package: a type and a name, perhaps with
/// qualifiers, and neither a version nor a path in the package.
#[must_use]
pub(crate) fn is_of_a_package(url: &str) -> bool {
    let Some((path, qualifiers)) = url.strip_prefix("pkg:").map(|rest| rest.split_once('?').unwrap_or((rest, "")))
    else {
        return false;
    };
    let is = |text: &str, marks: &[u8]| {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || marks.contains(&b);
        !text.is_empty() && text.bytes().all(is_plain) && text.split('%').skip(1).all(ends_escape)
    };
    let Some((kind, name)) = path.split_once('/') else { return false };
    let is_kind = kind.starts_with(|c: char| c.is_ascii_lowercase())
        && kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-".contains(&b));
    let is_name = name.split('/').all(|segment| is(segment, b"._~%-"));
    is_kind && is_name && (!url.contains('?') || is(qualifiers, b"._=&~%:/+-"))
}

/// Returns a package URL without a version and a path in the package; `None` if it is malformed.
#[must_use]
pub(crate) fn of_package(url: &str) -> Option<String> {
    let (path, _, qualifiers) = split(url)?;
    let is_of_version = |pair: &&str| pair.starts_with(EPOCH) && kind(&path) == Some(RPM);
    let kept: Vec<&str> =
        qualifiers.unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !is_of_version(pair)).collect();
    let full = if kept.is_empty() { path.clone() } else { format!("{path}?{}", kept.join("&")) };
    is_of_a_package(&full).then_some(full)
}

/// Returns the version in a package URL, with its epoch, if it has one.
#[must_use]
pub(crate) fn version(url: &str) -> Option<String> {
    let (_, version, qualifiers) = split(url)?;
    let version = decode(version?)?;
    let epoch = qualifiers.unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix(EPOCH));
    let epoch = epoch.filter(|_| !version.contains(':'));
    Some(epoch.map_or_else(|| version.clone(), |epoch| format!("{epoch}:{version}")))
}

/// Returns the package URL of a package without what tells one build of a version from another.
#[must_use]
pub(crate) fn without_build(url: &str) -> String {
    let Some((name, qualifiers)) = url.split_once('?') else { return url.to_owned() };
    let is_of_build = |pair: &&str| ["arch=", "epoch="].iter().any(|key| pair.starts_with(key));
    let kept: Vec<&str> = qualifiers.split('&').filter(|pair| !is_of_build(pair)).collect();
    if kept.is_empty() { name.to_owned() } else { format!("{name}?{}", kept.join("&")) }
}

/// Returns the name that a package URL ends with, without its namespace.
#[must_use]
pub(crate) fn name(url: &str) -> Option<String> {
    let (path, ..) = split(url)?;
    decode(path.rsplit('/').next()?).filter(|name| !name.is_empty())
}

/// Returns a name of a package with its package URL, where several have the name.
#[must_use]
pub(crate) fn named_by(package: &str, url: &str) -> String {
    let url = without_build(url);
    format!("{package} ({})", url.strip_prefix("pkg:").unwrap_or(&url))
}

/// Splits a package URL into type and name, the version, and the qualifiers.
fn split(url: &str) -> Option<(String, Option<&str>, Option<&str>)> {
    let rest = url.split_once('#').map_or(url, |(rest, _)| rest);
    let (path, qualifiers) = rest.split_once('?').map_or((rest, None), |(path, qualifiers)| (path, Some(qualifiers)));
    let (path, version) = match path.rsplit_once('@') {
        Some((name, version)) if name.contains('/') && !name.ends_with('/') => (name, Some(version)),
        _ => (path, None),
    };
    let (kind, name) = path.strip_prefix("pkg:")?.trim_start_matches('/').split_once('/')?;
    let qualifiers = qualifiers.filter(|qualifiers| !qualifiers.is_empty());
    Some((format!("pkg:{}/{name}", kind.to_ascii_lowercase()), version, qualifiers))
}

/// Returns what a package URL of another database says, without a version and a path in the
/// package; `None` if ecosystem and name say the same, or if it is of another package.
#[must_use]
pub(crate) fn beyond_name(url: &str, ecosystem: Option<&Ecosystem>, package: &str) -> Option<String> {
    let (path, _, qualifiers) = split(url)?;
    let (_, name) = path.split_once('/')?;
    let last = decode(name.rsplit('/').next()?)?;
    let is_same = |a: &str, b: &str| a.replace('_', "-").eq_ignore_ascii_case(&b.replace('_', "-"));
    let is_named = is_same(&last, package) || decode(name).is_some_and(|name| is_same(&name, package));
    let known = ecosystem.and_then(|ecosystem| purl(ecosystem, package, None));
    let known = known.as_deref().map(|known| known.split_once('?').unwrap_or((known, "")));
    let is_known = known.is_some_and(|(known, _)| is_same(known, &path));
    let full = qualifiers.map_or(path.clone(), |qualifiers| format!("{path}?{qualifiers}"));
    // Of a distribution, a release has one package, whatever it is built for.
    let full = match ecosystem {
        Some(ecosystem) if distribution::url(ecosystem).is_some() => {
            with_release(&without_build(&full), ecosystem).into_owned()
        }
        _ => full,
    };
    let is_more = match (known, full.split_once('?')) {
        (Some((_, own)), Some((_, said))) => !is_known || own != said,
        (_, said) => !is_known || said.is_some(),
    };
    ((is_known || is_named) && is_more && is_of_a_package(&full)).then_some(full)
}

/// Returns the package URL of a package as advisory.toml has it, at one version if there is one.
#[must_use]
pub(crate) fn at_version(url: &str, ecosystem: Option<&Ecosystem>, version: Option<&Version>) -> String {
    let Some(version) = version else { return url.to_owned() };
    let prefix = ecosystem.and_then(Ecosystem::names).map_or("", |names| names.version_prefix);
    let (name, qualifiers) = url.split_once('?').unwrap_or((url, ""));
    let (epoch, text) = split_epoch(kind(url) == Some(RPM), version.without_v());
    let is_replaced = |pair: &str| pair.is_empty() || epoch.is_some() && pair.starts_with(EPOCH);
    let mut qualifiers: Vec<&str> = qualifiers.split('&').filter(|pair| !is_replaced(pair)).collect();
    // Those of a canonical URL are sorted.
    let place = qualifiers.partition_point(|pair| *pair < EPOCH);
    qualifiers.splice(place..place, epoch.as_deref());
    let qualifiers = if qualifiers.is_empty() { String::new() } else { format!("?{}", qualifiers.join("&")) };
    format!("{name}@{prefix}{}{qualifiers}", utf8_percent_encode(text, ESCAPED))
}

/// Returns the qualifier with the epoch of a version of an RPM package, and the rest of the
/// version. In other types, an epoch is a part of the version.
fn split_epoch(is_rpm: bool, version: &str) -> (Option<String>, &str) {
    match version.split_once(':') {
        Some((epoch, rest)) if is_rpm => (Some(format!("{EPOCH}{epoch}")), rest),
        _ => (None, version),
    }
}

/// Returns the generic package URL of a package whose ecosystem has no type of package URLs.
#[must_use]
pub(crate) fn generic_in(ecosystem: Option<&Ecosystem>, name: &str, version: Option<&Version>) -> String {
    match ecosystem.filter(|ecosystem| ecosystem.names().is_none()) {
        Some(ecosystem) => {
            let (path, release) = distribution::generic(ecosystem);
            joined(&path, name, release.as_deref(), version)
        }
        None => generic(name, version),
    }
}

/// Returns the generic package URL of something that is in no ecosystem, or in one that needs more
/// than a name.
#[must_use]
pub(crate) fn generic(name: &str, version: Option<&Version>) -> String {
    let version = version.map(|version| at("", version)).unwrap_or_default();
    format!("pkg:generic/{}{version}", path(name.split('/').filter(|segment| !segment.is_empty())))
}

fn at(prefix: &str, version: &Version) -> String {
    format!("@{prefix}{}", utf8_percent_encode(version.without_v(), ESCAPED))
}

fn path<'s>(segments: impl Iterator<Item = &'s str>) -> String {
    segments.map(|segment| utf8_percent_encode(segment, ESCAPED).to_string()).collect::<Vec<_>>().join("/")
}

/// Decodes percent-encoded text. Returns `None` for a `%` without two hexadecimal digits, and for
/// bytes that are not UTF-8.
#[must_use]
pub(crate) fn decode(text: &str) -> Option<String> {
    let is_valid = text.split('%').skip(1).all(ends_escape);
    is_valid.then(|| percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned))?
}

/// Returns whether the text after a `%` completes an escape: it begins with two hexadecimal digits.
pub(crate) fn ends_escape(rest: &str) -> bool {
    rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Generates an ecosystem with package URLs, and a name in it as its package URLs have it.
    fn package() -> impl Strategy<Value = (Ecosystem, String)> {
        let known: Vec<Ecosystem> = Ecosystem::known().filter(|known| known.purl_type().is_some()).cloned().collect();
        (prop::sample::select(known), prop::collection::vec("[^/:]{1,8}", 2..4)).prop_map(|(ecosystem, segments)| {
            let name = segments.join(ecosystem.names().map_or("/", |names| names.separator));
            let name = match ecosystem {
                Ecosystem::Go | Ecosystem::Packagist => name.to_lowercase(),
                Ecosystem::PyPi => name.to_lowercase().replace('_', "-"),
                _ => name,
            };
            (ecosystem, name)
        })
    }

    fn version() -> impl Strategy<Value = Option<Version>> {
        let version = "v?[0-9]{1,4}(\\.[0-9]{1,4}){0,2}(-[a-z]{1,4}(\\.[1-9]{1,3})?)?(\\+[a-z0-9]{1,5})?";
        prop::option::of(version.prop_map(|text| text.parse().unwrap()))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_package_url_is_read_back_as_it_was_written((ecosystem, name) in package(), version in version()) {
            let url = purl(&ecosystem, &name, version.as_ref()).unwrap();
            let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-_~%/:@".contains(c);
            prop_assert!(url.chars().all(is_plain), "{}", url);
            let read = PackageUrl::parse(&format!("{url}?arch=any#sub/path")).unwrap();
            prop_assert!(read.is_of(&ecosystem, &name));
            let version = version.map(|version| version.without_v().to_owned());
            prop_assert_eq!(read, PackageUrl { ecosystem, name, version });
        }

        #[test]
        fn what_others_write_is_never_misread(text in "(pkg:)?/{0,2}[a-zA-Z]{0,8}/{0,2}[ -~é]{0,20}") {
            if let Some(read) = PackageUrl::parse(&text) {
                prop_assert!(!read.name.is_empty());
                // A URL that was parsed can be written, unless the ecosystem requires more than the
                // name.
                let again = purl(&read.ecosystem, &read.name, None).and_then(|url| PackageUrl::parse(&url));
                prop_assert!(again.is_none_or(|again| again.is_of(&read.ecosystem, &read.name)), "{:?}", read);
            }
        }
    }

    #[test]
    fn scopes_versions_and_qualifiers_are_read_as_the_specification_says() {
        let read = |url: &str| PackageUrl::parse(url).map(|read| (read.ecosystem, read.name, read.version));
        let is = |ecosystem, name: &str, version: Option<&str>| {
            Some((ecosystem, name.to_owned(), version.map(str::to_owned)))
        };
        assert_eq!(read("pkg:npm/%40babel/core@7.0.0"), is(Ecosystem::Npm, "@babel/core", Some("7.0.0")));
        assert_eq!(read("pkg:npm/@babel/core"), is(Ecosystem::Npm, "@babel/core", None));
        assert_eq!(read("pkg:GOLANG/example.org/m@v1.2.3#cmd"), is(Ecosystem::Go, "example.org/m", Some("1.2.3")));
        assert_eq!(read("pkg:maven/org.example/a@1.0?type=jar"), is(Ecosystem::Maven, "org.example:a", Some("1.0")));
        assert_eq!(read("pkg://pypi/a@1%2Bb"), is(Ecosystem::PyPi, "a", Some("1+b")));
        for bad in ["pkg:npm/", "pkg:npm/%zz", "pkg:npm/%ff", "pkg:npm/a@%4", "pkg:deb/debian/a", "npm/a", "pkg:npm"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
