//! One incident for a terminal: what it is, every step, the timeline.

use comfy_table::Table;

use super::facts::{Amendment, Detail, Duty, Event, Step, Waiver};
use super::history::Touched;
use super::{layout, words};

pub(super) fn human(detail: &Detail, width: u16) -> String {
    let incident = &detail.incident;
    let mut out = layout::wrapped(format!("{}  {}", incident.handle, words::state(incident)), width);
    out.push_str(&section(width, &header(detail), None));
    out.push('\n');
    out.push_str(&steps(detail, width));
    if !detail.to_acknowledge.is_empty() {
        out.push_str("\nTo acknowledge\n");
        let rows: Vec<_> = detail.to_acknowledge.iter().map(|d| [String::new(), duty(d)]).collect();
        out.push_str(&section(width, &rows, None));
    }
    if !detail.waivers.is_empty() {
        out.push_str("\nWaivers\n");
        let rows: Vec<_> = detail.waivers.iter().map(|w| [w.waiver.clone(), waiver(w)]).collect();
        out.push_str(&section(width, &rows, None));
    }
    if let Some(approvals) = detail.approvals.as_ref().filter(|approvals| !approvals.is_empty()) {
        out.push_str("\nApprovals\n");
        for approval in approvals {
            out.push_str(&section(width, &[approval.row()], None));
            approval.difference().for_each(|line| out.push_str(&format!("    {line}\n")));
        }
    }
    if !detail.timeline.is_empty() {
        out.push_str("\nTimeline\n");
        out.push_str(&timeline(detail, width));
    }
    if !detail.amendments.is_empty() {
        out.push_str("\nCorrections\n");
        let rows: Vec<_> = detail.amendments.iter().map(amendment).collect();
        out.push_str(&section(width, &rows, None));
    }
    if let Some(changes) = detail.changes.as_ref().filter(|changes| !changes.is_empty()) {
        out.push_str("\nOther changes\n");
        let row = |touched: &Touched| [touched.recorded.when(), touched.changed.join(", "), touched.recorded.who()];
        let rows: Vec<_> = changes.iter().map(row).collect();
        out.push_str(&section(width, &rows, Some(["Committed", "What", "Commit"])));
    }
    out
}

pub(super) fn header(detail: &Detail) -> Vec<[String; 2]> {
    let incident = &detail.incident;
    let dated = |at| format!("{}, {}", crate::time::Instant::spoken(at), words::relative(at, detail.now));
    let mut rows: Vec<[String; 2]> = Vec::new();
    let mut add = |key: &str, value: Option<String>| {
        rows.extend(value.filter(|v| !v.is_empty()).map(|v| [key.to_owned(), v]));
    };
    add("summary", incident.summary.clone());
    add("lead", Some(words::lead(incident)));
    add("reported", Some(incident.reported.map_or("nobody recorded it".to_owned(), dated)));
    add("policy", Some(format!("{} {}", incident.policy.id, incident.policy.revision)));
    add("source", detail.source.map(str::to_owned));
    add(
        "level",
        detail.level.as_ref().map(|level| {
            let by = if level.by.is_empty() { "by its score".to_owned() } else { level.by.join(", ") };
            format!("{} ({by})", level.element.title)
        }),
    );
    for fact in &detail.facts {
        let value = fact.value.clone().unwrap_or_else(|| "nobody has set it".to_owned());
        let by = if fact.by.is_empty() { String::new() } else { format!(" ({})", fact.by.join(", ")) };
        add(&fact.element.id, Some(format!("{value}{by}")));
    }
    add("path", Some(titles(&incident.paths)));
    add("mode", Some(titles(&incident.modes)));
    let in_question = incident.embargo.in_question && detail.published.is_none();
    let doubt = if in_question { "; it was broken, and nobody has decided whether this end stays" } else { "" };
    add("embargo", incident.embargo.until.map(|at| format!("until {}{doubt}", dated(at))));
    add("broken", incident.embargo.broken.map(dated));
    add("decided", incident.embargo.decided.map(dated));
    add("upstream", detail.upstream.map(|at| format!("public {}", dated(at))));
    add("public", detail.published.map(dated).or_else(|| detail.withheld.as_ref().map(|why| format!("no: {why}"))));
    add("id", detail.gives_up_id.as_ref().map(|other| words::taken_id(&incident.handle, other)));
    add("measured", Some(words::measures(incident)));
    rows
}

fn titles(elements: &[super::facts::Element]) -> String {
    elements.iter().map(|e| e.title.as_str()).collect::<Vec<_>>().join(", ")
}

/// Renders rows as a table.
pub(super) fn section<const N: usize>(width: u16, rows: &[[String; N]], header: Option<[&str; N]>) -> String {
    let mut table = Table::new();
    if let Some(header) = header {
        table.set_header(header);
    }
    for row in rows {
        table.add_row(row.each_ref().map(|text| layout::cell(text)));
    }
    layout::laid_out(table, width)
}

fn steps(detail: &Detail, width: u16) -> String {
    let mut rows = Vec::new();
    let mut hidden = 0;
    for step in &detail.steps {
        if step.standing == "not applicable" {
            hidden += 1;
        } else {
            rows.extend(step_rows(step));
        }
    }
    if hidden > 0 {
        let what = if hidden == 1 { "step does" } else { "steps do" };
        rows.push([String::new(), format!("{hidden} {what} not apply"), String::new(), String::new()]);
    }
    section(width, &rows, Some(["", "Step", "Status", "Who"]))
}

