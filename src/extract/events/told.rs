//! Who tells an event, and what the article as a whole stands for.

use super::scene::Scene;
use super::{Context, Hit, Mood, Who, trigger};
use crate::codebook::{Condition, EventRules, Link, Trait};
use crate::extract::{ActorKind, Chain, ChainIx, Party, Statement, StatementIx};
use crate::text::Span;
use crate::ud::{Relation, Upos, Xpos};

/// Statements, who makes them, and what announced acts count as.
pub(super) struct Told<'a> {
    statements: &'a [Statement],
    chains: &'a [Chain],
    rules: &'a EventRules,
}

/// How the article tells an event.
pub(super) struct Telling {
    pub event_type: String,
    pub mode: Option<String>,
    pub status: String,
    /// Who announces it, where the announcement is the act and others are to act.
    pub announcers: Vec<Party>,
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

/// Acts of speech that don't claim what they speak of: the deeds in what somebody demands or intends are the journalist's.
const PRESUPPOSING: [&str; 9] = ["demand", "request", "ask", "propose", "refuse", "intend", "promise", "threaten", "other"];
/// Sectors whose people know of arrests, trials and attacks by their office.
const OFFICIAL: [&str; 4] = ["GOV", "COP", "JUD", "MIL"];

impl<'a> Told<'a> {
    pub fn new(context: &Context<'a>, rules: &'a EventRules) -> Self {
        Self { statements: context.statements, chains: context.chains, rules }
    }

    /// `None` where somebody's words about it are the act, not this.
    pub fn telling(&self, scene: &Scene<'_>, hit: &Hit<'_>, mood: Mood) -> Option<Telling> {
        let event_type = hit.pattern.event_type.as_str();
        let trigger = trigger(scene, hit);
        let verbal = self.rules.has(event_type, Trait::Verbal);
        let around = around(self.statements, trigger);
        let teller = self.teller(scene, hit, around.map(|(_, statement)| statement));
        if mood.provided || mood.spoken && !(mood.decided && event_type == "SANCTION") {
            return None;
        }
        if event_type == "ASSAULT" && hit.sources.is_empty() && scene.agent(hit.at).is_none() && scene.is_accident(hit.at) {
            return None;
        }
        // what is not allowed has no time yet
        if mood.negated && mood.possible && !verbal {
            return None;
        }
        // protests that nobody is named for are told of where they are facts
        if hit.pattern.implied_source.is_some() && hit.sources.is_empty() && (mood.negated || mood.possible || mood.future) {
            return None;
        }
        if mood.purpose && !verbal && event_type != "PROTEST" {
            return None;
        }
        // a judgment in words ("it would be a shame") is never announced
        let judged = hit.pattern.mode.as_deref() == Some("disapprove");
        let own = hit.pattern.status.as_str();
        // nor is what its pattern takes for a plan as it is ("is in the process of leaving the union")
        let announced = mood.future && !mood.considered && !mood.negated && !judged && own != "planned";
        let later = self.rules.of(event_type).and_then(|kind| kind.announced.as_ref()).filter(|_| announced);
        let claimed = teller == Teller::Other && own != "threatened";
        let status = if mood.denied {
            "denied"
        } else if mood.negated {
            "negated"
        } else if mood.possible || mood.considered && !mood.decided {
            "hypothetical"
        } else if mood.hedged || mood.accused {
            "alleged"
        } else if claimed {
            // what others say will happen is what they expect
            if mood.future && !mood.planned { "hypothetical" } else { "alleged" }
        } else if mood.future {
            match (later.map_or(event_type, |later| later.event_type.as_str()), later) {
                ("THREATEN", _) => "threatened",
                (_, Some(_)) | ("AGREE" | "CONCEDE", None) => "planned",
                _ if own == "reported" => "hypothetical",
                _ => own,
            }
        } else {
            own
        };
        let own_mode = hit.pattern.mode.as_deref().or_else(|| self.mode(scene, hit));
        let mode = match later {
            None => own_mode,
            Some(later) => own_mode.filter(|mode| self.rules.has_mode(&later.event_type, mode)).or(later.mode.as_deref()),
        };
        let mut spoken_of: Vec<(StatementIx, String)> =
            around.iter().filter_map(|(ix, statement)| Some((*ix, relation(statement, mood)?.to_owned()))).collect();
        if teller == Teller::Himself && hit.pattern.source.iter().any(|way| way.links.last() == Some(&Link::Speaker)) {
            // "The country must go!" is the demand itself
            spoken_of.iter_mut().for_each(|(_, relation)| "performs".clone_into(relation));
        }
        spoken_of.extend(self.performed(trigger, around.map(|(ix, _)| ix)));
        let announcers =
            if later.is_some() && teller == Teller::Himself { self.announcers(hit, around.map(|(_, s)| s)) } else { Vec::new() };
        Some(Telling {
            announcers,
            event_type: later.map_or(event_type, |later| later.event_type.as_str()).to_owned(),
            mode: mode.map(str::to_owned),
            status: status.to_owned(),
            statement: around.map(|(ix, _)| ix),
            spoken_of,
        })
    }

