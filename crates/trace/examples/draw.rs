fn main() {
    let args: Vec<String> = std::env::args().collect();
    let run = trace::read(&std::fs::read_to_string(&args[1]).unwrap()).unwrap();
    let format = trace::export::Format::ALL.into_iter().find(|f| f.name() == args[2]).unwrap();
    let o = trace::export::Options { window: args[3].parse().unwrap(), axis: args[4].parse().unwrap() };
    trace::export::write(&run, format, &o, &mut std::io::stdout().lock()).unwrap();
}
