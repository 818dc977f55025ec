//! Events: clauses in which a trigger of the codebook stands between two known actors.

use super::clauses::{self, Clause, Context, Modality, Who};
use super::mentions::Mentions;
use super::{ActorKind, Chain, ChainIx, Event, Party, Range, Statement, StatementIx};
use crate::annotate::Document;
use crate::codebook::{EventRules, Lexicon};
use crate::ingest::Article;
use crate::text::Span;

/// The events of an article, by the start of the trigger, each at its first full mention.
pub fn find(
    article: &Article,
    document: &Document,
    mentions: &Mentions,
    statements: &[Statement],
    rules: &EventRules,
    lexicon: &Lexicon,
) -> Vec<Event> {
    let Mentions { mentions, chains } = mentions;
    let published_on = article.meta.published_on;
    let context = Context { text: &article.text, document, mentions, chains, published_on, dates: &rules.dates, lexicon };
    let told = Told { statements, chains };
    let mut events: Vec<Event> = Vec::new();
    for (sentence, clause) in clauses::find(&context, &rules.patterns) {
        let Some(event) = event(&context, &told, sentence as u32, clause) else { continue };
        match events.iter_mut().find(|earlier| same(earlier, &event)) {
            Some(earlier) => merge(earlier, event),
            None => events.push(event),
        }
    }
    events.sort_by_key(|event| event.trigger);
    events
}

fn event(context: &Context<'_>, told: &Told<'_>, sentence: u32, clause: Clause<'_>) -> Option<Event> {
    let (sources, targets) = distinct(&clause);
    let complete = match clause.pattern {
        pattern if pattern.alone => !sources.is_empty() || !targets.is_empty(),
        pattern if pattern.has_target() => !sources.is_empty() && !targets.is_empty(),
        _ => sources.len() > 1,
    };
    // people without a name are a party only beside somebody known, or where they act in public
    let known = sources.iter().chain(&targets).any(|who| who.chain.is_some())
        || clause.pattern.alone && (clause.pattern.passive || clause.pattern.event_type == "PROTEST");
    let telling = told.telling(&clause).filter(|_| complete && known)?;
    let party = |ix| clauses::party(context.mentions, ix);
    Some(Event {
        section: context.document.sentences[sentence as usize].section,
        sentence,
        event_type: clause.pattern.event_type.clone(),
        mode: clause.pattern.mode.clone(),
        status: telling.status,
        trigger: clause.trigger,
        sources: sources.into_iter().map(party).collect(),
        targets: targets.into_iter().map(party).collect(),
        occurred: clause.occurred,
        place: clause.place,
        killed: Range::default(),
        injured: Range::default(),
        participants: Range::default(),
        statement: telling.statement,
        spoken_of: telling.spoken_of,
        rule: clause.pattern.rule.clone(),
    })
}

/// Sources and targets without repeats; nobody acts upon himself.
fn distinct(clause: &Clause<'_>) -> (Vec<Who>, Vec<Who>) {
    let mut sources: Vec<Who> = Vec::new();
    for source in &clause.sources {
        if !sources.iter().any(|s| s.same(source)) {
            sources.push(*source);
        }
    }
    let mut targets: Vec<Who> = Vec::new();
    for target in &clause.targets {
        if !sources.iter().chain(&targets).any(|t| t.same(target)) {
            targets.push(*target);
        }
    }
    (sources, targets)
}

/// Statements and who makes them.
struct Told<'a> {
    statements: &'a [Statement],
    chains: &'a [Chain],
}

/// How the article tells an event.
struct Telling {
    status: String,
    statement: Option<StatementIx>,
    spoken_of: Vec<(StatementIx, String)>,
}

