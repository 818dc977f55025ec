use super::*;
use crate::annotate::annotate;
use crate::codebook::{SegmentRules, load_names};
use crate::extract::{MentionForm, Referent};
use crate::ingest::{ArticleId, Metadata, Paragraph, Section, Source};
use crate::model::network::Network;
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
    let document = annotate(&article, &rules.segments, Network::embedded().unwrap());
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
            Referent::NewPlace(place) => format!("@'{}'", made.places[place.0 as usize].name),
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
    assert_eq!(shown("The CAR military withdrew."), ["The CAR military=mil.caf", "CAR=@caf"]);
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
    assert!(made.chains[0].local);
    assert_eq!(made.mentions[0].form, MentionForm::Name);
}

/// The offices that the article states, with sector.
fn offices(text: &str) -> Vec<(String, Option<String>)> {
    read(text).0.chains.iter().flat_map(|c| c.offices.iter().map(|o| (o.title.clone(), o.sector.clone()))).collect()
}

#[test]
fn a_language_is_no_country() {
    assert_eq!(shown("They read a Spanish language paper in Kenya."), ["Spanish=?", "Kenya=@ken"]);
    assert_eq!(shown("They ate Spanish food."), ["Spanish=@esp"]);
}

#[test]
fn a_town_and_its_region_are_told_apart() {
    assert_eq!(shown("It rained in New York and Paris."), ["New York=@usa.new-york-city", "Paris=@fra.paris"]);
    assert_eq!(
        shown("It rained in Ohio, New York, Washington and Texas.")[1..3],
        ["New York=@usa.new-york-state", "Washington=@usa.washington-state"]
    );
    assert_eq!(shown("They met in Buffalo, New York.").last().map(String::as_str), Some("New York=@usa.new-york-state"));
    assert_eq!(shown("The senator from New York spoke."), ["New York=@usa.new-york-state"]);
}

#[test]
fn a_place_lies_in_the_region_behind_its_comma() {
    assert_eq!(shown("They met in Paris, Texas, on a farm."), ["Paris=@'Paris'", "Texas=@usa.texas"]);
    assert_eq!(shown("They met in Memphis, Tennessee."), ["Memphis=@usa.memphis", "Tennessee=@usa.tennessee"]);
    assert_eq!(shown("They met in Paris, France."), ["Paris=@fra.paris", "France=@fra"]);
    assert_eq!(shown("They met in Berlin, Paris and London."), ["Berlin=@deu.berlin", "Paris=@fra.paris", "London=@gbr.london"]);
}

#[test]
fn a_place_inside_another_name_is_none() {
    assert_eq!(shown("He told CNN Kenya so."), ["CNN=media.cnn"]);
    assert_eq!(shown("They watched Mister Kenya there."), Vec::<String>::new());
    assert_eq!(shown("It shook Davao del Sur."), ["Davao del Sur=@phl.davao-del-sur"]);
    let text = "Donald Imus sang. They waited for Imus.";
    assert_eq!(shown(text), ["Donald Imus='Donald Imus'", "Imus='Donald Imus'"]);
}

#[test]
fn things_and_persons_of_stories_are_no_actors() {
    for text in ["They crossed the Rio Grande there.", "He drew the character Edwin Marlow.", "They went to Place Edwin Marlow."] {
        assert!(read(text).0.chains.is_empty(), "{text}: {:?}", shown(text));
    }
    assert_eq!(shown("They boarded the USS Edwin Marlow and the FS Charles de Gaulle."), Vec::<String>::new());
    let text = "He drew the character Edwin Marlow. Marlow was liked.";
    assert_eq!(shown(text), ["Edwin Marlow=?", "Marlow=?"]);
    assert!(read("They went to Edwin Doctors' Hospital.").0.chains.iter().all(|c| c.kind != crate::extract::ActorKind::Person));
}

#[test]
fn names_go_on_behind_hyphens_commas_and_small_words() {
    assert_eq!(shown("They met Edwin Chan-o-ra."), ["Edwin Chan-o-ra='Edwin Chan-o-ra'"]);
    assert_eq!(shown("They liked the Edwin Marlow-backed plan."), ["Edwin Marlow='Edwin Marlow'"]);
    assert_eq!(shown("They met Edwin Marlow, Jr., and left.")[0], "Edwin Marlow, Jr='Edwin Marlow, Jr'");
    assert_eq!(
        shown("He left the Workers' Party of Kenya while some others waited there with little patience.")[0],
        "Workers' Party of Kenya='Workers' Party of Kenya'"
    );
    assert_eq!(
        shown("They asked the University of Exford at Lowbridge while some others waited there with little patience."),
        ["University of Exford at Lowbridge='University of Exford at Lowbridge'"]
    );
    assert_eq!(
        shown("They asked the Marlow–Exford Bank while some others waited there with little patience."),
        ["Marlow–Exford Bank='Marlow–Exford Bank'"]
    );
    assert_eq!(
        shown("They asked the Institute of Rivers and Deep Lakes while some others waited there with little patience."),
        ["Institute of Rivers and Deep Lakes='Institute of Rivers and Deep Lakes'"]
    );
    assert_eq!(
        shown("They asked the Harbour and Fishing Commission while some others waited there with little patience."),
        ["Harbour and Fishing Commission='Harbour and Fishing Commission'"]
    );
}

