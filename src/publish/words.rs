//! The words that the tables use for the kinds of extraction.

use crate::extract::{ActorKind, MentionForm};

/// `actors.kind`.
pub(super) fn kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Person => "person",
        ActorKind::Government => "government",
        ActorKind::Military => "military",
        ActorKind::Police => "police",
        ActorKind::ArmedGroup => "armed_group",
        ActorKind::Party => "party",
        ActorKind::Igo => "igo",
        ActorKind::Ngo => "ngo",
        ActorKind::Company => "company",
        ActorKind::Media => "media",
        ActorKind::Group => "group",
        ActorKind::Other => "other",
    }
}

/// `mentions.form`.
pub(super) fn form(form: MentionForm) -> &'static str {
    match form {
        MentionForm::Name => "name",
        MentionForm::Nominal => "nominal",
        MentionForm::Pronoun => "pronoun",
        MentionForm::Demonym => "demonym",
        MentionForm::Metonym => "metonym",
    }
}

/// Words of a text as one line: every run of line breaks and tabs is one space, all else stays.
pub fn one_line(words: &str) -> String {
    let breaks = |c: char| matches!(c, '\t' | '\n' | '\x0B' | '\x0C' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let mut line = String::with_capacity(words.len());
    let mut broken = false;
    for c in words.chars() {
        if !breaks(c) {
            line.push(c);
        } else if !broken {
            line.push(' ');
        }
        broken = breaks(c);
    }
    line
}
