//! Fills the template of a step's message.

use std::collections::BTreeMap;

use minijinja::Value;

use super::facts::{Facts, context_name, facts_for};
use super::{context, template};
use crate::case::{Case, StepStatus};
use crate::policy::{Channel, ChannelKind, Step};

/// The template of a step that names none.
const PLAIN: &str = "message";

/// Returns the name of the template of a step.
pub(super) fn template_of(step: &Step) -> &str {
    step.template.as_ref().map_or(PLAIN, |template| template.as_str())
}

/// Returns what a template sees that tells no news.
pub(super) fn context_of(
    case: &Case<'_>,
    status: &StepStatus<'_>,
    channel: &Channel,
    facts: &Facts,
) -> BTreeMap<String, Value> {
    let mut context = context::of_step(case, status, channel);
    context.extend(facts.iter().map(|(fact, value)| (context_name(fact), value.clone())));
    context.insert("moved".to_owned(), Value::from_iter([(); 0]));
    context.extend(["unchanged", "late", "mitigated"].map(|name| (name.to_owned(), Value::from(false))));
    context
}

/// Returns the text of a step's message without markup, or that of a template of news with what it
/// sees; `None` if it can't be made.
pub(super) fn text(
    case: &Case<'_>,
    status: &StepStatus<'_>,
    channel: &Channel,
    news: Option<(&str, (String, Value))>,
) -> Option<String> {
    let facts = facts_for(case, status.step, channel);
    let mut context = context_of(case, status, channel, &facts);
    let name = match news {
        Some((name, more)) => {
            context.extend([more]);
            name
        }
        None => template_of(status.step),
    };
    let written = template::find(case.portfolio, name, channel.kind)?;
    let written = written.fill(case.portfolio, ChannelKind::Email, &context).ok()?;
    Some(format!("{}\n{}", written.subject, written.body))
}
