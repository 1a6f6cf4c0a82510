//! Forms that somebody fills in by hand: where the form is, then its answers.

use super::text;

/// The file of a form's answers.
pub(super) fn write(to: &[&str], title: &str, body: &str) -> String {
    let place = if to.is_empty() { String::new() } else { format!("Form: {}\n", to.join(", ")) };
    format!("{title}\n{}\n{place}\n{}", "=".repeat(title.chars().count().min(text::WIDTH)), text::wrapped(body))
}
