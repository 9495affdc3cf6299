//! Just enough of the DevTools protocol to use a page as a reader does: a browser without a window, its pages, and what each
//! asked for and complained of.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

/// Where a Chromium may be.
const PROGRAMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The name of a Chromium that can be started here.
pub(crate) fn program() -> Option<&'static str> {
    let starts = |program: &&&str| {
        Command::new(program)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    PROGRAMS.iter().find(starts).copied()
}

/// A browser without a window. It ends with this value.
pub(crate) struct Browser {
    child: Child,
    /// Where it listens.
    pub(crate) address: String,
    _profile: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    /// Starts it.
    pub(crate) fn start(program: &str) -> Self {
        let profile = TempDir::new().unwrap();
        let mut child = Command::new(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-dev-shm-usage", "--remote-debugging-port=0"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines
            .find_map(|line| Some(line.ok()?.strip_prefix("DevTools listening on ")?.to_string()))
            .expect("the browser tells where it listens");
        // Whatever else it says is read, so that it never waits for a reader.
        #[allow(clippy::disallowed_methods, reason = "the rule is for libraries; this is a driver")]
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, _profile: profile }
    }
}

/// A page in a browser, which shares nothing with another. It is closed with this value.
pub(crate) struct Page {
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    context: Value,
    session: Option<String>,
    calls: u64,
    /// What the page asked the network for, in order.
    pub(crate) requests: Vec<String>,
    /// What it complained of.
    pub(crate) complaints: Vec<String>,
}

impl Drop for Page {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        self.session = None;
        let context = json!({"browserContextId": self.context});
        let _ = self.ask("Target.disposeBrowserContext", &context);
    }
}

impl Page {
    /// Opens a file in a window of this size, in the browser that listens there.
    pub(crate) fn open(address: &str, file: &Path, size: (u32, u32)) -> Self {
        Self::open_with(address, file, size, "")
    }

