//! Forms that somebody fills in by hand: the address of the form, then its answers.

use super::text;

/// Returns the file with a form's answers.
pub(super) fn write(to: &[&str], title: &str, body: &str) -> String {
    let place = if to.is_empty() { String::new() } else { format!("Form: {}\n", to.join(", ")) };
    format!("{title}\n{}\n{place}\n{}", "=".repeat(title.chars().count().min(text::WIDTH)), text::wrapped(body))
}
