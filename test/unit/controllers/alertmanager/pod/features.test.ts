// Feature flags of an Alertmanager, by release.
import t from 'tap';
import type { Alertmanager } from '../../../../../hooks/api/alertmanager.ts';
import { alertmanagerArgs } from '../../../../../hooks/controllers/alertmanager/pod/args.ts';
import { parseOptions } from '../../../../../hooks/core/options.ts';
import { alertmanagerVersion } from '../../../../../hooks/versions/alertmanager.ts';
import type { Version } from '../../../../../hooks/versions/version.ts';
import { checkAdditionalArgs, renderArgs } from '../../../../../hooks/workload/args.ts';
import { alertmanager } from '../../../../support/objects.ts';

const args = (spec: Record<string, unknown>, at: string) =>
  alertmanagerArgs(alertmanager(spec) as unknown as Alertmanager, alertmanagerVersion(at) as Version, parseOptions());
const flags = (spec: Record<string, unknown>, at: string): string[] =>
  renderArgs(args(spec, at)).filter((text) => /feature|auto/.test(text));

const written: [title: string, features: readonly string[], at: string, want: readonly string[]][] = [
  ['features that a release has', ['a', 'auto-gomemlimit'], '0.34.2', ['--enable-feature=a,auto-gomemlimit']],
  ['a flag takes the place of a feature', ['auto-gomemlimit'], '0.35.0', ['--auto-gomemlimit']],
  ['other features stay', ['a', 'auto-gomemlimit', 'b'], '0.35.0', ['--enable-feature=a,b', '--auto-gomemlimit']],
  ['a feature without effect is left out when it is gone', ['auto-gomaxprocs'], '0.33.0', []],
  ['a feature that is still there', ['auto-gomaxprocs'], '0.32.0', ['--enable-feature=auto-gomaxprocs']],
  [
    'several in one text, one twice',
    ['auto-gomemlimit,a', 'auto-gomemlimit'],
    '0.35.0',
    ['--enable-feature=a', '--auto-gomemlimit'],
  ],
  ['a name that every object has', ['constructor'], '0.35.0', ['--enable-feature=constructor']],
  ['no release before 0.27 has features', ['a'], '0.26.0', []],
];
for (const [title, enableFeatures, at, want] of written)
  t.test(`features of Alertmanager ${at}: ${title}`, async (t) => t.strictSame(flags({ enableFeatures }, at), want));

t.test("the user's own argument for a feature that became a flag is not written twice", async (t) => {
  for (const name of ['auto-gomemlimit', 'no-auto-gomemlimit']) {
    const spec = { enableFeatures: ['auto-gomemlimit'], additionalArgs: [{ name }] };
    t.strictSame(flags(spec, '0.35.0'), []);
    t.strictSame(checkAdditionalArgs(args(spec, '0.35.0'), [{ name }], 'spec.additionalArgs'), []);
  }
});
