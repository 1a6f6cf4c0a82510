//! Package URLs of packages in distributions, and in other ecosystems with several releases or
//! registries: what is true of one release need not be true of another, so each has URLs of its
//! own.

use super::Ecosystem;
use super::table::DISTRIBUTIONS;

/// Returns the path of a package URL before the name, and its qualifiers; `None` if the ecosystem
/// is no distribution.
pub(super) fn url(ecosystem: &Ecosystem) -> Option<(String, Option<String>)> {
    let base = ecosystem.base();
    let (_, kind, namespace) = DISTRIBUTIONS.iter().find(|(name, ..)| *name == base.name())?;
    let release = release(ecosystem).map(|release| format!("distro={namespace}-{}", slug(release)));
    Some((format!("{kind}/{namespace}"), release))
}

/// Returns the same for a generic URL of an ecosystem whose packages have no others.
pub(super) fn generic(ecosystem: &Ecosystem) -> (String, Option<String>) {
    let namespace = slug(ecosystem.base().name());
    let release = release(ecosystem).map(|release| format!("distro={namespace}-{}", slug(release)));
    (format!("generic/{namespace}"), release)
}

/// Returns the distribution and its release that a package URL names in this form, by its type, its
/// namespace and its qualifiers.
pub(super) fn of_url(kind: &str, namespace: &str, qualifiers: &str) -> Option<Ecosystem> {
    let (name, ..) = DISTRIBUTIONS.iter().find(|(_, of, own)| *of == kind && *own == namespace)?;
    let distro = qualifiers.split('&').find_map(|pair| pair.strip_prefix("distro="))?;
    let release = distro.strip_prefix(namespace)?.strip_prefix('-')?;
    // Other releases have names that their URL does not tell.
    let number = release.strip_prefix('v').unwrap_or(release);
    let is_number = number.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if !is_number || release.starts_with('v') != (*name == "Alpine") {
        return None;
    }
    let ecosystem = Ecosystem::from(format!("{name}:{release}{}", long_term(name, release)).as_str());
    let own = url(&ecosystem)?.1?;
    (own == format!("distro={distro}")).then_some(ecosystem)
}

/// Returns what follows the name of an ecosystem: its release, without the suffix of releases of
/// Ubuntu with long-term support.
fn release(ecosystem: &Ecosystem) -> Option<&str> {
    let (_, release) = ecosystem.name().split_once(':')?;
    Some(release.strip_suffix(":LTS").unwrap_or(release))
}

/// Returns the suffix of a release that has long-term support: Ubuntu's of April in even years.
fn long_term(name: &str, release: &str) -> &'static str {
    let is_even = |year: &str| year.parse::<u32>().is_ok_and(|year| year % 2 == 0);
    let is_one = name == "Ubuntu" && release.strip_suffix(".04").is_some_and(is_even);
    if is_one { ":LTS" } else { "" }
}

/// Returns a text as a part of a URL: small letters, digits, periods and hyphens.
fn slug(text: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || "._".contains(c) { c.to_ascii_lowercase() } else { '-' };
    text.chars().map(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_has_a_url_of_its_own_and_is_found_by_it() {
        for (name, path, qualifiers) in [
            ("Debian:12", "deb/debian", "distro=debian-12"),
            ("Ubuntu:22.04:LTS", "deb/ubuntu", "distro=ubuntu-22.04"),
            ("Ubuntu:23.10", "deb/ubuntu", "distro=ubuntu-23.10"),
            ("Alpine:v3.18", "apk/alpine", "distro=alpine-v3.18"),
            ("Rocky Linux:9", "rpm/rocky-linux", "distro=rocky-linux-9"),
        ] {
            let ecosystem = Ecosystem::from(name);
            assert_eq!(url(&ecosystem), Some((path.to_owned(), Some(qualifiers.to_owned()))));
            let (kind, namespace) = path.split_once('/').unwrap();
            assert_eq!(of_url(kind, namespace, &format!("arch=source&{qualifiers}")), Some(ecosystem));
        }
        let long = url(&Ecosystem::from("openSUSE:Leap 15.5"));
        assert_eq!(long, Some(("rpm/opensuse".to_owned(), Some("distro=opensuse-leap-15.5".to_owned()))));
        for (kind, namespace, qualifiers) in [
            ("rpm", "opensuse", "distro=opensuse-leap-15.5"),
            ("deb", "debian", "distro=bookworm"),
            ("deb", "debian", ""),
            ("rpm", "debian", "distro=debian-12"),
            ("apk", "alpine", "distro=alpine-3.18.4"),
        ] {
            assert_eq!(of_url(kind, namespace, qualifiers), None, "{qualifiers}");
        }
    }
}
