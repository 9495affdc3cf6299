use sim_core::{ChannelId, Context, Effect, Event, Order, ProcessId, Protocol as _, Shape, Timer, Topology};

use super::{Account, Amounts, Bank, Transfer};
use crate::computation::arguments::Arguments;
use crate::computation::parameters::ParameterError;
use crate::computation::program::Program as _;
use crate::computation::underlying::Computation as _;

const BANK: Bank = Bank::alike(1, 2);

fn offered(bank: &Bank, state: Account) -> Vec<(u32, u32)> {
    let ring = Topology::ring(2).unwrap();
    let mut offered = Vec::new();
    let cx = Context { process: ProcessId(0), topology: &ring };
    bank.commands(cx, &state, |Transfer { money, widgets, .. }| offered.push((money, widgets)));
    offered
}

const fn account(balance: u64, left: u32, widgets: u32) -> Account {
    Account { balance, left, widgets }
}

#[test]
fn a_process_may_transfer_to_any_neighbour_as_long_as_it_has_something_and_transfers_left() {
    assert_eq!(offered(&BANK, account(1, 2, 0)), [(1, 0)]);
    assert_eq!(offered(&BANK, account(0, 2, 0)), []);
    assert_eq!(offered(&BANK, account(3, 0, 0)), []);
}

