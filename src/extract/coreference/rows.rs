//! What was read as mentions: pronouns and descriptions with the actors that they stand for, and the speakers that are
//! pronouns.

use std::collections::BTreeMap;

use super::phrases::{Phrase, PhraseForm};
use super::resolver::Resolved;
use super::traits::Sort;
use crate::annotate::Document;
use crate::codebook::{Cues, Gender, WordKinds};
use crate::extract::{ActorKind, Chain, ChainIx, Mention, MentionForm, Party, Referent, Statement};
use crate::text::Span;
use crate::ud::Relation;

/// Third person, whom the model chose.
const PRONOUN: &str = "pronoun";
/// "the company", whom the model chose.
const NOMINAL: &str = "description";
/// "I" in somebody's words.
const SPEAKER: &str = "speaker";
/// "we" in the words of a body or of whoever speaks for one.
const BODY: &str = "speakers-body";

/// The mentions of pronouns and descriptions that stand for an actor with a name, and of pronouns of other people, in the
/// order of the text.
pub(in crate::extract) fn mentions(resolved: &Resolved, document: &Document) -> Vec<Mention> {
    let mut found = Vec::new();
    for (n, phrase) in resolved.phrases.iter().enumerate() {
        let referent = resolved.chain_of(n).map_or(Referent::Open, Referent::Actor);
        let linked = referent != Referent::Open;
        match phrase.form {
            PhraseForm::Pronoun(pronoun) if !pronoun.first_person && (linked || resolved.is_of_person(n)) => {
                found.push(mention(phrase, MentionForm::Pronoun, referent, PRONOUN, document));
            }
            PhraseForm::Definite | PhraseForm::Demonstrative if resolved.chosen[n] && linked => {
                found.push(mention(phrase, MentionForm::Nominal, referent, NOMINAL, document));
            }
            _ => {}
        }
    }
    found
}

fn mention(phrase: &Phrase, form: MentionForm, referent: Referent, rule: &str, document: &Document) -> Mention {
    let section = document.sentences[phrase.sentence as usize].section;
    let (span, sentence) = (phrase.span, phrase.sentence);
    Mention { span, section, sentence, form, referent, office: None, rule: rule.to_owned() }
}

/// "He continued": who goes on is who spoke last. Such pronouns get the speaker of the statement before, where that is one
/// person and a man or woman as the pronoun says.
pub(in crate::extract) fn carry_on(
    mentions: &mut [Mention],
    resolved: &Resolved,
    statements: &[Statement],
    document: &Document,
    cues: &Cues,
) {
    for phrase in resolved.phrases.iter().filter(|phrase| phrase.quote == 0 && phrase.form.pronoun().is_some()) {
        let goes_on = |verb: u32| cues.kinds(&document.lemma(&document.tokens[verb as usize]).to_lowercase()).any(WordKinds::CONTINUE);
        let subject = document.tokens[phrase.head as usize].relation == Relation::Nsubj;
        if !subject || !phrase.governor.is_some_and(goes_on) {
            continue;
        }
        let Some(at) = mentions.iter().position(|mention| mention.span == phrase.span) else { continue };
        let chain = last_speaker(&mentions[at], statements).and_then(|party| party.chain.or_else(|| chain_at(party.span?, mentions)));
        let person = |chain: ChainIx| {
            let entity = resolved.entities.iter().find(|entity| entity.chain == Some(chain));
            let fits = |gender| gender == phrase.traits.gender || gender == Gender::Open;
            entity.is_some_and(|entity| entity.traits.sort == Sort::Person && fits(entity.traits.gender))
        };
        if let Some(chain) = chain.filter(|chain| matches!(phrase.traits.gender, Gender::Male | Gender::Female) && person(*chain)) {
            mentions[at].referent = Referent::Actor(chain);
        }
    }
}

/// The speaker of the last statement before a mention, in its sentence or the one before.
fn last_speaker<'s>(mention: &Mention, statements: &'s [Statement]) -> Option<&'s Party> {
    let start = |s: &Statement| s.cue.unwrap_or(s.content[0]).start;
    let before = |s: &&Statement| s.parent.is_none() && start(s) < mention.span.start && s.sentence + 1 >= mention.sentence;
    match &statements.iter().rfind(before)?.speakers[..] {
        [only] => Some(only),
        _ => None,
    }
}

