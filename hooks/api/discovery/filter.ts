// A filter of a discovery API.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from '../shared/scalars.ts';
import { required, setList } from '../shared/schema.ts';

export const Filter = Type.Object({
  name: required(NonEmptyString, 'Name of the filter.'),
  values: required(setList(NonEmptyString, { minItems: 1 }), 'Values, one of which must match.'),
});
export type Filter = Static<typeof Filter>;
