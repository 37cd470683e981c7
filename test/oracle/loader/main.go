// Loads configuration and rule files as Prometheus and Alertmanager do at a reload, thousands in a minute.
//
// -classic: Alertmanager has the label names and matchers of releases before 0.27.
//
// -relabel: evaluates relabel rules instead, see `relabeling` and `relabeled`.
//
// In: a JSON object on each line of standard input, see `file`. Out: a JSON object for each file that is refused, see
// `refusal`, and at the end how many files were read.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"sync"
)

type file struct {
	Name string `json:"name"`
	// prometheus, agent, rules or alertmanager.
	As   string `json:"as"`
	Text string `json:"text"`
	// The values of --enable-feature of the process that reads the file.
	Features []string `json:"features"`
	// The name validation scheme of the server that reads a rule file: utf8 or legacy.
	Names string `json:"names"`
}

type refusal struct {
	Name  string `json:"name"`
	Error string `json:"error"`
}

var quiet = slog.New(slog.DiscardHandler)

func load(f file) (err error) {
	defer func() {
		if failure := recover(); failure != nil {
			err = fmt.Errorf("panics: %v", failure)
		}
	}()
	switch f.As {
	case "prometheus", "agent":
		return prometheusConfig(f.Text, f.As == "agent")
	case "rules":
		return ruleFile(f)
	case "alertmanager":
		return alertmanagerConfig(f.Text)
	}
	return fmt.Errorf("%q is not a kind of file", f.As)
}

func main() {
	classic := flag.Bool("classic", false, "label names and matchers of Alertmanager before 0.27")
	relabels := flag.Bool("relabel", false, "evaluate relabel rules")
	flag.Parse()
	if *relabels {
		if err := relabelAll(bufio.NewReaderSize(os.Stdin, 1<<20), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		return
	}
	if err := alertmanagerMode(*classic); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	files := make(chan file)
	out := json.NewEncoder(os.Stdout)
	var one sync.Mutex
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Add(1)
		go func() {
			defer all.Done()
			for f := range files {
				if err := load(f); err != nil {
					one.Lock()
					_ = out.Encode(refusal{f.Name, err.Error()})
					one.Unlock()
				}
			}
		}()
	}
	in := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	count := 0
	for in.More() {
		var f file
		if err := in.Decode(&f); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		files <- f
		count++
	}
	close(files)
	all.Wait()
	_ = out.Encode(map[string]int{"read": count})
}
