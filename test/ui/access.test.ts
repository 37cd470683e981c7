// Every view in light and dark: axe finds nothing serious. Pictures of them, for docs/images with PICTURES=1.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import t from 'tap';
import { type Colours, closeBrowser, go, MISSING, open, problems, serve } from './browser.ts';
import { shop } from './shop.ts';

const IMAGES = resolve(import.meta.dirname, '../../docs/images');
const MAX_BYTES = 300_000;
const skip = MISSING ? { skip: MISSING } : {};

/** Where a view is, and the name of its picture in docs/images. */
const VIEWS: readonly (readonly [place: string, picture?: string])[] = [
  ['#/overview', 'overview'],
  ['#/map', 'map'],
  ['#/objects?search=stock'],
  ['#/object/ServiceMonitor/shop/checkout', 'object'],
  ['#/object/Prometheus/monitoring/k8s'],
  ['#/object/AlertmanagerConfig/shop/team'],
  ['#/object/Probe/shop/gone'],
  ['#/alerts?labels=alertname%3DDown%2C+namespace%3Dshop%2C+severity%3Dcritical', 'alerts'],
];

t.teardown(closeBrowser);

/** Writes a picture where it is asked for. The committed ones stay as they are in other runs. */
async function picture(page: Page, name: string): Promise<void> {
  if (!process.env['PICTURES']) return;
  await page.screenshot({ path: `${IMAGES}/${name}.png` });
}

for (const colours of ['light', 'dark'] satisfies Colours[])
  t.test(`in ${colours} colours no view has a serious problem`, skip, async (t) => {
    const { page } = await open(t, (await serve(t, shop(20))).url, colours);
    for (const [place, name] of VIEWS) {
      await go(page, place);
      if (place.includes('labels=')) await page.getByRole('heading', { name: 'Who gets it' }).waitFor();
      t.strictSame(await problems(page), [], place);
      if (name) await picture(page, `${name}-${colours}`);
    }
    await page.setViewportSize({ width: 400, height: 800 });
    await go(page, '#/map');
    t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'it fits a narrow window');
  });

t.test('the pictures in docs are small', async (t) => {
  for (const [, name] of VIEWS)
    for (const colours of name ? ['light', 'dark'] : [])
      t.ok(statSync(`${IMAGES}/${name}-${colours}.png`).size < MAX_BYTES, `${name}-${colours}`);
});
