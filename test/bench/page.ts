// `npm run bench:page`: how long the page takes with many monitors: to read them, to open, to find one, to explain it.
import { chromium, type Page } from 'playwright-core';
import { modelOf } from '../../hooks/app/ui/model.ts';
import { startUi } from '../../hooks/app/ui/server.ts';
import { PROGRAM } from '../ui/browser.ts';
import { shop } from '../ui/shop.ts';

const MONITORS = Number(process.argv[2] ?? 1000);
const RUNS = 5;

const { objects, facts } = shop(MONITORS);
const source = { title: 'bench', seconds: 3600, read: async () => ({ objects, facts, notes: [] }) };
const now = () => new Date();

/** The median and the shortest of some runs, in milliseconds. */
async function measure(what: string, run: () => Promise<void> | void): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
  }
  const sorted = times.sort((a, b) => a - b).map(Math.round);
  console.log(`${what.padEnd(36)} median ${sorted[RUNS >> 1]} ms, shortest ${sorted[0]} ms`);
}

const reading = { isLive: true, flags: [], now: now() };
await measure('explain all objects', () => void modelOf({ objects, facts, notes: [] }, reading));
const server = await startUi({ source, isLive: true, flags: [], now, port: 0 });
const browser = await chromium.launch({ executablePath: PROGRAM ?? '', args: ['--no-sandbox', '--disable-gpu'] });
let page: Page | undefined;
await measure('open the page, workloads are shown', async () => {
  await page?.context().close();
  page = await (await browser.newContext()).newPage();
  await page.goto(server.url);
  await page.getByRole('heading', { name: 'Workloads' }).waitFor();
});
await measure('open the map', async () => {
  await page?.getByRole('link', { name: 'Objects', exact: true }).click();
  await page?.getByRole('link', { name: 'Map', exact: true }).click();
  await page?.getByText('Page 1 of').waitFor();
});
await measure('type a name, one monitor is left', async () => {
  await page?.getByRole('searchbox').fill('');
  await page?.getByRole('searchbox').fill('payment');
  await page?.getByText('1 monitor for').waitFor();
});
await measure('open it, its chain is shown', async () => {
  await page?.evaluate("location.hash = '#/object/ServiceMonitor/shop/payment'");
  await page?.locator('.step-broken').waitFor();
  await page?.evaluate("location.hash = '#/overview'");
  await page?.getByRole('heading', { name: 'Workloads' }).waitFor();
});
await browser.close();
await server.stop();
