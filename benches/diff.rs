//! How long it takes to compare two releases. The goal: a million rows a side in under 3 seconds on 2 cores, within 2 GiB.
//!
//! `cargo bench --bench diff`; the tables are made up, with rows as long as those of events.

use std::fs::File;
use std::io::{BufWriter, Write};

use divan::Bencher;
use tempfile::TempDir;
use tidings::review::diff::{diff, write_csv};

fn main() {
    divan::main();
}

const COLUMNS: &str = "event_id,article_id,section,sentence,event_type,mode,quad_class,status,trigger,trigger_char_start,trigger_char_end,\
source_actor_id,target_actor_id,occurred_edtf,occurred_from,occurred_to,place_id,killed_min,killed_max,injured_min,injured_max,\
participants_min,participants_max,statement_id,event_group_id,rule,confidence";

/// A release with one table of so many rows; of every `every` rows, one has another status.
fn release(rows: u32, every: Option<u32>) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("csv")).expect("a folder");
    let file = File::create(folder.path().join("csv/events.csv")).expect("a file");
    write_rows(BufWriter::new(file), rows, every).expect("room on the disk");
    folder
}

fn write_rows(mut out: impl Write, rows: u32, every: Option<u32>) -> std::io::Result<()> {
    writeln!(out, "{COLUMNS}")?;
    for row in 0..rows {
        let article = format!("a{:016x}", u64::from(row / 8).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let at = (row % 8) * 211 + 17;
        let status = if every.is_some_and(|every| row % every == 0) { "alleged" } else { "reported" };
        writeln!(
            out,
            "{article}.e{at},{article},body,{},ASSAULT,firearms,material conflict,{status},\"opened fire, again\",{at},{},\
             armed_group.mali-{},gov.mli,2022-01-{:02},2022-01-{:02},2022-01-{:02},mli.bamako,{},{},,,,,{article}.s{at},{article}.e{at},\
             event.assault.direct,0.75",
            row % 8,
            at + 11,
            row % 97,
            row % 28 + 1,
            row % 28 + 1,
            row % 28 + 1,
            row % 13,
            row % 13,
        )?;
    }
    Ok(())
}

/// One row in a thousand differs: an ordinary rerun.
#[divan::bench(args = [10_000, 1_000_000], sample_count = 5, sample_size = 1)]
fn few_rows_differ(bencher: Bencher, rows: u32) {
    let (old, new) = (release(rows, None), release(rows, Some(1000)));
    bencher.bench_local(|| diff(old.path(), new.path()).expect("two releases"));
}

/// Every row differs, and all are listed.
#[divan::bench(args = [1_000_000], sample_count = 3, sample_size = 1)]
fn all_rows_differ(bencher: Bencher, rows: u32) {
    let (old, new) = (release(rows, None), release(rows, Some(1)));
    bencher.bench_local(|| {
        let found = diff(old.path(), new.path()).expect("two releases");
        write_csv(&found, std::io::sink()).expect("readable files");
    });
}

/// Nothing is common: all rows are removed and added, and every pair is tried for a rename.
#[divan::bench(args = [1_000_000], sample_count = 3, sample_size = 1)]
fn nothing_is_common(bencher: Bencher, rows: u32) {
    let (old, new) = (release(rows, None), TempDir::new().expect("a temporary folder"));
    let text = std::fs::read_to_string(old.path().join("csv/events.csv")).expect("a file");
    std::fs::create_dir(new.path().join("csv")).expect("a folder");
    std::fs::write(new.path().join("csv/events.csv"), text.replace(".e", ".f").replace(",body,", ",caption,")).expect("room on the disk");
    drop(text);
    bencher.bench_local(|| diff(old.path(), new.path()).expect("two releases"));
}
