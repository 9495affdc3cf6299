// Chandy and Lamport's algorithm: a line in is a question, a line out its answer, which depends on that question alone.
// What a process remembers is "me": it comes with each question, and goes back changed. Here it is text, as Java's library reads no
// JSON: the channels that are still being recorded, each after its snapshot, and "1" alone for the snapshot itself: " 1 1:p1->p0 ".
import java.io.*;
import java.util.*;
import java.util.regex.*;

class ChandyLamport {
    // What a question has under a name; fields of fields are asked for in the same way.
    static String text(String question, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":(\"([^\"]*)\"|(\\d+))").matcher(question);
        return !found.find() ? "" : found.group(2) != null ? found.group(2) : found.group(3);
    }

    static List<String> list(String question, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\\[\"([^\\]]*)\"\\]").matcher(question);
        return found.find() ? List.of(found.group(1).split("\",\"")) : List.of();
    }

    String me;
    List<String> record = new ArrayList<>(), control = new ArrayList<>();

    // Records the state, once for each snapshot, and sends a marker on every outgoing channel before anything else.
    void take(String snapshot, String question) {
        if (me.contains(" " + snapshot + " ")) return;
        me += snapshot + " ";
        for (String channel : list(question, "in")) me += snapshot + ":" + channel + " ";
        record.add("{\"snapshot\":" + snapshot + ",\"process\":\"after\"}");
        for (String channel : list(question, "out"))
            control.add("{\"channel\":\"" + channel + "\",\"snapshot\":" + snapshot + "}");
    }

    String answer(String question) {
        String snapshot = text(question, "snapshot"), channel = text(question, "channel");
        me = text(question, "me");
        switch (text(question, "event")) {
            case "initiate" -> take(snapshot, question);
            case "control" -> { // A marker: what comes after it in its channel is not of the snapshot.
                take(snapshot, question);
                me = me.replace(" " + snapshot + ":" + channel + " ", " ");
                record.add("{\"snapshot\":" + snapshot + ",\"close\":\"" + channel + "\"}");
            }
            case "receive" -> { // A message of the computation: under way in every snapshot that still records its channel.
                for (String one : me.trim().split(" "))
                    if (one.endsWith(":" + channel))
                        record.add("{\"snapshot\":" + one.split(":")[0] + ",\"message\":\"received\"}");
            }
        }
        return "{\"me\":\"" + me + "\",\"record\":" + record + ",\"control\":" + control + "}";
    }

    public static void main(String[] arguments) {
        new BufferedReader(new InputStreamReader(System.in)).lines().takeWhile(line -> !line.contains("\"bye\"")).forEach(line ->
            System.out.println(line.contains("\"hello\"")
                ? "{\"hello\":\"sim.exec/1\",\"name\":\"chandy-lamport in Java\",\"me\":\" \",\"needs\":{\"order\":\"fifo\"}}"
                : new ChandyLamport().answer(line)));
    }
}
