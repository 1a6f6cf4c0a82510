//! The ID of a record. OSV accepts only IDs of databases that are registered with it.

use super::super::distinct;
use crate::advisory::Advisory;

/// The registered prefixes (schema 1.7.5).
const REGISTERED: &[&str] = &[
    "ALBA-",
    "ALEA-",
    "ALPINE-",
    "ALSA-",
    "ASB-A-",
    "BELL-",
    "BIT-",
    "CGA-",
    "CLEANSTART-",
    "CURL-",
    "CVE-",
    "DEBIAN-",
    "DHI-",
    "DLA-",
    "DRUPAL-",
    "DSA-",
    "DTSA-",
    "ECHO-",
    "EEF-",
    "ELA-",
    "FreeBSD-",
    "GHSA-",
    "GO-",
    "GSD-",
    "HSEC-",
    "JLSEC-",
    "KUBE-",
    "LBSEC-",
    "LSN-",
    "MAL-",
    "MGASA-",
    "MINI-",
    "OESA-",
    "OSEC-",
    "OSV-",
    "PHSA-",
    "PSF-",
    "PUB-A-",
    "PYSEC-",
    "RHBA-",
    "RHEA-",
    "RHSA-",
    "RLSA-",
    "ROOT-",
    "RSEC-",
    "RUSTSEC-",
    "RXSA-",
    "SUSE-FU-",
    "SUSE-OU-",
    "SUSE-RU-",
    "SUSE-SU-",
    "UBUNTU-",
    "USN-",
    "V8-",
    "openSUSE-SU-",
];

/// Returns the record's ID: the one it had before it was imported, if its prefix is registered; or
/// else the project's own, the GHSA ID, the CVE ID, or another database's. `None` if there is none
/// of them: then OSV's tools would accept no record.
pub(super) fn id(advisory: &Advisory) -> Option<&str> {
    let own = || std::iter::once(advisory.id.as_str());
    let cve = || advisory.cve.iter().map(|id| id.as_str());
    // A rejected id is still an alias, but nobody can look it up.
    let is_rejected = |id: &&String| advisory.rejected_cve.iter().any(|rejected| rejected.id.as_str() == id.as_str());
    let aliases = || advisory.aliases.iter().filter(|id| !is_rejected(id)).map(String::as_str);
    let ghsa = |id: &&str| id.starts_with("GHSA-");
    let is_registered = |id: &&str| REGISTERED.iter().any(|prefix| id.starts_with(prefix));
    let origin = || advisory.origin.as_deref().into_iter();
    origin()
        .find(is_registered)
        .or_else(|| own().find(is_registered))
        .or_else(|| aliases().find(ghsa))
        .or_else(|| cve().next())
        .or_else(|| aliases().find(is_registered))
}

/// Returns every other name of the vulnerability, each once. The project's own ID is not an alias,
/// because nobody else could look it up.
pub(super) fn aliases<'a>(advisory: &'a Advisory, id: &str) -> Vec<&'a str> {
    let all = advisory.cve.iter().map(|id| id.as_str()).chain(advisory.aliases.iter().map(String::as_str));
    distinct(all.filter(|alias| *alias != id))
}
