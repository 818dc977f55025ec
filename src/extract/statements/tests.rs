use proptest::prelude::*;

use super::*;
use crate::annotate::annotate;
use crate::codebook::SegmentRules;
use crate::extract::{Chain, ChainIx, Mention, MentionForm, Referent};
use crate::ingest::{Paragraph, Section};
use crate::schema::SchemaFiles;

/// Actors of the tests: their forms, the longest first, and whether they are persons.
const ACTORS: [(&[&str], bool); 5] = [
    (&["Foreign Minister Ann Lee", "Ann Lee", "Lee"], true),
    (&["Omar Haddad", "Haddad"], true),
    (&["Veland"], false),
    (&["Borduria"], false),
    (&["Reuters"], false),
];

fn article(text: &str) -> Article {
    Article::of_body(text)
}

fn mentions(article: &Article, document: &Document) -> Mentions {
    let mut all = Mentions::default();
    for (n, (forms, person)) in ACTORS.iter().enumerate() {
        let kind = if *person { ActorKind::Person } else { ActorKind::Government };
        let names = forms.iter().map(|form| (*form).to_owned()).collect();
        let name = forms[0].to_owned();
        let chain = Chain { kind, entry: None, name, names, surname_only: false, country: None, sector: None, offices: Vec::new() };
        all.chains.push(chain);
        let mut taken: Vec<Span> = Vec::new();
        for form in *forms {
            for (at, _) in article.text.match_indices(form) {
                let span = Span::new(at, at + form.len());
                let Some(sentence) = document.sentence_at(span.start).filter(|_| !taken.iter().any(|t| t.overlaps(span))) else { continue };
                taken.push(span);
                let (section, referent) = (Section::Body, Referent::Actor(ChainIx(n as u32)));
                let (form, rule) = (MentionForm::Name, "test".to_owned());
                all.mentions.push(Mention { span, section, sentence: sentence as u32, form, referent, office: None, rule });
            }
        }
    }
    all.mentions.sort_by_key(|m| m.span);
    all
}

fn statements(text: &str) -> (Article, Mentions, Vec<Statement>) {
    let schema = SchemaFiles::embedded();
    let article = article(text);
    let document = annotate(&article, &SegmentRules::load(&schema).unwrap());
    let mentions = mentions(&article, &document);
    let found = find(&article, &document, &mentions, &Cues::load(&schema).unwrap());
    (article, mentions, found)
}

/// `speaker [basis] cue/act kind: content + content`, one a statement, parted by `; `.
fn read(text: &str) -> String {
    let (article, mentions, found) = statements(text);
    let show = |s: &Statement| {
        let party =
            |p: &Party| p.chain.map_or_else(|| p.span.map_or("", |s| s.of(text)), |c| &mentions.chains[c.0 as usize].name).to_owned();
        let speakers = s.speakers.iter().map(party).collect::<Vec<_>>().join(" & ");
        let content = s.content.iter().map(|c| c.of(&article.text)).collect::<Vec<_>>().join(" + ");
        let cue = s.cue.map_or("-", |cue| cue.of(text));
        format!("{speakers} [{}] {cue}/{} {}: {content}", s.speaker_basis, s.act, s.kind)
    };
    found.iter().map(show).collect::<Vec<_>>().join("; ")
}

#[test]
fn quotation_then_speaker() {
    assert_eq!(read("“The bridge is closed,” Ann Lee said."), "Foreign Minister Ann Lee [named] said/say direct: The bridge is closed");
    assert_eq!(read("\"Is it closed?\" asked Haddad."), "Omar Haddad [named] asked/ask direct: Is it closed?");
    assert_eq!(
        read("“It is late. We go,” said Foreign Minister Ann Lee, who left."),
        "Foreign Minister Ann Lee [named] said/say direct: It is late. We go"
    );
    assert_eq!(read("“It is late,” Haddad, the head of the port, told Reuters."), "Omar Haddad [named] told/say direct: It is late");
}

