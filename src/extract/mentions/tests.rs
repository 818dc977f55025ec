use super::*;
use crate::annotate::annotate;
use crate::codebook::{SegmentRules, load_names};
use crate::extract::{MentionForm, Referent};
use crate::ingest::{ArticleId, Metadata, Paragraph, Section, Source};
use crate::schema::SchemaFiles;
use crate::text::Span;
use proptest::prelude::*;
use std::sync::OnceLock;

struct Rules {
    lexicon: Lexicon,
    registry: crate::codebook::Registry,
    names: NameRules,
    segments: SegmentRules,
}

fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| {
        let schema = SchemaFiles::embedded();
        let (lexicon, registry) = load_names(&schema).unwrap_or_else(|e| panic!("{e}"));
        let names = NameRules::load(&schema).unwrap_or_else(|e| panic!("{e}"));
        let segments = SegmentRules::load(&schema).unwrap_or_else(|e| panic!("{e}"));
        Rules { lexicon, registry, names, segments }
    })
}

fn article(text: &str) -> Article {
    let body = |line: &str| {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        Paragraph { section: Section::Body, span: Span::new(start, start + line.len()) }
    };
    Article {
        id: ArticleId("a0123456789abcdef".to_owned()),
        source: Source { raw_file: "a.txt".to_owned(), raw_record: String::new() },
        meta: Metadata::default(),
        text: text.to_owned(),
        paragraphs: text.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(body).collect(),
        raw_sha256: String::new(),
        text_sha256: String::new(),
    }
}

fn read(text: &str) -> (Mentions, Document) {
    let (article, rules) = (article(text), rules());
    let document = annotate(&article, &rules.segments);
    (find(&article, &document, &rules.lexicon, &rules.names), document)
}

/// Every mention as `text=id`, `text=@place`, `text=?`.
fn shown(text: &str) -> Vec<String> {
    let (made, _) = read(text);
    let id = |entry| match rules().registry.get(entry) {
        crate::codebook::RegistryEntry::Actor(actor) => actor.id.clone(),
        crate::codebook::RegistryEntry::Place(place) => format!("@{}", place.id),
    };
    let one = |m: &Mention| {
        let what = match m.referent {
            Referent::Actor(chain) => {
                let chain = &made.chains[chain.0 as usize];
                chain.entry.map_or_else(|| format!("'{}'", chain.name), id)
            }
            Referent::Place(place) => id(place),
            Referent::Open => "?".to_owned(),
        };
        format!("{}={what}", m.span.of(text))
    };
    made.mentions.iter().map(one).collect()
}

#[test]
fn countries_are_places_until_they_act() {
    assert_eq!(shown("Rain fell over Mali and Niger."), ["Mali=@mli", "Niger=@ner"]);
    assert_eq!(shown("France and Germany rejected the plan."), ["France=gov.fra", "Germany=gov.deu"]);
    assert_eq!(shown("The bloc imposed sanctions on Iran."), ["Iran=gov.irn"]);
    assert_eq!(shown("A link that Moscow denies."), ["Moscow=gov.rus"]);
    assert_eq!(shown("Doctors in Mali said so."), ["Mali=@mli"]);
}

#[test]
fn bodies_belong_to_countries() {
    assert_eq!(shown("The Malian army withdrew."), ["The Malian army=mil.mli", "Malian=@mli"]);
    assert_eq!(shown("Mali's ruling junta agreed."), ["Mali's ruling junta=gov.mli", "Mali=@mli"]);
    assert_eq!(shown("They met the government of Kenya."), ["the government of Kenya=gov.ken", "Kenya=@ken"]);
    assert_eq!(shown("A US army officer left."), ["US=@usa"]);
}

