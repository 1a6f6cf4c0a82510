//! Issues: Markdown, with the title as its heading and the tracker in a comment.

/// Returns the file of an issue.
pub(super) fn write(to: &[&str], title: &str, body: &str) -> String {
    let tracker = to.join(", ").replace("--", "");
    let comment = if tracker.is_empty() { String::new() } else { format!("<!-- A new issue in {tracker} -->\n\n") };
    format!("{comment}# {title}\n\n{body}")
}
