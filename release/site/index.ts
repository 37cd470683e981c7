// docs/index.md: the order of all pages, in sections.
import { read } from '../paths.ts';

export const INDEX = 'docs/index.md';

export interface Entry {
  /** `docs/install.md`. */
  readonly file: string;
  /** `install with Helm`; empty if the index says nothing. */
  readonly about: string;
}
export interface IndexSection {
  readonly title: string;
  /** 2 for a section, 3 for a part of one. */
  readonly depth: number;
  readonly entries: readonly Entry[];
}

/** The sections of an index with their entries: lines such as `- [title](page.md): what it is for.` */
export function indexSections(text: string = read(INDEX)): readonly IndexSection[] {
  return text
    .split(/^(?=##)/m)
    .slice(1)
    .map((part) => {
      const [, marks = '', title = ''] = /^(#+) (.*)$/m.exec(part) ?? [];
      const entries = [...part.matchAll(/^- \[[^\]]+\]\(([\w./-]+\.md)\)(?:: (.*))?$/gm)].map(
        ([, target = '', about = '']) => ({ file: `docs/${target}`, about }),
      );
      return { title, depth: marks.length, entries };
    });
}
