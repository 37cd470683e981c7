// A filter of a discovery API.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from '../shared/scalars.ts';
import { setList } from '../shared/schema.ts';

export const Filter = Type.Object({
  name: NonEmptyString,
  values: setList(NonEmptyString, { minItems: 1 }),
});
export type Filter = Static<typeof Filter>;
