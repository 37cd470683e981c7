// The command line: which command runs, what help says, exit codes, colours.
import t from 'tap';
import { COMMANDS } from '../../../../hooks/app/cli/commands.ts';
import { commandHelp, programHelp } from '../../../../hooks/app/cli/help.ts';
import { hasColours, painter } from '../../../../hooks/app/cli/output.ts';
import { flagNames } from '../../../../hooks/core/options.ts';
import { command } from '../../../support/commandline.ts';

t.test('without a command, or with a flag in its place, the hooks are served', async (t) => {
  t.strictSame((await command([])).served, []);
  t.strictSame((await command(['--listen-address=:1', '--threads=2'])).served, ['--listen-address=:1', '--threads=2']);
  t.strictSame((await command(['serve', '--threads=2'])).served, ['--threads=2']);
  t.equal((await command(['serve'])).code, undefined, 'the server has no exit code while it runs');
});

t.test('an unknown command, flag or value gives 2, and says where help is', async (t) => {
  const unknown = await command(['rendr']);
  t.equal(unknown.code, 2);
  t.match(unknown.err, /"rendr" is not a command: there are serve, render, .*\nSee "prometheus-metacontroller --help"/);
  for (const args of [['render', '--nothing', 'x'], ['render', '-o', 'xml', 'x'], ['render'], ['version', '-o']]) {
    const { code, err } = await command(args);
    t.equal(code, 2, args.join(' '));
    t.match(err, new RegExp(`See "prometheus-metacontroller ${args[0]} --help"`));
  }
  t.match((await command(['render', '--context=x', 'y'])).err, /--context needs --live/);
  t.match((await command(['lint', '-n', 'x', 'y'])).err, /--namespace needs --live/);
  t.match((await command(['diff', '--context=c', 'x', 'y'])).err, /--context needs --live/);
  t.match((await command(['render', '--live', 'y'])).err, /--live and files exclude each other/);
});

t.test('--help lists the commands; each command has its own with an example and its exit codes', async (t) => {
  for (const args of [['--help'], ['-h'], ['help']]) {
    const { code, out } = await command(args);
    t.equal(code, 0);
    t.equal(out, programHelp(COMMANDS));
  }
  for (const one of COMMANDS.filter(({ name }) => name !== 'serve')) {
    const { code, out } = await command([one.name, '--help']);
    t.equal(code, 0, one.name);
    t.equal(out, commandHelp(one));
    t.match(out, /\nExamples?:\n {2}prometheus-metacontroller /);
    t.match(out, /\nExit codes:\n {2}0 {2}fine\n/);
    if (one.flags['output']) t.match(out, /-o, --output FORMAT/);
  }
  t.match((await command(['serve', '--help'])).served, ['--help'], 'the server prints the flags of the hooks');
});

t.test('help fits a terminal of 80 columns', async (t) => {
  for (const text of [programHelp(COMMANDS), ...COMMANDS.map(commandHelp)]) {
    const [prose = ''] = text.split('\nExample');
    t.strictSame(
      prose.split('\n').filter((line) => line.length > 80),
      [],
    );
  }
});

t.test('no flag of a command hides a flag of the hooks', async (t) => {
  const names = new Set(flagNames.map(({ flag }) => flag));
  for (const { name, flags } of COMMANDS)
    t.strictSame(
      Object.keys(flags).filter((flag) => names.has(flag)),
      [],
      name,
    );
});

t.test('colours are for terminals, unless NO_COLOR has a value', async (t) => {
  t.equal(hasColours({ isTerminal: true, env: {} }), true);
  t.equal(hasColours({ isTerminal: true, env: { NO_COLOR: '' } }), true);
  t.equal(hasColours({ isTerminal: true, env: { NO_COLOR: '1' } }), false);
  t.equal(hasColours({ isTerminal: true, env: { TERM: 'dumb' } }), false);
  t.equal(hasColours({ isTerminal: false, env: {} }), false);
  t.equal(painter({ isTerminal: false, env: {} })('red', 'x'), 'x');
  t.match(painter({ isTerminal: true, env: {} })('red', 'x'), '\u001b[31mx');
});

t.test('version names the releases that run by default', async (t) => {
  const { code, out } = await command(['version', '-o', 'json']);
  t.equal(code, 0);
  t.match(JSON.parse(out), { version: /^\d+\.\d+\.\d+$/, defaults: { prometheus: /^v3/ } });
  t.match((await command(['--version'])).out, /^prometheus-metacontroller \d/);
});