#[test]
fn titles_and_given_names_make_persons_and_surnames_follow() {
    let text = "General Edwin Marlow, the head of US Africa Command, spoke. Marlow left. Mr Marlow will return.";
    assert_eq!(shown(text)[0], "Edwin Marlow='Edwin Marlow'");
    let (made, _) = read(text);
    let office = made.chains[0].offices.first().map(|o| (o.title.as_str(), o.organisation.is_some()));
    assert_eq!(office, Some(("head of US Africa Command", true)));
    assert_eq!(made.chains[0].names, ["Edwin Marlow", "Marlow"]);
    assert_eq!(made.chains[0].sector.as_deref(), Some("MIL"));
    assert_eq!(made.mentions.iter().filter(|m| m.referent == made.mentions[0].referent).count(), 3);
}

#[test]
fn an_office_of_the_past_or_cut_short_is_nobodys_now() {
    let offices =
        |text: &str| -> Vec<String> { read(text).0.chains.iter().flat_map(|c| c.offices.iter().map(|o| o.title.clone())).collect() };
    assert_eq!(offices("They were told that Prime Minister Edwin Marlow spoke."), ["Prime Minister"]);
    assert_eq!(offices("The former prime minister Edwin Marlow spoke."), Vec::<String>::new());
    assert_eq!(offices("A letter by former Kenyan President Edwin Marlow was read."), Vec::<String>::new());
    assert_eq!(offices("Edwin Marlow, a former prime minister of Kenya, spoke."), Vec::<String>::new());
    assert_eq!(offices("They were told that Deputy Harbour Affairs Minister Edwin Marlow spoke."), Vec::<String>::new());
    assert_eq!(offices("They were told that Kenyan President Edwin Marlow spoke."), ["President"]);
}

#[test]
fn other_names_are_no_persons() {
    for text in ["He drove along Edwin Marlow Street.", "Hurricane Edwin came.", "They watched Manchester United."] {
        assert!(read(text).0.chains.is_empty(), "{text}: {:?}", shown(text));
    }
}

#[test]
fn a_name_alone_with_a_form_of_address_is_a_surname() {
    let (made, _) = read("Mr Okonjole spoke first.");
    assert!(made.chains[0].surname_only);
    assert_eq!(made.mentions[0].form, MentionForm::Name);
}

fn check(text: &str) {
    let (made, document) = read(text);
    let key = |m: &Mention| (m.span.start, std::cmp::Reverse(m.span.end));
    assert!(made.mentions.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])), "sorted, each span once");
    let mut first_of = Vec::new();
    for mention in &made.mentions {
        assert!(text.get(mention.span.range()).is_some_and(|words| !words.is_empty() && words.trim() == words));
        assert!(document.sentences[mention.sentence as usize].span.contains(mention.span));
        if let Some(office) = mention.office {
            assert!(document.sentences[mention.sentence as usize].span.contains(office));
        }
        if let Referent::Actor(chain) = mention.referent {
            assert!((chain.0 as usize) < made.chains.len());
            if !first_of.contains(&chain) {
                first_of.push(chain);
            }
        }
    }
    assert_eq!(first_of.iter().map(|c| c.0 as usize).collect::<Vec<_>>(), (0..made.chains.len()).collect::<Vec<_>>());
    for chain in &made.chains {
        assert!(!chain.name.is_empty() && chain.names.first().is_none_or(|n| *n == chain.name));
        assert!(chain.offices.iter().all(|o| (o.mention.0 as usize) < made.mentions.len()));
    }
}

proptest! {
    #[test]
    fn any_text_keeps_the_promises(text in "\\PC{0,200}") {
        check(&text);
    }

    #[test]
    fn any_mix_of_names_keeps_the_promises(words in proptest::collection::vec(prop_oneof![
        Just("Mali"), Just("Malian"), Just("army"), Just("the"), Just("The"), Just("General"), Just("President"), Just("Donald"), Just("Trump"),
        Just("Marlow"), Just(","), Just("."), Just("’s"), Just("'s"), Just("of"), Just("US"), Just("-"), Just("al-Shabaab"), Just("said"), Just("head"),
        Just("Mr"), Just("von"), Just("J."), Just("Georgia"), Just("Washington"), Just("\n"), Just("and"), Just("Bank"), Just("government"), Just("É"),
    ], 0..40), glue in "[ ]{0,1}") {
        check(&words.join(&glue));
        check(&words.join(" "));
    }
}
