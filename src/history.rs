//! The only module that names gix: trees of revisions, and evidence from git.
