// The page in a browser: what a user finds, reads and tries, with mouse and keyboard.
import t from 'tap';
import { browser, closeBrowser, go, MISSING, open, serve } from './browser.ts';
import { PASSWORD, type Shop, shop } from './shop.ts';

const MANY = 1000;
/** Far more than it needs: it would show that the page grows with the number of monitors. */
const BOUND_MS = 30_000;
const CHECKOUT = '#/object/ServiceMonitor/shop/checkout';
const skip = MISSING ? { skip: MISSING } : {};

/** What has the focus, and how it is seen. */
const FOCUSED = `({
  text: document.activeElement.textContent.replace(/\\s+/g, ' ').trim(),
  outline: getComputedStyle(document.activeElement).outlineStyle,
  width: getComputedStyle(document.activeElement).outlineWidth,
})`;
interface Focused {
  readonly text: string;
  readonly outline: string;
  readonly width: string;
}

t.teardown(closeBrowser);

t.test('with 1,000 monitors the page opens, and shows few rows of them', skip, async (t) => {
  const server = await serve(t, shop(MANY));
  await browser();
  const began = performance.now();
  const { page, complaints, requests } = await open(t, server.url);
  await page.getByRole('heading', { name: 'Workloads' }).waitFor();
  t.ok(performance.now() - began < BOUND_MS);
  await page.getByRole('link', { name: 'Map', exact: true }).click();
  await page.getByText('1,000 monitors').waitFor();
  t.equal(await page.locator('tbody tr').count(), 50);
  await page.getByRole('link', { name: 'Next' }).click();
  await page.getByText('Page 2 of 20').waitFor();

  t.strictSame(complaints, [], 'the browser has no complaint');
  const { origin } = new URL(server.url);
  t.strictSame(
    requests.filter((url) => !url.startsWith(`${origin}/`)),
    [],
    'no request goes elsewhere',
  );
  t.notOk((await page.content()).includes(PASSWORD));
});

t.test('a monitor is found by typing, and explained', skip, async (t) => {
  const { page } = await open(t, (await serve(t, shop(MANY))).url);
  await page.getByRole('searchbox').fill('checkout');
  await page.getByText('2 objects for').waitFor();
  t.match(page.url(), /#\/objects\?search=checkout$/, 'the search is in the address');
  await page.getByRole('link', { name: 'ServiceMonitor shop/checkout' }).click();
  await page.getByRole('heading', { name: 'ServiceMonitor shop/checkout' }).waitFor();
  const broken = page.locator('.step-broken');
  await broken.first().waitFor();
  t.equal(await broken.count(), 1, 'the chain ends at the first broken link');
  t.match(
    await broken.innerText(),
    /Port[\s\S]*broken[\s\S]*named "http-metrics"[\s\S]*Repair[\s\S]*kubectl -n shop edit/,
  );
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await broken.getByRole('button', { name: 'Copy' }).first().click();
  await broken.getByRole('button', { name: 'Copied' }).waitFor();
  t.match(await page.evaluate<string>('navigator.clipboard.readText()'), /^kubectl -n shop /);
});

t.test('the map shows how far each monitor gets', skip, async (t) => {
  const { page } = await open(t, (await serve(t, shop(20))).url);
  await go(page, '#/map?state=broken');
  await page.getByText('3 monitors').waitFor();
  const row = page.getByRole('row', { name: /shop\/checkout/ });
  t.match(await row.getByRole('cell').allInnerTexts(), [
    /Prometheus monitoring\/k8s/,
    /Service shop\/checkout[\s\S]*broken[\s\S]*"http-metrics"/,
    'not reached',
  ]);
  await page.getByLabel(/^ok/).check();
  await page.getByText('17 monitors').waitFor();
});

t.test('an alert is tried, and its way is marked', skip, async (t) => {
  const { page } = await open(t, (await serve(t, shop(3))).url);
  await go(page, '#/alerts');
  await page.getByLabel('Labels of an alert').fill('alertname=Down, namespace=shop, severity=critical');
  await page.getByRole('button', { name: 'Try' }).click();
  await page.getByRole('heading', { name: 'Who gets it' }).waitFor();
  const receivers = await page.locator('.outcome li strong').allInnerTexts();
  t.strictSame(receivers, ['shop/team/loud', 'pager']);
  t.strictSame(
    (await page.locator('.tree tbody tr td:last-child').allInnerTexts()).map((text) => text.trim()),
    ['goes through', 'goes through', 'receives it', 'receives it', 'no: severity="warning"'],
  );
  await page.getByLabel('Labels of an alert').fill('severity=warning');
  await page.getByLabel('Labels of an alert').press('Enter');
  await page.locator('.outcome').getByText('muted in night').waitFor();
  await page.getByLabel('Labels of an alert').fill('severity');
  await page.getByRole('button', { name: 'Try' }).click();
  await page
    .getByRole('alert')
    .getByText(/labels are written as/)
    .waitFor();
});

t.test('rollouts and resharding are shown with their messages', skip, async (t) => {
  const { page } = await open(t, (await serve(t, shop(3))).url);
  const section = page.getByRole('region', { name: 'Rollouts and resharding' });
  t.match(await section.innerText(), /monitoring\/k8s[\s\S]*Resharding[\s\S]*waiting for 3 of 500 targets/);
});

t.test('everything can be done with the keyboard', skip, async (t) => {
  const { page } = await open(t, (await serve(t, shop(20))).url);
  await page.getByRole('heading', { name: 'Workloads' }).waitFor();
  await page.keyboard.press('Tab');
  t.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the content');
  await page.keyboard.press('/');
  t.equal(await page.evaluate('document.activeElement.id'), 'search');
  await page.keyboard.type('checkout');
  await page.getByText('2 objects for').waitFor();
  const focused = () => page.evaluate<Focused>(FOCUSED);
  const seen: string[] = [];
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('Tab');
    const { text = '', outline, width } = await focused();
    seen.push(text);
    if (text === 'ServiceMonitor shop/checkout') {
      t.strictSame({ outline, width }, { outline: 'solid', width: '2px' }, 'the focus is visible');
      break;
    }
  }
  t.equal(seen.at(-1), 'ServiceMonitor shop/checkout', seen.join(' | '));
  await page.keyboard.press('Enter');
  await page.locator('.step-broken').waitFor();
  t.match(await focused(), { text: 'ServiceMonitor shop/checkout' }, 'the new view begins at its heading');
  await page.goBack();
  await page.getByText('2 objects for').waitFor();
});

t.test('a change is shown where it happens, and said to screen readers', skip, async (t) => {
  let now: Shop = shop(20);
  const read = async () => ({ ...now, notes: [] });
  const server = await serve(t, now, { read });
  const { page } = await open(t, server.url);
  await page.getByRole('heading', { name: 'Workloads' }).waitFor();
  await go(page, CHECKOUT);
  await page.locator('.step-broken').waitFor();
  await page.evaluate("document.querySelectorAll('nav a').forEach((link) => link.setAttribute('data-kept', 'yes'))");
  now = shop(20, true);
  await server.refresh();
  await page.locator('.step-broken').waitFor({ state: 'detached' });
  await page.locator('#changes[aria-live=polite]').getByText('3 objects broken.').waitFor({ state: 'attached' });
  t.equal(await page.locator('nav a[data-kept]').count(), 4, 'the rest of the page is not made again');
});

t.test('without the token there is no page', skip, async (t) => {
  const server = await serve(t, shop(3));
  const { page } = await open(t, new URL(server.url).origin);
  t.match(await page.content(), /open the address that the program has printed/);
});
