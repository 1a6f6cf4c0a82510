//! The coming releases as an iCalendar file, for the calendars of users. It says what the page of
//! forthcoming releases says, and keeps its address.

use sha2::{Digest, Sha256};

use super::feed::{Announced, FORTHCOMING, announced};
use super::{Collection, ExportError, Published, address, put};
use crate::ical::{Calendar, instant, text};
use crate::markdown::visible;
use crate::plan::Sink;
use crate::portfolio::Project;

/// Its line in the list.
pub(super) const COLLECTION: Collection = Collection { label: "calendar", of: None, browsable: None, add };

/// Its path below the site.
const PATH: &str = "forthcoming.ics";

fn add(sink: &dyn Sink, site: &Published<'_>) -> Result<(), ExportError> {
    let name = one_line(&site.project.name.value);
    let mut calendar = Calendar::new("forthcoming", &text(&format!("{name} security releases")));
    for (place, coming) in announced(site.notices).iter().enumerate() {
        entry(&mut calendar, site.project, &name, coming, place);
    }
    put(sink, PATH, calendar.finish())
}

/// Adds the entry of a notice that has a date. Two notices of one instant differ by their place.
fn entry(calendar: &mut Calendar, project: &Project, name: &str, coming: &Announced, place: usize) {
    let Some(release) = coming.notice.release else { return };
    let announced = instant(coming.notice.announced);
    let key = format!("{}\0{announced}\0{place}", project.site.url.value);
    let uid: String = Sha256::digest(key).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let (status, part) = if coming.notice.estimated { ("TENTATIVE", " (estimate)") } else { ("CONFIRMED", "") };
    calendar.line("BEGIN", "VEVENT");
    calendar.line("UID", &uid);
    calendar.line("DTSTAMP", &announced);
    calendar.line("DTSTART", &instant(release));
    calendar.line("SUMMARY", &text(&format!("{name} security release{part}")));
    calendar.line("DESCRIPTION", &text("Plan time to upgrade. The page says what you can do until then."));
    calendar.line("URL", &format!("{}#{}", address(project, FORTHCOMING), coming.anchor));
    calendar.line("STATUS", status);
    calendar.line("TRANSP", "TRANSPARENT");
    calendar.line("END", "VEVENT");
}

fn one_line(value: &str) -> String {
    visible(value).split(|c: char| c.is_control() || c.is_whitespace()).collect::<Vec<_>>().join(" ")
}
