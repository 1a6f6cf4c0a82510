//! Mails, with their attachments.

use mail_parser::{Address, DateTime, Message, MessageParser, MimeHeaders as _};

use super::{Attachment, Intake, Source, invalid};
use crate::import::error::RecordError;
use crate::names::Digest;
use crate::time::Instant;

const HELP_ENCRYPTED: &str = "decrypt the mail first, and give the decrypted file";

/// Reads a mail of RFC 5322.
pub(super) fn read(bytes: &[u8]) -> Result<Intake, RecordError> {
    let help = "save the mail as a file with its headers (.eml), or give the JSON of GitHub or HackerOne";
    let mail = MessageParser::default().parse(bytes);
    let mail =
        mail.filter(|mail| mail.from().is_some()).ok_or_else(|| invalid("this is no mail with a sender", help))?;
    let is_encrypted = mail.content_type().is_some_and(|kind| kind.subtype().is_some_and(|it| it == "encrypted"));
    let text = text(&mail);
    if is_encrypted || text.contains("-----BEGIN PGP MESSAGE-----") {
        return Err(invalid("the mail is encrypted", HELP_ENCRYPTED));
    }
    let id = match mail.message_id() {
        Some(id) => format!("<{id}>"),
        None => Digest::of(&String::from_utf8_lossy(bytes)).as_str().to_owned(),
    };
    // Without `Re:` and `Fwd:`. A mail without a subject needs a summary.
    let mut intake = Intake::new(Source::Mail, id, mail.thread_name().or_else(|| mail.subject()).unwrap_or_default());
    intake.arrived = arrived(&mail);
    let sender = mail.from().and_then(Address::first);
    intake.reporter = sender.and_then(|it| it.name.as_deref()).map(super::line).filter(|name| !name.is_empty());
    intake.email = sender.and_then(|it| it.address.as_deref()).map(super::line);
    intake.claim("To", mail.to().map(addresses));
    intake.claim("Cc", mail.cc().map(addresses));
    intake.claim("Answers go to", mail.reply_to().map(addresses));
    intake.claim("Date", mail.date().map(DateTime::to_rfc3339));
    intake.text = text;
    intake.attachments = mail
        .attachments()
        .map(|part| Attachment {
            name: part.attachment_name().unwrap_or(if part.is_message() { "message.eml" } else { "" }).to_owned(),
            bytes: part.contents().to_vec(),
        })
        .collect();
    Ok(intake)
}

/// Returns the text of all its parts that are read as text.
fn text(mail: &Message<'_>) -> String {
    let bodies = (0..mail.text_body_count()).filter_map(|nth| mail.body_text(nth));
    bodies.collect::<Vec<_>>().join("\n\n")
}

/// Returns when a server received it last, or else its date, which the sender wrote.
fn arrived(mail: &Message<'_>) -> Option<Instant> {
    let instant = |date: &DateTime| Instant::from_unix(date.to_timestamp());
    let received = mail.received_all().filter_map(|hop| hop.date()).filter_map(|date| instant(&date)).max();
    received.or_else(|| mail.date().and_then(instant))
}

fn addresses(all: &Address<'_>) -> String {
    let of = |it: &mail_parser::Addr<'_>| match (it.name.as_deref(), it.address.as_deref()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    };
    all.iter().map(of).collect::<Vec<_>>().join(", ")
}
