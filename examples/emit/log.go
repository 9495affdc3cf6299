// A log for `sim judge`: log a sending before the bytes go out, a receipt where it is handled, in the goroutine that changes the state.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

type fields map[string]any

type Log struct {
	process string
	file    *os.File
	last    int
}

func NewLog(process, folder string) *Log {
	file, err := os.Create(fmt.Sprintf("%s/%s.jsonl", folder, process))
	if err != nil {
		panic(err)
	}
	return &Log{process: process, file: file}
}

func (log *Log) put(line fields) {
	line["p"] = log.process
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(log.file, string(text))
}

func (log *Log) Send(to string, more fields) string {
	log.last++
	message := fmt.Sprintf("%s-%d", log.process, log.last)
	more["send"], more["to"] = message, to
	log.put(more)
	return message // goes with the message: its receiver logs it
}

func (log *Log) Recv(message string) { log.put(fields{"recv": message}) }
func (log *Log) Init(amount int)     { log.put(fields{"init": fields{"amount": amount}}) }
func (log *Log) Record(snapshot int, state string, amount int) {
	log.put(fields{"record": snapshot, "state": state, "amount": amount})
}
func (log *Log) Channel(snapshot int, source string, messages []string) {
	log.put(fields{"snapshot": snapshot, "channel": source, "messages": messages})
}

// Two accounts and one snapshot of Chandy and Lamport's; money is under way across the cut.
func main() {
	folder := "."
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	a, b := NewLog("a", folder), NewLog("b", folder)
	a.Init(10)
	b.Init(10)
	three := b.Send("a", fields{"body": "3", "amount": 3})
	a.Record(1, "10", 10)
	marker := a.Send("b", fields{"control": 1})
	b.Recv(marker)
	b.Record(1, "7", 7)
	b.Channel(1, "a", []string{})
	answer := b.Send("a", fields{"control": 1})
	a.Recv(three)
	a.Recv(answer)
	a.Channel(1, "b", []string{three})
}
