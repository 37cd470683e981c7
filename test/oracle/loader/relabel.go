package main

import (
	"encoding/json"
	"io"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/relabel"
	"go.yaml.in/yaml/v2"
)

// A label set and the rules to apply, as a YAML list.
type relabeling struct {
	Labels map[string]string `json:"labels"`
	Rules  string            `json:"rules"`
	// The name validation scheme: utf8 or legacy.
	Names string `json:"names"`
}

// Error: the rules are refused. Otherwise the labels, unless they are dropped.
type relabeled struct {
	Error  string            `json:"error,omitempty"`
	Keep   bool              `json:"keep"`
	Labels map[string]string `json:"labels,omitempty"`
}

func relabelOne(r relabeling) relabeled {
	var rules []*relabel.Config
	if err := yaml.Unmarshal([]byte(r.Rules), &rules); err != nil {
		return relabeled{Error: err.Error()}
	}
	scheme := model.UTF8Validation
	if r.Names == "legacy" {
		scheme = model.LegacyValidation
	}
	for _, rule := range rules {
		if err := rule.Validate(scheme); err != nil {
			return relabeled{Error: err.Error()}
		}
	}
	builder := labels.NewBuilder(labels.FromMap(r.Labels))
	keep := relabel.ProcessBuilder(builder, rules...)
	if !keep {
		return relabeled{}
	}
	return relabeled{Keep: true, Labels: builder.Labels().Map()}
}

// One answer for each line of the input, in the same order.
func relabelAll(in io.Reader, out io.Writer) error {
	answers := json.NewEncoder(out)
	for lines := json.NewDecoder(in); lines.More(); {
		var r relabeling
		if err := lines.Decode(&r); err != nil {
			return err
		}
		if err := answers.Encode(relabelOne(r)); err != nil {
			return err
		}
	}
	return nil
}
