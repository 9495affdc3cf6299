//! The strip with the whole run beside the diagram.

use sim_draw::Axis;
use sim_draw::export::Format;

use crate::common::{fixture, long, written};
use crate::{DESKTOP, Opened, PHONE, open};

/// How many pixels of the strip are drawn, and how many of those are red.
const PIXELS: &str = "(() => { const strip = document.querySelector('#overview canvas'); if (!strip.width) return [0, 0];
    const { data } = strip.getContext('2d').getImageData(0, 0, strip.width, strip.height); let [some, red] = [0, 0];
    for (let at = 0; at < data.length; at += 4) { if (data[at + 3] > 0) some++; if (data[at + 3] > 200 && data[at] > 150 && data[at + 1] < 80) red++; }
    return [some, red]; })()";

pub(crate) fn strip(program: &str) {
    let Opened { mut page, .. } = open(program, &long(2000, 5), "all", DESKTOP);
    assert_eq!(page.run("document.getElementById('overview').hidden"), false);
    assert!(page.run(PIXELS)[0].as_u64().unwrap() > 500, "{}", page.run(PIXELS));
    let middle = "(() => { const it = document.getElementById('scroll'); return (it.scrollTop + it.clientHeight / 2) / it.scrollHeight; })()";
    let at = |page: &mut crate::browser::Page, share: f64| {
        let strip = page.run("(({ x, y, width, height }) => [x + width / 2, y, height])(document.getElementById('overview').getBoundingClientRect())");
        let (x, y, high) =
            (strip[0].as_f64().unwrap(), strip[1].as_f64().unwrap(), strip[2].as_f64().unwrap());
        (x, y + high * share)
    };
    let place = at(&mut page, 0.75);
    page.press_on(place);
    page.let_go(place);
    let there = page.run(middle).as_f64().unwrap();
    assert!((there - 0.75).abs() < 0.01, "a click leads there: {there}");
    page.press_on(place);
    let place = at(&mut page, 0.25);
    page.move_to(place);
    page.let_go(place);
    let there = page.run(middle).as_f64().unwrap();
    assert!((there - 0.25).abs() < 0.01, "so does a drag: {there}");
    // A step does not draw the run again, another layout does, as there is with the first of them.
    page.press("j");
    page.run("(() => { window.drawn = 0; const draw = CanvasRenderingContext2D.prototype.fillRect; \
        CanvasRenderingContext2D.prototype.fillRect = function (...all) { window.drawn++; draw.apply(this, all); }; })()");
    for key in ["j", "j", "End", "k"] {
        page.press(key);
    }
    assert_eq!(page.run("window.drawn"), 0);
    page.press("a");
    assert_eq!(page.run("window.drawn"), 2000);
    page.resize(PHONE);
    page.settle();
    let wide = page.run("document.getElementById('overview').clientWidth").as_u64().unwrap();
    assert!(wide < 30, "narrow on a phone: {wide}");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
    let Opened { mut page, .. } = open(program, &fixture("lost"), "all", (1280, 560));
    assert!(page.run(PIXELS)[1].as_u64().unwrap() > 10, "what is condemned is red: {}", page.run(PIXELS));
    let Opened { mut page, .. } = open(program, &fixture("exercise"), "404..407", DESKTOP);
    assert_eq!(page.run("document.getElementById('overview').hidden"), true, "all is in sight");
}

/// Times and how far down they are.
const TIMES: &str = "[...document.querySelectorAll('#drawn .time')].map(it => [Number(it.textContent), Number(it.getAttribute('y'))])";

pub(crate) fn scale(program: &str) {
    let run = fixture("overlap");
    assert!(written(&run, Format::Html, "snapshot", Axis::Scale).contains("\"axis\":\"scale\""));
    let Opened { mut page, address, _folder } = open(program, &run, "snapshot", DESKTOP);
    page.resize((1280, 6000));
    page.go(&format!("{address}#axis=scale"));
    page.until("document.getElementById('axis').value === 'scale'");
    page.settle();
    assert_eq!(page.text("#downward"), "time goes down, to scale");
    let times: Vec<(f64, f64)> = serde_json::from_value(page.run(TIMES)).unwrap();
    assert!(times.len() > 3, "{times:?}");
    let (first, last) = (times[0], times[times.len() - 1]);
    let a_tick = (last.1 - first.1) / (last.0 - first.0);
    for (t, y) in &times {
        assert!((y - first.1 - (t - first.0) * a_tick).abs() < 1.0, "{t} is not to scale: {times:?}");
    }
    page.press("a");
    assert_eq!(page.text("#downward"), "a row an event, whatever its time");
    page.press("a");
    assert_eq!(page.text("#downward"), "time goes down, but not to scale");
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
}