#[test]
fn it_may_transfer_any_amount_that_it_can_pay_and_widgets_with_it_but_not_nothing() {
    let bank = Bank { amounts: Amounts { least: 2, most: 4 }, ..BANK };
    assert_eq!(offered(&bank, account(1, 1, 0)), []);
    assert_eq!(offered(&bank, account(3, 1, 0)), [(2, 0), (3, 0)]);
    assert_eq!(offered(&bank, account(1 << 40, 1, 0)), [(2, 0), (3, 0), (4, 0)]);
    let goods = Bank { amounts: Amounts { least: 0, most: 1 }, widgets: 5, lot: 2, ..BANK };
    assert_eq!(offered(&goods, account(0, 1, 1)), [(0, 1)]);
    assert_eq!(offered(&goods, account(9, 1, 5)), [(0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]);
}

#[test]
fn what_is_counted_and_what_has_a_place_is_what_is_offered() {
    let topology = Shape::Complete(3).build(Order::Fifo).unwrap();
    let cx = Context { process: ProcessId(1), topology: &topology };
    for (least, most, lot) in [(0, 0, 0), (0, 0, 2), (0, 3, 0), (0, 3, 2), (1, 1, 0), (2, 5, 1)] {
        let bank = Bank { amounts: Amounts { least, most }, widgets: 5, lot, ..BANK };
        for (balance, left, widgets) in
            (0..8).flat_map(|of| [(of, 1, 0), (of, 2, 1), (of, 0, 9), (1 << 40, 1, 9)])
        {
            let (state, mut offered, mut counted) = (account(balance, left, widgets), Vec::new(), 0);
            bank.commands(cx, &state, |command| offered.push(command));
            bank.count_commands(cx, &state, |count, timer| {
                assert_eq!(timer, Timer::Hold);
                counted += count as usize;
            });
            assert_eq!(counted, offered.len(), "{bank:?} {state:?}");
            for (place, command) in (0..).zip(offered.into_iter().map(Some).chain([None])) {
                assert_eq!(bank.command(cx, &state, place), command, "{bank:?} {state:?}");
            }
        }
    }
}

#[test]
fn a_transfer_leaves_one_account_and_arrives_in_another() {
    let ring = Topology::ring(2).unwrap();
    let cx = Context { process: ProcessId(0), topology: &ring };
    let transfer = Transfer { channel: ChannelId(0), money: 3, widgets: 2 };
    let (state, effects) = BANK.apply(cx, &account(5, 2, 2), Event::Internal(transfer));
    assert_eq!(state, account(2, 1, 0));
    let message = Transfer { channel: (), money: 3, widgets: 2 };
    assert_eq!(effects, [Effect::Send(ChannelId(0), message)]);
    let receive = Event::Receive { channel: ChannelId(1), message };
    assert_eq!(BANK.apply(cx, &state, receive).0, account(5, 1, 2));
}

#[test]
fn what_is_printed_is_read_back() {
    let goods = Bank { amounts: Amounts { least: 0, most: 9 }, widgets: 5, lot: 2, ..BANK };
    for state in [account(0, 0, 0), account(12, 3, 0), account(9, 7, 20), account(0, 0, 1)] {
        assert_eq!(goods.parse_state(&goods.print_state(&state)), Some(state));
    }
    assert_eq!(goods.print_state(&account(9, 7, 20)), "9 money, 20 widgets (7 to go)");
    assert_eq!(goods.print_state(&account(9, 0, 0)), "9 money, 0 widgets", "it deals in both");
    assert_eq!(goods.parse_state("9 (7 to go)"), Some(account(9, 7, 0)), "as older files have it");
    for (money, widgets) in [(1, 0), (2, 0), (1, 1), (0, 2)] {
        let command = Transfer { channel: ChannelId(7), money, widgets };
        assert_eq!(goods.parse_command(&command.to_string()), Some(command));
        let message = Transfer { channel: (), money, widgets };
        assert_eq!(goods.parse_message(&message.to_string()), Some(message));
    }
}

#[test]
fn what_none_prints_as_is_not_read() {
    assert_eq!(BANK.parse_state("9+7"), Some(account(9, 7, 0)), "as older files have it");
    for text in ["", "+1", "1+0", "01", "-1", "1+x", "1 (0 to go)", "1 (2)", "1 ( to go)", "(2 to go)"] {
        assert_eq!(BANK.parse_state(text), None, "{text}");
    }
    for text in ["1 money, 2 widgets", "1 money, 0 widgets"] {
        assert_eq!(BANK.parse_state(text), None, "it has no widgets");
    }
    for text in ["2", "0", "1 money, 1 widgets"] {
        assert_eq!(BANK.parse_message(text), None, "it transfers 1 at a time, not {text}");
    }
    for text in ["transfer 1 on channel 0", "transfer  on channel 0", "transfer 2on channel 0"] {
        assert_eq!(BANK.parse_command(text), None, "{text}");
    }
}

fn built(given: &[(&str, &str)]) -> Result<Bank, ParameterError> {
    let topology = Topology::ring(2).unwrap();
    let given: Vec<_> = given.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    Bank::build(&Arguments {
        program: &Bank::ENTRY,
        given: &given,
        atomic: true,
        topology: &topology,
        tokens: &[],
        script: None,
        outside: None,
    })
}

#[test]
fn a_balance_is_told_of_all_or_of_some() {
    let balances = |text| {
        let bank = built(&[("balance", text)]).unwrap();
        [0, 1].map(|process| bank.balances.of(ProcessId(process)))
    };
    assert_eq!(balances("100"), [100, 100]);
    assert_eq!(balances("P:100,Q:50"), [100, 50]);
    assert_eq!(balances("Q:50"), [10, 50], "the other has what it has unless told otherwise");
    assert_eq!(balances("7,Q:50"), [7, 50]);
}

#[test]
fn what_cannot_be_set_says_why() {
    let why = |name, value| built(&[(name, value)]).unwrap_err().to_string();
    for (name, value, what) in [
        ("amount", "5..=1", "the range is empty"),
        ("amount", "x", "expected a number or a range such as 1..=100"),
        ("amount", "1..=2000000000", "it is at most 1073741824"),
        ("amount", "1..=1001", "1001 amounts: a process can choose from 1000"),
        ("balance", "R:5", "there is no process 'R'"),
        ("balance", "P:5,P:6", "'P' is there twice"),
        ("balance", "P:5,6", "expected PROCESS:NUMBER, found '6'"),
        ("balance", "P:-5", "expected a number that is not negative"),
        ("lot", "2", "there are no widgets"),
    ] {
        assert_eq!(why(name, value), format!("invalid value '{value}' for parameter '{name}': {what}"));
    }
}