impl Told<'_> {
    /// `None` where the article's stand can't be told for certain.
    fn telling(&self, clause: &Clause<'_>) -> Option<Telling> {
        let own = clause.pattern.status.as_str();
        let plain = match clause.modality {
            Modality::Plain => own,
            Modality::Negated if own == "reported" => "negated",
            Modality::Hypothetical if own == "reported" => "hypothetical",
            // a penalty binds once it is decided
            Modality::Resolved if own == "reported" && clause.pattern.event_type == "SANCTION" => own,
            _ => return None,
        };
        let Some((ix, statement)) = self.around(clause.trigger) else {
            let spoken_of: Vec<_> = self.performed(clause).into_iter().collect();
            let unsure = clause.quoted || (clause.ascribed && spoken_of.is_empty());
            return (!unsure).then(|| Telling { status: plain.to_owned(), statement: None, spoken_of });
        };
        if statement.negated || statement.hedged || clause.modality != Modality::Plain {
            return None;
        }
        let status = if self.speaks_for_itself(statement, clause) { own } else { "alleged" };
        Some(Telling { status: status.to_owned(), statement: Some(ix), spoken_of: vec![(ix, "asserts".to_owned())] })
    }

    /// The innermost statement that says these words.
    fn around(&self, trigger: Span) -> Option<(StatementIx, &Statement)> {
        let holding = self.statements.iter().enumerate().filter_map(|(n, statement)| {
            let inner = statement.content.iter().filter(|span| span.contains(trigger)).map(|span| span.len()).min()?;
            Some((inner, n, statement))
        });
        holding.min_by_key(|(length, n, _)| (*length, *n)).map(|(_, n, statement)| (StatementIx(n as u32), statement))
    }

    /// Whether who speaks is who acted, or a medium that the article takes its facts from.
    fn speaks_for_itself(&self, statement: &Statement, clause: &Clause<'_>) -> bool {
        let mut speakers = statement.speakers.iter().filter_map(|s| s.chain).peekable();
        let medium = |chain: ChainIx| self.chains.get(chain.0 as usize).is_some_and(|c| c.kind == ActorKind::Media);
        speakers.peek().is_some()
            && speakers.all(|s| {
                let cited = medium(s) && clause.pattern.event_type != "ASSAULT";
                cited || clause.sources.iter().any(|source| source.chain == Some(s))
            })
    }

    /// The statement that is the event: its cue is the trigger and its speaker the source.
    fn performed(&self, clause: &Clause<'_>) -> Option<(StatementIx, String)> {
        let is_cue = |s: &Statement| s.cue.is_some_and(|cue| cue.overlaps(clause.trigger));
        let n = self.statements.iter().position(|s| is_cue(s) && self.speaks_for_itself(s, clause))?;
        Some((StatementIx(n as u32), "performs".to_owned()))
    }
}

fn parties(side: &[Party]) -> Vec<Option<ChainIx>> {
    let mut chains: Vec<_> = side.iter().map(|p| p.chain).collect();
    chains.sort();
    chains
}

/// Whether two rows report one event: type, sources and targets are the same, and neither is the other's opposite.
fn same(a: &Event, b: &Event) -> bool {
    let negated = |e: &Event| e.status == "negated";
    let known = |e: &Event| e.sources.iter().chain(&e.targets).all(|p| p.chain.is_some());
    a.event_type == b.event_type
        && known(a)
        && known(b)
        && negated(a) == negated(b)
        && parties(&a.sources) == parties(&b.sources)
        && parties(&a.targets) == parties(&b.targets)
}

