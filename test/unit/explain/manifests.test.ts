// Manifests as users write them, one setup a file: what is asked and expected first, then the objects.
import { readdirSync, readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { explain } from '../../../hooks/explain/explain.ts';
import type { Facts } from '../../../hooks/explain/facts.ts';
import { firstBroken } from '../../../hooks/explain/step.ts';
import { parseSubject, type Subject } from '../../../hooks/explain/subject.ts';
import { root } from '../documents.ts';

const FOLDER = `${root}/test/unit/explain/manifests`;

interface Question {
  readonly story: string;
  readonly subject: string;
  readonly namespace: string;
  /** The broken link; absent where nothing is broken. */
  readonly link?: string;
  readonly words?: readonly string[];
  readonly facts?: Facts;
}

t.test('the cause is named first in manifests of users, and nothing where they work', async (t) => {
  for (const file of readdirSync(FOLDER)) {
    const [question, ...objects] = loadAll(readFileSync(`${FOLDER}/${file}`, 'utf8'));
    const { story, subject, namespace, link, words = [], facts = {} } = question as Question;
    const steps = explain(objects as KubernetesObject[], facts, parseSubject(subject, namespace) as Subject);
    const found = firstBroken(steps);
    const isRight = found?.link === link && words.every((word) => found?.message.includes(word));
    t.ok(isRight, isRight ? story : `${file}: ${found?.link} ${found?.cause}: ${found?.message}`);
  }
});
