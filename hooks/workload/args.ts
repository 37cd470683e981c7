// Command line arguments: a list of name and value, rendered once at the end.
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';

export interface Argument {
  readonly name: string;
  readonly value?: string | undefined;
}

/** One argument; without a value it is a bare flag. */
export const arg = (name: string, value?: string): Argument => ({ name, value });

const render = ({ name, value }: Argument): string => (value ? `--${name}=${value}` : `--${name}`);

/** `--name=value`, or `--name` where the value is empty. */
export const renderArgs = (args: readonly Argument[]): string[] => args.map(render);

const opposite = (name: string): string => (name.startsWith('no-') ? name.slice(3) : `no-${name}`);

/** An `InvalidArgument` issue for each additional argument that is generated already, or is the `no-` form of one. */
export function checkAdditionalArgs(
  generated: readonly Argument[],
  additional: readonly Argument[] | undefined,
  path: string,
): Issue[] {
  const taken = new Set(generated.map(({ name }) => name));
  return (additional ?? []).flatMap(({ name }, i) => {
    const clash = taken.has(name) ? name : taken.has(opposite(name)) ? opposite(name) : undefined;
    return clash
      ? [
          issue(
            'InvalidArgument',
            `${path}[${i}].name`,
            `${quoted(name)} is set by the operator already (--${clash}); use the field for it`,
          ),
        ]
      : [];
  });
}