/// What a later report adds: who else speaks of it, when and where, and that it is told as fact.
fn merge(earlier: &mut Event, later: Event) {
    if later.status == "reported" && matches!(earlier.status.as_str(), "alleged" | "hypothetical") {
        earlier.status = later.status;
    }
    earlier.spoken_of.extend(later.spoken_of);
    earlier.occurred = earlier.occurred.take().or(later.occurred);
    earlier.place = earlier.place.or(later.place);
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::extract::worked::{Worked, statement, worked};
    use crate::schema::SchemaFiles;

    static RULES: LazyLock<EventRules> = LazyLock::new(|| EventRules::load(&SchemaFiles::embedded()).unwrap());

    fn among(w: &Worked, statements: &[Statement]) -> Vec<Event> {
        find(&w.article, &w.document, &w.all_mentions(), statements, &RULES, &Lexicon::default())
    }

    /// Every event as `TYPE/mode status sources > targets`, with its day.
    fn show(w: &Worked, statements: &[Statement]) -> Vec<String> {
        let names = |side: &[Party]| side.iter().map(|p| p.span.unwrap().of(&w.article.text)).collect::<Vec<_>>().join("+");
        let line = |e: &Event| {
            let mode = e.mode.as_deref().unwrap_or("-");
            let day = e.occurred.as_ref().map_or(String::new(), |d| format!(" {}", d.text));
            format!("{}/{mode} {} {} > {}{day}", e.event_type, e.status, names(&e.sources), names(&e.targets))
        };
        among(w, statements).iter().map(line).collect()
    }

    fn read(text: &str) -> Vec<String> {
        show(&worked(text), &[])
    }

    #[test]
    fn every_pattern_finds_its_example_and_leaves_its_counter() {
        let mut wrong = Vec::new();
        for pattern in &RULES.patterns.patterns {
            let bare = |rule: &str| rule.trim_end_matches(".passive").to_owned();
            let finds = |text: &str| among(&worked(text), &[]).iter().any(|e| bare(&e.rule) == bare(&pattern.rule));
            if !finds(&pattern.example) {
                wrong.push(format!("{} misses: {}", pattern.rule, pattern.example));
            }
            if !read(&pattern.counter).is_empty() {
                wrong.push(format!("{} wrongly reads: {} as {:?}", pattern.rule, pattern.counter, read(&pattern.counter)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn parties_act_jointly_and_titles_stand_before_them() {
        assert_eq!(
            read("On Monday, [Norland], [Sudmark] and [Estria] condemned [the Coast Front|armed_group]."),
            ["ACCUSE/disapprove reported Norland+Sudmark+Estria > Coast Front 2020-04-13"]
        );
        assert_eq!(
            read("Foreign minister [Jon Abel|official], a former judge, met [Eva Abel|official] and [Ida Bo|official] in Oranto."),
            ["CONSULT/- reported Jon Abel+Eva Abel+Ida Bo > "]
        );
    }

    #[test]
    fn the_tree_tells_who_acts_where_words_stand_between() {
        assert_eq!(
            read("[Norland], which had waited for three weeks, condemned [Sudmark]."),
            ["ACCUSE/disapprove reported Norland > Sudmark"]
        );
        assert_eq!(read("Soldiers of [Norland], which had waited for weeks, attacked [Sudmark]."), Vec::<String>::new());
    }

    #[test]
    fn a_party_must_be_the_whole_noun_phrase() {
        for text in [
            "The president of [Norland] condemned [Sudmark].",
            "[Norland] condemned [Sudmark] airlines.",
            "[Norland] condemned [Sudmark]-led raids.",
            "[Norland]'s allies condemned [Sudmark].",
            "Soldiers from [Norland] attacked [Sudmark].",
            "Bakers and [Norland] condemned [Sudmark].",
            "[Norland] condemned [Sudmark] and [Estria]'s allies.",
        ] {
            assert_eq!(read(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn the_status_follows_the_verb_group_or_nothing_is_written() {
        assert_eq!(read("[Norland] did not condemn [Sudmark]."), ["ACCUSE/disapprove negated Norland > Sudmark"]);
        assert_eq!(read("[Norland] may condemn [Sudmark]."), ["ACCUSE/disapprove hypothetical Norland > Sudmark"]);
        assert_eq!(read("[Sudmark] has not been condemned by [Norland]."), ["ACCUSE/disapprove negated Norland > Sudmark"]);
        for text in [
            "[Norland] would condemn [Sudmark].",
            "[Norland] should have condemned [Sudmark].",
            "[Norland] almost condemned [Sudmark].",
            "[Norland] reportedly condemned [Sudmark].",
            "[Norland] wants to condemn [Sudmark].",
            "Has [Norland] condemned [Sudmark]?",
            "[Norland] condemned [Sudmark], officials said.",
            "Officials said [Norland] condemned [Sudmark].",
            "\"[Norland] condemned [Sudmark].\"",
        ] {
            assert_eq!(read(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn what_somebody_says_of_others_is_alleged_and_of_himself_reported() {
        let w = worked("\"[Norland] arrested [Jon Abel|person],\" said [Eva Abel|person].");
        let content = "Norland arrested Jon Abel,";
        assert_eq!(show(&w, &[statement(&w, "Eva Abel", content)]), ["COERCE/arrest alleged Norland > Jon Abel"]);
        assert_eq!(show(&w, &[statement(&w, "Norland", content)]), ["COERCE/arrest reported Norland > Jon Abel"]);
        let events = among(&w, &[statement(&w, "Eva Abel", content)]);
        assert_eq!(events[0].spoken_of, [(StatementIx(0), "asserts".to_owned())]);
        let denied = Statement { negated: true, ..statement(&w, "Eva Abel", content) };
        assert!(among(&w, &[denied]).is_empty());
    }

    #[test]
    fn blame_of_deeds_is_blame_of_who_did_them_and_an_unread_doer_leaves_no_row() {
        assert_eq!(read("[Norland] denounced [Sudmark]\u{2019}s raid."), ["ACCUSE/disapprove reported Norland > Sudmark"]);
        assert_eq!(read("[Jon Abel|person] was arrested on Friday."), ["COERCE/arrest reported  > Jon Abel 2020-04-10"]);
        assert_eq!(read("[Jon Abel|person] was arrested on Friday by local guards."), Vec::<String>::new());
        assert_eq!(read("A senator, [Jon Abel|official], had endorsed [Eva Abel|person]."), ["SUPPORT/- reported Jon Abel > Eva Abel"]);
    }

    #[test]
    fn an_event_is_coded_once_and_is_a_fact_where_the_article_says_so_anywhere() {
        let w = worked("\"[Norland] arrested [Jon Abel|person],\" said [Eva Abel|person]. [Norland] arrested [Jon Abel|person] on Friday.");
        let statements = [statement(&w, "Eva Abel", "Norland arrested Jon Abel,")];
        assert_eq!(show(&w, &statements), ["COERCE/arrest reported Norland > Jon Abel 2020-04-10"]);
        assert_eq!(read("[Norland] condemned [Norland]."), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn rows_are_sound_whatever_the_words(parts in proptest::collection::vec(0..18_usize, 0..40)) {
            const PARTS: [&str; 18] = [
                "[Norland]", "[Sudmark]", "[Jon Abel|official]", "[the Coast Front|armed_group]", "condemned", "was arrested by",
                "met", "and", ",", ".", "\"", "on Friday", "said", "imposed sanctions on", "not", "the", "did", "attacked",
            ];
            let text = parts.iter().map(|p| PARTS[*p]).collect::<Vec<_>>().join(" ");
            let w = worked(&text);
            for event in among(&w, &[]) {
                let sentence = w.document.sentences[event.sentence as usize].span;
                prop_assert!(sentence.contains(event.trigger) && !event.trigger.is_empty());
                for party in event.sources.iter().chain(&event.targets) {
                    let mention = &w.mentions[party.mention.unwrap().0 as usize];
                    prop_assert_eq!(mention.referent, crate::extract::Referent::Actor(party.chain.unwrap()));
                    prop_assert!(sentence.contains(mention.span));
                    prop_assert_eq!(Some(mention.span), party.span);
                }
                let acts = |p: &Party| event.sources.iter().any(|s| s.chain == p.chain);
                prop_assert!(!event.targets.iter().any(acts), "nobody acts upon himself");
                prop_assert!(!event.sources.is_empty() || !event.targets.is_empty());
                prop_assert!(["reported", "hypothetical", "negated", "threatened", "planned"].contains(&event.status.as_str()));
                let ordered = event.occurred.as_ref().is_none_or(|d| d.from.zip(d.to).is_none_or(|(from, to)| from <= to));
                prop_assert!(ordered);
            }
        }
    }
}
