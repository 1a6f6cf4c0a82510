//! Issues: Markdown, with the title as its heading and the tracker in a comment.

/// Where the text of a draft goes.
pub(super) enum Place<'d> {
    /// Into a new issue.
    New,
    /// Below an issue: into a comment on it. The link is the one recorded with the first message.
    /// It may be an address elsewhere.
    Below(Option<&'d str>),
}

/// Returns the file of an issue, or of a comment on one.
pub(super) fn write(to: &[&str], place: &Place<'_>, title: &str, body: &str) -> String {
    let tracker = to.join(", ");
    let place = match place {
        Place::Below(link) => &Place::Below(link.filter(|link| to.iter().any(|tracker| is_in(link, tracker)))),
        Place::New => place,
    };
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

/// Returns whether a link is an address in a tracker. Others may be private, and the draft is not.
fn is_in(link: &str, tracker: &str) -> bool {
    let tracker = tracker.split_once("://").map_or(tracker, |(_, rest)| rest).trim_end_matches('/');
    let address = link.split_once("://").map_or(link, |(_, rest)| rest);
    let is_whole = |(at, _): (usize, &str)| {
        let (before, after) = (address.get(..at), address.get(at + tracker.len()..));
        before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
            && after.is_some_and(|after| after.starts_with('/'))
    };
    !tracker.is_empty() && address.match_indices(tracker).any(is_whole)
}
