// The process as it is started: what it prints, whatever it is sent, and how it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { alertmanager, prometheus, secret, serviceMonitor } from '../../support/objects.ts';
import { program, STACK } from '../../support/program.ts';
import { kindMap, syncRequest } from '../../support/requests.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const start = (...flags: string[]) =>
  spawn(process.execPath, [...program(), ...flags], { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '' } });

const PASSWORD = 'hunter2-is-a-secret';
const BASE64 = Buffer.from(PASSWORD).toString('base64');

t.test(
  'no value of a Secret reaches the logs, the metrics or an error, and SIGTERM ends the process well',
  async (t) => {
    const child = start(
      '--listen-address=127.0.0.1:0',
      '--log-level=trace',
      '--feature-gates=StatusForConfigurationResources=true',
    );
    t.teardown(() => child.kill('SIGKILL'));
    let printed = '';
    child.stderr.on('data', (chunk) => {
      printed += chunk;
    });
    const lines = createInterface({ input: child.stdout });
    const address = await new Promise<string>((found) => {
      lines.on('line', (line) => {
        printed += `${line}\n`;
        const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
        if (url) found(url);
      });
    });

    const ref = { name: 'creds', key: 'password' };
    const creds = secret('creds', { password: PASSWORD, broken: `${PASSWORD}: [` });
    const monitor = serviceMonitor({ endpoints: [{ port: 'web', bearerTokenSecret: ref }] });
    const bad = serviceMonitor({ endpoints: [{ port: 'web', tlsConfig: { ca: { secret: ref } } }] });
    const remoteWrite = (more: Record<string, unknown>) => prometheus({ remoteWrite: [{ url: 'http://x', ...more }] });
    const decorate = (object: KubernetesObject) => ({
      object,
      attachments: {},
      related: kindMap([creds]),
      finalizing: false,
    });
    const send = async (path: string, body: unknown): Promise<string> => {
      const payload = typeof body === 'string' ? body : JSON.stringify(body);
      const answer = await fetch(`${address}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: payload,
      });
      return `${answer.status} ${await answer.text()}`;
    };
    const answers = [
      await send(
        '/prometheus/sync',
        syncRequest(remoteWrite({ authorization: { credentials: ref } }), [creds, monitor]),
      ),
      await send('/prometheus/sync', syncRequest(remoteWrite({ tlsConfig: { ca: { secret: ref } } }), [creds])),
      await send(
        '/prometheus/sync',
        syncRequest(prometheus({ additionalScrapeConfigs: { name: 'creds', key: 'broken' } }), [creds]),
      ),
      await send('/prometheus/sync', { ...syncRequest(prometheus(), [creds]), children: null }),
      await send('/prometheus/sync', { parent: PASSWORD }),
      await send('/prometheus/sync', JSON.stringify(syncRequest(prometheus(), [creds])).slice(0, -1)),
      await send('/prometheus/sync', PASSWORD),
      await send('/assets/servicemonitor/sync', decorate(monitor)),
      await send('/assets/servicemonitor/sync', decorate(bad)),
      await send(
        '/alertmanager/sync',
        syncRequest(alertmanager(), [secret('alertmanager-main', { 'alertmanager.yaml': `${PASSWORD}: [` })]),
      ),
    ];
    t.match(
      answers.map((answer) => answer.slice(0, 3)),
      ['200', '200', '200', '400', '400', '400', '400', '200', '200', '200'],
    );
    for (const answer of answers) {
      const {
        children: _children,
        attachments: _attachments,
        ...rest
      } = JSON.parse(answer.slice(4)) as Record<string, unknown>;
      t.notMatch(JSON.stringify(rest), PASSWORD, 'outside of children, answers hold no value');
    }
    const figures = await (await fetch(`${address}/metrics`)).text();
    t.match(figures, /hook_requests_total/);

    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code, signal] = await ended;
    t.equal(code, 0, `it ends with 0 (signal ${signal})`);
    t.match(printed, /"msg":"stopping"/);
    t.match(printed, /request refused/);
    for (const [what, text] of [
      ['logs', printed],
      ['metrics', figures],
    ] as const) {
      t.notMatch(text, PASSWORD, `${what} hold no value`);
      t.notMatch(text, BASE64, `${what} hold no encoded value`);
    }
  },
);

t.test('a flag that does not exist ends it with 2 and one line', async (t) => {
  const child = start('--listen-adress=x');
  let printed = '';
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  const [code] = await once(child, 'close');
  t.equal(code, 2);
  t.match(printed, /--listen-adress/);
  t.match(printed, /See --help/);
  t.notMatch(printed, STACK, 'no stack');
});