fn chain_at(span: Span, mentions: &[Mention]) -> Option<ChainIx> {
    let mention = mentions.iter().find(|mention| mention.span == span)?;
    if let Referent::Actor(chain) = mention.referent { Some(chain) } else { None }
}

/// Gives speakers that are pronouns the actor that was found for them. Where only the statement's rule knows the actor,
/// the pronoun's mention gets him.
pub(in crate::extract) fn link_speakers(statements: &mut [Statement], mentions: &[Mention]) {
    let at: BTreeMap<Span, ChainIx> = mentions
        .iter()
        .filter_map(|m| match m.referent {
            Referent::Actor(chain) => Some((m.span, chain)),
            _ => None,
        })
        .collect();
    let parties = statements.iter_mut().flat_map(|s| s.speakers.iter_mut().chain(&mut s.addressees));
    for party in parties.filter(|party| party.mention.is_none()) {
        party.chain = party.span.and_then(|span| at.get(&span).copied()).or(party.chain);
    }
}

/// The mentions of the first person within quotations: "I" is who speaks, "we" his body, where he is one or has just one.
pub(in crate::extract) fn first_person(
    resolved: &Resolved,
    statements: &[Statement],
    chains: &[Chain],
    document: &Document,
) -> Vec<Mention> {
    let mut found = Vec::new();
    for phrase in resolved.phrases.iter().filter(|phrase| phrase.quote > 0) {
        let Some(pronoun) = phrase.form.pronoun().filter(|pronoun| pronoun.first_person) else { continue };
        let Some(speaker) = speaker_of(phrase, statements).and_then(|speaker| speaker.chain) else { continue };
        let chain = &chains[speaker.0 as usize];
        let person = chain.kind == ActorKind::Person;
        let (who, rule) = match (pronoun.plural, person) {
            (false, true) => (Some(speaker), SPEAKER),
            (true, false) => (Some(speaker), BODY),
            (true, true) => (only_body(chain), BODY),
            (false, false) => (None, SPEAKER),
        };
        found.extend(who.map(|who| mention(phrase, MentionForm::Pronoun, Referent::Actor(who), rule, document)));
    }
    found
}

/// The one speaker of the innermost statement that holds a phrase.
fn speaker_of<'s>(phrase: &Phrase, statements: &'s [Statement]) -> Option<&'s Party> {
    let holds = |s: &&Statement| s.kind != "indirect" && s.content.iter().any(|c| c.start <= phrase.span.start && phrase.span.end <= c.end);
    let size = |s: &&Statement| s.content.iter().map(|c| c.len()).sum::<usize>();
    let statement = statements.iter().filter(holds).min_by_key(size)?;
    match &statement.speakers[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// The body that all offices of a person belong to.
fn only_body(chain: &Chain) -> Option<ChainIx> {
    let first = chain.offices.first()?.organisation?;
    chain.offices.iter().all(|office| office.organisation == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use crate::annotate::annotate;
    use crate::codebook::Codebook;
    use crate::extract::{Models, extract};
    use crate::ingest::Article;
    use crate::model::network::Network;
    use crate::schema::SchemaFiles;

    #[test]
    fn who_continues_is_who_spoke_last() {
        let codebook = Codebook::load(&SchemaFiles::embedded()).unwrap();
        let article = Article::of_body(
            "Boris Johnson met Mark Amodei. The senator Mark Amodei told reporters: “I like the inquiry.” He continued by noting that “this must stop.”",
        );
        let document = annotate(&article, &codebook.segments, Network::embedded().unwrap());
        let found = extract(&article, &document, &codebook, Models::embedded().unwrap());
        let speaker = |n: usize| found.statements[n].speakers[0].chain.map(|chain| found.chains[chain.0 as usize].name.as_str());
        assert_eq!((speaker(0), speaker(1)), (Some("Mark Amodei"), Some("Mark Amodei")));
    }
}
