//! What others make of what is written: the page, used by a reader in a real Chromium, and the exports, by the programs that they are for.
//! Where these cannot be had, the tests are left out, and listed as ignored.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "whoever runs the tests is told which were left out, and why")]
#![allow(clippy::float_arithmetic, reason = "a browser's coordinates are floats")]

#[path = "page/browser.rs"]
mod browser;
#[path = "page/choices.rs"]
mod choices;
#[path = "page/columns.rs"]
mod columns;
#[allow(dead_code, reason = "each binary uses its part")]
mod common;
#[path = "page/cuts.rs"]
mod cuts;
#[path = "page/diff.rs"]
mod diff;
#[path = "page/judged.rs"]
mod judged;
#[path = "page/labels.rs"]
mod labels;
#[path = "page/large.rs"]
mod large;
#[path = "page/lesson.rs"]
mod lesson;
#[path = "page/moving.rs"]
mod moving;
#[path = "page/other_programs.rs"]
mod other_programs;
#[path = "page/overview.rs"]
mod overview;
#[path = "page/paper.rs"]
mod paper;
#[path = "page/reading.rs"]
mod reading;
#[path = "page/topology.rs"]
mod topology;

use libtest_mimic::{Arguments, Trial};
use sim_draw::Axis;
use sim_draw::export::Format;
use tempfile::TempDir;
use trace::Saved;

use browser::{Browser, Page};
use common::{fixture, written};

const DESKTOP: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (360, 740);
const LAPTOP: (u32, u32) = (1366, 768);

