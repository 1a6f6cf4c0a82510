//! How a project's releases are tagged.

use super::Project;
use crate::source::Spanned;
use crate::version::{Order, Version};

/// The pattern of tags if advisory.toml gives none.
const DEFAULT: &str = "v{version}";

/// The placeholders of a pattern: the version as it is, and with `_` for `.`.
pub(crate) const PLACEHOLDERS: [&str; 2] = ["{version}", "{version_}"];

impl Project {
    /// Returns the version of the release with this tag, by the first pattern that the tag has;
    /// `None` if it is no release. A tag may have `_` for `.` with either placeholder.
    #[must_use]
    pub fn tagged(&self, tag: &str) -> Option<Version> {
        patterns(&self.tags).find_map(|pattern| version(tag, pattern, self.order()))
    }

    /// Returns the tag of a release by the first pattern.
    #[must_use]
    pub fn tag(&self, release: &Version) -> String {
        let pattern = patterns(&self.tags).next().unwrap_or(DEFAULT);
        let [plain, with_lines] = PLACEHOLDERS;
        let text = release.without_v();
        pattern.replace(with_lines, &text.replace('.', "_")).replace(plain, text)
    }

    /// Returns the patterns of tags, the first one first.
    pub(crate) fn tag_patterns(&self) -> impl Iterator<Item = &str> {
        patterns(&self.tags)
    }
}

fn patterns(tags: &[Spanned<String>]) -> impl Iterator<Item = &str> {
    let default = tags.is_empty().then_some(DEFAULT);
    tags.iter().map(|pattern| pattern.value.as_str()).chain(default)
}

fn version(tag: &str, pattern: &str, order: Order) -> Option<Version> {
    let (before, after) = PLACEHOLDERS.iter().find_map(|placeholder| pattern.split_once(placeholder))?;
    let text = tag.strip_prefix(before)?.strip_suffix(after)?;
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_written_with_lines = text.contains('_') && !text.contains('.');
    let dotted = is_written_with_lines.then(|| text.replace('_', "."));
    Version::parse(dotted.as_deref().unwrap_or(text), order).ok()
}
