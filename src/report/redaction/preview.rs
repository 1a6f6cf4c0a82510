//! What somebody should know before they approve a publication.

use super::{LogText, Show, Style};
use crate::app::Preview;
use crate::json::JsonError;
use crate::report;

/// What an approval makes public and when, and what is still open. A public log gets dates and the
/// steps of the policy.
pub struct ShownPreview<'a> {
    /// The incident, as the command line names it.
    pub incident: &'a str,
    /// What is shown.
    pub preview: &'a Preview,
}

impl Show for ShownPreview<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        Ok(report::preview(self.preview, style.width))
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        let preview = self.preview;
        let text = LogText::new().words("publishes    ").argument(self.incident).words("\nwhen         ");
        let mut text = match preview.public {
            Some(at) => text.instant(at),
            None => text.words("not before more approvals"),
        };
        if let Some((was, is)) = preview.moved {
            text = text.words("\nmoves        the end of the embargo from ").instant(was).words(" to ").instant(is);
        }
        if preview.unagreed.is_some() {
            text =
                text.words("\nNOT AGREED   the list that agrees on the end of the embargo has not agreed on this one");
        }
        if !preview.open.is_empty() {
            let open: Vec<String> = preview.open.iter().map(|(step, word)| format!("{step} ({word})")).collect();
            text = text.words("\nstill open   ").and(&open.join(", "));
        }
        Ok(text.words("\nothers may read this log, so it leaves out the title and whom it thanks: --reveal shows them"))
    }
}
