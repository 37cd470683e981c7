package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/eventrecorder"
	"github.com/prometheus/alertmanager/inhibit"
	"github.com/prometheus/alertmanager/labelset"
	"github.com/prometheus/alertmanager/matcher/compat"
	"github.com/prometheus/alertmanager/provider"
	"github.com/prometheus/alertmanager/timeinterval"
	"github.com/prometheus/common/model"
)

// `loader routes`: what Alertmanager itself makes of alerts. In: a JSON object on each line, see `question`. Out: a JSON
// object for each, see `reply`, and at the end how many there were.
func init() {
	if len(os.Args) < 2 || os.Args[1] != "routes" {
		return
	}
	if err := answerQuestions(slices.Contains(os.Args, "-classic")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	os.Exit(0)
}

type question struct {
	// A configuration file, and alerts, each also one of those that fire.
	Config string           `json:"config"`
	Alerts []model.LabelSet `json:"alerts"`
	Firing []model.LabelSet `json:"firing"`
	Times  []time.Time      `json:"times"`
	// Matchers to parse.
	Matchers []string `json:"matchers"`
}

type taken struct {
	Receiver       string         `json:"receiver"`
	GroupBy        []string       `json:"groupBy"`
	GroupByAll     bool           `json:"groupByAll"`
	GroupWait      float64        `json:"groupWait"`
	GroupInterval  float64        `json:"groupInterval"`
	RepeatInterval float64        `json:"repeatInterval"`
	Mute           []string       `json:"mute"`
	Active         []string       `json:"active"`
	Labels         model.LabelSet `json:"labels"`
}

type parsedMatcher struct {
	Name     string `json:"name"`
	Operator string `json:"operator"`
	Value    string `json:"value"`
}

type reply struct {
	Error string `json:"error,omitempty"`
	// For each alert.
	Routes    [][]taken `json:"routes"`
	Inhibited []bool    `json:"inhibited"`
	// For each time interval, for each time.
	Intervals map[string][]bool `json:"intervals"`
	// For each text, null for one that is refused.
	Matchers [][]parsedMatcher `json:"matchers"`
}

func texts[T ~string](names []T) []string {
	out := []string{}
	for _, name := range names {
		out = append(out, string(name))
	}
	return out
}

func takenRoutes(root *dispatch.Route, labels model.LabelSet) []taken {
	out := []taken{}
	for _, one := range root.Match(labels) {
		o := one.RouteOpts
		out = append(out, taken{
			Receiver: o.Receiver, GroupBy: texts(slices.Sorted(maps.Keys(o.GroupBy))), GroupByAll: o.GroupByAll,
			GroupWait: o.GroupWait.Seconds(), GroupInterval: o.GroupInterval.Seconds(),
			RepeatInterval: o.RepeatInterval.Seconds(),
			Mute:           texts(o.MuteTimeIntervals), Active: texts(o.ActiveTimeIntervals), Labels: o.Labels,
		})
	}
	return out
}

// The alerts that fire, for the inhibitor.
type firing struct{ alerts []*alert.Alert }

func (f firing) iterator() provider.AlertIterator {
	return provider.NewAlertIterator(make(chan *provider.Alert), make(chan struct{}), nil)
}
func (f firing) Subscribe(string) provider.AlertIterator { return f.iterator() }
func (f firing) SlurpAndSubscribe(string) ([]*alert.Alert, provider.AlertIterator) {
	return f.alerts, f.iterator()
}
func (f firing) GetPending() provider.AlertIterator          { return f.iterator() }
func (f firing) Get(model.Fingerprint) (*alert.Alert, error) { return nil, provider.ErrNotFound }
func (f firing) Put(context.Context, ...*alert.Alert) error  { return nil }

func inhibited(cfg *config.Config, alerts, others []model.LabelSet) []bool {
	now := time.Now()
	var all []*alert.Alert
	for _, labels := range others {
		one := model.Alert{Labels: labels, StartsAt: now.Add(-time.Hour), EndsAt: now.Add(time.Hour)}
		all = append(all, alert.New(one, now, false))
	}
	inhibitor := inhibit.NewInhibitor(firing{all}, cfg.InhibitRules, quiet, eventrecorder.NopRecorder())
	go inhibitor.Run()
	inhibitor.WaitForLoading()
	defer inhibitor.Stop()
	out := []bool{}
	for _, labels := range alerts {
		out = append(out, inhibitor.Mutes(context.Background(), labelset.FromModel(labels)))
	}
	return out
}

func intervals(cfg *config.Config, times []time.Time) (map[string][]bool, error) {
	all := map[string][]timeinterval.TimeInterval{}
	for _, one := range cfg.MuteTimeIntervals {
		all[one.Name] = one.TimeIntervals
	}
	for _, one := range cfg.TimeIntervals {
		all[one.Name] = one.TimeIntervals
	}
	intervener := timeinterval.NewIntervener(all)
	out := map[string][]bool{}
	for name := range all {
		out[name] = []bool{}
		for _, at := range times {
			in, _, err := intervener.Mutes([]string{name}, at)
			if err != nil {
				return nil, err
			}
			out[name] = append(out[name], in)
		}
	}
	return out, nil
}

func parsed(lines []string) [][]parsedMatcher {
	out := [][]parsedMatcher{}
	for _, line := range lines {
		matchers, err := compat.Matchers(line, "oracle")
		if err != nil {
			out = append(out, nil)
			continue
		}
		all := []parsedMatcher{}
		for _, one := range matchers {
			all = append(all, parsedMatcher{one.Name, one.Type.String(), one.Value})
		}
		out = append(out, all)
	}
	return out
}

func answerOne(q question) (r reply) {
	r.Matchers = parsed(q.Matchers)
	if q.Config == "" {
		return r
	}
	cfg, err := config.Load(q.Config)
	if err != nil {
		r.Error = err.Error()
		return r
	}
	root := dispatch.NewRoute(cfg.Route, nil)
	for _, labels := range q.Alerts {
		r.Routes = append(r.Routes, takenRoutes(root, labels))
	}
	r.Inhibited = inhibited(cfg, q.Alerts, q.Firing)
	if r.Intervals, err = intervals(cfg, q.Times); err != nil {
		r.Error = err.Error()
	}
	return r
}

func answerQuestions(classic bool) error {
	if err := alertmanagerMode(classic); err != nil {
		return err
	}
	in := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	out := json.NewEncoder(os.Stdout)
	count := 0
	for in.More() {
		var q question
		if err := in.Decode(&q); err != nil {
			return err
		}
		if err := out.Encode(answerOne(q)); err != nil {
			return err
		}
		count++
	}
	return out.Encode(map[string]int{"answered": count})
}
