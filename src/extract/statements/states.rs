//! States that speak: a country or capital that says something is its government.

use std::collections::BTreeMap;

use super::Statement;
use crate::annotate::Document;
use crate::codebook::{EntryClass, EntryIx, Lexicon};
use crate::extract::mentions::Mentions;
use crate::extract::{ActorKind, Chain, ChainIx, Mention, MentionForm, Referent};
use crate::text::Span;
use crate::ud::Feats;

/// Speakers whose words name a country or its capital get the government's chain, and so do their mentions; so does "which"
/// behind such a name and a comma.
pub fn let_states_speak(statements: &mut [Statement], mentions: &mut Mentions, text: &str, document: &Document, lexicon: &Lexicon) {
    let government = |m: &Mention| match m.referent {
        Referent::Place(place) if m.form == MentionForm::Name => lexicon.government(place),
        _ => None,
    };
    let places: BTreeMap<Span, (usize, EntryIx)> =
        mentions.mentions.iter().enumerate().filter_map(|(n, m)| Some((m.span, (n, government(m)?)))).collect();
    for party in statements.iter_mut().flat_map(|statement| &mut statement.speakers).filter(|party| party.chain.is_none()) {
        let named = |span: Span| {
            let place = |words: Span| places.get(&words).copied();
            let before =
                || places.range(..span).next_back().filter(|(name, _)| is_told(span, **name, text, document)).map(|(_, found)| *found);
            place(span).or_else(before)
        };
        let Some((n, entry)) = party.span.and_then(named) else { continue };
        let chain = chain_of(mentions, n, entry, text, lexicon);
        let mention = &mut mentions.mentions[n];
        if let Referent::Place(place) = mention.referent
            && lexicon.facts(place).class != EntryClass::Country
        {
            mention.form = MentionForm::Metonym;
        }
        mention.referent = Referent::Actor(chain);
        party.chain = Some(chain);
    }
}

/// Whether a relative pronoun stands behind a name with nothing but a comma between.
fn is_told(pronoun: Span, name: Span, text: &str, document: &Document) -> bool {
    let between = text.get(name.end as usize..pronoun.start as usize).is_some_and(|between| between.trim() == ",");
    let at = document.tokens.partition_point(|token| token.span.start < pronoun.start);
    between && document.tokens.get(at).is_some_and(|token| token.span == pronoun && token.feats.has(Feats::RELATIVE))
}

/// The chain of a government; a new one where the article names it nowhere else.
fn chain_of(mentions: &mut Mentions, mention: usize, entry: EntryIx, text: &str, lexicon: &Lexicon) -> ChainIx {
    let known = mentions.chains.iter().position(|chain| chain.entry == Some(entry));
    let at = known.unwrap_or_else(|| {
        mentions.chains.push(Chain {
            kind: lexicon.actor_kind(entry).unwrap_or(ActorKind::Government),
            entry: Some(entry),
            name: mentions.mentions[mention].span.of(text).to_owned(),
            names: Vec::new(),
            local: false,
            country: lexicon.country(entry).map(str::to_owned),
            sector: lexicon.sector(entry).map(str::to_owned),
            offices: Vec::new(),
        });
        mentions.chains.len() - 1
    });
    ChainIx(at as u32)
}
