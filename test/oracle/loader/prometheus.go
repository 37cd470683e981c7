package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	common "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/notifier"
	// Every service discovery.
	_ "github.com/prometheus/prometheus/plugins"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage/remote"
)

// What a configuration finds in a pod and not here: files, the service account, credentials of a cloud.
var elsewhere = []string{
	"no such file or directory",
	"is a directory",
	"invalid argument",
	"file name too long",
	"unable to use specified CA cert",
	"failed to get shared config profile",
	"could not get SigV4 credentials",
	"region not configured in sigv4 or in default credentials chain",
	"unable to load in-cluster configuration",
	"could not find default credentials",
	"Missing environment variable",
}

func present(err error) error {
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, text := range elsewhere {
		if strings.Contains(err.Error(), text) {
			return nil
		}
	}
	return err
}

func prometheusConfig(text string, agent bool) error {
	cfg, err := config.Load(text, quiet)
	if err != nil {
		return err
	}
	if agent && (len(cfg.AlertingConfig.AlertmanagerConfigs) > 0 || len(cfg.AlertingConfig.AlertRelabelConfigs) > 0 ||
		len(cfg.RuleFiles) > 0 || len(cfg.RemoteReadConfigs) > 0) {
		return errors.New("a section that is not allowed in agent mode")
	}
	jobs, err := cfg.GetScrapeConfigs()
	if err != nil {
		return err
	}
	for _, job := range jobs {
		if _, err := common.NewClientFromConfig(job.HTTPClientConfig, job.JobName); present(err) != nil {
			return fmt.Errorf("job %q: %w", job.JobName, err)
		}
		if err := discoveries(job.JobName, job.ServiceDiscoveryConfigs); err != nil {
			return err
		}
	}
	for i, one := range cfg.AlertingConfig.AlertmanagerConfigs {
		if err := discoveries(fmt.Sprintf("alertmanager %d", i), one.ServiceDiscoveryConfigs); err != nil {
			return err
		}
	}
	for _, pattern := range cfg.RuleFiles {
		if _, err := filepath.Match(pattern, ""); err != nil {
			return err
		}
	}
	manager := notifier.NewManager(&notifier.Options{Registerer: prometheus.NewRegistry()}, cfg.GlobalConfig.MetricNameValidationScheme, quiet)
	if err := present(manager.ApplyConfig(cfg)); err != nil {
		return fmt.Errorf("alerting: %w", err)
	}
	return remotes(cfg)
}

func remotes(cfg *config.Config) error {
	if len(cfg.RemoteWriteConfigs) == 0 && len(cfg.RemoteReadConfigs) == 0 {
		return nil
	}
	directory, err := os.MkdirTemp("", "loader")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	start := func() (int64, error) { return 0, nil }
	storage := remote.NewStorage(quiet, prometheus.NewRegistry(), start, directory, time.Millisecond, nil, false)
	defer storage.Close()
	return present(storage.ApplyConfig(cfg))
}

func discoveries(job string, configs discovery.Configs) error {
	for _, one := range configs {
		registry := prometheus.NewRegistry()
		metrics := one.NewDiscovererMetrics(registry, discovery.NewRefreshMetrics(registry))
		if _, err := one.NewDiscoverer(discovery.DiscovererOptions{Logger: quiet, Metrics: metrics, SetName: job}); present(err) != nil {
			return fmt.Errorf("job %q: discovery %s: %w", job, one.Name(), err)
		}
	}
	return nil
}

func ruleFile(f file) error {
	scheme := model.UTF8Validation
	if f.Names == "legacy" {
		scheme = model.LegacyValidation
	}
	promql := parser.NewParser(parser.Options{
		EnableExperimentalFunctions: slices.Contains(f.Features, "promql-experimental-functions"),
		EnableBinopFillModifiers:    slices.Contains(f.Features, "promql-binop-fill-modifiers"),
		EnableUnquotedUTF8Names:     slices.Contains(f.Features, "promql-unquoted-utf8-names"),
	})
	_, errs := rulefmt.Parse([]byte(f.Text), false, scheme, promql, quiet)
	return errors.Join(errs...)
}