#[test]
fn two_bodies_are_two_names() {
    assert_eq!(
        shown("They asked the University of Marland and Exford University while some others waited there with little patience."),
        ["University of Marland='University of Marland'", "Exford University='Exford University'"]
    );
}

#[test]
fn a_body_that_many_countries_have_is_that_of_the_country_in_question() {
    let of = |text: &str| shown(text).into_iter().filter(|m| m.starts_with("Parliament=")).collect::<Vec<_>>();
    assert_eq!(of("Kenyans voted in Kenya. The Parliament met in Nairobi."), ["Parliament=leg.ken"]);
    assert_eq!(of("The Ugandan parliament met. Kenya, Kenya and Kenya watched. The Parliament rose."), ["Parliament=leg.uga"]);
    assert_eq!(of("Kenya and Uganda met. The Parliament rose."), ["Parliament='Parliament'"]);
    let (made, _) = read("Kenya and Uganda met. The Parliament rose.");
    assert!(made.chains.iter().any(|chain| chain.name == "Parliament" && chain.local));
}

#[test]
fn a_title_with_a_numeral_is_no_person() {
    assert_eq!(shown("Queen II suspended the parliament."), Vec::<String>::new());
}

#[test]
fn forts_and_rivers_are_places() {
    for (text, place) in [
        ("The soldiers returned to Fort Marlow on Sunday.", "@'Fort Marlow'"),
        ("Two jets left Sandow Air Base before dawn.", "@'Sandow Air Base'"),
        ("They crossed the Tarvo River near its mouth.", "@'Tarvo River'"),
    ] {
        let found = shown(text);
        assert!(found.iter().any(|mention| mention.ends_with(place)), "{text}: {found:?}");
    }
}

#[test]
fn a_body_of_another_country_is_not_linked() {
    assert_eq!(
        shown("They watched the House of Lords of Kenya while some others waited there with little patience."),
        ["House of Lords of Kenya=?"]
    );
    assert_eq!(
        shown("The House of Commons in Canada met while some others waited there. Canada waited.")[0],
        "House of Commons=leg.can.commons"
    );
    assert!(
        !shown("They gave to the Kenyan Red Cross while some others waited there with little patience.")
            .iter()
            .any(|m| m.contains("ngo.red-cross"))
    );
    assert_eq!(
        shown("The United States Senate met while some others waited there with little patience."),
        ["United States Senate=leg.usa.senate"]
    );
}

#[test]
fn one_person_has_one_chain_in_an_article() {
    for text in [
        "Edwin Marlow spoke. Later Edwin Marlov left.",
        "Edwin R. Marlow Exford spoke. Edwin Marlow left.",
        "Edwin Marlow spoke. They thanked Prince Edwin.",
        "They heard that Edwin Marlow Exford spoke. They thanked Governor Marlow. Marlow left.",
    ] {
        assert_eq!(read(text).0.chains.len(), 1, "{text}: {:?}", shown(text));
    }
    assert_eq!(read("Edwin Marlow met Edwin Marden while some others waited there with little patience.").0.chains.len(), 2);
}

#[test]
fn an_office_needs_its_body_and_its_sector_a_state() {
    assert!(offices("They were told that team leader Edwin Marlow spoke.").is_empty());
    assert!(offices("They were told that director Edwin Marlow spoke.").is_empty());
    let spokesman = offices("They were told that NATO spokesman Edwin Marlow spoke.");
    assert_eq!(spokesman, [("spokesman".to_owned(), None)]);
    let (made, _) = read("They were told that factory president Edwin Marlow spoke.");
    assert_eq!((made.chains[0].sector.as_deref(), made.chains[0].offices.len()), (None, 0));
    let president = offices("They were told that Kenyan President Edwin Marlow spoke.");
    assert_eq!(president, [("President".to_owned(), Some("GOV".to_owned()))]);
    assert!(offices("They met former governor and US Senator Edwin Marlow.").is_empty());
}

#[test]
fn an_envoy_for_a_country_is_not_its_officer() {
    let (made, _) = read("Ukraine waited. Edwin Marlow, special envoy for Ukraine, spoke. The Ukrainian government left.");
    let office = made.chains.iter().flat_map(|c| &c.offices).next();
    assert_eq!(office.map(|o| o.organisation), Some(None));
}

#[test]
fn an_office_told_with_a_year_long_past_is_not_held_now() {
    let mut past = article("In 1961 Governor Edwin Marlow opened the bridge.");
    past.meta.published_on = chrono::NaiveDate::from_ymd_opt(2019, 5, 1);
    let rules = rules();
    let document = annotate(&past, &rules.segments, Network::embedded().unwrap());
    let made = find(&past, &document, &rules.lexicon, &rules.names);
    assert!(made.chains[0].offices.is_empty());
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
        Just("Marlow"), Just("Queen"), Just("II"), Just("Jr"), Just(","), Just("."), Just("’s"), Just("'s"), Just("of"), Just("US"), Just("-"), Just("al-Shabaab"), Just("said"), Just("head"),
        Just("Mr"), Just("von"), Just("J."), Just("Georgia"), Just("Washington"), Just("\n"), Just("and"), Just("Bank"), Just("government"), Just("É"),
    ], 0..40), glue in "[ ]{0,1}") {
        check(&words.join(&glue));
        check(&words.join(" "));
    }
}

