// A real browser for the tests of the page: Debian's chromium, or the program in CHROMIUM.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Test } from 'tap';
import { startUi, type UiServer } from '../../hooks/app/ui/server.ts';
import type { Source } from '../../hooks/app/ui/source.ts';
import type { Shop } from './shop.ts';

const PROGRAMS = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser'];
/** The program of the browser. */
export const PROGRAM = PROGRAMS.find((program) => program && existsSync(program));

/** Why the tests cannot run. */
export const MISSING = PROGRAM ? false : 'no chromium: install it, or name it in CHROMIUM';

/** Milliseconds that the browser waits for what it looks for. The machine may be busy. */
const TIMEOUT_MS = 60_000;
const SIZE = { width: 1280, height: 800 };

let started: Promise<Browser> | undefined;
/** The one browser of a test file. Root has no sandbox for it. */
export const browser = (): Promise<Browser> => {
  started ??= chromium.launch({ executablePath: PROGRAM ?? '', args: ['--no-sandbox', '--disable-gpu'] });
  return started;
};
export const closeBrowser = async (): Promise<void> => (await started)?.close();

export type Colours = 'light' | 'dark';

export interface Opened {
  readonly page: Page;
  /** What the browser complained about: errors, blocked requests. */
  readonly complaints: string[];
  /** The addresses of all requests. */
  readonly requests: string[];
}

/** A new window. */
export async function open(t: Test, url: string, colorScheme: Colours = 'light'): Promise<Opened> {
  const context: BrowserContext = await (await browser()).newContext({ colorScheme, viewport: SIZE });
  context.setDefaultTimeout(TIMEOUT_MS);
  t.teardown(() => context.close());
  const page = await context.newPage();
  const [complaints, requests]: [string[], string[]] = [[], []];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, complaints, requests };
}

/** The page of a shop. */
export async function serve(t: Test, { objects, facts }: Shop, more: Partial<Source> = {}): Promise<UiServer> {
  const source = { title: 'deploy/', seconds: 3600, read: async () => ({ objects, facts, notes: [] }), ...more };
  const now = () => new Date('2026-01-05T21:00:00Z');
  const server = await startUi({ source, isLive: true, flags: [], now, port: 0 });
  t.teardown(server.stop);
  return server;
}

/** Goes to a view and waits for its data. */
export async function go(page: Page, place: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(place)}`);
  await page.locator(`body[data-place="${place.split('?')[0]}"] main:not(:has([aria-busy]))`).waitFor();
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** Problems of accessibility that axe calls serious or critical. */
export async function problems(page: Page): Promise<string[]> {
  // Through the protocol of the browser: the policy of the page allows no other program.
  await page.evaluate(axe);
  const violations = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as readonly Violation[];
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help}: ${target.join(' ')}`));
}
