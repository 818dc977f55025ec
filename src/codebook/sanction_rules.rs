//! Measures and patterns of sanctions: `codebook/sanctions.toml`.

use serde::Deserialize;
use toml::Spanned;

use super::patterns::{PatternBuilder, PatternFile, PatternSet, RawPattern};
use super::{CodebookError, CodebookErrors, DateRules, line_and_column};
use crate::schema::SchemaFiles;

/// All that sanctions are found with.
#[derive(Debug, Clone)]
pub struct SanctionRules {
    /// Clauses that tell a sanction; a pattern's measure is an index into `measures`.
    pub patterns: PatternSet,
    /// The measures' names as the table has them.
    pub measures: Vec<String>,
    /// How dates are put.
    pub dates: DateRules,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SanctionFile {
    measure: Vec<RawMeasure>,
    pattern: Vec<RawPattern>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMeasure {
    name: Spanned<String>,
    phrases: Vec<String>,
}

const PATH: &str = "codebook/sanctions.toml";
const MEASURES: [&str; 13] = [
    "asset_freeze",
    "travel_ban",
    "arms_embargo",
    "military_assistance",
    "trade_restriction",
    "financial_restriction",
    "aid_suspension",
    "border_closure",
    "transport_ban",
    "diplomatic",
    "membership_suspension",
    "sectoral",
    "unspecified",
];
const STATUSES: [&str; 12] = [
    "threatened",
    "proposed",
    "considered",
    "agreed",
    "imposed",
    "extended",
    "tightened",
    "eased",
    "suspended",
    "lifted",
    "rejected",
    "evaded",
];

impl SanctionRules {
    /// Reads and checks measures and patterns.
    ///
    /// # Errors
    /// All that is wrong, with file, line and column.
    pub fn load(schema: &SchemaFiles) -> Result<Self, CodebookErrors> {
        let mut errors = Vec::new();
        let dates = DateRules::load(schema).unwrap_or_else(|e| {
            errors.extend(e.0);
            DateRules::default()
        });
        let mut builder = PatternBuilder::new(schema, &mut errors);
        read(schema, &mut builder, &mut errors);
        let (patterns, measures) = builder.finish();
        CodebookErrors::check(Self { patterns, measures, dates }, errors)
    }
}

fn read(schema: &SchemaFiles, builder: &mut PatternBuilder, errors: &mut Vec<CodebookError>) {
    let whole =
        |line, column, message: String| CodebookError::new(PATH, (line, column), message, "see the project's own file for the form");
    let text = match schema.text(PATH) {
        Ok(text) => text,
        Err(e) => return errors.push(whole(0, 0, e.to_string())),
    };
    let parsed: SanctionFile = match toml::from_str(text) {
        Ok(parsed) => parsed,
        Err(e) => {
            let (line, column) = e.span().map_or((0, 0), |span| line_and_column(text, span.start));
            return errors.push(whole(line, column, e.message().to_owned()));
        }
    };
    let file = PatternFile { path: PATH, text, prefix: "sanction", event_type: "", status: "imposed", stately: false };
    for measure in &parsed.measure {
        if !MEASURES.contains(&measure.name.get_ref().as_str()) {
            errors.push(file.error(
                &measure.name,
                format!("`{}` is no measure", measure.name.get_ref()),
                "use one of the sanctions table's",
            ));
        }
        builder.add_measure(measure.name.get_ref(), &measure.phrases);
    }
    for raw in parsed.pattern {
        if let Some(bad) = raw.status.as_ref().filter(|s| !STATUSES.contains(&s.get_ref().as_str())) {
            errors.push(file.error(bad, format!("`{}` is no status", bad.get_ref()), "use one of the sanctions table's"));
        }
        builder.add(&file, raw, errors);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabularies_are_the_schemas() {
        let text = SchemaFiles::embedded();
        let schema: serde_json::Value = serde_json::from_str(text.text("tables/sanctions.json").unwrap()).unwrap();
        let values = |name: &str| -> Vec<String> {
            let field = schema["fields"].as_array().unwrap().iter().find(|f| f["name"] == name).unwrap();
            field["constraints"]["enum"].as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(values("status"), STATUSES);
        assert_eq!(values("measure"), MEASURES);
        SanctionRules::load(&text).map_err(|e| e.to_string()).unwrap();
    }

    #[test]
    fn errors_name_file_line_and_column() {
        let mut files = SchemaFiles::embedded();
        let text = files.text(PATH).unwrap().replacen("name = \"arms_embargo\"", "name = \"arms_ban\"", 1);
        files.replace(PATH, text.into_bytes());
        let errors = SanctionRules::load(&files).unwrap_err().to_string();
        assert!(errors.contains("schema/codebook/sanctions.toml:") && errors.contains("`arms_ban` is no measure"), "{errors}");
    }
}
