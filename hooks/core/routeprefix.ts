// The prefix of a server's HTTP routes, as Prometheus, Alertmanager and Thanos read it: slashes around it do not count.
import { posix } from 'node:path';
import { withoutTrailingSlash } from './trim.ts';

/** The path that the routes are below: `/a/b` for `a/b`, `/a/b` and `/a//b/`; '' for the root. */
export const routePath = (prefix: string | undefined): string =>
  withoutTrailingSlash(posix.normalize(`/${prefix ?? ''}`));
