// Chandy and Lamport's algorithm: a line in is a question, a line out its answer, which depends on that question alone.
// What a process remembers is Me: it comes with each question, and goes back changed.
package main

import (
	"encoding/json"
	"os"
)

type fields map[string]any

type question struct {
	Hello, Event, Channel string
	Bye, Snapshot         int
	In, Out               []string
	Me                    []map[string]bool // For each snapshot the channels that are still being recorded.
}

func answer(q question) fields {
	if q.Hello != "" {
		return fields{"hello": q.Hello, "name": "chandy-lamport in Go", "me": []int{}, "needs": fields{"order": "fifo"}}
	}
	me, record, control := q.Me, []fields{}, []fields{}
	for len(me) <= q.Snapshot {
		me = append(me, nil)
	}
	// Whoever starts a snapshot, or receives its marker, records its state, once, and sends a marker on every outgoing channel.
	if q.Snapshot > 0 && me[q.Snapshot] == nil {
		me[q.Snapshot] = map[string]bool{}
		for _, channel := range q.In {
			me[q.Snapshot][channel] = true
		}
		record = append(record, fields{"snapshot": q.Snapshot, "process": "after"})
		for _, channel := range q.Out {
			control = append(control, fields{"channel": channel, "snapshot": q.Snapshot})
		}
	}
	switch q.Event {
	case "control": // A marker: what comes after it in its channel is not of the snapshot.
		delete(me[q.Snapshot], q.Channel)
		record = append(record, fields{"snapshot": q.Snapshot, "close": q.Channel})
	case "receive": // A message of the computation: under way in every snapshot that still records its channel.
		for snapshot, recorded := range me { // In order: of a map, it would be another one each time.
			if recorded[q.Channel] {
				record = append(record, fields{"snapshot": snapshot, "message": "received"})
			}
		}
	}
	return fields{"me": me, "record": record, "control": control}
}

func main() {
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for q := (question{}); in.Decode(&q) == nil && q.Bye == 0; q = (question{}) {
		out.Encode(answer(q))
	}
}