/// Returns the rows of a step: the step itself, then its notes.
fn step_rows(step: &Step) -> Vec<[String; 4]> {
    let who = if step.who.is_empty() { format!("({})", step.role) } else { step.who.join(", ") };
    let mut rows = vec![[mark(step).to_owned(), step.element.title.clone(), standing(step), who]];
    let mut note = |words: String| rows.push([String::new(), format!("↳ {words}"), String::new(), String::new()]);
    if let super::facts::Deadline::At { due, original, .. } = &step.deadline {
        if step.is_open {
            note(format!("by {}", due.spoken()));
        }
        if due != original {
            note(format!("moved from {}", original.spoken()));
        }
    }
    if let Some(at) = step.earliest.filter(|_| step.is_open) {
        note(format!("not before {}", at.spoken()));
    }
    if let Some(words) = words::waits_for(step) {
        note(format!("waits for: {words}"));
    }
    let waited_for = |fact: &str| step.blocked_by.iter().any(|b| b.kind == "fact" && b.ids.iter().any(|id| id == fact));
    let missing = step.missing.iter().copied().filter(|fact| !waited_for(fact)).map(words::missing);
    let missing: Vec<_> = missing.collect();
    if !missing.is_empty() && step.is_open {
        note(format!("missing: {}", missing.join(", ")));
    }
    if let Some(waiver) = &step.waiver {
        note(format!("waiver: {}", waiver.waiver));
    }
    if let Some(why) = &step.why {
        note(format!("because: {why}"));
    }
    for due in &step.to_acknowledge {
        note(format!("to acknowledge: {}", duty(due)));
    }
    rows
}

pub(super) fn mark(step: &Step) -> &'static str {
    match (step.is_overdue, step.is_open, step.done.is_some()) {
        (true, ..) => "!",
        (_, true, _) => "·",
        (_, _, true) => "✓",
        _ => "–",
    }
}

/// Returns the standing, such as `blocked, in 3 d`, without repeating what the words of the
/// deadline say.
pub(super) fn standing(step: &Step) -> String {
    match step.standing {
        "blocked" | "blocked, overdue" => format!("blocked, {}", step.words),
        "waived" => format!("waived, {}", step.words),
        _ => step.words.clone(),
    }
}

fn duty(duty: &Duty) -> String {
    let required = if duty.required { ", required" } else { "" };
    format!("{} ({}{required})", duty.text, duty.id)
}

fn waiver(waiver: &Waiver) -> String {
    let mut words = waiver.steps.join(", ");
    let mut add = |text: String| {
        if !words.is_empty() {
            words.push_str(", ");
        }
        words.push_str(&text);
    };
    waiver.until.into_iter().for_each(|at| add(format!("until {}", at.short())));
    waiver.at.into_iter().for_each(|at| add(format!("granted {}", at.short())));
    if !waiver.by.is_empty() {
        add(format!("by {}", waiver.by.join(", ")));
    }
    waiver.reason.iter().for_each(|r| add(r.clone()));
    waiver.link.iter().for_each(|l| add(l.clone()));
    words
}

/// Returns the row of a correction: when, of what, by whom, and why.
fn amendment(amendment: &Amendment) -> [String; 4] {
    let recorded = amendment.recorded.map(|at| format!(" of {}", at.short())).unwrap_or_default();
    let instead: Vec<String> = amendment.instead.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    let did = match amendment.effect {
        "voids" => "void".to_owned(),
        "corrects" => instead.join(", "),
        "void" => "(void)".to_owned(),
        "repeats" => "(said before)".to_owned(),
        _ => "(no effect)".to_owned(),
    };
    let reason = amendment.reason.as_deref().unwrap_or_default();
    [
        amendment.at.short(),
        format!("{} {}{recorded}: {did}", amendment.kind, amendment.name),
        amendment.by.join(", "),
        reason.to_owned(),
    ]
}

/// Returns the name of an event, struck through if it is not in force as it was written.
fn struck(event: &Event) -> String {
    if event.amended.is_some() { format!("~~{}~~", event.event) } else { event.event.clone() }
}

fn timeline(detail: &Detail, width: u16) -> String {
    let row = |e: &Event| {
        let to_come = if e.at > detail.now { "(to come) " } else { "" };
        let note = e.note.as_deref().unwrap_or_default();
        let amended = e.amended.map(|amended| format!("({amended}) ")).unwrap_or_default();
        [e.at.short(), struck(e), e.by.join(", "), format!("{amended}{to_come}{note}")]
    };
    if detail.changes.is_none() {
        return section(width, &detail.timeline.iter().map(row).collect::<Vec<_>>(), None);
    }
    let mut rows = Vec::new();
    for event in &detail.timeline {
        let [when, what, by, note] = row(event);
        let [committed, who] = committed(event);
        rows.push([when, what, by, committed, who]);
        if !note.is_empty() {
            rows.push([String::new(), format!("↳ {note}"), String::new(), String::new(), String::new()]);
        }
    }
    section(width, &rows, Some(["When", "What", "By", "Committed", "Commit"]))
}

/// Returns when an event was committed, and in which commit.
pub(super) fn committed(event: &Event) -> [String; 2] {
    match event.recorded.as_ref().and_then(Option::as_ref) {
        Some(recorded) => [recorded.when(), recorded.who()],
        None => ["not committed yet".to_owned(), String::new()],
    }
}
