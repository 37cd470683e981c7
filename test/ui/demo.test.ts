// The demo in a browser: its story can be left, the monitor broken and repaired with the buttons of the page.
import t from 'tap';
import { demo } from '../demo/demo.ts';
import { closeBrowser, go, MISSING, open } from './browser.ts';

const skip = MISSING ? { skip: MISSING } : {};
/** So long that the story stands still. */
const NEVER = 2 ** 31 - 1;

t.teardown(closeBrowser);

t.test('a monitor is broken and repaired with the buttons, and the page says why', skip, async (t) => {
  const running = await demo(0, NEVER);
  t.teardown(running.stop);
  const { page, complaints } = await open(t, running.page);
  await page.getByText('Step 1 of 6').waitFor();
  await page.getByRole('button', { name: 'Break it' }).click();
  await page.getByRole('region', { name: 'Broken objects' }).getByText('http-metrics').first().waitFor();
  await go(page, '#/object/ServiceMonitor/monitoring/checkout');
  t.match(await page.locator('.step-broken').innerText(), /no port of Service monitoring\/checkout/);
  await page.getByRole('button', { name: 'Repair it' }).click();
  await page.getByText('2 targets of job').first().waitFor();
  t.equal(await page.locator('.step-broken').count(), 0);
  await go(page, '#/object/Prometheus/monitoring/shop');
  t.match(await page.locator('.children').innerText(), /StatefulSet prometheus-shop/);
  t.strictSame(complaints, []);
});
