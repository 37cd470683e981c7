// A page of the site: navigation, text, contents, what comes before and after.
import { indexSections } from './index.ts';
import { relative, type Site } from './links.ts';
import { type Body, body, escaped, type Heading } from './markdown.ts';
import type { Page } from './pages.ts';

const NAME = 'prometheus-metacontroller';

function link(from: Page, to: Page, text: string): string {
  const current = from === to ? ' aria-current="page"' : '';
  return `<a href="${escaped(relative(from.out, to.out))}"${current}>${escaped(text)}</a>`;
}

/** Pages in the order of the index, in its sections. */
function navigation(page: Page, { pages }: Site): string {
  const found = (source: string): Page | undefined => pages.find((one) => one.source === source);
  const sections = indexSections().map(({ title, depth, entries }) => {
    const items = entries.flatMap(({ file }) => {
      const to = found(file);
      return to ? [`<li>${link(page, to, to.title)}</li>`] : [];
    });
    if (items.length === 0 && depth > 2) return '';
    return `<h${depth}>${escaped(title)}</h${depth}>\n${items.length > 0 ? `<ul>\n${items.join('\n')}\n</ul>\n` : ''}`;
  });
  const others = ['CHANGELOG.md', 'CONTRIBUTING.md'].flatMap((source) => {
    const to = found(source);
    return to ? [`<li>${link(page, to, to.title)}</li>`] : [];
  });
  return `${sections.join('')}<h2>Project</h2>\n<ul>\n${others.join('\n')}\n</ul>\n`;
}

function contents(headings: readonly Heading[]): string {
  const own = headings.filter(({ depth }) => depth === 2);
  if (own.length < 3) return '';
  const items = own.map(({ id, text }) => `<li><a href="#${id}">${text}</a></li>`);
  return `<details class="contents"><summary>On this page</summary><ul>\n${items.join('\n')}\n</ul></details>\n`;
}

function neighbours(page: Page, { pages }: Site): string {
  const i = pages.indexOf(page);
  const [before, after] = [pages[i - 1], pages[i + 1]];
  const previous = before ? `<span>Before: ${link(page, before, before.title)}</span>` : '<span></span>';
  const next = after ? `<span>Next: ${link(page, after, after.title)}</span>` : '<span></span>';
  return `<nav class="neighbours" aria-label="Neighbours">${previous}${next}</nav>`;
}

/** The contents stand behind the title. */
const withContents = ({ html, headings }: Body): string => html.replace('</h1>\n', `</h1>\n${contents(headings)}`);

/** The text of the HTML file of a page. */
export function pageHtml(page: Page, site: Site): string {
  const [home = page] = site.pages;
  const text = body(page, site);
  const title = page === home ? NAME : `${page.title} - ${NAME}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${relative(page.out, 'style.css')}">
</head>
<body>
<a class="skip" href="#text">To the text</a>
<header>${link(page, home, NAME)}<a class="to-pages" href="#pages">All pages</a></header>
<div class="columns">
<main id="text">
${withContents(text)}
${neighbours(page, site)}
</main>
<nav class="menu" id="pages" aria-label="All pages">
${navigation(page, site)}</nav>
</div>
</body>
</html>
`;
}
