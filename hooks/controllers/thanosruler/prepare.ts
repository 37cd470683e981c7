// Checks a ThanosRuler itself. An issue here stops the sync.
import type { ThanosRuler } from '../../api/thanosruler.ts';
import type { Listers } from '../../core/inputs.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import type { Options } from '../../core/options.ts';
import { checkLabelTexts } from '../../core/selector.ts';
import { checkRulerLabels, rulerArgs } from '../../prometheus/thanosruler/args.ts';
import { checkRulerFields } from '../../prometheus/thanosruler/fieldvalues.ts';
import { checkRemoteWriteFile, resolveRulerRemoteWrite } from '../../prometheus/thanosruler/remotewrite.ts';
import { rulerLabels } from '../../prometheus/thanosruler/statefulset.ts';
import type { Assets } from '../../references/assets.ts';
import { relatedLookup } from '../../references/lookup.ts';
import { resolver } from '../../references/resolver.ts';
import { thanosVersion } from '../../versions/thanos.ts';
import type { Version } from '../../versions/version.ts';
import { type Argument, arg, checkAdditionalArgs } from '../../workload/args.ts';
import { checkNullCharacters } from '../../workload/fieldvalues.ts';
import { checkGoverningService, checkStorageClass } from '../../workload/prerequisites.ts';
import { checkServerTls } from '../../workload/webconfig.ts';
import { checkSelections } from '../prometheus/prepare.ts';
import { prefixOf, rulerSelection } from './selection.ts';

/** The checked ruler. */
export interface Prepared {
  readonly version: Version;
  readonly assets: Assets;
  readonly args: readonly Argument[];
}

/** The checked ruler, or the issues that stop the sync. */
export function prepare(
  ruler: ThanosRuler,
  related: Listers,
  options: Options,
): Prepared | { readonly issues: readonly Issue[] } {
  const { spec } = ruler;
  const namespace = ruler.metadata.namespace ?? '';
  const version = thanosVersion(spec.version);
  if (!version)
    return { issues: [issue('InvalidVersion', 'spec.version', `${quoted(spec.version)} is not a version`)] };
  const own = resolver(relatedLookup(related), namespace, options.parity);
  const remoteWrite = resolveRulerRemoteWrite(ruler, own, version);
  const args = rulerArgs(ruler, prefixOf(ruler), version, options);
  const queries =
    spec.queryConfig || spec.queryEndpoints?.length
      ? []
      : [
          issue(
            'InvalidConfiguration',
            'spec.queryEndpoints',
            'set queryConfig or queryEndpoints: rules need a server to query',
          ),
        ];
  const issues = [
    ...checkStorageClass(spec.storage, related.storageClasses),
    ...checkSelections([['rule', rulerSelection(ruler)]]),
    ...queries,
    ...checkRulerLabels(spec, version, options),
    ...remoteWrite.issues,
    ...checkServerTls(spec.web?.tlsConfig, 'spec.web.tlsConfig'),
    ...checkLabelTexts(spec.podMetadata?.labels, 'spec.podMetadata.labels'),
    ...checkGoverningService(spec.serviceName, namespace, rulerLabels(ruler, options), related.services),
    ...checkRulerFields(ruler, version, options),
    ...checkNullCharacters([...args, ...(spec.additionalArgs ?? [])], 'spec', options),
    ...checkAdditionalArgs([arg('rule'), ...args], spec.additionalArgs, 'spec.additionalArgs'),
  ];
  const { assets } = remoteWrite;
  const refused = issues.length > 0 || options.parity ? issues : checkRemoteWriteFile(ruler, assets, version);
  return refused.length > 0 ? { issues: refused } : { version, assets, args };
}