/// What a reader may rely on, and who tries it in the browser that listens there.
type Claim = (&'static str, fn(&str));

const CLAIMS: &[Claim] = &[
    ("it_asks_for_nothing_but_itself_and_complains_of_nothing", alone),
    ("a_window_without_events_or_snapshot_is_a_page_too", empty),
    ("a_run_that_was_cut_off_has_no_verdict_and_no_whole_cut", judged::cut_off),
    ("a_name_that_is_markup_is_only_a_name", names),
    ("stepping_moves_through_the_events_and_marks_what_changed", moving::stepping),
    ("search_and_filters_lead_to_events", moving::search),
    ("a_verdict_leads_to_the_events_that_decide_it", judged::verdicts),
    ("a_cut_dragged_to_an_inconsistent_place_names_the_message", cuts::dragging),
    ("a_consistent_cut_has_one_copy_of_m_wherever_it_is", cuts::copies),
    ("a_message_has_the_colour_that_it_was_sent_with_where_the_algorithm_adds_one", cuts::colours),
    ("the_theorem_ends_with_the_cut_straight_and_the_recorded_state_on_it", cuts::theorem),
    ("nothing_is_called_good_unless_its_oracle_said_so", judged::green),
    ("the_theorem_shows_why_an_inconsistent_cut_is_none", cuts::impossible),
    ("the_address_leads_back_to_the_same_view", moving::address),
    ("all_processes_can_be_in_sight_and_the_messages_of_the_algorithm_left_out", moving::choosing),
    ("everything_can_be_done_with_the_keyboard_alone", moving::keyboard),
    ("a_process_that_is_hidden_is_told_of_and_judged_as_before", columns::hiding),
    ("what_is_wrong_with_a_message_is_told_though_its_processes_are_hidden", columns::judging),
    ("columns_are_grouped_moved_and_taken_apart_by_keyboard_and_kept_in_the_address", columns::grouping),
    ("a_line_keeps_apart_from_the_events_that_it_passes", columns::passing),
    ("a_strip_shows_the_whole_run_and_leads_anywhere_in_it", overview::strip),
    ("time_can_be_to_scale_and_it_is_said_whether_it_is", overview::scale),
    ("the_pictures_on_paper_have_the_diagram_without_a_gap", paper::parts),
    ("on_paper_there_is_the_whole_diagram_and_what_is_said_of_it_and_no_control", paper::whole),
    ("a_banner_says_the_verdict_first_and_leads_to_the_event_that_decides_it", reading::banner),
    ("the_cut_grows_with_each_process_that_records_and_words_say_how_far_each_is", reading::growing),
    ("of_several_snapshots_a_stage_names_its_own_and_a_link_takes_the_one_it_is_about", reading::several),
    ("before_the_first_event_the_picture_has_the_room_and_the_buttons_stay_where_they_are", reading::room),
    ("each_step_is_told_with_the_rule_that_fired_and_played_to_the_end", reading::playing),
    ("picture_controls_and_words_are_in_sight_together_and_the_event_with_them", reading::in_sight),
    ("a_dragged_handle_follows_the_pointer_and_the_picture_scrolls_at_its_edge", cuts::following),
    ("nothing_serious_is_found_by_axe_on_any_screen_in_light_and_dark", reading::accessible),
    ("nothing_is_cut_off_on_a_narrow_screen", narrow),
    ("labels_fit_however_wide_their_letters_are_and_lie_apart", labels::apart),
    ("the_network_shows_what_the_tables_say_at_every_event", topology::as_the_tables),
    ("messages_move_in_a_step_and_only_for_readers_who_want_motion", topology::moving),
    ("the_network_can_be_folded_away_and_stays_so", topology::folding),
    ("the_network_of_a_grid_is_drawn_in_rows_and_no_circle_lies_on_another", topology::laid_out),
    ("every_word_in_the_network_is_in_it_on_any_screen", topology::inside),
    ("what_was_lost_and_who_crashed_is_seen_in_the_network", topology::faults),
    ("the_network_leaves_out_the_messages_of_the_algorithm_and_says_so", topology::without_markers),
    ("a_network_too_large_to_be_drawn_is_said_to_be_so", topology::many),
    ("a_cut_placed_in_the_lesson_is_judged_as_the_oracles_do", lesson::placing),
    ("an_answer_chosen_in_the_lesson_is_judged_and_says_why", lesson::choosing),
    ("the_lesson_can_be_read_on_any_screen_and_with_the_keyboard", lesson::reading),
    ("a_lesson_without_answers_has_none", lesson::hiding),
    ("two_runs_are_stepped_together_and_their_first_difference_is_marked_in_both", diff::stepping),
    ("a_run_beside_itself_has_no_difference_to_go_to", diff::same),
    ("a_button_that_leads_to_a_difference_says_so_by_itself_and_paper_has_both_runs_to_the_end", diff::alone),
    ("an_event_that_is_clicked_on_in_one_of_two_runs_is_found_in_the_other", diff::following),
    ("two_runs_can_be_read_on_any_screen", diff::reading),
    ("runs_that_are_nothing_alike_or_cut_off_are_shown_all_the_same", diff::unlike),
    ("of_two_large_runs_the_page_shows_where_they_part", diff::large),
    ("choosing_with_the_keyboard_leads_to_an_end_that_is_told_as_the_oracles_judged_it", choices::walking),
    ("the_way_back_through_choices_is_in_the_page_and_in_the_address", choices::returning),
    ("the_page_of_choices_can_be_read_on_any_screen_and_with_the_keyboard", choices::reading),
    ("of_a_large_run_the_page_has_only_what_is_in_sight_and_says_what_it_leaves_out", large::shown),
    ("a_step_looks_at_as_many_events_and_messages_however_long_the_run_is", large::steps),
    ("what_a_step_does_not_change_stays_as_it_is_in_the_page", large::kept),
];

fn main() {
    let mut arguments = Arguments::from_args();
    // One page at a time, unless asked otherwise.
    arguments.test_threads = arguments.test_threads.or(Some(1));
    let program = browser::program();
    if program.is_none() {
        eprintln!("left out: the tests of the page, because no Chromium can be started here");
    }
    // One for all claims: to start it takes as long as to try one.
    let browser = program.filter(|_| !arguments.list).map(Browser::start);
    let trial = |(name, claim): Claim| {
        let address = browser.as_ref().map(|browser| browser.address.clone());
        let run = move || {
            claim(&address.expect("ignored without one"));
            Ok(())
        };
        Trial::test(name, run).with_ignored_flag(program.is_none())
    };
    let trials = CLAIMS.iter().copied().map(trial).chain(other_programs::trials());
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    drop(browser);
    conclusion.exit();
}

/// A page in a browser, and the folder that it is in.
struct Opened {
    page: Page,
    address: String,
    _folder: TempDir,
}

fn open(program: &str, run: &Saved, window: &str, size: (u32, u32)) -> Opened {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.html");
    std::fs::write(&file, written(run, Format::Html, window, Axis::Order)).unwrap();
    let page = Page::open(program, &file, size);
    Opened { page, address: format!("file://{}", file.display()), _folder: folder }
}

fn opened(program: &str, name: &str) -> Opened {
    open(program, &fixture(name), "snapshot", DESKTOP)
}

/// The same with the reader at the end of the run, where the whole cut is drawn.
fn at_the_end(program: &str, name: &str) -> Opened {
    let mut opened = opened(program, name);
    opened.page.press("End");
    opened
}

fn alone(program: &str) {
    for name in common::FIXTURES {
        let Opened { mut page, address, _folder } = opened(program, name);
        for key in ["j", "J", "K", "r", "t", "t", "a", "s", "0"] {
            page.press(key);
        }
        assert_eq!(page.requests, [address], "{name}");
        assert!(page.complaints.is_empty(), "{name}: {:?}", page.complaints);
    }
}

fn empty(program: &str) {
    for window in ["9000..9001", "3..4"] {
        let Opened { mut page, .. } = open(program, &fixture("exercise"), window, DESKTOP);
        for key in ["j", "k", "Home", "End", "r", "n", "p", "t", "t", "a", "s", "0"] {
            page.press(key);
        }
        assert!(page.complaints.is_empty(), "{window}: {:?}", page.complaints);
    }
}

fn names(program: &str) {
    let Opened { mut page, .. } = opened(program, "hostile");
    assert_eq!(page.run("document.querySelectorAll('script').length"), 2, "the data and the program");
    let shown = page.run("[...document.querySelectorAll('#states tbody th')].map(name => name.textContent)");
    assert_eq!(shown[0], "</script><script>alert(1)</script>");
    assert_eq!(shown[1], "\"quoted\" & <b>");
    assert_eq!(page.run("document.querySelectorAll('#states b').length"), 0);
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}

fn narrow(program: &str) {
    for name in ["exercise", "hostile", "twelve"] {
        let Opened { mut page, .. } = open(program, &fixture(name), "snapshot", PHONE);
        let wider = page.run("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(wider, 0, "{name}: the page scrolls sideways");
        page.click("#forward");
        page.click("#straight");
        assert!(page.text("#theorem-says").contains("S*"), "{name}");
    }
}
