//! What the files of a new incident begin as.

/// What incident.toml begins with.
pub(crate) const PRIVATE: &str = "PRIVATE. Nothing in this file becomes public; advisory.md does, on release.";

/// What advisory.md begins as. Each section has to be written before publication; the rules say
/// which is not.
pub(crate) const ADVISORY: &str = "+++\n# Everything in this file becomes public on release.\n+++\n\n## Summary\n\n## Am I affected?\n\n## Mitigation\n\n## How to upgrade\n";