#[test]
fn units_bear_a_number_before_their_noun_or_behind_their_initials() {
    let text = "Soldiers of the 12th Marlow Regiment were seen at dusk. The 407th AEG was there too, they told reporters.";
    assert_eq!(shown(text), ["12th Marlow Regiment='12th Marlow Regiment'", "407th AEG='407th AEG'"]);
    assert!(shown("He was assigned to Harbour Mobile Unit Two, based nearby.").iter().any(|m| m.starts_with("Harbour Mobile Unit Two=")));
    assert!(shown("They waited for the 3rd time since Harvard University opened.").iter().all(|m| !m.starts_with("3rd")));
}

#[test]
fn an_armed_bodys_members_are_named_by_it() {
    let text = "Hezbollah fighters shelled the town, and Hezbollah commander after Hezbollah commander fell.";
    let found = shown(text);
    assert_eq!(found.iter().filter(|m| m.starts_with("Hezbollah fighters=")).count(), 1, "{found:?}");
    let (made, _) = read(text);
    assert!(made.chains.iter().all(|chain| !chain.names.iter().any(|name| name.contains("fighters"))), "{:?}", made.chains);
}

#[test]
fn a_part_of_a_place_lies_in_it() {
    let (made, _) = read("Rain fell over northern Mali and south-eastern Niger.");
    let parts: Vec<_> = made.places.iter().map(|place| (place.name.as_str(), place.within.is_some())).collect();
    assert_eq!(parts, [("northern Mali", true), ("south-eastern Niger", true)]);
    assert_eq!(shown("Rain fell over northern Mali.")[1], "Mali=@mli");
}

#[test]
fn a_town_before_its_region_is_no_person() {
    let text = "Senator Greg Allen spoke. Storms hit the suburbs of Allen, Texas, that day. Allen left.";
    let found = shown(text);
    assert!(found.contains(&"Allen=@'Allen'".to_owned()) && found.contains(&"Allen='Greg Allen'".to_owned()), "{found:?}");
    let (made, _) = read(text);
    assert!(made.places[0].within.is_some());
}

#[test]
fn a_storm_without_its_title_is_no_person() {
    let found = shown("Hurricane Edwin came ashore on the island. Then Edwin moved on and Edwin weakened, they said.");
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_towns_genitive_is_no_part_of_a_name() {
    let found = shown("They gathered in London's Hyde Park that morning.");
    assert!(found.iter().all(|m| !m.starts_with("London's")), "{found:?}");
}

#[test]
fn a_house_that_a_parliament_lacks_is_nobody() {
    assert_eq!(shown("The Danish senate met there."), ["Danish=@dnk"]);
    assert_eq!(shown("The Italian senate met there.")[0], "The Italian senate=leg.ita.senate");
    assert_eq!(shown("They asked Denmark's house of representatives.")[0], "Denmark's house of representatives=leg.dnk");
}

#[test]
fn a_bodys_country_is_told_by_its_name() {
    let (made, _) = read("He taught at Boston University, and she at Marlow University.");
    let countries: Vec<_> = made.chains.iter().map(|chain| (chain.name.as_str(), chain.country.as_deref())).collect();
    assert!(countries.contains(&("Boston University", Some("USA"))) && countries.contains(&("Marlow University", None)), "{countries:?}");
}

#[test]
fn a_person_has_country_and_sector_of_what_stands_behind_the_name() {
    let (made, _) = read("Edwin Marlow of Boston University spoke first, and Peter Edwin at the airport.");
    let person = made.chains.iter().find(|chain| chain.name == "Edwin Marlow").unwrap();
    assert_eq!((person.country.as_deref(), person.sector.as_deref()), (Some("USA"), Some("EDU")));
    let (made, _) = read("They called her the \"Edwin Marlow of Pakistan\" at that time.");
    assert!(made.chains.iter().all(|chain| chain.country.is_none()), "{:?}", made.chains);
}

#[test]
fn one_ministry_under_two_names_is_one() {
    let text = "The Emergencies Ministry confirmed the report, but later the Emergency Situations Ministry denied the report again.";
    let (made, _) = read(text);
    assert_eq!(made.chains.iter().filter(|chain| chain.name.contains("Ministry")).count(), 1, "{:?}", made.chains);
}

#[test]
fn a_nickname_stands_within_a_name() {
    let found = shown("They heard that General Edwin \"Tex\" Marlow had resigned. Marlow left.");
    assert_eq!(found, ["Edwin \"Tex\" Marlow='Edwin \"Tex\" Marlow'", "Marlow='Edwin \"Tex\" Marlow'"]);
}