    /// "The president announced that the troops would leave": whose word it is, beside those who will act.
    fn announcers(&self, hit: &Hit<'_>, statement: Option<&Statement>) -> Vec<Party> {
        let acts = |chain: ChainIx| hit.sources.iter().chain(&hit.targets).any(|who| who.chain == Some(chain));
        let person = |chain: ChainIx| self.chains.get(chain.0 as usize).is_some_and(|c| c.kind == ActorKind::Person);
        let speakers = statement.into_iter().flat_map(|s| &s.speakers);
        speakers.filter(|s| s.chain.is_some_and(|chain| person(chain) && !acts(chain))).cloned().collect()
    }

    /// The mode by what is asked, refused or threatened, where the pattern leaves it open.
    fn mode(&self, scene: &Scene<'_>, hit: &Hit<'_>) -> Option<&'a str> {
        let holds = |conditions: &[Condition]| conditions.iter().any(|condition| scene.holds(hit.at, condition).is_some());
        let of_type = self.rules.modes.iter().filter(|rule| rule.event_type == hit.pattern.event_type);
        of_type.into_iter().find(|rule| holds(&rule.any) && !holds(&rule.unless)).map(|rule| rule.mode.as_str())
    }

    fn teller(&self, scene: &Scene<'_>, hit: &Hit<'_>, statement: Option<&Statement>) -> Teller {
        let Some(statement) = statement else { return Teller::Journalist };
        let himself = |chain: ChainIx| hit.sources.iter().any(|source| source.chain == Some(chain));
        let medium = |chain: ChainIx| self.chains.get(chain.0 as usize).is_some_and(|c| c.kind == ActorKind::Media);
        let text = scene.context.text;
        let by = |speaker: &Party| {
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
        let for_his_state = |speaker: &Party| {
            let own = speaker.chain.filter(|c| power(*c)).and_then(country);
            let governs = speaker.chain.is_some_and(power);
            let his_own = |s: &Who| {
                let country = scene.country_of(s);
                // "the government", said by a minister, is his
                let unnamed = s.chain.is_none() && country.is_none() && s.sector.as_deref() == Some("GOV");
                own.is_some() && country.as_deref() == own || governs && unnamed
            };
            hit.sources.iter().any(his_own)
        };
        // "its army", said by whom it belongs to
        let his = hit
            .sources
            .iter()
            .filter(|s| s.chain.is_none())
            .any(|s| scene.tokens.iter().any(|t| s.span.contains(t.span) && t.xpos == Xpos::PrpPoss));
        if his && !statement.speakers.is_empty()
            || statement.speakers.iter().any(|s| by(s) || for_his_state(s) || self.speaks_for(s, hit))
            || shares_subject(scene, hit, statement)
            || statement.speakers.iter().any(|s| self.is_in_charge(scene, hit, s))
        {
            return Teller::Himself;
        }
        // "the BANNED party", whoever speaks of it
        let described = scene.relation(hit.at) == Relation::Amod && statement.kind == "indirect";
        if described || statement.kind == "indirect" && PRESUPPOSING.contains(&statement.act.as_str()) {
            return Teller::Journalist;
        }
        let within = |span: Span| scene.context.actors_within(span).any(medium);
        let cites = |s: &Party| s.chain.map_or_else(|| s.span.is_some_and(within), medium);
        let cited = !statement.speakers.is_empty() && statement.speakers.iter().all(cites);
        // "footage showed protesters march", and what everybody can see
        let shown = |s: &Party| {
            s.chain.is_none() && s.span.is_some_and(|span| scene.context.names_class(scene.set, span, scene.grammar().evidence))
        };
        let seen = statement.speakers.iter().any(shown) || self.rules.has(&hit.pattern.event_type, Trait::Public);
        if seen && statement.kind == "indirect" {
            return Teller::Journalist;
        }
        if cited && hit.pattern.event_type != "ASSAULT" { Teller::Journalist } else { Teller::Other }
    }

    /// "a spokesman for the police", "the Front's leader": somebody with an office in the body that acts, or whose words name it.
    fn speaks_for(&self, speaker: &Party, hit: &Hit<'_>) -> bool {
        let chain = speaker.chain.and_then(|c| self.chains.get(c.0 as usize));
        let body = |source: ChainIx| chain.is_some_and(|c| c.offices.iter().any(|o| o.organisation == Some(source)));
        let named = |source: &Who| speaker.span.is_some_and(|span| source.mention.is_some() && span.contains(source.span));
        hit.sources.iter().any(|source| source.chain.is_some_and(body) || named(source))
    }

    /// An authority that tells of an act which only authorities do, or of one whose doer nobody names, tells what it knows
    /// by its office; of another country's acts it claims.
    fn is_in_charge(&self, scene: &Scene<'_>, hit: &Hit<'_>, speaker: &Party) -> bool {
        let chain = speaker.chain.and_then(|c| self.chains.get(c.0 as usize));
        let office = chain.is_some_and(|c| {
            matches!(c.kind, ActorKind::Government | ActorKind::Police | ActorKind::Military)
                || c.sector.as_deref().is_some_and(|s| OFFICIAL.contains(&s))
                || c.offices.iter().any(|o| o.sector.as_deref().is_some_and(|s| OFFICIAL.contains(&s)))
        });
        let told = |span: Span| scene.context.names_sector(scene.set, span, &OFFICIAL);
        // "Jon Abel, a spokesman for the police"
        let beside = |span: Span| {
            let within = |at: &usize| span.contains(scene.tokens[*at].span);
            let words = (0..scene.tokens.len()).filter(within);
            words.flat_map(|at| scene.children_by(at, &[Relation::Appos])).any(|at| scene.words_of(at).is_some_and(|who| told(who.span)))
        };
        if !office && !speaker.span.is_some_and(|span| told(span) || beside(span)) {
            return false;
        }
        if hit.sources.is_empty() {
            return true;
        }
        let own = chain.and_then(|c| c.country.as_deref());
        let official = |source: &Who| {
            let sector = source.sector.as_deref().or_else(|| self.chains.get(source.chain?.0 as usize)?.sector.as_deref());
            let here = own.zip(scene.country_of(source)).is_none_or(|(own, other)| own == other);
            here && sector.is_some_and(|s| OFFICIAL.contains(&s))
        };
        let duties = self.rules.of(&hit.pattern.event_type).map_or(&[][..], |kind| &kind.duties);
        let duty = hit.pattern.mode.as_ref().is_some_and(|mode| duties.contains(mode));
        duty && hit.sources.iter().all(official)
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

/// Whether who acts is whom the tree gives as the subject of the statement's cue ("the group CLAIMED responsibility").
fn shares_subject(scene: &Scene<'_>, hit: &Hit<'_>, statement: &Statement) -> bool {
    let Some(cue) = statement.cue else { return false };
    let verb = scene.tokens.iter().position(|t| cue.contains(t.span) && t.upos == Upos::Verb);
    let subject = verb.and_then(|verb| scene.agent(verb));
    subject.is_some_and(|subject| scene.parties(subject, true).iter().any(|who| hit.sources.iter().any(|source| source.same(who))))
}

/// What a statement does to an event that it speaks of; nothing where somebody is said not to have said it.
fn relation(statement: &Statement, mood: Mood) -> Option<&'static str> {
    Some(match statement.act.as_str() {
        "deny" if !statement.negated => "denies",
        "deny" => return None,
        "confirm" if statement.negated => "doubts",
        _ if statement.negated => return None,
        _ if mood.denied || mood.negated => "denies",
        "confirm" => "confirms",
        _ if mood.doubted => "doubts",
        _ => "asserts",
    })
}
