// A page in Markdown -> HTML of its text, and its headings.
import { Marked, type Tokens } from 'marked';
import { anchor } from '../reference/markdown.ts';
import { type Site, target } from './links.ts';
import type { Page } from './pages.ts';

export interface Heading {
  readonly depth: number;
  readonly id: string;
  /** HTML. */
  readonly text: string;
}
export interface Body {
  readonly html: string;
  readonly headings: readonly Heading[];
}

/** A text in HTML and in attributes. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const plain = (html: string): string => html.replace(/<[^>]*>/g, '');
const decoded = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** The HTML of a page. Comments are left out; no other HTML is expected in documents, and it is shown as text. */
export function body(page: Page, site: Site): Body {
  const headings: Heading[] = [];
  const used = new Map<string, number>();
  const unique = (id: string): string => {
    const count = used.get(id) ?? 0;
    used.set(id, count + 1);
    return count === 0 ? id : `${id}-${count}`;
  };
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }: Tokens.Heading): string {
        const text = this.parser.parseInline(tokens);
        const id = unique(anchor(decoded(plain(text))));
        headings.push({ depth, id, text: text.replace(/<\/?a\b[^>]*>/g, '') });
        return `<h${depth} id="${id}"><a class="anchor" href="#${id}">${text.replace(/<\/?a\b[^>]*>/g, '')}</a></h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const text = this.parser.parseInline(tokens);
        const to = target(href, page, site);
        return to === undefined ? text : `<a href="${escaped(to)}">${text}</a>`;
      },
      image({ href, text }: Tokens.Image): string {
        return `<img src="${escaped(target(href, page, site) ?? '')}" alt="${escaped(text)}" loading="lazy">`;
      },
      code({ text, lang }: Tokens.Code): string {
        const name = lang ? ` class="language-${escaped(lang)}"` : '';
        return `<pre tabindex="0"><code${name}>${escaped(text)}\n</code></pre>\n`;
      },
      html({ text }: Tokens.HTML | Tokens.Tag): string {
        return escaped(text.replace(/<!--[\s\S]*?-->\n?/g, ''));
      },
    },
  });
  const html = marked.parse(page.text, { async: false });
  // Wide tables scroll, not the page.
  const tables = html
    .replaceAll('<table>', '<div class="table" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>');
  return { html: tables, headings };
}
