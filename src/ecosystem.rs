//! Ecosystems of packages: how each standard calls the same one, and how it numbers versions.
//!
//! OSV's names (<https://ossf.github.io/osv-schema/#defined-ecosystems>) are those of advisory.toml. A name that is not in
//! the list is an ecosystem all the same; only nothing more is known of it.

/// What is known of an ecosystem.
#[derive(Debug)]
pub struct Ecosystem {
    /// OSV's name.
    pub name: &'static str,
    /// The type of its package URLs (<https://github.com/package-url/purl-spec>).
    pub purl: Option<&'static str>,
    /// What stands between a namespace and a name in a package's name, where a package URL has a slash.
    pub separator: &'static str,
    /// Whether the type of its package URLs is also a scheme of version ranges (<https://github.com/package-url/vers-spec>).
    pub vers: bool,
    /// GitHub's name.
    pub github: Option<&'static str>,
    /// Where its packages are listed.
    pub collection: &'static str,
    /// The hosts, without `www.`, by which others name that place.
    pub hosts: &'static [&'static str],
    /// Whether its versions are ordered as Semantic Versioning has it.
    pub is_semver: bool,
}

/// An ecosystem of which its package URLs are known, with the least that most have.
const fn of(
    name: &'static str,
    purl: &'static str,
    collection: &'static str,
    hosts: &'static [&'static str],
) -> Ecosystem {
    let (vers, github, is_semver) = (false, None, false);
    Ecosystem { name, purl: Some(purl), separator: "/", vers, github, collection, hosts, is_semver }
}

/// Every ecosystem of which more than a name is known.
pub const ALL: &[Ecosystem] = &[
    of("CRAN", "cran", "https://cran.r-project.org", &["cran.r-project.org"]),
    Ecosystem {
        purl: None,
        github: Some("actions"),
        ..of("GitHub Actions", "", "https://github.com", &["github.com"])
    },
    Ecosystem {
        vers: true,
        github: Some("go"),
        is_semver: true,
        ..of("Go", "golang", "https://pkg.go.dev", &["pkg.go.dev", "proxy.golang.org"])
    },
    of("Hackage", "hackage", "https://hackage.haskell.org", &["hackage.haskell.org"]),
    Ecosystem {
        vers: true,
        github: Some("erlang"),
        is_semver: true,
        ..of("Hex", "hex", "https://repo.hex.pm", &["hex.pm", "repo.hex.pm"])
    },
    Ecosystem {
        separator: ":",
        vers: true,
        github: Some("maven"),
        ..of(
            "Maven",
            "maven",
            "https://repo.maven.apache.org/maven2",
            &["central.sonatype.com", "repo.maven.apache.org", "repo1.maven.org", "search.maven.org"],
        )
    },
    Ecosystem {
        vers: true,
        github: Some("nuget"),
        ..of("NuGet", "nuget", "https://www.nuget.org/packages", &["nuget.org", "api.nuget.org"])
    },
    Ecosystem {
        vers: true,
        github: Some("composer"),
        ..of("Packagist", "composer", "https://packagist.org", &["packagist.org"])
    },
    Ecosystem { github: Some("pub"), is_semver: true, ..of("Pub", "pub", "https://pub.dev", &["pub.dev"]) },
    Ecosystem {
        vers: true,
        github: Some("pip"),
        ..of("PyPI", "pypi", "https://pypi.org", &["pypi.org", "pypi.python.org"])
    },
    Ecosystem {
        vers: true,
        github: Some("rubygems"),
        ..of("RubyGems", "gem", "https://rubygems.org", &["rubygems.org"])
    },
    Ecosystem {
        github: Some("swift"),
        is_semver: true,
        ..of("SwiftURL", "swift", "https://swiftpackageindex.com", &["swiftpackageindex.com"])
    },
    Ecosystem {
        vers: true,
        github: Some("rust"),
        is_semver: true,
        ..of("crates.io", "cargo", "https://crates.io", &["crates.io"])
    },
    Ecosystem {
        vers: true,
        github: Some("npm"),
        is_semver: true,
        ..of("npm", "npm", "https://registry.npmjs.org", &["npmjs.com", "registry.npmjs.org"])
    },
];

/// The ecosystem that OSV calls so.
#[must_use]
pub fn find(name: &str) -> Option<&'static Ecosystem> {
    ALL.iter().find(|ecosystem| ecosystem.name == name)
}

/// The ecosystem of package URLs of a type, in letters of any size.
#[must_use]
pub fn of_purl(kind: &str) -> Option<&'static Ecosystem> {
    ALL.iter().find(|ecosystem| ecosystem.purl.is_some_and(|known| known.eq_ignore_ascii_case(kind)))
}

/// The ecosystem that GitHub calls so.
#[must_use]
pub fn of_github(name: &str) -> Option<&'static Ecosystem> {
    ALL.iter().find(|ecosystem| ecosystem.github == Some(name))
}

/// The ecosystem whose packages are listed on a host.
#[must_use]
pub fn of_host(host: &str) -> Option<&'static Ecosystem> {
    ALL.iter().find(|ecosystem| ecosystem.hosts.contains(&host))
}