#[test]
fn speaker_then_quotation() {
    assert_eq!(read("Lee said: “We go. They stay.”"), "Foreign Minister Ann Lee [named] said/say direct: We go. They stay.");
    assert_eq!(read("Haddad told reporters on Monday, \"No ship sails.\""), "Omar Haddad [named] told/say direct: No ship sails.");
    assert_eq!(read("According to Haddad, “no ship sails”."), "Omar Haddad [named] According to/say direct: no ship sails");
}

#[test]
fn a_quotation_in_two_parts_is_one_statement() {
    let two = "Foreign Minister Ann Lee [named] said/say direct: The bridge is closed + it stays closed.";
    assert_eq!(read("“The bridge is closed,” Lee said, “it stays closed.”"), two);
    let further = "Foreign Minister Ann Lee [named] said/say direct: The bridge is closed + It is old. It stays closed.";
    assert_eq!(read("“The bridge is closed,” said Lee, the minister. “It is old. It stays closed.”"), further);
}

#[test]
fn a_quotation_goes_on_in_the_next_paragraph() {
    let text = "“The bridge is closed,” Lee said.\n\n“We are waiting for spring.”";
    let both = "Foreign Minister Ann Lee [named] said/say direct: The bridge is closed; Foreign Minister Ann Lee [continued] -/say direct: We are waiting for spring.";
    assert_eq!(read(text), both);
    assert_eq!(read("The bridge is closed.\n\n“We are waiting for spring.”"), "", "nobody is known to say it");
}

#[test]
fn reported_clauses() {
    assert_eq!(read("Veland said that the bridge was closed."), "Veland [named] said/say indirect: the bridge was closed");
    assert_eq!(
        read("On Monday, Lee told Haddad the bridge was “old and tired”."),
        "Foreign Minister Ann Lee [named] told/say mixed: the bridge was “old and tired”"
    );
    assert_eq!(read("The bridge was closed, Haddad said on Monday."), "Omar Haddad [named] said/say indirect: The bridge was closed");
    assert_eq!(
        read("Lee warned that it was late, adding that no ship sailed."),
        "Foreign Minister Ann Lee [named] warned/warn indirect: it was late; Foreign Minister Ann Lee [named] adding/say indirect: no ship sailed"
    );
    assert_eq!(
        read("Lee said it was late, but Haddad denied that it was."),
        "Foreign Minister Ann Lee [named] said/say indirect: it was late; Omar Haddad [named] denied/deny indirect: it was"
    );
    assert_eq!(read("Borduria threatened to close the bridge."), "Borduria [named] threatened/threaten indirect: to close the bridge");
    assert_eq!(
        read("Veland accused Borduria of closing the bridge."),
        "Veland [named] accused/accuse indirect: Borduria + closing the bridge"
    );
}

#[test]
fn noun_phrases_and_sources() {
    assert_eq!(
        read("Veland has confirmed the presence of ships, which Borduria doubts."),
        "Veland [named] confirmed/confirm indirect: the presence of ships"
    );
    assert_eq!(read("Borduria denied the charges."), "Borduria [named] denied/deny indirect: the charges");
    assert_eq!(read("Borduria denied the ship a berth."), "");
    assert_eq!(
        read("The bridge was closed, according to a local report."),
        "a local report [generic] according to/say indirect: The bridge was closed"
    );
    assert_eq!(
        read("According to Haddad, who runs the port, the bridge was closed."),
        "Omar Haddad [named] According to/say indirect: the bridge was closed"
    );
    assert_eq!(read("Lee said that it was late: “We go.”"), "Foreign Minister Ann Lee [named] said/say mixed: it was late + We go.");
}

