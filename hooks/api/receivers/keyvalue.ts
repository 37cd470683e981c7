// A key with its value.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from '../shared/scalars.ts';
import { required } from '../shared/schema.ts';

export const KeyValue = Type.Object({
  key: required(NonEmptyString, 'Name of the entry.'),
  value: required(Type.String(), 'Value of the entry; a template if the field is one.'),
});
export type KeyValue = Static<typeof KeyValue>;
