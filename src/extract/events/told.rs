//! Who tells an event, and what the article as a whole stands for.

use std::collections::BTreeMap;

use super::scene::Scene;
use super::{Context, Hit, Mood, trigger};
use crate::extract::{ActorKind, Chain, ChainIx, Statement, StatementIx};
use crate::text::Span;
use crate::ud::Xpos;

/// Statements, who makes them, and what announced acts count as.
pub(super) struct Told<'a> {
    statements: &'a [Statement],
    chains: &'a [Chain],
    announced: &'a BTreeMap<String, String>,
}

/// How the article tells an event.
pub(super) struct Telling {
    pub event_type: String,
    pub mode: Option<String>,
    pub status: String,
    pub statement: Option<StatementIx>,
    pub spoken_of: Vec<(StatementIx, String)>,
}

/// Who tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Teller {
    Journalist,
    /// Who does it.
    Himself,
    Other,
}

/// Types that are acts in words: what is demanded, threatened or promised in them is no act yet.
const VERBAL: [&str; 5] = ["REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE"];

impl<'a> Told<'a> {
    pub fn new(context: &Context<'a>, announced: &'a BTreeMap<String, String>) -> Self {
        Self { statements: context.statements, chains: context.chains, announced }
    }

    /// `None` where somebody's words about it are the act, not this.
    pub fn telling(&self, scene: &Scene<'_>, hit: &Hit<'_>, mood: Mood) -> Option<Telling> {
        let event_type = hit.pattern.event_type.as_str();
        let trigger = trigger(scene, hit);
        let around = around(self.statements, trigger);
        let teller = self.teller(scene, hit, around.map(|(_, statement)| statement));
        if mood.spoken && !(mood.decided && event_type == "SANCTION") {
            return None;
        }
        if mood.purpose && !VERBAL.contains(&event_type) && event_type != "PROTEST" {
            return None;
        }
        let later = self.announced.get(event_type).filter(|_| mood.future && !mood.negated);
        let own = hit.pattern.status.as_str();
        let status = if mood.denied {
            "denied"
        } else if mood.negated {
            "negated"
        } else if mood.possible {
            "hypothetical"
        } else if mood.hedged || mood.accused || teller == Teller::Other && own == "reported" {
            "alleged"
        } else if mood.future {
            match later.map(String::as_str) {
                Some("THREATEN") => "threatened",
                Some(_) => "planned",
                None if own == "reported" => "hypothetical",
                None => own,
            }
        } else {
            own
        };
        let mode = hit.pattern.mode.clone().filter(|_| later.is_none_or(|l| l == event_type));
        let mut spoken_of: Vec<(StatementIx, String)> = around.iter().map(|(ix, _)| (*ix, relation(mood).to_owned())).collect();
        spoken_of.extend(self.performed(trigger, around.map(|(ix, _)| ix)));
        Some(Telling {
            event_type: later.map_or(event_type, String::as_str).to_owned(),
            mode,
            status: status.to_owned(),
            statement: around.map(|(ix, _)| ix),
            spoken_of,
        })
    }

    fn teller(&self, scene: &Scene<'_>, hit: &Hit<'_>, statement: Option<&Statement>) -> Teller {
        let Some(statement) = statement else { return Teller::Journalist };
        let himself = |chain: ChainIx| hit.sources.iter().any(|source| source.chain == Some(chain));
        let medium = |chain: ChainIx| self.chains.get(chain.0 as usize).is_some_and(|c| c.kind == ActorKind::Media);
        let text = scene.context.text;
        let by = |speaker: &crate::extract::Party| {
            let words = speaker.span.is_some_and(|span| {
                hit.sources.iter().any(|source| source.span.overlaps(span) || source.span.of(text).eq_ignore_ascii_case(span.of(text)))
            });
            words || speaker.chain.is_some_and(himself)
        };
        let country = |chain: ChainIx| self.chains.get(chain.0 as usize).and_then(|c| c.country.as_deref());
        let power = |chain: ChainIx| {
            self.chains
                .get(chain.0 as usize)
                .is_some_and(|c| matches!(c.kind, ActorKind::Government | ActorKind::Military) || !c.offices.is_empty())
        };
        // who speaks for a state tells of its acts as his own
        let for_his_state = |speaker: &crate::extract::Party| {
            let own = speaker.chain.filter(|c| power(*c)).and_then(country);
            own.is_some() && hit.sources.iter().any(|s| scene.country_of(s).as_deref() == own)
        };
        // "its army", said by whom it belongs to
        let his = hit.sources.iter().any(|s| scene.tokens.iter().any(|t| s.span.contains(t.span) && t.xpos == Xpos::PrpPoss));
        if his && !statement.speakers.is_empty() || statement.speakers.iter().any(|s| by(s) || for_his_state(s)) {
            return Teller::Himself;
        }
        let cited = !statement.speakers.is_empty() && statement.speakers.iter().all(|s| s.chain.is_some_and(medium));
        if cited && hit.pattern.event_type != "ASSAULT" { Teller::Journalist } else { Teller::Other }
    }

    /// The statement that is the event: its cue is the trigger.
    fn performed(&self, trigger: Span, around: Option<StatementIx>) -> Option<(StatementIx, String)> {
        let n = self.statements.iter().position(|s| s.cue.is_some_and(|cue| cue.overlaps(trigger)))?;
        let ix = StatementIx(n as u32);
        (around != Some(ix)).then(|| (ix, "performs".to_owned()))
    }
}

/// The innermost statement that says these words.
pub(super) fn around(statements: &[Statement], trigger: Span) -> Option<(StatementIx, &Statement)> {
    let holding = statements.iter().enumerate().filter_map(|(n, statement)| {
        let inner = statement.content.iter().filter(|span| span.contains(trigger)).map(|span| span.len()).min()?;
        Some((inner, n, statement))
    });
    holding.min_by_key(|(length, n, _)| (*length, *n)).map(|(_, n, statement)| (StatementIx(n as u32), statement))
}

fn relation(mood: Mood) -> &'static str {
    if mood.denied || mood.negated { "denies" } else { "asserts" }
}
