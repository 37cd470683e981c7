// The site of documents: its links lead somewhere, it needs no network, and it can be read in light and dark.
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import t from 'tap';
import { ROOT, read } from '../../../release/paths.ts';
import { indexSections } from '../../../release/site/index.ts';
import { pageHtml } from '../../../release/site/layout.ts';
import { target } from '../../../release/site/links.ts';
import { body } from '../../../release/site/markdown.ts';
import { type Page, sitePages } from '../../../release/site/pages.ts';
import { siteFiles } from '../../../release/site/site.ts';

const files = siteFiles('');
const pages = sitePages();
const site = { pages, files: '' };
const html = ({ out }: Page): string => String(files.get(out));
const links = (text: string): readonly string[] =>
  [...text.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
const page = (text: string, source = 'docs/a.md'): Page => ({ source, out: 'a.html', text, title: 'A' });

t.test('every link leads to a page, a heading, a picture or a file of the project', async (t) => {
  const all = pages.flatMap((one) =>
    links(html(one))
      .filter((link) => !/^https?:/.test(link))
      .map((href) => ({ one, href })),
  );
  const wrong = all.filter(({ one, href }) => {
    const [path = '', id] = href.split('#');
    const to = path ? posix.join(posix.dirname(one.out), path) : one.out;
    const inside = files.get(to);
    if (inside === undefined) return !existsSync(join(ROOT, 'dist-docs/..', posix.join('dist-docs', to)));
    return Boolean(id) && !String(inside).includes(` id="${id}"`);
  });
  t.strictSame(
    wrong.map(({ one, href }) => `${one.out}: ${href}`),
    [],
  );
  t.ok(all.length > 1000, `${all.length} links`);
});

t.test('no page needs a network or a script', async (t) => {
  for (const [name, content] of files) {
    if (!name.endsWith('.html')) continue;
    const text = String(content);
    t.notMatch(text, /<script|<iframe| on\w+="/i, name);
    t.notMatch(text, / src="(https?:)?\/\//, name);
    t.notMatch(text, /<link[^>]* href="(https?:)?\/\//, name);
  }
  t.notMatch(String(files.get('style.css')), /url\(|@import/);
});

t.test('each page leads to all pages, has one title, and says which page it is', async (t) => {
  const listed = indexSections().flatMap(({ entries }) => entries.map(({ file }) => file));
  for (const one of pages) {
    const text = html(one);
    t.equal(text.match(/<h1 /g)?.length, 1, one.out);
    const [, menu = ''] = text.split('<nav class="menu"');
    const missing = pages.filter(
      ({ source, out }) =>
        listed.includes(source) && !menu.includes(`href="${posix.relative(posix.dirname(one.out), out)}"`),
    );
    t.strictSame(missing, [], one.out);
    if (listed.includes(one.source)) t.match(menu, 'aria-current="page"', one.out);
  }
  t.match(html(pages[0] as Page), '<title>prometheus-metacontroller</title>');
});

t.test('Markdown becomes what it says', async (t) => {
  const text =
    '# A `b`\n\n<!-- install -->\n```sh\necho "<a>" && true\n```\n\n| a | b |\n|---|---|\n| 1 | `x<y` |\n\n## A b\n';
  const { html: shown, headings } = body(page(text), site);
  t.strictSame(
    headings.map(({ id }) => id),
    ['a-b', 'a-b-1'],
  );
  t.notMatch(shown, 'install', 'comments are for tests');
  t.match(shown, '<code class="language-sh">echo &quot;&lt;a&gt;&quot; &amp;&amp; true\n</code>');
  t.match(shown, '<td><code>x&lt;y</code></td>');
  t.match(body(page('# A\n\n<b onclick="x()">c</b>'), site).html, '&lt;b onclick=&quot;x()&quot;&gt;c');
});

t.test('links of Markdown become links of the site', async (t) => {
  const from = page('', 'docs/reference/a.md');
  const nested = { ...from, out: 'reference/a.html' };
  for (const [href, wanted] of [
    ['../install.md#with-helm', '../install.html#with-helm'],
    ['prometheus.md', 'prometheus.html'],
    ['../../CHANGELOG.md', '../changelog.html'],
    ['../images/map-dark.png', '../images/map-dark.png'],
    ['../../manifests/examples/rules.yaml', '../../manifests/examples/rules.yaml'],
    ['https://example.com/a.md', 'https://example.com/a.md'],
    ['#spec', '#spec'],
    ['../not-there-yet.md', undefined],
  ] as const)
    t.equal(target(href, nested, site), wanted, href);
  const elsewhere = { ...site, files: 'https://example.com/blob/v1' };
  t.equal(target('../../Dockerfile', nested, elsewhere), 'https://example.com/blob/v1/Dockerfile');
  t.match(body(page('# A\n\n[soon](not-there-yet.md)'), site).html, '<p>soon</p>');
  t.match(pageHtml(pages[1] as Page, site), '<nav class="neighbours"');
});

/** Relative luminance and contrast of two colors (WCAG 2: 1.4.3). */
function contrast(a: string, b: string): number {
  const luminance = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

t.test('text and links have enough contrast in light and dark', async (t) => {
  const modes = read('release/site/style.css').match(/:root \{[^}]*\}/g) ?? [];
  t.equal(modes.length, 2);
  for (const [i, mode] of modes.entries()) {
    const color = (name: string): string => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(mode)?.[1] ?? '';
    for (const text of ['text', 'quiet', 'link'])
      for (const behind of ['page', 'raised'])
        t.ok(contrast(color(text), color(behind)) >= 4.5, `${i === 0 ? 'light' : 'dark'}: ${text} on ${behind}`);
  }
});