    /// The same, with a script that comes before those of the file.
    pub(crate) fn open_with(address: &str, file: &Path, size: (u32, u32), script: &str) -> Self {
        let (socket, _) = tungstenite::connect(address).unwrap();
        if let MaybeTlsStream::Plain(stream) = socket.get_ref() {
            stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        }
        let mut page = Self {
            socket,
            context: Value::Null,
            session: None,
            calls: 0,
            requests: Vec::new(),
            complaints: Vec::new(),
        };
        let mut context = page.call("Target.createBrowserContext", json!({}));
        page.context = context["browserContextId"].take();
        let target = json!({"url": "about:blank", "browserContextId": page.context});
        let target = page.call("Target.createTarget", target);
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = page.call("Target.attachToTarget", attach);
        page.session = Some(session["sessionId"].as_str().unwrap().to_string());
        for domain in ["Page", "Runtime", "Network", "Log"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        page.call("Page.addScriptToEvaluateOnNewDocument", json!({"source": script}));
        page.resize(size);
        page.prefer("light");
        page.go(&format!("file://{}", file.display()));
        page
    }

    /// Has a reader who wants no motion, and this scheme: `light` or `dark`.
    pub(crate) fn prefer(&mut self, scheme: &str) {
        self.emulate("reduce", scheme);
    }

    /// Has a reader who does not mind motion.
    pub(crate) fn prefer_motion(&mut self) {
        self.emulate("no-preference", "light");
    }

    fn emulate(&mut self, motion: &str, scheme: &str) {
        let features = json!([
            {"name": "prefers-reduced-motion", "value": motion},
            {"name": "prefers-color-scheme", "value": scheme},
        ]);
        self.call("Emulation.setEmulatedMedia", json!({"features": features}));
    }

    /// Has a window of this size.
    pub(crate) fn resize(&mut self, (width, height): (u32, u32)) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Goes to an address and waits until the page has drawn itself.
    pub(crate) fn go(&mut self, address: &str) {
        self.call("Page.navigate", json!({"url": address}));
        let arrived = format!(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => \
             done(document.readyState === 'complete' && location.href.split('#')[0] === {}))))",
            json!(address.split('#').next())
        );
        let call = json!({"expression": arrived, "awaitPromise": true, "returnByValue": true});
        // The page that is left may still answer, or go away while it is asked.
        let there = (0..1000).any(|_| {
            let answer = self.ask("Runtime.evaluate", &call);
            answer.is_ok_and(|answer| answer["result"]["value"] == true)
        });
        assert!(there, "{address} never was complete");
    }

    #[allow(clippy::needless_pass_by_value, reason = "every call writes its parameters down on the spot")]
    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.ask(method, &parameters).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn ask(&mut self, method: &str, parameters: &Value) -> Result<Value, Value> {
        self.calls += 1;
        let mut call = json!({"id": self.calls, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            call["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(call.to_string())).unwrap();
        loop {
            let message = self.socket.read().unwrap();
            let Ok(text) = message.to_text() else { continue };
            let Ok(mut answer) = serde_json::from_str::<Value>(text) else { continue };
            if answer["id"] == json!(self.calls) {
                return match answer.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(answer["result"].take()),
                };
            }
            self.notice(&answer);
        }
    }

    fn notice(&mut self, event: &Value) {
        let said = &event["params"];
        match event["method"].as_str() {
            Some("Network.requestWillBeSent") => {
                self.requests.push(said["request"]["url"].as_str().unwrap().to_string());
            }
            Some("Runtime.exceptionThrown") => self.complaints.push(said.to_string()),
            Some("Runtime.consoleAPICalled") => self.complaints.push(said["args"].to_string()),
            Some("Log.entryAdded") => self.complaints.push(said["entry"].to_string()),
            _ => {}
        }
    }

    /// What an expression comes to in the page; promises are waited for.
    pub(crate) fn run(&mut self, expression: &str) -> Value {
        let call = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let mut answer = self.call("Runtime.evaluate", call);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].take()
    }

    /// Waits until this is so; fails if it is not after 300 frames. What cannot be asked yet is asked again, as of an element that is
    /// not there.
    pub(crate) fn until(&mut self, condition: &str) {
        let wait = format!(
            "new Promise((done, refuse) => {{ let left = 300; const look = () => {{ let wrong = null; \
             try {{ if ({condition}) return done(true); }} catch (error) {{ wrong = error; }} \
             if (left-- > 0) return requestAnimationFrame(look); wrong ? refuse(wrong) : done(false); }}; look(); }})"
        );
        assert_eq!(self.run(&wait), true, "{condition}");
    }

    /// Waits until what was done is drawn.
    pub(crate) fn settle(&mut self) {
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true)))))");
    }

    /// The text of the element that a selector finds.
    pub(crate) fn text(&mut self, selector: &str) -> String {
        let text = self.run(&format!("document.querySelector({}).textContent", json!(selector)));
        text.as_str().unwrap().to_string()
    }

    /// Presses a key and lets it go.
    pub(crate) fn press(&mut self, key: &str) {
        let text = if key.chars().count() == 1 { key } else { "" };
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            "Home" => 36,
            "End" => 35,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            " " => 32,
            _ => 0,
        };
        let text = if key == "Enter" { "\r" } else { text };
        let down = json!({"type": "keyDown", "key": key, "text": text, "windowsVirtualKeyCode": code});
        self.call("Input.dispatchKeyEvent", down);
        self.call(
            "Input.dispatchKeyEvent",
            json!({"type": "keyUp", "key": key, "windowsVirtualKeyCode": code}),
        );
        self.settle();
    }

    /// Types a text.
    pub(crate) fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({"text": text}));
        self.settle();
    }

    /// The middle of the element that a selector finds, once it is in sight.
    pub(crate) fn middle(&mut self, selector: &str) -> (f64, f64) {
        let found = self.run(&format!(
            "(() => {{ const found = document.querySelector({}); found.scrollIntoView({{block: 'nearest'}}); \
             const box = found.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()",
            json!(selector)
        ));
        (found[0].as_f64().unwrap(), found[1].as_f64().unwrap())
    }

    fn mouse(&mut self, kind: &str, (x, y): (f64, f64)) {
        let event = json!({"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1});
        self.call("Input.dispatchMouseEvent", event);
    }

    /// Presses the mouse's button here, and holds it.
    pub(crate) fn press_on(&mut self, at: (f64, f64)) {
        self.mouse("mousePressed", at);
    }

    /// Moves the mouse here.
    pub(crate) fn move_to(&mut self, at: (f64, f64)) {
        self.mouse("mouseMoved", at);
    }

    /// Lets the mouse's button go here.
    pub(crate) fn let_go(&mut self, at: (f64, f64)) {
        self.mouse("mouseReleased", at);
        self.settle();
    }

    /// Clicks on the element that a selector finds.
    pub(crate) fn click(&mut self, selector: &str) {
        let at = self.middle(selector);
        self.press_on(at);
        self.let_go(at);
    }

    /// Drags the element that a selector finds by so much.
    pub(crate) fn drag(&mut self, selector: &str, by: (f64, f64)) {
        let (x, y) = self.middle(selector);
        self.press_on((x, y));
        for part in [0.3, 0.7, 1.0] {
            self.move_to((x + by.0 * part, y + by.1 * part));
        }
        self.let_go((x + by.0, y + by.1));
    }
}
