//! The only table of the names of ecosystems in each standard.

use super::Ecosystem;
use crate::version::Order;

/// What is known about one ecosystem.
pub(super) struct Names {
    /// OSV's name.
    pub(super) osv: &'static str,
    /// The type of its package URLs (<https://github.com/package-url/purl-spec>), if it has one.
    pub(super) purl: Option<&'static str>,
    /// The separator between namespace and name, where a package URL has a slash.
    pub(super) separator: &'static str,
    /// The prefix that its tools write before a version.
    pub(super) version_prefix: &'static str,
    /// Whether the type of its package URLs is also a scheme of version ranges
    /// (<https://github.com/package-url/vers-spec>), which is how CSAF writes them.
    pub(super) is_vers: bool,
    /// GitHub's name in its advisories, if it has one.
    pub(super) github: Option<&'static str>,
    /// The registry, as `collectionURL` of a CVE record gives it.
    pub(super) registry: &'static str,
    /// The hosts of that registry in addresses that others use, without `www.`.
    pub(super) hosts: &'static [&'static str],
    /// How its versions are ordered.
    pub(super) order: Order,
}

/// Returns the names of an ecosystem, with defaults that apply to most.
const fn names(osv: &'static str, purl: &'static str, registry: &'static str, hosts: &'static [&'static str]) -> Names {
    Names {
        osv,
        purl: Some(purl),
        separator: "/",
        version_prefix: "",
        is_vers: false,
        github: None,
        registry,
        hosts,
        order: Order::SemVer,
    }
}

/// Every ecosystem about which more than the name is known.
pub(super) static TABLE: [(Ecosystem, Names); 14] = [
    (
        Ecosystem::Cran,
        Names { order: Order::Cran, ..names("CRAN", "cran", "https://cran.r-project.org", &["cran.r-project.org"]) },
    ),
    (
        Ecosystem::GitHubActions,
        Names {
            purl: None,
            github: Some("actions"),
            // What github.com has may be of any ecosystem.
            ..names("GitHub Actions", "", "https://github.com", &[])
        },
    ),
    (
        Ecosystem::Go,
        Names {
            version_prefix: "v",
            is_vers: true,
            github: Some("go"),
            ..names("Go", "golang", "https://pkg.go.dev", &["pkg.go.dev", "proxy.golang.org"])
        },
    ),
    (
        Ecosystem::Hackage,
        Names {
            order: Order::Pvp,
            ..names("Hackage", "hackage", "https://hackage.haskell.org", &["hackage.haskell.org"])
        },
    ),
    (
        Ecosystem::Hex,
        Names {
            is_vers: true,
            github: Some("erlang"),
            ..names("Hex", "hex", "https://repo.hex.pm", &["hex.pm", "repo.hex.pm"])
        },
    ),
    (
        Ecosystem::Maven,
        Names {
            separator: ":",
            is_vers: true,
            github: Some("maven"),
            order: Order::Maven,
            ..names(
                "Maven",
                "maven",
                "https://repo.maven.apache.org/maven2",
                &["central.sonatype.com", "repo.maven.apache.org", "repo1.maven.org", "search.maven.org"],
            )
        },
    ),
    (
        Ecosystem::NuGet,
        Names {
            is_vers: true,
            github: Some("nuget"),
            order: Order::NuGet,
            ..names("NuGet", "nuget", "https://www.nuget.org/packages", &["nuget.org", "api.nuget.org"])
        },
    ),
    (
        Ecosystem::Packagist,
        Names {
            is_vers: true,
            github: Some("composer"),
            order: Order::Composer,
            ..names("Packagist", "composer", "https://packagist.org", &["packagist.org"])
        },
    ),
    (
        Ecosystem::Pub,
        Names { github: Some("pub"), order: Order::Build, ..names("Pub", "pub", "https://pub.dev", &["pub.dev"]) },
    ),
    (
        Ecosystem::PyPi,
        Names {
            is_vers: true,
            github: Some("pip"),
            order: Order::Pep440,
            ..names("PyPI", "pypi", "https://pypi.org", &["pypi.org", "pypi.python.org"])
        },
    ),
    (
        Ecosystem::RubyGems,
        Names {
            is_vers: true,
            github: Some("rubygems"),
            order: Order::RubyGems,
            ..names("RubyGems", "gem", "https://rubygems.org", &["rubygems.org"])
        },
    ),
    (
        Ecosystem::SwiftUrl,
        Names {
            github: Some("swift"),
            ..names("SwiftURL", "swift", "https://swiftpackageindex.com", &["swiftpackageindex.com"])
        },
    ),
    (
        Ecosystem::CratesIo,
        Names {
            is_vers: true,
            github: Some("rust"),
            ..names("crates.io", "cargo", "https://crates.io", &["crates.io"])
        },
    ),
    (
        Ecosystem::Npm,
        Names {
            is_vers: true,
            github: Some("npm"),
            ..names("npm", "npm", "https://registry.npmjs.org", &["npmjs.com", "registry.npmjs.org"])
        },
    ),
];

/// OSV's names of the ecosystems about which nothing more than the name and perhaps the order is
/// known (schema 1.7.5).
pub(super) const NAMED: [&str; 32] = [
    "AlmaLinux",
    "Alpaquita",
    "Alpine",
    "Android",
    "BellSoft Hardened Containers",
    "Bioconductor",
    "Bitnami",
    "Chainguard",
    "CleanStart",
    "ConanCenter",
    "Debian",
    "Docker Hardened Images",
    "Echo",
    "FreeBSD",
    "GHC",
    "Julia",
    "Kubernetes",
    "Linux",
    "Mageia",
    "MinimOS",
    "OSS-Fuzz",
    "Photon OS",
    "Red Hat",
    "Rocky Linux",
    "Root",
    "SUSE",
    "Ubuntu",
    "VSCode",
    "Wolfi",
    "opam",
    "openEuler",
    "openSUSE",
];

/// The distributions, with the type and the namespace that OSV gives their package URLs
/// (<https://github.com/google/osv.dev/blob/master/osv/purl_helpers.py>).
pub(super) static DISTRIBUTIONS: [(&str, &str, &str); 16] = [
    ("AlmaLinux", "rpm", "almalinux"),
    ("Alpaquita", "apk", "alpaquita"),
    ("Alpine", "apk", "alpine"),
    ("Azure Linux", "rpm", "azure-linux"),
    ("BellSoft Hardened Containers", "apk", "bellsoft-hardened-containers"),
    ("Chainguard", "apk", "chainguard"),
    ("Debian", "deb", "debian"),
    ("Mageia", "rpm", "mageia"),
    ("MinimOS", "apk", "minimos"),
    ("Red Hat", "rpm", "redhat"),
    ("Rocky Linux", "rpm", "rocky-linux"),
    ("SUSE", "rpm", "suse"),
    ("Ubuntu", "deb", "ubuntu"),
    ("Wolfi", "apk", "wolfi"),
    ("openEuler", "rpm", "openeuler"),
    ("openSUSE", "rpm", "opensuse"),
];

/// The orders of ecosystems of which nothing else is known, by OSV's names without what follows a
/// colon.
pub(super) static OTHERS: [(Order, &[&str]); 8] = [
    (Order::Debian, &["Debian", "Ubuntu"]),
    (
        Order::Rpm,
        &["AlmaLinux", "Azure Linux", "Mageia", "Photon OS", "Red Hat", "Rocky Linux", "SUSE", "openEuler", "openSUSE"],
    ),
    (Order::Alpine, &["Alpaquita", "Alpine", "Chainguard", "Wolfi"]),
    // Tools disagree whether the revision in `1.2.3-5` comes before or after `1.2.3`.
    (Order::Numeric, &["Bitnami"]),
    (Order::Build, &["Julia"]),
    (Order::Pvp, &["GHC"]),
    (Order::Cran, &["Bioconductor"]),
    (Order::Kernel, &["Linux"]),
];
