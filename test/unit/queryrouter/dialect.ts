// The PromQL of the tests of the router.
import type { Dialect } from '../../../hooks/promql/dialect.ts';
import { parseVersion } from '../../../hooks/versions/version.ts';

const release = parseVersion('3.13.2');
if (!release) throw new Error('no version');

export const DIALECT: Dialect = { release, features: ['promql-experimental-functions'] };
