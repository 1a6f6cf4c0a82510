//! Versions of NuGet packages: Semantic Versioning with up to four numbers, and pre-releases whose
//! case does not count.

use super::number::{Number, trim_zeros};

/// A version. The fields are in the order in which they count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::version) struct NuGet {
    numbers: Vec<Number>,
    is_release: bool,
    labels: Vec<Label>,
}

/// An identifier of a pre-release. Numbers come first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Label {
    Number(Number),
    Word(String),
}

impl NuGet {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let (version, metadata) = text.split_once('+').map_or((text, None), |(version, data)| (version, Some(data)));
        let (numbers, labels) = version.split_once('-').map_or((version, None), |(n, labels)| (n, Some(labels)));
        if [metadata, labels].into_iter().flatten().any(|labels| !labels.split('.').all(is_label)) {
            return None;
        }
        let numbers: Vec<Number> = numbers.split('.').map(Number::parse).collect::<Option<_>>()?;
        let label =
            |label: &str| Number::parse(label).map_or_else(|| Label::Word(label.to_ascii_uppercase()), Label::Number);
        let is_release = labels.is_none();
        let labels = labels.map(|labels| labels.split('.').map(label).collect()).unwrap_or_default();
        (numbers.len() <= 4).then(|| Self { numbers: trim_zeros(numbers), is_release, labels })
    }
}
