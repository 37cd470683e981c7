// Sizes such as `5MB` or `1.5GiB`, with powers of 1024 for both (github.com/alecthomas/units, Base2Bytes).

const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/** Sizes as fields of the API have them, and as Prometheus reads them in its file, where `5.MB` is a size too. */
const FORMS = {
  field: /^([0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:([KMGTPE])i?)?B$/,
  file: /^([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:([KMGTPE])i?)?B$/,
} as const;

/** The bytes of a size; `undefined` for other texts. */
export function parseByteSize(size: string, form: keyof typeof FORMS): number | undefined {
  if (size === '0') return 0;
  const [, digits, unit = ''] = FORMS[form].exec(size) ?? [];
  return digits === undefined ? undefined : Math.floor(Number(digits) * 1024 ** UNITS.indexOf(unit));
}
