// UUIDs, in the forms that clients of Prometheus take.

const FORMS = {
  /** Scaleway: five groups. */
  groups: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  /** Azure: also as a URN, in braces, and without hyphens. */
  any: /^(?:urn:uuid:)?[{]?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}[}]?$/i,
} as const;
export type UuidForm = keyof typeof FORMS;

export const isUuid = (text: string, form: UuidForm): boolean => FORMS[form].test(text);
