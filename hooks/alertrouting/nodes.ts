// Values of a parsed configuration file, and what is wrong with them.
import type { Node } from '../controllers/alertmanager/schema/yaml.ts';
import { type Issue, issue } from '../core/issue.ts';
import { isPlain, textOf } from '../core/plain.ts';

const NOTHING: ReadonlyMap<string, Node> = new Map();
export const mapOf = (node: Node | undefined): ReadonlyMap<string, Node> => (node instanceof Map ? node : NOTHING);
export const isList = (node: Node | undefined): node is readonly Node[] => Array.isArray(node);
export const listOf = (node: Node | undefined): readonly Node[] => (isList(node) ? node : []);
export const textsOf = (node: Node | undefined): readonly string[] => listOf(node).map((item) => textOf(item) ?? '');
export const fieldText = (map: ReadonlyMap<string, Node>, name: string): string => textOf(map.get(name)) ?? '';
export const isTrue = (node: Node | undefined): boolean => isPlain(node) && node.value === true;

/** Collects issues. */
export type Complain = (path: string, message: string) => void;

export const complainInto =
  (issues: Issue[]): Complain =>
  (path, message) =>
    void issues.push(issue('InvalidConfiguration', path, message));
