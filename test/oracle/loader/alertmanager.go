package main

import (
	"fmt"
	"net/url"

	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/config/receiver"
	"github.com/prometheus/alertmanager/featurecontrol"
	"github.com/prometheus/alertmanager/matcher/compat"
	"github.com/prometheus/alertmanager/template"
)

func alertmanagerMode(classic bool) error {
	features := ""
	if classic {
		features = featurecontrol.FeatureClassicMode
	}
	flags, err := featurecontrol.NewFlags(quiet, features)
	if err == nil {
		compat.InitFromFlags(quiet, flags)
	}
	return err
}

func alertmanagerConfig(text string) error {
	cfg, err := config.Load(text)
	if err != nil {
		return err
	}
	templates, err := template.FromGlobs(nil)
	if err != nil {
		return err
	}
	templates.ExternalURL = &url.URL{Scheme: "http", Host: "alertmanager"}
	for _, one := range cfg.Receivers {
		if _, err := receiver.BuildReceiverIntegrations(one, templates, quiet); present(err) != nil {
			return fmt.Errorf("receiver %q: %w", one.Name, err)
		}
	}
	return nil
}