#[test]
fn speakers_without_a_name() {
    assert_eq!(read("Local officials said the bridge was closed."), "Local officials [generic] said/say indirect: the bridge was closed");
    assert_eq!(
        read("Lee said it was late. She added that no ship sailed."),
        "Foreign Minister Ann Lee [named] said/say indirect: it was late; Foreign Minister Ann Lee [pronoun] added/say indirect: no ship sailed"
    );
    assert_eq!(
        read("Lee said it was late. Haddad left. He added that no ship sailed."),
        "Foreign Minister Ann Lee [named] said/say indirect: it was late; He [pronoun] added/say indirect: no ship sailed"
    );
}

#[test]
fn negation_and_hedges() {
    let (_, _, found) = statements("Lee did not say that it was late. Veland appeared to confirm that it was.");
    let flags: Vec<_> = found.iter().map(|s| (s.negated, s.hedged, s.act.as_str())).collect();
    assert_eq!(flags, [(true, false, "say"), (false, true, "confirm")]);
}

#[test]
fn hearer_and_venue() {
    let (article, _, found) =
        statements("“We go,” Lee said in an interview with Reuters on Monday. Haddad told Reuters that no ship sailed.");
    assert_eq!(found[0].venue.map(|v| v.of(&article.text)), Some("in an interview with Reuters"));
    assert_eq!(found[1].addressees[0].chain, Some(ChainIx(4)));
}

#[test]
fn what_is_no_statement() {
    for text in [
        "The “iron” bridge of Veland was closed.",
        "Lee, who wrote “The Bridge”, left.",
        "The wife of Haddad said so to Lee.",
        "Haddad would say that it was late.",
        "That is what Lee said.",
        "Lee added a bridge to the plan.",
        "He was told by Lee to leave.",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

fn check(article: &Article, found: &[Statement]) {
    for s in found {
        assert!(!s.content.is_empty() && !s.rule.is_empty());
        assert!(s.content.windows(2).all(|w| w[0].end <= w[1].start), "content is in order: {s:?}");
        for span in s.content.iter().chain(&s.cue).chain(&s.venue).chain(s.speakers.iter().filter_map(|p| p.span.as_ref())) {
            let inside = |p: &Paragraph| p.section.has_rows() && p.span.contains(*span);
            assert!(!span.is_empty() && article.paragraphs.iter().any(inside), "one paragraph holds each span");
        }
        assert!(s.cue.is_none_or(|cue| s.content.iter().all(|c| !c.overlaps(cue))), "the cue is no content");
    }
    let starts: Vec<_> = found.iter().map(|s| s.cue.unwrap_or(s.content[0]).start).collect();
    assert!(starts.is_sorted());
}

proptest! {
    #[test]
    fn any_text_keeps_the_promises(words in proptest::collection::vec(prop_oneof![
        Just("“"), Just("”"), Just("\""), Just(","), Just("."), Just(":"), Just("\n\n"), Just("Lee"), Just("Haddad"), Just("Veland"), Just("said"),
        Just("that"), Just("adding"), Just("told"), Just("according to"), Just("accused"), Just("of"), Just("and"), Just("he"), Just("was"), Just("to"),
        Just("the bridge"), Just("in an interview"), Just("on Monday"), Just("not"), Just("who"), Just("officials"), Just("‘"), Just("’"),
    ], 0..60), spaces in proptest::collection::vec(any::<bool>(), 60)) {
        let text: String = words.iter().zip(&spaces).map(|(word, space)| format!("{word}{}", if *space { " " } else { "" })).collect();
        let spaced = words.join(" ");
        for text in [text, spaced] {
            let (article, _, found) = statements(&text);
            check(&article, &found);
        }
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    for piece in [
        "\" ",
        "“a ” ",
        "Lee said ",
        "Lee, ",
        "and said ",
        "said that ",
        "“Lee ",
        ", adding ",
        "according to ",
        "Lee said that. ",
        "“a.” Lee said. ",
    ] {
        let start = std::time::Instant::now();
        let (article, _, found) = statements(&piece.repeat(60_000 / piece.len()));
        assert!(start.elapsed().as_secs() < 5, "{piece:?} took {:?}", start.elapsed());
        check(&article, &found);
    }
}
