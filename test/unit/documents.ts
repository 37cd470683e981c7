// The documents, and the code blocks in them.
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
export const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');
export const pages = readdirSync(`${root}/docs`)
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

/** Generated pages of fields. */
export const references = readdirSync(`${root}/docs/reference`).map((name) => `docs/reference/${name}`);
/** Whether a script writes the page: its tables have as long texts as their source. */
export const isGenerated = (document: string): boolean => read(document).startsWith('<!-- Written by `npm run');

/** All code blocks behind a marker, without their indentation. */
export const blocks = (document: string, marker: string): readonly string[] =>
  read(document)
    .split(`<!-- ${marker} -->\n`)
    .slice(1)
    .map((text) => {
      const [, body = ''] = /^ *```\w+\n([\s\S]*?)^ *```$/m.exec(text) ?? [];
      const indent = Math.min(...body.split('\n').flatMap((line) => (line ? [line.search(/\S/)] : [])));
      return body.replace(new RegExp(`^ {${indent}}`, 'gm'), '');
    });
