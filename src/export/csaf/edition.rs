//! The editions of the standard, and where the documents of each are.

use crate::portfolio::{Project, SiteFormat};

/// The place that programs look at first, below the site.
pub(in crate::export) const METADATA: &str = ".well-known/csaf/provider-metadata.json";

/// An edition of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edition {
    /// 2.0, an OASIS Standard.
    V2_0,
    /// 2.1, a committee specification draft.
    V2_1,
}

impl Edition {
    /// All editions; the one that programs find first comes first.
    const ALL: [Self; 2] = [Self::V2_0, Self::V2_1];

    /// Returns the editions that a site has.
    pub(super) fn of(project: &Project) -> impl Iterator<Item = Self> + '_ {
        Self::ALL.into_iter().filter(|edition| project.site.has(edition.format()))
    }

    /// Returns its name in advisory.toml.
    pub(super) fn format(self) -> SiteFormat {
        match self {
            Self::V2_0 => SiteFormat::Csaf,
            Self::V2_1 => SiteFormat::Csaf21,
        }
    }

    /// Returns its name for readers.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::V2_0 => "CSAF",
            Self::V2_1 => "CSAF 2.1",
        }
    }

    /// Returns its number.
    pub(super) fn version(self) -> &'static str {
        match self {
            Self::V2_0 => "2.0",
            Self::V2_1 => "2.1",
        }
    }

    /// Returns the label of documents for everybody: 2.0 uses the first version of the Traffic
    /// Light Protocol, and 2.1 the second.
    pub(super) fn tlp(self) -> &'static str {
        match self {
            Self::V2_0 => "WHITE",
            Self::V2_1 => "CLEAR",
        }
    }

    /// Returns the schema of its documents.
    pub(super) fn schema(self) -> &'static str {
        match self {
            Self::V2_0 => "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json",
            Self::V2_1 => "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
        }
    }

    /// Returns the folder of all its documents, below the site. There are none with another label.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::V2_0 => ".well-known/csaf/white",
            Self::V2_1 => ".well-known/csaf/v2.1/clear",
        }
    }

    /// Returns the path of the feed of its documents.
    pub(super) fn feed(self) -> &'static str {
        match self {
            Self::V2_0 => ".well-known/csaf/white/csaf-feed-tlp-white.json",
            Self::V2_1 => ".well-known/csaf/v2.1/clear/csaf-feed-tlp-clear.json",
        }
    }

    /// Returns the path of the service document.
    pub(super) fn service(self) -> &'static str {
        match self {
            Self::V2_0 => ".well-known/csaf/service.json",
            Self::V2_1 => ".well-known/csaf/v2.1/service.json",
        }
    }

    /// Returns the path of the category document. From 2.1 on, it should be beside the feed.
    pub(super) fn categories(self) -> &'static str {
        match self {
            Self::V2_0 => ".well-known/csaf/category.json",
            Self::V2_1 => ".well-known/csaf/v2.1/clear/category.json",
        }
    }

    /// Returns the paths of its `provider-metadata.json`, the canonical one first. A site with both
    /// editions is in the transition that section 7.4 of 2.1 describes: each edition has a path of
    /// its own, and programs that know none of them find 2.0.
    pub(super) fn metadata(self, project: &Project) -> Vec<&'static str> {
        let (first, both) = (Self::of(project).next() == Some(self), Self::of(project).count() > 1);
        let own = match self {
            Self::V2_0 => both.then_some(".well-known/csaf/v2.0/provider-metadata.json"),
            Self::V2_1 => Some(".well-known/csaf/v2.1/provider-metadata.json"),
        };
        own.into_iter().chain(first.then_some(METADATA)).collect()
    }
}
