//! The initial files of a new incident.

/// The initial incident.toml.
pub(crate) const PRIVATE: &str =
    "PRIVATE. From this file, only what a notice announces becomes public. advisory.md does, once it is approved.";

/// The initial advisory.md. Each section has to be written before publication; a rule reports those
/// that are not.
pub(crate) const ADVISORY: &str = "+++\n# Everything in this file becomes public once it is approved and the embargo has ended.\n+++\n\n## Summary\n\n## Am I affected?\n\n## Mitigation\n\n## How to upgrade\n";
