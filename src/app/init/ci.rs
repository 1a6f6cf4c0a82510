//! The files that run the program in a CI system.

/// A CI system, or a machine of one's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ci {
    /// GitHub Actions.
    #[default]
    Github,
    /// GitLab CI/CD.
    Gitlab,
    /// Forgejo Actions.
    Forgejo,
    /// Cron on a machine of one's own.
    Cron,
}

/// A file of a CI system.
pub(crate) struct CiFile {
    /// Its path in the repository.
    pub(crate) path: &'static str,
    /// Its text.
    pub(crate) text: &'static str,
    /// Whether people and cron start it.
    pub(crate) is_program: bool,
}

/// A file that the CI system reads.
const fn read(path: &'static str, text: &'static str) -> CiFile {
    CiFile { path, text, is_program: false }
}

const GITHUB: &[CiFile] = &[
    read(".github/workflows/advisory.yml", include_str!("ci/github.yml")),
    read(".github/workflows/advisory-wait.yml", include_str!("ci/github-wait.yml")),
];
const GITLAB: &[CiFile] = &[read(".gitlab-ci.yml", include_str!("ci/gitlab.yml"))];
const FORGEJO: &[CiFile] = &[read(".forgejo/workflows/advisory.yml", include_str!("ci/forgejo.yml"))];
const CRON: &[CiFile] = &[CiFile { path: ".cron/advisory", text: include_str!("ci/cron.sh"), is_program: true }];

impl Ci {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Github, Self::Gitlab, Self::Forgejo, Self::Cron];

    /// Returns the path of the file that publishes the site.
    #[must_use]
    pub fn path(self) -> &'static str {
        self.files().first().map_or("", |file| file.path)
    }

    /// Returns its files.
    pub(crate) const fn files(self) -> &'static [CiFile] {
        match self {
            Self::Github => GITHUB,
            Self::Gitlab => GITLAB,
            Self::Forgejo => FORGEJO,
            Self::Cron => CRON,
        }
    }
}
