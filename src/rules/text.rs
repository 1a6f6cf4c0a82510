//! Rules about the text of an advisory: title, sections, links, references and credits.

pub(super) mod credit_role;
pub(super) mod handle_telling;
pub(super) mod heading_level;
pub(super) mod leftover_text;
pub(super) mod link_insecure;
pub(super) mod link_relative;
pub(super) mod private_text;
pub(super) mod raw_html;
pub(super) mod reference_kind;
pub(super) mod reference_twice;
pub(super) mod reporter_named;
pub(super) mod reporter_uncredited;
pub(super) mod section_empty;
pub(super) mod section_missing;
pub(super) mod section_twice;
pub(super) mod summary_short;
pub(super) mod title_form;
pub(super) mod title_missing;
