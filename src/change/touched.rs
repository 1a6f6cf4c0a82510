//! The commits of a change by the files that they changed, and their authors.

use super::{Change, Judged, is_word_of};
use crate::policy::Signed;
use crate::portfolio::Member;
use crate::signature::CheckedCommit;
use crate::source::FilePath;

/// A commit of the change and the files of the portfolio that it changed.
#[derive(Clone, Debug)]
pub struct Touched {
    /// The commit.
    pub commit: CheckedCommit,
    /// The files, by their names in that commit.
    pub files: Vec<FilePath>,
}

impl<'p> Change<'p> {
    /// Returns the commits that changed this file.
    pub fn commits_of(&self, file: &FilePath) -> impl Iterator<Item = &'p CheckedCommit> {
        let touched = self.touched.iter().filter(move |touched| touched.files.contains(file));
        touched.map(|touched| &touched.commit)
    }

    /// Returns the members to whom a commit is attributed under the base: one, or none.
    pub fn authors(&self, commit: &CheckedCommit, judged: &Judged<'_>) -> impl Iterator<Item = &'p Member> {
        let terms = judged.by_base.policy.evidence.as_ref();
        let must_be_signed = terms.is_some_and(|terms| terms.signed.contains(&Signed::Approvals));
        let team = &self.base.team;
        team.members.iter().filter(move |member| is_word_of(commit, member.id.as_str(), team, must_be_signed).is_ok())
    }

    /// Returns whether the author of any commit that changed this file has no address of the base's
    /// team.toml. For a team without addresses, this is never known.
    #[must_use]
    pub fn is_by_stranger(&self, file: &FilePath) -> bool {
        let members = self.base.team.present(self.now);
        let known: Vec<&str> =
            members.flat_map(|member| member.email.iter().chain(&member.emails)).map(|it| it.as_str()).collect();
        let is_known = |email: &str| known.iter().any(|known| known.eq_ignore_ascii_case(email));
        !known.is_empty() && self.commits_of(file).any(|checked| !is_known(&checked.commit.author.email))
    }

    /// Returns whether the author or the committer of any commit that changed this file has one of
    /// these addresses.
    #[must_use]
    pub fn is_by_address(&self, file: &FilePath, addresses: &[&str]) -> bool {
        let is_one = |email: &str| addresses.iter().any(|address| address.eq_ignore_ascii_case(email));
        self.commits_of(file)
            .any(|checked| is_one(&checked.commit.author.email) || is_one(&checked.commit.committer.email))
    }
}
