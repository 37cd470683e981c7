// A prefix of HTTP routes that a server or its reloader cannot use stops the object.
import t from 'tap';
import { type Case, checkCases } from '../../support/argumentcases.ts';

const CASES: readonly Case[] = [
  ...(['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'] as const).flatMap((kind) =>
    ['/a*b', '/:', '/:a:b', '/%zz', 'a\nb'].map(
      (routePrefix) =>
        [
          kind,
          { routePrefix },
          /^spec\.routePrefix: ".*" is not a path that can be served/,
          { routePrefix: '/a/:b' },
          '--web.route-prefix=/a/:b',
        ] as const,
    ),
  ),
];

t.test('a prefix with * or a nameless wildcard, or that is no path of a URL, stops its object', async (t) => {
  checkCases(t, CASES);
});
