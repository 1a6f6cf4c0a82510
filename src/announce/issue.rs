//! Issues: Markdown, with the title as its heading and the tracker in a comment.

/// Where the text of a draft goes.
pub(super) enum Place<'d> {
    /// Into a new issue.
    New,
    /// Below an issue: into a comment on it. Its address, if that is recorded.
    Below(Option<&'d str>),
}

/// Returns the file of an issue, or of a comment on one.
pub(super) fn write(to: &[&str], place: &Place<'_>, title: &str, body: &str) -> String {
    let tracker = to.join(", ");
    let (what, heading) = match place {
        Place::New if tracker.is_empty() => (String::new(), format!("# {title}")),
        Place::New => (format!("A new issue in {tracker}"), format!("# {title}")),
        Place::Below(Some(issue)) => (format!("A comment on {issue}"), format!("**{title}**")),
        Place::Below(None) if tracker.is_empty() => ("A comment on the first issue".to_owned(), format!("**{title}**")),
        Place::Below(None) => (format!("A comment on the first issue in {tracker}"), format!("**{title}**")),
    };
    let what = what.replace("--", "");
    let comment = if what.is_empty() { String::new() } else { format!("<!-- {what} -->\n\n") };
    format!("{comment}{heading}\n\n{body}")
}
