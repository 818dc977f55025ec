//! The parts of a newspaper page, as they are recognised in a text.

use super::*;

fn parts(text: &str) -> Vec<(Section, String)> {
    let article = read(&[("a.txt", text.as_bytes())]).0.remove(0);
    article.paragraphs.iter().map(|p| (p.section, p.span.of(&article.text).to_owned())).collect()
}

fn sections(text: &str) -> Vec<&'static str> {
    parts(text).into_iter().map(|(section, _)| section.as_str()).collect()
}

#[test]
fn the_parts_of_a_page_are_told_apart() {
    let page = "Bridge opens in Lund\n\nContent image - Lund Gazette\nPeople cross the new bridge on Monday. AFP\n\nBy Ann Lee\n\n\
                LUND, Jan 14 (Reuters) - A bridge opened on Monday.\n\nNobody objected to it.\n\nOld plans\n\n\
                The plans are from 1990, the mayor said.\n\nReporting by Bo Ek; editing by Cy Dahl\n\nRead more: The harbour";
    let expected = ["headline", "credit", "caption", "byline", "dateline", "body", "body", "subheading", "body", "footer", "footer"];
    assert_eq!(sections(page), expected);
    let article = read(&[("a.txt", page.as_bytes())]).0.remove(0);
    assert_eq!(article.meta.title.as_deref(), Some("Bridge opens in Lund"));
    assert_eq!((article.meta.publisher.as_deref(), article.meta.agency.as_deref()), (Some("Lund Gazette"), Some("Reuters")));
    assert_eq!((article.meta.byline.as_deref(), article.meta.dateline.as_deref()), (Some("Ann Lee"), Some("LUND")));
}

#[test]
fn a_credit_at_the_end_of_a_caption_is_no_part_of_it() {
    let page = "+++\ntitle = \"A title\"\n+++\nA bridge opened.\n\nChildren on the bridge. Image: Ann Lee (flickr).\n\nNobody objected.";
    let expected = [
        (Section::Body, "A bridge opened."),
        (Section::Caption, "Children on the bridge."),
        (Section::Credit, "Image: Ann Lee (flickr)."),
        (Section::Body, "Nobody objected."),
    ];
    assert_eq!(parts(page), expected.map(|(section, words)| (section, words.to_owned())));
}

#[test]
fn one_paragraph_is_the_story_and_a_given_title_is_no_part_of_it() {
    assert_eq!(sections("Bridge opens in Lund"), ["body"]);
    assert_eq!(sections("+++\ntitle = \"Bridge opens\"\n+++\nBRIDGE opens!\n\nIt opened."), ["headline", "body"]);
    assert_eq!(sections("+++\ntitle = \"Another title\"\n+++\nBridge opens\n\nIt opened."), ["body", "body"]);
}

#[test]
fn a_date_alone_dates_the_article() {
    let article = read(&[("a.txt", b"Friday, January 4, 2019 \n\n\nA bridge opened.")]).0.remove(0);
    assert_eq!(article.paragraphs[0].section, Section::Dateline);
    assert_eq!(article.meta.published_on.unwrap().to_string(), "2019-01-04");
}

#[test]
fn a_dateline_needs_no_known_agency() {
    let page = |opening: &str| sections(&format!("+++\ntitle = \"A title\"\n+++\n{opening} A bridge opened.\n\nNobody objected."));
    for opening in ["LUND (County Wire) -", "LUND, Jan 14 (County Wire) -", "LUND, Jan 14 -", "LUND —"] {
        assert_eq!(page(opening), ["dateline", "body", "body"], "{opening}");
    }
    assert_eq!(page("The mayor (in Lund) - as he said - agrees."), ["body", "body"]);
}
