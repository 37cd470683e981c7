// A key with its value.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from '../shared/scalars.ts';

export const KeyValue = Type.Object({
  key: NonEmptyString,
  value: Type.String(),
});
export type KeyValue = Static<typeof KeyValue>;
