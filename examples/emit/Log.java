// A log for `sim judge`: log a sending before the bytes go out, a receipt where it is handled, in the thread that changes the state.
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

public class Log {
    private final String process;
    private final PrintWriter file;
    private int last = 0;

    Log(String process, String folder) throws IOException {
        this.process = process;
        this.file = new PrintWriter(folder + "/" + process + ".jsonl", "UTF-8");
    }

    static String text(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    void put(String fields) {
        file.println("{\"p\":" + text(process) + "," + fields + "}");
        file.flush();
    }

    String send(String to, String body, long amount) {
        String message = process + "-" + ++last;
        put("\"send\":" + text(message) + ",\"to\":" + text(to) + ",\"body\":" + text(body) + ",\"amount\":" + amount);
        return message; // goes with the message: its receiver logs it
    }

    String marker(String to, int snapshot) {
        String message = process + "-" + ++last;
        put("\"send\":" + text(message) + ",\"to\":" + text(to) + ",\"control\":" + snapshot);
        return message;
    }

    void recv(String message) {
        put("\"recv\":" + text(message));
    }

    void init(long amount) {
        put("\"init\":{\"amount\":" + amount + "}");
    }

    void record(int snapshot, String state, long amount) {
        put("\"record\":" + snapshot + ",\"state\":" + text(state) + ",\"amount\":" + amount);
    }

    void channel(int snapshot, String source, List<String> messages) {
        String list = messages.stream().map(Log::text).collect(Collectors.joining(","));
        put("\"snapshot\":" + snapshot + ",\"channel\":" + text(source) + ",\"messages\":[" + list + "]");
    }

    // Two accounts and one snapshot of Chandy and Lamport's; money is under way across the cut.
    public static void main(String[] arguments) throws IOException {
        String folder = arguments.length > 0 ? arguments[0] : ".";
        Log a = new Log("a", folder), b = new Log("b", folder);
        a.init(10);
        b.init(10);
        String three = b.send("a", "3", 3);
        a.record(1, "10", 10);
        String marker = a.marker("b", 1);
        b.recv(marker);
        b.record(1, "7", 7);
        b.channel(1, "a", List.of());
        String answer = b.marker("a", 1);
        a.recv(three);
        a.recv(answer);
        a.channel(1, "b", List.of(three));
    }
}
