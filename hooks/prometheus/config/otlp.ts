// The `otlp` and `tracing` sections.
import type { OTLPConfig } from '../../api/parts/prometheusparts.ts';
import type { TracingConfig } from '../../api/shared/tracing.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { row } from '../../core/row.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../../core/section.ts';
import { checkTls, tlsConfig } from '../../httpclient/tls.ts';
import type { CommonSpec } from '../../scrape/job/context.ts';
import { quantityNumber } from '../../scrape/job/limits.ts';
import { type Key, knows, since } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';

const STRATEGY_NEEDS: Readonly<Record<string, Key>> = {
  NoTranslation: 'otlp.translation_strategy.NoTranslation',
  UnderscoreEscapingWithoutSuffixes: 'otlp.translation_strategy.UnderscoreEscapingWithoutSuffixes',
};

/**
 * Issues: `VersionTooOld` for OTLP or a translation strategy; `InvalidConfiguration` for a strategy that
 * `nameValidationScheme` excludes and for fields that exclude each other.
 */
export function checkOtlp(spec: CommonSpec, version: Version): Issue[] {
  const { otlp } = spec;
  if (!otlp) return [];
  const issues: Issue[] = [];
  const old = (field: string, key: Key) =>
    issues.push(issue('VersionTooOld', `spec.otlp${field}`, `needs Prometheus ${since(key)}`));
  if (!knows(version, 'otlp')) old('', 'otlp');
  const strategy = otlp.translationStrategy ?? '';
  const needs = row(STRATEGY_NEEDS, strategy);
  if (needs && !knows(version, needs)) old('.translationStrategy', needs);
  if (strategy === 'NoUTF8EscapingWithSuffixes' && spec.nameValidationScheme === 'Legacy') {
    issues.push(
      issue(
        'InvalidConfiguration',
        'spec.otlp.translationStrategy',
        `${quoted(strategy)} excludes nameValidationScheme Legacy`,
      ),
    );
  }
  if (knows(version, 'otlp.promote_all_resource_attributes')) issues.push(...checkPromotion(otlp));
  return issues;
}

function checkPromotion(otlp: OTLPConfig): Issue[] {
  if (otlp.promoteAllResourceAttributes && otlp.promoteResourceAttributes?.length) {
    return [
      issue('InvalidConfiguration', 'spec.otlp.promoteResourceAttributes', 'excludes promoteAllResourceAttributes'),
    ];
  }
  if (otlp.ignoreResourceAttributes?.length && !otlp.promoteAllResourceAttributes) {
    return [issue('InvalidConfiguration', 'spec.otlp.ignoreResourceAttributes', 'needs promoteAllResourceAttributes')];
  }
  return [];
}

/** The section, `undefined` where this release supports none of its fields. */
export function otlp(from: OTLPConfig | undefined, version: Version): Section | undefined {
  if (!from) return undefined;
  const all = knows(version, 'otlp.promote_all_resource_attributes');
  const names = knows(version, 'otlp.label_names');
  const out = section({
    promote_all_resource_attributes: all ? from.promoteAllResourceAttributes : undefined,
    ignore_resource_attributes: all ? nonEmptyList(from.ignoreResourceAttributes) : undefined,
    promote_resource_attributes: knows(version, 'otlp') ? nonEmptyList(from.promoteResourceAttributes) : undefined,
    translation_strategy: knows(version, 'otlp.translation_strategy') ? from.translationStrategy : undefined,
    keep_identifying_resource_attributes: knows(version, 'otlp.keep_identifying_resource_attributes')
      ? from.keepIdentifyingResourceAttributes
      : undefined,
    convert_histograms_to_nhcb: knows(version, 'otlp.convert_histograms_to_nhcb')
      ? from.convertHistogramsToNHCB
      : undefined,
    promote_scope_metadata: knows(version, 'otlp.promote_scope_metadata') ? from.promoteScopeMetadata : undefined,
    label_name_underscore_sanitization: names ? from.labelNameUnderscoreSanitization : undefined,
    label_name_preserve_multiple_underscores: names ? from.labelNamePreserveMultipleUnderscores : undefined,
  });
  return Object.keys(out).length > 0 ? out : undefined;
}

/** Issues: `InvalidConfiguration` for a sampling fraction outside 0 to 1, and those of `checkTls`. */
export function checkTracing(tracing: TracingConfig | undefined): Issue[] {
  if (!tracing) return [];
  const { samplingFraction } = tracing;
  const fraction = samplingFraction === undefined ? 0 : quantityNumber(samplingFraction);
  const outside =
    fraction >= 0 && fraction <= 1
      ? []
      : [
          issue(
            'InvalidConfiguration',
            'spec.tracingConfig.samplingFraction',
            `${quoted(samplingFraction)} is not between 0 and 1`,
          ),
        ];
  return [...outside, ...checkTls(tracing.tlsConfig, 'spec.tracingConfig.tlsConfig')];
}

/** The `tracing` section. */
export function tracing(from: TracingConfig | undefined, namespace: string, version: Version): Section | undefined {
  if (!from) return undefined;
  return section({
    endpoint: from.endpoint,
    client_type: nonEmpty(from.clientType?.toLowerCase()),
    compression: nonEmpty(from.compression?.toLowerCase()),
    sampling_fraction: from.samplingFraction === undefined ? undefined : quantityNumber(from.samplingFraction),
    insecure: from.insecure,
    headers: from.headers && Object.keys(from.headers).length > 0 ? from.headers : undefined,
    timeout: nonEmpty(from.timeout),
    tls_config: tlsConfig(from.tlsConfig, namespace, version),
  });
}
